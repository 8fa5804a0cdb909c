//! String too short or too long.

use svc_syntax::PathSegment;

use crate::rules::finding::Finding;
use crate::rules::kinds::shape::{Case, is_empty};
use crate::rules::{Check, cron_schedule};
use svc_config::describe::{self, without_unit};
use svc_config::model::validate::MistakeKind;
use svc_syntax::edit;
use svc_vercel::cron;

rule! {
    /// # String too short or too long
    ///
    /// Vercel rejects the deployment because a string is too short or too long.
    ///
    /// For example, `root` must not be empty, a `schedule` has at least 9 characters, and a `source` at most 4,096. Vercel counts
    /// Unicode code points.
    ///
    /// ```json bad
    /// { "crons": [{ "path": "/api/daily", "schedule": "5 * * *" }] }
    /// ```
    ///
    /// ```json good
    /// { "crons": [{ "path": "/api/daily", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// Shorthands of other schedulers are also too short:
    ///
    /// ```json bad
    /// { "crons": [{ "path": "/api/daily", "schedule": "@daily" }] }
    /// ```
    ///
    /// ```json good
    /// { "crons": [{ "path": "/api/daily", "schedule": "0 0 * * *" }] }
    /// ```
    pub static RULE = {
        code: "text-length",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    (case.mistake.kind == MistakeKind::WrongLength).then(|| finding(case))
}

/// The finding for a string of a wrong length.
fn finding(case: &Case<'_>) -> Finding {
    if let Some(mistake) = shorthand(case) {
        let mut finding = case.report(&RULE, cron_schedule::message(&mistake));
        finding.fixes.extend(mistake.replacement.map(|it| case.replacement(edit::quoted(&it))));
        return finding;
    }
    let limits = case.limits();
    let place = case.place();
    let removal = case.removal().filter(|_| is_empty(case.value));
    let message = if is_empty(case.value) {
        let remedy = if removal.is_some() { "Set it, or remove it." } else { "Set it." };
        format!("{place} must not be empty. {remedy}")
    } else {
        let count = case.value.as_str().unwrap_or_default().chars().count();
        let allowed = describe::count(limits.min_length, limits.max_length, "character");
        let characters = if count == 1 { "character" } else { "characters" };
        format!("{place} has {count} {characters}; Vercel allows {}.", without_unit(&allowed))
    };
    let mut finding = case.report(&RULE, message);
    finding.fixes.extend(removal);
    finding
}

/// `@daily` and the like, where a schedule stands.
fn shorthand(case: &Case<'_>) -> Option<cron::Mistake> {
    let is_schedule = |it: &PathSegment| matches!(it, PathSegment::Key(key) if key == "schedule");
    if !case.mistake.path.iter().any(is_schedule) {
        return None;
    }
    let mistakes = cron::parse(case.value.as_str()?).err()?;
    mistakes.into_iter().find(|it| it.kind == cron::MistakeKind::Shorthand)
}

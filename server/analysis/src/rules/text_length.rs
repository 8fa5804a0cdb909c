//! String too short or too long.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::{Case, is_empty};
use svc_config::describe::{self, without_unit};
use svc_config::model::validate::MistakeKind;

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

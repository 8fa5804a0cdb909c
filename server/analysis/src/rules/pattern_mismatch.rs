//! Invalid format.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::shape::Case;
use svc_config::model::validate::{MistakeKind, accepts};
use svc_syntax::edit;

rule! {
    /// # Invalid format
    ///
    /// Vercel rejects the deployment because a string has the wrong format.
    ///
    /// For example, the `path` of a cron job must start with `/`, and the `env` of a binding must be a valid name of an environment
    /// variable.
    ///
    /// ```json bad
    /// { "crons": [{ "path": "api/daily", "schedule": "0 5 * * *" }] }
    /// ```
    ///
    /// ```json good
    /// { "crons": [{ "path": "/api/daily", "schedule": "0 5 * * *" }] }
    /// ```
    pub static RULE = {
        code: "pattern-mismatch",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    (case.mistake.kind == MistakeKind::PatternMismatch).then(|| finding(case))
}

/// The finding for a string of the wrong form.
fn finding(case: &Case<'_>) -> Finding {
    let written = case.value.as_str().unwrap_or_default();
    let pattern = case.mistake.shape.pattern();
    let asked = pattern.map_or("has the wrong format", |pattern| pattern.message.as_str());
    let mut finding = case.report(&RULE, format!("{} {asked}.", case.place()));
    let fits = |text: &String| {
        text.contains(|it: char| it.is_ascii_alphanumeric())
            && accepts(case.mistake.shape, &text.as_str().into())
    };
    if let Some(fixed) =
        pattern.and_then(|it| it.prefix.as_ref()).map(|prefix| format!("{prefix}{written}")).filter(fits)
    {
        finding.fixes.push(case.replacement(edit::quoted(&fixed)));
    } else if let Some(fixed) = Some(with_underscores(written)).filter(fits) {
        let json = edit::quoted(&fixed);
        finding.fixes.push(Fix::offered(format!("Change to `{json}`"), (case.value.range, json)));
    }
    finding
}

/// `my-api url` as `my_api_url`: what names of variables and topics may hold.
fn with_underscores(text: &str) -> String {
    text.trim().chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '_' }).collect()
}

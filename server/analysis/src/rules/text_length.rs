//! A string that is too short or too long.

use crate::config::describe;
use crate::config::structure::{Case, is_empty};
use crate::finding::Finding;
use crate::rules::Check;

rule! {
    /// # A string that is too short or too long
    ///
    /// Vercel counts characters (code points) and refuses strings outside the bounds of their key: an empty `root`, a `schedule` of fewer
    /// than 9 characters, a `source` of more than 4,096.
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
        check: Check::Pass,
    }
}

/// The finding of a string of a wrong length.
pub fn finding(case: &Case<'_>) -> Finding {
    let limits = case.limits();
    let place = case.place();
    let message = if is_empty(case.value) {
        format!("{place} must not be empty.")
    } else {
        let count = case.value.as_str().unwrap_or_default().chars().count();
        let allowed = describe::count(limits.min_length, limits.max_length, "character");
        format!("{place} has {count} characters; it takes {allowed}.")
    };
    let mut finding = case.report(&RULE, message);
    if is_empty(case.value) {
        finding.fixes.extend(case.removal());
    }
    finding
}

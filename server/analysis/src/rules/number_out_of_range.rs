//! Number out of range.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::shape::Case;
use svc_config::Severity;
use svc_config::describe;
use svc_config::model::validate::MistakeKind;

rule! {
    /// # Number out of range
    ///
    /// Vercel rejects the deployment because a number is outside its allowed range.
    ///
    /// For example, `memory` must be from 128 to 10240. Change the number to a value in the range.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.ts": { "maxDuration": 7200 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/*.ts": { "maxDuration": 3600 } } }
    /// ```
    pub static RULE = {
        code: "number-out-of-range",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

fn check(case: &Case<'_>) -> Option<Finding> {
    (case.mistake.kind == MistakeKind::OutOfRange).then(|| finding(case))
}

/// The finding for a number out of range, and the nearest one within.
fn finding(case: &Case<'_>) -> Finding {
    let limits = case.limits();
    let written = case.value.as_number().unwrap_or_default();
    let by_cli = case.mistake.severity == Severity::Error;
    let expected = if by_cli { describe::expected(case.mistake.place) } else { describe::within(limits) };
    let mut finding = case.report(&RULE, format!("{} must be {expected}, not {written}.", case.place()));
    let nearest = match (limits.minimum, limits.maximum) {
        (Some(low), _) if written < low => Some(low),
        (_, Some(high)) if written > high => Some(high),
        _ => None,
    };
    if let Some(nearest) = nearest {
        finding.fixes.push(case.replacement(nearest.to_string()));
    }
    finding
}

//! Unknown job trigger.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use crate::services::v1::TRIGGERS;
use svc_syntax::TextRange;
use svc_syntax::value::Node;
use svc_vercel::spelling;

rule! {
    /// # Unknown job trigger
    ///
    /// Vercel rejects a job with an unknown trigger.
    ///
    /// `trigger` must be `queue`, `schedule` or `workflow`.
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedul", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedule", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    pub static RULE = {
        code: "invalid-job-trigger",
        vercel: "INVALID_JOB_TRIGGER",
        severity: Error,
        owns_form: true,
        check: Check::Problem,
    }
}

/// The finding for an unknown trigger.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let trigger = case.service.text("trigger");
    let shown = match trigger {
        Some(text) => format!("`{text}`"),
        None => case.service.field("trigger").map_or("nothing", Node::kind).to_owned(),
    };
    let message = format!("Unknown job trigger {shown}. Use `queue`, `schedule` or `workflow`.");
    let mut finding = case.finding(&RULE, range, message);
    if let Some(nearest) = trigger.and_then(|text| spelling::nearest(text, TRIGGERS)) {
        let edit = replacement(range, nearest);
        finding = finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit));
    }
    finding
}

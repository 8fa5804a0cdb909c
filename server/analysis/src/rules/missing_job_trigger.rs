//! Missing job trigger.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;
use svc_syntax::edit;

rule! {
    /// # Missing job trigger
    ///
    /// Vercel rejects a job without a `trigger`.
    ///
    /// Set `trigger` to `schedule` (with a `schedule`), `queue` (with `topics`) or `workflow` (with an `entrypoint`).
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "job", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedule", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    pub static RULE = {
        code: "missing-job-trigger",
        vercel: "MISSING_JOB_TRIGGER",
        severity: Error,
        owns_form: true,
        misses: ["trigger"],
        check: Check::Problem,
    }
}

/// The finding for a job without a trigger.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let service = case.service;
    let message = format!(
        "`{}` is a job but is missing `trigger`. Set it to `schedule`, `queue` or `workflow`.",
        service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    let certain = match (service.member("schedule").is_some(), service.member("topics").is_some()) {
        (true, false) => Some("schedule"),
        (false, true) => Some("queue"),
        _ => None,
    };
    for trigger in ["schedule", "queue", "workflow"]
        .into_iter()
        .filter(|it| certain.is_none_or(|certain| certain == *it))
    {
        finding.fixes.extend(case.adding("trigger", &edit::quoted(trigger), certain.is_some()));
    }
    finding
}

//! Missing job schedule.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Missing job schedule
    ///
    /// Vercel rejects a job with the trigger `schedule` but without a `schedule`.
    ///
    /// Set `schedule` to a cron expression or an array of them, in UTC.
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedule", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "job", "trigger": "schedule", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    pub static RULE = {
        code: "missing-job-schedule",
        vercel: "MISSING_JOB_SCHEDULE",
        severity: Error,
        owns_form: true,
        misses: ["schedule"],
        check: Check::Problem,
    }
}

/// The finding for a scheduled job without a schedule.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` has `\"trigger\": \"schedule\"` but no `schedule`. Add one, such as `\"schedule\": \"0 0 * * *\"`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.adding("schedule", "\"0 0 * * *\"", false));
    finding
}

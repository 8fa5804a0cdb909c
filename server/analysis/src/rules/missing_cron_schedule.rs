//! Missing cron schedule.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # Missing cron schedule
    ///
    /// Vercel rejects a service of type `cron` without a `schedule`.
    ///
    /// Set `schedule` to a cron expression or an array of them, in UTC.
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "clean": { "type": "cron", "entrypoint": "clean.py" } } }
    /// ```
    ///
    /// ```files
    /// //- /clean.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "clean": { "type": "cron", "schedule": "0 0 * * *", "entrypoint": "clean.py" } } }
    /// ```
    pub static RULE = {
        code: "missing-cron-schedule",
        vercel: "MISSING_CRON_SCHEDULE",
        severity: Error,
        owns_form: true,
        misses: ["schedule"],
        check: Check::Problem,
    }
}

/// The finding for a cron without a schedule.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` has `\"type\": \"cron\"` but no `schedule`. Add one, such as `\"schedule\": \"0 0 * * *\"`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.adding("schedule", "\"0 0 * * *\"", false));
    finding
}

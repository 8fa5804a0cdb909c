//! A cron without a schedule.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;

rule! {
    /// # A cron without a schedule
    ///
    /// A service of `type` `cron` needs a `schedule`: a cron expression, or several in an array, in UTC.
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

/// The finding of a cron without a schedule.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` is a cron without a `schedule`. Add one, for example `\"schedule\": \"0 0 * * *\"`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.adding("schedule", "\"0 0 * * *\"", false));
    finding
}

//! A cron without a schedule.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;
use crate::services::v1::Kind;

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
        check: Check::Service,
    }
}

/// One cron's schedule.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.kind() != Kind::Cron
        || service.truthy("schedule").is_some()
        || service.spoken_of(&["schedule"])
    {
        return;
    }
    let message = format!(
        "`{}` is a cron without a `schedule`. Add one, for example `\"schedule\": \"0 0 * * *\"`.",
        service.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    finding.fixes.extend(service.adding("schedule", "\"0 0 * * *\"", false));
    findings.push(finding);
}

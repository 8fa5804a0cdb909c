//! A job on a schedule without one.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Service;

rule! {
    /// # A job on a schedule without one
    ///
    /// A job whose `trigger` is `schedule` needs a `schedule`: a cron expression, or several in an array, in UTC.
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
        check: Check::Service,
    }
}

/// One job's schedule.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if !service.is_job("schedule") || service.truthy("schedule").is_some() || service.spoken_of(&["schedule"])
    {
        return;
    }
    let message = format!(
        "`{}` runs on a schedule but has none. Add one, for example `\"schedule\": \"0 0 * * *\"`.",
        service.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    finding.fixes.extend(service.adding("schedule", "\"0 0 * * *\"", false));
    findings.push(finding);
}

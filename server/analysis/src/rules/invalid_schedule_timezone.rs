//! Unknown time zone.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::spelling;
use svc_vercel::time_zones;

rule! {
    /// # Unknown time zone
    ///
    /// Vercel rejects a schedule with an unknown time zone.
    ///
    /// `timezone` is the name of an IANA time zone, such as `Europe/Berlin`; case doesn't matter. Offsets such as `+01:00` aren't
    /// accepted. Without `timezone`, the schedule is in UTC.
    ///
    /// ```json bad
    /// { "schedules": [{ "path": "/api/daily", "schedule": "0 5 * * *", "timezone": "Europe/Berln" }] }
    /// ```
    ///
    /// ```json good
    /// { "schedules": [{ "path": "/api/daily", "schedule": "0 5 * * *", "timezone": "Europe/Berlin" }] }
    /// ```
    pub static RULE = {
        code: "invalid-schedule-timezone",
        vercel: "INVALID_SCHEDULE_TIMEZONE",
        severity: Error,
        check: Check::File(check),
    }
}

/// The time zones of all schedules.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let schedules = snapshot.config().get("schedules").and_then(Node::as_array).unwrap_or_default();
    for (node, name) in schedules
        .iter()
        .filter_map(|schedule| schedule.get("timezone"))
        .filter_map(|it| Some((it, it.as_str()?)))
    {
        // An empty name is a schema violation.
        if name.is_empty() || time_zones::is_known(name) {
            continue;
        }
        let message = format!(
            "Unknown time zone `{name}`. Use an IANA name such as `America/New_York`, or remove `timezone` to use UTC."
        );
        let mut finding = Finding::new(&RULE, node.range, message);
        let city = |zone: &'static str| zone.rsplit_once('/').map(|(_, city)| city);
        let near = time_zones::names()
            .find(|zone| city(zone).is_some_and(|city| city.eq_ignore_ascii_case(&name.replace(' ', "_"))))
            .or_else(|| spelling::nearest(name, time_zones::names()));
        if let Some(zone) = near {
            let json = edit::quoted(zone);
            finding = finding.fix(Fix::preferred(format!("Change to `{json}`"), (node.range, json)));
        }
        findings.push(finding);
    }
}

//! A `maxDuration` above the documented limit.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;
use svc_config::describe;

rule! {
    /// # A `maxDuration` above the documented limit
    ///
    /// `maxDuration` of a service is documented as 1 to 900 seconds. Vercel's CLI takes 1 to 3600, or `"max"`. What lies between is
    /// accepted, and nothing promises that it holds.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/", "maxDuration": 1800 } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/", "maxDuration": 900 } } }
    /// ```
    pub static RULE = {
        code: "documented-max-duration",
        severity: Warning,
        check: Check::File(check),
    }
}

const DOCUMENTED: f64 = 900.0;
const ACCEPTED: f64 = 3600.0;

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for service in v1::services(snapshot, Reading::Person) {
        let Some(node) = service.field("maxDuration") else { continue };
        let Some(seconds) = node.as_number().filter(|it| (DOCUMENTED + 1.0..=ACCEPTED).contains(it)) else {
            continue;
        };
        let message = format!(
            "{} seconds are above the documented limit of {DOCUMENTED}. Vercel's CLI takes up to {}, but nothing promises more than is documented.",
            describe::number(seconds),
            describe::number(ACCEPTED)
        );
        findings.push(
            Finding::new(&RULE, node.range, message)
                .service(&*service.name)
                .fix(Fix::offered(format!("Change to {DOCUMENTED}"), (node.range, DOCUMENTED.to_string()))),
        );
    }
}

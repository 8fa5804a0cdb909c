//! `maxDuration` above the documented limit.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::{ServicesModel, describe};

rule! {
    /// # `maxDuration` above the documented limit
    ///
    /// The deployment is accepted, but the function may be stopped earlier than you expect.
    ///
    /// Vercel documents a service's `maxDuration` as 1 to 900 seconds. Its CLI accepts 1 to 3,600, or `"max"`. Use at most 900 to stay within the documented limit.
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
        check: Check::EachService(ServicesModel::V1, check),
    }
}

const DOCUMENTED: f64 = 900.0;
const ACCEPTED: f64 = 3600.0;

fn check(_: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for service in services {
        let Some(node) = service.field("maxDuration") else { continue };
        let Some(seconds) = node.as_number().filter(|it| (DOCUMENTED + 1.0..=ACCEPTED).contains(it)) else {
            continue;
        };
        let message = format!(
            "{} seconds is above the documented limit of {DOCUMENTED}. Vercel's CLI accepts up to {}, but functions may be stopped earlier.",
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

//! `services` with `builds`.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, services_v2, truthy};
use crate::rules::finding::Finding;
use crate::services::v2;
use crate::snapshot::Snapshot;

rule! {
    /// # `services` with `builds`
    ///
    /// Vercel rejects a file that has both `services` and `builds`.
    ///
    /// Vercel chooses a builder for each service, so `builds` would conflict with those choices. Remove one of the two.
    ///
    /// ```json bad
    /// { "services": {}, "builds": [{ "src": "api/*.ts", "use": "@vercel/node" }] }
    /// ```
    ///
    /// ```json good
    /// { "services": {} }
    /// ```
    pub static RULE = {
        code: "services-and-builds",
        vercel: "SERVICES_AND_BUILDS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let (Some((services, _)), Some(builds)) = (services_v2(snapshot), truthy(snapshot, "builds")) else {
        return;
    };
    let finding = exclusive(&RULE, snapshot, builds, services);
    findings.push(if services.key == v2::ALIAS {
        finding.vercel_code("EXPERIMENTAL_SERVICES_V2_AND_BUILDS")
    } else {
        finding
    });
}

//! Both models of services in one file.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, services_v2, truthy};
use crate::rules::finding::Finding;
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;

rule! {
    /// # Both models of services in one file
    ///
    /// `experimentalServices` is the earlier model, `services` the current one. A project uses one of them.
    ///
    /// ```json bad
    /// { "services": {}, "experimentalServices": {} }
    /// ```
    ///
    /// ```json good
    /// { "services": {} }
    /// ```
    pub static RULE = {
        code: "services-and-experimental-services",
        vercel: "SERVICES_AND_EXPERIMENTAL_SERVICES",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let (Some((services, _)), Some(earlier)) = (services_v2(snapshot), truthy(snapshot, v1::KEY)) else {
        return;
    };
    let finding = exclusive(&RULE, snapshot, earlier, services);
    findings.push(if services.key == v2::ALIAS {
        finding.vercel_code("EXPERIMENTAL_SERVICES_V2_AND_EXPERIMENTAL_SERVICES")
    } else {
        finding
    });
}

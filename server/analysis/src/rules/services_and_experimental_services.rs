//! `services` with `experimentalServices`.

use crate::rules::Check;
use crate::rules::conflicts::{exclusive, services_v2, truthy};
use crate::rules::finding::Finding;
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;

rule! {
    /// # `services` with `experimentalServices`
    ///
    /// Vercel rejects a file that has both `services` and `experimentalServices`.
    ///
    /// `services` replaces `experimentalServices`. Migrate, or remove one of the two.
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

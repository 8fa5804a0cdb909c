//! `services` with `experimentalServicesV2`.

use crate::rules::Check;
use crate::rules::conflicts::exclusive;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;

rule! {
    /// # `services` with `experimentalServicesV2`
    ///
    /// Vercel rejects a file that has both `services` and `experimentalServicesV2`.
    ///
    /// `experimentalServicesV2` is the old name of `services`. Move all services into `services`.
    ///
    /// ```json bad
    /// { "services": {}, "experimentalServicesV2": {} }
    /// ```
    ///
    /// ```json good
    /// { "services": {} }
    /// ```
    pub static RULE = {
        code: "services-and-experimental-services-v2",
        vercel: "SERVICES_AND_EXPERIMENTAL_SERVICES_V2",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(object) = snapshot.config().as_object() else { return };
    let there = |key| object.member(key).filter(|it| !it.value.is_null() && !it.value.is_missing());
    if let (Some(alias), Some(services)) = (there("experimentalServicesV2"), there("services")) {
        findings.push(exclusive(&RULE, snapshot, alias, services));
    }
}

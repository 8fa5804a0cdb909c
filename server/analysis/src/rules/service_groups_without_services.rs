//! `experimentalServiceGroups` without `experimentalServices`.

use crate::rules::Check;
use crate::rules::conflicts::truthy;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;

rule! {
    /// # `experimentalServiceGroups` without `experimentalServices`
    ///
    /// Vercel rejects `experimentalServiceGroups` in a file without `experimentalServices`.
    ///
    /// Groups refer to services of `experimentalServices`; `services` has no groups. Remove `experimentalServiceGroups`.
    ///
    /// ```json bad
    /// { "experimentalServiceGroups": { "backend": ["api", "worker"] } }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// {}
    /// //- /api/index.js
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/index.js", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "service-groups-without-services",
        vercel: "SERVICE_GROUPS_WITHOUT_SERVICES",
        severity: Error,
        check: Check::File(check),
    }
}

/// The two keys at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(groups) = truthy(snapshot, "experimentalServiceGroups") else { return };
    if snapshot.config().get("experimentalServices").is_some_and(Node::is_truthy) {
        return;
    }
    let message = "`experimentalServiceGroups` can't be used without `experimentalServices`. Remove `experimentalServiceGroups`.";
    let mut finding = Finding::new(&RULE, groups.key_range, message);
    if let Some(object) = snapshot.config().as_object() {
        let edit = edit::remove_member(&snapshot.text, object, groups);
        let is_empty = groups.value.as_object().is_some_and(|groups| groups.members().is_empty());
        let fix = Fix::offered("Remove `experimentalServiceGroups`", edit);
        finding = finding.fix(Fix { preferred: is_empty, ..fix });
    }
    findings.push(finding);
}

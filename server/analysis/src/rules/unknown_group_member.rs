//! Unknown service in group.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::spelling;

rule! {
    /// # Unknown service in group
    ///
    /// Vercel ignores this member of the group.
    ///
    /// `experimentalServiceGroups` lists services of `experimentalServices`, but Vercel doesn't check the names. Correct the name.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } },
    ///   "experimentalServiceGroups": { "all": ["wep"] } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } },
    ///   "experimentalServiceGroups": { "all": ["web"] } }
    /// ```
    pub static RULE = {
        code: "unknown-group-member",
        severity: Warning,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(groups) = snapshot.config().get("experimentalServiceGroups").and_then(Node::as_object) else {
        return;
    };
    let services = v1::services(snapshot, Reading::Diagnostics);
    if services.is_empty() {
        return;
    }
    let names = || services.iter().map(|service| &*service.name);
    for node in groups.entries().filter_map(|group| group.value.as_array()).flatten() {
        let Some(member) = node.as_str().filter(|it| !it.is_empty() && names().all(|name| name != *it))
        else {
            continue;
        };
        let mut finding = Finding::new(
            &RULE,
            node.range,
            format!("Unknown service `{member}`. `experimentalServices` doesn't declare it."),
        );
        if let Some(nearest) = spelling::nearest(member, names()) {
            let edit = edit::replace_with_string(node, nearest);
            finding = finding.fix(Fix::preferred(format!("Change to `{nearest}`"), edit));
        }
        findings.push(finding);
    }
}

//! A `workspace` that Vercel doesn't read.

use crate::edit;
use crate::finding::{Finding, Fix};
use crate::rules::Check;
use crate::services::Reading;
use crate::services::v1;
use crate::snapshot::Snapshot;

rule! {
    /// # A `workspace` that Vercel doesn't read
    ///
    /// `workspace` is accepted and has no effect: Vercel finds the workspace of a service by its `entrypoint` (the folder it names,
    /// or the nearest one with a manifest). To set the folder of a service, write `root`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "workspace": "apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "ignored-workspace",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for service in v1::services(snapshot, Reading::Person) {
        let Some((object, member)) = service.object().zip(service.member("workspace")) else { continue };
        let mut message = "Vercel doesn't read `workspace`.".to_owned();
        let mut fixes = Vec::new();
        if !object.has("root") {
            message.push_str(" To set the folder of the service, write `root`.");
            fixes.push(Fix { title: "Rename to `root`".into(), edits: vec![edit::rename_key(member, "root")], preferred: false });
        }
        let remove = edit::remove_member(&snapshot.text, object, member);
        fixes.push(Fix { title: "Remove `workspace`".into(), edits: vec![remove], preferred: false });
        let mut finding = Finding::new(&RULE, member.key_range, message).service(&*service.name);
        finding.fixes = fixes;
        findings.push(finding);
    }
}

//! `memory` ignored by Fluid compute.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Json;

rule! {
    /// # `memory` ignored by Fluid compute
    ///
    /// Functions run with the memory from the project's settings, not with this value.
    ///
    /// With Fluid compute, `memory` in `vercel.json` is ignored. Set the memory in the project's settings, or turn Fluid compute off with
    /// `"fluid": false`.
    ///
    /// svc-lsp reports this only if the file has `"fluid": true`. Without `fluid`, the project's settings decide, and `vercel.json` doesn't show them.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "fluid": true, "functions": { "api/report.ts": { "memory": 2048, "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "fluid": false, "functions": { "api/report.ts": { "memory": 2048, "maxDuration": 60 } } }
    /// ```
    pub static RULE = {
        code: "ignored-memory",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let fluid = snapshot.config().get("fluid").map(|node| &node.json);
    if !matches!(fluid, Some(Json::Bool(true))) {
        return;
    }
    for block in functions::blocks(snapshot) {
        for member in block.members() {
            let Some(settings) = member.value.as_object() else { continue };
            let Some(memory) = settings.member("memory") else { continue };
            let message =
                "Fluid compute is on and ignores `memory`. Set function memory in the project settings.";
            let mut finding = Finding::new(&RULE, memory.key_range, message);
            finding.service.clone_from(&block.service);
            if settings.members().len() > 1 {
                let edit = edit::remove_member(&snapshot.text, settings, memory);
                finding = finding.fix(Fix::preferred("Remove `memory`", edit));
            }
            findings.push(finding);
        }
    }
}

//! `memory` ignored by Fluid compute.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit;
use svc_syntax::value::Json;

rule! {
    /// # `memory` ignored by Fluid compute
    ///
    /// Functions run with the memory from the project's settings, not with this value.
    ///
    /// With Fluid compute, the default for new projects, `memory` in `vercel.json` is ignored. Set the memory in the project's
    /// settings, or turn Fluid compute off with `"fluid": false`.
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
    let (severity, why) = match fluid {
        Some(Json::Bool(true)) => (Severity::Warning, "Fluid compute is on and ignores `memory`"),
        None => (Severity::Information, "Fluid compute, the default for new projects, ignores `memory`"),
        Some(_) => return,
    };
    for block in functions::blocks(snapshot) {
        for member in block.members() {
            let Some(settings) = member.value.as_object() else { continue };
            let Some(memory) = settings.member("memory") else { continue };
            let message = format!("{why}. Set function memory in the project settings.");
            let mut finding = Finding::new(&RULE, memory.key_range, message).severity(severity);
            finding.service.clone_from(&block.service);
            if settings.members.len() > 1 {
                let edit = edit::remove_member(&snapshot.text, settings, memory);
                let preferred = severity == Severity::Warning;
                finding =
                    finding.fix(Fix { title: "Remove `memory`".to_owned(), edits: vec![edit], preferred });
            }
            findings.push(finding);
        }
    }
}

//! Function without settings.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::value::Json;

rule! {
    /// # Function without settings
    ///
    /// Vercel rejects an entry of `functions` that is an empty object.
    ///
    /// Add at least one setting, or remove the key.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.ts": {} } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    pub static RULE = {
        code: "invalid-function",
        vercel: "invalid_function",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for block in functions::blocks(snapshot).into_iter().filter(functions::Block::is_zero_config) {
        for member in block.members() {
            let Json::Object(settings) = &member.value.json else { continue };
            if !settings.members().is_empty() {
                continue;
            }
            let edit = block.without(snapshot, member);
            let name =
                if member.key.is_empty() { "This entry".to_owned() } else { format!("`{}`", member.key) };
            let message = format!("{name} has no settings, so the build fails. Add one, or remove it.");
            findings.push(
                Finding::new(&RULE, member.value.range, message)
                    .fix(Fix::preferred("Remove this entry", edit)),
            );
        }
    }
}

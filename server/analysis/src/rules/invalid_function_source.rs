//! A key of `functions` that starts with a slash.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit;

rule! {
    /// # A function's path that starts with a slash
    ///
    /// The keys of `functions` are paths from the project root, or globs, without a slash before them.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "/api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "functions": { "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    pub static RULE = {
        code: "invalid-function-source",
        vercel: "invalid_function_source",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for block in functions::blocks(snapshot) {
        if block.service.is_none() && !block.is_zero_config() {
            continue;
        }
        for member in block.members().filter(|member| member.key.starts_with('/')) {
            let relative = member.key.trim_start_matches('/');
            let message = format!("The keys of `functions` are relative to the root. Write `{relative}`.");
            let mut finding = Finding::new(&RULE, member.key_range, message);
            if let Some(service) = &block.service {
                // The code of a service that no file answers to: it builds, and nothing takes the settings.
                finding = finding.service(service).severity(Severity::Warning);
            }
            if !relative.is_empty() && !block.object.has(relative) {
                let edit = edit::rename_key(member, relative);
                finding = finding.fix(Fix::preferred(format!("Write `{relative}`"), edit));
            }
            findings.push(finding);
        }
    }
}

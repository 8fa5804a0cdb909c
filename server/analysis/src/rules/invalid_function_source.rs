//! Leading slash in function path.

use crate::functions;
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit;

rule! {
    /// # Leading slash in function path
    ///
    /// The build fails because the key matches no function.
    ///
    /// Keys of `functions` are paths or globs relative to the project root. Remove the leading slash.
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
        or: [Warning],
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
            let outcome = if block.service.is_some() { "it has no effect" } else { "the build fails" };
            let message =
                format!("A key of `functions` can't start with `/`, so {outcome}. Use `{relative}`.");
            let mut finding = Finding::new(&RULE, member.key_range, message);
            if let Some(service) = &block.service {
                // The code of a service that no file answers to: it builds, and nothing takes the settings.
                finding = finding.service(service).severity(Severity::Warning);
            }
            if !relative.is_empty() && !block.object.has(relative) {
                let edit = edit::rename_key(member, relative);
                finding = finding.fix(Fix::preferred(format!("Change to `{relative}`"), edit));
            }
            findings.push(finding);
        }
    }
}

//! Proxy entrypoint not found.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, invalid_proxy_entrypoint};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::project::{Folder, Missing};

rule! {
    /// # Proxy entrypoint not found
    ///
    /// The build fails because the file that `proxy.entrypoint` names doesn't exist.
    ///
    /// Vercel reports this only during the build. Correct the path, or add the file. Case matters, and a file that
    /// `.vercelignore` excludes doesn't exist in the deployment.
    ///
    /// ```files
    /// //- /src/proxy.ts
    /// ```
    /// ```json bad
    /// { "proxy": { "entrypoint": "proxy.ts" } }
    /// ```
    ///
    /// ```files
    /// //- /src/proxy.ts
    /// ```
    /// ```json good
    /// { "proxy": { "entrypoint": "src/proxy.ts" } }
    /// ```
    pub static RULE = {
        code: "proxy-entrypoint-not-found",
        vercel: "proxy_entrypoint_not_found",
        severity: Error,
        check: Check::File(check),
    }
}

/// Where projects keep their proxy.
const USUAL: [&str; 8] = [
    "proxy.ts",
    "proxy.js",
    "src/proxy.ts",
    "src/proxy.js",
    "middleware.ts",
    "middleware.js",
    "src/middleware.ts",
    "src/middleware.js",
];

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(node) = entrypoint(snapshot) else { return };
    let Some(file) = node.as_str().filter(|file| !snapshot.project.is_file(file)) else { return };
    let root = Folder::root(&*snapshot.project);
    let missing = root.missing(file);
    let message = match missing.clause(file) {
        Some(clause) => format!("{clause}, so the build fails."),
        None => {
            format!("`{file}` doesn't exist, so the build fails. Use a `.js` or `.ts` file in the project.")
        }
    };
    let mut finding = Finding::new(&RULE, node.range, message);
    if let Missing::DifferentCase(_) = &missing {
        findings.push(finding.fix_case(&missing, node));
        return;
    }
    for usual in USUAL.iter().filter(|usual| snapshot.project.is_file(usual)) {
        let edit = edit::replace_with_string(node, usual);
        finding = finding.fix(Fix::offered(format!("Change to `{usual}`"), edit));
    }
    findings.push(finding);
}

/// The proxy's entrypoint, where it is in order as far as the file alone tells.
pub fn entrypoint(snapshot: &Snapshot) -> Option<&Node> {
    let node = snapshot.config().get("proxy")?.get("entrypoint")?;
    invalid_proxy_entrypoint::is_valid(node).then_some(node)
}

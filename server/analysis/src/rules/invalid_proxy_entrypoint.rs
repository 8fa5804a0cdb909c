//! Invalid proxy entrypoint.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::posix_path;

rule! {
    /// # Invalid proxy entrypoint
    ///
    /// Vercel rejects the deployment because `proxy.entrypoint` isn't a valid path.
    ///
    /// It must be the path of a `.js` or `.ts` file, relative to the project root. It can't contain a leading slash, `.` or `..` segments,
    /// backslashes, `?`, `#` or control characters, and can't be a declaration file (`.d.ts`).
    ///
    /// ```files
    /// //- /proxy.ts
    /// ```
    /// ```json bad
    /// { "proxy": { "entrypoint": "./proxy.ts" } }
    /// ```
    ///
    /// ```json bad
    /// { "proxy": { "entrypoint": "proxy.mjs" } }
    /// ```
    ///
    /// ```files
    /// //- /proxy.ts
    /// ```
    /// ```json good
    /// { "proxy": { "entrypoint": "proxy.ts" } }
    /// ```
    pub static RULE = {
        code: "invalid-proxy-entrypoint",
        vercel: "INVALID_PROXY_ENTRYPOINT",
        severity: Error,
        check: Check::File(check),
    }
}

/// The proxy's entrypoint.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(node) = snapshot.config().get("proxy").and_then(|proxy| proxy.get("entrypoint")) else { return };
    let Some(problem) = node.as_str().filter(|file| !file.is_empty()).and_then(problem) else { return };
    let mut finding = Finding::new(&RULE, node.range, problem);
    let fixed = posix_path::normalize(node.as_str().unwrap_or_default().trim_start_matches('/'));
    if self::problem(&fixed).is_none() {
        finding.fixes.push(Fix {
            title: format!("Change to `{}`", edit::quoted(&fixed)),
            edits: vec![edit::replace_with_string(node, &fixed)],
            preferred: snapshot.project.is_file(&fixed),
        });
    }
    findings.push(finding);
}

fn problem(file: &str) -> Option<String> {
    let climbs = file.split('/').any(|segment| matches!(segment, "." | ".."));
    let strange = file.contains(['?', '#', '\\']) || file.chars().any(|letter| letter <= '\u{1f}');
    if file.starts_with('/') || climbs || strange {
        return Some(
            "`entrypoint` must be relative to the project root, without `.` or `..` segments, `\\`, `?`, `#` or control characters."
                .to_owned(),
        );
    }
    let is_script = (file.ends_with(".js") || file.ends_with(".ts")) && !file.ends_with(".d.ts");
    (!is_script).then(|| "`entrypoint` must be a `.js` or `.ts` file.".to_owned())
}

/// Whether the proxy's entrypoint is in order, as far as the file alone tells.
#[must_use]
pub fn is_valid(entrypoint: &Node) -> bool {
    entrypoint.as_str().is_some_and(|file| problem(file).is_none())
}

//! Invalid Bun version.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::invalid_node_version::{built_folders, engines};
use crate::snapshot::Snapshot;
use svc_syntax::edit;

rule! {
    /// # Invalid Bun version
    ///
    /// The build fails because Vercel has no such version of Bun.
    ///
    /// `bunVersion` must allow version 1 of Bun, as `1.x` does. It has no effect if nothing is built with Node.js or Bun.
    ///
    /// ```files
    /// //- /api/users.ts
    /// ```
    /// ```json bad
    /// { "bunVersion": "2.x" }
    /// ```
    ///
    /// ```files
    /// //- /api/users.ts
    /// ```
    /// ```json good
    /// { "bunVersion": "1.x" }
    /// ```
    pub static RULE = {
        code: "invalid-bun-version",
        vercel: "BUILD_UTILS_BUN_VERSION_INVALID",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(node) = snapshot.config().get("bunVersion") else { return };
    let Some(version) = node.as_str().filter(|version| is_refused(version)) else { return };
    // A version of Node.js in `package.json` counts for more.
    let is_used = |folder: &String| engines(snapshot, folder).is_none_or(|engines| engines.node.is_none());
    if built_folders(snapshot).iter().any(is_used) {
        let message = format!("Vercel has no Bun `{version}`, so the build fails. Use `1.x`.");
        let edit = edit::replace_with_string(node, "1.x");
        findings.push(Finding::new(&RULE, node.range, message).fix(Fix::preferred("Change to `1.x`", edit)));
    }
}

/// Whether a range has no version 1 for certain (`@vercel/build-utils`, `getSupportedBunVersion`): one version with another major
/// number, or a word.
fn is_refused(version: &str) -> bool {
    let major = version.trim().trim_start_matches(['^', '~', 'v', '=']);
    let major = major.split('.').next().unwrap_or_default();
    match major.parse::<u64>() {
        Ok(major) => major != 1 && version.chars().all(|it| it.is_ascii_digit() || ".xX^~v=".contains(it)),
        Err(_) => major.len() > 1 && major.chars().all(|it| it.is_ascii_alphabetic()),
    }
}

//! Build source that is the project root.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::posix_path;

rule! {
    /// # Build source that is the project root
    ///
    /// The build fails because the `src` of an entry of `builds` is the project root instead of files.
    ///
    /// Name a file, such as `package.json`, or files by a pattern: `**` for all of them.
    ///
    /// ```json bad
    /// { "builds": [{ "use": "@vercel/static", "src": "." }] }
    /// ```
    ///
    /// ```json good
    /// { "builds": [{ "use": "@vercel/static", "src": "**" }] }
    /// ```
    pub static RULE = {
        code: "invalid-build-specification",
        vercel: "invalid_build_specification",
        severity: Error,
        check: Check::File(check),
    }
}

/// `expandBuild` of the CLI.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let builds = snapshot.config().get("builds").and_then(Node::as_array).unwrap_or_default();
    for node in builds.iter().filter_map(|build| build.get("src")) {
        let is_root = |src: &str| !src.is_empty() && matches!(&*posix_path::normalize(src), "." | "./");
        if node.as_str().is_some_and(is_root) {
            let message =
                "`src` is the project root, so the build fails. Name a file, or use `**` for all files.";
            findings.push(Finding::new(&RULE, node.range, message));
        }
    }
}

//! Daemon entrypoint not found.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::posix_path;
use svc_vercel::runtime::is_dockerfile;

rule! {
    /// # Daemon entrypoint not found
    ///
    /// The build fails because the Dockerfile of a daemon doesn't exist.
    ///
    /// `entrypoint` is relative to the daemon's `root`, and `root` to the project root. Correct them, or add the file. A file that
    /// `.vercelignore` excludes doesn't exist in the deployment.
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json bad
    /// { "daemons": { "indexer": { "root": ".", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json good
    /// { "daemons": { "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    pub static RULE = {
        code: "invalid-daemon-root",
        vercel: "INVALID_DAEMON_ROOT",
        severity: Error,
        check: Check::File(check),
    }
}

/// `getDaemonBuilders` of the CLI.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(daemons) = snapshot.config().get("daemons").and_then(Node::as_object) else { return };
    for daemon in daemons.entries() {
        let text = |key| daemon.value.get(key).and_then(Node::as_str).filter(|text| !text.is_empty());
        let (Some(root), Some(entrypoint), Some(node)) =
            (text("root"), text("entrypoint"), daemon.value.get("entrypoint"))
        else {
            continue;
        };
        let file = posix_path::join(root, entrypoint);
        if !is_dockerfile(entrypoint) || !file.starts_with('/') && snapshot.project.is_file(&file) {
            continue;
        }
        let message = format!(
            "`{file}` doesn't exist in the project, so the build fails. Correct `root` or `entrypoint`."
        );
        findings.push(Finding::new(&RULE, node.range, message));
    }
}

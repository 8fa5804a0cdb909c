//! Daemon entrypoint not found.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::{Member, Node};
use svc_vercel::posix_path;
use svc_vercel::project::{Folder, Missing};
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
        let missing = Folder::root(&*snapshot.project).missing(&file);
        let message = match missing.clause(&file) {
            Some(clause) => format!("{clause}, so the build fails."),
            None => format!(
                "`{file}` doesn't exist in the project, so the build fails. Correct `root` or `entrypoint`."
            ),
        };
        let mut finding = Finding::new(&RULE, node.range, message);
        if let Missing::DifferentCase(found) = &missing {
            finding.fixes.extend(correction(daemon, &file, found));
        }
        findings.push(finding);
    }
}

/// The fix for a Dockerfile whose path differs from the one that is there in upper and lower case: it changes the folder, the file, or both.
fn correction(daemon: &Member, file: &str, found: &str) -> Option<Fix> {
    let (root, entrypoint) = (daemon.value.get("root")?, daemon.value.get("entrypoint")?);
    let written = posix_path::normalize(entrypoint.as_str()?);
    let folder = file.strip_suffix(&*written)?;
    let (found_root, found_entrypoint) = found.split_at_checked(folder.len())?;
    let found_root = found_root.trim_end_matches('/');
    let mut changes = Vec::new();
    if found_root != folder.trim_end_matches('/') {
        changes.push((root, found_root));
    }
    if found_entrypoint != written {
        changes.push((entrypoint, found_entrypoint));
    }
    let names: Vec<String> = changes.iter().map(|(_, text)| format!("`{text}`")).collect();
    let edits = changes.iter().map(|(node, text)| edit::replace_with_string(node, text)).collect();
    Some(Fix { title: format!("Change to {}", names.join(" and ")), edits, preferred: true })
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    #[test]
    fn names_differ_in_case() {
        let fixed = |root: &str, entrypoint: &str| {
            let snapshot = snapshot(&format!(
                "//- /vercel.json\n{{ \"daemons\": {{ \"a\": {{ \"root\": \"{root}\", \"entrypoint\": \"{entrypoint}\", \"instances\": {{ \"iad1\": 1 }} }} }} }}\n//- /job/Dockerfile\n"
            ));
            let mut findings = Vec::new();
            check(&snapshot, &mut findings);
            let edits = findings.iter().flat_map(|it| &it.fixes).flat_map(|fix| &fix.edits);
            (findings.len(), edits.map(|edit| edit.insert.clone()).collect::<Vec<_>>())
        };
        assert_eq!(fixed("job", "Dockerfile"), (0, Vec::new()));
        assert_eq!(fixed("job", "dockerfile"), (1, vec!["\"Dockerfile\"".to_owned()]));
        assert_eq!(fixed("./Job/", "Dockerfile"), (1, vec!["\"job\"".to_owned()]));
        assert_eq!(
            fixed("JOB", "./dockerFile"),
            (1, vec!["\"job\"".to_owned(), "\"Dockerfile\"".to_owned()])
        );
        assert_eq!(fixed("other", "Dockerfile"), (1, Vec::new()));
    }
}

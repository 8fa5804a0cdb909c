//! File ignored by Git.

use std::sync::Arc;

use crate::by_folder::{FolderQuery, of_folder};
use crate::rules::finding::{Finding, MAX_FINDINGS};
use crate::rules::{Check, invalid_proxy_entrypoint};
use crate::services::{self, Entrypoint, Reading};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_config::model::validate::opening;
use svc_syntax::TextRange;
use svc_syntax::value::{Node, Object};
use svc_vercel::project::GitIgnored;
use svc_vercel::project::walk::is_pattern;

rule! {
    /// # File ignored by Git
    ///
    /// A deployment from Git fails, or a function is missing from it, because a file that the configuration names isn't in the repository.
    ///
    /// A `.gitignore` ignores the file, and Git doesn't track it. It is on this computer only: `vercel deploy` uploads it, but Vercel
    /// doesn't get it from the repository. Change the `.gitignore`, or add the file with `git add --force`. Git still tracks files that
    /// were added before they were ignored; svc-lsp doesn't report these.
    ///
    /// ```files
    /// //- /.gitignore
    /// api/report.ts
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "framework": null, "functions": { "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "framework": null, "functions": { "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// svc-lsp checks the services' roots and entrypoints, the entrypoint of the proxy, the entrypoints of schedules, the functions
    /// that `functions` names, and the `vercel.json` itself. If it can't tell which files Git tracks, for example in a worktree, it reports
    /// ignored files as information.
    pub static RULE = {
        code: "git-ignored-file",
        severity: Warning,
        check: Check::File(check),
    }
}

/// What ignores a file or folder that is there.
struct Ignored;

impl FolderQuery for Ignored {
    type Answer = Option<Arc<GitIgnored>>;

    fn find(snapshot: &Snapshot, path: &str) -> Self::Answer {
        let project = &snapshot.project;
        project.exists(path).then(|| project.ignored_by_git(path)).flatten().map(Arc::new)
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    let mut look = |path: &str, range: TextRange, service: Option<&str>| {
        let Some(ignored) = of_folder::<Ignored>(snapshot, path) else { return false };
        let file = &ignored.file;
        let mut finding = if ignored.is_certain {
            let message = format!(
                "`{path}` isn't included in deployments from Git: `{file}` ignores it, and Git doesn't track it."
            );
            Finding::new(&RULE, range, message)
        } else {
            let message = format!(
                "`{path}` isn't included in deployments from Git unless Git tracks it: `{file}` ignores it."
            );
            Finding::new(&RULE, range, message).severity(Severity::Information)
        };
        finding.service = service.map(str::to_owned);
        if findings.len() < MAX_FINDINGS {
            findings.push(finding);
        }
        true
    };
    if look("vercel.json", opening(config), None) {
        return;
    }
    for service in services::all(snapshot, Reading::Diagnostics) {
        let Some(root) = service.folder() else { continue };
        let name = Some(&*service.name);
        if let Some(node) = service.field("root")
            && look(root.path(), node.range, name)
        {
            continue;
        }
        if let (Some(node), Some(Entrypoint::File(path) | Entrypoint::Directory(path))) =
            (service.field("entrypoint"), service.entrypoint())
        {
            look(&root.resolve(path), node.range, name);
        }
    }
    let schedules = config.get("schedules").and_then(Node::as_array).unwrap_or_default();
    let proxy = config.get("proxy").and_then(|proxy| proxy.get("entrypoint"));
    let proxy = proxy.filter(|node| invalid_proxy_entrypoint::is_valid(node));
    for node in proxy.into_iter().chain(schedules.iter().filter_map(|schedule| schedule.get("entrypoint"))) {
        if let Some(path) = node.as_str() {
            look(path, node.range, None);
        }
    }
    let functions = config.get("functions").and_then(Node::as_object);
    for member in functions.into_iter().flat_map(Object::entries) {
        if !is_pattern(&member.key) {
            look(&member.key, member.key_range, None);
        }
    }
}

//! File ignored by Git.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::by_folder::{FolderQuery, of_folder};
use crate::request::endpoints::RequestFiles;
use crate::rules::finding::{Finding, MAX_FINDINGS};
use crate::rules::{Check, invalid_proxy_entrypoint};
use crate::services::{Entrypoint, Services};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_config::{ServicesModel, Severity};
use svc_syntax::TextRange;
use svc_syntax::value::{Node, Object};
use svc_vercel::posix_path;
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
    /// svc-lsp checks the roots and entrypoints of services and daemons, the entrypoint of the proxy, what schedules and cron jobs run, the files
    /// that `functions` and `builds` name, and the `vercel.json` itself. If it can't tell which files Git tracks, for example in a worktree, it reports
    /// ignored files as information.
    pub static RULE = {
        code: "git-ignored-file",
        severity: Warning,
        or: [Information],
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
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

/// Reports a path that Git ignores; `service` is the one that it belongs to. Whether it is ignored.
fn look(
    snapshot: &Snapshot,
    (path, range): (&str, TextRange),
    service: Option<&str>,
    findings: &mut Vec<Finding>,
) -> bool {
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
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    // That is said instead.
    if of_folder::<Ignored>(snapshot, "vercel.json").is_some() {
        return;
    }
    for service in services {
        let Some(root) = service.folder() else { continue };
        let name = Some(&*service.name);
        if let Some(node) = service.field("root")
            && look(snapshot, (root.path(), node.range), name, findings)
        {
            continue;
        }
        if let (Some(node), Some(Entrypoint::File(path) | Entrypoint::Directory(path))) =
            (service.field("entrypoint"), service.entrypoint())
        {
            look(snapshot, (&root.resolve(path), node.range), name, findings);
        }
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let config = snapshot.config();
    if look(snapshot, ("vercel.json", opening(config)), None, findings) {
        if let Some(finding) = findings.last_mut() {
            finding.message.push_str(" Vercel doesn't read it then.");
        }
        return;
    }
    let mut look = |path: &str, range| look(snapshot, (path, range), None, findings);
    let schedules = config.get("schedules").and_then(Node::as_array).unwrap_or_default();
    let proxy = config.get("proxy").and_then(|proxy| proxy.get("entrypoint"));
    let proxy = proxy.filter(|node| invalid_proxy_entrypoint::is_valid(node));
    for node in proxy.into_iter().chain(schedules.iter().filter_map(|schedule| schedule.get("entrypoint"))) {
        if let Some(path) = node.as_str() {
            look(path, node.range);
        }
    }
    for daemon in config.get("daemons").and_then(Node::as_object).into_iter().flat_map(Object::entries) {
        let text = |key| Some((daemon.value.get(key)?, daemon.value.get(key)?.as_str()?));
        let Some((node, root)) = text("root") else { continue };
        if look(root, node.range) {
            continue;
        }
        if let Some((node, entrypoint)) = text("entrypoint") {
            look(&posix_path::join(root, entrypoint), node.range);
        }
    }
    let builds = config.get("builds").and_then(Node::as_array).unwrap_or_default();
    for node in builds.iter().filter_map(|build| build.get("src")) {
        if let Some(src) = node.as_str().filter(|src| !is_pattern(src)) {
            look(src.trim_start_matches('/'), node.range);
        }
    }
    let crons = config.get("crons").and_then(Node::as_array).unwrap_or_default();
    let functions = OnceCell::new();
    for node in crons.iter().chain(schedules).take(MAX_FINDINGS).filter_map(|job| job.get("path")) {
        let Some(path) = node.as_str().filter(|path| path.starts_with("/api/")) else { continue };
        let functions = functions.get_or_init(|| RequestFiles::of(snapshot));
        if let [file] = &functions.answering(path)[..] {
            look(file, node.range);
        }
    }
    for schedule in schedules {
        let file = schedule.get("function").filter(|_| schedule.get("service").is_none());
        if let Some((node, file)) = file.and_then(|node| Some((node, node.as_str()?))) {
            look(file, node.range);
        }
    }
    let functions = config.get("functions").and_then(Node::as_object);
    for member in functions.into_iter().flat_map(Object::entries) {
        if !is_pattern(&member.key) {
            look(&member.key, member.key_range);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    #[test]
    fn what_a_deployment_from_git_needs() {
        let messages = |config: &str, ignored: &str, file: &str| {
            let text = format!(
                "//- /vercel.json\n{config}\n//- /.gitignore\n{ignored}\n//- /{file}\n//- /index.html\n"
            );
            let mut findings = Vec::new();
            check(&snapshot(&text), &mut findings);
            findings.into_iter().map(|it| it.message).collect::<Vec<_>>()
        };
        let daemon = r#"{ "daemons": { "d": { "root": "job", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }"#;
        for (config, ignored, path) in [
            (daemon, "job/", "job"),
            (daemon, "job/Dockerfile", "job/Dockerfile"),
            (r#"{ "builds": [{ "use": "@vercel/node", "src": "/server.js" }] }"#, "server.js", "server.js"),
            (
                r#"{ "crons": [{ "path": "/api/clean", "schedule": "0 5 * * *" }] }"#,
                "api/clean.ts",
                "api/clean.ts",
            ),
            (
                r#"{ "schedules": [{ "path": "/api/clean?a=1", "schedule": "0 5 * * *" }] }"#,
                "api/clean.ts",
                "api/clean.ts",
            ),
            (
                r#"{ "schedules": [{ "function": "api/clean.ts", "schedule": "0 5 * * *" }] }"#,
                "api/clean.ts",
                "api/clean.ts",
            ),
        ] {
            let file = if path == "job" { "job/Dockerfile" } else { path };
            let expected = format!(
                "`{path}` isn't included in deployments from Git: `.gitignore` ignores it, and Git doesn't track it."
            );
            assert_eq!(messages(config, ignored, file), [expected], "{config}");
            assert_eq!(messages(config, "other", file), [""; 0], "{config}");
        }
        assert_eq!(
            messages("{}", "vercel.json", "a"),
            [
                "`vercel.json` isn't included in deployments from Git: `.gitignore` ignores it, and Git doesn't track it. Vercel doesn't read it then."
            ]
        );
    }
}

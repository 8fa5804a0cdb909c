//! `workspace` ignored.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Service, Services};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Member;
use svc_vercel::posix_path;
use svc_vercel::project::{self, Folder};
use svc_vercel::runtime::ModuleAttribute;

rule! {
    /// # `workspace` ignored
    ///
    /// `workspace` has no effect on where the service is built.
    ///
    /// Vercel takes the workspace from `entrypoint`: the folder it names, or the nearest folder with a manifest. To set the service's
    /// folder, use `root`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "workspace": "apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "ignored-workspace",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::EachService(ServicesModel::V1, check),
    }
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for service in services {
        let Some((object, member)) = service.object().zip(service.member("workspace")) else { continue };
        let mut message = "Vercel ignores `workspace`.".to_owned();
        let mut fixes = Vec::new();
        if !object.has("root") {
            message.push_str(" To set the service's folder, use `root`.");
        }
        if !object.has("root") && is_its_folder(service, member) {
            fixes.push(Fix {
                title: "Rename to `root`".into(),
                edits: vec![edit::rename_key(member, "root")],
                preferred: false,
            });
        }
        let remove = edit::remove_member(&snapshot.text, object, member);
        fixes.push(Fix { title: "Remove `workspace`".into(), edits: vec![remove], preferred: false });
        let mut finding = Finding::new(&RULE, member.key_range, message).service(&*service.name);
        finding.fixes = fixes;
        findings.push(finding);
    }
}

/// Whether the service is found there if `workspace` becomes its `root`: from then on `entrypoint` is read from that folder.
fn is_its_folder(service: &Service<'_>, workspace: &Member) -> bool {
    let project = Folder::root(service.project());
    let Some(path) = workspace.value.as_str().and_then(project::normalize) else { return false };
    let folder = project.folder(&path);
    let has_entrypoint = match service.text("entrypoint").filter(|_| !service.is_container()) {
        Some(entrypoint) => match ModuleAttribute::parse(entrypoint) {
            Some(module) => folder.is_file(&module.file),
            None => folder.exists(&posix_path::normalize(entrypoint)),
        },
        None => true,
    };
    has_entrypoint && project.exists(&path) && !project.is_file(&path)
}

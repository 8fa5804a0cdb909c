//! The framework of a project without services.

use svc_vercel::detect::frameworks_in;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::walk::is_pattern;
use svc_vercel::project::{Folder, PackageJson, Preset, ProjectFs};

use crate::services;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Query};

/// The framework of a project without services: the one that the file names, else the preset of the linked project, else the only one
/// that its folder shows. `Some(None)` if there is none, `None` if several are detected.
#[must_use]
pub fn of(snapshot: &Snapshot) -> Option<Option<&'static Framework>> {
    if let Some(written) = snapshot.config().get("framework") {
        return Some(written.as_str().and_then(frameworks::find));
    }
    *snapshot.project_facts().of::<OfProject>().get_or_init(|| of_project(&*snapshot.project))
}

struct OfProject;

impl Query for OfProject {
    type Answer = Option<Option<&'static Framework>>;
}

fn of_project(project: &dyn ProjectFs) -> Option<Option<&'static Framework>> {
    if let Some(linked) = project.linked() {
        return Some(match &linked.preset {
            Preset::Framework(slug) => frameworks::find(slug),
            Preset::Other => None,
            Preset::Unset => frameworks::find("nextjs").filter(|_| depends_on_next(project)),
        });
    }
    match frameworks_in(&Folder::root(project), None).as_slice() {
        [] => Some(None),
        [one] => Some(Some(one.framework)),
        _ => None,
    }
}

/// The framework that the file names for the whole project, and where: no services and no `builds` are declared.
#[must_use]
pub fn written(snapshot: &Snapshot) -> Option<(&Node, &'static Framework)> {
    let node = snapshot.config().get("framework")?;
    let framework = frameworks::find(node.as_str()?)?;
    builds_whole_project(snapshot).then_some((node, framework))
}

/// Whether Vercel finds out by itself what to build: no services and no `builds` are declared.
#[must_use]
pub fn builds_whole_project(snapshot: &Snapshot) -> bool {
    services::declared(snapshot).is_none() && snapshot.config().get("builds").is_none()
}

/// The files that `builds` gives a builder of this name, each with the place of its `src`; patterns and files that don't exist are left out.
pub fn builds_with<'a>(
    snapshot: &'a Snapshot,
    builder: &'a str,
) -> impl Iterator<Item = (&'a Node, &'a str)> {
    let builds = snapshot.config().get("builds").filter(|_| services::declared(snapshot).is_none());
    let builds = builds.and_then(Node::as_array).unwrap_or_default();
    let of_builder =
        builds.iter().filter(move |build| build.get("use").and_then(Node::as_str) == Some(builder));
    of_builder.filter_map(|build| {
        let node = build.get("src")?;
        let src = node.as_str().filter(|src| !is_pattern(src) && snapshot.project.is_file(src))?;
        Some((node, src))
    })
}

/// Whether `package.json` names Next.js, which `vercel build` looks for where no preset is saved (`detectFrontBuilder`, CLI 64.0.2).
fn depends_on_next(project: &dyn ProjectFs) -> bool {
    PackageJson::of(&Folder::root(project))
        .is_some_and(|package| package.depends_on("next") || package.has_dev_dependency("next"))
}

//! The framework of a project without services.

use svc_vercel::detect::frameworks_in;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::{Folder, Preset, ProjectFs};

use crate::snapshot::Snapshot;

/// The framework of a project without services: the one that the file names, else the preset of the linked project, else the only one
/// that its folder shows. `Some(None)` is none; `None` is more than one.
#[must_use]
pub fn of(snapshot: &Snapshot) -> Option<Option<&'static Framework>> {
    if let Some(written) = snapshot.config().get("framework") {
        return Some(written.as_str().and_then(frameworks::find));
    }
    if let Some(linked) = snapshot.project.linked() {
        return Some(match &linked.preset {
            Preset::Framework(slug) => frameworks::find(slug),
            Preset::Other => None,
            Preset::Unset => frameworks::find("nextjs").filter(|_| depends_on_next(&*snapshot.project)),
        });
    }
    match frameworks_in(&Folder::root(&*snapshot.project), None).as_slice() {
        [] => Some(None),
        [one] => Some(Some(one.framework)),
        _ => None,
    }
}

/// Whether `package.json` names Next.js, which `vercel build` looks for where no preset is saved (`detectFrontBuilder`, CLI 64.0.2).
fn depends_on_next(project: &dyn ProjectFs) -> bool {
    let package = project.read("package.json").and_then(|text| serde_json::from_str(&text).ok());
    let package: serde_json::Value = package.unwrap_or_default();
    let depends =
        |key| package.get(key).and_then(|all| all.get("next")).is_some_and(|version| *version != "");
    depends("dependencies") || depends("devDependencies")
}

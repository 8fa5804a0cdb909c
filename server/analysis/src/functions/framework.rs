//! The framework of a project without services.

use svc_vercel::detect::frameworks_in;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::Folder;

use crate::services;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;

/// The framework of a project without services: the one that the file names, else the only one that its folder shows.
/// `Some(None)` is none; `None` is more than one.
#[must_use]
pub fn of(snapshot: &Snapshot) -> Option<Option<&'static Framework>> {
    if let Some(written) = snapshot.config().get("framework") {
        return Some(written.as_str().and_then(frameworks::find));
    }
    match frameworks_in(&Folder::root(&*snapshot.project), None).as_slice() {
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

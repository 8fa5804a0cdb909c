//! The framework of a project without services.

use svc_vercel::detect::frameworks_in;
use svc_vercel::frameworks::{self, Framework};
use svc_vercel::project::Folder;

use crate::snapshot::Snapshot;

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

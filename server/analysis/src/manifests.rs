//! The project's `package.json` files, each parsed once until the project changes.

use std::sync::Arc;

use crate::by_folder::{FolderQuery, of_folder};
use crate::snapshot::Snapshot;
use svc_vercel::project::{Folder, PackageJson};

struct Manifests;

impl FolderQuery for Manifests {
    type Answer = Option<Arc<PackageJson>>;

    fn find(snapshot: &Snapshot, folder: &str) -> Self::Answer {
        PackageJson::of(&Folder::root(&*snapshot.project).folder(folder)).map(Arc::new)
    }
}

/// The `package.json` of a folder, whose path is from the project root; `None` if it isn't there, or isn't JSON.
#[must_use]
pub fn package_json(snapshot: &Snapshot, folder: &str) -> Option<Arc<PackageJson>> {
    of_folder::<Manifests>(snapshot, folder)
}

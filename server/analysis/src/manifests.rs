//! The project's `package.json` files, each parsed once until the project changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::snapshot::Snapshot;
use svc_syntax::value::Query;
use svc_vercel::project::{Folder, PackageJson};

/// The size of the cache: while the name of a folder is typed, each prefix is looked up.
const MAX_REMEMBERED: usize = 1_000;

struct Manifests;

impl Query for Manifests {
    type Answer = Mutex<HashMap<String, Option<Arc<PackageJson>>>>;
}

/// The `package.json` of a folder, whose path is from the project root; `None` if it isn't there, or isn't JSON.
#[must_use]
pub fn package_json(snapshot: &Snapshot, folder: &str) -> Option<Arc<PackageJson>> {
    let known = snapshot.project_facts().of::<Manifests>().get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(package) = known.get(folder) {
        return package.clone();
    }
    if known.len() >= MAX_REMEMBERED {
        known.clear();
    }
    let package = PackageJson::of(&Folder::root(&*snapshot.project).folder(folder)).map(Arc::new);
    known.insert(folder.to_owned(), package.clone());
    package
}

//! Folders of the project that could be services: those where Vercel detects a framework.

use crate::detect::{self, Detection};
use crate::project::{EntryKind, Folder, ProjectFs};
use crate::services::runtime::Runtime;

/// A folder that could be a service.
#[derive(Debug, Clone)]
pub struct ServiceFolder {
    /// Its path from the project root; `.` is the root itself.
    pub path: String,
    /// The frameworks that are detected in it; at least one.
    pub frameworks: Vec<Detection>,
    /// The file to start, from the folder, where a backend needs one.
    pub entrypoint: Option<String>,
}

/// How deep below the root services are looked for.
const DEPTH: usize = 3;
/// How many folders are looked at.
const FOLDERS: usize = 400;

/// The folders that could be services, the root first, then by their paths.
#[must_use]
pub fn service_folders(project: &dyn ProjectFs) -> Vec<ServiceFolder> {
    let mut found = Vec::new();
    let mut left = vec![(Folder::root(project), 0)];
    let mut seen = 0;
    while let Some((folder, depth)) = left.pop() {
        seen += 1;
        if seen > FOLDERS {
            break;
        }
        if depth < DEPTH {
            let below = folder.list("").into_iter().filter(|entry| entry.kind == EntryKind::Directory);
            left.extend(
                below
                    .filter(|entry| !is_skipped(&entry.name))
                    .rev()
                    .map(|entry| (folder.folder(&entry.name), depth + 1)),
            );
        }
        let frameworks = detect::frameworks_in(&folder, None);
        let Some(first) = frameworks.first() else { continue };
        let runtime = Runtime::of_framework(first.slug());
        let entrypoint =
            runtime.and_then(|runtime| detect::entrypoints_in(&folder, Some(runtime)).into_iter().next());
        found.push(ServiceFolder { path: folder.path().to_owned(), frameworks, entrypoint });
    }
    found
}

impl ServiceFolder {
    /// The framework, if it is the only one.
    #[must_use]
    pub fn framework(&self) -> Option<&'static str> {
        if let [only] = self.frameworks.as_slice() { Some(only.slug()) } else { None }
    }

    /// The runtime of its first framework; none for frontends.
    #[must_use]
    pub fn runtime(&self) -> Option<Runtime> {
        self.frameworks.first().and_then(|detection| Runtime::of_framework(detection.slug()))
    }

    /// The names of its frameworks, for a person.
    #[must_use]
    pub fn framework_names(&self) -> String {
        let names: Vec<&str> =
            self.frameworks.iter().map(|detection| detection.framework.name.as_str()).collect();
        names.join(", ")
    }
}

/// Folders that hold no sources.
fn is_skipped(name: &str) -> bool {
    const SKIPPED: &[&str] = &[
        "node_modules",
        "dist",
        "build",
        "out",
        "target",
        "venv",
        "vendor",
        "public",
        "static",
        "assets",
        "__pycache__",
        "coverage",
    ];
    name.starts_with('.') || SKIPPED.contains(&name)
}

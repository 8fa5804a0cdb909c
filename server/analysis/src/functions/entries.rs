//! What Vercel builds with the builders of Go, Ruby and Rust.

use crate::functions::{self, framework};
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::TextRange;
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

/// A file that a builder is given.
#[derive(Debug)]
pub struct Entry {
    /// Where the file says it, or its start.
    pub place: TextRange,
    /// The service that it is.
    pub service: Option<String>,
    /// The folder that is built, from the project root.
    pub folder: String,
    /// The file, from the project root; it need not exist.
    pub file: String,
    /// Whether a service or the framework preset asks for it.
    pub is_application: bool,
}

/// What a runtime's builder builds of everything but services.
#[must_use]
pub fn of_project(snapshot: &Snapshot, runtime: Runtime) -> Vec<Entry> {
    let builder = runtime.builder();
    let start = opening(snapshot.config());
    let of_file = |place: TextRange, file: &str| Entry {
        place,
        service: None,
        folder: ".".to_owned(),
        file: file.to_owned(),
        is_application: false,
    };
    let written = framework::builds_with(snapshot, builder);
    let mut entries: Vec<Entry> = written.map(|(node, src)| of_file(node.range, src)).collect();
    entries.extend(functions::built_by(snapshot, builder).map(|file| of_file(start, file)));
    if let Some(chosen) = framework::built_with(snapshot)
        && chosen.framework().is_some_and(|framework| framework.builder() == builder)
        && !framework::is_static(snapshot)
    {
        entries.push(Entry { is_application: true, ..of_file(chosen.place, "") });
    }
    entries
}

/// What a runtime's builder builds of services.
#[must_use]
pub fn of_services(services: &Services<'_>, runtime: Runtime) -> Vec<Entry> {
    let mut entries = Vec::new();
    for built in services.built_by(runtime.builder()) {
        let service = built.service;
        let node = ["entrypoint", "root", "framework"].into_iter().find_map(|key| service.field(key));
        entries.push(Entry {
            place: node.map_or(service.name_range, |node| node.range),
            service: Some(service.name.to_string()),
            folder: built.folder.to_owned(),
            file: built.src.map_or_else(|| posix_path::join(built.folder, ""), str::to_owned),
            is_application: true,
        });
    }
    entries
}

impl Entry {
    /// The file of a name in the entry's folder, or the nearest above it in the folder that is built.
    #[must_use]
    pub fn nearest(&self, root: &Folder<'_>, name: &str) -> Option<String> {
        let mut path = posix_path::dirname(&self.file);
        loop {
            let folder = root.folder(path);
            if folder.is_file(name) {
                return Some(folder.resolve(name));
            }
            if path == self.folder || matches!(path, "" | "." | "/") {
                return None;
            }
            path = posix_path::dirname(path);
        }
    }
}

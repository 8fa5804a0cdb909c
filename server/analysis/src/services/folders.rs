//! Folders of the project that could be services: those where Vercel detects a framework.

use serde_json::{Map, Value};
use svc_config::ServicesModel;

use crate::services::names;
use crate::services::routing::normalize_prefix;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Node, Query};
use svc_vercel::detect::{self, Detection};
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder, ProjectFs};
use svc_vercel::runtime::{Runtime, is_node_backend};

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

/// The folders that could be services, the root first, then by their paths; found once until the project changes.
#[must_use]
pub fn service_folders(snapshot: &Snapshot) -> &[ServiceFolder] {
    snapshot.project_facts().of::<ServiceFolder>().get_or_init(|| find(&*snapshot.project))
}

impl Query for ServiceFolder {
    type Answer = Vec<ServiceFolder>;
}

fn find(project: &dyn ProjectFs) -> Vec<ServiceFolder> {
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

/// A service that could be added to the file.
#[derive(Debug, Clone)]
pub struct ProposedService {
    /// A name that is free.
    pub name: String,
    /// The service.
    pub value: Value,
    /// The path at which requests are to reach it.
    pub prefix: String,
    /// Its folder.
    pub folder: ServiceFolder,
}

/// A service for each folder that holds a framework and belongs to no service of the file yet. `taken` are names that can't be
/// used.
#[must_use]
pub fn proposed(snapshot: &Snapshot, model: ServicesModel, taken: &[String]) -> Vec<ProposedService> {
    let declared = names::declared(snapshot.config(), model);
    let covered: Vec<String> = declared
        .iter()
        .filter_map(|(_, service)| service.get("root").or_else(|| service.get("entrypoint"))?.as_str())
        .map(|path| posix_path::normalize(path).trim_end_matches('/').to_owned())
        .collect();
    let is_covered = |folder: &ServiceFolder| {
        covered.iter().any(|path| *path == folder.path || path.starts_with(&format!("{}/", folder.path)))
    };
    let mut names: Vec<String> = taken.to_vec();
    let mut prefixes: Vec<String> = declared
        .iter()
        .filter_map(|(_, service)| prefix_of(service)?.as_str())
        .map(normalize_prefix)
        .collect();
    let mut proposed = Vec::new();
    for folder in service_folders(snapshot).iter().filter(|folder| !is_covered(folder)) {
        let name = folder.service_name(model, &names);
        names.push(name.clone());
        let at_root = ["/".to_owned()].into_iter().filter(|_| folder.runtime().is_none());
        let below = [format!("/{name}"), format!("/api/{name}"), format!("/{name}-service")];
        let Some(prefix) = at_root.chain(below).find(|prefix| !prefixes.contains(prefix)) else { continue };
        prefixes.push(prefix.clone());
        let value = folder.service(model, &prefix);
        proposed.push(ProposedService { value, prefix, name, folder: folder.clone() });
    }
    proposed
}

/// The string with the prefix that a v1 service is written to answer below.
#[must_use]
pub fn prefix_of(service: &Node) -> Option<&Node> {
    let prefix = service.get("routePrefix").or_else(|| service.get("mount"))?;
    Some(prefix.get("path").unwrap_or(prefix)).filter(|prefix| prefix.as_str().is_some())
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

    /// A service for it, with the fields that Vercel needs; a v1 service is mounted at `prefix`.
    #[must_use]
    pub fn service(&self, model: ServicesModel, prefix: &str) -> Value {
        let mut service = Map::new();
        let runtime = self.runtime();
        let slug = self.frameworks.first().map(Detection::slug);
        // A backend is found by its file; a frontend, and what is ambiguous, by its framework.
        let entrypoint = self.entrypoint.as_deref().filter(|_| runtime.is_some());
        match model {
            ServicesModel::V2 => {
                service.insert("root".to_owned(), self.path.clone().into());
                if runtime == Some(Runtime::Container) {
                    service.insert("runtime".to_owned(), "container".into());
                } else if entrypoint.is_none()
                    || slug.is_some_and(is_node_backend)
                    || self.frameworks.len() > 1
                {
                    service.extend(slug.map(|slug| ("framework".to_owned(), slug.into())));
                }
                service.extend(entrypoint.map(|path| ("entrypoint".to_owned(), path.into())));
            }
            ServicesModel::V1 => {
                let at = |path: &str| posix_path::join(&self.path, path);
                match entrypoint {
                    Some(path) => {
                        service.insert("entrypoint".to_owned(), at(path).into());
                        if runtime == Some(Runtime::Container) {
                            service.insert("runtime".to_owned(), "container".into());
                        }
                    }
                    None => {
                        if self.path != "." {
                            service.insert("entrypoint".to_owned(), self.path.clone().into());
                        }
                        service.extend(slug.map(|slug| ("framework".to_owned(), slug.into())));
                    }
                }
                service.insert("routePrefix".to_owned(), prefix.into());
            }
        }
        Value::Object(service)
    }

    /// A name for its service that the model allows and no other has.
    #[must_use]
    pub fn service_name(&self, model: ServicesModel, taken: &[String]) -> String {
        let last = posix_path::basename(&self.path).to_ascii_lowercase();
        let fits =
            |char: char| char.is_ascii_lowercase() || (model == ServicesModel::V1 && char.is_ascii_digit());
        let name: String =
            last.chars().map(|char| if fits(char) || char == '_' { char } else { '-' }).collect();
        let name = name
            .trim_start_matches(|char: char| !char.is_ascii_lowercase())
            .trim_end_matches(|char| !fits(char));
        let name = match name {
            "" if self.runtime().is_none() => "web",
            "" => "api",
            name => name,
        };
        let others = ["app", "service", "other", "more"].map(|suffix| format!("{name}-{suffix}"));
        let mut names = std::iter::once(name.to_owned()).chain(others);
        names.find(|name| !taken.contains(name)).unwrap_or_else(|| name.to_owned())
    }

    /// The names of its frameworks, for messages.
    #[must_use]
    pub fn framework_names(&self) -> String {
        let names: Vec<&str> =
            self.frameworks.iter().map(|detection| detection.framework.in_words()).collect();
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

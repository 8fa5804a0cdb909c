//! Services from the project's folders: a frontend at the root, in `frontend` or in `apps/web`; backends in `backend` and
//! below `services`.

use super::Note;
use super::{Detected, InferredService, several_frameworks};
use crate::detect::{Detection, frameworks_in, service_frameworks_in};
use crate::javascript;
use crate::javascript::JsObject;
use crate::posix_path;
use crate::project::{EntryKind, Folder, folder};

const FRONTENDS: [&str; 2] = ["frontend", "apps/web"];
const BACKEND: &str = "backend";
const SERVICES: &str = "services";

pub(super) fn detect(root: &Folder<'_>) -> Detected {
    detected(root).unwrap_or_else(|error| Detected { errors: vec![error], ..Detected::default() })
}

fn detected(root: &Folder<'_>) -> Result<Detected, Note> {
    let (folder, name, found) = frontend(root)?;
    let mut services = JsObject::default();
    services.insert(name.to_owned(), service(&folder, &found));
    let backends = backends(root)?;
    let backends = backends.entries();
    if backends.is_empty() {
        return if folder.path() == "." {
            Ok(Detected::default())
        } else {
            let message = format!(
                "The project has a frontend in {} but no backend. Put one in `{BACKEND}` or `{SERVICES}`.",
                folder::named(folder.path())
            );
            Err(Note::new("NO_BACKEND_SERVICES", message))
        };
    }
    for (name, service) in backends {
        services.insert(name.to_owned(), service.clone());
    }
    Ok(Detected { services, ..Detected::default() })
}

/// The folder of the frontend, the name of its service and the framework.
fn frontend<'a>(root: &Folder<'a>) -> Result<(Folder<'a>, &'static str, Detection), Note> {
    let mut at_root = frameworks_in(root, None);
    if at_root.len() > 1 {
        return Err(several_frameworks("MULTIPLE_FRAMEWORKS_ROOT", root, &at_root));
    }
    if let Some(only) = at_root.pop() {
        return Ok((root.clone(), "frontend", only));
    }
    for path in FRONTENDS {
        let folder = root.folder(path);
        let mut found = frameworks_in(&folder, None);
        if found.len() > 1 {
            return Err(several_frameworks("MULTIPLE_FRAMEWORKS_SERVICE", &folder, &found));
        }
        if let Some(only) = found.pop() {
            return Ok((folder, posix_path::basename(path), only));
        }
    }
    let message = format!(
        "Vercel detects no framework in the project root, `{}` or `{}`. Add `services` to the vercel.json.",
        FRONTENDS[0], FRONTENDS[1]
    );
    Err(Note::new("NO_SERVICES_CONFIGURED", message))
}

fn backends(root: &Folder<'_>) -> Result<JsObject<InferredService>, Note> {
    let mut services = JsObject::default();
    if let Some(service) = backend(root, BACKEND, BACKEND)? {
        services.insert(BACKEND.to_owned(), service);
    }
    let has_backend = !services.entries().is_empty();
    let mut below = JsObject::default();
    let folders = root.list(SERVICES).into_iter().filter(|entry| entry.kind == EntryKind::Directory);
    for name in folders.map(|entry| entry.name) {
        if let Some(service) = backend(root, &format!("{SERVICES}/{name}"), &name)? {
            below.insert(name, service);
        }
    }
    for (name, service) in below.entries() {
        // Vercel asks a JavaScript object whether the name is taken, which also has the properties of `Object.prototype`.
        if has_backend && name == BACKEND || javascript::OBJECT_PROTOTYPE_PROPERTIES.contains(&name) {
            let message = format!(
                "`{BACKEND}` and `{SERVICES}/{name}` would both become the service `{name}`. Rename one of the folders."
            );
            return Err(Note::new("SERVICE_NAME_CONFLICT", message).of(name));
        }
        services.insert(name.to_owned(), service.clone());
    }
    Ok(services)
}

fn backend(root: &Folder<'_>, path: &str, name: &str) -> Result<Option<InferredService>, Note> {
    let folder = root.folder(path);
    match service_frameworks_in(&folder).as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(service(&folder, only))),
        several => Err(several_frameworks("MULTIPLE_FRAMEWORKS_SERVICE", &folder, several).of(name)),
    }
}

fn service(folder: &Folder<'_>, found: &Detection) -> InferredService {
    InferredService {
        root: folder.path().to_owned(),
        kind: None,
        framework: found.framework.slug(),
        entrypoint: None,
        runtime: None,
        build_command: None,
        pre_deploy_command: None,
        mount_path: String::new(),
        evidence: format!("{} in {}", found.framework.name, folder::named(folder.path())),
    }
}

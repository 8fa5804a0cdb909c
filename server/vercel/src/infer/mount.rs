//! Which path each service is mounted at.

use super::InferredService;
use super::Note;
use crate::javascript::JsObject;

/// Frontends that bring a server of their own under `/api`.
const WITH_BACKEND: [&str; 5] = ["nextjs", "nuxtjs", "sveltekit", "remix", "solidstart"];

/// Mounts the services: a frontend at `/`, the others below `/api`; the only service at `/`.
pub(super) fn mount(services: &mut JsObject<InferredService>) -> Option<Note> {
    let names: Vec<String> = services.entries().into_iter().map(|(name, _)| name.to_owned()).collect();
    if let [only] = names.as_slice() {
        if let Some(service) = services.get_mut(only) {
            "/".clone_into(&mut service.mount_path);
        }
        return None;
    }
    let is_frontend = |name: &&String| services.get(name).is_some_and(InferredService::is_frontend);
    let frontends: Vec<&String> = names.iter().filter(is_frontend).collect();
    let root = match frontends.as_slice() {
        [] => None,
        [only] => Some((*only).clone()),
        several => several
            .iter()
            .find(|name| matches!(name.as_str(), "frontend" | "web"))
            // As JavaScript sorts: by UTF-16 units.
            .or_else(|| several.iter().min_by_key(|name| name.encode_utf16().collect::<Vec<_>>()))
            .map(|name| (*name).clone()),
    };
    let warning = root.as_ref().filter(|_| frontends.len() > 1).map(|root| {
        let list: Vec<String> = frontends.iter().map(|name| format!("`{name}`")).collect();
        let message = format!(
            "The project has several frontends ({}), and `{root}` gets the path `/`. To use another one, change the paths.",
            list.join(", ")
        );
        Note::new("MULTIPLE_FRONTENDS", message)
    });
    let framework = root.as_ref().and_then(|root| services.get(root)?.framework);
    let others = names.iter().filter(|name| Some(*name) != root.as_ref()).count();
    let is_namespaced = others > 1 || framework.is_some_and(|slug| WITH_BACKEND.contains(&slug));
    for name in &names {
        let Some(service) = services.get_mut(name) else { continue };
        service.mount_path = match () {
            () if Some(name) == root.as_ref() => "/".to_owned(),
            () if is_namespaced => format!("/api/{name}"),
            () => "/api".to_owned(),
        };
    }
    warning
}

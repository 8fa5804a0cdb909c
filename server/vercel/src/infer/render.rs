//! Services from Render's blueprint, `render.yaml`.

use serde_json::Value;

use super::Note;
use super::railway::{joined, js_text};
use super::{Detected, InferredService, several_frameworks};
use crate::detect::service_frameworks_in;
use crate::javascript;
use crate::project::Folder;

const FILE: &str = "render.yaml";

pub(super) fn detect(root: &Folder<'_>) -> Detected {
    let mut detected = Detected::default();
    if !root.is_file(FILE) {
        return detected;
    }
    let blueprint = match parse(&root.read(FILE).unwrap_or_default()) {
        Ok(blueprint) => blueprint,
        Err(reason) => {
            let message = format!("`{FILE}` can't be read: {reason}.");
            detected.warnings.push(Note::new("RENDER_PARSE_ERROR", message));
            return detected;
        }
    };
    let mut names: Vec<String> = Vec::new();
    for entry in blueprint.get("services").and_then(Value::as_array).into_iter().flatten() {
        add(root, entry, &mut names, &mut detected);
    }
    detected
}

fn add(root: &Folder<'_>, entry: &Value, names: &mut Vec<String>, detected: &mut Detected) {
    let truthy = |key: &str| entry.get(key).filter(|value| javascript::is_truthy(value));
    let Some(kind) = entry.get("type").and_then(Value::as_str) else { return };
    let name = truthy("name").map(js_text);
    if let Some(hint) = hint(kind, name.as_deref().unwrap_or("unnamed")) {
        detected.warnings.push(hint);
        return;
    }
    let kind = match kind {
        "web" | "static" => "web",
        // Vercel asks a JavaScript object for the type, which also has the properties of `Object.prototype`.
        odd if javascript::OBJECT_PROTOTYPE_PROPERTIES.contains(&odd) => odd,
        _ => return,
    };
    let Some(name) = name else {
        let message = format!("A service in `{FILE}` is missing `name` and is skipped.");
        detected.warnings.push(Note::new("RENDER_CONFIG_ERROR", message));
        return;
    };
    if names.contains(&name) {
        let message = format!("Two services in `{FILE}` are named `{name}`. Rename one.");
        detected.errors.push(Note::new("DUPLICATE_SERVICE", message).of(&name));
        return;
    }
    names.push(name.clone());
    let directory = truthy("rootDir").map_or_else(|| ".".to_owned(), js_text);
    let folder = root.folder(&directory);
    let only = match service_frameworks_in(&folder).as_slice() {
        [] => {
            let message = format!(
                "The service `{name}` in `{FILE}` is skipped: Vercel detects no framework in `{directory}`. Add it to `services` by hand."
            );
            detected.warnings.push(Note::new("SERVICE_SKIPPED", message));
            return;
        }
        [only] => only.framework,
        several => {
            let note = several_frameworks("MULTIPLE_FRAMEWORKS_SERVICE", &folder, several);
            detected.errors.push(note.of(&name));
            return;
        }
    };
    // An assignment to this name adds no key to a JavaScript object.
    if name == "__proto__" {
        return;
    }
    let build = truthy("buildCommand").cloned();
    let deploy = truthy("preDeployCommand").map(joined).filter(javascript::is_truthy);
    let evidence = format!("the service `{name}` in `{FILE}`, {} in `{directory}`", only.name);
    detected.services.insert(
        name,
        InferredService {
            root: directory,
            kind: Some(kind.to_owned()),
            framework: only.slug(),
            entrypoint: None,
            runtime: None,
            build_command: match (build, deploy) {
                (Some(build), Some(deploy)) => {
                    Some(format!("{} && {}", js_text(&build), js_text(&deploy)).into())
                }
                (build, deploy) => build.or(deploy),
            },
            pre_deploy_command: None,
            mount_path: String::new(),
            evidence,
        },
    );
}

/// What is to be done by hand for a service that Vercel takes over as none.
fn hint(kind: &str, name: &str) -> Option<Note> {
    let (code, message) = match kind {
        "cron" => (
            "RENDER_CRON_HINT",
            format!(
                "The cron job `{name}` in `{FILE}` is skipped. On Vercel, give the job a route and add it to `crons`."
            ),
        ),
        "worker" => (
            "RENDER_WORKER_HINT",
            format!(
                "The worker `{name}` in `{FILE}` is skipped: Vercel runs only Python workers (Celery, Dramatiq, Django tasks)."
            ),
        ),
        "pserv" => (
            "RENDER_PSERV_HINT",
            format!(
                "The private service `{name}` in `{FILE}` is skipped. Add it to `services`; without a rewrite it stays private."
            ),
        ),
        _ => return None,
    };
    Some(Note::new(code, message))
}

/// Reads YAML within bounds: what is nested or repeated (by aliases) beyond them is rejected.
fn parse(text: &str) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Ok(Value::Null);
    }
    let options = serde_saphyr::options! {
        strict_booleans: true,
        reject_unsupported_tags: true,
        with_snippet: false,
    };
    serde_saphyr::from_str_with_options(text, options)
        .map_err(|error| error.to_string().trim_end_matches('.').to_owned())
}

//! Larger pieces made from what the project holds: a service, a rule that leads to one, a whole file.

use serde_json::{Map, Value, json};

use super::item::{CompletionKind, Rank, Writer, snippet_text};
use super::names;
use crate::service_folders::{ServiceFolder, service_folders};
use crate::services::Model;
use crate::services::runtime::{Runtime, is_node_backend};
use svc_syntax::PathSegment;

/// Adds services: one for each folder that holds a framework and belongs to none yet, and an empty one.
pub(super) fn services(writer: &mut Writer<'_>, model: Model, taken: &[String]) {
    let config = writer.snapshot.config();
    let declared = names::declared(config, model);
    let covered: Vec<String> = declared
        .iter()
        .filter_map(|(_, service)| service.get("root").or_else(|| service.get("entrypoint"))?.as_str())
        .map(|path| crate::posix_path::normalize(path).trim_end_matches('/').to_owned())
        .collect();
    let mut names: Vec<String> = taken.to_vec();
    let has_root = declared.iter().any(|(_, service)| is_at_root(service));
    let mut root_free = !has_root;
    for folder in service_folders(&*writer.snapshot.project) {
        if covered.iter().any(|path| *path == folder.path || path.starts_with(&format!("{}/", folder.path))) {
            continue;
        }
        let name = name_for(&folder, model, &names);
        let at_root = root_free && folder.runtime().is_none();
        let prefix = if at_root { "/".to_owned() } else { format!("/{name}") };
        root_free &= !at_root;
        let value = service(&folder, model, &prefix);
        if let Some(item) =
            writer.member(Rank::First, CompletionKind::Snippet, &name, &pretty_snippet(&value))
        {
            item.description(format!("{} in {}", folder.framework_names(), place(&folder.path)));
            item.documentation(fenced(&json!({ name.clone(): value })));
        }
        names.push(name);
    }
    let (label, value) = match model {
        Model::V1 => ("new-service", "{\n\t\"entrypoint\": \"$2\",\n\t\"routePrefix\": \"${3:/api}\"\n}"),
        Model::V2 => ("new-service", "{\n\t\"root\": \"$2\"\n}"),
    };
    let has_value = matches!(writer.slot.kind, crate::cursor::SlotKind::Key { has_value: true, .. });
    if !has_value {
        let snippet = format!("\"${{1:name}}\": {value}");
        if let Some(item) = writer.snippet(Rank::Last, CompletionKind::Snippet, label, &snippet) {
            item.description("an empty service");
        }
    }
}

/// Adds elements of lists of rules that lead to a service.
pub(super) fn elements(writer: &mut Writer<'_>) {
    let [PathSegment::Key(key), PathSegment::Index(_)] = &*writer.slot.path else { return };
    if key != "rewrites" {
        return;
    }
    for (name, service) in names::declared(writer.snapshot.config(), Model::V2) {
        let at_root = is_at_root(service) || matches!(name, "web" | "frontend");
        let source = if at_root { "/(.*)".to_owned() } else { format!("/{name}(/.*)?") };
        let rule = json!({ "source": source, "destination": { "service": name } });
        let snippet = pretty_snippet(&rule);
        if let Some(item) =
            writer.snippet(Rank::First, CompletionKind::Snippet, &format!("to {name}"), &snippet)
        {
            item.description(source);
            item.filter(name);
            item.documentation(fenced(&rule));
        }
    }
}

/// Adds whole files for an empty document.
pub(super) fn whole_file(writer: &mut Writer<'_>) {
    let folders = service_folders(&*writer.snapshot.project);
    let below: Vec<&ServiceFolder> = folders.iter().filter(|folder| folder.path != ".").collect();
    if let Some(config) = services_file(&folders, &below)
        && let Some(item) = writer.snippet(
            Rank::First,
            CompletionKind::Snippet,
            "services of this project",
            &pretty_snippet(&config),
        )
    {
        item.description(format!(
            "{} services",
            config.get("services").and_then(Value::as_object).map_or(0, Map::len)
        ));
        item.documentation(fenced(&config));
        item.preselect = true;
    }
    if let Some(framework) =
        folders.iter().find(|folder| folder.path == ".").and_then(ServiceFolder::framework)
    {
        let config = json!({ "$schema": SCHEMA, "framework": framework });
        if let Some(item) = writer.snippet(
            Rank::Common,
            CompletionKind::Snippet,
            &format!("{framework} project"),
            &pretty_snippet(&config),
        ) {
            item.documentation(fenced(&config));
        }
    }
    for (label, config) in [
        (
            "two services",
            json!({
                "$schema": SCHEMA,
                "services": {
                    "web": { "root": "apps/web", "framework": "nextjs" },
                    "api": { "root": "apps/api", "entrypoint": "main.py" }
                },
                "rewrites": [
                    { "source": "/api(/.*)?", "destination": { "service": "api" } },
                    { "source": "/(.*)", "destination": { "service": "web" } }
                ]
            }),
        ),
        (
            "single-page application",
            json!({
                "$schema": SCHEMA,
                "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }]
            }),
        ),
        (
            "cron job",
            json!({
                "$schema": SCHEMA,
                "crons": [{ "path": "/api/cron", "schedule": "0 5 * * *" }]
            }),
        ),
    ] {
        if let Some(item) =
            writer.snippet(Rank::Other, CompletionKind::Snippet, label, &pretty_snippet(&config))
        {
            item.documentation(fenced(&config));
        }
    }
    if let Some(item) = writer.snippet(Rank::Last, CompletionKind::Snippet, "{ }", "{\n\t$0\n}") {
        item.description("an empty configuration");
    }
}

const SCHEMA: &str = "https://openapi.vercel.sh/vercel.json";

/// `services` and the rewrites to them, for the folders that hold a framework; with fewer than two there is nothing to split.
fn services_file(folders: &[ServiceFolder], below: &[&ServiceFolder]) -> Option<Value> {
    let mut chosen: Vec<&ServiceFolder> =
        if below.len() > 1 { below.to_vec() } else { folders.iter().collect() };
    if chosen.len() < 2 {
        return None;
    }
    // Frontends first, as people write it.
    chosen.sort_by_key(|folder| folder.runtime().is_some());
    let mut services = Map::new();
    let mut rewrites = Vec::new();
    let mut root = None;
    let mut names = Vec::new();
    for folder in chosen {
        let name = name_for(folder, Model::V2, &names);
        names.push(name.clone());
        services.insert(name.clone(), service(folder, Model::V2, "/"));
        if folder.runtime().is_none() && (root.is_none() || matches!(name.as_str(), "web" | "frontend")) {
            root = Some(name);
        }
    }
    let backends = names.iter().filter(|name| Some(*name) != root.as_ref()).count();
    for name in names.iter().filter(|name| Some(*name) != root.as_ref()) {
        let prefix = if backends == 1 { "/api".to_owned() } else { format!("/api/{name}") };
        rewrites.push(json!({ "source": format!("{prefix}(/.*)?"), "destination": { "service": name } }));
    }
    if let Some(root) = root {
        rewrites.push(json!({ "source": "/(.*)", "destination": { "service": root } }));
    }
    Some(json!({ "$schema": SCHEMA, "services": services, "rewrites": rewrites }))
}

/// A service for a folder, with what Vercel needs to be told.
fn service(folder: &ServiceFolder, model: Model, prefix: &str) -> Value {
    let mut service = Map::new();
    let runtime = folder.runtime();
    let slug = folder.frameworks.first().map(crate::detect::Detection::slug);
    // A backend is found by its file; a frontend, and what is ambiguous, by its framework.
    let entrypoint = folder.entrypoint.as_deref().filter(|_| runtime.is_some());
    match model {
        Model::V2 => {
            service.insert("root".to_owned(), folder.path.clone().into());
            if runtime == Some(Runtime::Container) {
                service.insert("runtime".to_owned(), "container".into());
            } else if entrypoint.is_none() || slug.is_some_and(is_node_backend) || folder.frameworks.len() > 1
            {
                service.extend(slug.map(|slug| ("framework".to_owned(), slug.into())));
            }
            service.extend(entrypoint.map(|path| ("entrypoint".to_owned(), path.into())));
        }
        Model::V1 => {
            let at = |path: &str| crate::posix_path::join(&folder.path, path);
            match entrypoint {
                Some(path) => {
                    service.insert("entrypoint".to_owned(), at(path).into());
                    if runtime == Some(Runtime::Container) {
                        service.insert("runtime".to_owned(), "container".into());
                    }
                }
                None => {
                    if folder.path != "." {
                        service.insert("entrypoint".to_owned(), folder.path.clone().into());
                    }
                    service.extend(slug.map(|slug| ("framework".to_owned(), slug.into())));
                }
            }
            service.insert("routePrefix".to_owned(), prefix.into());
        }
    }
    Value::Object(service)
}

/// A name for a folder's service that the model allows and no other has.
fn name_for(folder: &ServiceFolder, model: Model, taken: &[String]) -> String {
    let last = crate::posix_path::basename(&folder.path).to_ascii_lowercase();
    let fits = |char: char| char.is_ascii_lowercase() || (model == Model::V1 && char.is_ascii_digit());
    let name: String = last.chars().map(|char| if fits(char) || char == '_' { char } else { '-' }).collect();
    let name =
        name.trim_start_matches(|char: char| !char.is_ascii_lowercase()).trim_end_matches(|char| !fits(char));
    let name = match name {
        "" if folder.runtime().is_none() => "web",
        "" => "api",
        name => name,
    };
    let others = ["app", "service", "other", "more"].map(|suffix| format!("{name}-{suffix}"));
    let mut names = std::iter::once(name.to_owned()).chain(others);
    names.find(|name| !taken.contains(name)).unwrap_or_else(|| name.to_owned())
}

/// Whether a v1 service answers at the root.
fn is_at_root(service: &crate::json::Node) -> bool {
    let prefix = service.get("routePrefix").or_else(|| service.get("mount"));
    prefix.map(|node| node.get("path").unwrap_or(node)).and_then(crate::json::Node::as_str) == Some("/")
}

fn place(path: &str) -> &str {
    if path == "." { "the project root" } else { path }
}

/// JSON as a snippet: short objects on one line, tabs to indent.
fn pretty_snippet(value: &Value) -> String {
    format!("{}$0", snippet_text(&pretty(value, 0)))
}

/// JSON over several lines, as a person writes it: what is short stays on one line.
pub(super) fn pretty(value: &Value, depth: usize) -> String {
    let short = inline(value);
    let nested = match value {
        Value::Object(members) => members.values().any(is_container),
        Value::Array(elements) => elements.iter().any(is_container),
        _ => return short,
    };
    if depth > 0 && (depth > 1 || !nested) && short.len() + 2 * depth < 76 {
        return short;
    }
    let indent = "\t".repeat(depth + 1);
    let close = "\t".repeat(depth);
    match value {
        Value::Object(members) => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| {
                    format!("{indent}{}: {}", crate::edit::quoted(key), pretty(value, depth + 1))
                })
                .collect();
            format!("{{\n{}\n{close}}}", members.join(",\n"))
        }
        Value::Array(elements) => {
            let elements: Vec<String> =
                elements.iter().map(|it| format!("{indent}{}", pretty(it, depth + 1))).collect();
            format!("[\n{}\n{close}]", elements.join(",\n"))
        }
        _ => short,
    }
}

fn is_container(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

/// JSON on one line with spaces.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) if !members.is_empty() => {
            let members: Vec<String> = members
                .iter()
                .map(|(key, value)| format!("{}: {}", crate::edit::quoted(key), inline(value)))
                .collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn fenced(value: &Value) -> String {
    format!("```json\n{}\n```", pretty(value, 0).replace('\t', "  "))
}

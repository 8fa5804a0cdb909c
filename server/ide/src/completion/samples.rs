//! Larger pieces made from what the project holds: a service, a rule that targets one, a whole file.

use serde_json::{Map, Value, json};
use svc_config::ServicesModel;

use super::item::{CompletionKind, Rank, Writer};
use crate::markdown::{block, code, sentence};
use svc_analysis::generate::{SCHEMA, generate};
use svc_analysis::services::folders::{self, ServiceFolder, service_folders};
use svc_analysis::services::names;
use svc_config::model::snippet_text;
use svc_syntax::PathSegment;
use svc_syntax::edit::pretty::pretty;
use svc_syntax::edit::quoted;

/// Adds services: one for each folder that holds a framework and belongs to none yet, and an empty one.
pub(super) fn services(writer: &mut Writer<'_>, model: ServicesModel, taken: &[String]) {
    for proposed in folders::proposed(writer.snapshot, model, taken) {
        let (name, folder) = (&proposed.name, &proposed.folder);
        let snippet = pretty_snippet(&proposed.value);
        if let Some(item) = writer.member(Rank::First, CompletionKind::Snippet, name, &[snippet]) {
            item.description(format!("{} in {}", folder.framework_names(), place(&folder.path)));
            item.documentation(fenced(&json!({ name.clone(): proposed.value })));
        }
    }
    let has_value = matches!(writer.slot.kind, svc_syntax::edit::slot::SlotKind::Key { has_value: true, .. });
    if !has_value {
        let forms = new_service(writer, model, taken);
        if let Some(item) = writer.forms(Rank::Last, CompletionKind::Snippet, "new-service", &forms) {
            item.description("a service to fill in");
        }
    }
}

/// Snippets of a service to fill in: one for each folder that it may be in.
fn new_service(writer: &Writer<'_>, model: ServicesModel, taken: &[String]) -> Vec<String> {
    let mut name = "name".to_owned();
    while taken.contains(&name) {
        name.push_str("-2");
    }
    let folders = service_folders(writer.snapshot);
    let filled = folders.iter().filter_map(|folder| {
        let value = folder.service(model, &format!("/{name}"));
        let members: Vec<String> = value
            .as_object()?
            .iter()
            .enumerate()
            .map(|(index, (key, value))| {
                let text = snippet_text(&value.to_string());
                let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
                let place = index + 2;
                match inner {
                    Some(inner) => format!("\t{}: \"${{{place}:{inner}}}\"", quoted(key)),
                    None => format!("\t{}: {text}", quoted(key)),
                }
            })
            .collect();
        Some(format!("\"${{1:{name}}}\": {{\n{}\n}}", members.join(",\n")))
    });
    let empty = match model {
        ServicesModel::V1 => {
            format!("{{\n\t\"entrypoint\": \"$2\",\n\t\"routePrefix\": \"${{3:/{name}}}\"\n}}")
        }
        ServicesModel::V2 => "{\n\t\"root\": \"$2\"\n}".to_owned(),
    };
    filled.chain([format!("\"${{1:{name}}}\": {empty}")]).collect()
}

/// Adds elements of lists of rules that lead to a service.
pub(super) fn elements(writer: &mut Writer<'_>) {
    let [PathSegment::Key(key), PathSegment::Index(_)] = &*writer.slot.path else { return };
    if key != "rewrites" {
        return;
    }
    let slot = writer.slot;
    for (name, _) in names::declared(writer.snapshot.config(), ServicesModel::V2) {
        let at_root = matches!(name, "web" | "frontend");
        let source = if at_root { "/(.*)".to_owned() } else { format!("/{name}(/.*)?") };
        let rule = json!({ "source": source, "destination": { "service": name } });
        let snippet = pretty_snippet(&rule);
        if let Some(item) =
            writer.snippet(Rank::First, CompletionKind::Snippet, &format!("rewrite-to-{name}"), &snippet)
        {
            item.description(source);
            item.filter(slot, name);
            item.documentation(fenced(&rule));
        }
    }
}

/// Adds whole files for an empty document.
pub(super) fn whole_file(writer: &mut Writer<'_>) {
    let folders = service_folders(writer.snapshot);
    let below: Vec<&ServiceFolder> = folders.iter().filter(|folder| folder.path != ".").collect();
    let generated = generate(writer.snapshot, ServicesModel::V2);
    let why =
        generated.found.iter().map(|found| format!("- {}: {}\n", code(&found.name), sentence(&found.why)));
    let why: String = why.collect();
    // What Vercel makes no services of may still be several applications.
    if let Some(config) = generated.config.or_else(|| services_file(folders, &below))
        && let Some(item) =
            writer.snippet(Rank::First, CompletionKind::Snippet, "project-services", &pretty_snippet(&config))
    {
        item.description(format!(
            "{} services",
            config.get("services").and_then(Value::as_object).map_or(0, Map::len)
        ));
        item.documentation(format!("{why}\n{}", fenced(&config)).trim_start().to_owned());
        item.preselect = true;
    }
    if let Some(framework) =
        folders.iter().find(|folder| folder.path == ".").and_then(ServiceFolder::framework)
    {
        let config = json!({ "$schema": SCHEMA, "framework": framework });
        if let Some(item) = writer.snippet(
            Rank::Common,
            CompletionKind::Snippet,
            &format!("{framework}-project"),
            &pretty_snippet(&config),
        ) {
            item.documentation(fenced(&config));
        }
    }
    for (label, config) in [
        (
            "two-services",
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
            "single-page-app",
            json!({
                "$schema": SCHEMA,
                "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }]
            }),
        ),
        (
            "cron-job",
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
        let name = folder.service_name(ServicesModel::V2, &names);
        names.push(name.clone());
        services.insert(name.clone(), folder.service(ServicesModel::V2, "/"));
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

/// A folder's path where no Markdown is shown.
pub(super) fn place(path: &str) -> &str {
    if path == "." { "the project root" } else { path }
}

/// JSON as a snippet: short objects on one line, tabs to indent.
fn pretty_snippet(value: &Value) -> String {
    format!("{}$0", snippet_text(&pretty(value)))
}

fn fenced(value: &Value) -> String {
    block("json", &pretty(value))
}

//! Values: what the place means in particular, then what the model allows.

use serde_json::{Value, json};
use svc_config::ServicesModel;
use svc_syntax::PathSegment;
use svc_syntax::edit::pretty::inline;
use svc_syntax::edit::quoted;

use super::item::{CompletionKind, Docs, Rank, Writer};
use super::{commands, headers, names, options, paths, pieces, prefill, samples, schedules};
use svc_analysis::Snapshot;
use svc_analysis::request::endpoints::RequestFiles;
use svc_analysis::routes::destination::{is_unnamed, referenced};
use svc_analysis::services;
use svc_analysis::services::folders::prefix_of;
use svc_analysis::services::routing::normalize_prefix;
use svc_config::Shape;
use svc_config::meaning::{self, Meaning};
use svc_config::model::{EnumValue, JsonType, snippet_text};
use svc_syntax::value::{Json, Node};
use svc_vercel::detect;
use svc_vercel::frameworks;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

/// Adds values for the slot's path.
pub(super) fn complete(writer: &mut Writer<'_>) {
    let config = writer.snapshot.config();
    let path = &writer.slot.path;
    let forms = shapes_at(writer.snapshot, path);
    let taken = elements_beside(config, path);
    let known = writer.snapshot.model().meaning(path);
    match known {
        Some(Meaning::Framework) => framework(writer),
        Some(Meaning::Runtime) => {
            for runtime in Runtime::ALL {
                if let Some(item) = writer.string(Rank::Common, CompletionKind::EnumMember, runtime.name()) {
                    item.description(runtime.builder());
                }
            }
        }
        Some(Meaning::Builder) => builders(writer),
        Some(Meaning::Path(kind)) => paths::complete(writer, kind),
        Some(Meaning::Glob) => paths::globs(writer),
        Some(Meaning::Service(model)) => names::services(writer, model, &taken),
        Some(Meaning::Schedule) => schedules::common(writer),
        Some(Meaning::RequestPath) => request_paths(writer),
        Some(Meaning::Prefix) => prefixes(writer),
        Some(Meaning::Region) => names::regions(writer, &taken, None),
        Some(Meaning::HeaderName) => headers::names(writer, &[]),
        Some(Meaning::HeaderValue) => {
            if let Some(name) = header_name(config, path) {
                headers::values(writer, &name);
            }
        }
        Some(Meaning::ConditionKey) => {
            if condition_kind(config, path).is_none_or(|kind| kind == "header") {
                headers::request(writer);
            }
        }
        Some(Meaning::EnvName) => {
            names::unprovided(writer, &taken);
            names::env(writer, &taken, None);
        }
        Some(Meaning::Command) => commands::complete(writer),
        Some(Meaning::Method) => {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] {
                if !taken.iter().any(|it| it == method) {
                    writer.string(Rank::Common, CompletionKind::EnumMember, method);
                }
            }
        }
        Some(Meaning::TimeZone) => {
            for zone in TIME_ZONES {
                writer.string(Rank::Common, CompletionKind::Value, zone);
            }
        }
        Some(Meaning::Pointer) => options::pointers(writer),
        Some(Meaning::Source) => sources(writer),
        Some(Meaning::RouteSource) => route_sources(writer),
        Some(Meaning::Destination) => destinations(writer),
        Some(Meaning::Rule | Meaning::ConfigFile) | None => {}
    }
    samples::elements(writer);
    let exhaustive = matches!(known, Some(Meaning::Framework | Meaning::Path(_) | Meaning::Service(_)))
        || (matches!(known, Some(Meaning::HeaderValue | Meaning::Command | Meaning::Destination))
            && !writer.items.is_empty());
    for shape in forms {
        generic(writer, shape, known, exhaustive, &taken);
    }
}

/// Adds what a shape allows: listed values, booleans, null, its default and examples, objects and lists.
fn generic(
    writer: &mut Writer<'_>,
    shape: Shape,
    known: Option<Meaning>,
    exhaustive: bool,
    taken: &[String],
) {
    for value in shape.values() {
        allowed(writer, shape, value, taken);
    }
    let types = shape.types();
    if types.contains(&JsonType::Boolean) && shape.values().is_empty() {
        for bool in [true, false] {
            let is_default = shape.default() == Some(&Value::Bool(bool));
            if let Some(item) = writer.json(Rank::Common, CompletionKind::Keyword, &bool.to_string())
                && is_default
            {
                item.detail("default");
            }
        }
    }
    if types.contains(&JsonType::Null)
        && let Some(item) = writer.json(Rank::Other, CompletionKind::Keyword, "null")
    {
        item.description(if known == Some(Meaning::Framework) {
            "Other (no framework)"
        } else {
            "the framework's default"
        });
    }
    if !exhaustive {
        for example in shape.default().into_iter().chain(shape.examples()) {
            let item = match example {
                Value::String(text) if !taken.contains(text) => {
                    writer.string(Rank::Other, CompletionKind::Value, text)
                }
                Value::Number(number) => writer.json(Rank::Other, CompletionKind::Value, &number.to_string()),
                _ => None,
            };
            if shape.default() == Some(example)
                && let Some(item) = item
            {
                item.detail("default");
            }
        }
    }
    match writer.snapshot.config().at(&writer.slot.path) {
        // A scalar at the cursor is being typed and rules no form out.
        Some(node) if matches!(node.json, Json::Object(_) | Json::Array(_)) => {
            shape.candidates(node).into_iter().for_each(|form| container(writer, form));
        }
        _ if shape.has_alternatives() => shape.alternatives().for_each(|form| container(writer, form)),
        _ => container(writer, shape),
    }
}

/// The shapes of the value at `path`: several where what is around it leaves open which kind of object it is in.
fn shapes_at(snapshot: &Snapshot, path: &[PathSegment]) -> Vec<Shape> {
    let (config, model) = (snapshot.config(), snapshot.model());
    if let Some((PathSegment::Key(key), object)) = path.split_last()
        && let Some(shape) = model.at(config, object)
        && let Some(node) = config.at(object).filter(|node| node.as_object().is_some())
    {
        // The value at the cursor is half-typed: it decides nothing.
        let node = node.with_members(|member| member.key != *key);
        let shapes: Vec<Shape> =
            shape.candidates(&node).into_iter().filter_map(|form| form.property(key)).collect();
        if !shapes.is_empty() {
            return shapes;
        }
    }
    model.at(config, path).into_iter().collect()
}

/// Adds an allowed value. One that names a kind of object brings the keys that this kind requires.
fn allowed(writer: &mut Writer<'_>, shape: Shape, value: &EnumValue, taken: &[String]) {
    let missing = required_by(writer, value);
    let (label, json) = match &value.value {
        Value::String(text) if taken.contains(text) => return,
        Value::String(text) => (text.clone(), value.value.to_string()),
        other => (other.to_string(), other.to_string()),
    };
    let mut snippet = snippet_text(&json);
    for (index, (key, constant)) in missing.iter().enumerate() {
        let place = index + 1;
        snippet.push_str(&format!(
            ",\n{}: ${{{place}:{}}}",
            snippet_text(&quoted(key)),
            snippet_text(constant)
        ));
    }
    let Some(item) = writer.snippet(Rank::Common, CompletionKind::EnumMember, &label, &snippet) else {
        return;
    };
    item.documentation(value.docs.clone());
    if shape.default() == Some(&value.value) {
        item.detail("default");
        item.preselect = true;
    }
}

/// The keys that an object requires once the slot's member has this value, and a value of each.
fn required_by(writer: &Writer<'_>, value: &EnumValue) -> Vec<(&'static str, String)> {
    let (config, path) = (writer.snapshot.config(), &writer.slot.path);
    let Some((PathSegment::Key(key), object)) = path.split_last() else { return Vec::new() };
    let Some(shape) = writer.snapshot.model().at(config, object).filter(|it| it.has_alternatives()) else {
        return Vec::new();
    };
    let Some(node) = config.at(object) else { return Vec::new() };
    let names_kind = |form: &Shape| form.property(key).is_some_and(|it| it.constant() == Some(&value.value));
    let forms: Vec<Shape> = shape
        .candidates(&node.with_members(|member| member.key != *key))
        .into_iter()
        .filter(names_kind)
        .collect();
    let Some(form) = forms.first() else { return Vec::new() };
    let required = form.properties().filter(|it| it.required && it.key != key && node.get(it.key).is_none());
    let example = |shape: Shape| {
        let form = shape.alternatives().next().unwrap_or(shape);
        let known = shape.constant().or(shape.examples().first()).or(form.examples().first());
        known.map_or_else(|| "\"\"".to_owned(), inline)
    };
    required.map(|it| (it.key, example(it.shape))).collect()
}

/// Adds the object or array that a form asks for.
fn container(writer: &mut Writer<'_>, form: Shape) {
    let types = form.types();
    let label = match types.first() {
        Some(JsonType::Object) => {
            let required: Vec<&str> =
                form.properties().filter(|property| property.required).map(|property| property.key).collect();
            if required.is_empty() { "{ }".to_owned() } else { format!("{{ {} }}", required.join(", ")) }
        }
        Some(JsonType::Array) => "[ ]".to_owned(),
        _ => return,
    };
    let mut snippets = prefill::snippets(form);
    if let Some(filled) = prefill::filled(writer, &writer.slot.path, form) {
        snippets.insert(1, filled);
    }
    if let Some(item) = writer.forms(Rank::Last, CompletionKind::Snippet, &label, &snippets) {
        item.description(form.title());
    }
}

/// Adds the frameworks: those detected in the service's folder first.
fn framework(writer: &mut Writer<'_>) {
    let snapshot = writer.snapshot;
    let config = snapshot.config();
    let service = meaning::service_of(&writer.slot.path);
    // The folder that the service's framework is detected in: its root, else that of its entrypoint.
    let base = meaning::base_of(config, &writer.slot.path);
    let entrypoint = service
        .filter(|service| service.model == ServicesModel::V1)
        .and_then(|service| config.get(service.key)?.get(service.name)?.get("entrypoint")?.as_str());
    let root = Folder::root(&*snapshot.project).folder(&base);
    // The nearest folder around the entrypoint that a framework is detected in.
    let mut folders = Vec::new();
    if let Some(entrypoint) = entrypoint {
        let is_file = root.is_file(entrypoint);
        let mut path = if is_file { svc_vercel::posix_path::dirname(entrypoint) } else { entrypoint };
        while path != "." && !path.is_empty() && folders.len() < 16 {
            folders.push(root.folder(path));
            path = svc_vercel::posix_path::dirname(path);
        }
    }
    folders.push(root.clone());
    let detected = folders
        .iter()
        .map(|folder| (folder, detect::frameworks_in(folder, None)))
        .find(|(_, found)| !found.is_empty());
    if let Some((folder, found)) = &detected {
        let place = samples::place(folder.path());
        for (index, detection) in found.iter().enumerate() {
            if let Some(item) = slug(writer, Rank::First, detection.framework) {
                item.detail(format!("detected in {place}"));
                item.preselect = index == 0;
            }
        }
    }
    for slug in frameworks::MOST_USED {
        if let Some(framework) = frameworks::find(slug) {
            self::slug(writer, Rank::Common, framework);
        }
    }
    for framework in frameworks::all() {
        let rank = if framework.is_deprecated() { Rank::Deprecated } else { Rank::Other };
        if let Some(item) = slug(writer, rank, framework) {
            item.deprecated = framework.is_deprecated();
        }
    }
}

fn slug<'w>(
    writer: &'w mut Writer<'_>,
    rank: Rank,
    framework: &'static frameworks::Framework,
) -> Option<&'w mut super::Completion> {
    let slug = framework.slug()?;
    let item = writer.string(rank, CompletionKind::Framework, slug)?;
    item.docs = Some(Docs::Framework { slug: slug.to_owned() });
    Some(item.description(&framework.name))
}

fn builders(writer: &mut Writer<'_>) {
    let mut builders: Vec<&str> = Runtime::ALL.iter().map(|runtime| runtime.builder()).collect();
    builders.extend(frameworks::all().iter().map(frameworks::Framework::builder));
    builders.extend(["@vercel/static", "@vercel/node"]);
    builders.sort_unstable();
    for builder in builders {
        writer.string(Rank::Common, CompletionKind::Value, builder);
    }
}

/// Adds paths that are requested: those of the project's functions.
fn request_paths(writer: &mut Writer<'_>) {
    for function in RequestFiles::of(writer.snapshot).functions() {
        if !function.path.contains('[')
            && let Some(item) = writer.string(Rank::First, CompletionKind::File, &function.path)
        {
            item.description(&function.file);
        }
    }
}

/// Adds prefixes that no service has yet.
fn prefixes(writer: &mut Writer<'_>) {
    let config = writer.snapshot.config();
    let own = meaning::service_of(&writer.slot.path).map(|service| service.name);
    let others: Vec<(&str, &Node)> = services::names::declared(config, ServicesModel::V1)
        .into_iter()
        .filter(|(name, _)| Some(*name) != own)
        .collect();
    let taken = |prefix: &str| {
        others.iter().any(|(_, service)| {
            prefix_of(service).and_then(Node::as_str).is_some_and(|it| normalize_prefix(it) == prefix)
        })
    };
    let named = own.map(|name| format!("/{name}"));
    let below_api = own.map(|name| format!("/api/{name}"));
    for prefix in
        ["/"].into_iter().map(str::to_owned).chain(named).chain(["/api".to_owned()]).chain(below_api)
    {
        if !taken(&prefix) {
            writer.string(Rank::First, CompletionKind::Value, &prefix);
        }
    }
}

/// Adds patterns: one with the parameters of the destination beside it first.
fn sources(writer: &mut Writer<'_>) {
    let rule = writer.slot.path.split_last().and_then(|(_, rule)| writer.snapshot.config().at(rule));
    let destination = rule.and_then(|rule| rule.get("destination")?.as_str());
    let used: Vec<String> = destination.map(referenced).unwrap_or_default();
    let used: Vec<&String> = used.iter().filter(|name| !is_unnamed(name)).collect();
    if !used.is_empty() {
        let source: String = used.iter().map(|name| format!("/:{name}")).collect();
        if let Some(item) = writer.string(Rank::First, CompletionKind::Value, &format!("/old{source}")) {
            item.description("the parameters of the destination");
        }
    }
    for (source, about) in [
        ("/blog/:slug", "one segment, as a parameter"),
        ("/blog/:path*", "everything below /blog, as a parameter"),
        ("/:path*", "every path, as a parameter"),
        ("/(.*)", "every path"),
        ("/api/(.*)", "everything below /api"),
        ("/api(/.*)?", "/api and everything below"),
        ("/((?!api).*)", "everything except /api"),
        ("/(.*\\.(?:js|css|svg|png|woff2))", "files by extension"),
    ] {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, source) {
            item.description(about);
        }
    }
}

/// Adds patterns of `routes`: regular expressions.
fn route_sources(writer: &mut Writer<'_>) {
    for (source, about) in [
        ("/(.*)", "every path"),
        ("/api/(.*)", "everything below /api"),
        ("/blog/(?<slug>[^/]+)", "one segment, as a group"),
        ("/(.*\\.(?:js|css|svg|png|woff2))", "files by extension"),
    ] {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, source) {
            item.description(about);
        }
    }
}

/// Adds destinations: with the parameters of the source beside, services, files of the project.
fn destinations(writer: &mut Writer<'_>) {
    let names = pieces::parameters(writer.snapshot, &writer.slot.path);
    if !names.is_empty() {
        let all: String = names.iter().map(|name| format!("/{}", name.text)).collect();
        if let Some(item) = writer.string(Rank::First, CompletionKind::Value, &format!("/new{all}")) {
            item.description("the parameters of the source");
        }
    }
    for name in &names {
        writer.string(Rank::First, CompletionKind::Value, &format!("/{}", name.text));
    }
    if writer.snapshot.model().meaning(&[&*writer.slot.path.0, &["service".into()]].concat()).is_some() {
        for (name, _) in services::names::declared(writer.snapshot.config(), ServicesModel::V2) {
            let value = inline(&json!({ "service": name }));
            if let Some(item) = writer.json(Rank::First, CompletionKind::Service, &value) {
                item.description("a service");
            }
        }
    }
    if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, "/index.html") {
        item.description("a single-page application");
    }
    request_paths(writer);
}

/// The strings of the array that the slot is in, but for the one at the slot.
fn elements_beside(config: &Node, path: &[PathSegment]) -> Vec<String> {
    let Some((PathSegment::Index(index), array)) = path.split_last() else { return Vec::new() };
    let Some(Json::Array(elements)) = config.at(array).map(|node| &node.json) else { return Vec::new() };
    let others = elements.iter().enumerate().filter(|(at, _)| at != index);
    others.filter_map(|(_, element)| element.as_str().map(str::to_owned)).collect()
}

/// What the condition whose key is at `path` looks at.
fn condition_kind<'a>(config: &'a Node, path: &[PathSegment]) -> Option<&'a str> {
    let (_, condition) = path.split_last()?;
    config.at(condition)?.get("type")?.as_str()
}

/// The name of the header whose value is at `path`.
pub(super) fn header_name(config: &Node, path: &[PathSegment]) -> Option<String> {
    let (last, parent) = path.split_last()?;
    match last {
        PathSegment::Key(key) if key == "value" => config.at(parent)?.get("key")?.as_str().map(str::to_owned),
        PathSegment::Key(key) => Some(key.clone()),
        PathSegment::Index(_) => None,
    }
}

/// Time zones that people use most.
const TIME_ZONES: &[&str] = &[
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Toronto",
    "America/Mexico_City",
    "Europe/London",
    "Europe/Paris",
    "Europe/Berlin",
    "Europe/Madrid",
    "Europe/Rome",
    "Europe/Amsterdam",
    "Europe/Stockholm",
    "Europe/Warsaw",
    "Europe/Istanbul",
    "Europe/Kyiv",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Hong_Kong",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Jakarta",
    "Australia/Sydney",
    "Pacific/Auckland",
];

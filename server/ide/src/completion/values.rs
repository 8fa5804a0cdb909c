//! Values: what the place means in particular, then what the model allows.

use serde_json::Value;
use svc_config::ServicesModel;
use svc_syntax::PathSegment;

use super::item::{CompletionKind, Docs, Rank, Writer};
use super::{headers, names, options, paths, samples, schedules};
use svc_analysis::Snapshot;
use svc_analysis::request::endpoints::RequestFiles;
use svc_analysis::services;
use svc_analysis::services::folders::prefix_of;
use svc_analysis::services::routing::normalize_prefix;
use svc_config::Shape;
use svc_config::meaning::{self, Meaning};
use svc_config::model::{EnumValue, JsonType};
use svc_syntax::value::{Json, Node};
use svc_vercel::detect;
use svc_vercel::frameworks;
use svc_vercel::patterns::path_to_regexp::{self, Name};
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
            let kind =
                path.split_last().and_then(|(_, condition)| config.at(condition)?.get("type")?.as_str());
            if kind.is_none_or(|kind| kind == "header") {
                headers::request(writer);
            }
        }
        Some(Meaning::EnvName) => names::env(writer, &taken, None),
        Some(Meaning::Command) => commands(writer),
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
        Some(Meaning::Source | Meaning::RouteSource) => sources(writer),
        Some(Meaning::Destination) => destinations(writer),
        Some(Meaning::Rule | Meaning::ConfigFile) | None => {}
    }
    samples::elements(writer);
    let exhaustive = matches!(known, Some(Meaning::Framework | Meaning::Path(_) | Meaning::Service(_)))
        || (matches!(known, Some(Meaning::HeaderValue | Meaning::Command)) && !writer.items.is_empty());
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

/// Adds an allowed value.
fn allowed(writer: &mut Writer<'_>, shape: Shape, value: &EnumValue, taken: &[String]) {
    let item = match &value.value {
        Value::String(text) if taken.contains(text) => None,
        Value::String(text) => writer.string(Rank::Common, CompletionKind::EnumMember, text),
        other => writer.json(Rank::Common, CompletionKind::EnumMember, &other.to_string()),
    };
    let Some(item) = item else { return };
    item.documentation(value.docs.clone());
    if shape.default() == Some(&value.value) {
        item.detail("default");
        item.preselect = true;
    }
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
    if let Some(item) = writer.snippet(Rank::Last, CompletionKind::Snippet, &label, &form.snippet()) {
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
    let mut folders = vec![root.clone()];
    if let Some(entrypoint) = entrypoint {
        let path =
            if root.is_file(entrypoint) { svc_vercel::posix_path::dirname(entrypoint) } else { entrypoint };
        folders.insert(0, root.folder(path));
    }
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
    for framework in frameworks::all() {
        let rank = if framework.experimental { Rank::Other } else { Rank::Common };
        slug(writer, rank, framework);
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

fn sources(writer: &mut Writer<'_>) {
    for (source, about) in [
        ("/(.*)", "every path"),
        ("/api/(.*)", "everything below /api"),
        ("/:path*", "every path, as a parameter"),
        ("/api(/.*)?", "/api and everything below"),
        ("/((?!api).*)", "everything except /api"),
        ("/blog/:slug", "one segment, as a parameter"),
        ("/(.*\\.(?:js|css|svg|png|woff2))", "files by extension"),
    ] {
        if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, source) {
            item.description(about);
        }
    }
}

/// Adds destinations: those with the parameters of the source beside, files of the project's public folder.
fn destinations(writer: &mut Writer<'_>) {
    let config = writer.snapshot.config();
    let source = writer.slot.path.split_last().and_then(|(_, rule)| config.at(rule)?.get("source")?.as_str());
    for name in source.map(parameters).unwrap_or_default() {
        writer.string(Rank::First, CompletionKind::Value, &format!("/:{name}"));
    }
    if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, "/index.html") {
        item.description("a single-page application");
    }
    request_paths(writer);
}

/// The named parameters of a source, with the modifier of those that stand for several segments (`path*`).
fn parameters(source: &str) -> Vec<String> {
    let Ok(compiled) = path_to_regexp::compile_source(source) else { return Vec::new() };
    let named = compiled.params().filter_map(|param| match &param.name {
        Name::Named(name) => {
            Some(name.chars().chain(param.modifier.filter(|_| param.is_repeated())).collect())
        }
        Name::Unnamed(_) | Name::None => None,
    });
    named.collect()
}

/// Adds commands that fit the key, run by the package manager whose lock file is there.
fn commands(writer: &mut Writer<'_>) {
    let slot = writer.slot;
    let Some(PathSegment::Key(key)) = slot.path.last() else { return };
    let root = Folder::root(&*writer.snapshot.project);
    let folder = root.folder(&meaning::base_of(writer.snapshot.config(), &slot.path));
    let managers =
        [("pnpm-lock.yaml", "pnpm"), ("yarn.lock", "yarn"), ("bun.lock", "bun"), ("bun.lockb", "bun")];
    let manager = managers
        .into_iter()
        .find(|(lock, _)| folder.is_file(lock) || root.is_file(lock))
        .map_or("npm", |(_, manager)| manager);
    match key.as_str() {
        "installCommand" => {
            let exact = match manager {
                "npm" => "npm ci".to_owned(),
                manager => format!("{manager} install --frozen-lockfile"),
            };
            for command in [format!("{manager} install"), exact] {
                writer.string(Rank::Common, CompletionKind::Value, &command);
            }
        }
        "ignoreCommand" => {
            let command = "git diff --quiet HEAD^ HEAD ./";
            if let Some(item) = writer.string(Rank::Common, CompletionKind::Value, command) {
                item.description("skip if nothing changed here");
            }
        }
        key => {
            scripts(writer, &folder, manager);
            default_command(writer, key);
        }
    }
}

/// Adds the scripts of the folder's `package.json`.
fn scripts(writer: &mut Writer<'_>, folder: &Folder<'_>, manager: &str) {
    let manifest = folder.read("package.json").and_then(|text| serde_json::from_str::<Value>(&text).ok());
    let scripts = manifest.as_ref().and_then(|it| it.get("scripts")?.as_object());
    for (name, script) in scripts.into_iter().flatten() {
        let command = format!("{manager} run {name}");
        if let Some(item) = writer.string(Rank::First, CompletionKind::Value, &command) {
            item.description(script.as_str().unwrap_or_default());
        }
    }
}

/// Adds the command that the framework written beside the slot runs by itself.
fn default_command(writer: &mut Writer<'_>, key: &str) {
    let config = writer.snapshot.config();
    let place = match meaning::service_of(&writer.slot.path) {
        Some(service) => config.get(service.key).and_then(|it| it.get(service.name)),
        None => Some(config),
    };
    let framework = place.and_then(|place| frameworks::find(place.get("framework")?.as_str()?));
    let Some(framework) = framework else { return };
    let setting = match key {
        "devCommand" => &framework.settings.dev_command,
        "buildCommand" => &framework.settings.build_command,
        _ => return,
    };
    if let Some(command) = setting.value.as_deref()
        && let Some(item) = writer.string(Rank::First, CompletionKind::Value, command)
    {
        item.description(format!("the default of {}", framework.name));
    }
}

/// The strings of the array that the slot is in, but for the one at the slot.
fn elements_beside(config: &Node, path: &[PathSegment]) -> Vec<String> {
    let Some((PathSegment::Index(index), array)) = path.split_last() else { return Vec::new() };
    let Some(Json::Array(elements)) = config.at(array).map(|node| &node.json) else { return Vec::new() };
    let others = elements.iter().enumerate().filter(|(at, _)| at != index);
    others.filter_map(|(_, element)| element.as_str().map(str::to_owned)).collect()
}

/// The name of the header whose value is at `path`.
fn header_name(config: &Node, path: &[PathSegment]) -> Option<String> {
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

//! Paths of the project, step by step through its folders, and the keys of `functions`.

use std::collections::HashSet;
use std::ops::ControlFlow;

use super::item::{CompletionKind, Rank, Writer};
use svc_analysis::request::endpoints::functions_in;
use svc_analysis::services::folders::service_folders;
use svc_analysis::services::{Reading, Service, v1, v2};
use svc_config::ServicesModel;
use svc_config::meaning::{self, PathKind};
use svc_syntax::PathSegment;
use svc_vercel::detect;
use svc_vercel::frameworks;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::posix_path;
use svc_vercel::project::walk::{count, walk};
use svc_vercel::project::{EntryKind, Folder, ProjectFs};
use svc_vercel::runtime::{Runtime, RuntimeHints, is_dockerfile};

/// Adds paths that fit a value of this kind.
pub(super) fn complete(writer: &mut Writer<'_>, kind: PathKind) {
    let snapshot = writer.snapshot;
    let base = meaning::base_of(snapshot.config(), &writer.slot.path);
    if base.starts_with("..") || base.starts_with('/') {
        return;
    }
    let folder = Folder::root(&*snapshot.project).folder(&base);
    match kind {
        PathKind::Root => {
            for candidate in service_folders(snapshot) {
                if let Some(item) = writer.string(Rank::First, CompletionKind::Folder, &candidate.path) {
                    item.description(candidate.framework_names());
                }
            }
        }
        PathKind::Entrypoint => {
            entrypoints(writer, &folder);
        }
        PathKind::File if is_proxy(&writer.slot.path) => {
            // Where frameworks look for it.
            for stem in ["proxy", "middleware", "src/proxy", "src/middleware"] {
                for file in [format!("{stem}.ts"), format!("{stem}.js")] {
                    if folder.is_file(&file) {
                        writer.string(Rank::First, CompletionKind::File, &file);
                    }
                }
            }
        }
        PathKind::File | PathKind::Folder | PathKind::Any => {}
    }
    steps(writer, &folder, kind);
}

/// Adds what looks like an entrypoint. A v1 service without `root` may start anywhere in the project.
fn entrypoints(writer: &mut Writer<'_>, folder: &Folder<'_>) {
    let runtime = runtime(writer);
    let used = used_entrypoints(writer);
    let rank = |file: &str| if used.contains(file) { Rank::Common } else { Rank::First };
    for path in detect::entrypoints_in(folder, runtime) {
        let attribute = folder.read(&path).and_then(|text| python_attribute(&path, &text));
        let rank = rank(&folder.resolve(&path));
        writer.string(rank, CompletionKind::File, &path);
        if let Some(attribute) = attribute
            && let Some(item) = writer.string(rank, CompletionKind::File, &attribute)
        {
            item.description(format!("the application in {path}"));
        }
    }
    let is_v1 =
        meaning::service_of(&writer.slot.path).is_some_and(|service| service.model == ServicesModel::V1);
    if is_v1 && folder.path() == "." {
        for candidate in service_folders(writer.snapshot).iter().filter(|it| it.path != ".") {
            if runtime.is_some() && candidate.runtime() != runtime {
                continue;
            }
            let (path, kind) = match &candidate.entrypoint {
                Some(file) => (posix_path::join(&candidate.path, file), CompletionKind::File),
                None => (candidate.path.clone(), CompletionKind::Folder),
            };
            if let Some(item) = writer.string(rank(&path), kind, &path) {
                item.description(candidate.framework_names());
            }
        }
    }
}

/// The entrypoints of the other services, as paths from the project root.
fn used_entrypoints(writer: &Writer<'_>) -> HashSet<String> {
    let Some(place) = meaning::service_of(&writer.slot.path) else { return HashSet::new() };
    let services = match place.model {
        ServicesModel::V1 => v1::services(writer.snapshot, Reading::Diagnostics),
        ServicesModel::V2 => v2::services(writer.snapshot, Reading::Diagnostics),
    };
    let others = services.iter().filter(|service| *service.name != *place.name);
    others.filter_map(Service::entrypoint_file).collect()
}

/// `module:attribute` for a Python file that sets one of the usual names of an application.
fn python_attribute(path: &str, text: &str) -> Option<String> {
    let module = path.strip_suffix(".py")?.replace('/', ".");
    let name = text.lines().find_map(|line| {
        let (name, rest) = line.split_once('=')?;
        let name = name.split(':').next().unwrap_or(name).trim_end();
        let usual = matches!(name, "app" | "application" | "api" | "server" | "asgi" | "wsgi");
        (usual && !rest.starts_with('=')).then(|| name.to_owned())
    })?;
    Some(format!("{module}:{name}"))
}

/// The runtime implied by the service's other fields.
fn runtime(writer: &Writer<'_>) -> Option<Runtime> {
    let service = meaning::service_of(&writer.slot.path)?;
    let node = writer.snapshot.config().get(service.key)?.get(service.name)?;
    let text = |key: &str| node.get(key).and_then(svc_syntax::value::Node::as_str);
    Runtime::infer(RuntimeHints {
        runtime: text("runtime"),
        framework: text("framework").filter(|slug| frameworks::find(slug).is_some()),
        builder: text("builder"),
        entrypoint: None,
    })
}

/// Adds the entries of the folder that is typed up to its last slash.
fn steps(writer: &mut Writer<'_>, base: &Folder<'_>, kind: PathKind) {
    let typed = writer.slot.typed.clone();
    let stem = typed.rfind('/').and_then(|slash| typed.get(..=slash)).unwrap_or_default();
    let target = posix_path::join(base.path(), stem);
    if stem.starts_with('/') || target.starts_with("..") {
        return;
    }
    let hidden = typed.get(stem.len()..).is_some_and(|rest| rest.starts_with('.'));
    for entry in base.list(if stem.is_empty() { "." } else { stem }) {
        if (entry.name.starts_with('.') && !hidden)
            || matches!(entry.name.as_str(), "node_modules" | "__pycache__")
        {
            continue;
        }
        let path = format!("{stem}{}", entry.name);
        match entry.kind {
            EntryKind::Directory => {
                let folders_only = matches!(kind, PathKind::Root | PathKind::Folder);
                if folders_only {
                    writer.string(Rank::Common, CompletionKind::Folder, &path);
                } else {
                    writer.open_string(Rank::Other, CompletionKind::Folder, &format!("{path}/"));
                }
            }
            EntryKind::File if is_proxy(&writer.slot.path) && !is_script(&entry.name) => {}
            EntryKind::File if fits(kind, &entry.name) => {
                writer.string(Rank::Common, CompletionKind::File, &path);
            }
            EntryKind::File => {}
        }
    }
}

/// Whether a path is that of the routing middleware.
fn is_proxy(path: &[PathSegment]) -> bool {
    matches!(path, [PathSegment::Key(proxy), PathSegment::Key(_)] if proxy == "proxy")
}

/// Whether a file of this name can be the routing middleware.
fn is_script(name: &str) -> bool {
    (name.ends_with(".ts") || name.ends_with(".js")) && !name.ends_with(".d.ts")
}

/// Whether a file of this name can be there.
fn fits(kind: PathKind, name: &str) -> bool {
    match kind {
        PathKind::Root | PathKind::Folder => false,
        PathKind::Entrypoint => Runtime::of_file(name).is_some() || is_dockerfile(name),
        PathKind::File | PathKind::Any => true,
    }
}

/// How many functions are offered.
const FUNCTIONS: usize = 500;

/// Adds keys of `functions`: the functions of the folder, and globs over them.
pub(super) fn functions(writer: &mut Writer<'_>, taken: &[String], values: &[String]) {
    let base = meaning::base_of(writer.snapshot.config(), &writer.slot.path);
    let project = &*writer.snapshot.project;
    let folder = Folder::root(project).folder(&base);
    let mut add = |rank, kind, glob: &str, about: &str| {
        if !taken.iter().any(|it| it == glob)
            && let Some(item) = writer.member(rank, kind, glob, values)
        {
            item.description(about);
        }
    };
    for top in ["api", "app/api", "src/app/api", "pages/api", "src/pages/api"] {
        if folder.exists(top) {
            add(Rank::First, CompletionKind::Folder, &format!("{top}/**/*"), "every function below");
        }
    }
    for function in functions_in(&folder).iter().take(FUNCTIONS) {
        let file = function.file.strip_prefix(folder.path()).and_then(|file| file.strip_prefix('/'));
        let about = format!("answers {}", function.path);
        add(Rank::Common, CompletionKind::File, file.unwrap_or(&function.file), &about);
    }
    for (glob, about) in [("api/**/*.ts", "TypeScript functions"), ("api/**/*.py", "Python functions")] {
        if matches_any(project, folder.path(), glob) {
            add(Rank::Other, CompletionKind::Value, glob, about);
        }
    }
}

/// Whether a glob matches a file below a folder.
fn matches_any(project: &dyn ProjectFs, folder: &str, glob: &str) -> bool {
    let mut steps = Steps::default();
    let glob = Glob::new(glob, &mut steps);
    count(project, folder, &glob, &mut steps).files > 0
}

/// Adds globs over the folder that `includeFiles` and the like start from: those that match something.
pub(super) fn globs(writer: &mut Writer<'_>) {
    if is_source_of_build(writer) {
        return sources_of_build(writer);
    }
    let base = meaning::base_of(writer.snapshot.config(), &writer.slot.path);
    let folder = Folder::root(&*writer.snapshot.project).folder(&base);
    for entry in folder.list(".") {
        if entry.name.starts_with('.') || entry.name == "node_modules" {
            continue;
        }
        match entry.kind {
            EntryKind::Directory => {
                if let Some(item) =
                    writer.string(Rank::First, CompletionKind::Folder, &format!("{}/**", entry.name))
                {
                    item.description("everything below");
                }
            }
            EntryKind::File => {
                writer.string(Rank::Common, CompletionKind::File, &entry.name);
            }
        }
    }
    for (glob, about) in
        [("**/*.test.ts", "TypeScript tests"), ("**/*.md", "Markdown files"), ("**/__tests__/**", "tests")]
    {
        if matches_any(&*writer.snapshot.project, folder.path(), glob)
            && let Some(item) = writer.string(Rank::Other, CompletionKind::Value, glob)
        {
            item.description(about);
        }
    }
}

/// Whether the slot is for the files of one of `builds`.
fn is_source_of_build(writer: &Writer<'_>) -> bool {
    matches!(&*writer.slot.path.0, [PathSegment::Key(builds), _, PathSegment::Key(src)] if builds == "builds" && src == "src")
}

/// Adds the files that the builder beside the slot builds.
fn sources_of_build(writer: &mut Writer<'_>) {
    let project = &*writer.snapshot.project;
    let root = Folder::root(project);
    let build = writer.slot.path.split_last().and_then(|(_, build)| writer.snapshot.config().at(build));
    let builder = build.and_then(|build| build.get("use")?.as_str()).map(|package| {
        let version = package.rfind('@').filter(|at| *at > 0);
        package.get(..version.unwrap_or(package.len())).unwrap_or(package).to_owned()
    });
    let builds = |file: &str| match builder.as_deref() {
        Some("@vercel/node") => Runtime::of_file(file) == Some(Runtime::Node),
        Some("@vercel/python") => Runtime::of_file(file) == Some(Runtime::Python),
        Some("@vercel/go") => Runtime::of_file(file) == Some(Runtime::Go),
        Some("@vercel/ruby") => Runtime::of_file(file) == Some(Runtime::Ruby),
        Some("@vercel/static") => Runtime::of_file(file).is_none(),
        Some("@vercel/static-build" | "@vercel/next") => posix_path::basename(file) == "package.json",
        _ => Runtime::of_file(file).is_some() || posix_path::basename(file) == "package.json",
    };
    let mut files: Vec<String> = Vec::new();
    walk(project, ".", |path| {
        if builds(path) {
            files.push(path.to_owned());
        }
        if files.len() < FUNCTIONS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    for (glob, about) in [
        ("api/**/*.ts", "TypeScript functions"),
        ("api/**/*.py", "Python functions"),
        ("public/**", "static files"),
    ] {
        let folder = glob.split('/').next().unwrap_or_default();
        let extension = glob.rsplit("**").next().unwrap_or_default().trim_start_matches("/*");
        let matches = |file: &&String| {
            file.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')) && file.ends_with(extension)
        };
        if root.exists(folder)
            && files.iter().any(|file| matches(&file))
            && let Some(item) = writer.string(Rank::First, CompletionKind::Value, glob)
        {
            item.description(about);
        }
    }
    for file in files {
        writer.string(Rank::Common, CompletionKind::File, &file);
    }
}

//! Paths of the project, step by step through its folders, and the keys of `functions`.

use super::item::{CompletionKind, Rank, Writer};
use svc_analysis::request::endpoints::functions_in;
use svc_analysis::services::folders::service_folders;
use svc_config::ServicesModel;
use svc_config::meaning::{self, PathKind};
use svc_vercel::detect;
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder};
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
            for candidate in service_folders(&*snapshot.project) {
                if let Some(item) = writer.string(Rank::First, CompletionKind::Folder, &candidate.path) {
                    item.description(candidate.framework_names());
                }
            }
        }
        PathKind::Entrypoint => {
            entrypoints(writer, &folder);
        }
        PathKind::File | PathKind::Folder | PathKind::Any => {}
    }
    steps(writer, &folder, kind);
}

/// Adds what looks like an entrypoint. A v1 service without `root` may start anywhere in the project.
fn entrypoints(writer: &mut Writer<'_>, folder: &Folder<'_>) {
    let runtime = runtime(writer);
    for path in detect::entrypoints_in(folder, runtime) {
        let attribute = folder.read(&path).and_then(|text| python_attribute(&path, &text));
        writer.string(Rank::First, CompletionKind::File, &path);
        if let Some(attribute) = attribute
            && let Some(item) = writer.string(Rank::First, CompletionKind::File, &attribute)
        {
            item.description(format!("the application in {path}"));
        }
    }
    let is_v1 =
        meaning::service_of(&writer.slot.path).is_some_and(|service| service.model == ServicesModel::V1);
    if is_v1 && folder.path() == "." {
        for candidate in service_folders(&*writer.snapshot.project).iter().filter(|it| it.path != ".") {
            if runtime.is_some() && candidate.runtime() != runtime {
                continue;
            }
            let (path, kind) = match &candidate.entrypoint {
                Some(file) => (posix_path::join(&candidate.path, file), CompletionKind::File),
                None => (candidate.path.clone(), CompletionKind::Folder),
            };
            if let Some(item) = writer.string(Rank::First, kind, &path) {
                item.description(candidate.framework_names());
            }
        }
    }
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
            EntryKind::File if fits(kind, &entry.name) => {
                writer.string(Rank::Common, CompletionKind::File, &path);
            }
            EntryKind::File => {}
        }
    }
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
pub(super) fn functions(writer: &mut Writer<'_>, taken: &[String], value: &str) {
    let base = meaning::base_of(writer.snapshot.config(), &writer.slot.path);
    let project = &*writer.snapshot.project;
    let folder = Folder::root(project).folder(&base);
    let mut add = |rank, kind, glob: &str, about: &str| {
        if !taken.iter().any(|it| it == glob)
            && let Some(item) = writer.member(rank, kind, glob, value)
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
    add(Rank::Other, CompletionKind::Value, "api/**/*.ts", "TypeScript functions");
    add(Rank::Other, CompletionKind::Value, "api/**/*.py", "Python functions");
}

/// Adds globs over the folder that `includeFiles` and the like start from.
pub(super) fn globs(writer: &mut Writer<'_>) {
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
        if let Some(item) = writer.string(Rank::Other, CompletionKind::Value, glob) {
            item.description(about);
        }
    }
}

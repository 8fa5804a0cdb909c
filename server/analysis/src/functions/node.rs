//! What Vercel builds with Node.js.

use std::collections::BTreeSet;
use std::iter;
use std::ops::ControlFlow;
use std::sync::Arc;

use crate::by_folder::{FolderQuery, of_folder};
use crate::functions::{self, framework};
use crate::manifests::package_json;
use crate::services::{self, Built, Services};
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;
use svc_vercel::frameworks;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::posix_path;
use svc_vercel::project::walk::matching;
use svc_vercel::project::{Folder, PackageJson};
use svc_vercel::runtime::Runtime;

/// The folder of a service that is built with Node.js for certain.
#[must_use]
pub fn folder_of_service<'s>(snapshot: &Snapshot, built: &Built<'s, '_>) -> Option<&'s str> {
    match built.builder {
        BACKENDS | "@vercel/node" => Some(built.folder),
        builder if WORKERS.contains(&builder) => Some(built.folder),
        builder if FRONTENDS.contains(&builder) => Some(built.source_folder()),
        STATIC => is_run(snapshot, built).then(|| built.source_folder()),
        _ => None,
    }
}

/// The folders that are built with Node.js for certain, but for those of services: each builder takes its version from the nearest
/// `package.json`.
#[must_use]
pub fn folders_of_project(snapshot: &Snapshot) -> Vec<String> {
    if !framework::builds_whole_project(snapshot) {
        return of_builds(snapshot).into_iter().collect();
    }
    let functions = functions::built_by(snapshot, "@vercel/node");
    let mut folders: Vec<String> = functions.map(|file| posix_path::dirname(file).to_owned()).collect();
    let Some(framework) = framework::of(snapshot) else { return folders };
    let builds = framework::chosen(snapshot).is_some()
        || framework::build_command(snapshot).is_some()
        || package_json(snapshot, ".").is_some_and(|package| package.has_build_script());
    if builds && !framework::is_static(snapshot) && framework.is_none_or(|it| !OTHERS.contains(&it.builder()))
    {
        folders.push(".".to_owned());
    }
    folders
}

/// The folders from which the builders of services look for `package.json` (`scanParentDirs` of `@vercel/build-utils`): those that are
/// built with Node.js, those of the files that backends start from, and services of a Python framework.
#[must_use]
pub fn folders_that_look_for_package(snapshot: &Snapshot, services: &Services<'_>) -> Vec<String> {
    let of_service = |built: Built<'_, '_>| {
        let framework = || built.service.framework_slug().and_then(Runtime::of_framework);
        let other = match built.builder {
            BACKENDS => built.src.map(posix_path::dirname),
            "@vercel/python" if framework() == Some(Runtime::Python) => Some(built.folder),
            _ => None,
        };
        [folder_of_service(snapshot, &built), other]
            .into_iter()
            .flatten()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    services.built().flat_map(of_service).collect()
}

/// The folders with a `package.json` from a folder up to the project root.
pub fn folders_with_package(snapshot: &Snapshot, folder: &str) -> Arc<[String]> {
    of_folder::<WithPackage>(snapshot, folder)
}

struct WithPackage;

impl FolderQuery for WithPackage {
    type Answer = Arc<[String]>;

    fn find(snapshot: &Snapshot, folder: &str) -> Arc<[String]> {
        let root = Folder::root(&*snapshot.project);
        let all = iter::successors(Some(folder), |path| {
            (!matches!(*path, "" | "." | "/")).then(|| posix_path::dirname(path))
        });
        all.filter(|path| root.folder(path).is_file(PackageJson::FILE)).map(posix_path::normalize).collect()
    }
}

const BACKENDS: &str = "@vercel/backends";
/// The builders of workers in `experimentalServices` that have a framework.
pub const WORKERS: [&str; 6] =
    ["@vercel/express", "@vercel/hono", "@vercel/h3", "@vercel/koa", "@vercel/fastify", "@vercel/elysia"];
/// Builders of frontends that run Node.js in any case.
const FRONTENDS: [&str; 4] = ["@vercel/next", "@vercel/remix-builder", "@vercel/hydrogen", "@vercel/redwood"];
/// The builder that runs it where there is something to run.
const STATIC: &str = "@vercel/static-build";

/// Whether the builder of static files has something to run in a service: a `package.json`, or a command.
fn is_run(snapshot: &Snapshot, built: &Built<'_, '_>) -> bool {
    let command = match built.service.field("buildCommand").filter(|it| !it.is_null()) {
        Some(command) => command.as_str(),
        None => built
            .service
            .framework_slug()
            .and_then(frameworks::find)
            .and_then(|it| it.settings.build_command.value.as_deref()),
    };
    command.is_some_and(|it| !it.is_empty())
        || Folder::root(&*snapshot.project).folder(built.source_folder()).is_file(PackageJson::FILE)
}

/// The folders of the files that `builds` gives to a builder that runs Node.js.
fn of_builds(snapshot: &Snapshot) -> BTreeSet<String> {
    let mut folders = BTreeSet::new();
    let builds = snapshot.config().get("builds").filter(|_| services::declared(snapshot).is_none());
    let mut steps = Steps::default();
    for build in builds.and_then(Node::as_array).unwrap_or_default() {
        let text = |key| build.get(key).and_then(Node::as_str);
        let (Some(builder), Some(src)) = (text("use"), text("src")) else { continue };
        let runs = |file: &str| match (builder, posix_path::basename(file)) {
            ("@vercel/node", _) | ("@vercel/next" | STATIC, PackageJson::FILE) => true,
            (builder, name) => builder == "@vercel/next" && name == "next.config.js",
        };
        let glob = Glob::new(src, &mut steps);
        let _ = matching(&*snapshot.project, ".", &glob, &mut steps, |file| {
            if runs(file) {
                folders.insert(posix_path::dirname(file).to_owned());
            }
            if folders.len() < MOST_FOLDERS { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
    }
    folders
}

/// How many folders of `builds` are looked at.
const MOST_FOLDERS: usize = 100;

/// The builders of frameworks that run on something else than Node.js.
const OTHERS: [&str; 5] =
    ["@vercel/python", "@vercel/go", "@vercel/rust", "@vercel/ruby", "@vercel/container"];

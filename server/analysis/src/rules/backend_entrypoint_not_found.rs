//! Backend entrypoint not found.

use std::sync::LazyLock;

use regex::Regex;
use svc_config::ServicesModel;

use crate::by_folder::{FolderQuery, of_folder};
use crate::functions::{framework, node};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::folder_name;
use crate::services::{Built, Services};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_vercel::posix_path;
use svc_vercel::project::walk::is_pattern;
use svc_vercel::project::{Folder, Missing, PackageJson};
use svc_vercel::runtime::{is_dockerfile, is_node_backend};

rule! {
    /// # Backend entrypoint not found
    ///
    /// The build fails with "No entrypoint found" because the builder finds no file that starts the server.
    ///
    /// The builder of Express, Hono, NestJS, Fastify, Koa, H3 and Elysia starts the service's `entrypoint`, or the first of `app`,
    /// `index`, `server` and `main` (`.js`, `.cjs`, `.mjs`, `.ts`, `.cts`, `.mts`) in its folder or in `src` that imports the
    /// framework, or `main` in its `package.json`. Set `entrypoint`, or add one of these files.
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "express": "4" } }
    /// //- /api/routes/users.js
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "framework": "express" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "express": "4" } }
    /// //- /api/src/index.js
    /// const express = require('express');
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "framework": "express" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// With `experimentalServices`, the builder looks in the project root unless `root` or `entrypoint` names a folder:
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "express": "4" } }
    /// //- /api/index.js
    /// const express = require('express');
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "framework": "express", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "express": "4" } }
    /// //- /api/index.js
    /// const express = require('express');
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "entrypoint": "api/index.js", "framework": "express", "routePrefix": "/" } } }
    /// ```
    ///
    /// A project without services whose framework preset is one of these needs such a file, too; `main.js` isn't enough there, except for
    /// NestJS. The preset is `framework`, or that of the linked project, which Vercel's command line saves in `.vercel/project.json`:
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "express": "4" } }
    /// ```
    /// ```json bad
    /// { "framework": "express" }
    /// ```
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": "hono" } }
    /// //- /package.json
    /// { "dependencies": { "hono": "4" } }
    /// //- /src/main.ts
    /// import { Hono } from 'hono';
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// Go is built from `main.go`, `cmd/api/main.go` or `cmd/server/main.go`:
    ///
    /// ```files
    /// //- /api/go.mod
    /// module api
    /// //- /api/server.go
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "framework": "go" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// The preset Container needs a `Dockerfile`, `Dockerfile.vercel` or `Containerfile.vercel`:
    ///
    /// ```json bad
    /// { "framework": "container" }
    /// ```
    ///
    /// An `entrypoint` that is named like one must exist:
    ///
    /// ```files
    /// //- /api/dockerfile
    /// FROM nginx
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "runtime": "container", "entrypoint": "Dockerfile" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// svc-lsp doesn't check Node.js with a build command, because the build may create the file.
    pub static RULE = {
        code: "backend-entrypoint-not-found",
        vercel: "BUILD_FAILED",
        severity: Error,
        check: Check::EachService(ServicesModel::V1, check), Check::EachService(ServicesModel::V2, check), Check::Services(ServicesModel::V1, check_workers), Check::File(check_project)
    }
}

/// The packages by which the builder knows a framework, in its order. NestJS is on Express.
const FRAMEWORKS: [&str; 7] = ["@nestjs/core", "express", "hono", "elysia", "fastify", "koa", "h3"];
const NAMES: [&str; 8] = ["app", "index", "server", "main", "src/app", "src/index", "src/server", "src/main"];
/// Those that the builders of single frameworks look for; that of NestJS looks for all.
const NAMES_OF_FRAMEWORKS: [&str; 6] = ["app", "index", "server", "src/app", "src/index", "src/server"];
const EXTENSIONS: [&str; 6] = ["js", "cjs", "mjs", "ts", "cts", "mts"];

/// Why a service of a folder has no file that starts the server.
struct NoNodeFile;

impl FolderQuery for NoNodeFile {
    type Answer = Option<String>;

    fn find(snapshot: &Snapshot, folder: &str) -> Option<String> {
        no_node_file(&Folder::at(&*snapshot.project, folder), true)
    }
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    let node = services.built_by("@vercel/backends").into_iter();
    let go = services.built_by("@vercel/go").into_iter();
    let go = go.filter(|built| built.service.framework_slug() == Some("go"));
    for built in node.chain(go) {
        let service = built.service;
        let Some(message) = no_entrypoint(snapshot, built) else { continue };
        let place = ["entrypoint", "root", "framework"].into_iter().find_map(|key| service.field(key));
        let place = place.map_or(service.name_range, |node| node.range);
        findings.push(Finding::new(&RULE, place, message).service(&*service.name));
    }
    for built in services.built_by("@vercel/container") {
        findings.extend(missing_dockerfile(snapshot, built));
    }
}

fn check_workers(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    // Their builders search the project's output directory, in the worker's folder.
    let Some(directory) = framework::output_directory(snapshot).filter(|it| !it.is_empty()) else { return };
    let workers = node::WORKERS.iter().flat_map(|builder| services.built_by(builder));
    for Built { service, folder, .. } in workers.filter(|it| it.service.text("type") == Some("worker")) {
        let root = Folder::root(&*snapshot.project);
        let slug = service.framework_slug().filter(|slug| is_node_backend(slug));
        let message =
            slug.and_then(|slug| nothing_of_framework(&root.folder(folder), slug, Some(&directory)));
        let place = service.field("entrypoint").map_or(service.name_range, |node| node.range);
        findings.extend(message.map(|message| Finding::new(&RULE, place, message).service(&*service.name)));
    }
}

/// The framework of a project without services.
fn check_project(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(chosen) = framework::built_with(snapshot).filter(|_| !framework::is_static(snapshot)) else {
        return;
    };
    let root = Folder::root(&*snapshot.project);
    let message = match &*chosen.slug {
        "go" => no_go_file(&root),
        "container" => no_dockerfile(&root),
        // A build command may write the file.
        slug if is_node_backend(slug) && framework::build_command(snapshot).is_none() => {
            nothing_of_framework(&root, slug, framework::output_directory(snapshot).as_deref())
        }
        "node" | "bun" if framework::build_command(snapshot).is_none() => {
            // An output directory is searched first.
            let directory = framework::output_directory(snapshot);
            let is_there = directory
                .is_some_and(|directory| server_file(&root.folder(directory.trim_matches('/'))).is_some());
            (!is_there).then(|| no_node_file(&root, false)).flatten()
        }
        _ => None,
    };
    findings.extend(message.map(|message| Finding::new(&RULE, chosen.place, chosen.explain(message))));
}

fn no_entrypoint(snapshot: &Snapshot, Built { service, folder, src, .. }: Built<'_, '_>) -> Option<String> {
    let root = Folder::root(&*snapshot.project);
    let is_entrypoint = |src: &str| root.exists(src) && posix_path::basename(src) != "package.json";
    if src.is_some_and(is_entrypoint) {
        return None;
    }
    let folder = root.folder(folder);
    if service.framework_slug() == Some("go") {
        return no_go_file(&folder);
    }
    let is_set = |key: &&str| service.field(key).is_some();
    (!["buildCommand", "outputDirectory"].iter().any(is_set))
        .then(|| of_folder::<NoNodeFile>(snapshot, folder.path()))
        .flatten()
}

/// `@vercel/go`, `detectGoEntrypoint`.
fn no_go_file(folder: &Folder<'_>) -> Option<String> {
    let files = ["main.go", "cmd/api/main.go", "cmd/server/main.go"];
    (!files.iter().any(|file| folder.exists(file))).then(|| {
        folder.failing_build(files).unwrap_or_else(|| {
            let folder = capitalized(&folder_name(folder.path()));
            format!("{folder} has no `main.go`, `cmd/api/main.go` or `cmd/server/main.go`, so the build fails. Add one.")
        })
    })
}

/// `@vercel/container`, `resolveImageSource` and `build` (CLI 64.0.2): an entrypoint that is named like a Dockerfile is built, and must
/// exist.
fn missing_dockerfile(snapshot: &Snapshot, Built { service, src, .. }: Built<'_, '_>) -> Option<Finding> {
    let node = service.field("entrypoint")?;
    let written = node.as_str().filter(|it| is_dockerfile(it))?;
    let root = Folder::root(&*snapshot.project);
    let src = src.filter(|src| src.ends_with(written) && !root.exists(src))?;
    let missing = root.missing(src);
    let message = match missing.clause(src) {
        Some(clause) => format!("{clause}, so the build fails."),
        None => format!("`{src}` doesn't exist, so the build fails. Correct the path, or add the file."),
    };
    let finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    Some(match missing {
        Missing::DifferentCase(found) => {
            let folder = src.strip_suffix(written).unwrap_or_default();
            match found.strip_prefix(folder) {
                Some(found) => finding.fix(Fix::preferred(
                    format!("Change to `{found}`"),
                    edit::replace_with_string(node, found),
                )),
                None => finding,
            }
        }
        _ => finding,
    })
}

/// `@vercel/container`, `resolveImageSource`: without an entrypoint it takes one of these files. A service is given others, too.
fn no_dockerfile(folder: &Folder<'_>) -> Option<String> {
    let files = ["Dockerfile.vercel", "Containerfile.vercel", "Dockerfile"];
    (!files.iter().any(|file| folder.exists(file))).then(|| {
        folder.failing_build(files).unwrap_or_else(|| {
            "The project has no `Dockerfile`, so the build fails. Add one, or correct `framework`.".to_owned()
        })
    })
}

/// The file of a folder that the builder of services finds without being told.
pub(super) fn server_file(folder: &Folder<'_>) -> Option<String> {
    let package = PackageJson::of(folder);
    let depends = |name: &&str| package.as_ref().is_some_and(|package| package.depends_on(name));
    let framework = FRAMEWORKS.into_iter().find(depends);
    let names: Vec<&str> = match framework {
        None => NAMES.to_vec(),
        Some("@nestjs/core") => {
            vec!["src/main", "src/app", "src/index", "src/server", "main", "app", "index", "server"]
        }
        Some(_) => NAMES_OF_FRAMEWORKS.into_iter().chain(["main", "src/main"]).collect(),
    };
    let starts = |name: &String| {
        folder.is_file(name) && framework.is_none_or(|framework| imports(folder, name, framework))
    };
    candidates(&names).into_iter().find(starts).or_else(|| {
        let main = package.as_ref()?.main()?.trim();
        folder.is_file(main).then(|| main.to_owned())
    })
}

/// `@vercel/backends`, `resolveEntrypoint`; services have an `entrypoint` to set.
fn no_node_file(folder: &Folder<'_>, has_entrypoint: bool) -> Option<String> {
    let package = PackageJson::of(folder);
    let main = package.as_ref().and_then(PackageJson::main).map(str::trim);
    if package.as_ref().is_some_and(PackageJson::has_build_script)
        || main.is_some_and(|main| !main.is_empty() && folder.is_file(main))
    {
        return None;
    }
    let depends = |name: &&str| package.as_ref().is_some_and(|package| package.depends_on(name));
    let framework = FRAMEWORKS.into_iter().find(depends);
    let candidates = candidates(&NAMES);
    let found: Vec<&String> = candidates.iter().filter(|name| folder.is_file(name)).collect();
    if found.iter().any(|name| framework.is_none_or(|framework| imports(folder, name, framework))) {
        return None;
    }
    let named = main.into_iter().chain(candidates.iter().map(String::as_str));
    if found.is_empty()
        && let Some(message) = folder.failing_build(named)
    {
        return Some(message);
    }
    Some(match (framework, found.first()) {
        (Some(framework), Some(file)) => doesnt_import(folder, file, framework, has_entrypoint),
        _ => {
            let remedy = if has_entrypoint { "Set `entrypoint`, or add" } else { "Add" };
            format!(
                "{} has no file that starts the server, so the build fails. {remedy} `index.js` or `src/server.ts`.",
                capitalized(&folder_name(folder.path()))
            )
        }
    })
}

/// The builders of the frameworks themselves: `@vercel/express` and its like (`generateNodeBuilderFunctions`). They look for their own
/// package whatever `package.json` says, in other files than [`no_node_file`], and in an output directory instead if there is one.
fn nothing_of_framework(root: &Folder<'_>, slug: &str, output_directory: Option<&str>) -> Option<String> {
    if !root.is_file(PackageJson::FILE) {
        return Some(root.failing_build([PackageJson::FILE]).unwrap_or_else(|| {
            "The project root has no `package.json`, so the build fails. Add one.".to_owned()
        }));
    }
    let package = PackageJson::of(root).filter(|package| !package.has_build_script())?;
    let (framework, names) = match slug {
        "nestjs" => ("@nestjs/core", &NAMES[..]),
        _ => (slug, &NAMES_OF_FRAMEWORKS[..]),
    };
    let directory = output_directory.map(|it| it.trim_matches('/')).filter(|it| !it.is_empty());
    let folder = directory.map_or_else(|| root.folder("."), |directory| root.folder(directory));
    let candidates = candidates(names);
    let main = package.main().filter(|_| directory.is_none());
    // The builder takes `main` for a glob.
    if main.is_some_and(is_pattern) {
        return None;
    }
    let main = main.filter(|main| posix_path::normalize(main) == **main);
    let found: Vec<&str> =
        candidates.iter().map(String::as_str).filter(|name| folder.is_file(name)).collect();
    if found.iter().copied().chain(main).any(|name| folder.is_file(name) && imports(&folder, name, framework))
    {
        return None;
    }
    Some(match found.first() {
        Some(file) => doesnt_import(&folder, file, framework, false),
        None => folder.failing_build(candidates.iter().map(String::as_str)).unwrap_or_else(|| {
            let folder = capitalized(&folder_name(folder.path()));
            format!(
                "{folder} has no file that starts the server, so the build fails. Add `index.js` or `src/server.ts`."
            )
        }),
    })
}

fn doesnt_import(folder: &Folder<'_>, file: &str, framework: &str, has_entrypoint: bool) -> String {
    let folder = folder_name(folder.path());
    let remedy = if has_entrypoint { "Set `entrypoint` to the file that does." } else { "Import it there." };
    format!("`{file}` in {folder} doesn't import `{framework}`, so the build fails. {remedy}")
}

/// Files of these names, in the builder's order.
fn candidates(names: &[&str]) -> Vec<String> {
    names
        .iter()
        .flat_map(|name| EXTENSIONS.iter().map(move |extension| format!("{name}.{extension}")))
        .collect()
}

/// What stands before the name of a package that is imported, as the builder looks for it.
#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static IMPORT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"(?:from|require|import)\s*(?:\(\s*)?["']"#).unwrap());

/// Whether a file imports a package, as the builder looks for it: in its text.
fn imports(folder: &Folder<'_>, name: &str, package: &str) -> bool {
    let is_named = |text: &str| {
        let quoted = text.strip_prefix(package);
        quoted.is_some_and(|rest| rest.starts_with(['"', '\'']))
    };
    let Some(text) = folder.read(name) else { return true };
    IMPORT.find_iter(&text).any(|import| text.get(import.end()..).is_some_and(is_named))
}

fn capitalized(text: &str) -> String {
    match text.strip_prefix("the ") {
        Some(rest) => format!("The {rest}"),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    fn messages(files: &str) -> Vec<String> {
        let config = r#"{ "services": { "api": { "root": "api", "framework": "express" } } }"#;
        let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
        let findings = crate::check::check(&snapshot);
        findings.into_iter().filter(|it| it.rule == &RULE).map(|it| it.message).collect()
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn dockerfiles_of_services() {
        let messages = |entrypoint: &str, files: &str| {
            let service = format!(
                "{{ \"root\": \"api\", \"runtime\": \"container\", \"entrypoint\": \"{entrypoint}\" }}"
            );
            let config = format!("{{ \"services\": {{ \"api\": {service} }} }}");
            let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n//- /api/x.txt\n{files}"));
            let findings = crate::check::check(&snapshot).into_iter().filter(|it| it.rule == &RULE);
            findings.map(|it| (it.message, it.fixes.len())).collect::<Vec<_>>()
        };
        let missing = |file: &str| {
            [(format!("`{file}` doesn't exist, so the build fails. Correct the path, or add the file."), 0)]
        };
        assert_eq!(messages("Dockerfile", ""), missing("api/Dockerfile"));
        assert_eq!(messages("Foo.Dockerfile", "//- /api/Dockerfile\n"), missing("api/Foo.Dockerfile"));
        let other_case = "`api/Dockerfile` is named `api/dockerfile` on disk, and case matters on Vercel, so the build fails.";
        assert_eq!(messages("Dockerfile", "//- /api/dockerfile\n"), [(other_case.to_owned(), 1)]);
        assert_eq!(messages("Dockerfile", "//- /api/Dockerfile\n"), []);
        assert_eq!(messages("docker.io/library/nginx:1", ""), []);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn dockerfiles_of_the_preset() {
        let is_reported = |file: &str| {
            let config = r#"{ "framework": "container" }"#;
            let found = crate::check::check(&snapshot(&format!("//- /vercel.json\n{config}\n//- /{file}\n")));
            found.iter().any(|it| it.rule == &RULE)
        };
        for file in ["Dockerfile", "Dockerfile.vercel", "Containerfile.vercel"] {
            assert!(!is_reported(file), "{file}");
        }
        for file in ["Containerfile", "dockerfile", "worker.Dockerfile", "deploy/Dockerfile"] {
            assert!(is_reported(file), "{file}");
        }
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn workers_with_an_output_directory() {
        let is_reported = |kind: &str, directory: &str, file: &str| {
            let config = format!(
                "{{ \"experimentalServices\": {{ \"web\": {{ \"entrypoint\": \"web/server.js\", {kind} }} }}, \"outputDirectory\": \"{directory}\" }}"
            );
            let package = "//- /web/package.json\n{ \"dependencies\": { \"express\": \"4\" } }\n";
            let import = "require(\"express\")();\n";
            let snapshot = snapshot(&format!(
                "//- /vercel.json\n{config}\n{package}//- /web/server.js\n{import}//- /{file}\n{import}"
            ));
            crate::check::check(&snapshot).iter().any(|finding| finding.rule == &RULE)
        };
        let worker = "\"type\": \"worker\", \"topics\": [\"mails\"]";
        assert!(is_reported(worker, "out", "out/index.js"));
        assert!(!is_reported(worker, "out", "web/out/index.js"));
        assert!(!is_reported(worker, "", "out/index.js"));
        assert!(!is_reported("\"routePrefix\": \"/\"", "out", "out/index.js"));
    }

    #[test]
    fn what_starts_a_backend() {
        let package = "//- /api/package.json\n{ \"dependencies\": { \"express\": \"4\" } }\n";
        assert!(
            messages(&format!("{package}//- /api/server.ts\nimport express from \"express\";\n")).is_empty()
        );
        let none = messages(&format!("{package}//- /api/server.ts\nimport app from \"./lib\";\n"));
        assert!(
            matches!(&none[..], [one] if one.contains("`server.ts` in `api` doesn't import `express`")),
            "{none:?}"
        );
        // Without the dependency, any file of these names will do.
        assert!(messages("//- /api/server.ts\nimport app from \"./lib\";\n").is_empty());
        assert_eq!(messages("//- /api/other.ts\n").len(), 1);
        for package in ["{ \"main\": \"other.js\" }", "{ \"scripts\": { \"build\": \"tsc\" } }"] {
            assert!(messages(&format!("//- /api/package.json\n{package}\n//- /api/other.js\n")).is_empty());
        }
    }
}

//! Invalid Cargo project.

use crate::functions::entries::{self, Entry};
use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::cargo::{self, Fault, MANIFEST, Refusal};
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid Cargo project
    ///
    /// The build of a Rust function or server fails because Cargo finds nothing to build.
    ///
    /// Vercel runs Cargo in the project root for functions, and in its folder for a server. There, or above it, must be a `Cargo.toml` with a valid
    /// `name`, `version` and `edition` (`2015`, `2018`, `2021` or `2024`). The members of its workspace and the packages on which it depends by a `path` must exist and be valid, too.
    ///
    /// - A server needs a binary: `src/main.rs`, a file in `src/bin`, or `[[bin]]`. If the package or the workspace has several, the entrypoint
    ///   must be one of them: without an entrypoint that is `src/main.rs`, or the one that `default-run` names.
    /// - A function needs a binary of its own: a `[[bin]]` with its file as the `path`. So does the entrypoint of a server that depends on
    ///   `vercel_runtime`, unless the binary has the file's name.
    ///
    /// ```files
    /// //- /.git/HEAD
    /// //- /Cargo.toml
    /// [package]
    /// name = "server"
    /// version = "0.1.0"
    /// //- /src/lib.rs
    /// ```
    /// ```json bad
    /// { "framework": "rust" }
    /// ```
    ///
    /// ```files
    /// //- /Cargo.toml
    /// [package]
    /// name = "server"
    /// version = "0.1.0"
    /// //- /src/main.rs
    /// ```
    /// ```json good
    /// { "framework": "rust" }
    /// ```
    ///
    /// ```files
    /// //- /Cargo.toml
    /// [package]
    /// name = "functions"
    /// version = "0.1.0"
    /// //- /src/lib.rs
    /// //- /api/report.rs
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// svc-lsp reports a missing `Cargo.toml` or binary only in the linked folder, or in one with a `.git` folder: elsewhere there may be a
    /// workspace above it.
    ///
    /// Source: `buildHandler`, `resolveStandaloneBinary` and `findBinaryName` in `@vercel/rust`, Vercel CLI 64.0.2, with Cargo 1.95.
    pub static RULE = {
        code: "invalid-cargo-project",
        vercel: "BUILD_FAILED",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

/// `@vercel/rust`, `buildHandler`.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, entries::of_project(snapshot, Runtime::Rust), findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, entries::of_services(services, Runtime::Rust), findings);
}

fn report(snapshot: &Snapshot, entries: Vec<Entry>, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for entry in entries {
        let Some(message) = (if entry.is_application {
            of_server(snapshot, &root, &entry)
        } else {
            of_function(snapshot, &root, &entry.file)
        }) else {
            continue;
        };
        let finding = Finding::new(&RULE, entry.place, message);
        findings.push(match entry.service {
            Some(service) => finding.service(service),
            None => finding,
        });
    }
}

/// What is wrong with a server, as a message.
fn of_server(snapshot: &Snapshot, root: &Folder<'_>, entry: &Entry) -> Option<String> {
    let expected = root.folder(&entry.folder).resolve(MANIFEST);
    let Some(manifest) = nearest(root, &entry.folder) else { return missing(snapshot, &expected) };
    let folder = root.folder(&entry.folder);
    let entrypoint = entrypoint(entry);
    let is_outermost = framework::is_outermost(&*snapshot.project);
    let refusal = if manifest == expected && entrypoint.starts_with("api/") {
        cargo::refusal_of_function(&folder, &entrypoint, is_outermost)
    } else {
        cargo::refusal(&folder, &entrypoint, is_outermost)
    }?;
    let misnamed = || folder.failing_build(["src/main.rs"]);
    let other = if refusal.fault == Fault::NoBinary { misnamed() } else { None };
    Some(other.unwrap_or_else(|| explain(refusal, &entrypoint)))
}

/// What is wrong with a function, as a message. Cargo builds it in the project root.
fn of_function(snapshot: &Snapshot, root: &Folder<'_>, file: &str) -> Option<String> {
    if !root.is_file(MANIFEST) {
        return missing(snapshot, MANIFEST);
    }
    let refusal = cargo::refusal_of_function(root, file, framework::is_outermost(&*snapshot.project))?;
    Some(explain(refusal, file))
}

/// The manifest of a folder, or the nearest above.
fn nearest(root: &Folder<'_>, folder: &str) -> Option<String> {
    let mut path = folder;
    while !root.folder(path).is_file(MANIFEST) {
        if matches!(path, "" | "." | "/") {
            return None;
        }
        path = posix_path::dirname(path);
    }
    Some(root.folder(path).resolve(MANIFEST))
}

/// That no manifest is there, where none can be above.
fn missing(snapshot: &Snapshot, expected: &str) -> Option<String> {
    framework::is_outermost(&*snapshot.project).then(|| {
        let root = Folder::root(&*snapshot.project);
        root.failing_build([expected])
            .unwrap_or_else(|| format!("`{expected}` doesn't exist, so Cargo fails. Add it."))
    })
}

/// What an application starts from, from its folder.
fn entrypoint(entry: &Entry) -> String {
    let file = posix_path::relative(&entry.folder, &entry.file);
    if file.ends_with(".rs") || file == MANIFEST { file } else { "src/main.rs".to_owned() }
}

fn explain(Refusal { manifest, fault }: Refusal, entrypoint: &str) -> String {
    let beside = |path: &str| posix_path::join(posix_path::dirname(&manifest), path);
    match fault {
        Fault::Syntax(mistake) => mistake.sentences(&manifest, "TOML", "Cargo fails"),
        Fault::NoPackage => format!("`{manifest}` has no `[package]`, so Cargo fails. Add it."),
        Fault::Value("package.name") => format!(
            "`package.name` in `{manifest}` isn't a valid name, so Cargo fails. Use letters, digits, `-` and `_`, and start with a letter or `_`."
        ),
        Fault::Value("package.version") => format!(
            "`package.version` in `{manifest}` isn't a valid version, so Cargo fails. Use three numbers, such as `0.1.0`."
        ),
        Fault::Value("package.edition") => format!(
            "`package.edition` in `{manifest}` isn't an edition that Cargo knows, so Cargo fails. Use `2015`, `2018`, `2021` or `2024`."
        ),
        Fault::Value("workspace.package.edition") => format!(
            "`{manifest}` inherits an edition that Cargo doesn't know, so Cargo fails. Set the workspace's to `2015`, `2018`, `2021` or `2024`."
        ),
        Fault::Value(place) => format!(
            "`{place}` in `{manifest}` contains a `-`, so Cargo fails. Use `_` instead."
        ),
        Fault::NoValue(place) => format!("`{place}` is missing in `{manifest}`, so Cargo fails. Add it."),
        Fault::NotInherited(place) => format!(
            "`{place}` in `{manifest}` is `workspace = true`, but no workspace sets it, so Cargo fails. Set it here or in the workspace."
        ),
        Fault::NoDependency(name, file) => format!(
            "`{file}`, the manifest of the dependency `{name}` in `{manifest}`, doesn't exist, so Cargo fails. Correct the path."
        ),
        Fault::OtherDependency(name, other, file) => format!(
            "`{manifest}` depends on `{name}`, but the package in `{file}` is `{other}`, so Cargo fails. Add `package = \"{other}\"` to the dependency."
        ),
        Fault::OtherVersion(name, version, file) => format!(
            "`{manifest}` depends on `{name}` in version `{version}`, but `{file}` has another, so Cargo fails. Correct the version."
        ),
        Fault::NoBinaryFile(name) => format!(
            "The binary `{name}` of `{manifest}` has no `path`, and `src/bin/{name}.rs` doesn't exist, so Cargo fails. Add one of them."
        ),
        Fault::NoLibrary(path) => format!(
            "`{}`, the library of `{manifest}`, doesn't exist, so Cargo fails. Add it, or correct `[lib]`.",
            beside(&path)
        ),
        Fault::NoTarget => format!(
            "`{manifest}` has neither a library nor a binary, so Cargo fails. Add `{}`.",
            beside("src/lib.rs")
        ),
        Fault::NotMember(workspace) => format!(
            "`{manifest}` isn't a member of the workspace in `{workspace}`, so Cargo fails. Add `{}` to `members` or `exclude`.",
            posix_path::relative(posix_path::dirname(&workspace), posix_path::dirname(&manifest))
        ),
        Fault::InnerWorkspace(workspace) => format!(
            "`{manifest}` is a member of the workspace in `{workspace}`, so Cargo fails. Remove its own `[workspace]`."
        ),
        Fault::SameName(name, other) => format!(
            "`{manifest}` and `{other}` both have the name `{name}`, so Cargo fails. Rename one of them."
        ),
        Fault::NoMember(path) => format!(
            "`{}`, the manifest of a member of `{manifest}`, doesn't exist, so Cargo fails. Add it, or remove `{path}` from `members`.",
            beside(&format!("{path}/{MANIFEST}"))
        ),
        Fault::NotExcluded(path) => format!(
            "`members` in `{manifest}` includes the folder `{path}`, which has no `{MANIFEST}`, so Cargo fails. Add `{path}` to `exclude`."
        ),
        Fault::Reserved(name) => {
            format!("A binary of `{manifest}` can't be named `{name}`, so Cargo fails. Rename it.")
        }
        Fault::NoEntrypoint => format!(
            "`{manifest}` depends on `vercel_runtime`, but `{entrypoint}` doesn't exist, so the build fails. Add it."
        ),
        Fault::NotBuilt(name) => format!(
            "`{manifest}` has no binary `{name}` for `{entrypoint}`, so Cargo fails. Add a `[[bin]]` with the file as its `path`."
        ),
        Fault::NoBinary => {
            format!("`{manifest}` has no binary to deploy, so the build fails. Add `src/main.rs`.")
        }
        Fault::OtherPath(path) => format!(
            "Vercel doesn't recognize `{path}` in `{manifest}` as the path of `{entrypoint}`, so Cargo fails. Write it like that."
        ),
        Fault::NotBinary if entrypoint == MANIFEST => {
            "`Cargo.toml` isn't a binary, so the build fails. Set `entrypoint` to its file, such as `src/main.rs`."
                .to_owned()
        }
        Fault::NotBinary => format!(
            "`{entrypoint}` isn't a binary of `{manifest}`, so the build fails. Declare it there as `[[bin]]`."
        ),
        Fault::Duplicate(name) => {
            format!("`{manifest}` has two binaries `{name}`, so Cargo fails. Rename one of them.")
        }
        Fault::NoDefault(name) => format!(
            "`{manifest}` has no binary `{name}`, but names it as `default-run`, so Cargo fails. Correct the name."
        ),
        Fault::Several(names) => format!(
            "`{manifest}` has several binaries, such as {}, so the build fails. Set `default-run` to the one to deploy.",
            examples(&names)
        ),
        Fault::SeveralMembers(names) => format!(
            "The workspace of `{manifest}` has several binaries, such as {}, so the build fails. Set its `default-members` to the one to deploy.",
            examples(&names)
        ),
    }
}

fn examples(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(2).map(|name| format!("`{name}`")).collect();
    shown.join(" and ")
}

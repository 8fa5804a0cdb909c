//! Invalid Go module or function.

use std::sync::{Arc, LazyLock};

use regex::Regex;

use crate::functions::entries::{self, Entry};
use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid Go module or function
    ///
    /// The build fails because of `go.mod` or `go.work`, or because a function's file doesn't have what Vercel looks for.
    ///
    /// Vercel looks for `go.mod` in the folder that is built and in those above it. For a server, the version in a `go.work` counts instead.
    ///
    /// - Vercel doesn't have the version of Go: it is below Go 1.13, or above Go 1 (`ERR_UNSUPPORTED_GO_VERSION`).
    /// - A function can't be built if the project has a `vendor` folder but no `go.mod`. Add one, or remove or rename `vendor`, which may
    ///   belong to another language.
    /// - A function's file must have an exported function with an `http.ResponseWriter`, and with a `go.mod` its package can't be `main`.
    ///
    /// ```files
    /// //- /main.go
    /// package main
    /// //- /go.mod
    /// module example.com/server
    ///
    /// go 1.12
    /// ```
    /// ```json bad
    /// { "framework": "go" }
    /// ```
    ///
    /// ```files
    /// //- /api/report.go
    /// package handler
    /// func Handler(w http.ResponseWriter, r *http.Request) {}
    /// //- /vendor/modules.txt
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /main.go
    /// package main
    /// //- /go.mod
    /// module example.com/server
    ///
    /// go 1.25
    /// ```
    /// ```json good
    /// { "framework": "go" }
    /// ```
    ///
    /// Source: `build`, `getAnalyzedEntrypoint` and `parseGoModVersion` in `@vercel/go`, Vercel CLI 64.0.2.
    pub static RULE = {
        code: "invalid-go-module",
        vercel: "BUILD_FAILED",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, entries::of_project(snapshot, Runtime::Go), findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, entries::of_services(services, Runtime::Go), findings);
}

fn report(snapshot: &Snapshot, entries: Vec<Entry>, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    let is_of_server = framework::chosen(snapshot).is_some_and(|chosen| chosen.slug == "go");
    for entry in entries {
        if !entry.is_application && is_of_server {
            continue;
        }
        let fault = if entry.is_application { of_server(&root, &entry) } else { of_function(&root, &entry) };
        let Some((message, code)) = fault else { continue };
        let finding = Finding::new(&RULE, entry.place, message).vercel_code(code);
        findings.push(match entry.service {
            Some(service) => finding.service(service),
            None => finding,
        });
    }
}

const OTHER_VERSION: &str = "ERR_UNSUPPORTED_GO_VERSION";

/// What is wrong with a server (`@vercel/go`, `createGo`): the message, and Vercel's code.
fn of_server(root: &Folder<'_>, entry: &Entry) -> Option<(String, &'static str)> {
    let nearest = |file: &str, name: &str| {
        let file = Folder::at(root.project(), file).resolve(name);
        let of_folder =
            Entry { file, folder: ".".to_owned(), service: None, place: entry.place, is_application: true };
        let found = of_folder.nearest(root, name)?;
        Some((root.read(&found)?, found))
    };
    let start = if entry.file.ends_with(".go") { posix_path::dirname(&entry.file) } else { &entry.folder };
    // A file that names no version leaves it to the other one.
    let workspace = nearest(&entry.folder, "go.work").filter(|(text, _)| VERSION.is_match(text));
    unsupported_version(workspace.or_else(|| nearest(start, "go.mod"))?)
}

/// What is wrong with a function (`build`): the message, and Vercel's code.
fn of_function(root: &Folder<'_>, entry: &Entry) -> Option<(String, &'static str)> {
    let file = &entry.file;
    let module = entry.nearest(root, "go.mod");
    let text = root.read(file)?;
    let message = if module.is_none() && root.exists("vendor") {
        format!(
            "The project has a `vendor` folder but no `go.mod`, so the build of `{file}` fails. Add `go.mod`, or rename `vendor`."
        )
    } else if !may_have_handler(&text) {
        format!(
            "`{file}` has no exported function with an `http.ResponseWriter`, so the build fails. Add one."
        )
    } else if module.is_some() && package(&text) == Some("main") {
        format!("`{file}` is of package `main`, so the build fails. Change it to `package handler`.")
    } else {
        let module = module?;
        return unsupported_version((root.read(&module)?, module));
    };
    Some((message, "BUILD_FAILED"))
}

fn unsupported_version((text, file): (Arc<str>, String)) -> Option<(String, &'static str)> {
    let version = unsupported(&text)?;
    let message = format!(
        "Vercel doesn't have Go {version} (`{file}`), so the build fails. Name a version from Go 1.13."
    );
    Some((message, OTHER_VERSION))
}

/// Whether a file may have a function that answers requests, as `analyze.go` looks for one.
fn may_have_handler(text: &str) -> bool {
    let is_exported = |(_, after): (usize, &str)| {
        let name = after.trim_start();
        name.len() < after.len() && name.starts_with(char::is_uppercase)
    };
    let mut functions =
        text.match_indices("func").filter_map(|(at, word)| Some((at, text.get(at + word.len()..)?)));
    text.contains("ResponseWriter") && (text.contains("/*") || functions.any(is_exported))
}

/// The package that a file is of.
fn package(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        rest = if let Some(comment) = rest.strip_prefix("//") {
            comment.split_once('\n')?.1
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/")?.1
        } else {
            break;
        }
        .trim_start();
    }
    rest.strip_prefix("package")?
        .split(|char: char| char.is_whitespace() || matches!(char, ';' | '/'))
        .find(|it| !it.is_empty())
}

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static VERSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)^\s*go\s+(\d+)\.(\d+)(?:\.\d+)?\s*(?://.*)?$").unwrap());

/// The version that a `go.mod` names, if Vercel doesn't have it (`parseGoModVersion`).
fn unsupported(text: &str) -> Option<String> {
    let found = VERSION.captures(text)?;
    let (major, minor) = (found.get(1)?.as_str(), found.get(2)?.as_str());
    let is_supported = major.parse() == Ok(1) && minor.parse().is_ok_and(|minor: u64| minor >= 13);
    (!is_supported).then(|| format!("{major}.{minor}"))
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    const HANDLER: &str = "func Handler(w http.ResponseWriter, r *http.Request) {}\n";

    fn codes(config: &str, files: &[(&str, &str)]) -> Vec<&'static str> {
        let files: String = files.iter().map(|(path, text)| format!("//- /{path}\n{text}\n")).collect();
        let found = crate::check::check(&snapshot(&format!("//- /vercel.json\n{config}\n{files}")));
        found.into_iter().filter(|it| it.rule == &RULE).filter_map(|it| it.vercel_code).collect()
    }

    /// As `build` of `@vercel/go` reads: its toolchain is downloaded.
    #[test]
    fn functions() {
        let module = |version: &'static str| ("go.mod", version);
        let function = |package: &str| format!("// note\n/* another */ package {package}\n{HANDLER}");
        let (handler, main) = (function("handler"), function("main"));
        let check = |files: &[(&str, &str)]| codes("{ \"cleanUrls\": true }", files);
        assert_eq!(check(&[("api/a.go", &handler)]), [""; 0]);
        assert_eq!(check(&[("api/a.go", &main)]), [""; 0]);
        assert_eq!(check(&[("api/a.go", &handler), module("module x\n\ngo 1.25")]), [""; 0]);
        assert_eq!(check(&[("api/a.go", &main), module("module x")]), ["BUILD_FAILED"]);
        assert_eq!(check(&[("api/a.go", &main), ("api/go.mod", "module x")]), ["BUILD_FAILED"]);
        assert_eq!(check(&[("api/a.go", &handler), module("module x\n\ngo 1.12")]), [OTHER_VERSION]);
        assert_eq!(check(&[("api/a.go", &handler), ("go.work", "go 1.12")]), [""; 0]);
        assert_eq!(check(&[("api/a.go", "package handler\n")]), ["BUILD_FAILED"]);
        let lower = "package handler\nfunc handler(w http.ResponseWriter, r *http.Request) {}\n";
        assert_eq!(check(&[("api/a.go", lower)]), ["BUILD_FAILED"]);
        assert_eq!(check(&[("api/a.go", &handler), ("vendor/modules.txt", "")]), ["BUILD_FAILED"]);
    }

    /// As `createGo` of `@vercel/go` reads.
    #[test]
    fn servers() {
        let check = |files: &[(&str, &str)]| codes("{ \"framework\": \"go\" }", files);
        let main = ("main.go", "package main\n");
        assert_eq!(check(&[main, ("go.mod", "go 1.12")]), [OTHER_VERSION]);
        assert_eq!(check(&[main, ("go.mod", "go 1.12"), ("go.work", "go 1.25")]), [""; 0]);
        assert_eq!(check(&[main, ("go.mod", "go 1.25"), ("go.work", "go 1.12")]), [OTHER_VERSION]);
        assert_eq!(check(&[main, ("go.mod", "go 1.12"), ("go.work", "use .")]), [OTHER_VERSION]);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn versions() {
        for version in ["1.13", "1.13.0", "1.27", "1.99", "x", "1", "1.20rc1"] {
            assert_eq!(unsupported(&format!("module x\n\ngo {version}\n")), None, "{version}");
        }
        for version in ["1.11", "1.12.3 // old", "0.1", "2.0", "2.20"] {
            assert!(unsupported(&format!("module x\n\ngo {version}\n")).is_some(), "{version}");
        }
    }
}

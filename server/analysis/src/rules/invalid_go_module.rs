//! Invalid Go module.

use std::sync::LazyLock;

use regex::Regex;

use crate::functions::entries::{self, Entry};
use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid Go module
    ///
    /// The build fails because `go.mod` is missing, or names a version of Go that Vercel doesn't have.
    ///
    /// Vercel looks for `go.mod` in the folder that is built and in those above it.
    ///
    /// - A Go server can't be built if its `go.mod` names a version below Go 1.13, or above Go 1 (`ERR_UNSUPPORTED_GO_VERSION`).
    /// - A Go function can't be built if the project has a `vendor` folder but no `go.mod`. Add one, or remove or rename `vendor`, which may
    ///   belong to another language.
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
    pub static RULE = {
        code: "invalid-go-module",
        vercel: "BUILD_FAILED",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    let is_of_server = framework::chosen(snapshot).is_some_and(|chosen| chosen.slug == "go");
    let has_vendor = root.exists("vendor");
    for entry in entries::of(snapshot, Runtime::Go) {
        if entry.is_application {
            findings.extend(unsupported_version(&root, entry));
        } else if !is_of_server && has_vendor && entry.nearest(&root, "go.mod").is_none() {
            let file = entry.file;
            let message = format!(
                "The project has a `vendor` folder but no `go.mod`, so the build of `{file}` fails. Add `go.mod`, or rename `vendor`."
            );
            findings.push(Finding::new(&RULE, entry.place, message));
        }
    }
}

/// `@vercel/go`, `createGo`: what a `go.work` says instead isn't read here.
fn unsupported_version(root: &Folder<'_>, entry: Entry) -> Option<Finding> {
    let of_folder =
        Entry { file: root.folder(&entry.folder).resolve("go.mod"), folder: ".".to_owned(), ..entry };
    if of_folder.nearest(root, "go.work").is_some() {
        return None;
    }
    let file = of_folder.nearest(root, "go.mod")?;
    let version = unsupported(&root.read(&file)?)?;
    let message = format!(
        "Vercel doesn't have Go {version} (`{file}`), so the build fails. Name a version from Go 1.13."
    );
    let finding = Finding::new(&RULE, of_folder.place, message).vercel_code("ERR_UNSUPPORTED_GO_VERSION");
    Some(match of_folder.service {
        Some(service) => finding.service(service),
        None => finding,
    })
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
    use super::*;

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

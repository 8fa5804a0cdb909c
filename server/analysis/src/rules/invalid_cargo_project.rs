//! Invalid Cargo project.

use crate::functions::entries::{self, Entry};
use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::cargo::{self, Fault, MANIFEST};
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Invalid Cargo project
    ///
    /// The build of a Rust function or server fails because Cargo finds nothing to build.
    ///
    /// Vercel runs Cargo in the folder of a function, or in the folder that a server is built in. There, or above it, must be a `Cargo.toml`.
    /// That of a server needs a binary: `src/main.rs`, a file in `src/bin`, or `[[bin]]`. If there are several, the entrypoint must be one of
    /// them: without an entrypoint that is `src/main.rs`, or the one that `default-run` names.
    ///
    /// ```files
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
    /// svc-lsp reports a missing `Cargo.toml` only in the linked folder: elsewhere there may be one above it.
    pub static RULE = {
        code: "invalid-cargo-project",
        vercel: "BUILD_FAILED",
        severity: Error,
        check: Check::File(check),
    }
}

/// `@vercel/rust`, `buildHandler`.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for entry in entries::of(snapshot, Runtime::Rust) {
        let file = if entry.is_application {
            root.folder(&entry.folder).resolve(MANIFEST)
        } else {
            entry.file.clone()
        };
        let entrypoint = entrypoint(&entry);
        let of_project = Entry { file, folder: ".".to_owned(), ..entry };
        let message = match of_project.nearest(&root, MANIFEST) {
            None if framework::is_linked_root(snapshot) => {
                format!("`{}` doesn't exist, so Cargo fails. Add it.", missing(&of_project))
            }
            Some(manifest) if of_project.is_application && manifest == of_project.file => {
                let folder = root.folder(posix_path::dirname(&manifest));
                // A handler needs no binary, and a workspace above may have other packages.
                if entrypoint.starts_with("api/") || is_in_workspace(&root, &manifest) {
                    continue;
                }
                match cargo::fault(&folder, &entrypoint) {
                    Some(fault) => explain(&manifest, &entrypoint, fault),
                    None => continue,
                }
            }
            _ => continue,
        };
        let finding = Finding::new(&RULE, of_project.place, message);
        findings.push(match of_project.service {
            Some(service) => finding.service(service),
            None => finding,
        });
    }
}

/// Where the manifest of a project is expected: that of functions is at the root.
fn missing(of_project: &Entry) -> &str {
    if of_project.is_application { &of_project.file } else { MANIFEST }
}

/// What an application starts from, from its folder.
fn entrypoint(entry: &Entry) -> String {
    let file = posix_path::relative(&entry.folder, &entry.file);
    if file.ends_with(".rs") || file == MANIFEST { file } else { "src/main.rs".to_owned() }
}

/// Whether a manifest above another one is that of a workspace, or can't be read.
fn is_in_workspace(root: &Folder<'_>, manifest: &str) -> bool {
    let mut path = posix_path::dirname(manifest);
    while !matches!(path, "" | "." | "/") {
        path = posix_path::dirname(path);
        if root.folder(path).read(MANIFEST).is_some_and(|text| text.contains("workspace")) {
            return true;
        }
    }
    false
}

fn explain(manifest: &str, entrypoint: &str, fault: Fault) -> String {
    match fault {
        Fault::Syntax => format!("`{manifest}` isn't valid TOML, so Cargo fails. Correct it."),
        Fault::NoBinary => {
            format!("`{manifest}` has no binary to deploy, so the build fails. Add `src/main.rs`.")
        }
        Fault::NotBinary => format!(
            "`{entrypoint}` isn't a binary of `{manifest}`, so the build fails. Declare it there as `[[bin]]`."
        ),
        Fault::Duplicate(name) => {
            format!("`{manifest}` has two binaries `{name}`, so Cargo fails. Rename one of the files.")
        }
        Fault::NoDefault(name) => format!(
            "`{manifest}` has no binary `{name}`, but names it as `default-run`, so Cargo fails. Correct the name."
        ),
        Fault::Several(names) => {
            let shown: Vec<String> = names.iter().take(3).map(|name| format!("`{name}`")).collect();
            format!(
                "`{manifest}` has several binaries, such as {}, so the build fails. Set `default-run` to the one to deploy.",
                shown.join(" and ")
            )
        }
    }
}

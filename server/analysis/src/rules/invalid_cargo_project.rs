//! Invalid Cargo project.

use serde_json::Value;

use crate::functions::entries::{self, Entry};
use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;
use svc_vercel::toml_text;

rule! {
    /// # Invalid Cargo project
    ///
    /// The build of a Rust function or server fails because Cargo finds nothing to build.
    ///
    /// Vercel runs Cargo in the folder of a function, or in the folder that a server is built in. There, or above it, must be a `Cargo.toml`.
    /// That of a server needs a binary: `src/main.rs`, a file in `src/bin`, or `[[bin]]`.
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

const MANIFEST: &str = "Cargo.toml";

/// `@vercel/rust`, `buildHandler`.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for entry in entries::of(snapshot, Runtime::Rust) {
        let file = if entry.is_application {
            root.folder(&entry.folder).resolve(MANIFEST)
        } else {
            entry.file.clone()
        };
        let of_project = Entry { file, folder: ".".to_owned(), ..entry };
        let message = match of_project.nearest(&root, MANIFEST) {
            None if framework::is_linked_root(snapshot) => {
                format!("`{}` doesn't exist, so Cargo fails. Add it.", missing(&of_project))
            }
            Some(manifest) if of_project.is_application && manifest == of_project.file => {
                match has_binary(&root, &manifest) {
                    Some(true) => continue,
                    Some(false) => format!(
                        "`{manifest}` has no binary to deploy, so the build fails. Add `src/main.rs`."
                    ),
                    None => format!("`{manifest}` isn't valid TOML, so Cargo fails. Correct it."),
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

/// Whether a package has a binary, or is a workspace whose packages may; `None` if the manifest isn't TOML.
fn has_binary(root: &Folder<'_>, manifest: &str) -> Option<bool> {
    let value = toml_text::parse(&root.read(manifest)?).ok()?;
    let folder = root.folder(posix_path::dirname(manifest));
    let is_there =
        |binary: &Value| binary.get("path").and_then(Value::as_str).is_none_or(|path| folder.exists(path));
    if let Some(binaries) = value.get("bin").and_then(Value::as_array) {
        return Some(binaries.iter().all(is_there));
    }
    let is_found_by_itself =
        value.get("package").and_then(|it| it.get("autobins")) != Some(&Value::Bool(false));
    let has_file = folder.is_file("src/main.rs") || !folder.list("src/bin").is_empty();
    Some(value.get("workspace").is_some() || is_found_by_itself && has_file)
}

//! `cargo xtask extension`: the VS Code extension with the server's binary inside, as one VSIX.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Outcome, command, install, root, run};
use crate::tools::{self, Packages};

/// The extension's folder.
pub const FOLDER: &str = "editors/vscode";
const PAGE: &str = "https://github.com/svc-lsp/svc-lsp";

/// Builds the extension in its folder, with `server` inside: what runs, without what only checks or packages it.
pub fn build(server: &Path) -> Outcome {
    tools::npm_ci(FOLDER, Packages::Needed)?;
    let folder = root().join(FOLDER);
    let copies = [
        (server.to_path_buf(), format!("server/svc-lsp{}", std::env::consts::EXE_SUFFIX)),
        (root().join("LICENSE-MIT"), "LICENSE-MIT".to_owned()),
        (root().join("LICENSE-APACHE"), "LICENSE-APACHE".to_owned()),
    ];
    fs::create_dir_all(folder.join("server"))
        .map_err(|error| format!("can't create {FOLDER}/server: {error}"))?;
    for (from, to) in copies {
        // A server that runs keeps its file, and would keep this one from being written.
        let _ = fs::remove_file(folder.join(&to));
        fs::copy(root().join(&from), folder.join(&to))
            .map_err(|error| format!("can't copy {} to {FOLDER}/{to}: {error}", from.display()))?;
    }
    run(in_folder("node", &["build.mjs"]))
}

/// Builds the VSIX for this machine, with `server` inside; its path.
pub fn package(server: &Path) -> Outcome<PathBuf> {
    tools::npm_ci(FOLDER, Packages::All)?;
    build(server)?;
    let folder = root().join(FOLDER);
    let output = folder.join("svc-lsp.vsix");
    let target = target();
    install(in_folder(
        "npx",
        // At a terminal it would ask about the licence, which is here in two files.
        &[
            "vsce",
            "package",
            "--no-dependencies",
            "--skip-license",
            // The marketplace resolves what the page links to against these, not against this folder.
            "--baseContentUrl",
            &format!("{PAGE}/blob/HEAD/{FOLDER}"),
            "--baseImagesUrl",
            &format!("{PAGE}/raw/HEAD/{FOLDER}"),
            "--target",
            &target,
            "--out",
            "svc-lsp.vsix",
        ],
    ))?;
    Ok(output)
}

/// Types, and the tests of what needs no editor.
pub fn test() -> Outcome {
    tools::npm_ci(FOLDER, Packages::All)?;
    run(in_folder("npx", &["tsc", "--noEmit"]))?;
    run(in_folder("npx", &["vitest", "run"]))
}

fn in_folder(program: &str, arguments: &[&str]) -> Command {
    let mut command = command(program, arguments);
    command.current_dir(root().join(FOLDER));
    command
}

/// This machine, as the marketplace names it.
fn target() -> String {
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match std::env::consts::ARCH {
        "aarch64" => "arm64",
        _ => "x64",
    };
    format!("{system}-{processor}")
}

//! `cargo xtask extension`: the VS Code extension with the server's binary inside, as one VSIX.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::dist::NOTICES;
use crate::run::{Outcome, command, copy, install, root, run};
use crate::tools::{self, Packages};
use crate::wasm;

/// The extension's folder.
pub const FOLDER: &str = "editors/vscode";
const PAGE: &str = "https://github.com/svc-lsp/svc-lsp";

/// Builds the extension in its folder, with `server` inside or with what runs in a browser: without what only checks or packages it.
pub fn build(server: Option<&Path>) -> Outcome {
    tools::npm_ci(FOLDER, Packages::Needed)?;
    let folder = root().join(FOLDER);
    // A server that runs keeps its file, and would keep this one from being written.
    let _ = fs::remove_dir_all(folder.join("server"));
    if let Some(server) = server {
        let server = root().join(server);
        copy(&server, &folder.join("server").join(server.file_name().unwrap_or_default()))?;
        // What is built only for this machine has none.
        let notices = server.with_file_name(NOTICES);
        if notices.exists() {
            copy(&notices, &folder.join("server").join(NOTICES))?;
        }
    }
    // The marketplaces show one file.
    let [mit, apache] = ["LICENSE-MIT", "LICENSE-APACHE"].map(|file| fs::read_to_string(root().join(file)));
    let either = |mit: String, apache: String| {
        format!("svc-lsp is licensed under either of these, at your option.\n\n{mit}\n\n{apache}")
    };
    mit.and_then(|mit| fs::write(folder.join("LICENSE.txt"), either(mit, apache?)))
        .map_err(|error| format!("can't write {FOLDER}/LICENSE.txt: {error}"))?;
    match (server, wasm::missing()) {
        (Some(_), _) => run(in_folder("node", &["build.mjs"])),
        (None, None) => {
            wasm::build("svc-browser", "browser", "browser")?;
            run(in_folder("node", &["build.mjs", "--web"]))
        }
        (None, Some(reason)) => {
            eprintln!("The extension won't run in a browser: {reason}");
            run(in_folder("node", &["build.mjs"]))
        }
    }
}

/// Builds the VSIX for this machine, with `server` inside; its path.
pub fn package(server: &Path) -> Outcome<PathBuf> {
    let output = root().join(FOLDER).join("svc-lsp.vsix");
    package_as(Some((&target(), server)), &output)?;
    Ok(output)
}

/// Builds a VSIX at `output`: for a system as the marketplace names it, with a server for it inside, or for all without one.
pub fn package_as(target: Option<(&str, &Path)>, output: &Path) -> Outcome {
    tools::npm_ci(FOLDER, Packages::All)?;
    build(target.map(|(_, server)| server))?;
    let mut vsce = in_folder(
        "npx",
        &[
            "vsce",
            "package",
            "--no-dependencies",
            // The marketplace resolves what the page links to against these, not against this folder.
            "--baseContentUrl",
            &format!("{PAGE}/blob/HEAD/{FOLDER}"),
            "--baseImagesUrl",
            &format!("{PAGE}/raw/HEAD/{FOLDER}"),
            "--out",
        ],
    );
    vsce.arg(output);
    if let Some((target, _)) = target {
        vsce.args(["--target", target]);
    }
    install(vsce)
}

/// Types of what runs in a browser.
pub fn test_web() -> Outcome {
    tools::npm_ci(FOLDER, Packages::All)?;
    wasm::build("svc-browser", "browser", "browser")?;
    run(in_folder("npx", &["tsc", "--project", "tsconfig.browser.json"]))
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

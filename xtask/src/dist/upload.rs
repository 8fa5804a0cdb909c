//! `cargo xtask upload`: uploads what `cargo xtask dist` made to one registry. The release workflow gives the permission.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{TARGETS, folder, npm};
use crate::extension;
use crate::flags::{Upload, named};
use crate::house::CRATES;
use crate::run::{Outcome, announce, cargo, command, root, run};
use crate::tools::{self, Packages};

/// Where to publish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry {
    /// crates.io
    Crates,
    /// npm
    Npm,
    /// PyPI
    PyPi,
    /// VS Code's marketplace
    Marketplace,
    /// Open VSX
    OpenVsx,
}

/// The registries, as `cargo xtask upload` names them.
const NAMES: [(&str, Registry); 5] = [
    ("crates", Registry::Crates),
    ("npm", Registry::Npm),
    ("pypi", Registry::PyPi),
    ("marketplace", Registry::Marketplace),
    ("open-vsx", Registry::OpenVsx),
];

impl FromStr for Registry {
    type Err = String;

    fn from_str(word: &str) -> Result<Registry, String> {
        named(word, &NAMES)
    }
}

/// Publishes, or does all but that.
pub fn upload(options: &Upload) -> Outcome {
    let dry = options.dry_run;
    match options.registry {
        Registry::Crates => crates(dry),
        Registry::Npm => {
            let packages = npm::packed(&TARGETS, &folder().join("npm"));
            existing(&packages)?;
            let dry: &[&str] = if dry { &["--dry-run"] } else { &[] };
            npm::publish(&packages, &[&["--provenance"], dry].concat(), &[])
        }
        Registry::PyPi => pypi(&with_extension(&folder().join("wheels"), "whl")?, dry),
        registry @ (Registry::Marketplace | Registry::OpenVsx) => extensions(registry, &vsix()?, &[], dry),
    }
}

/// Uploads the crates, the lowest first, as Cargo orders them.
pub fn crates(dry: bool) -> Outcome {
    let mut publish = cargo(&["publish", "--locked"]);
    publish.args(CRATES.iter().flat_map(|house| ["--package", house.name]));
    if dry {
        // That each compiles from its package is a test by itself.
        publish.args(["--dry-run", "--no-verify", "--allow-dirty"]);
    }
    run(publish)
}

/// Uploads wheels with the permission that the workflow's identity gives.
pub fn pypi(wheels: &[PathBuf], dry: bool) -> Outcome {
    let mut uv =
        command(tools::uv()?, &["publish", "--trusted-publishing", if dry { "never" } else { "always" }]);
    if dry {
        uv.arg("--dry-run");
    }
    uv.args(wheels);
    run(uv)
}

/// Uploads VSIX files to VS Code's marketplace or to Open VSX. Neither has a trial run.
pub fn extensions(registry: Registry, files: &[PathBuf], environment: &[(&str, &str)], dry: bool) -> Outcome {
    let (folder, program) = match registry {
        Registry::OpenVsx => ("packages", ["ovsx", "publish", "--trusted-publishing"].as_slice()),
        _ => (extension::FOLDER, ["vsce", "publish"].as_slice()),
    };
    let mut upload = command("npx", program);
    upload
        .arg("--packagePath")
        .args(files)
        .current_dir(root().join(folder))
        .envs(environment.iter().copied());
    if dry {
        announce(&upload);
        return Ok(());
    }
    tools::npm_ci(folder, Packages::All)?;
    run(upload)
}

/// The VSIX files: one for each system, and one for all others.
fn vsix() -> Outcome<Vec<PathBuf>> {
    let names = TARGETS.iter().flat_map(|target| target.code).chain([&"universal"]);
    let files: Vec<PathBuf> = names.map(|name| folder().join(format!("vsix/svc-lsp-{name}.vsix"))).collect();
    existing(&files)?;
    Ok(files)
}

/// Fails if one of the files is missing: half a release helps no user.
fn existing(files: &[PathBuf]) -> Outcome {
    files.iter().find(|file| !file.is_file()).map_or(Ok(()), |missing| Err(absent(missing)))
}

fn absent(path: &Path) -> String {
    format!("{} is missing: `cargo xtask dist` makes it", path.strip_prefix(root()).unwrap_or(path).display())
}

/// The files with this extension in a folder.
pub fn with_extension(folder: &Path, extension: &str) -> Outcome<Vec<PathBuf>> {
    let entries = folder.read_dir().map_err(|_| absent(folder))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|found| found == extension));
    files.sort();
    if files.is_empty() { Err(absent(folder)) } else { Ok(files) }
}

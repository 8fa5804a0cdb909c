//! npm packages: `svc-lsp`, which starts the binary, and one package with the binary for each platform, which npm chooses by
//! its `os` and `cpu`. Nothing is downloaded or run during the installation.

use std::fs;
use std::path::{Path, PathBuf};

use super::{TARGETS, Target, fresh, notices};
use crate::run::{Outcome, command, install, root, run};

/// The folder of the package that users install.
const LAUNCHER: &str = "packages/npm";
const LICENSES: [&str; 2] = ["LICENSE-MIT", "LICENSE-APACHE"];

/// The package of a platform, as `packages/npm/bin/svc-lsp.js` looks for it.
fn name(target: &Target) -> String {
    let (os, cpu) = target.node;
    format!("@svc-lsp/{os}-{cpu}")
}

/// Packs a platform's package: a binary and the notices beside it. The binary for Linux is static, so that one package serves glibc and musl.
pub fn pack_binary(target: &Target, binary: &Path, to: &Path) -> Outcome {
    let stage = fresh("stage")?;
    let (os, cpu) = target.node;
    let (name, version, executable) = (name(target), env!("CARGO_PKG_VERSION"), target.executable());
    let notices = notices::FILE;
    // Yarn keeps packages in zip files, from which no program starts, unless a package asks for a folder.
    let manifest = format!(
        r#"{{
  "name": "{name}",
  "version": "{version}",
  "description": "The svc-lsp binary for {os} ({cpu})",
  "license": "MIT OR Apache-2.0",
  "repository": {{ "type": "git", "url": "git+https://github.com/svc-lsp/svc-lsp.git", "directory": "{LAUNCHER}" }},
  "os": ["{os}"],
  "cpu": ["{cpu}"],
  "files": ["{executable}", "LICENSE-*", "{notices}"],
  "preferUnplugged": true
}}
"#
    );
    let readme = format!(
        "# {name}\n\nThe binary of [svc-lsp](https://www.npmjs.com/package/svc-lsp) for {os} ({cpu}). Install `svc-lsp`, which depends on it.\n"
    );
    let cannot = |error: std::io::Error| format!("{} can't be filled: {error}", stage.display());
    fs::write(stage.join("package.json"), manifest).map_err(cannot)?;
    fs::write(stage.join("README.md"), readme).map_err(cannot)?;
    fs::copy(binary, stage.join(executable)).map_err(cannot)?;
    fs::copy(binary.with_file_name(notices), stage.join(notices)).map_err(cannot)?;
    pack(&stage, to)
}

/// Packs the package that users install. It depends on the platforms' packages of the same version.
pub fn pack_launcher(to: &Path) -> Outcome {
    let stage = fresh("stage")?;
    let from = root().join(LAUNCHER);
    let cannot = |error: std::io::Error| format!("{} can't be filled: {error}", stage.display());
    let manifest = fs::read_to_string(from.join("package.json")).map_err(cannot)?;
    let version = env!("CARGO_PKG_VERSION");
    let platforms: Vec<String> =
        TARGETS.iter().map(|target| format!("    \"{}\": \"{version}\"", name(target))).collect();
    let optional = format!(",\n  \"optionalDependencies\": {{\n{}\n  }}\n}}\n", platforms.join(",\n"));
    let manifest = manifest
        .trim_end()
        .strip_suffix('}')
        .map(|manifest| format!("{}{optional}", manifest.trim_end()))
        .ok_or_else(|| format!("{LAUNCHER}/package.json is not an object"))?;
    fs::write(stage.join("package.json"), manifest).map_err(cannot)?;
    fs::create_dir_all(stage.join("bin")).map_err(cannot)?;
    for file in ["README.md", "bin/svc-lsp.js"] {
        fs::copy(from.join(file), stage.join(file)).map_err(cannot)?;
    }
    pack(&stage, to)
}

/// Adds the licences and packs a folder.
fn pack(stage: &Path, to: &Path) -> Outcome {
    for license in LICENSES {
        fs::copy(root().join(license), stage.join(license))
            .map_err(|error| format!("can't copy {license}: {error}"))?;
    }
    let mut npm = command("npm", &["pack", "--loglevel=error", "--pack-destination"]);
    npm.arg(to).current_dir(stage);
    install(npm)
}

/// The packages, those of the platforms first: whoever installs `svc-lsp` between two uploads gets a binary with it.
pub fn packed(targets: &[Target], folder: &Path) -> Vec<PathBuf> {
    let version = env!("CARGO_PKG_VERSION");
    let platforms = targets.iter().map(|target| format!("svc-lsp-{}-{}", target.node.0, target.node.1));
    platforms.chain(["svc-lsp".to_owned()]).map(|name| folder.join(format!("{name}-{version}.tgz"))).collect()
}

/// Uploads packages with `npm`, which names the registry and the permission to write there.
pub fn publish(packages: &[PathBuf], arguments: &[&str], environment: &[(String, String)]) -> Outcome {
    for package in packages {
        let mut npm = command("npm", &["publish", "--access", "public", "--loglevel=error"]);
        npm.args(arguments).arg(package).envs(environment.iter().cloned());
        run(npm)?;
    }
    Ok(())
}

//! `cargo xtask set-version`: one version for everything that is released together, wherever a file names it.

use std::fs;

use crate::run::{Outcome, cargo, output, root};

/// The files that name the version, and how: `{}` stands for it.
const PLACES: &[(&str, &[&str])] = &[
    (
        "Cargo.toml",
        &[
            "\n[workspace.package]\nversion = \"{}\"\n",
            "svc-syntax = { path = \"server/syntax\", version = \"{}\" }",
            "svc-vercel = { path = \"server/vercel\", version = \"{}\" }",
            "svc-sources = { path = \"server/sources\", version = \"{}\", default-features = false }",
            "svc-config = { path = \"server/config\", version = \"{}\" }",
            "svc-analysis = { path = \"server/analysis\", version = \"{}\" }",
            "svc-ide = { path = \"server/ide\", version = \"{}\" }",
            "svc-lsp = { path = \"server\", version = \"{}\" }",
        ],
    ),
    ("packages/npm/package.json", &["\n  \"version\": \"{}\",\n"]),
    ("pyproject.toml", &["\nversion = \"{}\"\n", "\"svc-lsp=={}\""]),
    ("action.yml", &["\n    default: {}\n"]),
    ("docs/ci.md", &["svc-lsp/svc-lsp@v{}\n", "svc-lsp@{} check", "rev: v{}\n"]),
    ("editors/vscode/package.json", &["\n  \"version\": \"{}\",\n"]),
    (
        "editors/vscode/package-lock.json",
        &[
            "  \"name\": \"svc-lsp\",\n  \"version\": \"{}\",\n",
            "      \"name\": \"svc-lsp\",\n      \"version\": \"{}\",\n",
        ],
    ),
    ("editors/emacs/svc-lsp.el", &["\n;; Version: {}\n"]),
    ("editors/zed/Cargo.toml", &["\nversion = \"{}\"\n"]),
    ("editors/zed/Cargo.lock", &["\nname = \"zed-svc-lsp\"\nversion = \"{}\"\n"]),
    ("editors/zed/extension.toml", &["\nversion = \"{}\"\n"]),
    ("packages/registries/mason/package.yaml", &["pkg:github/svc-lsp/svc-lsp@v{}\n"]),
    ("packages/registries/zed/extensions.toml", &["\nversion = \"{}\"\n"]),
];

/// Writes the version into all of them, and into Cargo.lock.
pub fn set_version(version: &str) -> Outcome {
    let parts: Vec<&str> = version.split('.').collect();
    if parts.len() != 3 || parts.iter().any(|part| part.parse::<u32>().is_err()) {
        return Err(format!("{version} is not a version such as 1.2.3"));
    }
    for &(file, places) in PLACES {
        let path = root().join(file);
        let mut text = read(file)?;
        for place in places {
            let old = place.replace("{}", env!("CARGO_PKG_VERSION"));
            if !text.contains(&old) {
                return Err(format!("{file} doesn't have `{}`", old.trim()));
            }
            text = text.replace(&old, &place.replace("{}", version));
        }
        fs::write(path, text).map_err(|error| format!("can't write {file}: {error}"))?;
    }
    let locked = output(cargo(&["update", "--workspace", "--offline"]));
    locked.map(|_| ()).ok_or_else(|| "`cargo update --workspace --offline` failed".to_owned())
}

/// Prints what the changelog says about the version of this tag, and fails if the tag doesn't match the files' version.
pub fn print_release_notes(tag: &str) -> Outcome {
    println!("{}", release_notes(tag)?);
    Ok(())
}

/// What the changelog says about the version of this tag.
pub fn release_notes(tag: &str) -> Outcome<String> {
    let version = env!("CARGO_PKG_VERSION");
    if tag.strip_prefix('v') != Some(version) {
        return Err(format!("the tag is {tag}, but the files have the version {version}"));
    }
    section(&read(CHANGELOG)?, version)
        .map(str::to_owned)
        .ok_or_else(|| format!("{CHANGELOG} has no section {version}"))
}

const CHANGELOG: &str = "editors/vscode/CHANGELOG.md";

/// The text below the heading of a version.
fn section<'a>(changelog: &'a str, version: &str) -> Option<&'a str> {
    let (_, after) = changelog.split_once(&format!("\n## {version}\n"))?;
    Some(after.split_once("\n## ").map_or(after, |(section, _)| section).trim())
}

fn read(file: &str) -> Outcome<String> {
    fs::read_to_string(root().join(file)).map_err(|error| format!("can't read {file}: {error}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests fail by panicking")]

    use super::*;

    #[test]
    fn every_file_names_the_version() {
        for &(file, places) in PLACES {
            let text = read(file).unwrap();
            for place in places {
                let here = place.replace("{}", env!("CARGO_PKG_VERSION"));
                assert!(text.contains(&here), "{file} doesn't have `{}`", here.trim());
            }
        }
    }

    #[test]
    fn the_notes_of_a_version_end_at_the_next() {
        let changelog = "# Changelog\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n";
        assert_eq!(section(changelog, "1.1.0"), Some("- New."));
        assert_eq!(section(changelog, "1.0.0"), Some("- First."));
        assert_eq!(section(changelog, "1.0"), None);
        assert!(section(&read(CHANGELOG).unwrap(), env!("CARGO_PKG_VERSION")).is_some());
    }
}

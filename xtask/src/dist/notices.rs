//! Third-party notices: what is compiled into svc-lsp beside our own code, each part with its licence, and the licences' texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Target;
use crate::run::{Outcome, cargo, command, output, root};

/// The file's name. It is beside every binary and module.
pub const FILE: &str = "THIRD-PARTY-NOTICES.txt";

/// How the names of files with a licence start, in lower case.
const STARTS: [&str; 5] = ["licen", "unlicense", "copying", "copyright", "notice"];

/// A crate, or a library that the compiler adds.
struct Part {
    /// With its version.
    name: String,
    /// As an SPDX expression.
    license: String,
    /// The files with the licence's text.
    texts: Vec<PathBuf>,
}

/// Writes the notices of a target's binary into a folder.
pub fn of_binary(target: &Target, to: &Path) -> Outcome {
    let mut parts = crates("svc-lsp", target.triple)?;
    parts.push(standard_library()?);
    parts.extend(linked(target));
    write(&parts, to)
}

/// Writes the notices of a package's module for browsers into a folder.
pub fn of_module(package: &str, triple: &str, to: &Path) -> Outcome {
    let mut parts = crates(package, triple)?;
    parts.push(standard_library()?);
    write(&parts, to)
}

fn write(parts: &[Part], to: &Path) -> Outcome {
    let path = to.join(FILE);
    fs::write(&path, text(parts)?).map_err(|error| format!("can't write {}: {error}", path.display()))
}

fn text(parts: &[Part]) -> Outcome<String> {
    let mut notices = "svc-lsp contains these works of others, whose licences follow:\n\n".to_owned();
    // Parts whose texts differ only in spaces and line breaks share one.
    let mut texts: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
    for part in parts {
        notices.push_str(&format!("{}: {}\n", part.name, part.license));
        for file in &part.texts {
            let text = fs::read_to_string(file)
                .map_err(|error| format!("can't read {}: {error}", file.display()))?;
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            texts.entry(words).or_insert((text.replace("\r\n", "\n"), Vec::new())).1.push(&part.name);
        }
    }
    for (text, names) in texts.into_values() {
        let rule = "-".repeat(80);
        notices.push_str(&format!("\n{rule}\n{}\n\n{}\n", names.join(", "), text.trim_matches('\n')));
    }
    Ok(notices)
}

/// The crates that are compiled into a package for a target, but for our own.
fn crates(package: &str, triple: &str) -> Outcome<Vec<Part>> {
    let tree = ["tree", "--locked", "--package", package, "--edges", "normal,no-proc-macro"];
    let form = ["--prefix", "none", "--format", "{p}|{l}", "--target", triple];
    let tree = output(cargo(&[tree.as_slice(), &form].concat()))
        .ok_or_else(|| format!("`cargo tree` failed for {triple}"))?;
    let metadata = ["metadata", "--locked", "--format-version", "1", "--filter-platform", triple];
    let metadata = output(cargo(&metadata)).ok_or_else(|| format!("`cargo metadata` failed for {triple}"))?;
    let folders: BTreeMap<String, &Path> = folders(&metadata)
        .filter_map(|folder| Some((folder.file_name()?.to_string_lossy().into_owned(), folder)))
        .collect();
    listed(&tree)
        .into_iter()
        .map(|(name, version, license)| {
            let folder = folders
                .get(&format!("{name}-{version}"))
                .ok_or_else(|| format!("the source of {name} {version} isn't there"))?;
            Ok(Part {
                name: format!("{name} {version}"),
                license: license.to_owned(),
                texts: texts(folder, license)?,
            })
        })
        .collect()
}

/// The name, version and licence of each crate in what `cargo tree` prints, once. Ours have a third word, their folder.
fn listed(tree: &str) -> Vec<(&str, &str, &str)> {
    let mut listed: Vec<_> = tree
        .lines()
        .filter_map(|line| {
            let (package, license) = line.split_once('|')?;
            let (name, version) = package.split_once(" v")?;
            let license = license.strip_suffix(" (*)").unwrap_or(license);
            (!version.contains(' ')).then_some((name, version, license))
        })
        .collect();
    listed.sort_unstable();
    listed.dedup();
    listed
}

/// The folders of the packages in what `cargo metadata` prints.
fn folders(metadata: &str) -> impl Iterator<Item = &Path> {
    metadata
        .split("\"manifest_path\":\"")
        .skip(1)
        .filter_map(|rest| Path::new(rest.split('"').next()?).parent())
}

/// The files with a crate's licence. A crate without any is used under Apache-2.0, whose text we have.
fn texts(folder: &Path, license: &str) -> Outcome<Vec<PathBuf>> {
    let entries = folder.read_dir().map_err(|error| format!("can't read {}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        file.is_file() && STARTS.iter().any(|start| name.starts_with(start))
    });
    files.sort();
    if !files.is_empty() {
        Ok(files)
    } else if license.contains("Apache-2.0") {
        Ok(vec![root().join("LICENSE-APACHE")])
    } else {
        Err(format!("{} has no file with its licence, {license}", folder.display()))
    }
}

/// What the compiler adds to everything.
fn standard_library() -> Outcome<Part> {
    let version = output(command("rustc", &["--version"])).unwrap_or_default();
    let version = version.split(' ').nth(1).ok_or("`rustc --version` doesn't print a version")?;
    let name = format!("Rust's standard library {version}");
    Ok(Part { name, license: "MIT OR Apache-2.0".to_owned(), texts: vec![root().join("LICENSE-APACHE")] })
}

/// What zig links into a binary. The texts are those in its package.
fn linked(target: &Target) -> Vec<Part> {
    let system = match target.node.0 {
        "linux" => Some(("musl", "MIT", "musl.txt")),
        "win32" => Some(("mingw-w64", "ZPL-2.1", "mingw-w64.txt")),
        _ => None,
    };
    [("zig's runtime", "MIT", "zig.txt")]
        .into_iter()
        .chain(system)
        .map(|(name, license, text)| Part {
            name: name.to_owned(),
            license: license.to_owned(),
            texts: vec![root().join("packages/notices").join(text)],
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_are_listed_once_without_ours() {
        let tree = "svc-lsp v0.1.0 (/code/server)|MIT OR Apache-2.0\nmemchr v2.8.3|Unlicense OR MIT\n\
                    itoa v1.0.18|MIT\nmemchr v2.8.3|Unlicense OR MIT (*)\n";
        assert_eq!(listed(tree), [("itoa", "1.0.18", "MIT"), ("memchr", "2.8.3", "Unlicense OR MIT")]);
    }

    #[test]
    fn a_crate_without_a_text_has_one_that_we_have() {
        let [mit, apache] = ["LICENSE-MIT", "LICENSE-APACHE"].map(|file| root().join(file));
        assert_eq!(texts(&root(), "MIT"), Ok(vec![apache.clone(), mit]));
        let without = root().join("xtask");
        assert_eq!(texts(&without, "Zlib OR Apache-2.0 OR MIT"), Ok(vec![apache]));
        assert!(texts(&without, "Zlib").is_err());
    }
}

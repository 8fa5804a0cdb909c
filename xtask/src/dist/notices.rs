//! Third-party notices: what a binary is made of beside our own code, each part with its licence, and the licences' texts.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::Target;
use crate::run::{Outcome, cargo, command, output, root};

/// The file's name. It is beside every binary.
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
pub fn write(target: &Target, to: &Path) -> Outcome {
    let path = to.join(FILE);
    fs::write(&path, notices(target)?).map_err(|error| format!("can't write {}: {error}", path.display()))
}

fn notices(target: &Target) -> Outcome<String> {
    let mut parts = crates(target.triple)?;
    parts.extend(libraries(target)?);
    let mut notices =
        "The binary of svc-lsp contains these works of others, whose licences follow:\n\n".to_owned();
    // Parts whose texts differ only in spaces and line breaks share one.
    let mut texts: BTreeMap<String, (String, Vec<&str>)> = BTreeMap::new();
    for part in &parts {
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

/// The crates that are compiled into the server for a target, but for our own.
fn crates(triple: &str) -> Outcome<Vec<Part>> {
    let tree = ["tree", "--locked", "--package", "svc-lsp", "--edges", "normal,no-proc-macro"];
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

/// What the compiler and zig link beside the crates. The texts are those in zig's package.
fn libraries(target: &Target) -> Outcome<Vec<Part>> {
    let version = output(command("rustc", &["--version"])).unwrap_or_default();
    let version = version.split(' ').nth(1).ok_or("`rustc --version` doesn't print a version")?;
    let standard = format!("Rust's standard library {version}");
    let system = match target.node.0 {
        "linux" => Some(("musl", "MIT", "packages/notices/musl.txt")),
        "win32" => Some(("mingw-w64", "ZPL-2.1", "packages/notices/mingw-w64.txt")),
        _ => None,
    };
    let parts = [
        (standard.as_str(), "MIT OR Apache-2.0", "LICENSE-APACHE"),
        ("zig's runtime", "MIT", "packages/notices/zig.txt"),
    ];
    let part = |(name, license, text): (&str, &str, &str)| Part {
        name: name.to_owned(),
        license: license.to_owned(),
        texts: vec![root().join(text)],
    };
    Ok(parts.into_iter().chain(system).map(part).collect())
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

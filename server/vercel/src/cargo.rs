//! A Cargo project, as far as Vercel needs to know what it builds (`resolveStandaloneBinary` of `@vercel/rust`, CLI 64.0.2).

use std::collections::HashSet;

use serde_json::Value;

use crate::posix_path;
use crate::project::{EntryKind, Folder};
use crate::toml_text;

/// The name of the file that describes a project.
pub const MANIFEST: &str = "Cargo.toml";

/// What keeps Vercel from a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The manifest isn't TOML.
    Syntax,
    /// There is nothing to run.
    NoBinary,
    /// The entrypoint exists, and is none of the binaries.
    NotBinary,
    /// None of several binaries is the default: their names.
    Several(Vec<String>),
    /// Two binaries have one name.
    Duplicate(String),
    /// `default-run` names no binary: what it says.
    NoDefault(String),
}

/// A binary that the manifest names, or that Cargo finds.
struct Binary {
    name: String,
    /// From the manifest's folder.
    path: String,
}

/// What is wrong with the project of a folder that has a manifest; the entrypoint is from there. `None` also for a workspace, which may have
/// binaries elsewhere.
#[must_use]
pub fn fault(folder: &Folder<'_>, entrypoint: &str) -> Option<Fault> {
    let Ok(manifest) = toml_text::parse(&folder.read(MANIFEST)?) else { return Some(Fault::Syntax) };
    if manifest.get("workspace").is_some() {
        return None;
    }
    let package = manifest.get("package");
    let binaries = binaries(folder, &manifest)?;
    if binaries.is_empty() {
        return Some(Fault::NoBinary);
    }
    let mut names = HashSet::new();
    if let Some(twice) = binaries.iter().find(|it| !names.insert(&it.name)) {
        return Some(Fault::Duplicate(twice.name.clone()));
    }
    let default = package.and_then(|package| package.get("default-run")?.as_str());
    if let Some(default) = default.filter(|default| binaries.iter().all(|it| it.name != *default)) {
        return Some(Fault::NoDefault(default.to_owned()));
    }
    let has_file = |binary: &Binary| folder.is_file(&binary.path);
    if folder.exists(entrypoint) {
        let entrypoint = posix_path::normalize(entrypoint);
        let is_binary = binaries.iter().any(|it| posix_path::normalize(&it.path) == entrypoint);
        return (!is_binary).then_some(Fault::NotBinary);
    }
    match (default, &binaries[..]) {
        (Some(_), _) => None,
        (None, [only]) => (!has_file(only)).then_some(Fault::NoBinary),
        (None, _) => Some(Fault::Several(binaries.into_iter().map(|it| it.name).collect())),
    }
}

/// The binaries of a package; `None` if Cargo must be asked where one is.
fn binaries(folder: &Folder<'_>, manifest: &Value) -> Option<Vec<Binary>> {
    let package = manifest.get("package");
    let of_package = |key: &str| package.and_then(|package| package.get(key));
    let written = manifest.get("bin").and_then(Value::as_array);
    let found = found(folder, of_package("name").and_then(Value::as_str));
    let mut binaries = Vec::new();
    for binary in written.into_iter().flatten() {
        let name = binary.get("name").and_then(Value::as_str)?;
        let path = match binary.get("path") {
            Some(path) => path.as_str()?.to_owned(),
            None => found.iter().find(|it| it.name == name)?.path.clone(),
        };
        binaries.push(Binary { name: name.to_owned(), path });
    }
    // An older edition stops to look for others where one is written.
    let edition = of_package("edition").and_then(Value::as_str).unwrap_or("2015");
    let is_edition_known = of_package("edition").is_none_or(Value::is_string);
    let finds = match of_package("autobins").and_then(Value::as_bool) {
        Some(finds) => finds,
        None => edition != "2015" || written.is_none(),
    };
    if finds {
        let is_new = |it: &Binary| {
            binaries
                .iter()
                .all(|known| known.name != it.name && posix_path::normalize(&known.path) != it.path)
        };
        let new: Vec<Binary> = found.into_iter().filter(is_new).collect();
        binaries.extend(new);
    }
    is_edition_known.then_some(binaries)
}

/// The binaries at the places where Cargo looks for them.
fn found(folder: &Folder<'_>, package: Option<&str>) -> Vec<Binary> {
    const MAIN: &str = "src/main.rs";
    let main = package.filter(|_| folder.is_file(MAIN)).map(|name| (name.to_owned(), MAIN.to_owned()));
    let others = folder.list("src/bin").into_iter().filter_map(|entry| {
        let name = entry.name;
        match entry.kind {
            EntryKind::File => Some((name.strip_suffix(".rs")?.to_owned(), format!("src/bin/{name}"))),
            EntryKind::Directory => {
                let path = format!("src/bin/{name}/main.rs");
                folder.is_file(&path).then_some((name, path))
            }
        }
    });
    main.into_iter().chain(others).map(|(name, path)| Binary { name, path }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    /// Each answer is that of `vercel build`, as far as it gets without a compiler for the target.
    #[test]
    fn what_can_be_run() {
        let several =
            |names: &[&str]| Some(Fault::Several(names.iter().map(|&name| name.to_owned()).collect()));
        let x = "[[bin]]\nname = \"x\"\npath = \"src/x.rs\"\n";
        let x_of_2021 = format!("edition = \"2021\"\n{x}");
        for (manifest, files, expected) in [
            ("", &["src/main.rs"][..], None),
            ("", &["src/main.rs", "src/bin/b.rs"], None),
            ("", &["src/bin/a.rs"], None),
            ("", &["src/bin/a.rs", "src/bin/b.rs"], several(&["a", "b"])),
            ("", &["src/bin/a/main.rs", "src/bin/b.rs"], several(&["a", "b"])),
            ("", &["src/bin/a/lib.rs", "src/bin/b.rs"], None),
            ("", &["src/bin/a/lib.rs"], Some(Fault::NoBinary)),
            ("", &["src/lib.rs"], Some(Fault::NoBinary)),
            ("", &["src/main.rs", "src/bin/app.rs"], Some(Fault::Duplicate("app".to_owned()))),
            ("[[bin]]\nname = \"app\"\npath = \"src/main.rs\"", &["src/main.rs", "src/bin/app.rs"], None),
            ("autobins = false", &["src/main.rs"], Some(Fault::NoBinary)),
            ("default-run = \"a\"", &["src/bin/a.rs", "src/bin/b.rs"], None),
            ("default-run = \"x\"", &["src/bin/a.rs"], Some(Fault::NoDefault("x".to_owned()))),
            (x, &["src/x.rs"], None),
            (x, &["src/x.rs", "src/main.rs"], Some(Fault::NotBinary)),
            (x, &["src/main.rs"], Some(Fault::NotBinary)),
            (x, &["src/x.rs", "src/bin/y.rs"], None),
            (&x_of_2021, &["src/x.rs", "src/main.rs"], None),
            (&x_of_2021, &["src/x.rs", "src/bin/y.rs"], several(&["x", "y"])),
            ("[[bin]]\nname = \"x\"", &["src/bin/x.rs"], None),
            ("[[bin]]\nname = \"x\"", &["src/main.rs"], None),
            ("[", &[], Some(Fault::Syntax)),
            ("[workspace]", &["src/bin/a.rs", "src/bin/b.rs"], None),
        ] {
            let text = format!("[package]\nname = \"app\"\nversion = \"0.1.0\"\n{manifest}\n");
            let all = files.iter().map(|&file| (file, "")).chain([(MANIFEST, &text[..])]);
            let fs = MemoryFs::new(all);
            assert_eq!(fault(&Folder::root(&fs), "src/main.rs"), expected, "{manifest} {files:?}");
        }
        let fs = MemoryFs::new([
            (MANIFEST, "[package]\nname = \"app\""),
            ("src/main.rs", ""),
            ("src/util.rs", ""),
            ("src/bin/b.rs", ""),
        ]);
        let root = Folder::root(&fs);
        assert_eq!(fault(&root, "src/bin/b.rs"), None);
        assert_eq!(fault(&root, "src/util.rs"), Some(Fault::NotBinary));
        assert_eq!(fault(&root, MANIFEST), Some(Fault::NotBinary));
        assert_eq!(fault(&root, "missing.rs"), several(&["app", "b"]));
    }
}

//! A Cargo project, as far as Vercel needs to know what it builds (`resolveStandaloneBinary` and `findBinaryName` of `@vercel/rust`, CLI 64.0.2).

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::mistake::Mistake;
use crate::posix_path;
use crate::project::{EntryKind, Folder};
use crate::toml_text;

/// The name of the file that describes a project.
pub const MANIFEST: &str = "Cargo.toml";

/// What keeps Vercel from a server or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// The manifest isn't TOML.
    Syntax(Mistake),
    /// The manifest describes no package and has no members.
    NoPackage,
    /// A value that Cargo can't read: its place.
    Value(&'static str),
    /// A value that Cargo needs: its place.
    NoValue(&'static str),
    /// A value that a workspace should have, and doesn't: its place.
    NotInherited(String),
    /// A dependency at whose path no package is: its name, and the path.
    NoDependency(String, String),
    /// A binary that is named without a path, and isn't where Cargo looks for it: its name.
    NoBinaryFile(String),
    /// A member of the workspace that isn't there: its path.
    NoMember(String),
    /// A folder without a package that a pattern of the workspace's members takes for one: its path.
    NotExcluded(String),
    /// There is nothing to run.
    NoBinary,
    /// The entrypoint exists, and is none of the binaries.
    NotBinary,
    /// None of several binaries is the default: their names.
    Several(Vec<String>),
    /// The same in the members of a workspace.
    SeveralMembers(Vec<String>),
    /// Two binaries have one name.
    Duplicate(String),
    /// A binary has the name of one of Cargo's own folders.
    Reserved(String),
    /// `default-run` names no binary: what it says.
    NoDefault(String),
    /// With `vercel_runtime` there must be an entrypoint.
    NoEntrypoint,
    /// Vercel builds a binary that isn't there: its name.
    NotBuilt(String),
    /// The binary's path is the file's, in another spelling than Vercel's: as it is written.
    OtherPath(String),
}

/// A binary that the manifest names, or that Cargo finds.
struct Binary {
    name: String,
    /// From the manifest's folder.
    path: String,
}

/// A manifest and its folder.
struct Manifest<'a> {
    folder: &'a Folder<'a>,
    value: Value,
}

/// What is wrong with the project of a folder that has a manifest; the entrypoint is from there.
#[must_use]
pub fn fault(folder: &Folder<'_>, entrypoint: &str) -> Option<Fault> {
    let manifest = match Manifest::read(folder)? {
        Ok(manifest) => manifest,
        Err(fault) => return Some(fault),
    };
    if manifest.is_alone() {
        manifest.fault_of_server(entrypoint)
    } else {
        manifest.fault_of_workspace(entrypoint)
    }
}

/// What is wrong with a manifest above which no workspace is: the first value that it leaves to one.
#[must_use]
pub fn fault_without_workspace(folder: &Folder<'_>) -> Option<Fault> {
    let manifest = Manifest::read(folder)?.ok()?;
    if manifest.value.get("workspace").is_some() {
        return None;
    }
    manifest.not_inherited(None)
}

/// What is wrong with a function, whose file is from the folder with the manifest from which Cargo builds it (`buildHandler`).
#[must_use]
pub fn fault_of_function(folder: &Folder<'_>, file: &str) -> Option<Fault> {
    let manifest = match Manifest::read(folder)? {
        Ok(manifest) => manifest,
        Err(fault) => return Some(fault),
    };
    // Of a workspace Cargo builds the members, unless the manifest has a package itself.
    let is_default = manifest.package().is_some()
        && manifest.value.get("workspace").is_none_or(|it| it.get("default-members").is_none());
    if !is_default {
        return None;
    }
    let binaries = manifest.binaries()?;
    // The nearest manifest says what the file is called.
    let mut inner = posix_path::dirname(file);
    while inner != "." && !folder.folder(inner).is_file(MANIFEST) {
        inner = posix_path::dirname(inner);
    }
    let name = if inner == "." {
        manifest.name_of(file)
    } else {
        let inner = folder.folder(inner);
        Manifest::read(&inner)?.ok()?.name_of(&posix_path::relative(inner.path(), &folder.resolve(file)))
    };
    manifest
        .reserved(&binaries)
        .or_else(|| binaries.iter().all(|it| it.name != name).then(|| manifest.not_built(name, file)))
}

impl<'a> Manifest<'a> {
    /// Reads the one of a folder; `None` if it isn't there.
    fn read(folder: &'a Folder<'a>) -> Option<Result<Manifest<'a>, Fault>> {
        let value = match toml_text::parse(&folder.read(MANIFEST)?) {
            Ok(value) => value,
            Err(mistake) => return Some(Err(Fault::Syntax(mistake))),
        };
        let manifest = Manifest { folder, value };
        Some(match manifest.invalid() {
            Some(fault) => Err(fault),
            None => Ok(manifest),
        })
    }

    /// Whether there is no other package in its workspace, if it has one. Packages that it depends on by their path are members.
    fn is_alone(&self) -> bool {
        let Some(workspace) = self.value.get("workspace") else { return true };
        let has_path = |table: &Map<String, Value>| table.values().any(|it| it.get("path").is_some());
        let has_members =
            ["members", "default-members", "dependencies"].iter().any(|key| workspace.get(key).is_some());
        !has_members && !self.dependencies().any(|(_, table)| has_path(table))
    }

    fn package(&self) -> Option<&Value> {
        self.value.get("package").or_else(|| self.value.get("project"))
    }

    /// What Cargo can't read of it.
    fn invalid(&self) -> Option<Fault> {
        let workspace = self.value.get("workspace");
        let Some(package) = self.package() else {
            let has_members =
                workspace.and_then(|it| it.get("members")?.as_array()).is_some_and(|it| !it.is_empty());
            return (!has_members).then_some(Fault::NoPackage);
        };
        match package.get("name") {
            None => return Some(Fault::NoValue("package.name")),
            Some(name) if !name.as_str().is_some_and(is_package_name) => {
                return Some(Fault::Value("package.name"));
            }
            Some(_) => {}
        }
        // A workspace above may have the value.
        let is_valid = |key: &str, is_valid: fn(&str) -> bool| match package.get(key) {
            Some(Value::Object(_)) => true,
            Some(value) => value.as_str().is_some_and(is_valid),
            None => true,
        };
        let is_version = |text: &str| semver::Version::parse(text.trim()).is_ok();
        if !is_valid("version", is_version) {
            return Some(Fault::Value("package.version"));
        }
        if !is_valid("edition", is_edition) {
            return Some(Fault::Value("package.edition"));
        }
        workspace
            .and_then(|workspace| self.not_inherited(Some(workspace)))
            .or_else(|| self.missing_dependency())
            .or_else(|| self.invalid_binary())
    }

    /// The tables of dependencies, each with its place.
    fn dependencies(&self) -> impl Iterator<Item = (String, &Map<String, Value>)> {
        const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
        let targets = self.value.get("target").and_then(Value::as_object).into_iter().flatten();
        let of_targets = targets.map(|(name, target)| (format!("target.{name}."), target));
        std::iter::once((String::new(), &self.value)).chain(of_targets).flat_map(|(prefix, holder)| {
            KINDS
                .into_iter()
                .filter_map(move |kind| Some((format!("{prefix}{kind}"), holder.get(kind)?.as_object()?)))
        })
    }

    /// The first value that the workspace should have, and doesn't.
    fn not_inherited(&self, workspace: Option<&Value>) -> Option<Fault> {
        let is_inherited = |value: &Value| value.get("workspace").and_then(Value::as_bool) == Some(true);
        let lacks = |place: &[&str]| {
            place.iter().try_fold(workspace, |value, key| Some(value?.get(key))).flatten().is_none()
        };
        let of_package = self.package().and_then(Value::as_object).into_iter().flatten();
        let mut of_package = of_package.filter(|(_, value)| is_inherited(value));
        if let Some((key, _)) = of_package.find(|(key, _)| lacks(&["package", key])) {
            return Some(Fault::NotInherited(format!("package.{key}")));
        }
        if self.value.get("lints").is_some_and(is_inherited) && lacks(&["lints"]) {
            return Some(Fault::NotInherited("lints".to_owned()));
        }
        self.dependencies().find_map(|(place, table)| {
            let mut inherited = table.iter().filter(|(_, value)| is_inherited(value));
            let (name, _) = inherited.find(|(name, _)| lacks(&["dependencies", name]))?;
            Some(Fault::NotInherited(format!("{place}.{name}")))
        })
    }

    /// The first dependency whose path leads to no package. What is above the project isn't known, and a submodule that isn't checked out is an
    /// empty folder.
    fn missing_dependency(&self) -> Option<Fault> {
        let is_missing = |path: &str| {
            let place = posix_path::normalize(&self.folder.resolve(path));
            !path.starts_with(['/', '~'])
                && !path.contains('\\')
                && !place.starts_with("..")
                && !self.folder.exists(path)
        };
        self.dependencies().find_map(|(_, table)| {
            let mut paths =
                table.iter().filter_map(|(name, value)| Some((name, value.get("path")?.as_str()?)));
            let (name, path) = paths.find(|(_, path)| is_missing(path))?;
            Some(Fault::NoDependency(name.clone(), path.to_owned()))
        })
    }

    /// The first binary without a name, or without a path where none is at the usual ones.
    fn invalid_binary(&self) -> Option<Fault> {
        let package = self.package()?;
        let edition = package.get("edition").map_or(Some("2015"), Value::as_str)?;
        let found = found(self.folder, package.get("name").and_then(Value::as_str));
        let written = self.value.get("bin").and_then(Value::as_array).into_iter().flatten();
        written.filter_map(Value::as_object).find_map(|binary| {
            match (binary.get("name"), binary.get("path")) {
                (None, _) => Some(Fault::NoValue("bin.name")),
                // The first edition has more usual paths.
                (Some(name), None) if edition != "2015" => {
                    let name = name.as_str()?;
                    found.iter().all(|it| it.name != name).then(|| Fault::NoBinaryFile(name.to_owned()))
                }
                _ => None,
            }
        })
    }

    /// That Vercel builds no binary of a file.
    fn not_built(&self, name: String, file: &str) -> Fault {
        let written = self.value.get("bin").and_then(Value::as_array).into_iter().flatten();
        let mut paths = written.filter_map(|it| it.get("path")?.as_str());
        match paths.find(|path| posix_path::normalize(path) == file) {
            Some(path) => Fault::OtherPath(path.to_owned()),
            None => Fault::NotBuilt(name),
        }
    }

    fn fault_of_server(&self, entrypoint: &str) -> Option<Fault> {
        let folder = self.folder;
        let binaries = self.binaries()?;
        if binaries.is_empty() {
            return Some(Fault::NoBinary);
        }
        let mut names = HashSet::new();
        if let Some(twice) = binaries.iter().find(|it| !names.insert(&it.name)) {
            return Some(Fault::Duplicate(twice.name.clone()));
        }
        if let Some(fault) = self.reserved(&binaries) {
            return Some(fault);
        }
        let default = self.default_run();
        if let Some(default) = default.filter(|default| binaries.iter().all(|it| it.name != *default)) {
            return Some(Fault::NoDefault(default.to_owned()));
        }
        if folder.exists(entrypoint) {
            let entrypoint = posix_path::normalize(entrypoint);
            if !binaries.iter().any(|it| posix_path::normalize(&it.path) == entrypoint) {
                return Some(Fault::NotBinary);
            }
        } else {
            match (default, &binaries[..]) {
                (Some(_), _) => {}
                (None, [only]) if folder.is_file(&only.path) => {}
                (None, [_]) => return Some(Fault::NoBinary),
                (None, _) => return Some(Fault::Several(names_of(&binaries))),
            }
        }
        if !self.uses_runtime() {
            return None;
        }
        if !folder.exists(entrypoint) {
            return Some(Fault::NoEntrypoint);
        }
        let name = self.name_of(entrypoint);
        binaries.iter().all(|it| it.name != name).then(|| self.not_built(name, entrypoint))
    }

    /// What is wrong with a workspace. Packages that it depends on by their path are members that aren't known here: they add binaries.
    fn fault_of_workspace(&self, entrypoint: &str) -> Option<Fault> {
        let workspace = self.value.get("workspace")?;
        let members = match self.members(workspace) {
            Ok(members) => members,
            Err(fault) => return Some(fault),
        };
        if workspace.get("default-members").is_some() || self.folder.exists(entrypoint) {
            return None;
        }
        let own = if self.package().is_some() { self.binaries()? } else { Vec::new() };
        if let [_, _, ..] = own[..] {
            return self.default_run().is_none().then(|| Fault::Several(names_of(&own)));
        }
        let folders: Vec<Folder<'_>> = members.iter().map(|it| self.folder.folder(it)).collect();
        let manifests: Vec<Manifest<'_>> = folders.iter().filter_map(|it| Manifest::read(it)?.ok()).collect();
        let is_decided = !own.is_empty() || matches!(&manifests[..], [only] if only.default_run().is_some());
        let all: Vec<Binary> = manifests.iter().filter_map(Manifest::binaries).flatten().collect();
        (!is_decided && all.len() > 1).then(|| Fault::SeveralMembers(names_of(&all)))
    }

    /// The folders of a workspace's members, as far as they are written out, or are all those of a folder.
    fn members(&self, workspace: &Value) -> Result<Vec<String>, Fault> {
        let texts = |key: &str| {
            workspace.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        };
        let is_excluded =
            |path: &str| texts("exclude").any(|it| posix_path::normalize(it) == posix_path::normalize(path));
        let has_manifest = |path: &String| self.folder.folder(path).is_file(MANIFEST);
        let mut members = Vec::new();
        for member in texts("members").take(MOST_MEMBERS) {
            match if member == "*" { Some(".") } else { member.strip_suffix("/*") } {
                Some(parent) if !is_pattern(parent) => {
                    let entries = self.folder.list(parent).into_iter();
                    let names = entries.filter(|it| it.kind == EntryKind::Directory).map(|it| it.name);
                    let is_root =
                        matches!(posix_path::normalize(&self.folder.resolve(parent)).as_str(), "." | "");
                    let names = names.chain(is_root.then(|| BUILD_FOLDER.to_owned()));
                    let paths =
                        names.map(|name| posix_path::join(parent, &name)).filter(|it| !is_excluded(it));
                    let (found, mut others): (Vec<_>, Vec<_>) = paths.partition(has_manifest);
                    if !others.is_empty() {
                        return Err(Fault::NotExcluded(others.swap_remove(0)));
                    }
                    members.extend(found);
                }
                _ if is_pattern(member) || member.split('/').any(|it| it == "..") => {}
                _ if has_manifest(&member.to_owned()) => members.push(member.to_owned()),
                // A submodule that isn't checked out is an empty folder.
                _ if self.folder.exists(member) => {}
                _ => return Err(Fault::NoMember(member.to_owned())),
            }
        }
        Ok(members)
    }

    fn default_run(&self) -> Option<&str> {
        self.package()?.get("default-run")?.as_str()
    }

    /// Whether the package depends on Vercel's own crate (`declaresVercelRuntime`).
    fn uses_runtime(&self) -> bool {
        let is_runtime = |name: &str| name.trim().to_lowercase().replace('-', "_") == "vercel_runtime";
        let dependencies = self.value.get("dependencies").and_then(Value::as_object).into_iter().flatten();
        let mut required =
            dependencies.filter(|(_, it)| it.get("optional").and_then(Value::as_bool) != Some(true));
        required.any(|(name, it)| match it.get("package").and_then(Value::as_str) {
            Some(package) => is_runtime(package),
            None => is_runtime(name),
        })
    }

    /// The binary that Vercel builds of a file (`findBinaryName`).
    fn name_of(&self, file: &str) -> String {
        let written = self.value.get("bin").and_then(Value::as_array).into_iter().flatten();
        let mut of_file = written.filter(|it| it.get("path").and_then(Value::as_str) == Some(file));
        let name = of_file.next().and_then(|it| it.get("name")?.as_str()).filter(|name| !name.is_empty());
        let plain = || {
            let name = posix_path::basename(file);
            name.strip_suffix(".rs").unwrap_or(name).replacen('[', "_", 1).replacen(']', "_", 1)
        };
        name.map_or_else(plain, str::to_owned)
    }

    fn reserved(&self, binaries: &[Binary]) -> Option<Fault> {
        const RESERVED: [&str; 4] = ["build", "deps", "examples", "incremental"];
        let name = binaries.iter().map(|it| &it.name).find(|name| RESERVED.contains(&name.as_str()))?;
        Some(Fault::Reserved(name.clone()))
    }

    /// The binaries of the package; `None` if Cargo must be asked where one is.
    fn binaries(&self) -> Option<Vec<Binary>> {
        let package = self.package();
        let of_package = |key: &str| package.and_then(|package| package.get(key));
        let written = self.value.get("bin").and_then(Value::as_array);
        let found = found(self.folder, of_package("name").and_then(Value::as_str));
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
}

/// The folder in the project's root that every build has. Cargo takes hidden folders for members, too.
const BUILD_FOLDER: &str = ".vercel";
/// How many members of a workspace are looked at.
const MOST_MEMBERS: usize = 100;

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

fn names_of(binaries: &[Binary]) -> Vec<String> {
    binaries.iter().map(|it| it.name.clone()).collect()
}

/// Whether Cargo takes a text for the name of a package. Of other letters than those of ASCII it takes most.
fn is_package_name(name: &str) -> bool {
    let is_letter = |char: char| char.is_ascii_alphabetic() || char == '_' || !char.is_ascii();
    name.starts_with(is_letter)
        && name.chars().all(|char| is_letter(char) || char.is_ascii_digit() || char == '-')
}

/// Whether there is such an edition, or may be.
fn is_edition(edition: &str) -> bool {
    matches!(edition, "2015" | "2018" | "2021")
        || edition.parse::<u16>().is_ok_and(|year| year >= 2024 && year % 3 == 2)
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
            ("[workspace]", &["src/bin/a.rs", "src/bin/b.rs"], several(&["a", "b"])),
            ("default-run = \"a\"\n[workspace]", &["src/bin/a.rs", "src/bin/b.rs"], None),
            ("", &["src/bin/deps.rs"], Some(Fault::Reserved("deps".to_owned()))),
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

    fn fault_with(files: &[(&str, &str)]) -> Option<Fault> {
        let sources = ["src/main.rs", "a/src/main.rs", "b/src/main.rs"].map(|path| (path, ""));
        let others = ["b/src/lib.rs", "rt/src/lib.rs", "crates/a/src/main.rs", "crates/b/src/main.rs"];
        let others = others.map(|path| (path, ""));
        let is_there = |(path, _): &(&str, &str)| {
            let folder = path.split("src/").next().unwrap_or_default();
            !path.starts_with("src") && files.iter().any(|(file, _)| *file == format!("{folder}Cargo.toml"))
        };
        let sources = sources.into_iter().chain(others).filter(is_there);
        let fs = MemoryFs::new(files.iter().copied().chain(sources));
        fault(&Folder::root(&fs), "src/main.rs")
    }

    /// Each answer is that of `vercel build`, as far as it gets without a compiler for the target.
    #[test]
    fn values_of_manifests() {
        let of = |manifest: &str| fault_with(&[(MANIFEST, manifest), ("src/main.rs", "")]);
        let package = |key: &str, value: &str| {
            let (name, version) = ("name = \"app\"", "version = \"0.1.0\"");
            match key {
                "name" => of(&format!("[package]\nname = {value}\n{version}\n")),
                "version" => of(&format!("[package]\n{name}\nversion = {value}\n")),
                _ => of(&format!("[package]\n{name}\n{version}\n{key} = {value}\n")),
            }
        };
        for (key, place, valid, invalid) in [
            (
                "name",
                "package.name",
                &["'test'", "'fn'", "'CON'", "'_'", "'é'", "'app-1_2'"][..],
                &["''", "'my app'", "'1app'", "'app.x'", "'a/b'", "'-a'", "'a+b'", "3"][..],
            ),
            (
                "version",
                "package.version",
                &["'1.0.0-rc.1'", "'1.0.0+x'", "' 1.0.0 '"],
                &[
                    "'1'",
                    "'1.0'",
                    "'v1.0.0'",
                    "''",
                    "'01.0.0'",
                    "'1.0.0.0'",
                    "'*'",
                    "'1.0.0-'",
                    "'1.0.0-01'",
                    "1",
                ],
            ),
            (
                "edition",
                "package.edition",
                &["'2015'", "'2018'", "'2021'", "'2024'"],
                &["'2020'", "''", "2021", "'unstable'"],
            ),
        ] {
            for value in valid {
                assert_eq!(package(key, value), None, "{key} {value}");
            }
            for value in invalid {
                assert_eq!(package(key, value), Some(Fault::Value(place)), "{key} {value}");
            }
        }
        assert_eq!(of("[package]\nname = 'app'"), None);
        assert_eq!(of("[project]\nname = 'app'\nversion = '0.1.0'"), None);
        assert_eq!(of("[package]\nversion = '0.1.0'"), Some(Fault::NoValue("package.name")));
        assert_eq!(of(""), Some(Fault::NoPackage));
        assert_eq!(of("[workspace]\nmembers = []"), Some(Fault::NoPackage));
        let inherited = "[package]\nname = 'app'\nversion.workspace = true\n[workspace]\n";
        let not_inherited = |place: &str| Some(Fault::NotInherited(place.to_owned()));
        assert_eq!(of(inherited), not_inherited("package.version"));
        assert_eq!(of(&format!("{inherited}[workspace.package]\nversion = '0.1.0'")), None);
        let package = "[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n";
        let with = |rest: &str| of(&format!("{package}{rest}"));
        assert_eq!(with("[dependencies]\nx.workspace = true\n[workspace]"), not_inherited("dependencies.x"));
        assert_eq!(with("[lints]\nworkspace = true\n[workspace]"), not_inherited("lints"));
        let missing = Some(Fault::NoDependency("x".to_owned(), "x".to_owned()));
        for table in
            ["dependencies", "dev-dependencies", "build-dependencies", "target.'cfg(windows)'.dependencies"]
        {
            assert_eq!(
                with(&format!("[{table}]\nx = {{ path = 'x', optional = true }}")),
                missing,
                "{table}"
            );
        }
        assert_eq!(with("[dependencies]\nx = { path = 'src' }"), None);
        assert_eq!(with("[dependencies]\nx = { path = '../x' }"), None);
        assert_eq!(with("[[bin]]\nname = 'x'"), Some(Fault::NoBinaryFile("x".to_owned())));
        assert_eq!(with("[[bin]]\nname = 'app'"), None);
        assert_eq!(with("[[bin]]\npath = 'src/main.rs'"), Some(Fault::NoValue("bin.name")));
        assert_eq!(with("[[bin]]\nname = 'x'\npath = 'src/x.rs'"), None);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn keys_of_a_workspace_that_is_not_there() {
        let of = |rest: &str| {
            let text = format!("[package]\nname = 'app'\n{rest}");
            let fs = MemoryFs::new([(MANIFEST, &*text), ("src/main.rs", "")]);
            fault_without_workspace(&Folder::root(&fs))
        };
        let not_inherited = |place: &str| Some(Fault::NotInherited(place.to_owned()));
        assert_eq!(of("version.workspace = true"), not_inherited("package.version"));
        assert_eq!(of("edition.workspace = true"), not_inherited("package.edition"));
        assert_eq!(of("[dependencies]\nx.workspace = true"), not_inherited("dependencies.x"));
        assert_eq!(of("[lints]\nworkspace = true"), not_inherited("lints"));
        assert_eq!(of("[dependencies]\nx = '1'"), None);
    }

    /// Each answer is that of `vercel build`, as far as it gets without a compiler for the target.
    #[test]
    fn workspaces() {
        let package = |name: &str| format!("[package]\nname = '{name}'\nversion = '0.1.0'\n");
        let (a, b) = (package("a"), package("b"));
        let members = [("a/Cargo.toml", &*a), ("b/Cargo.toml", &*b)];
        let of = |workspace: &str, members: &[(&str, &str)]| {
            fault_with(&[&[(MANIFEST, workspace)], members].concat())
        };
        let several = Some(Fault::SeveralMembers(vec!["a".to_owned(), "b".to_owned()]));
        let both = "[workspace]\nmembers = ['a', 'b']\n";
        assert_eq!(of(both, &members), several);
        for all in ["*", "./*"] {
            let of = |more: &str| of(&format!("[workspace]\nmembers = ['{all}']\n{more}"), &members);
            assert_eq!(of(""), Some(Fault::NotExcluded(".vercel".to_owned())));
            assert_eq!(of("exclude = ['.vercel']"), several);
            assert_eq!(of("exclude = ['b', '.vercel']"), None);
        }
        let below = [("crates/a/Cargo.toml", &*a), ("crates/b/Cargo.toml", &*b), ("crates/.c/x", "")];
        assert_eq!(of("[workspace]\nmembers = ['crates/*']\n", &below[..2]), several);
        assert_eq!(of("[workspace]\nmembers = ['crates/*']\nexclude = ['crates/b']\n", &below[..2]), None);
        let hidden = Some(Fault::NotExcluded("crates/.c".to_owned()));
        assert_eq!(of("[workspace]\nmembers = ['crates/*']\n", &below), hidden);
        assert_eq!(of("[workspace]\nmembers = ['a']\n", &members), None);
        assert_eq!(of(&format!("{both}default-members = ['a']\n"), &members), None);
        assert_eq!(of(both, &members[..1]), Some(Fault::NoMember("b".to_owned())));
        let alone = format!("{}[workspace.package]\nversion = '0.1.0'\n", package("app"));
        assert_eq!(of(&alone, &[("src/main.rs", "")]), None);
        let lib = fault(
            &Folder::root(&MemoryFs::new([
                (MANIFEST, &*alone),
                ("src/lib.rs", ""),
                ("src/bin/other.rs", ""),
            ])),
            "src/lib.rs",
        );
        assert_eq!(lib, Some(Fault::NotBinary));
        let with_package = format!("{both}{}", package("app"));
        assert_eq!(of(&with_package, &[&members[..], &[("src/lib.rs", "")]].concat()), several);
        assert_eq!(of(&with_package, &[&members[..], &[("src/main.rs", "")]].concat()), None);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn vercel_runtime() {
        let of = |manifest: &str, sources: &[(&str, &str)]| {
            let text = format!("[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n{manifest}");
            fault_with(&[&[(MANIFEST, &*text)], sources].concat())
        };
        let binary = |path: &str| format!("[[bin]]\nname = 'x'\npath = '{path}'\n");
        let dependency = "[dependencies]\nvercel_runtime = '1'\n";
        let optional = "[dependencies]\nvercel_runtime = { version = '1', optional = true }\n";
        let (main, other) = ([("src/main.rs", "")], [("src/x.rs", "")]);
        assert_eq!(of(dependency, &main), Some(Fault::NotBuilt("main".to_owned())));
        assert_eq!(of(&format!("{}{dependency}", binary("src/main.rs")), &main), None);
        assert_eq!(of(&format!("{}{dependency}", binary("src/x.rs")), &other), Some(Fault::NoEntrypoint));
        assert_eq!(of(&format!("{}{optional}", binary("src/x.rs")), &other), None);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn functions() {
        let package =
            |rest: &str| format!("[package]\nname = 'app'\nversion = '0.1.0'\nedition = '2021'\n{rest}");
        let binary = |name: &str, path: &str| format!("[[bin]]\nname = '{name}'\npath = '{path}'\n");
        let of = |manifest: &str, file: &str, others: &[(&str, &str)]| {
            let files = [&[(MANIFEST, manifest), (file, "")], others].concat();
            fault_of_function(&Folder::root(&MemoryFs::new(files)), file)
        };
        let missing = |name: &str| Some(Fault::NotBuilt(name.to_owned()));
        let file = "api/a.rs";
        assert_eq!(of(&package(""), file, &[("src/main.rs", "")]), missing("a"));
        assert_eq!(of(&package(""), file, &[]), missing("a"));
        for binary in [binary("a", file), binary("b", file), binary("a", "src/a.rs")] {
            assert_eq!(of(&package(&binary), file, &[]), None, "{binary}");
        }
        let spelled = Some(Fault::OtherPath("./api/a.rs".to_owned()));
        assert_eq!(of(&package(&binary("b", "./api/a.rs")), file, &[]), spelled);
        for name in ["id", "_id_"] {
            assert_eq!(of(&package(&binary(name, "api/[id].rs")), "api/[id].rs", &[]), None);
        }
        assert!(matches!(of("[package", file, &[]), Some(Fault::Syntax(Mistake::Line(1, _)))));
        let marked = format!("\u{feff}{}", package(""));
        assert_eq!(of(&marked, file, &[]), Some(Fault::Syntax(Mistake::ByteOrderMark)));
        let inner = package(&binary("a", "a.rs"));
        let inner = [("api/Cargo.toml", &*inner)];
        assert_eq!(of(&package(&binary("a", "src/a.rs")), file, &inner), None);
        assert_eq!(of("[workspace]\nmembers = ['api']", file, &inner), None);
    }
}

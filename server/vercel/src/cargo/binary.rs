//! What a package has to build: binaries, and a library.

use std::collections::HashSet;

use serde_json::Value;

use crate::cargo::Fault;
use crate::cargo::manifest::Manifest;
use crate::posix_path;
use crate::project::EntryKind;

/// A binary that the manifest names, or that Cargo finds.
#[derive(Debug)]
pub(super) struct Binary {
    pub(super) name: String,
    /// From the project root.
    pub(super) path: String,
}

const LIBRARY: &str = "src/lib.rs";

impl Manifest<'_> {
    /// What is wrong with what the package has to build.
    pub(super) fn fault_of_targets(&self) -> Option<Fault> {
        self.package()?;
        self.invalid_binary()
            .or_else(|| self.invalid_library())
            .or_else(|| self.fault_of_binaries(&self.binaries()?))
    }

    fn fault_of_binaries(&self, binaries: &[Binary]) -> Option<Fault> {
        const RESERVED: [&str; 4] = ["build", "deps", "examples", "incremental"];
        let mut names = HashSet::new();
        if let Some(twice) = binaries.iter().find(|it| !names.insert(&it.name)) {
            return Some(Fault::Duplicate(twice.name.clone()));
        }
        if let Some(reserved) = binaries.iter().find(|it| RESERVED.contains(&it.name.as_str())) {
            return Some(Fault::Reserved(reserved.name.clone()));
        }
        let default = self.default_run()?;
        binaries.iter().all(|it| it.name != default).then(|| Fault::NoDefault(default.to_owned()))
    }

    /// Whether the package has nothing to build. Tests and examples are something.
    pub(super) fn has_no_target(&self) -> bool {
        let is_written = |key: &str| self.value.get(key).is_some();
        let keys = ["lib", "bin", "example", "test", "bench"];
        let folders = ["examples", "tests", "benches"];
        self.package().is_some()
            && !keys.into_iter().any(is_written)
            && !folders.into_iter().any(|it| self.folder.exists(it))
            && !self.folder.is_file(LIBRARY)
            && self.found().is_empty()
    }

    /// The first binary without a name, or without a path where none is at the usual ones.
    fn invalid_binary(&self) -> Option<Fault> {
        let edition = self.edition()?;
        let found = self.found();
        self.written().filter_map(Value::as_object).find_map(|binary| {
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

    /// What is wrong with `[lib]`.
    fn invalid_library(&self) -> Option<Fault> {
        let library = self.value.get("lib")?.as_object()?;
        let name = library.get("name").and_then(Value::as_str);
        if name.is_some_and(|name| name.contains('-')) {
            return Some(Fault::Value("lib.name"));
        }
        if library.contains_key("path") || self.folder.is_file(LIBRARY) {
            return None;
        }
        let package = self.name()?.replace('-', "_");
        let other = format!("src/{}.rs", name.unwrap_or(&package));
        let is_there = self.edition()? == "2015" && self.folder.is_file(&other);
        (!is_there).then(|| Fault::NoLibrary(LIBRARY.to_owned()))
    }

    /// The path of the library, if nothing is there: only where it is compiled does Cargo miss it.
    pub(super) fn missing_library(&self) -> Option<Fault> {
        let path = self.value.get("lib")?.get("path")?.as_str()?;
        let is_inside = !path.starts_with('/') && !path.split('/').any(|it| it == "..");
        (is_inside && !self.folder.exists(path)).then(|| Fault::NoLibrary(path.to_owned()))
    }

    /// The binaries of the package; `None` if Cargo must be asked where one is.
    pub(super) fn binaries(&self) -> Option<Vec<Binary>> {
        let found = self.found();
        let mut binaries = Vec::new();
        for binary in self.written() {
            let name = binary.get("name").and_then(Value::as_str)?;
            let path = match binary.get("path") {
                Some(path) => self.folder.resolve(path.as_str()?),
                None => found.iter().find(|it| it.name == name)?.path.clone(),
            };
            binaries.push(Binary { name: name.to_owned(), path });
        }
        let finds = match self.package().and_then(|package| package.get("autobins")?.as_bool()) {
            Some(finds) => finds,
            // The first edition stops to look for others where one is written.
            None => self.edition()? != "2015" || self.value.get("bin").is_none(),
        };
        if finds {
            let is_new =
                |it: &Binary| binaries.iter().all(|known| known.name != it.name && known.path != it.path);
            let new: Vec<Binary> = found.into_iter().filter(is_new).collect();
            binaries.extend(new);
        }
        Some(binaries)
    }

    /// The binaries that are written out.
    fn written(&self) -> impl Iterator<Item = &Value> {
        self.value.get("bin").and_then(Value::as_array).into_iter().flatten()
    }

    /// The binaries at the places where Cargo looks for them.
    fn found(&self) -> Vec<Binary> {
        const MAIN: &str = "src/main.rs";
        let folder = &self.folder;
        let main =
            self.name().filter(|_| folder.is_file(MAIN)).map(|name| (name.to_owned(), MAIN.to_owned()));
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
        let all = main.into_iter().chain(others);
        all.map(|(name, path)| Binary { name, path: folder.resolve(&path) }).collect()
    }

    /// The binary that Vercel builds of a file, whose path is from the project root (`findBinaryName`).
    pub(super) fn name_of(&self, file: &str) -> String {
        let path = posix_path::relative(self.folder.path(), file);
        let mut of_file = self.written().filter(|it| it.get("path").and_then(Value::as_str) == Some(&path));
        let name = of_file.next().and_then(|it| it.get("name")?.as_str()).filter(|name| !name.is_empty());
        let plain = || {
            let name = posix_path::basename(file);
            name.strip_suffix(".rs").unwrap_or(name).replacen('[', "_", 1).replacen(']', "_", 1)
        };
        name.map_or_else(plain, str::to_owned)
    }

    /// That Vercel builds no binary of a file, whose path is from the manifest.
    pub(super) fn not_built(&self, name: String, file: &str) -> Fault {
        let file = posix_path::normalize(file);
        let mut paths = self.written().filter_map(|it| it.get("path")?.as_str());
        match paths.find(|path| posix_path::normalize(path) == file) {
            Some(path) => Fault::OtherPath(path.to_owned()),
            None => Fault::NotBuilt(name),
        }
    }

    pub(super) fn default_run(&self) -> Option<&str> {
        self.package()?.get("default-run")?.as_str()
    }
}

//! The values of a `Cargo.toml`.

use std::iter;

use semver::{Version, VersionReq};
use serde_json::{Map, Value};

use crate::cargo::{Fault, MANIFEST, Refusal};
use crate::posix_path;
use crate::project::Folder;
use crate::toml_text;

/// A manifest and its folder.
#[derive(Debug)]
pub(super) struct Manifest<'a> {
    pub(super) folder: Folder<'a>,
    pub(super) value: Value,
}

/// A dependency on a package in a folder of the project.
#[derive(Debug)]
pub(super) struct Dependency {
    /// The name of the package.
    pub(super) name: String,
    /// Its folder, from the project root.
    pub(super) folder: String,
    /// The version that is asked for.
    pub(super) version: Option<String>,
    /// Whether a package that depends on this one doesn't need it.
    pub(super) is_own: bool,
}

impl<'a> Manifest<'a> {
    /// Reads the one of a folder; `None` if it isn't there.
    pub(super) fn read(folder: &Folder<'a>) -> Option<Result<Manifest<'a>, Refusal>> {
        let text = folder.read(MANIFEST).filter(|_| folder.is_file(MANIFEST))?;
        let refusal = |fault| Refusal { manifest: folder.resolve(MANIFEST), fault };
        let value = match toml_text::parse(&text) {
            Ok(value) => value,
            Err(mistake) => return Some(Err(refusal(Fault::Syntax(mistake)))),
        };
        let manifest = Manifest { folder: folder.clone(), value };
        Some(match manifest.invalid().or_else(|| manifest.fault_of_targets()) {
            Some(fault) => Err(refusal(fault)),
            None => Ok(manifest),
        })
    }

    /// Reads the one of a folder, or the nearest above.
    pub(super) fn nearest(folder: &Folder<'a>) -> Option<Result<Manifest<'a>, Refusal>> {
        Manifest::read(folder).or_else(|| Manifest::nearest(&above(folder)?))
    }

    /// Its path from the project root.
    pub(super) fn file(&self) -> String {
        self.folder.resolve(MANIFEST)
    }

    /// That something is wrong with it.
    pub(super) fn refusal(&self, fault: Fault) -> Refusal {
        Refusal { manifest: self.file(), fault }
    }

    pub(super) fn package(&self) -> Option<&Value> {
        self.value.get("package").or_else(|| self.value.get("project"))
    }

    pub(super) fn workspace(&self) -> Option<&Value> {
        self.value.get("workspace")
    }

    /// The package's name.
    pub(super) fn name(&self) -> Option<&str> {
        self.package()?.get("name")?.as_str()
    }

    /// The package's edition; `None` if a workspace has it.
    pub(super) fn edition(&self) -> Option<&str> {
        self.package()?.get("edition").map_or(Some("2015"), Value::as_str)
    }

    /// What Cargo can't read of it.
    fn invalid(&self) -> Option<Fault> {
        let Some(package) = self.package() else {
            return self.workspace().is_none().then_some(Fault::NoPackage);
        };
        match package.get("name") {
            None => return Some(Fault::NoValue("package.name")),
            Some(name) if !name.as_str().is_some_and(is_package_name) => {
                return Some(Fault::Value("package.name"));
            }
            Some(_) => {}
        }
        // A workspace above may have the value.
        let is_version = |text: &str| Version::parse(text.trim()).is_ok();
        match package.get("version") {
            None | Some(Value::Object(_)) => {}
            Some(version) if version.as_str().is_some_and(is_version) => {}
            Some(_) => return Some(Fault::Value("package.version")),
        }
        match package.get("edition") {
            None | Some(Value::Object(_)) => None,
            Some(edition) => (!self.may_have(edition)).then_some(Fault::Value("package.edition")),
        }
    }

    /// Whether Cargo may know an edition. Another version of Cargo than the usual one may know more.
    fn may_have(&self, edition: &Value) -> bool {
        let has_other_cargo = || {
            let folders = iter::successors(Some(self.folder.clone()), above);
            let is_chosen = |it: &Folder<'_>| {
                ["rust-toolchain.toml", "rust-toolchain"].iter().any(|file| it.is_file(file))
            };
            self.value.get("cargo-features").is_some() || folders.into_iter().any(|it| is_chosen(&it))
        };
        edition.as_str().is_some_and(|it| {
            EDITIONS.contains(&it) || it.parse::<u16>().is_ok_and(|year| year > 2024) && has_other_cargo()
        })
    }

    /// Whether its version may meet a condition.
    pub(super) fn may_be(&self, condition: &str) -> bool {
        let version = match self.package().and_then(|it| it.get("version")) {
            None => "0.0.0",
            Some(version) => version.as_str().unwrap_or_default().trim(),
        };
        match (VersionReq::parse(condition), Version::parse(version)) {
            (Ok(condition), Ok(version)) => condition.matches(&version),
            _ => true,
        }
    }

    /// The tables of dependencies, each with its place.
    fn dependencies(&self) -> impl Iterator<Item = (String, &Map<String, Value>)> {
        const KINDS: [&str; 3] = ["dependencies", DEVELOPMENT, "build-dependencies"];
        let targets = self.value.get("target").and_then(Value::as_object).into_iter().flatten();
        let of_targets = targets.map(|(name, target)| (format!("target.{name}."), target));
        std::iter::once((String::new(), &self.value)).chain(of_targets).flat_map(|(prefix, holder)| {
            KINDS
                .into_iter()
                .filter_map(move |kind| Some((format!("{prefix}{kind}"), holder.get(kind)?.as_object()?)))
        })
    }

    /// The first value that the workspace should have, and doesn't.
    pub(super) fn not_inherited(&self, workspace: Option<&Value>) -> Option<Fault> {
        let lacks = |place: &[&str]| {
            place.iter().try_fold(workspace, |value, key| Some(value?.get(key))).flatten().is_none()
        };
        let of_package = self.package().and_then(Value::as_object).into_iter().flatten();
        let mut of_package = of_package.filter(|(_, value)| is_inherited(value));
        if let Some((key, _)) = of_package.find(|(key, _)| lacks(&["package", key])) {
            return Some(Fault::NotInherited(format!("package.{key}")));
        }
        let is_inherited_here =
            |key: &str| self.package().and_then(|it| it.get(key)).is_some_and(is_inherited);
        let edition = workspace.and_then(|it| it.get("package")?.get("edition"));
        if is_inherited_here("edition") && edition.is_some_and(|edition| !self.may_have(edition)) {
            return Some(Fault::Value("workspace.package.edition"));
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

    /// The dependencies on packages in the project; some of them may be those of its workspace. What is above the project isn't known.
    pub(super) fn local_dependencies(&self, workspace: Option<&Manifest<'_>>) -> Vec<Dependency> {
        let mut all = Vec::new();
        for (place, table) in self.dependencies() {
            for (name, value) in table {
                let (holder, written) = if is_inherited(value) {
                    let of_workspace = |it: &'_ Manifest<'_>| {
                        Some((
                            it.folder.path().to_owned(),
                            it.workspace()?.get("dependencies")?.get(name)?.clone(),
                        ))
                    };
                    let Some(found) = workspace.and_then(of_workspace) else { continue };
                    found
                } else {
                    (self.folder.path().to_owned(), value.clone())
                };
                let text = |key: &str| written.get(key).and_then(Value::as_str);
                let is_elsewhere = ["git", "base"].into_iter().any(|key| written.get(key).is_some());
                let Some(path) = text("path").filter(|_| !is_elsewhere) else { continue };
                let folder = plain(&posix_path::join(&holder, path));
                if path.starts_with(['/', '~']) || path.contains('\\') || folder.starts_with("..") {
                    continue;
                }
                let is_optional = value.get("optional").and_then(Value::as_bool) == Some(true);
                all.push(Dependency {
                    name: text("package").unwrap_or(name).to_owned(),
                    folder,
                    version: text("version").map(str::to_owned),
                    is_own: is_optional || place.ends_with(DEVELOPMENT),
                });
            }
        }
        all
    }

    /// Whether the package depends on Vercel's own crate (`declaresVercelRuntime`).
    pub(super) fn uses_runtime(&self) -> bool {
        let is_runtime = |name: &str| name.trim().to_lowercase().replace('-', "_") == "vercel_runtime";
        let dependencies = self.value.get("dependencies").and_then(Value::as_object).into_iter().flatten();
        let mut required =
            dependencies.filter(|(_, it)| it.get("optional").and_then(Value::as_bool) != Some(true));
        required.any(|(name, it)| match it.get("package").and_then(Value::as_str) {
            Some(package) => is_runtime(package),
            None => is_runtime(name),
        })
    }
}

const DEVELOPMENT: &str = "dev-dependencies";

fn is_inherited(value: &Value) -> bool {
    value.get("workspace").and_then(Value::as_bool) == Some(true)
}

/// The folder above one of the project.
pub(super) fn above<'a>(folder: &Folder<'a>) -> Option<Folder<'a>> {
    let path = folder.path();
    (!matches!(path, "" | "." | "/")).then(|| Folder::at(folder.project(), posix_path::dirname(path)))
}

/// A folder's path without a slash at its end.
pub(super) fn plain(path: &str) -> String {
    let path = posix_path::normalize(path);
    path.strip_suffix('/').map(str::to_owned).unwrap_or(path)
}

/// Whether Cargo takes a text for the name of a package. Of other letters than those of ASCII it takes most.
fn is_package_name(name: &str) -> bool {
    let is_letter = |char: char| char.is_ascii_alphabetic() || char == '_' || !char.is_ascii();
    name.starts_with(is_letter)
        && name.chars().all(|char| is_letter(char) || char.is_ascii_digit() || char == '-')
}

/// The editions that Cargo 1.95 knows.
const EDITIONS: [&str; 4] = ["2015", "2018", "2021", "2024"];

//! The values of a `pyproject.toml` that `uv` reads before it installs anything: one that it can't read fails the build.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use crate::pep440;
use crate::project::{EntryKind, Folder};
use crate::python_project::{Invalid, Pyproject};
use crate::requirements::{self, normalized};
use crate::toml_text;

/// The name of its lock file.
pub(super) const LOCK: &str = "uv.lock";

/// What `uv` does with a `pyproject.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// It installs what the file lists.
    Installed,
    /// It installs what the file lists, with the settings of another one: that of the workspace.
    Member,
    /// It finds the file above another one, where it looks for a workspace, and reads it.
    Found,
}

/// What is known beside the file.
#[derive(Debug)]
pub(super) struct Known<'a> {
    /// What `uv` does with it.
    pub(super) usage: Use,
    /// Whether its dependencies are locked: then `uv` doesn't read them.
    pub(super) is_locked: bool,
    /// The names of the packages in its workspace, if they are known.
    pub(super) members: Option<&'a [String]>,
}

/// What a name of a package, an extra or a group is made of.
const NAME: &str = "Use letters, digits, `-`, `_` and `.`, and start and end with a letter or digit.";

/// A value, why it can't be read, and what to do.
fn invalid_at(place: String, value: Option<&Value>, why: &'static str, remedy: &'static str) -> Invalid {
    Invalid { place, value: value.and_then(Value::as_str).map(str::to_owned), why, remedy }
}

/// The first value that `uv` needs and can't read.
pub(super) fn invalid(manifest: &Value, folder: &Folder<'_>, known: &Known<'_>) -> Option<Invalid> {
    let project = manifest.get("project");
    let of_project = |key: &str| project.and_then(|project| project.get(key));
    let uv = |key: &str| manifest.get("tool")?.get("uv")?.get(key);
    let groups = Table { place: "dependency-groups", value: manifest.get("dependency-groups") };
    let extras = Table { place: "project.optional-dependencies", value: of_project("optional-dependencies") };
    let sources = Table { place: "tool.uv.sources", value: uv("sources") };
    let list = |place: &str, value| (place.to_owned(), array(value));
    let reads_dependencies = known.usage != Use::Found && !known.is_locked;
    let mut required = groups.lists();
    let mut conditions = Vec::new();
    if known.usage == Use::Installed {
        required.push(list("tool.uv.dev-dependencies", uv("dev-dependencies")));
        for key in ["constraint-dependencies", "override-dependencies"] {
            conditions.push(list(&format!("tool.uv.{key}"), uv(key)));
        }
    }
    if reads_dependencies {
        required.push(list("project.dependencies", of_project("dependencies")));
        required.extend(extras.lists());
    }
    let indexes = array(uv("index"));
    let has_other_indexes = known.usage != Use::Installed || folder.is_file("uv.toml");
    project
        .and_then(of_package)
        .or_else(|| [&extras, &groups, &sources].into_iter().find_map(Table::invalid_name))
        .or_else(|| invalid_include(&groups))
        .or_else(|| {
            let mut lists = required.iter().chain(&conditions);
            lists.find_map(|(place, list)| invalid_requirement(place, list, folder))
        })
        .or_else(|| {
            let value = uv("package").filter(|it| !it.is_boolean())?;
            Some(invalid_at(
                "tool.uv.package".to_owned(),
                Some(value),
                "which is neither true nor false",
                "Use `true` or `false`.",
            ))
        })
        .or_else(|| {
            let is_wrong = |index: &Value| !index.get("name").and_then(Value::as_str).is_none_or(is_index);
            let wrong = indexes.iter().position(is_wrong)?;
            Some(invalid_at(
                format!("tool.uv.index[{wrong}].name"),
                indexes.get(wrong)?.get("name"),
                "which isn't a valid name",
                "Use letters, digits, `-`, `_` and `.`.",
            ))
        })
        .or_else(|| sources.entries().find_map(|(name, it)| invalid_source(name, it)))
        .or_else(|| invalid_default_group(uv("default-groups")?, &groups))
        .or_else(|| {
            let indexes = (!has_other_indexes).then_some(indexes);
            if reads_dependencies { unmet_source(&sources, &required, folder, indexes, known) } else { None }
        })
}

/// The first default group that the project doesn't declare. The string `"all"` stands for all groups.
fn invalid_default_group(defaults: &Value, groups: &Table<'_>) -> Option<Invalid> {
    const PLACE: &str = "tool.uv.default-groups";
    let Some(names) = defaults.as_array() else {
        return (defaults.as_str() != Some("all")).then(|| {
            let remedy = "Use a list of names, or `\"all\"`.";
            invalid_at(PLACE.to_owned(), Some(defaults), "which isn't a list of groups", remedy)
        });
    };
    let is_group = |name: &str| groups.entries().any(|(group, _)| normalized(group) == normalized(name));
    let wrong = names.iter().position(|name| !name.as_str().is_some_and(is_group))?;
    let remedy = "Add it to `[dependency-groups]`, or remove it here.";
    Some(invalid_at(format!("{PLACE}[{wrong}]"), names.get(wrong), "which isn't a group", remedy))
}

/// The first wrong value of `[project]`.
fn of_package(project: &Value) -> Option<Invalid> {
    let text = |key: &str| project.get(key).and_then(Value::as_str);
    let is_dynamic = |key: &str| array(project.get("dynamic")).iter().any(|it| it == key);
    let is_condition = |text: &str| text.is_empty() || pep440::is_specifiers(text);
    let (key, why, remedy) = if !text("name").is_some_and(requirements::is_name) {
        ("name", "which isn't a valid name", NAME)
    } else if !text("version").map_or_else(|| is_dynamic("version"), pep440::is_version) {
        ("version", "which isn't a valid version", "Use one such as `1.0.0`.")
    } else if !text("requires-python").is_none_or(is_condition) {
        ("requires-python", "which isn't a range of versions", "Use one such as `>=3.12`.")
    } else {
        return None;
    };
    Some(invalid_at(format!("project.{key}"), project.get(key), why, remedy))
}

/// A table whose keys are names of packages, extras or groups.
struct Table<'a> {
    place: &'static str,
    value: Option<&'a Value>,
}

impl<'a> Table<'a> {
    fn entries(&self) -> impl Iterator<Item = (&'a String, &'a Value)> + use<'a> {
        self.value.and_then(Value::as_object).into_iter().flatten()
    }

    /// The lists in it, each with its place.
    fn lists(&self) -> Vec<(String, &'a [Value])> {
        self.entries().map(|(name, list)| (format!("{}.{name}", self.place), array(Some(list)))).collect()
    }

    /// The first key that isn't a valid name, or that repeats an earlier one in another spelling.
    fn invalid_name(&self) -> Option<Invalid> {
        let mut names = HashSet::new();
        let mut keys = self.entries().map(|(name, _)| name);
        let wrong = keys.find(|name| !requirements::is_name(name) || !names.insert(normalized(name)))?;
        let (why, remedy) = match requirements::is_name(wrong) {
            true => ("which has the same name as another in a different spelling", "Rename one of them."),
            false => ("which isn't a valid name", NAME),
        };
        Some(invalid_at(format!("{}.{wrong}", self.place), None, why, remedy))
    }
}

fn array(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn invalid_requirement(place: &str, list: &[Value], folder: &Folder<'_>) -> Option<Invalid> {
    let is_wrong = |it: &Value| it.as_str().is_some_and(|text| !requirements::is_dependency(text, folder));
    let wrong = list.iter().position(is_wrong)?;
    let remedy = "Use one such as `flask>=3`.";
    Some(invalid_at(format!("{place}[{wrong}]"), list.get(wrong), "which isn't a valid requirement", remedy))
}

/// The first group that includes itself, or one that isn't there.
fn invalid_include(groups: &Table<'_>) -> Option<Invalid> {
    let name = |entry: &Value| {
        let entry = entry.as_object()?;
        let name = entry.get("include-group").filter(|_| entry.len() == 1).and_then(Value::as_str);
        Some(name.map(normalized))
    };
    let included = |list: &Value| array(Some(list)).iter().filter_map(name).collect::<Vec<_>>();
    let all: BTreeMap<String, Vec<Option<String>>> =
        groups.entries().map(|(name, list)| (normalized(name), included(list))).collect();
    let is_wrong = |(name, included): (&String, &Vec<Option<String>>)| {
        if included.iter().any(|it| !it.as_ref().is_some_and(|it| all.contains_key(it))) {
            return true;
        }
        let mut reached = HashSet::new();
        let mut open: Vec<&String> = included.iter().flatten().collect();
        while let Some(group) = open.pop() {
            if reached.insert(group) {
                open.extend(all.get(group).into_iter().flatten().flatten());
            }
        }
        reached.contains(name)
    };
    let wrong: HashSet<&String> = all.iter().filter(|it| is_wrong(*it)).map(|(name, _)| name).collect();
    let mut names = groups.entries().map(|(name, _)| name);
    let wrong = names.find(|name| wrong.contains(&normalized(name)))?;
    let included = all.get(&normalized(wrong)).map_or(&[][..], Vec::as_slice);
    let is_unknown = |it: &Option<String>| it.as_ref().is_some_and(|it| !all.contains_key(it));
    let (why, remedy) = match () {
        () if included.contains(&None) => {
            ("which has an invalid entry", "Use only `include-group` in an entry that includes a group.")
        }
        () if included.iter().any(is_unknown) => {
            ("which includes a group that doesn't exist", "Correct the name in `include-group`.")
        }
        () => ("which includes itself", "Remove one of the `include-group` entries."),
    };
    Some(invalid_at(format!("{}.{wrong}", groups.place), None, why, remedy))
}

fn is_index(name: &str) -> bool {
    name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.'))
}

/// A source of a package, if `uv` can't read it.
fn invalid_source(name: &str, value: &Value) -> Option<Invalid> {
    let invalid = || {
        let why = "which isn't a valid source";
        let remedy = "Set one of `git`, `url`, `path`, `index` and `workspace`, with only the settings that belong to it.";
        invalid_at(format!("tool.uv.sources.{name}"), None, why, remedy)
    };
    let Some(all) = value.as_array() else {
        return value.as_object().is_some_and(is_invalid_source).then(invalid);
    };
    let has_condition = |source: &Map<String, Value>| {
        ["marker", "extra", "group"].iter().any(|key| source.contains_key(*key))
    };
    let is_wrong =
        |source: &Map<String, Value>| is_invalid_source(source) || all.len() > 1 && !has_condition(source);
    let is_invalid = all.is_empty() || all.iter().filter_map(Value::as_object).any(is_wrong);
    is_invalid.then(invalid)
}

/// Whether a source doesn't say where the package is, says it twice, or has settings of another kind of source.
fn is_invalid_source(source: &Map<String, Value>) -> bool {
    let has = |key: &str| source.contains_key(key);
    let kinds: Vec<&str> =
        ["git", "url", "path", "index", "workspace"].into_iter().filter(|kind| has(kind)).collect();
    let revisions = ["rev", "tag", "branch"].iter().filter(|key| has(key)).count();
    let is = |key: &str, expected: bool| source.get(key).and_then(Value::as_bool) == Some(expected);
    let is_mixed = match kinds[..] {
        ["git"] => revisions > 1 || has("editable") || has("package"),
        ["url" | "index"] => revisions > 0 || has("editable") || has("package"),
        ["workspace"] => revisions > 0 || has("package"),
        ["path"] => revisions > 0 || is("editable", true) && is("package", false),
        ["git", "path"] => false,
        _ => true,
    };
    is_mixed || source.get("marker").and_then(Value::as_str).is_some_and(|it| !requirements::is_marker(it))
}

/// The first source of a package that is to be installed, at which `uv` finds none. It looks whether or not a marker holds.
fn unmet_source(
    sources: &Table<'_>,
    required: &[(String, &[Value])],
    folder: &Folder<'_>,
    indexes: Option<&[Value]>,
    known: &Known<'_>,
) -> Option<Invalid> {
    let names = |list: &[Value]| {
        let texts = list.iter().filter_map(Value::as_str).filter_map(requirements::name);
        texts.map(normalized).collect::<HashSet<_>>()
    };
    let required: Vec<(&str, HashSet<String>)> =
        required.iter().map(|(place, list)| (&**place, names(list))).collect();
    sources.entries().find_map(|(name, value)| {
        let is_required = |of: &str| {
            required.iter().any(|(place, names)| place.ends_with(of) && names.contains(&normalized(name)))
        };
        let place = format!("{}.{name}", sources.place);
        let places: Vec<(String, &Value)> = match value.as_array() {
            Some(all) => all.iter().enumerate().map(|(at, it)| (format!("{place}[{at}]"), it)).collect(),
            None => vec![(place, value)],
        };
        places.into_iter().find_map(|(place, source)| {
            let at = |key: &str, why| {
                Some(invalid_at(format!("{place}.{key}"), source.get(key), why, "Correct it."))
            };
            // One of an extra or a group counts for that alone.
            let of = ["extra", "group"].into_iter().find_map(|key| source.get(key)?.as_str());
            let is_required = is_required(&of.map(|name| format!(".{name}")).unwrap_or_default());
            if !is_required || source.get("git").is_some() {
                return None;
            }
            if let Some(path) = source.get("path").and_then(Value::as_str) {
                return at("path", why_not_installed(folder, path, name)?);
            }
            if source.get("workspace").and_then(Value::as_bool) == Some(true) {
                let is_member = known.members?.contains(&normalized(name));
                return if is_member {
                    None
                } else {
                    at("workspace", "but the workspace has no such package")
                };
            }
            let index = source.get("index").and_then(Value::as_str)?;
            let is_declared = indexes?.iter().any(|it| it.get("name").and_then(Value::as_str) == Some(index));
            if is_declared { None } else { at("index", "which isn't declared in `tool.uv.index`") }
        })
    })
}

/// Why `uv` can't install a package from a path. What is above the project isn't known, and a submodule that isn't checked out is an empty
/// folder.
fn why_not_installed(folder: &Folder<'_>, path: &str, name: &str) -> Option<&'static str> {
    let is_below = !path.starts_with(['/', '~'])
        && !path.contains(['$', '\\', ':'])
        && !path.split('/').any(|it| it == "..");
    if !is_below {
        return None;
    }
    let package = folder.folder(path);
    match package.project().kind(package.path()) {
        None => Some("which doesn't exist"),
        Some(EntryKind::Directory) if !package.list("").is_empty() => match package.read(Pyproject::FILE) {
            Some(text) => {
                let Ok(manifest) = toml_text::parse(&text) else {
                    return Some("where `pyproject.toml` isn't valid TOML");
                };
                let other = manifest.get("project")?.get("name")?.as_str()?;
                (normalized(other) != normalized(name)).then_some("which is another package")
            }
            None => (!package.is_file("setup.py")).then_some("which isn't a package"),
        },
        Some(_) => None,
    }
}

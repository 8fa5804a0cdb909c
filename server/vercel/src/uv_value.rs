//! The values of a `pyproject.toml` that `uv` reads before it installs anything: one that it can't read fails the build.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value};

use crate::pep440;
use crate::project::Folder;
use crate::requirements::{self, normalized};

/// The name of its lock file.
pub(crate) const LOCK: &str = "uv.lock";

/// What `uv` does with a `pyproject.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// It installs what the file lists.
    Installed,
    /// It finds the file above another one, where it looks for a workspace, and reads it.
    Found,
}

/// The place of the first value that `uv` needs and can't read. Dependencies don't matter where they are locked.
pub(crate) fn invalid(manifest: &Value, folder: &Folder<'_>, usage: Use) -> Option<String> {
    let project = manifest.get("project");
    let of_project = |key: &str| project.and_then(|project| project.get(key));
    let uv = |key: &str| manifest.get("tool")?.get("uv")?.get(key);
    let groups = Table { place: "dependency-groups", value: manifest.get("dependency-groups") };
    let extras = Table { place: "project.optional-dependencies", value: of_project("optional-dependencies") };
    let sources = Table { place: "tool.uv.sources", value: uv("sources") };
    let mut lists = groups.lists();
    if usage == Use::Installed {
        for key in ["dev-dependencies", "constraint-dependencies", "override-dependencies"] {
            lists.push((format!("tool.uv.{key}"), array(uv(key))));
        }
    }
    let is_locked = usage == Use::Found || folder.is_file(LOCK);
    if !is_locked {
        lists.push(("project.dependencies".to_owned(), array(of_project("dependencies"))));
        lists.extend(extras.lists());
    }
    project
        .and_then(of_package)
        .or_else(|| [&extras, &groups, &sources].into_iter().find_map(Table::invalid_name))
        .or_else(|| invalid_include(&groups))
        .or_else(|| lists.iter().find_map(|(place, list)| invalid_requirement(place, list, folder)))
        .or_else(|| uv("package").filter(|it| !it.is_boolean()).map(|_| "tool.uv.package".to_owned()))
        .or_else(|| {
            let is_wrong = |index: &Value| !index.get("name").and_then(Value::as_str).is_none_or(is_index);
            Some(format!("tool.uv.index.{}.name", array(uv("index")).iter().position(is_wrong)?))
        })
        .or_else(|| sources.entries().find_map(|(name, it)| invalid_source(name, it)))
        .or_else(|| invalid_default_group(uv("default-groups")?, &groups))
        .or_else(|| if is_locked { None } else { missing_source(&sources, &lists, folder) })
}

/// The place of the first default group that the project doesn't declare. The string `"all"` stands for all groups.
fn invalid_default_group(defaults: &Value, groups: &Table<'_>) -> Option<String> {
    const PLACE: &str = "tool.uv.default-groups";
    let Some(names) = defaults.as_array() else {
        return (defaults.as_str() != Some("all")).then(|| PLACE.to_owned());
    };
    let is_group = |name: &str| groups.entries().any(|(group, _)| normalized(group) == normalized(name));
    let wrong = names.iter().position(|name| !name.as_str().is_some_and(is_group))?;
    Some(format!("{PLACE}.{wrong}"))
}

/// The first wrong value of `[project]`.
fn of_package(project: &Value) -> Option<String> {
    let text = |key: &str| project.get(key).and_then(Value::as_str);
    let is_dynamic = |key: &str| array(project.get("dynamic")).iter().any(|it| it == key);
    let is_condition = |text: &str| text.is_empty() || pep440::is_specifiers(text);
    let place = if !text("name").is_some_and(requirements::is_name) {
        "project.name"
    } else if !text("version").map_or_else(|| is_dynamic("version"), pep440::is_version) {
        "project.version"
    } else if !text("requires-python").is_none_or(is_condition) {
        "project.requires-python"
    } else {
        return None;
    };
    Some(place.to_owned())
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

    /// The first key that is no name, or another spelling of one before.
    fn invalid_name(&self) -> Option<String> {
        let mut names = HashSet::new();
        let mut keys = self.entries().map(|(name, _)| name);
        let wrong = keys.find(|name| !requirements::is_name(name) || !names.insert(normalized(name)))?;
        Some(format!("{}.{wrong}", self.place))
    }
}

fn array(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn invalid_requirement(place: &str, list: &[Value], folder: &Folder<'_>) -> Option<String> {
    let is_wrong = |it: &Value| it.as_str().is_some_and(|text| !requirements::is_dependency(text, folder));
    Some(format!("{place}.{}", list.iter().position(is_wrong)?))
}

/// The first group that includes itself, or one that isn't there.
fn invalid_include(groups: &Table<'_>) -> Option<String> {
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
    names.find(|name| wrong.contains(&normalized(name))).map(|name| format!("{}.{name}", groups.place))
}

fn is_index(name: &str) -> bool {
    name.chars().all(|char| char.is_ascii_alphanumeric() || matches!(char, '-' | '_' | '.'))
}

/// The place of a source of a package, if `uv` can't read it.
fn invalid_source(name: &str, value: &Value) -> Option<String> {
    let place = format!("tool.uv.sources.{name}");
    let Some(all) = value.as_array() else {
        return value.as_object().is_some_and(is_invalid_source).then_some(place);
    };
    let has_condition = |source: &Map<String, Value>| {
        ["marker", "extra", "group"].iter().any(|key| source.contains_key(*key))
    };
    let is_wrong =
        |source: &Map<String, Value>| is_invalid_source(source) || all.len() > 1 && !has_condition(source);
    let is_invalid = all.is_empty() || all.iter().filter_map(Value::as_object).any(is_wrong);
    is_invalid.then_some(place)
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

/// The path of a source at which nothing is, of a package that is to be installed.
fn missing_source(sources: &Table<'_>, lists: &[(String, &[Value])], folder: &Folder<'_>) -> Option<String> {
    let required = lists.iter().flat_map(|(_, list)| list.iter()).filter_map(Value::as_str);
    let required: HashSet<String> = required.filter_map(requirements::name).map(normalized).collect();
    let is_below = |path: &str| {
        !path.starts_with(['/', '~'])
            && !path.contains(['$', '\\', ':'])
            && !path.split('/').any(|it| it == "..")
    };
    let mut paths = sources.entries().filter_map(|(name, source)| {
        let path =
            source.get("path").filter(|_| source.get("marker").is_none() && source.get("git").is_none());
        Some((name, path?.as_str()?))
    });
    let (name, _) = paths.find(|(name, path)| {
        required.contains(&normalized(name)) && is_below(path) && !folder.exists(path)
    })?;
    Some(format!("{}.{name}.path", sources.place))
}

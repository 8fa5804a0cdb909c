//! What Vercel's Python builder reads of a project beside its modules: `pyproject.toml`, `Pipfile`, `.python-version` (`@vercel/python` and
//! `@vercel/python-analysis`, CLI 64.0.2).

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::javascript;
use crate::posix_path;
use crate::project::Folder;
use crate::toml_text;

/// A `pyproject.toml`.
#[derive(Debug)]
pub struct Pyproject(Value);

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static OBJECT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"([A-Za-z_][A-Za-z0-9_.]*)\s*:\s*[A-Za-z_][A-Za-z0-9_]*").unwrap());

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static MODULE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*$").unwrap());

impl Pyproject {
    /// The name of the file.
    pub const FILE: &'static str = "pyproject.toml";

    /// That of a folder; `None` if it isn't there, or isn't TOML.
    #[must_use]
    pub fn of(folder: &Folder<'_>) -> Option<Pyproject> {
        toml_text::parse(&folder.read(Pyproject::FILE)?).ok().map(Pyproject)
    }

    /// A value of `[tool.vercel]`.
    #[must_use]
    pub fn vercel(&self, key: &str) -> Option<&Value> {
        self.0.get("tool")?.get("vercel")?.get(key)
    }

    /// The script `app`.
    #[must_use]
    pub fn app_script(&self) -> Option<&str> {
        self.0.get("project")?.get("scripts")?.get("app")?.as_str()
    }

    /// Whether one of its dependencies begins with a name.
    #[must_use]
    pub fn may_depend_on(&self, name: &str) -> bool {
        let dependencies = self.0.get("project").and_then(|project| project.get("dependencies"));
        let dependencies = dependencies.and_then(Value::as_array).into_iter().flatten();
        let plain = |text: &str| text.trim().to_lowercase().replace(['_', '.'], "-");
        dependencies.filter_map(Value::as_str).any(|it| plain(it).starts_with(name))
    }

    /// What is wrong with the entries of `workflows` or `subscribers`; `None` if nothing is (`getPyprojectWorkflows`,
    /// `getPyprojectSubscribers`).
    #[must_use]
    pub fn invalid_entry(&self, list: List, folder: &Folder<'_>) -> Option<String> {
        let key = list.key();
        let entries = self.vercel(key).filter(|entries| javascript::is_truthy(entries))?;
        let Some(entries) = entries.as_array() else { return Some(format!("`{key}` must be an array")) };
        let mut known = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let place = format!("entry {} of `{key}`", index + 1);
            let Some(entry) = entry.as_object() else { return Some(format!("{place} must be a table")) };
            if let Some(unknown) = entry.keys().find(|key| !list.fields().contains(&key.as_str())) {
                return Some(format!("{place} has the unknown key `{unknown}`"));
            }
            let Some(written) = entry.get("entrypoint").and_then(Value::as_str) else {
                return Some(format!("{place} needs an `entrypoint`"));
            };
            let (module, object) =
                written.split_once(':').map_or((written, None), |(module, object)| (module, Some(object)));
            let is_object = |text: &str| MODULE.is_match(text) && !text.contains('.');
            let is_valid = MODULE.is_match(module)
                && object.map_or(list == List::Subscribers, is_object)
                && !(list == List::Subscribers && written.to_lowercase().ends_with(".py"));
            if !is_valid {
                let form = if list == List::Subscribers {
                    "a module, or `module:object`"
                } else {
                    "`module:object`"
                };
                return Some(format!("the `entrypoint` `{written}` must be {form}"));
            }
            if !is_module(folder, module) {
                return Some(format!("the `entrypoint` `{written}` doesn't exist"));
            }
            let has_topic = |topics: &Vec<Value>| {
                !topics.is_empty() && topics.iter().all(|it| it.as_str().is_some_and(|it| !it.is_empty()))
            };
            if entry.get("topics").is_some_and(|topics| !topics.as_array().is_some_and(has_topic)) {
                return Some(format!("the `topics` of {place} must be texts"));
            }
            // Names are made of both: `a.b:c` and `a-b:c` differ, as no module has a hyphen.
            if known.contains(&(module, object)) {
                return Some(format!("`{key}` lists `{written}` twice"));
            }
            known.push((module, object));
            if known.len() > 1_000 {
                return None;
            }
        }
        None
    }
}

/// A list of entrypoints in `[tool.vercel]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// `workflows`
    Workflows,
    /// `subscribers`
    Subscribers,
}

impl List {
    /// The key in `[tool.vercel]`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            List::Workflows => "workflows",
            List::Subscribers => "subscribers",
        }
    }

    fn fields(self) -> &'static [&'static str] {
        match self {
            List::Workflows => &["entrypoint"],
            List::Subscribers => &["entrypoint", "topics"],
        }
    }
}

/// Whether a text that names an object of a module, such as `main:app`, leads to a file (`resolveModuleAttrEntrypoint`).
#[must_use]
pub fn leads_to_module(folder: &Folder<'_>, text: &str) -> bool {
    OBJECT.captures(text).and_then(|found| found.get(1)).is_some_and(|it| is_module(folder, it.as_str()))
}

fn is_module(folder: &Folder<'_>, module: &str) -> bool {
    let path = module.replace('.', "/");
    folder.is_file(&format!("{path}.py")) || folder.is_file(&format!("{path}/__init__.py"))
}

/// A file that the builder can't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It isn't in its language: the file, and the language.
    Syntax(String, &'static str),
    /// A value is of the wrong type: the file, and the value's place.
    Type(String, String),
    /// It names no version.
    NoVersion(String),
    /// It names a version that Vercel has discontinued.
    Discontinued(String),
    /// It includes a file that doesn't exist: the file, and the other one as it is written.
    Missing(String, String),
}

/// The first file that the builder can't read on its way from a folder up to the project root (`discoverPythonPackage`).
#[must_use]
pub fn unreadable(root: &Folder<'_>, from: &str) -> Option<Unreadable> {
    let mut path = from;
    loop {
        let folder = root.folder(path);
        if versions(&folder).is_some_and(|versions| versions.iter().all(|it| it == "system")) {
            return Some(Unreadable::NoVersion(folder.resolve(VERSION_FILE)));
        }
        match manifest(&folder) {
            Err(unreadable) => return Some(unreadable),
            Ok(_) if path == from && names_discontinued(&folder) => {
                return Some(Unreadable::Discontinued(folder.resolve(VERSION_FILE)));
            }
            Ok(true) => return None,
            Ok(false) if matches!(path, "" | "." | "/") => return None,
            Ok(false) => path = posix_path::dirname(path),
        }
    }
}

const VERSION_FILE: &str = ".python-version";

/// The lines of the file that names the version. (`system` is a word of other tools, and no version.)
fn versions(folder: &Folder<'_>) -> Option<Vec<String>> {
    let text = folder.read(VERSION_FILE).filter(|_| folder.is_file(VERSION_FILE))?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Some(lines.map(str::to_owned).collect())
}

/// Whether the only version that is named is Python 3.6; others that Vercel doesn't have are ignored.
fn names_discontinued(folder: &Folder<'_>) -> bool {
    let is_discontinued = |version: &String| version == "3.6" || version.starts_with("3.6.");
    versions(folder).is_some_and(|it| matches!(&it[..], [only] if is_discontinued(only)))
}

/// Reads the manifest of a folder; whether the search ends with it.
fn manifest(folder: &Folder<'_>) -> Result<bool, Unreadable> {
    let toml = |name: &str| {
        let text = folder.read(name).filter(|_| folder.is_file(name))?;
        let read = toml_text::parse(&text);
        Some(read.map_err(|_| Unreadable::Syntax(folder.resolve(name), "TOML")))
    };
    let of_type = |name: &str, place: String| Err(Unreadable::Type(folder.resolve(name), place));
    if let Some(project) = toml(Pyproject::FILE).transpose()? {
        if let Some(place) = wrong_type(&project) {
            return of_type(Pyproject::FILE, place);
        }
        toml("uv.toml").transpose()?;
        let workspace = project.get("tool").and_then(|tool| tool.get("uv")?.get("workspace"));
        return Ok(workspace.is_some());
    }
    let lock = "Pipfile.lock";
    if let Some(text) = folder.read(lock).filter(|_| folder.is_file(lock)) {
        return match serde_json::from_str::<Value>(&text) {
            Err(_) => Err(Unreadable::Syntax(folder.resolve(lock), "JSON")),
            Ok(_) => Ok(true),
        };
    }
    if let Some(pipfile) = toml("Pipfile").transpose()? {
        for key in ["packages", "dev-packages"] {
            let packages = pipfile.get(key).and_then(Value::as_object).into_iter().flatten();
            let is_wrong = |(_, value): &(&String, &Value)| !value.is_string() && !value.is_object();
            if let Some((name, _)) = packages.clone().find(is_wrong) {
                return of_type("Pipfile", format!("{key}.{name}"));
            }
        }
        return Ok(true);
    }
    let others = [
        "requirements.frozen.txt",
        "requirements-frozen.txt",
        "requirements.txt",
        "requirements.in",
        "requirements/prod.txt",
    ];
    let Some(name) = others.into_iter().find(|name| folder.is_file(name)) else { return Ok(false) };
    // Vercel looks for them in the folder of the manifest, and doesn't follow them out of the project.
    let included = |line: &str| {
        let file = line.trim().strip_prefix("-r ").or_else(|| line.trim().strip_prefix("--requirement "))?;
        let file = file.split(" #").next().unwrap_or_default().trim();
        let is_plain = !file.contains(['$', '\\', ':', '"', '\'', ' ']) && !file.starts_with('/');
        is_plain.then(|| file.to_owned())
    };
    let text = folder.read(name).unwrap_or_default();
    match text.lines().filter_map(included).find(|file| !folder.exists(file)) {
        Some(missing) => Err(Unreadable::Missing(folder.resolve(name), missing)),
        None => Ok(true),
    }
}

/// The place of a value of `pyproject.toml` that isn't of its type (`pyProjectTomlSchema`, as far as `project` goes).
fn wrong_type(project: &Value) -> Option<String> {
    let table = project.get("project")?;
    if !table.is_object() {
        return Some("project".to_owned());
    }
    let is_list = |value: &Value| value.as_array().is_some_and(|all| all.iter().all(Value::is_string));
    let is_table =
        |value: &Value, of: fn(&Value) -> bool| value.as_object().is_some_and(|all| all.values().all(of));
    let is_right = |key: &str, value: &Value| match key {
        "name" | "version" | "description" | "requires-python" => value.is_string(),
        "dependencies" | "keywords" | "classifiers" | "dynamic" => is_list(value),
        "scripts" | "urls" => is_table(value, Value::is_string),
        "optional-dependencies" => {
            is_table(value, |value| value.as_array().is_some_and(|all| all.iter().all(Value::is_string)))
        }
        _ => true,
    };
    let wrong = table.as_object()?.iter().find(|(key, value)| !is_right(key, value));
    wrong.map(|(key, _)| format!("project.{key}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    fn reading(files: &[(&str, &str)], from: &str) -> Option<Unreadable> {
        unreadable(&Folder::root(&MemoryFs::new(files.iter().copied())), from)
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn files_that_the_builder_reads() {
        let syntax = |file: &str, language| Some(Unreadable::Syntax(file.to_owned(), language));
        assert_eq!(reading(&[("pyproject.toml", "[")], "."), syntax("pyproject.toml", "TOML"));
        assert_eq!(reading(&[("api/pyproject.toml", "[")], "api"), syntax("api/pyproject.toml", "TOML"));
        assert_eq!(reading(&[("Pipfile", "[packages")], "api"), syntax("Pipfile", "TOML"));
        assert_eq!(reading(&[("Pipfile.lock", "{"), ("Pipfile", "[")], "."), syntax("Pipfile.lock", "JSON"));
        let uv = [("pyproject.toml", ""), ("uv.toml", "[")];
        assert_eq!(reading(&uv, "."), syntax("uv.toml", "TOML"));
        let missing = |file: &str| {
            reading(&[("requirements.txt", &format!("fastapi\n-r {file}\n")), ("base.txt", "")], ".")
                .is_some()
        };
        assert!(missing("other.txt") && !missing("base.txt") && !missing("./base.txt"));
        // Requirements end the search, a `pyproject.toml` without a workspace doesn't.
        let above = |manifest| [(manifest, ""), ("pyproject.toml", "[")];
        assert_eq!(reading(&above("api/requirements.txt"), "api"), None);
        assert_eq!(reading(&above("api/pyproject.toml"), "api"), syntax("pyproject.toml", "TOML"));
        for (text, place) in [
            ("[project]\nname = 3", "project.name"),
            ("[project]\ndependencies = [3]", "project.dependencies"),
            ("[project.scripts]\napp = 3", "project.scripts"),
        ] {
            let expected = Unreadable::Type("pyproject.toml".to_owned(), place.to_owned());
            assert_eq!(reading(&[("pyproject.toml", text)], "."), Some(expected));
        }
        for (text, is_read) in
            [("3.12\n", true), ("pypy3.10", true), ("", false), ("# none\n", false), ("3.6\n", false)]
        {
            assert_eq!(reading(&[(".python-version", text)], ".").is_none(), is_read, "{text}");
        }
    }

    #[test]
    fn entries_of_lists() {
        let files = [("main.py", ""), ("jobs/__init__.py", "")];
        let fs = MemoryFs::new(files);
        let invalid = |list, text: &str| {
            let project = Pyproject(toml_text::parse(text).unwrap());
            project.invalid_entry(list, &Folder::root(&fs)).is_some()
        };
        for (entry, workflow, subscriber) in [
            ("entrypoint = 'main:app'", false, false),
            ("entrypoint = 'jobs:app'", false, false),
            ("entrypoint = 'main'", true, false),
            ("entrypoint = 'main.py'", true, true),
            ("entrypoint = 'none:app'", true, true),
            ("entrypoint = 3", true, true),
            ("", true, true),
            ("entrypoint = 'main:app'\ntopics = ['a']", true, false),
            ("entrypoint = 'main:app'\ntopics = []", true, true),
        ] {
            let text = |list: List| format!("[[tool.vercel.{}]]\n{entry}\n", list.key());
            assert_eq!(invalid(List::Workflows, &text(List::Workflows)), workflow, "{entry}");
            assert_eq!(invalid(List::Subscribers, &text(List::Subscribers)), subscriber, "{entry}");
            if !subscriber {
                let twice = text(List::Subscribers).repeat(2);
                assert!(invalid(List::Subscribers, &twice), "{entry}");
            }
        }
        assert!(invalid(List::Workflows, "[tool.vercel]\nworkflows = 3"));
        assert!(!invalid(List::Workflows, "[tool.vercel]\nworkflows = 0"));
    }
}

//! What Vercel itself reads of a `pyproject.toml`.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::javascript;
use crate::project::Folder;
use crate::requirements;
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
        dependencies.filter_map(Value::as_str).any(|it| requirements::normalized(it.trim()).starts_with(name))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

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

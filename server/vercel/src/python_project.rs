//! What Vercel's Python builder reads of a project beside its modules: `pyproject.toml`, `Pipfile`, `.python-version` (`@vercel/python` and
//! `@vercel/python-analysis`, CLI 64.0.2).

use std::sync::LazyLock;

use regex::Regex;
use serde_json::Value;

use crate::javascript;
use crate::mistake::Mistake;
use crate::pep440;
use crate::posix_path;
use crate::project::Folder;
use crate::python_manifest::{PIPFILE, PIPFILE_LOCK, PYPROJECT, Shape, UV};
use crate::requirements::{self, Fault, normalized};
use crate::toml_text;
use crate::url::is_space;
use crate::uv_value::{self, LOCK, Use};

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

/// What keeps the builder from a project's description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It isn't in its language: the file, the language, and what is wrong.
    Syntax(String, &'static str, Mistake),
    /// The nearest `pyproject.toml` above the one that is built isn't TOML: only `uv` reads it.
    SyntaxAbove(String, Mistake),
    /// A value has the wrong shape: the file, and the value's place, empty for the whole.
    Shape(String, String),
    /// It names no version.
    NoVersion(String),
    /// It asks for a version that Vercel has discontinued: the file.
    Discontinued(String),
    /// It doesn't allow the version with which Vercel builds: the file, and its conditions.
    NoPython(String, String),
    /// A line is no requirement: the file, and the line's number.
    Requirement(String, usize),
    /// It starts with a byte order mark: the file.
    ByteOrderMark(String),
    /// It includes another file: the file, and the other one as it is written.
    Include(String, String),
    /// A URL without the name of its package: the file, and the line's number.
    Nameless(String, usize),
    /// A path at which nothing is: the file, and the line's number.
    Missing(String, usize),
    /// A value that `uv` can't read: the file, the value's place, and the value if it is a text.
    Value(String, String, Option<String>),
    /// A value that `uv` needs: the file, and the value's place.
    NoValue(String, String),
    /// A lock file from which `uv` can't install.
    Lock(String),
}

/// Where a version of Python is asked for.
struct Asked {
    file: String,
    /// Any of these.
    conditions: Vec<String>,
}

/// The first thing that keeps the builder from a project on its way from a folder up to the project root (`discoverPythonPackage`), and then
/// the version of Python that the project asks for (`resolvePythonVersion`).
#[must_use]
pub fn unreadable(root: &Folder<'_>, from: &str) -> Option<Unreadable> {
    let mut path = from;
    let mut version_file: Option<Asked> = None;
    let mut nearest: Option<Manifest> = None;
    let mut nearest_folder = from;
    let mut is_in_workspace = false;
    loop {
        let folder = root.folder(path);
        match versions(&folder) {
            Some(versions) if versions.is_empty() => {
                return Some(Unreadable::NoVersion(folder.resolve(VERSION_FILE)));
            }
            // Of the files above the manifest only a workspace's count.
            Some(conditions) if version_file.is_none() && nearest.is_none() => {
                version_file = Some(Asked { file: folder.resolve(VERSION_FILE), conditions });
            }
            _ => {}
        }
        let is_last = match manifest(&folder) {
            Err(unreadable) => return Some(unreadable),
            Ok(Some(manifest)) => {
                let is_root = manifest.is_root;
                is_in_workspace |= nearest.is_some() && is_root && manifest.kind == Kind::Pyproject;
                if nearest.is_none() {
                    nearest_folder = path;
                }
                nearest.get_or_insert(manifest);
                is_root
            }
            Ok(None) => false,
        };
        if is_last || matches!(path, "" | "." | "/") {
            break;
        }
        path = posix_path::dirname(path);
    }
    let mut of_install = None;
    let manifest = nearest.and_then(|manifest| {
        // What `uv` reads in a workspace is the workspace's.
        let is_own_root = manifest.kind == Kind::Pyproject && manifest.is_root;
        let looks_above = manifest.kind != Kind::Pipfile && !is_own_root;
        let above = || if looks_above { invalid_above(root, nearest_folder) } else { None };
        of_install = manifest.of_install.filter(|_| !is_in_workspace).or_else(above);
        Some((manifest.file, manifest.kind != Kind::Pyproject, manifest.python?))
    });
    unsuitable(version_file, manifest).or(of_install)
}

/// What is wrong with the version of Python that a project asks for: in `.python-version`, or in its manifest, which may be converted.
fn unsuitable(version_file: Option<Asked>, manifest: Option<(String, bool, String)>) -> Option<Unreadable> {
    let of_manifest = manifest
        .as_ref()
        .map(|(file, _, python)| Asked { file: file.clone(), conditions: vec![python.clone()] });
    let asked = version_file.or(of_manifest)?;
    if asks_for_discontinued(&asked.conditions) {
        return Some(Unreadable::Discontinued(asked.file));
    }
    let selected = selected(&asked.conditions);
    let (file, is_converted, python) = manifest?;
    let is_excluded = |minor| !pep440::may_allow_python(&python, minor);
    let is_refused = match selected {
        Some(minor) => is_excluded(minor),
        None => PYTHONS.into_iter().all(is_excluded),
    };
    // Where Vercel makes a `pyproject.toml` of another file, it drops the condition.
    (!is_converted && is_refused).then(|| Unreadable::NoPython(file, python.clone()))
}

/// Minor versions of Python 3 that Vercel builds with, in the order in which it takes them.
const PYTHONS: [u64; 3] = [12, 14, 13];

/// The minor version of Python 3 with which Vercel builds; `None` where the conditions aren't plain.
fn selected(conditions: &[String]) -> Option<u64> {
    let allows = |minor| {
        let all = conditions.iter().map(|it| pep440::allows_python(it, minor)).collect::<Option<Vec<_>>>()?;
        Some(all.contains(&true))
    };
    let all = PYTHONS.into_iter().map(allows).collect::<Option<Vec<bool>>>()?;
    let first = PYTHONS.into_iter().zip(all).find_map(|(minor, is_allowed)| is_allowed.then_some(minor));
    Some(first.unwrap_or(12))
}

/// Others that it knows.
const OTHERS: [u64; 3] = [9, 10, 11];
const DISCONTINUED: u64 = 6;

/// Whether only the discontinued version will do.
fn asks_for_discontinued(conditions: &[String]) -> bool {
    let allows =
        |minor| conditions.iter().map(|it| pep440::allows_python(it, minor)).collect::<Option<Vec<_>>>();
    let is_allowed = |minor| allows(minor).is_some_and(|all| all.contains(&true));
    is_allowed(DISCONTINUED) && !OTHERS.into_iter().chain(PYTHONS).any(is_allowed)
}

const VERSION_FILE: &str = ".python-version";

#[expect(clippy::unwrap_used, reason = "a constant pattern")]
static REQUEST: LazyLock<Regex> = LazyLock::new(|| {
    let implementation = "(?<implementation>cpython|python|cp|pypy|pyodide|graalpy|pp|gp)?@?";
    Regex::new(&format!(r"(?i)^{implementation}(?<version>v?[0-9<>=!~].*)?$")).unwrap()
});

/// The conditions on its version that the file names, one a line; `None` if it isn't there. Another implementation of Python has none here, and
/// what isn't a version at all is left out.
fn versions(folder: &Folder<'_>) -> Option<Vec<String>> {
    let text = folder.read(VERSION_FILE).filter(|_| folder.is_file(VERSION_FILE))?;
    let lines = text
        .lines()
        .map(|line| line.trim_matches(is_space))
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    Some(lines.filter(|line| may_be_version(line)).map(condition).collect())
}

/// `system`, or the name of an environment, is a word of other tools, and no version. A platform (`any-linux`) is one.
fn may_be_version(line: &str) -> bool {
    let line = line.to_ascii_lowercase();
    if line.starts_with(['<', '>', '=', '!', '~']) {
        return line.contains("===") || pep440::is_specifiers(&line);
    }
    REQUEST.is_match(&line)
        || line == "default"
        || line.starts_with("any")
        || line.split('-').any(|part| REQUEST.is_match(part))
}

/// A line as a condition: `3.6`, `36` and `python3.6` are `==3.6`.
fn condition(line: &str) -> String {
    let plain = REQUEST.captures(line).and_then(|found| {
        let implementation = found.name("implementation").map_or("", |it| it.as_str()).to_ascii_lowercase();
        let is_python = matches!(&implementation[..], "" | "python" | "cpython" | "cp");
        is_python.then(|| found.name("version"))?.map(|it| it.as_str())
    });
    let Some(version) = plain else { return line.to_owned() };
    let is_tag = version.len() > 1 && version.bytes().all(|byte| byte.is_ascii_digit());
    match version.split_at_checked(1) {
        Some((major, minor)) if is_tag => format!("=={major}.{minor}"),
        _ if version.starts_with(|char: char| char.is_ascii_digit()) => format!("=={version}"),
        _ => version.to_owned(),
    }
}

/// The manifest of a folder.
struct Manifest {
    file: String,
    /// Its condition on the version of Python.
    python: Option<String>,
    kind: Kind,
    /// Whether the search ends with it.
    is_root: bool,
    /// What keeps `uv` from installing what it lists.
    of_install: Option<Unreadable>,
}

/// What a manifest is. Of the others Vercel makes a `pyproject.toml`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Pyproject,
    Requirements,
    Pipfile,
}

/// Reads the manifest of a folder, if it has one.
fn manifest(folder: &Folder<'_>) -> Result<Option<Manifest>, Unreadable> {
    let toml = |name: &str, shape: &Shape| {
        let text = folder.read(name).filter(|_| folder.is_file(name))?;
        let syntax = |mistake| Unreadable::Syntax(folder.resolve(name), "TOML", mistake);
        let read = toml_text::parse(&text).map_err(syntax);
        Some(read.and_then(|value| shaped(folder, name, value, shape)))
    };
    let converted = |name: &str, python: Option<String>| {
        let file = folder.resolve(name);
        Ok(Some(Manifest { file, python, kind: Kind::Pipfile, is_root: true, of_install: None }))
    };
    if let Some(project) = toml(Pyproject::FILE, &PYPROJECT).transpose()? {
        let uv = toml("uv.toml", &UV).transpose()?;
        let uv = uv.as_ref().or_else(|| project.get("tool")?.get("uv"));
        let is_root = uv.is_some_and(|uv| uv.get("workspace").is_some());
        let python = project
            .get("project")
            .and_then(|it| it.get("requires-python")?.as_str())
            .filter(|it| !it.is_empty());
        let (file, python) = (folder.resolve(Pyproject::FILE), python.map(str::to_owned));
        let of_install =
            unusable_lock(&project, folder).or_else(|| invalid_value(&project, folder, Use::Installed));
        let kind = Kind::Pyproject;
        return Ok(Some(Manifest { file, python, kind, is_root, of_install }));
    }
    let lock = "Pipfile.lock";
    if let Some(text) = folder.read(lock).filter(|_| folder.is_file(lock)) {
        let syntax = || {
            let mistake = Mistake::of_json(&text).unwrap_or(Mistake::ByteOrderMark);
            Unreadable::Syntax(folder.resolve(lock), "JSON", mistake)
        };
        let value = serde_json::from_str::<Value>(&text).map_err(|_| syntax())?;
        let value = shaped(folder, lock, value, &PIPFILE_LOCK)?;
        let python =
            value.get("_meta").and_then(|meta| meta.get("requires")?.get("python_version")?.as_str());
        return converted(lock, python.filter(|it| !it.is_empty()).map(|it| format!("=={it}.*")));
    }
    if toml("Pipfile", &PIPFILE).transpose()?.is_some() {
        return converted("Pipfile", None);
    }
    let others = [
        "requirements.frozen.txt",
        "requirements-frozen.txt",
        "requirements.txt",
        "requirements.in",
        "requirements/prod.txt",
    ];
    let Some(name) = others.into_iter().find(|name| folder.is_file(name)) else { return Ok(None) };
    let file = folder.resolve(name);
    let text = folder.read(name).unwrap_or_default();
    if text.starts_with('\u{feff}') {
        return Err(Unreadable::ByteOrderMark(file));
    }
    let of_install = match requirements::fault(&text, folder) {
        Some((_, Fault::Include(other))) => return Err(Unreadable::Include(file, other)),
        Some((line, Fault::Malformed)) => return Err(Unreadable::Requirement(file, line)),
        Some((line, Fault::Nameless)) => Some(Unreadable::Nameless(file.clone(), line)),
        Some((line, Fault::Missing)) => Some(Unreadable::Missing(file.clone(), line)),
        None => None,
    };
    Ok(Some(Manifest { file, python: None, kind: Kind::Requirements, is_root: true, of_install }))
}

/// The first value of a `pyproject.toml` that `uv` can't read.
fn invalid_value(manifest: &Value, folder: &Folder<'_>, usage: Use) -> Option<Unreadable> {
    let place = uv_value::invalid(manifest, folder, usage)?;
    let step = |value: &Value, key: &str| match value {
        Value::Array(values) => values.get(key.parse::<usize>().ok()?).cloned(),
        _ => value.get(key).cloned(),
    };
    let found = place.split('.').try_fold(manifest.clone(), |value, key| step(&value, key));
    let file = folder.resolve(Pyproject::FILE);
    Some(match found {
        None if matches!(&place[..], "project.name" | "project.version") => Unreadable::NoValue(file, place),
        found => Unreadable::Value(file, place, found.and_then(|it| it.as_str().map(str::to_owned))),
    })
}

/// What `uv` finds wrong in the nearest `pyproject.toml` above a folder, where it looks for a workspace.
fn invalid_above(root: &Folder<'_>, below: &str) -> Option<Unreadable> {
    let mut path = below;
    loop {
        if matches!(path, "" | "." | "/") {
            return None;
        }
        path = posix_path::dirname(path);
        let folder = root.folder(path);
        if folder.is_file(Pyproject::FILE) {
            return match toml_text::parse(&folder.read(Pyproject::FILE)?) {
                Ok(manifest) => invalid_value(&manifest, &folder, Use::Found),
                Err(mistake) => Some(Unreadable::SyntaxAbove(folder.resolve(Pyproject::FILE), mistake)),
            };
        }
    }
}

/// The lock file beside a `pyproject.toml`, if `uv` can't install from it (`ensureUvProject`): it must have the project in it, and `pylock.toml`
/// isn't one.
fn unusable_lock(manifest: &Value, folder: &Folder<'_>) -> Option<Unreadable> {
    const OTHER: &str = "pylock.toml";
    let project = manifest.get("project").and_then(|project| project.get("name")?.as_str());
    if !folder.is_file(LOCK) {
        return folder.is_file(OTHER).then(|| Unreadable::Lock(folder.resolve(OTHER)));
    }
    let lock = toml_text::parse(&folder.read(LOCK)?).unwrap_or_default();
    let names_project = |package: &Value| {
        let name = package.get("name").and_then(Value::as_str).map(normalized);
        name == project.map(normalized)
    };
    let is_usable = lock.get("version").and_then(Value::as_u64) == Some(1)
        && lock.get("requires-python").is_some()
        && (project.is_none()
            || lock
                .get("package")
                .and_then(Value::as_array)
                .is_some_and(|all| all.iter().any(names_project)));
    (!is_usable).then(|| Unreadable::Lock(folder.resolve(LOCK)))
}

/// A value, if it has a shape.
fn shaped(folder: &Folder<'_>, name: &str, value: Value, shape: &Shape) -> Result<Value, Unreadable> {
    match shape.mismatch(&value) {
        Some(place) => Err(Unreadable::Shape(folder.resolve(name), place)),
        None => Ok(value),
    }
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
        let syntax = |file: &str, language: &str| Some(format!("{file} {language} 1"));
        let what_of = |files: &[(&str, &str)], from: &str| match reading(files, from)? {
            Unreadable::Syntax(file, language, Mistake::Line(line, _)) => {
                Some(format!("{file} {language} {line}"))
            }
            other => Some(format!("{other:?}")),
        };
        assert_eq!(what_of(&[("pyproject.toml", "[")], "."), syntax("pyproject.toml", "TOML"));
        assert_eq!(what_of(&[("api/pyproject.toml", "[")], "api"), syntax("api/pyproject.toml", "TOML"));
        assert_eq!(what_of(&[("Pipfile", "[packages")], "api"), syntax("Pipfile", "TOML"));
        assert_eq!(what_of(&[("Pipfile.lock", "{"), ("Pipfile", "[")], "."), syntax("Pipfile.lock", "JSON"));
        let uv = [("pyproject.toml", ""), ("uv.toml", "[")];
        assert_eq!(what_of(&uv, "."), syntax("uv.toml", "TOML"));
        let including = [("requirements.txt", "fastapi\n-r base.txt\n"), ("base.txt", "six\n")];
        let included = Unreadable::Include("requirements.txt".to_owned(), "base.txt".to_owned());
        assert_eq!(reading(&including, "."), Some(included));
        let malformed = [("requirements/prod.txt", "fastapi\n\nsix ==\n")];
        let line = Unreadable::Requirement("requirements/prod.txt".to_owned(), 3);
        assert_eq!(reading(&malformed, "."), Some(line));
        // Requirements end the search, a `pyproject.toml` without a workspace doesn't.
        let above = |manifest| [(manifest, ""), ("pyproject.toml", "[")];
        assert_eq!(reading(&above("api/Pipfile"), "api"), None);
        assert_eq!(what_of(&above("api/pyproject.toml"), "api"), syntax("pyproject.toml", "TOML"));
        // Only `uv` reads it, where it looks for a workspace.
        let by_uv = reading(&above("api/requirements.txt"), "api");
        assert!(matches!(by_uv, Some(Unreadable::SyntaxAbove(file, _)) if file == "pyproject.toml"));
        let mark = "\u{feff}";
        for file in ["pyproject.toml", "Pipfile", "Pipfile.lock"] {
            let found = reading(&[(file, mark)], ".");
            assert!(matches!(found, Some(Unreadable::Syntax(_, _, Mistake::ByteOrderMark))), "{file}");
        }
        let requirements = [("requirements.txt", &*format!("{mark}six"))];
        assert_eq!(
            reading(&requirements, "."),
            Some(Unreadable::ByteOrderMark("requirements.txt".to_owned()))
        );
        assert_eq!(reading(&[(".python-version", &format!("{mark}3.12\n"))], "."), None);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn what_uv_finds_above() {
        let project = "[project]\nname = 'r'\nversion = '1'\n";
        let own = "[project]\nname = 'app'\nversion = '0.1.0'\n";
        let of = |above: &str| {
            let above = above.to_owned();
            let read = |manifest: (&str, &str)| match reading(
                &[manifest, ("pyproject.toml", &above), ("api/main.py", "")],
                "api",
            )? {
                Unreadable::Value(_, place, _) | Unreadable::NoValue(_, place) => Some(place),
                other => Some(format!("{other:?}")),
            };
            let found = read(("api/requirements.txt", ""));
            assert_eq!(found, read(("api/pyproject.toml", own)), "{above}");
            assert_eq!(None, read(("api/Pipfile", "[packages]")), "{above}");
            found
        };
        for (rest, place) in [
            ("", None),
            ("dependencies = ['six ==']", None),
            ("requires-python = '^3'", Some("project.requires-python")),
            (
                "[tool.uv.sources]\nlib = { url = 'https://a.example/c.whl', rev = 'x' }",
                Some("tool.uv.sources.lib"),
            ),
            ("[dependency-groups]\ndev = ['six ==']", Some("dependency-groups.dev.0")),
            ("[dependency-groups]\n'-dev' = []", Some("dependency-groups.-dev")),
            ("[tool.uv]\ndefault-groups = ['x']", Some("tool.uv.default-groups.0")),
            ("[tool.uv]\nmanaged = false", None),
        ] {
            assert_eq!(of(&format!("{project}{rest}")).as_deref(), place, "{rest}");
        }
        assert_eq!(of("[project]\nname = 'r'").as_deref(), Some("project.version"));
        assert_eq!(of("[project]\nname = 'my r'\nversion = '1'").as_deref(), Some("project.name"));
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn shapes_of_files() {
        for (file, text, place) in [
            ("pyproject.toml", "[project]\nname = 3", Some("project.name")),
            ("pyproject.toml", "[project]\ndependencies = ['six', 3]", Some("project.dependencies.1")),
            ("pyproject.toml", "[project.scripts]\napp = 3", Some("project.scripts.app")),
            ("pyproject.toml", "[project]\nauthors = ['me']", Some("project.authors.0")),
            ("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\nauthors = [{ name = 'me' }]", None),
            ("pyproject.toml", "[project]\nreadme = { file = 3 }", Some("project.readme")),
            (
                "pyproject.toml",
                "[[tool.uv.index]]\nurl = 'https://example.com'",
                Some("tool.uv.index.0.name"),
            ),
            ("pyproject.toml", "[tool.uv.sources]\nx = 3", Some("tool.uv.sources.x")),
            ("pyproject.toml", "[tool.uv.sources]\nx = [{ path = './x' }]", None),
            ("pyproject.toml", "[build-system]\nbuild-backend = 'x'", Some("build-system.requires")),
            ("pyproject.toml", "[dependency-groups]\ndev = 'six'", Some("dependency-groups.dev")),
            ("pyproject.toml", "[dependency-groups]\ndev = [{ include-group = 'x' }]\nx = []", None),
            (
                "pyproject.toml",
                "[tool.vercel.fastapi.static]\ncdn = 'yes'",
                Some("tool.vercel.fastapi.static.cdn"),
            ),
            ("Pipfile", "[packages]\nsix = { version = 3 }", Some("packages")),
            ("Pipfile", "[packages]\nsix = { version = '3', other = 3 }", None),
            ("Pipfile", "[pipenv]\nallow_prereleases = true", Some("pipenv")),
            ("Pipfile", "[requires]\npython_version = '3.6'", None),
            ("Pipfile", "a = '1'", Some("a")),
            ("Pipfile", "[[source]]\nurl = 'https://example.com'", Some("source")),
            ("Pipfile.lock", "[]", Some("")),
            ("Pipfile.lock", "{ \"a\": 1 }", Some("a")),
            ("Pipfile.lock", "{ \"default\": { \"six\": \"*\" } }", Some("default.six")),
            ("Pipfile.lock", "{ \"_meta\": { \"hash\": \"x\" } }", Some("_meta")),
            ("Pipfile.lock", "{ \"_meta\": { \"hash\": { \"sha256\": \"x\" } } }", None),
        ] {
            let expected = place.map(|place| Unreadable::Shape(file.to_owned(), place.to_owned()));
            assert_eq!(reading(&[(file, text)], "."), expected, "{file}: {text}");
        }
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn versions_of_python() {
        let is_read = |files: &[(&str, &str)]| reading(files, "api").is_none();
        for (text, expected) in [
            ("3.12\n", true),
            ("pypy3.10", true),
            ("pypy3.6", true),
            ("3.9", true),
            ("3.6\n3.9\n", true),
            ("any-linux", true),
            ("v3.12", true),
            ("", false),
            ("# none\n", false),
            ("hello", false),
            ("my-venv", false),
            ("system", false),
            ("<=3.6.*", false),
            (">=3.12,<4", true),
            ("3.6\n", false),
            ("36", false),
            ("cp36", false),
            ("python3.6.1", false),
            (">=3.6,<3.7", false),
        ] {
            assert_eq!(is_read(&[("api/.python-version", text)]), expected, "{text}");
            assert_eq!(is_read(&[(".python-version", text)]), expected, "{text}");
        }
        // Above the manifest none counts that is read.
        let above = |manifest| [(manifest, ""), (".python-version", "3.6")];
        assert!(is_read(&above("api/requirements.txt")));
        assert!(!is_read(&above("requirements.txt")));

        let asking = |python: &str| {
            let text = format!("[project]\nname = 'app'\nversion = '1'\nrequires-python = '{python}'\n");
            reading(&[("pyproject.toml", &text)], ".")
        };
        let file = || Pyproject::FILE.to_owned();
        for python in ["==3.6.*", "<3.7", "~=3.6", "~=3.6.1", "<3.9"] {
            assert_eq!(asking(python), Some(Unreadable::Discontinued(file())), "{python}");
        }
        for python in ["<3.12", ">=3.15", "==3.9.*", "==3.12", "<=3.12", "~=3.9.1"] {
            assert_eq!(asking(python), Some(Unreadable::NoPython(file(), python.to_owned())), "{python}");
        }
        for python in ["", ">=3.9", "~=3.9", "<=3.12.1", "==3.13.*", ">3.12"] {
            assert_eq!(asking(python), None, "{python}");
        }
        let locked = |python: &str| {
            let text = format!("{{ \"_meta\": {{ \"requires\": {{ \"python_version\": \"{python}\" }} }} }}");
            reading(&[("Pipfile.lock", &text)], ".").is_none()
        };
        assert!(locked("3.9") && locked("3.15") && !locked("3.6"));
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn what_uv_reads() {
        let place = |files: &[(&str, &str)]| match reading(files, ".") {
            Some(Unreadable::Value(_, place, _) | Unreadable::NoValue(_, place)) => Some(place),
            Some(other) => Some(format!("{other:?}")),
            None => None,
        };
        let project = |text: &str| format!("[project]\nname = 'app'\nversion = '1'\n{text}\n");
        for (text, expected) in [
            (String::new(), None),
            ("[tool.ruff]\nline-length = 100".to_owned(), None),
            ("[project]\nname = 'app'\ndynamic = ['version']".to_owned(), None),
            ("[project]\nname = 'app'".to_owned(), Some("project.version")),
            ("[project]\nname = 'app'\nversion = '1.x'".to_owned(), Some("project.version")),
            ("[project]\nversion = '1'".to_owned(), Some("project.name")),
            ("[project]\nname = 'my app'\nversion = '1'".to_owned(), Some("project.name")),
            (project("requires-python = '3.12'"), Some("project.requires-python")),
            (project("requires-python = '^3.12'"), Some("project.requires-python")),
            (project("dependencies = ['six>=1,', 'six; os_name == \"nt\"']"), None),
            (project("dependencies = ['six', 'six ^1.0']"), Some("project.dependencies.1")),
            (project("dependencies = ['./lib']"), Some("project.dependencies.0")),
            (
                project("[project.optional-dependencies]\ndev = ['six ==']"),
                Some("project.optional-dependencies.dev.0"),
            ),
            (project("[dependency-groups]\ndev = ['six ==']"), Some("dependency-groups.dev.0")),
            (project("[tool.uv]\ndev-dependencies = ['six ==']"), Some("tool.uv.dev-dependencies.0")),
            (
                project("[tool.uv]\nconstraint-dependencies = ['six ==']"),
                Some("tool.uv.constraint-dependencies.0"),
            ),
            (project("[tool.uv]\npackage = 'x'"), Some("tool.uv.package")),
            (
                project("[[tool.uv.index]]\nname = 'a b'\nurl = 'https://example.com'"),
                Some("tool.uv.index.0.name"),
            ),
            (project("[project.optional-dependencies]\n'a.b' = []\n1 = []"), None),
            (
                project("[project.optional-dependencies]\n'my extra' = []"),
                Some("project.optional-dependencies.my extra"),
            ),
            (
                project("[project.optional-dependencies]\na-b = []\na_b = []"),
                Some("project.optional-dependencies.a_b"),
            ),
            (project("[dependency-groups]\n'dev-' = []"), Some("dependency-groups.dev-")),
            ("[dependency-groups]\ndev = ['six ==']".to_owned(), Some("dependency-groups.dev.0")),
            ("[dependency-groups]\ndev = ['six']".to_owned(), None),
            (project("[dependency-groups]\ndev = [{ include-group = 'My_X' }]\nmy-x = []"), None),
            (project("[dependency-groups]\ndev = [{ include-group = 'x' }]"), Some("dependency-groups.dev")),
            (
                project(
                    "[dependency-groups]\na = [{ include-group = 'b' }]\nb = [{ include-group = 'c' }]\nc = [{ include-group = 'b' }]",
                ),
                Some("dependency-groups.b"),
            ),
            (
                project("[dependency-groups]\ndev = [{ include-group = 'x', other = '1' }]\nx = []"),
                Some("dependency-groups.dev"),
            ),
            (
                project("dependencies = ['lib']\n[tool.uv.sources]\nlib = { path = './lib' }"),
                Some("tool.uv.sources.lib.path"),
            ),
            (
                project("dependencies = ['My_Lib>=1']\n[tool.uv.sources]\nmy-lib = { path = 'x.whl' }"),
                Some("tool.uv.sources.my-lib.path"),
            ),
            (project("dependencies = ['lib']\n[tool.uv.sources]\nlib = { path = '../lib' }"), None),
            (project("[tool.uv.sources]\nlib = { path = './lib' }"), None),
        ] {
            let found = place(&[("pyproject.toml", &text)]);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
        assert_eq!(
            place(&[("pyproject.toml", ""), ("uv.lock", "")]),
            Some(format!("{:?}", Unreadable::Lock(LOCK.to_owned())))
        );
        let plain = project("");
        let locked = |file, lock| reading(&[("pyproject.toml", &plain), (file, lock)], ".");
        let lock = "version = 1\nrequires-python = '>=3.12'\n[[package]]\nname = 'app'\n";
        assert_eq!(locked("uv.lock", lock), None);
        let (newer, other) = (lock.replace("= 1", "= 2"), lock.replace("app", "other"));
        for wrong in ["", "<<<<<<< HEAD", "version = 1", &newer, &other] {
            assert_eq!(locked("uv.lock", wrong), Some(Unreadable::Lock("uv.lock".to_owned())), "{wrong}");
        }
        assert_eq!(locked("pylock.toml", ""), Some(Unreadable::Lock("pylock.toml".to_owned())));
        // What is locked isn't built.
        let wrong = project("dependencies = ['six ^1.0']");
        let files = [("pyproject.toml", &*wrong), ("uv.lock", lock)];
        assert_eq!(reading(&files, "."), None);
    }

    /// Each answer is that of `vercel build`.
    #[test]
    fn sources_of_packages() {
        for (source, is_read) in [
            ("{ path = 'lib' }", true),
            ("[{ path = 'lib' }]", true),
            ("{ git = 'https://example.com/a', rev = 'x' }", true),
            ("{ url = 'https://example.com/a.whl' }", true),
            ("{ path = 'lib', git = 'https://example.com/a' }", true),
            ("{ workspace = false }", true),
            ("{ index = 'none' }", true),
            ("[{ path = 'a', marker = \"os_name == 'nt'\" }, { path = 'b', extra = 'x' }]", true),
            ("{}", false),
            ("[]", false),
            ("{ editable = true }", false),
            ("{ path = 'lib', url = 'https://example.com/a.whl' }", false),
            ("{ git = 'https://example.com/a', url = 'https://example.com/a.whl' }", false),
            ("{ path = 'lib', index = 'a' }", false),
            ("{ path = 'lib', workspace = true }", false),
            ("{ git = 'https://example.com/a', rev = 'a', tag = 'b' }", false),
            ("{ git = 'https://example.com/a', editable = true }", false),
            ("{ url = 'https://example.com/a.whl', rev = 'x' }", false),
            ("{ path = 'lib', rev = 'x' }", false),
            ("{ path = 'lib', editable = true, package = false }", false),
            ("{ path = 'lib', marker = 'nonsense' }", false),
            ("[{ path = 'a', marker = \"os_name == 'nt'\" }, { path = 'b' }]", false),
        ] {
            let text = format!("[tool.uv.sources]\nlib = {source}\n");
            for lock in [&[][..], &[("uv.lock", "version = 1\nrequires-python = '>=3.12'\n")]] {
                let found = reading(&[&[("pyproject.toml", &*text)], lock].concat(), ".");
                assert_eq!(found.is_none(), is_read, "{source} {found:?}");
            }
        }
        assert!(
            reading(&[("pyproject.toml", "[tool.uv.sources]\n'my lib' = { path = 'x' }")], ".").is_some()
        );
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

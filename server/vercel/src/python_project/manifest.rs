//! The file that describes the project of a folder.

use serde_json::Value;

use crate::mistake::Mistake;
use crate::posix_path;
use crate::project::Folder;
use crate::python_project::shape::{PIPFILE, PIPFILE_LOCK, PYPROJECT, Shape, UV};
use crate::python_project::uv::{self, Known, LOCK, Use};
use crate::python_project::uv_workspace;
use crate::python_project::{Pyproject, Unreadable};
use crate::requirements::{self, Fault, normalized};
use crate::toml_text;

/// The manifest of a folder.
pub(super) struct Manifest {
    pub(super) file: String,
    /// Its condition on the version of Python.
    pub(super) python: Option<String>,
    pub(super) kind: Kind,
    /// Whether the search ends with it.
    pub(super) is_root: bool,
    /// What keeps `uv` from installing what it lists.
    pub(super) of_install: Option<Unreadable>,
}

/// What a manifest is. Of the others Vercel makes a `pyproject.toml`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Pyproject,
    Requirements,
    Pipfile,
}

/// Reads the manifest of a folder, if it has one.
pub(super) fn read(folder: &Folder<'_>, is_outermost: bool) -> Result<Option<Manifest>, Unreadable> {
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
            unusable_lock(&project, folder).or_else(|| not_installed(&project, folder, is_outermost));
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

/// What keeps `uv` from installing what a `pyproject.toml` lists.
fn not_installed(manifest: &Value, folder: &Folder<'_>, is_outermost: bool) -> Option<Unreadable> {
    let members = match uv_workspace::members(manifest, folder, is_outermost) {
        Ok(members) => members,
        Err(unreadable) => return Some(unreadable),
    };
    let is_locked = folder.is_file(LOCK);
    let known = Known { usage: Use::Installed, is_locked, members: members.as_deref() };
    let invalid = uv::invalid(manifest, folder, &known)?;
    Some(Unreadable::of_value(folder.resolve(Pyproject::FILE), invalid))
}

/// What `uv` finds wrong in the nearest `pyproject.toml` above a folder, where it looks for a workspace.
pub(super) fn invalid_above(root: &Folder<'_>, below: &str) -> Option<Unreadable> {
    let mut path = below;
    loop {
        if matches!(path, "" | "." | "/") {
            return None;
        }
        path = posix_path::dirname(path);
        let folder = root.folder(path);
        if folder.is_file(Pyproject::FILE) {
            return match toml_text::parse(&folder.read(Pyproject::FILE)?) {
                Ok(manifest) => {
                    let known = Known { usage: Use::Found, is_locked: false, members: None };
                    let file = folder.resolve(Pyproject::FILE);
                    uv::invalid(&manifest, &folder, &known).map(|it| Unreadable::of_value(file, it))
                }
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

//! The members of a workspace of `uv`.

use serde_json::Value;

use crate::posix_path;
use crate::project::{EntryKind, Folder};
use crate::python_project::uv::{self, Known, LOCK, Use};
use crate::python_project::{Pyproject, Unreadable};
use crate::requirements::normalized;
use crate::toml_text;

/// The names of the packages in the workspace of a `pyproject.toml`, its own among them; `None` if not all are known. What is above the project
/// is a workspace at most where the project isn't `is_outermost`.
///
/// # Errors
///
/// The first member that `uv` can't read.
pub(super) fn members(
    manifest: &Value,
    folder: &Folder<'_>,
    is_outermost: bool,
) -> Result<Option<Vec<String>>, Unreadable> {
    let is_locked = folder.is_file(LOCK);
    let mut names: Vec<String> = name(manifest).into_iter().collect();
    let Some(workspace) = workspace(manifest) else { return Ok(is_outermost.then_some(names)) };
    let Some(paths) = paths(workspace, folder) else { return Ok(None) };
    let file = folder.resolve(Pyproject::FILE);
    let mut found = Vec::new();
    for path in paths {
        let member = folder.folder(&path);
        let of_member = member.resolve(Pyproject::FILE);
        let fault = |why| Err(Unreadable::Member(file.clone(), of_member.clone(), why));
        let Some(text) = member.read(Pyproject::FILE).filter(|_| member.is_file(Pyproject::FILE)) else {
            let is_hidden = posix_path::basename(&path).starts_with('.');
            if !is_locked && !is_hidden && has_file(&member, MAX_DEPTH) {
                return fault("doesn't exist");
            }
            continue;
        };
        let read =
            toml_text::parse(&text).map_err(|mistake| Unreadable::SyntaxAbove(of_member.clone(), mistake))?;
        let is_managed = read.get("tool").and_then(|tool| tool.get("uv")?.get("managed")?.as_bool());
        if is_managed == Some(false) {
            continue;
        }
        if read.get("project").is_none() {
            return fault("has no `[project]`");
        }
        if self::workspace(&read).is_some() {
            return fault("is a workspace itself");
        }
        if let Some(name) = name(&read) {
            if names.contains(&name) {
                return fault("has the name of another package");
            }
            names.push(name);
        }
        found.push((of_member, member, read));
    }
    for (file, folder, read) in found {
        let known = Known { usage: Use::Member, is_locked, members: Some(&names) };
        if let Some(invalid) = uv::invalid(&read, &folder, &known) {
            return Err(Unreadable::of_value(file, invalid));
        }
    }
    Ok(Some(names))
}

fn workspace(manifest: &Value) -> Option<&Value> {
    manifest.get("tool")?.get("uv")?.get("workspace")
}

fn name(manifest: &Value) -> Option<String> {
    manifest.get("project")?.get("name")?.as_str().map(normalized)
}

/// How many members are looked at.
const MOST_MEMBERS: usize = 100;

/// The folders of the members, as far as they are written out, or have one `*` in their names; `None` if not all are.
fn paths(workspace: &Value, folder: &Folder<'_>) -> Option<Vec<String>> {
    let texts = |key: &str| {
        let list = workspace.get(key).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(Value::as_str).map(plain).collect::<Vec<_>>()
    };
    let expand = |path: &String| {
        let (parent, name) = path.rsplit_once('/').unwrap_or((".", path));
        let Some((start, end)) = name.split_once('*') else {
            return (!is_pattern(path)).then(|| vec![path.clone()]);
        };
        if is_pattern(parent) || is_pattern(start) || is_pattern(end) {
            return None;
        }
        let is_match = |name: &str| name.strip_prefix(start).is_some_and(|rest| rest.ends_with(end));
        let found = folder.list(parent).into_iter().filter(|it| it.kind == EntryKind::Directory);
        let names = found.map(|it| it.name).filter(|name| is_match(name));
        Some(names.map(|name| posix_path::join(parent, &name)).collect())
    };
    let all = |key: &str| Some(texts(key).iter().map(expand).collect::<Option<Vec<_>>>()?.concat());
    let excluded: Vec<String> = all("exclude")?;
    let mut members: Vec<String> = all("members")?;
    members.retain(|it| !excluded.contains(it) && *it != ".");
    let is_known = members.len() <= MOST_MEMBERS
        && members.iter().all(|it| !it.starts_with(['/', '~']) && !it.starts_with(".."));
    members.sort();
    members.dedup();
    is_known.then_some(members)
}

fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '[', '{'])
}

/// A folder's path without a slash at its end.
fn plain(path: &str) -> String {
    let path = posix_path::normalize(path);
    path.strip_suffix('/').map(str::to_owned).unwrap_or(path)
}

/// How far below a folder a file is looked for.
const MAX_DEPTH: usize = 3;

/// Whether there is a file that git doesn't ignore in a folder.
fn has_file(folder: &Folder<'_>, depth: usize) -> bool {
    folder.list("").into_iter().any(|entry| match entry.kind {
        EntryKind::File => folder.project().ignored_by_git(&folder.resolve(&entry.name)).is_none(),
        EntryKind::Directory => depth > 0 && has_file(&folder.folder(&entry.name), depth - 1),
    })
}

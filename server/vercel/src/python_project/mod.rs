//! What Vercel's Python builder reads of a project beside its modules: `pyproject.toml`, `Pipfile`, `.python-version` (`@vercel/python` and
//! `@vercel/python-analysis`, CLI 64.0.2).

mod manifest;
mod pyproject;
mod shape;
mod uv;
mod uv_workspace;
mod version;

#[cfg(test)]
mod tests;

use crate::mistake::Mistake;
use crate::posix_path;
use crate::project::Folder;
use manifest::{Kind, Manifest};
pub use pyproject::{List, Pyproject, leads_to_module};
use version::{Asked, Condition, VERSION_FILE};

/// What keeps the builder from a project's description.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It isn't in its language: the file, the language, and what is wrong.
    Syntax(String, &'static str, Mistake),
    /// A `pyproject.toml` that only `uv` reads isn't TOML: the nearest above the one that is built, or a member's.
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
    /// A value that `uv` can't read: the file, and the value.
    Value(String, Invalid),
    /// A value that `uv` needs: the file, and the value's place.
    NoValue(String, String),
    /// A member of a workspace that `uv` can't read: the workspace's file, the member's, and what is wrong with that.
    Member(String, String, &'static str),
    /// A lock file from which `uv` can't install.
    Lock(String),
}

/// A value that `uv` can't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invalid {
    /// Its place, such as `project.dependencies[0]`.
    pub place: String,
    /// The value, if it is a text.
    pub value: Option<String>,
    /// What is wrong with it, as the clause of a sentence.
    pub why: &'static str,
    /// What to do, as a sentence.
    pub remedy: &'static str,
}

impl Unreadable {
    /// A value of a file, which may be missing.
    fn of_value(file: String, invalid: Invalid) -> Unreadable {
        match (&invalid.place[..], &invalid.value) {
            ("project.name" | "project.version", None) => Unreadable::NoValue(file, invalid.place),
            _ => Unreadable::Value(file, invalid),
        }
    }
}

/// The first thing that keeps the builder from a project on its way from a folder up to the project root (`discoverPythonPackage`), and then
/// the version of Python that the project asks for (`resolvePythonVersion`). Where the project isn't `is_outermost`, a workspace may be above it.
#[must_use]
pub fn unreadable(root: &Folder<'_>, from: &str, is_outermost: bool) -> Option<Unreadable> {
    let mut path = from;
    let mut version_file: Option<Asked> = None;
    let mut nearest: Option<Manifest> = None;
    let mut nearest_folder = from;
    let mut is_in_workspace = false;
    loop {
        let folder = root.folder(path);
        match version::requests(&folder) {
            Some(requests) if requests.is_empty() => {
                return Some(Unreadable::NoVersion(folder.resolve(VERSION_FILE)));
            }
            // Of the files above the manifest only a workspace's count.
            Some(requests) if version_file.is_none() && nearest.is_none() => {
                version_file = Some(Asked { file: folder.resolve(VERSION_FILE), requests });
            }
            _ => {}
        }
        let is_last = match manifest::read(&folder, is_outermost) {
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
        let above = || if looks_above { manifest::invalid_above(root, nearest_folder) } else { None };
        of_install = manifest.of_install.filter(|_| !is_in_workspace).or_else(above);
        let is_converted = manifest.kind != Kind::Pyproject;
        Some(Condition { file: manifest.file, python: manifest.python?, is_converted })
    });
    version::unsuitable(version_file, manifest).or(of_install)
}

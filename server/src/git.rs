//! Files that Git ignores and doesn't track. A deployment from Git doesn't have them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ignore::gitignore::Gitignore;
use svc_vercel::project::open::{self, Root, Stamp};
use svc_vercel::project::{EntryKind, GitIgnored, MAX_FILE_BYTES, normalize};

use crate::git_index::{INDEX, Index};
use crate::project::ignore_file;

/// The repository around a project, which may not be there yet.
#[derive(Debug)]
pub struct Repository {
    root: Arc<Root>,
    /// The project's folder, without links.
    folder: PathBuf,
    known: Mutex<Known>,
}

/// What was found out.
#[derive(Debug, Default)]
struct Known {
    /// The patterns of each ignore file that was looked for.
    patterns: HashMap<PathBuf, Arc<Gitignore>>,
    answers: HashMap<String, Option<GitIgnored>>,
    /// The index, once it was needed.
    index: Option<Tracked>,
    /// The files that were looked up, with their stamps.
    seen: Vec<(PathBuf, Option<Stamp>)>,
}

/// What is known of the files that git tracks.
#[derive(Debug)]
enum Tracked {
    In(Box<Index>),
    /// Nothing was ever added.
    Nothing,
    Unknown,
}

impl Repository {
    /// The repository at a root. It need not exist yet: files that are ignored before `git init` are never added.
    pub fn at(root: &Arc<Root>, folder: &Path) -> Repository {
        Repository { root: Arc::clone(root), folder: folder.to_owned(), known: Mutex::default() }
    }

    /// What ignores the file or folder at a path of the project, unless git tracks it.
    pub fn ignored(&self, path: &str, kind: EntryKind) -> Option<GitIgnored> {
        let path = normalize(path)?;
        let mut known = self.known();
        if let Some(answer) = known.answers.get(&*path) {
            return answer.clone();
        }
        let answer = self.ignoring_file(&mut known, &path, kind).and_then(|file| {
            let is_tracked = self.tracks(&mut known, &path);
            (is_tracked != Some(true)).then(|| GitIgnored { file, is_certain: is_tracked.is_some() })
        });
        known.answers.insert(path.into_owned(), answer.clone());
        answer
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files that the answers so far depend on, as they were before they were read.
    pub fn seen(&self) -> Vec<(PathBuf, Option<Stamp>)> {
        self.known().seen.clone()
    }

    /// How many they are.
    pub fn dependency_count(&self) -> usize {
        self.known().seen.len()
    }

    /// The file, from the project's folder, whose pattern ignores a path or a folder around it. The nearest file counts first,
    /// and nothing in an ignored folder can be re-included.
    fn ignoring_file(&self, known: &mut Known, path: &str, kind: EntryKind) -> Option<String> {
        let place = self.folder.join(path);
        let below: Vec<&Path> = place
            .ancestors()
            .take_while(|it| it.starts_with(self.root.path()) && *it != self.root.path())
            .collect();
        // From the root down.
        let mut patterns = vec![self.patterns(known, self.root.path(), EXCLUDE)];
        for part in below.into_iter().rev() {
            patterns.push(self.patterns(known, part.parent()?, ".gitignore"));
            let is_folder = part != place || kind == EntryKind::Directory;
            let decides =
                |(file, patterns): &(PathBuf, Arc<Gitignore>)| match patterns.matched(part, is_folder) {
                    ignore::Match::None => None,
                    matched => Some((file.clone(), matched.is_ignore())),
                };
            if let Some((file, true)) = patterns.iter().rev().find_map(decides) {
                return Some(self.relative(&file));
            }
        }
        None
    }

    /// An ignore file and its patterns; none where it can't be read.
    fn patterns(&self, known: &mut Known, folder: &Path, name: &str) -> (PathBuf, Arc<Gitignore>) {
        let file = folder.join(name);
        if let Some(patterns) = known.patterns.get(&file) {
            return (file, Arc::clone(patterns));
        }
        known.see(file.clone());
        let contents = self.root.read(&file, MAX_FILE_BYTES).ok();
        let patterns = contents.and_then(|contents| ignore_file(folder, &contents.bytes));
        let patterns = Arc::new(patterns.unwrap_or_else(Gitignore::empty));
        known.patterns.insert(file.clone(), Arc::clone(&patterns));
        (file, patterns)
    }

    /// The path of a file of the repository, from the project's folder.
    fn relative(&self, file: &Path) -> String {
        let common =
            self.folder.ancestors().find(|above| file.starts_with(above)).unwrap_or(self.root.path());
        let steps = self.folder.strip_prefix(common).map_or(0, |below| below.iter().count());
        let below = file.strip_prefix(common).unwrap_or(file);
        let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
        "../".repeat(steps) + &names.join("/")
    }

    /// Whether git tracks the file at a path, or one below it; `None` where the index can't be read.
    fn tracks(&self, known: &mut Known, path: &str) -> Option<bool> {
        let index = match known.index.take() {
            Some(index) => index,
            None => {
                known.see(self.root.path().join(INDEX));
                self.tracked()
            }
        };
        let index = known.index.insert(index);
        let place = self.folder.join(path);
        let below = place.strip_prefix(self.root.path()).ok()?;
        let names: Option<Vec<&str>> = below.iter().map(|name| name.to_str()).collect();
        match index {
            Tracked::In(index) => index.tracks(&names?.join("/")),
            Tracked::Nothing => Some(false),
            Tracked::Unknown => None,
        }
    }

    fn tracked(&self) -> Tracked {
        match Index::read(&self.root) {
            Ok(index) => index.map_or(Tracked::Unknown, |index| Tracked::In(Box::new(index))),
            Err(refusal) if refusal.is_not_found() && !self.has_files_elsewhere() => Tracked::Nothing,
            Err(_) => Tracked::Unknown,
        }
    }

    /// Whether the repository's own files are elsewhere, as those of a worktree and of a submodule are, and those of a repository that a
    /// browser shows.
    fn has_files_elsewhere(&self) -> bool {
        if cfg!(target_family = "wasm") {
            return true;
        }
        let place = self.root.path().join(".git");
        open::is_taken(&place) && self.root.kind(&place) != Some(EntryKind::Directory)
    }
}

impl Known {
    fn see(&mut self, file: PathBuf) {
        let stamp = open::stamp_at(&file);
        self.seen.push((file, stamp));
    }
}

const EXCLUDE: &str = ".git/info/exclude";

#[cfg(test)]
#[path = "git_tests.rs"]
mod tests;

//! The project tree around a `vercel.json`, behind a trait: the disk for real use, memory for tests.
//!
//! Paths are relative to the project root (the folder that holds the `vercel.json`), with `/` between names and no `.` or
//! `..` left in them; the root itself is `.`. A path that would leave the root does not exist.

pub mod disk;
pub mod folder;
mod linked;
mod missing;
mod nearest;
pub mod open;
pub mod overlay;
mod package_json;
pub mod walk;

pub use disk::DiskFs;
pub use folder::Folder;
pub use linked::{LinkedProject, Preset};
pub use missing::Missing;
pub use open::Root;
pub use overlay::OverlayFs;
pub use package_json::PackageJson;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntryKind {
    /// A file.
    File,
    /// A folder.
    Directory,
}

/// A name in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The last segment of its path.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// The largest file that detection reads, in bytes.
pub const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// Read access to a project tree.
pub trait ProjectFs: Send + Sync + std::fmt::Debug {
    /// What stands at `path`, or `None` if nothing does.
    fn kind(&self, path: &str) -> Option<EntryKind>;

    /// A file's text (invalid UTF-8 replaced), or `None` if there is no such file or it exceeds [`MAX_FILE_BYTES`].
    fn read(&self, path: &str) -> Option<Arc<str>>;

    /// A folder's entries in the order of their names; empty if there is no such folder.
    fn list(&self, path: &str) -> Vec<Entry>;

    /// Whether anything stands at `path`.
    fn exists(&self, path: &str) -> bool {
        self.kind(path).is_some()
    }

    /// What keeps the file or folder at `path` out of the deployment. Every other question is answered as if it weren't there.
    fn excluded_by(&self, _path: &str) -> Option<Exclusion> {
        None
    }

    /// What git ignores the file or folder at `path` by, if it doesn't track it: a deployment from Git doesn't have it. A path where nothing
    /// is counts as a file's.
    fn ignored_by_git(&self, _path: &str) -> Option<GitIgnored> {
        None
    }

    /// Where a symbolic link on the way to `path` leads, if there is one.
    fn link(&self, _path: &str) -> Option<Link> {
        None
    }

    /// The Vercel project that the folder is linked to, if it is.
    fn linked(&self) -> Option<Arc<LinkedProject>> {
        LinkedProject::read(&self.read(LinkedProject::FILE)?).map(Arc::new)
    }

    /// The tree with what isn't deployed, where that is another.
    fn including_excluded(&self) -> Option<&dyn ProjectFs> {
        None
    }

    /// Whether a file stands at `path`.
    fn is_file(&self, path: &str) -> bool {
        self.kind(path) == Some(EntryKind::File)
    }
}

/// Where a symbolic link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// To this path in the project, without links.
    Inside(String),
    /// Out of the project, or to nothing. Which of both isn't looked at.
    Elsewhere,
}

/// What keeps a file out of a deployment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exclusion {
    /// The file of this name, such as `.vercelignore`.
    IgnoreFile(&'static str),
    /// Vercel's own list, which every project has.
    BuiltIn,
}

impl Exclusion {
    /// The main clause of a sentence: that what is at `path` isn't deployed, and why.
    #[must_use]
    pub fn clause(self, path: &str) -> String {
        match self {
            Exclusion::IgnoreFile(file) => format!("`{file}` excludes `{path}` from the deployment"),
            Exclusion::BuiltIn => format!("Vercel excludes `{path}` from every deployment"),
        }
    }
}

/// Why a file isn't in deployments from Git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitIgnored {
    /// The ignore file that names it, from the project's folder.
    pub file: String,
    /// Whether it is certain that git doesn't track it all the same.
    pub is_certain: bool,
}

/// POSIX normalization of a path relative to the root, as Node's `path.posix.normalize` followed by what a project may
/// reach: `./a//b/../c/` becomes `a/c`. `None` if it is absolute or climbs out of the root.
#[must_use]
pub fn normalize(path: &str) -> Option<Cow<'_, str>> {
    if path == "." || !path.split('/').any(|segment| matches!(segment, "" | "." | "..")) {
        return Some(Cow::Borrowed(path));
    }
    if path.starts_with('/') {
        return None;
    }
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(if segments.is_empty() { ".".into() } else { segments.join("/").into() })
}

/// A project tree in memory.
#[derive(Debug, Clone, Default)]
pub struct MemoryFs {
    entries: BTreeMap<String, Option<Arc<str>>>,
}

impl MemoryFs {
    /// A tree of `(path, text)` files; a path that ends with `/` is an empty folder. Parent folders come by themselves.
    pub fn new<P: AsRef<str>, T: AsRef<str>>(files: impl IntoIterator<Item = (P, T)>) -> MemoryFs {
        let mut fs = MemoryFs::default();
        for (path, text) in files {
            fs.insert(path.as_ref(), text.as_ref());
        }
        fs
    }

    /// Adds a file, or an empty folder if `path` ends with `/`.
    pub fn insert(&mut self, path: &str, text: &str) {
        let Some(normal) = normalize(path) else { return };
        for (index, _) in normal.match_indices('/') {
            self.entries.entry(normal.get(..index).unwrap_or_default().to_owned()).or_insert(None);
        }
        self.entries.insert(normal.into_owned(), (!path.ends_with('/')).then(|| text.into()));
    }
}

impl ProjectFs for MemoryFs {
    fn kind(&self, path: &str) -> Option<EntryKind> {
        let path = normalize(path)?;
        if path == "." {
            return Some(EntryKind::Directory);
        }
        self.entries
            .get(&*path)
            .map(|text| if text.is_some() { EntryKind::File } else { EntryKind::Directory })
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.entries.get(&*normalize(path)?)?.clone()
    }

    /// A tree in memory is a repository in which nothing is tracked yet, and whose `.gitignore` has plain paths.
    fn ignored_by_git(&self, path: &str) -> Option<GitIgnored> {
        const FILE: &str = ".gitignore";
        let path = normalize(path)?;
        let ignores = |line: &str| {
            let rest = path.strip_prefix(line.trim_matches('/'));
            !line.is_empty() && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let is_ignored = self.read(FILE)?.lines().any(ignores);
        is_ignored.then(|| GitIgnored { file: FILE.to_owned(), is_certain: true })
    }

    fn list(&self, path: &str) -> Vec<Entry> {
        let Some(path) = normalize(path) else { return Vec::new() };
        let prefix = if path == "." { String::new() } else { format!("{path}/") };
        self.entries
            .iter()
            .filter_map(|(entry, text)| {
                let name = entry.strip_prefix(&prefix)?;
                let kind = if text.is_some() { EntryKind::File } else { EntryKind::Directory };
                (!name.is_empty() && !name.contains('/')).then(|| Entry { name: name.to_owned(), kind })
            })
            .collect()
    }
}

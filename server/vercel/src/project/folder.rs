//! A folder of the project as Vercel's detectors see one.

use std::sync::Arc;

use crate::posix_path;
use crate::project::{Entry, ProjectFs};

/// A folder of the project. Names are taken as Vercel's detectors take them: joined to the folder's path as Node's
/// `path.posix.join` does it, so that `/x` means `x` below the folder, and `..` may climb, within the project, out of it.
#[derive(Debug, Clone)]
pub struct Folder<'a> {
    fs: &'a dyn ProjectFs,
    path: String,
}

/// The folder of a path in a sentence: "the project root", "`apps/web`".
#[must_use]
pub fn named(path: &str) -> String {
    if path == "." { "the project root".to_owned() } else { format!("`{path}`") }
}

impl<'a> Folder<'a> {
    /// The project root.
    #[must_use]
    pub fn root(fs: &'a dyn ProjectFs) -> Folder<'a> {
        Folder { fs, path: ".".to_owned() }
    }

    /// The folder at a path from the project root, as [`Folder::path`] tells it.
    #[must_use]
    pub fn at(fs: &'a dyn ProjectFs, path: &str) -> Folder<'a> {
        Folder { fs, path: path.to_owned() }
    }

    /// A folder below (or, with `..`, beside) this one; it need not exist.
    #[must_use]
    pub fn folder(&self, name: &str) -> Folder<'a> {
        Folder { fs: self.fs, path: self.resolve(name) }
    }

    /// Its path from the project root.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The project that it lies in.
    #[must_use]
    pub fn project(&self) -> &'a dyn ProjectFs {
        self.fs
    }

    /// The path from the project root of a name in this folder.
    #[must_use]
    pub fn resolve(&self, name: &str) -> String {
        posix_path::join(&self.path, name)
    }

    /// Whether anything stands at `name`. A name that ends with a slash is a folder's: a file does not stand there.
    #[must_use]
    pub fn exists(&self, name: &str) -> bool {
        let path = self.resolve(name);
        if path.ends_with('/') {
            self.fs.kind(&path) == Some(super::EntryKind::Directory)
        } else {
            self.fs.exists(&path)
        }
    }

    /// Whether a file stands at `name`.
    #[must_use]
    pub fn is_file(&self, name: &str) -> bool {
        let path = self.resolve(name);
        !path.ends_with('/') && self.fs.is_file(&path)
    }

    /// A file's text; see [`ProjectFs::read`].
    #[must_use]
    pub fn read(&self, name: &str) -> Option<Arc<str>> {
        self.fs.read(&self.resolve(name))
    }

    /// The entries of a folder in this one; `""` is this one.
    #[must_use]
    pub fn list(&self, name: &str) -> Vec<Entry> {
        self.fs.list(&self.resolve(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    #[test]
    fn names_as_vercel_joins_them() {
        let fs = MemoryFs::new([("api/main.py", ""), ("web/index.ts", "")]);
        let api = Folder::root(&fs).folder("api");
        for name in ["main.py", "/main.py", "./x/../main.py", "../web/index.ts", "../web/", ".", ""] {
            assert!(api.exists(name), "{name}");
        }
        for name in ["index.ts", "main.py/", "main.py/x", "../../api/main.py", "../..", "MAIN.py"] {
            assert!(!api.exists(name), "{name}");
        }
        assert!(api.is_file("../web/index.ts") && !api.is_file("../web"));
    }
}

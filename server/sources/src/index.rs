//! Where a project's files read and set variables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::read::Read;

/// The reads and assignments of a project, by file. Files without any are not in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Index {
    files: BTreeMap<Arc<str>, Arc<[Read]>>,
    /// The files that the editor has open by the path of a symbolic link, each with that path.
    links: BTreeMap<Arc<str>, Arc<str>>,
    /// The folders below the root that are projects of their own.
    pub projects: BTreeSet<Box<str>>,
    /// Whether there are files that were not looked at.
    pub is_partial: bool,
}

impl Index {
    /// An index of files, each with its path from the project root.
    pub fn new<P: Into<Arc<str>>>(files: impl IntoIterator<Item = (P, Vec<Read>)>) -> Index {
        let mut index = Index::default();
        for (path, reads) in files {
            index.set(&path.into(), reads);
        }
        index
    }

    /// Puts these reads and assignments of a file in the place of those before.
    pub fn set(&mut self, path: &Arc<str>, reads: Vec<Read>) {
        if reads.is_empty() {
            self.files.remove(path);
        } else {
            self.files.insert(Arc::clone(path), reads.into());
        }
    }

    /// The editor has a file open by the path of this symbolic link, or by its own.
    pub fn set_link(&mut self, path: &Arc<str>, link: Option<Arc<str>>) {
        match link {
            Some(link) => self.links.insert(Arc::clone(path), link),
            None => self.links.remove(path),
        };
    }

    /// The symbolic link by whose path the editor has a file open.
    #[must_use]
    pub fn link(&self, path: &str) -> Option<&Arc<str>> {
        self.links.get(path)
    }

    /// The reads and assignments of a file.
    #[must_use]
    pub fn of_file(&self, path: &str) -> &[Read] {
        self.files.get(path).map_or(&[], |reads| &**reads)
    }

    /// Every read and assignment, in the order of the files' paths, each with the path of its file.
    pub fn all(&self) -> impl Iterator<Item = (&Arc<str>, &Read)> {
        self.files.iter().flat_map(|(path, reads)| reads.iter().map(move |read| (path, read)))
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

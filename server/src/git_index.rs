//! Git's index: the paths that it tracks.

use std::collections::HashSet;
use std::path::PathBuf;

use filetime::FileTime;
use gix_index::State;
use gix_index::decode::Options;
use gix_index::hash::Kind;
use svc_vercel::project::open::{OpenError, Root};

/// Its path in a repository.
pub const INDEX: &str = ".git/index";
/// The largest index that is read, in bytes: some 600,000 files.
const MAX_INDEX_BYTES: u64 = 64 * 1024 * 1024;

/// The index of a repository.
#[derive(Debug)]
pub struct Index(State);

impl Index {
    /// Reads the index of a repository; `None` if it isn't one.
    ///
    /// # Errors
    ///
    /// It isn't there, or can't be read.
    pub fn read(root: &Root) -> Result<Option<Index>, OpenError> {
        Ok(Index::decode(&root.read(&root.path().join(INDEX), MAX_INDEX_BYTES)?.bytes))
    }

    /// The index in these bytes, if it is one.
    pub fn decode(bytes: &[u8]) -> Option<Index> {
        // When it was written doesn't matter here.
        let written = FileTime::zero();
        let options = Options { thread_limit: Some(1), ..Options::default() };
        let decode = |hash| State::from_bytes(bytes, written, hash, options).ok();
        // The index doesn't say which hash the repository uses.
        let (state, _) = [Kind::Sha1, Kind::Sha256].into_iter().find_map(decode)?;
        Some(Index(state))
    }

    /// The paths of its entries. That of a folder which is not checked out has a slash at its end.
    fn paths(&self) -> impl Iterator<Item = &[u8]> {
        self.0.entries().iter().map(|entry| entry.path(&self.0).as_ref())
    }

    /// Whether it has the path or one below it; `None` if that is in another file, which many indexes share.
    pub fn tracks(&self, path: &str) -> Option<bool> {
        let is_it = |tracked: &[u8]| match tracked.strip_prefix(path.as_bytes()) {
            Some(rest) => rest.is_empty() || rest.starts_with(b"/"),
            None => tracked.ends_with(b"/") && path.as_bytes().starts_with(tracked),
        };
        let is_tracked = self.paths().any(is_it);
        (is_tracked || self.0.link().is_none()).then_some(is_tracked)
    }
}

/// The tracked files with a name, and all folders around them; none if the index can't be read, or has a part of its entries elsewhere.
pub fn files_named(root: &Root, name: &str) -> HashSet<PathBuf> {
    let index = Index::read(root).ok().flatten().filter(|index| index.0.link().is_none());
    let paths = index.iter().flat_map(Index::paths).filter_map(|path| std::str::from_utf8(path).ok());
    let is_named = |path: &&str| path.rsplit('/').next() == Some(name);
    let files: Vec<PathBuf> = paths.filter(is_named).map(|path| root.path().join(path)).collect();
    let with_folders = files.iter().flat_map(|file| file.ancestors());
    with_folders.filter(|path| path.starts_with(root.path())).map(PathBuf::from).collect()
}

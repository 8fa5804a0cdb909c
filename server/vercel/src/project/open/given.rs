//! What the editor gave of its workspace, where there is no disk to ask.
//!
//! An answer needs what was given. What is asked for and wasn't given counts as absent, and is [wanted](Given::take_wanted): who asked
//! gives it and asks again.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use super::{Contents, Kind, OpenError, Stamp};
use crate::project::EntryKind;

/// What was given to this process.
static GIVEN: LazyLock<Mutex<Given>> = LazyLock::new(Mutex::default);

/// What was given to this process.
pub fn given() -> MutexGuard<'static, Given> {
    GIVEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Folders and files, as far as they were given.
#[derive(Debug, Default)]
pub struct Given {
    /// The folders that the editor can look into, with everything below.
    roots: BTreeSet<PathBuf>,
    folders: BTreeMap<PathBuf, Folder>,
    files: BTreeMap<PathBuf, File>,
    wanted: BTreeSet<(PathBuf, EntryKind)>,
    /// Counts what was given: a clock for stamps.
    count: u64,
}

#[derive(Debug)]
struct Folder {
    entries: BTreeMap<OsString, EntryKind>,
    stamp: Stamp,
}

#[derive(Debug)]
struct File {
    /// `None` if it can't be read, or is too large.
    bytes: Option<Vec<u8>>,
    stamp: Stamp,
}

impl Given {
    /// The editor can look into a folder.
    pub fn add_root(&mut self, root: PathBuf) {
        self.roots.insert(root);
    }

    /// The entries of a folder.
    pub fn give_folder(&mut self, path: PathBuf, entries: impl IntoIterator<Item = (OsString, EntryKind)>) {
        let entries: BTreeMap<_, _> = entries.into_iter().collect();
        let stamp = self.stamp(entries.len());
        self.folders.insert(path, Folder { entries, stamp });
    }

    /// The bytes of a file; `None` if it can't be read, or is too large.
    pub fn give_file(&mut self, path: PathBuf, bytes: Option<Vec<u8>>) {
        let stamp = self.stamp(bytes.as_ref().map_or(0, Vec::len));
        self.files.insert(path, File { bytes, stamp });
    }

    /// Something happened at a path: what was given of it, and below, no longer holds.
    pub fn forget(&mut self, path: &Path) {
        if let Some(folder) = path.parent() {
            self.folders.remove(folder);
        }
        self.folders.retain(|folder, _| !folder.starts_with(path));
        self.files.retain(|file, _| !file.starts_with(path));
    }

    /// What was asked for since this was last called, and wasn't given.
    pub fn take_wanted(&mut self) -> BTreeSet<(PathBuf, EntryKind)> {
        std::mem::take(&mut self.wanted)
    }

    fn stamp(&mut self, bytes: usize) -> Stamp {
        self.count += 1;
        (SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(self.count)), bytes as u64)
    }

    fn kind(&mut self, path: &Path) -> Option<EntryKind> {
        let root = self.roots.iter().find(|root| path.starts_with(root))?;
        let mut here = root.clone();
        let mut kind = EntryKind::Directory;
        for name in path.strip_prefix(root).ok()? {
            if kind != EntryKind::Directory {
                return None;
            }
            let Some(folder) = self.folders.get(&here) else {
                self.wanted.insert((here, EntryKind::Directory));
                return None;
            };
            kind = *folder.entries.get(name)?;
            here.push(name);
        }
        Some(kind)
    }

    fn read(&mut self, path: &Path, most: u64) -> Result<Contents, OpenError> {
        match self.kind(path) {
            Some(EntryKind::File) => {}
            Some(EntryKind::Directory) => return Err(OpenError::NotAFile("a folder")),
            None => return Err(not_found().into()),
        }
        match self.files.get(path) {
            Some(File { bytes: Some(bytes), .. }) if bytes.len() as u64 > most => {
                Err(OpenError::TooLarge(most))
            }
            Some(File { bytes: Some(bytes), stamp }) => Ok(Contents { bytes: bytes.clone(), stamp: *stamp }),
            Some(File { bytes: None, .. }) => Err(io::Error::from(io::ErrorKind::PermissionDenied).into()),
            None => {
                self.wanted.insert((path.to_owned(), EntryKind::File));
                Err(not_found().into())
            }
        }
    }

    fn list(&mut self, path: &Path) -> Result<Vec<(OsString, Kind)>, OpenError> {
        if self.kind(path) != Some(EntryKind::Directory) {
            return Err(not_found().into());
        }
        let Some(folder) = self.folders.get(path) else {
            self.wanted.insert((path.to_owned(), EntryKind::Directory));
            return Err(not_found().into());
        };
        Ok(folder.entries.iter().map(|(name, kind)| (name.clone(), kind_of(*kind))).collect())
    }

    fn stamp_of(&mut self, path: &Path) -> Option<Stamp> {
        let stamp = match self.kind(path)? {
            EntryKind::File => self.files.get(path).map(|file| file.stamp),
            EntryKind::Directory => self.folders.get(path).map(|folder| folder.stamp),
        };
        // It is there, and nothing depends on what it holds yet.
        Some(stamp.unwrap_or((None, 0)))
    }
}

fn not_found() -> io::Error {
    io::ErrorKind::NotFound.into()
}

fn kind_of(kind: EntryKind) -> Kind {
    match kind {
        EntryKind::File => Kind::File,
        EntryKind::Directory => Kind::Directory,
    }
}

/// A folder that can't be escaped. The editor follows links, and leaves its workspace by none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root(PathBuf);

impl Root {
    /// The root at a folder.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn new(folder: &Path) -> io::Result<Root> {
        match given().kind(folder) {
            Some(EntryKind::Directory) => Ok(Root(folder.to_owned())),
            Some(EntryKind::File) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(not_found()),
        }
    }

    /// The root of the project that a folder belongs to: the workspace's folder, else itself.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn of_project(folder: &Path, workspace: Option<&Path>) -> io::Result<Root> {
        let folder = Root::new(folder)?;
        let workspace = workspace.and_then(|workspace| Root::new(workspace).ok());
        Ok(workspace.filter(|workspace| folder.0.starts_with(&workspace.0)).unwrap_or(folder))
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The path, if something is there.
    ///
    /// # Errors
    ///
    /// If nothing is there, or it lies outside.
    pub fn locate(&self, path: &Path) -> Result<PathBuf, OpenError> {
        let is_inside =
            path.starts_with(&self.0) && !path.components().any(|part| part == Component::ParentDir);
        match given().kind(path) {
            _ if !is_inside => Err(OpenError::Outside(self.0.clone())),
            Some(_) => Ok(path.to_owned()),
            None => Err(not_found().into()),
        }
    }

    /// What is at a path, if that is inside.
    #[must_use]
    pub fn kind(&self, path: &Path) -> Option<EntryKind> {
        given().kind(&self.locate(path).ok()?)
    }

    /// The stamp of the file at a path.
    #[must_use]
    pub fn stamp(&self, path: &Path) -> Option<Stamp> {
        (self.kind(path)? == EntryKind::File).then(|| given().stamp_of(path))?
    }

    /// Reads a file of at most so many bytes.
    ///
    /// # Errors
    ///
    /// If it is not a file, lies outside, is too large, or can't be read.
    pub fn read(&self, path: &Path, most: u64) -> Result<Contents, OpenError> {
        let place = self.locate(path)?;
        given().read(&place, most)
    }

    /// What reads files in a folder by their names.
    ///
    /// # Errors
    ///
    /// As for [`Root::list`] and, file by file, for [`Root::read`].
    pub fn reader(
        &self,
        place: &Path,
    ) -> Result<impl Fn(&OsStr, u64) -> Result<Contents, OpenError> + use<>, OpenError> {
        let (root, place) = (self.clone(), self.locate(place)?);
        Ok(move |name: &OsStr, most| root.read(&place.join(name), most))
    }

    /// The entries of a folder.
    ///
    /// # Errors
    ///
    /// If it is not a folder, or lies outside.
    pub fn list(&self, place: &Path) -> Result<impl Iterator<Item = (OsString, Kind)> + use<>, OpenError> {
        let place = self.locate(place)?;
        Ok(given().list(&place)?.into_iter())
    }
}

/// What is at a path.
#[must_use]
pub fn stands_at(path: &Path) -> Option<Kind> {
    given().kind(path).map(kind_of)
}

/// The path of a file: the editor doesn't say which are links.
#[must_use]
pub fn resolved(path: &Path) -> Option<PathBuf> {
    Some(path.to_owned())
}

/// Whether a symbolic link is at a path: the editor doesn't say.
#[must_use]
pub fn is_link(_: &Path) -> bool {
    false
}

/// Whether anything is at a path.
#[must_use]
pub fn is_taken(path: &Path) -> bool {
    given().kind(path).is_some()
}

/// The stamp of what is at a path.
#[must_use]
pub fn stamp_at(path: &Path) -> Option<Stamp> {
    given().stamp_of(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u64 = 10;

    fn entries<const N: usize>(names: [&str; N]) -> [(OsString, EntryKind); N] {
        names.map(|name| match name.strip_suffix('/') {
            Some(folder) => (folder.into(), EntryKind::Directory),
            None => (name.into(), EntryKind::File),
        })
    }

    fn wanted(given: &mut Given) -> Vec<String> {
        let wanted = given.take_wanted().into_iter();
        let shown = |(path, kind): (PathBuf, EntryKind)| {
            format!("{}{}", path.display(), if kind == EntryKind::Directory { "/" } else { "" })
        };
        wanted.map(shown).collect()
    }

    #[test]
    fn what_is_missing_is_wanted_step_by_step() {
        let mut given = Given::default();
        given.add_root("/w".into());
        let file = Path::new("/w/web/package.json");
        assert_eq!(given.kind(file), None);
        assert_eq!(wanted(&mut given), ["/w/"]);
        given.give_folder("/w".into(), entries(["web/", "vercel.json"]));
        assert_eq!(given.kind(Path::new("/w/api/index.js")), None);
        assert_eq!(wanted(&mut given), [""; 0], "there is no such folder");
        assert_eq!(given.kind(file), None);
        assert_eq!(wanted(&mut given), ["/w/web/"]);
        given.give_folder("/w/web".into(), entries(["package.json"]));
        assert!(given.read(file, MOST).is_err_and(|error| error.is_not_found()));
        assert_eq!(wanted(&mut given), ["/w/web/package.json"]);
        given.give_file(file.into(), Some(b"{}".to_vec()));
        assert_eq!(given.read(file, MOST).unwrap().bytes, b"{}");
        assert!(given.list(Path::new("/w/web")).is_ok_and(|entries| entries.len() == 1));
        assert_eq!(wanted(&mut given), [""; 0]);
    }

    #[test]
    fn nothing_outside_is_wanted() {
        let mut given = Given::default();
        given.add_root("/w".into());
        assert_eq!(given.kind(Path::new("/package.json")), None);
        assert_eq!(given.kind(Path::new("/wide/package.json")), None);
        assert!(given.list(Path::new("/")).is_err());
        assert_eq!(wanted(&mut given), [""; 0]);
    }

    #[test]
    fn what_changed_is_wanted_again_and_has_another_stamp() {
        let mut given = Given::default();
        given.add_root("/w".into());
        let file = Path::new("/w/a");
        given.give_folder("/w".into(), entries(["a"]));
        given.give_file(file.into(), Some(b"1".to_vec()));
        let before = given.stamp_of(file);
        given.forget(file);
        assert_eq!(given.kind(file), None);
        assert_eq!(wanted(&mut given), ["/w/"]);
        given.give_folder("/w".into(), entries(["a"]));
        given.give_file(file.into(), Some(b"2".to_vec()));
        assert_ne!(given.stamp_of(file), before);
    }

    #[test]
    fn what_cannot_be_read_is_not_wanted_again() {
        let mut given = Given::default();
        given.add_root("/w".into());
        given.give_folder("/w".into(), entries(["a", "b"]));
        given.give_file("/w/a".into(), None);
        given.give_file("/w/b".into(), Some(vec![b' '; 11]));
        assert!(given.read(Path::new("/w/a"), MOST).is_err());
        assert!(matches!(given.read(Path::new("/w/b"), MOST), Err(OpenError::TooLarge(MOST))));
        assert_eq!(wanted(&mut given), [""; 0]);
    }
}

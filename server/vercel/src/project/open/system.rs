//! What is on the disk.
//!
//! What is opened is checked on the open handle: between a look at a path and its opening, anything may have taken its place. Clippy
//! rejects every other way to the disk (`server/clippy.toml`).
#![expect(clippy::disallowed_methods, reason = "this is the place")]

use std::ffi::{OsStr, OsString};
use std::fs::{File, FileType, Metadata};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

#[cfg(unix)]
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _};

use super::{Contents, Kind, OpenError, Stamp};
use crate::project::EntryKind;

/// A folder that can't be escaped: not by `..`, a link or a race.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Root(PathBuf);

impl Root {
    /// The root at a folder, the links on the way to it resolved.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn new(folder: &Path) -> io::Result<Root> {
        let place = folder.canonicalize()?;
        if place.symlink_metadata()?.is_dir() {
            Ok(Root(place))
        } else {
            Err(io::ErrorKind::NotADirectory.into())
        }
    }

    /// The root of the project that a folder belongs to: the nearest folder above (or itself) with `.git`, else the
    /// workspace's folder, else itself.
    ///
    /// # Errors
    ///
    /// If there is no such folder.
    pub fn of_project(folder: &Path, workspace: Option<&Path>) -> io::Result<Root> {
        let folder = Root::new(folder)?;
        let has_git = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
        if let Some(repository) = folder.0.ancestors().find(has_git) {
            return Ok(Root(repository.to_owned()));
        }
        let workspace = workspace.and_then(|workspace| Root::new(workspace).ok());
        Ok(workspace.filter(|workspace| folder.0.starts_with(&workspace.0)).unwrap_or(folder))
    }

    /// Its path, without links.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Where a path leads, all links resolved.
    ///
    /// # Errors
    ///
    /// If nothing is there, or it lies outside.
    pub fn locate(&self, path: &Path) -> Result<PathBuf, OpenError> {
        let place = path.canonicalize()?;
        if place.starts_with(&self.0) { Ok(place) } else { Err(OpenError::Outside(self.0.clone())) }
    }

    /// What stands where a path leads, if that is a file or a folder inside.
    #[must_use]
    pub fn kind(&self, path: &Path) -> Option<EntryKind> {
        let place = self.locate(path).ok()?;
        match kind_of(place.symlink_metadata().ok()?.file_type()) {
            Kind::File => Some(EntryKind::File),
            Kind::Directory => Some(EntryKind::Directory),
            Kind::Link | Kind::Other => None,
        }
    }

    /// The stamp of the file that a path leads to. The file isn't opened.
    #[must_use]
    pub fn stamp(&self, path: &Path) -> Option<Stamp> {
        let metadata = self.locate(path).ok()?.symlink_metadata().ok()?;
        metadata.is_file().then(|| stamp(&metadata))
    }

    /// Reads a file of at most so many bytes.
    ///
    /// # Errors
    ///
    /// If it is not a regular file, lies outside, is too large, or can't be read.
    pub fn read(&self, path: &Path, most: u64) -> Result<Contents, OpenError> {
        self.read_when(path, most, || {})
    }

    /// Reads a file; `looked` is called between the look at its path and its opening.
    fn read_when(&self, path: &Path, most: u64, looked: impl FnOnce()) -> Result<Contents, OpenError> {
        let place = self.locate(path)?;
        regular(&place.symlink_metadata()?)?;
        looked();
        self.read_at(&place, most)
    }

    /// Reads the file at a place, a link not followed.
    fn read_at(&self, place: &Path, most: u64) -> Result<Contents, OpenError> {
        let file = open_file(place)?;
        self.holds(&file, place)?;
        contents(file, most)
    }

    /// What reads files of at most so many bytes in a folder, by names that [`Root::list`] found; not what is a link. The folder is looked
    /// at once, so many files are read in less time than with [`Root::read`].
    ///
    /// # Errors
    ///
    /// As for [`Root::list`] and, file by file, for [`Root::read`].
    pub fn reader(
        &self,
        place: &Path,
    ) -> Result<impl Fn(&OsStr, u64) -> Result<Contents, OpenError> + use<>, OpenError> {
        #[cfg(unix)]
        let folder = self.open_folder(place)?;
        #[cfg(not(unix))]
        let folder = self.locate(place)?;
        let root = self.clone();
        Ok(move |name: &OsStr, most| {
            if Path::new(name).file_name() != Some(name) {
                return Err(OpenError::Outside(root.path().to_owned()));
            }
            #[cfg(unix)]
            return contents(open_in(&folder, name, rustix::fs::OFlags::empty())?.into(), most);
            #[cfg(not(unix))]
            root.read_at(&folder.join(name), most)
        })
    }

    /// The entries of a folder, in no order, links not followed. `place` comes from [`Root::locate`] or this function.
    ///
    /// # Errors
    ///
    /// If it is not a folder, lies outside, or can't be read.
    pub fn list(&self, place: &Path) -> Result<impl Iterator<Item = (OsString, Kind)> + use<>, OpenError> {
        #[cfg(unix)]
        {
            let folder = self.open_folder(place)?;
            Ok(Listing(rustix::fs::Dir::new(folder).map_err(io::Error::from)?))
        }
        #[cfg(not(unix))]
        {
            let place = self.locate(place)?;
            let entries = std::fs::read_dir(place)?.filter_map(Result::ok);
            Ok(entries.filter_map(|entry| Some((entry.file_name(), kind_of(entry.file_type().ok()?)))))
        }
    }

    /// Opens a folder. `place` comes from [`Root::locate`] or [`Root::list`].
    ///
    /// # Errors
    ///
    /// If it is not a folder, lies outside, or can't be opened.
    #[cfg(unix)]
    pub fn open_folder(&self, place: &Path) -> Result<File, OpenError> {
        // Nothing but a folder opens so: no look at it is needed before.
        let folder = File::from(open(place, rustix::fs::OFlags::DIRECTORY)?);
        self.holds(&folder, place)?;
        Ok(folder)
    }

    /// Checks that what was opened is inside: by the path of the open handle where the system tells it, else by what stands at its
    /// path now, which has to be the same.
    fn holds(&self, handle: &File, place: &Path) -> Result<(), OpenError> {
        match path_of(handle) {
            Some(path) if path.starts_with(&self.0) => Ok(()),
            Some(_) => Err(OpenError::Outside(self.0.clone())),
            None if is_same(&place.symlink_metadata()?, &handle.metadata()?)
                && self.locate(place)? == place =>
            {
                Ok(())
            }
            None => Err(OpenError::Replaced),
        }
    }
}

/// A folder's entries.
#[cfg(unix)]
struct Listing(rustix::fs::Dir);

#[cfg(unix)]
impl Iterator for Listing {
    type Item = (OsString, Kind);

    fn next(&mut self) -> Option<(OsString, Kind)> {
        use std::os::unix::ffi::OsStrExt as _;
        loop {
            let entry = self.0.read()?.ok()?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems don't tell.
                rustix::fs::FileType::Unknown => {
                    let flags = rustix::fs::AtFlags::SYMLINK_NOFOLLOW;
                    let found = self.0.fd().and_then(|folder| rustix::fs::statat(folder, name, flags));
                    match found {
                        Ok(found) => rustix::fs::FileType::from_raw_mode(found.st_mode),
                        Err(_) => continue,
                    }
                }
                other => other,
            };
            let kind = match kind {
                rustix::fs::FileType::RegularFile => Kind::File,
                rustix::fs::FileType::Directory => Kind::Directory,
                rustix::fs::FileType::Symlink => Kind::Link,
                _ => Kind::Other,
            };
            return Some((std::ffi::OsStr::from_bytes(name.to_bytes()).to_owned(), kind));
        }
    }
}

/// What is at a path, a link followed; anywhere on the disk. For a path from the command line; nothing is opened.
#[must_use]
pub fn stands_at(path: &Path) -> Option<Kind> {
    path.metadata().ok().map(|metadata| kind_of(metadata.file_type()))
}

/// The path of a file, or of one that will be in its folder, all links on the way resolved; `None` if there is no such folder. Nothing is
/// opened.
#[must_use]
pub fn resolved(path: &Path) -> Option<PathBuf> {
    let in_folder = || Some(path.parent()?.canonicalize().ok()?.join(path.file_name()?));
    let place = path.canonicalize().ok().or_else(in_folder)?;
    // As editors spell it on Windows.
    let plain = place.to_str().and_then(|place| place.strip_prefix(r"\\?\"));
    Some(match plain.filter(|plain| plain.get(1..2) == Some(":")) {
        Some(plain) => plain.into(),
        None => place,
    })
}

/// Whether a symbolic link is at a path. Nothing is opened.
#[must_use]
pub fn is_link(path: &Path) -> bool {
    path.is_symlink()
}

/// Whether anything is at a path, be it a link that leads nowhere. Nothing is opened.
#[must_use]
pub fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The stamp of what is at a path, a link not followed. Nothing is opened.
#[must_use]
pub fn stamp_at(path: &Path) -> Option<Stamp> {
    path.symlink_metadata().ok().map(|metadata| stamp(&metadata))
}

/// Opens a file without waiting: a pipe in its place must not block us, nor a terminal become our controlling terminal.
fn open_file(place: &Path) -> io::Result<File> {
    #[cfg(unix)]
    return Ok(open(place, rustix::fs::OFlags::empty())?.into());
    #[cfg(not(unix))]
    File::open(place)
}

#[cfg(unix)]
fn open(place: &Path, also: rustix::fs::OFlags) -> io::Result<std::os::fd::OwnedFd> {
    open_in(rustix::fs::CWD, place, also)
}

/// Opens what has a path from an open folder.
#[cfg(unix)]
fn open_in(
    folder: impl std::os::fd::AsFd,
    path: impl rustix::path::Arg,
    also: rustix::fs::OFlags,
) -> io::Result<std::os::fd::OwnedFd> {
    use rustix::fs::{Mode, OFlags};
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    Ok(rustix::fs::openat(folder, path, flags | also, Mode::empty())?)
}

/// Reads an open file, if it is a regular one of at most so many bytes.
fn contents(file: File, most: u64) -> Result<Contents, OpenError> {
    let metadata = file.metadata()?;
    regular(&metadata)?;
    if metadata.len() > most {
        return Err(OpenError::TooLarge(most));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    // A file that grows meanwhile is read as long as it was: to look whether there is more costs as much as to read most files. One
    // of /proc has no length.
    let length = if metadata.len() == 0 { most.saturating_add(1) } else { metadata.len() };
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(OpenError::TooLarge(most));
    }
    Ok(Contents { bytes, stamp: stamp(&metadata) })
}

/// The path of an open file; `None` where the system doesn't tell.
fn path_of(handle: &File) -> Option<PathBuf> {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        use std::os::fd::AsRawFd as _;
        std::fs::read_link(format!("/proc/self/fd/{}", handle.as_raw_fd())).ok()
    }
    #[cfg(target_vendor = "apple")]
    {
        use std::os::unix::ffi::OsStringExt as _;
        let path = rustix::fs::getpath(handle).ok()?;
        Some(OsString::from_vec(path.into_bytes()).into())
    }
    #[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
    {
        let _ = handle;
        None
    }
}

/// Whether two looks saw the same file, as far as the system tells.
#[must_use]
pub fn is_same(one: &Metadata, other: &Metadata) -> bool {
    #[cfg(unix)]
    return (one.dev(), one.ino()) == (other.dev(), other.ino());
    #[cfg(not(unix))]
    return one.file_type() == other.file_type() && one.created().ok() == other.created().ok();
}

/// Accepts a regular file only.
///
/// # Errors
///
/// If it is anything else.
pub fn regular(metadata: &Metadata) -> Result<(), OpenError> {
    let kind = metadata.file_type();
    if kind.is_file() {
        return Ok(());
    }
    #[cfg(unix)]
    if kind.is_fifo() {
        return Err(OpenError::NotAFile("a pipe"));
    } else if kind.is_socket() {
        return Err(OpenError::NotAFile("a socket"));
    } else if kind.is_block_device() || kind.is_char_device() {
        return Err(OpenError::NotAFile("a device"));
    }
    Err(if kind.is_dir() { OpenError::NotAFile("a folder") } else { OpenError::Replaced })
}

fn kind_of(kind: FileType) -> Kind {
    match kind {
        _ if kind.is_file() => Kind::File,
        _ if kind.is_dir() => Kind::Directory,
        _ if kind.is_symlink() => Kind::Link,
        _ => Kind::Other,
    }
}

fn stamp(metadata: &Metadata) -> Stamp {
    (metadata.modified().ok(), metadata.len())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    const MOST: u64 = 1000;

    /// A project with a file in a folder, and a secret beside the project.
    fn project() -> (tempfile::TempDir, Root) {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("project");
        fs::create_dir_all(root.join("apps")).unwrap();
        fs::create_dir_all(dir.path().join("outside")).unwrap();
        fs::write(root.join("apps/file"), "inside").unwrap();
        fs::write(dir.path().join("outside/file"), "secret").unwrap();
        let root = Root::new(&root).unwrap();
        (dir, root)
    }

    fn pipe(path: &Path) {
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn links_are_resolved_up_to_a_file_that_will_be() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir(root.join("web")).unwrap();
        std::fs::write(root.join("web/a.ts"), "").unwrap();
        symlink("web", root.join("folder")).unwrap();
        symlink("web/a.ts", root.join("file.ts")).unwrap();
        for (path, place) in [
            ("web/a.ts", Some("web/a.ts")),
            ("folder/a.ts", Some("web/a.ts")),
            ("file.ts", Some("web/a.ts")),
            ("folder/new.ts", Some("web/new.ts")),
            ("nothing/new.ts", None),
        ] {
            assert_eq!(resolved(&root.join(path)), place.map(|place| root.join(place)), "{path}");
        }
    }

    #[test]
    fn a_file_inside_is_read() {
        let (_dir, root) = project();
        symlink("apps", root.path().join("link")).unwrap();
        for path in ["apps/file", "link/file", "apps/../apps/file"] {
            assert_eq!(root.read(&root.path().join(path), MOST).unwrap().bytes, b"inside", "{path}");
        }
        assert!(root.read(&root.path().join("nope"), MOST).unwrap_err().is_not_found());
    }

    #[test]
    fn what_leads_out_is_not_read() {
        let (dir, root) = project();
        symlink("../outside", root.path().join("out")).unwrap();
        symlink("../outside/file", root.path().join("file")).unwrap();
        for path in ["out/file", "file", "../outside/file", "/etc/passwd"] {
            let refusal = root.read(&root.path().join(path), MOST).unwrap_err();
            assert!(matches!(refusal, OpenError::Outside(_)), "{path}: {refusal:?}");
            assert_eq!(
                (root.kind(&root.path().join(path)), root.stamp(&root.path().join(path))),
                (None, None)
            );
        }
        assert!(matches!(root.list(&dir.path().join("outside")).err(), Some(OpenError::Outside(_))));
    }

    #[test]
    fn a_reader_reads_what_is_in_its_folder() {
        let (_dir, root) = project();
        let apps = root.path().join("apps");
        symlink("file", apps.join("link")).unwrap();
        let read = root.reader(&apps).unwrap();
        assert_eq!(read(OsStr::new("file"), MOST).unwrap().bytes, b"inside");
        assert!(matches!(read(OsStr::new("file"), 5), Err(OpenError::TooLarge(5))));
        for name in ["link", "nope", "../outside/file", "../../outside/file", "..", ".", ""] {
            assert!(read(OsStr::new(name), MOST).is_err(), "{name}");
        }
        symlink("../outside", root.path().join("way")).unwrap();
        assert!(root.reader(&root.path().join("way")).is_err());
        assert!(root.reader(&root.path().join("way/.")).is_err());
    }

    #[test]
    fn what_is_not_a_file_is_not_opened() {
        let (_dir, root) = project();
        pipe(&root.path().join("pipe"));
        let _socket = std::os::unix::net::UnixListener::bind(root.path().join("socket")).unwrap();
        let read = |path: &str| root.read(&root.path().join(path), MOST).unwrap_err().to_string();
        assert_eq!(read("pipe"), "it is a pipe, not a regular file");
        assert_eq!(read("socket"), "it is a socket, not a regular file");
        assert_eq!(read("apps"), "it is a folder, not a regular file");
        let devices = Root::new(Path::new("/dev")).unwrap();
        let zero = devices.read(Path::new("/dev/zero"), MOST).unwrap_err();
        assert_eq!(zero.to_string(), "it is a device, not a regular file");
    }

    #[test]
    fn what_is_too_large_is_not_read() {
        let (_dir, root) = project();
        let path = root.path().join("large");
        File::create(&path).unwrap().set_len(MOST + 1).unwrap();
        assert!(matches!(root.read(&path, MOST), Err(OpenError::TooLarge(MOST))));
        File::create(&path).unwrap().set_len(MOST).unwrap();
        assert_eq!(root.read(&path, MOST).unwrap().bytes.len() as u64, MOST);
        // It has no length until it is read.
        let proc = Root(PathBuf::from("/proc"));
        if cfg!(target_os = "linux") {
            assert!(matches!(proc.read(Path::new("/proc/self/maps"), 10), Err(OpenError::TooLarge(10))));
        }
    }

    #[test]
    fn what_is_swapped_between_the_look_and_the_opening_is_not_read() {
        type Swap = fn(&Path);
        let swaps: [(&str, Swap); 4] = [
            ("a link out", |root| symlink("../../outside/file", root.join("apps/file")).unwrap()),
            ("a pipe", |root| pipe(&root.join("apps/file"))),
            ("a device", |root| symlink("/dev/zero", root.join("apps/file")).unwrap()),
            ("a folder that leads out", |root| {
                fs::remove_dir(root.join("apps")).unwrap();
                symlink("../outside", root.join("apps")).unwrap();
            }),
        ];
        for (what, swap) in swaps {
            let (_dir, root) = project();
            let path = root.path().join("apps/file");
            let read = root.read_when(&path, MOST, || {
                fs::remove_file(&path).unwrap();
                swap(root.path());
            });
            assert!(read.is_err(), "{what}: {read:?}");
        }
    }

    #[test]
    fn a_folder_that_is_swapped_is_not_listed() {
        let (_dir, root) = project();
        fs::remove_dir_all(root.path().join("apps")).unwrap();
        symlink("../outside", root.path().join("apps")).unwrap();
        assert!(root.list(&root.path().join("apps")).is_err());
        fs::create_dir(root.path().join("inner")).unwrap();
        symlink("../../outside", root.path().join("inner/way")).unwrap();
        assert!(root.list(&root.path().join("inner/way/.")).is_err());
    }

    #[test]
    fn a_folder_is_listed_with_what_is_in_it() {
        let (_dir, root) = project();
        symlink("apps", root.path().join("link")).unwrap();
        pipe(&root.path().join("pipe"));
        fs::write(root.path().join(".x"), "").unwrap();
        let mut listed: Vec<_> = root.list(root.path()).unwrap().collect();
        listed.sort_by(|one, other| one.0.cmp(&other.0));
        let expected =
            [(".x", Kind::File), ("apps", Kind::Directory), ("link", Kind::Link), ("pipe", Kind::Other)];
        assert_eq!(listed, expected.map(|(name, kind)| (OsString::from(name), kind)));
    }

    #[test]
    fn the_root_is_the_repository_or_the_workspace_or_the_folder() {
        let (dir, root) = project();
        let (apps, beside) = (root.path().join("apps"), dir.path().join("outside"));
        let found = |workspace| Root::of_project(&apps, workspace).unwrap().0;
        assert_eq!(found(None), apps);
        assert_eq!(found(Some(root.path())), root.path());
        assert_eq!(found(Some(&beside)), apps);
        fs::create_dir(root.path().join(".git")).unwrap();
        assert_eq!(found(None), root.path());
        fs::write(apps.join(".git"), "gitdir: elsewhere").unwrap();
        assert_eq!(found(Some(root.path())), apps);
    }
}

//! Puts a text in a file's place: all of it, or nothing.
//!
//! The file keeps what the user has set: its mode, its owner, its other hard links, the link that points to it.
#![expect(clippy::disallowed_methods, reason = "the only place that writes into a project")]

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use svc_vercel::project::open::{self, OpenError, Root};

use crate::project::folder_of;

/// What a temporary file of ours has in its name.
const TEMP_MARKER: &str = ".svc-lsp-";
/// How its name ends.
const TEMP_SUFFIX: &str = ".tmp";
/// We need a temporary file for milliseconds. An older one was left behind by a process that was killed.
const STALE_AFTER: Duration = Duration::from_secs(60);

/// Why a file isn't written. Reads as the end of a sentence: "`x` can't be written: {error}."
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// It can't be opened.
    #[error("{0}")]
    Refused(#[from] OpenError),
    /// It is read-only.
    #[error("it is read-only; make it writable first")]
    ReadOnly,
    /// It has other hard links. Writing in place would change what they name, which may lie outside of the project, and could leave
    /// half a text behind; a new file would quietly part it from them.
    #[cfg(unix)]
    #[error("it has hard links that the change would also affect or break; replace it with a copy first")]
    HasOtherNames,
    /// The new file would belong to someone else.
    #[cfg(unix)]
    #[error("it belongs to another user or group, which can't be preserved; run svc-lsp as its owner")]
    Owner,
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Error {
        Error::Refused(error.into())
    }
}

/// A file's name.
fn name_of(path: &Path) -> io::Result<&OsStr> {
    path.file_name().ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

/// Puts a text in the place of a file inside a root, or makes the file. A link inside the root stays, and what it leads to is
/// written.
///
/// # Errors
///
/// What a link leads to lies outside the root, or is not a file; or the file can't be written as it is.
pub fn replace(root: &Root, path: &Path, text: &str) -> Result<(), Error> {
    replace_when(root, path, text, |_| {})
}

/// The same; `written` is called once the new file has the text and not yet the name.
fn replace_when(root: &Root, path: &Path, text: &str, written: impl FnOnce(&File)) -> Result<(), Error> {
    let (place, before) = if open::is_taken(path) {
        let place = root.locate(path)?;
        let before = place.symlink_metadata()?;
        open::regular(&before)?;
        (place, Some(before))
    } else {
        (root.locate(folder_of(path))?.join(name_of(path)?), None)
    };
    if before.as_ref().is_some_and(|before| before.permissions().readonly()) {
        return Err(Error::ReadOnly);
    }
    put(root, &place, before.as_ref(), text, written)
}

/// The name of a temporary file for a file of this name.
fn temporary(name: &str) -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!(".{name}{TEMP_MARKER}{}-{}{TEMP_SUFFIX}", std::process::id(), since.as_nanos())
}

/// Whether a temporary file of ours has this name.
fn is_temporary(name: &[u8]) -> bool {
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    std::str::from_utf8(name).is_ok_and(|name| {
        name.strip_prefix('.')
            .and_then(|name| name.strip_suffix(TEMP_SUFFIX)?.rsplit_once(TEMP_MARKER)?.1.split_once('-'))
            .is_some_and(|(process, time)| number(process) && number(time))
    })
}

/// All names are names in the open folder: whatever takes the place of its path meanwhile, nothing is written elsewhere.
#[cfg(unix)]
fn put(
    root: &Root,
    place: &Path,
    before: Option<&Metadata>,
    text: &str,
    written: impl FnOnce(&File),
) -> Result<(), Error> {
    use rustix::fs::{AtFlags, Mode, OFlags, fsync, linkat, openat, renameat, unlinkat};
    use std::os::unix::fs::MetadataExt as _;

    let name = name_of(place)?;
    let folder = root.open_folder(folder_of(place))?;
    let flags = OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::NOCTTY;
    let still_there = |before: &Metadata| -> Result<(), Error> {
        // Opened for writing and not written: who may not do this may not replace the file either.
        let open = File::from(openat(&folder, name, flags, Mode::empty()).map_err(io::Error::from)?);
        let now = open.metadata()?;
        if !open::is_same(before, &now) {
            return Err(OpenError::Replaced.into());
        }
        if now.nlink() > 1 { Err(Error::HasOtherNames) } else { Ok(()) }
    };
    before.map(still_there).transpose()?;
    remove_stale_files(&folder);
    let temporary = temporary(&name.to_string_lossy());
    // A new file is as open to others as the system makes new files.
    let mode = Mode::from_raw_mode(if before.is_some() { 0o600 } else { 0o666 });
    let new = openat(&folder, &temporary, flags | OFlags::CREATE | OFlags::EXCL, mode);
    let mut new = File::from(new.map_err(io::Error::from)?);
    let write = || -> Result<(), Error> {
        new.write_all(text.as_bytes())?;
        written(&new);
        if let Some(before) = before {
            let own = new.metadata()?;
            if (own.uid(), own.gid()) != (before.uid(), before.gid()) {
                std::os::unix::fs::fchown(&new, Some(before.uid()), Some(before.gid()))
                    .map_err(|_| Error::Owner)?;
            }
            new.set_permissions(before.permissions())?;
        }
        new.sync_all()?;
        match before {
            Some(before) => still_there(before)?,
            // A rename would replace a file that was made meanwhile. Some file systems know no hard links.
            None => match linkat(&folder, &temporary, &folder, name, AtFlags::empty()) {
                Ok(()) => {
                    return Ok(unlinkat(&folder, &temporary, AtFlags::empty()).map_err(io::Error::from)?);
                }
                Err(rustix::io::Errno::EXIST) => return Err(OpenError::Replaced.into()),
                Err(_) => {}
            },
        }
        Ok(renameat(&folder, &temporary, &folder, name).map_err(io::Error::from)?)
    };
    write().inspect_err(|_| {
        let _ = unlinkat(&folder, &temporary, AtFlags::empty());
    })?;
    // The name is on the disk as well. Some file systems can't say so; the file is written all the same.
    let _ = fsync(&folder);
    Ok(())
}

/// Removes temporary files of ours that a run left behind which was killed.
#[cfg(unix)]
fn remove_stale_files(folder: &File) {
    use rustix::fs::{AtFlags, Dir, FileType, statat, unlinkat};
    let Ok(entries) = Dir::read_from(folder) else { return };
    for entry in entries.filter_map(Result::ok).filter(|entry| is_temporary(entry.file_name().to_bytes())) {
        let Ok(found) = statat(folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW) else { continue };
        let written = u64::try_from(found.st_mtime).unwrap_or_default();
        let written = UNIX_EPOCH.checked_add(Duration::from_secs(written));
        let is_old = written.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > STALE_AFTER);
        if is_old && FileType::from_raw_mode(found.st_mode) == FileType::RegularFile {
            let _ = unlinkat(folder, entry.file_name(), AtFlags::empty());
        }
    }
}

#[cfg(not(unix))]
fn put(
    _: &Root,
    place: &Path,
    before: Option<&Metadata>,
    text: &str,
    written: impl FnOnce(&File),
) -> Result<(), Error> {
    let name = name_of(place)?;
    let folder = folder_of(place);
    remove_stale_files(folder);
    let temporary = folder.join(temporary(&name.to_string_lossy()));
    let write = || -> Result<(), Error> {
        let mut new = File::create_new(&temporary)?;
        new.write_all(text.as_bytes())?;
        new.sync_all()?;
        written(&new);
        drop(new);
        if let Some(before) = before
            && !place.symlink_metadata().is_ok_and(|now| open::is_same(before, &now))
        {
            return Err(OpenError::Replaced.into());
        }
        Ok(std::fs::rename(&temporary, place)?)
    };
    write().inspect_err(|_| {
        let _ = std::fs::remove_file(&temporary);
    })
}

#[cfg(not(unix))]
fn remove_stale_files(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok) {
        let is_old = || {
            let written = entry.metadata().ok()?.modified().ok()?;
            written.elapsed().ok().map(|age| age > STALE_AFTER)
        };
        if is_temporary(entry.file_name().as_encoded_bytes()) && is_old() == Some(true) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    use std::path::PathBuf;

    use super::*;

    /// A project with a file, and beside it a file that must not change.
    fn project() -> (tempfile::TempDir, Root, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("project")).unwrap();
        fs::write(dir.path().join("outside"), "secret").unwrap();
        let root = Root::new(&dir.path().join("project")).unwrap();
        let file = root.path().join("vercel.json");
        fs::write(&file, "old").unwrap();
        (dir, root, file)
    }

    fn names(root: &Root) -> Vec<String> {
        let names = root.list(root.path()).unwrap().map(|(name, _)| name.into_string().unwrap());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }

    #[test]
    fn a_link_out_is_not_written_through() {
        let (dir, root, file) = project();
        for target in ["../outside", "../new", "/etc/passwd"] {
            let _ = fs::remove_file(&file);
            symlink(target, &file).unwrap();
            let error = replace(&root, &file, "new").unwrap_err();
            assert!(matches!(error, Error::Refused(_)), "{error}");
        }
        assert_eq!(fs::read_to_string(dir.path().join("outside")).unwrap(), "secret");
        assert!(!dir.path().join("new").exists());
        assert_eq!(names(&root), ["vercel.json"]);
    }

    #[test]
    fn mode_and_link_stay() {
        let (_dir, root, file) = project();
        for mode in [0o600, 0o640, 0o664, 0o755] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            replace(&root, &file, "new").unwrap();
            assert_eq!(file.metadata().unwrap().mode() & 0o7777, mode);
        }
        let link = root.path().join("link");
        symlink("vercel.json", &link).unwrap();
        replace(&root, &link, "newer").unwrap();
        assert!(link.is_symlink() && fs::read_to_string(&file).unwrap() == "newer");
        assert_eq!(names(&root), ["link", "vercel.json"]);
    }

    #[test]
    fn the_owner_stays_or_nothing_is_written() {
        let (_dir, root, file) = project();
        // Only the superuser can make a file another's.
        if std::os::unix::fs::chown(&file, Some(1234), Some(2345)).is_ok() {
            replace(&root, &file, "new").unwrap();
            let metadata = file.metadata().unwrap();
            assert_eq!((metadata.uid(), metadata.gid()), (1234, 2345));
        }
    }

    #[test]
    fn what_has_another_name_is_read_only_or_is_not_a_file_stays() {
        let (dir, root, file) = project();
        fs::hard_link(&file, dir.path().join("other")).unwrap();
        assert!(matches!(replace(&root, &file, "new"), Err(Error::HasOtherNames)));
        fs::remove_file(dir.path().join("other")).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(replace(&root, &file, "new"), Err(Error::ReadOnly)));
        assert_eq!(fs::read_to_string(&file).unwrap(), "old");
        fs::remove_file(&file).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(&file).status().unwrap().success());
        let error = replace(&root, &file, "new").unwrap_err();
        assert_eq!(error.to_string(), "it is a pipe, not a regular file");
        assert_eq!(names(&root), ["vercel.json"]);
    }

    #[test]
    fn the_text_is_its_owners_alone_until_it_has_the_name() {
        let (_dir, root, file) = project();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let mut seen = None;
        replace_when(&root, &file, "new", |new| seen = Some(new.metadata().unwrap().mode() & 0o7777))
            .unwrap();
        assert_eq!((seen, file.metadata().unwrap().mode() & 0o7777), (Some(0o600), 0o644));
    }

    #[test]
    fn what_takes_the_files_place_meanwhile_is_not_written() {
        let (dir, root, file) = project();
        let swap = || {
            fs::remove_file(&file).unwrap();
            symlink("../outside", &file).unwrap();
        };
        assert!(replace_when(&root, &file, "new", |_| swap()).is_err());
        assert!(file.is_symlink());
        fs::remove_file(&file).unwrap();
        let make = || fs::write(&file, "made meanwhile").unwrap();
        assert!(replace_when(&root, &file, "new", |_| make()).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "made meanwhile");
        let move_away = || {
            fs::rename(root.path(), dir.path().join("moved")).unwrap();
            symlink(".", root.path()).unwrap();
        };
        replace_when(&root, &file, "new", |_| move_away()).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("moved/vercel.json")).unwrap(), "new");
        assert_eq!(fs::read_to_string(dir.path().join("outside")).unwrap(), "secret");
        assert!(!dir.path().join("vercel.json").exists(), "written where the folder was opened");
    }

    #[test]
    fn a_new_file_is_made() {
        let (_dir, root, file) = project();
        fs::remove_file(&file).unwrap();
        replace(&root, &file, "new").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
        assert_eq!(names(&root), ["vercel.json"]);
    }

    #[test]
    fn what_was_left_behind_is_removed_once_it_is_old() {
        let (_dir, root, file) = project();
        let (old, young) = (".vercel.json.svc-lsp-7-1.tmp", ".vercel.json.svc-lsp-7-2.tmp");
        for name in [old, young, ".vercel.json.tmp", "svc-lsp-7-1.tmp"] {
            let file = File::create(root.path().join(name)).unwrap();
            if name != young {
                file.set_modified(SystemTime::now() - 2 * STALE_AFTER).unwrap();
            }
        }
        replace(&root, &file, "new").unwrap();
        assert_eq!(
            names(&root),
            [".vercel.json.svc-lsp-7-2.tmp", ".vercel.json.tmp", "svc-lsp-7-1.tmp", "vercel.json"]
        );
        assert!(is_temporary(temporary("vercel.json").as_bytes()));
    }
}

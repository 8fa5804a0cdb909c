//! The files that a command works on: found, read and parsed.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use svc_analysis::{Settings, Snapshot, options};
use svc_syntax::{MAX_TEXT_BYTES, Source};
use svc_vercel::project::MAX_FILE_BYTES;
use svc_vercel::project::open::{self, Kind, Refusal, Root};

use super::{Failure, complain, write};
use crate::on_disk::{OnDisk, OptionsFile};
use crate::project::{self, CONFIG_FILE, ConfigFile, Extent, folder_of};

/// The `vercel.json` files that the paths mean: a file is itself, a folder stands for all below it. What could not be read on
/// the way is complained about.
///
/// # Errors
///
/// A path that does not exist, a file of another format, or a folder without any.
pub fn find(paths: &[PathBuf]) -> Result<Vec<ConfigFile>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        match open::stands_at(path) {
            Some(Kind::Directory) => {}
            // What is there and can't be read is complained about later, and the others are checked.
            Some(_) => {
                if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
                    let name = path.display();
                    return Err(Failure::Message(format!(
                        "`{name}` isn't a `.json` file, and no other format can be checked."
                    )));
                }
                files.push(named(path.clone())?);
                continue;
            }
            None => return Err(cannot_read(path, io::Error::from(io::ErrorKind::NotFound).into())),
        }
        let mut found = project::config_files(path, None, Extent::Everything);
        found.problems.sort();
        found.problems.iter().for_each(complain);
        if found.files.is_empty() {
            return Err(Failure::Message(format!(
                "No {CONFIG_FILE} found in or below `{}`.",
                path.display()
            )));
        }
        files.extend(found.files.into_iter().map(|file| ConfigFile { path: plain(&file.path), ..file }));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|one, other| one.path == other.path);
    Ok(files)
}

/// The path without a `.` at its start.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// A file that someone named. Its project is the one of the folder that it is named in.
fn named(path: PathBuf) -> Result<ConfigFile, Failure> {
    let root = Root::of_project(folder_of(&path), None).map_err(|error| cannot_read(&path, error.into()))?;
    Ok(ConfigFile { path, root: Arc::new(root) })
}

/// The one `vercel.json` that a path means: itself, or the one in the folder.
///
/// # Errors
///
/// A folder without one.
pub fn in_folder(path: &Path) -> Result<ConfigFile, Failure> {
    if open::stands_at(path) != Some(Kind::Directory) {
        return named(path.to_owned());
    }
    let file = path.join(CONFIG_FILE);
    if open::is_taken(&file) {
        named(file)
    } else {
        Err(Failure::Message(format!("No {CONFIG_FILE} found in `{}`.", path.display())))
    }
}

/// The `vercel.json` of a folder, whether it is there or not.
///
/// # Errors
///
/// No such folder.
pub fn of_folder(folder: &Path) -> Result<ConfigFile, Failure> {
    named(plain(&folder.join(CONFIG_FILE)))
}

/// The two versions of a file that two paths mean. Of two files, both are read in the project around the new one. A folder without a
/// `vercel.json` means an empty one.
///
/// # Errors
///
/// A path that does not exist, a file that can't be read, or two folders without any.
pub fn versions(old: &Path, new: &Path, settings: &Arc<Settings>) -> Result<[Snapshot; 2], Failure> {
    let is_folder = |path: &Path| match open::stands_at(path) {
        None => Err(cannot_read(path, io::Error::from(io::ErrorKind::NotFound).into())),
        Some(kind) => Ok(kind == Kind::Directory),
    };
    let are_folders = [is_folder(old)?, is_folder(new)?];
    if are_folders == [false, false] {
        let new = read(&named(new.to_owned())?, settings)?;
        let old = read(&named(old.to_owned())?, settings)?;
        let old = Snapshot::new(Source::clone(&old), Arc::clone(&new.project), Arc::clone(&new.settings));
        return Ok([old, new]);
    }
    let has_file = |path: &Path| open::is_taken(&path.join(CONFIG_FILE));
    if are_folders == [true, true] && !has_file(old) && !has_file(new) {
        let (old, new) = (old.display(), new.display());
        return Err(Failure::Message(format!("No {CONFIG_FILE} found in `{old}` or `{new}`.")));
    }
    let version = |path: &Path, is_folder: bool| {
        if is_folder && !has_file(path) {
            let project = OnDisk::new(path, None).tree;
            return Ok(Snapshot::new(Source::new("{}"), project, Arc::clone(settings)));
        }
        read(&in_folder(path)?, settings)
    };
    let [old_is_folder, new_is_folder] = are_folders;
    Ok([version(old, old_is_folder)?, version(new, new_is_folder)?])
}

/// Reads a file.
///
/// # Errors
///
/// A file that can't be read, is larger than [`MAX_TEXT_BYTES`] or is not UTF-8.
pub fn read(file: &ConfigFile, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let contents = file.root.read(&file.path, MAX_TEXT_BYTES as u64);
    let contents = contents.map_err(|refusal| cannot_read(&file.path, refusal))?;
    snapshot(&file.path, contents.bytes, settings)
}

/// The file with svc-lsp's own options that is in force for a file.
#[must_use]
pub fn options_of(file: &ConfigFile) -> Option<ConfigFile> {
    let folder = Root::new(folder_of(&file.path)).ok()?;
    let options = OptionsFile::nearest(folder.path(), &file.root)?;
    Some(options_in(file, &options.folder))
}

/// The file with svc-lsp's own options at the root of a file's project, whether it is there or not.
#[must_use]
pub fn options_at_root(file: &ConfigFile) -> ConfigFile {
    options_in(file, file.root.path())
}

/// The options in a folder above a file, as the one who asked for the file spells its folder.
fn options_in(file: &ConfigFile, above: &Path) -> ConfigFile {
    let own = Root::new(folder_of(&file.path)).map_or(0, |own| own.path().components().count());
    let steps = own.saturating_sub(above.components().count());
    let mut folder = folder_of(&file.path).to_owned();
    for _ in 0..steps {
        if folder.file_name().is_none() || !folder.pop() {
            folder.push("..");
        }
    }
    ConfigFile { path: plain(&folder.join(options::FILE)), root: Arc::clone(&file.root) }
}

/// Reads a file with svc-lsp's own options.
///
/// # Errors
///
/// As for [`read`].
pub fn read_options(file: &ConfigFile, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let contents = file.root.read(&file.path, MAX_FILE_BYTES);
    let contents = contents.map_err(|refusal| cannot_read(&file.path, refusal))?;
    let source = Source::new(&String::from_utf8_lossy(&contents.bytes));
    let project = OnDisk::new(folder_of(&file.path), None).tree;
    Ok(Snapshot::new(source, project, Arc::clone(settings)).of_options())
}

/// Puts a text in a file's place, or makes the file: all of it, or nothing.
///
/// # Errors
///
/// See [`write::replace`].
pub fn replace(file: &ConfigFile, text: &str) -> Result<(), Failure> {
    write::replace(&file.root, &file.path, text)
        .map_err(|error| Failure::Message(format!("{} can't be written: {error}.", file.path.display())))
}

/// What there is, up to a byte more than is accepted: a device has no end.
fn read_bounded(source: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_TEXT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads standard input as the content of a file.
///
/// # Errors
///
/// As for [`read`].
pub fn read_stdin(path: &Path, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let bytes = read_bounded(io::stdin().lock())
        .map_err(|error| cannot_read(Path::new("standard input"), error.into()))?;
    snapshot(path, bytes, settings)
}

fn snapshot(path: &Path, bytes: Vec<u8>, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(refuse(path));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let reason = match error.as_bytes() {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => "it is UTF-16".to_owned(),
            _ => format!("byte {} is not part of a character", error.utf8_error().valid_up_to()),
        };
        Failure::Message(format!("{} is not UTF-8: {reason}. Save it as UTF-8.", path.display()))
    })?;
    let folder = folder_of(path);
    let disk = OnDisk::new(folder, None);
    let settings = match &disk.options {
        Some(OptionsFile { folder, options: Err(problem), .. }) => {
            let file = folder.join(options::FILE);
            return Err(Failure::Message(format!("{} can't be read: {problem}.", file.display())));
        }
        Some(options) => options.under(settings),
        None => Arc::clone(settings),
    };
    Ok(Snapshot::new(Source::new(&text), disk.tree, settings))
}

fn refuse(path: &Path) -> Failure {
    Failure::Message(format!("{} is larger than 16 MiB and was not read.", path.display()))
}

fn cannot_read(path: &Path, refusal: Refusal) -> Failure {
    match refusal {
        Refusal::TooLarge(_) => refuse(path),
        refusal => Failure::Message(format!("{} can't be read: {refusal}.", path.display())),
    }
}

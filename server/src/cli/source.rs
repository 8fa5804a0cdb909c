//! The files that a command works on: found, read and parsed.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use svc_analysis::{Settings, Snapshot};
use svc_syntax::{MAX_TEXT_BYTES, Source};

use super::Failure;
use crate::project::{self, CONFIG_FILE};

/// The `vercel.json` files that the paths mean: a file is itself, a folder stands for all below it.
///
/// # Errors
///
/// A path that does not exist, or a folder without any.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let metadata = path.metadata().map_err(|error| cannot_read(path, &error))?;
        if !metadata.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        let found = project::all_config_files(path).into_iter();
        files.extend(found.map(|file| file.strip_prefix(".").map(Path::to_owned).unwrap_or(file)));
        if files.len() == before {
            return Err(Failure::Message(format!(
                "There is no {CONFIG_FILE} in or below `{}`.",
                path.display()
            )));
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}

/// The one `vercel.json` that a path means: itself, or the one in the folder.
///
/// # Errors
///
/// A folder without one.
pub fn in_folder(path: &Path) -> Result<PathBuf, Failure> {
    if !path.is_dir() {
        return Ok(path.to_owned());
    }
    let file = path.join(CONFIG_FILE);
    if file.is_file() {
        Ok(file)
    } else if file.exists() {
        Err(Failure::Message(format!("{} is no file.", file.display())))
    } else {
        Err(Failure::Message(format!("There is no {CONFIG_FILE} in `{}`.", path.display())))
    }
}

/// Reads a file.
///
/// # Errors
///
/// A file that can't be read, is larger than [`MAX_TEXT_BYTES`] or is not UTF-8.
pub fn read(path: &Path, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let too_large = |size: u64| usize::try_from(size).is_ok_and(|size| size > MAX_TEXT_BYTES);
    if path.metadata().is_ok_and(|metadata| metadata.is_file() && too_large(metadata.len())) {
        return Err(refuse(path));
    }
    let file = File::open(path).map_err(|error| cannot_read(path, &error))?;
    snapshot(path, read_bounded(file).map_err(|error| cannot_read(path, &error))?, settings)
}

/// What there is, up to a byte more than is accepted: a device has no end.
fn read_bounded(source: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_TEXT_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Puts a text in a file's place, or makes the file: all of it, or nothing. A link stays a link to its file.
///
/// # Errors
///
/// The folder can't be written to.
pub fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let cannot =
        |error: io::Error| Failure::Message(format!("{} can't be written: {error}.", path.display()));
    let target = if path.exists() { path.canonicalize().map_err(cannot)? } else { path.to_owned() };
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let new = folder.join(format!(".{CONFIG_FILE}.{}.tmp", std::process::id()));
    let write = || {
        File::create_new(&new)?.write_all(text.as_bytes())?;
        if let Ok(metadata) = target.metadata() {
            std::fs::set_permissions(&new, metadata.permissions())?;
        }
        std::fs::rename(&new, &target)
    };
    write().map_err(|error| {
        let _ = std::fs::remove_file(&new);
        cannot(error)
    })
}

/// Reads standard input as the content of a file.
///
/// # Errors
///
/// As for [`read`].
pub fn read_stdin(path: &Path, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let bytes =
        read_bounded(io::stdin().lock()).map_err(|error| cannot_read(Path::new("standard input"), &error))?;
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
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(Snapshot::new(Source::new(&text), project::on_disk(folder), Arc::clone(settings)))
}

fn refuse(path: &Path) -> Failure {
    Failure::Message(format!("{} is larger than 16 MiB and is not read.", path.display()))
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    let reason = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    };
    Failure::Message(format!("{} can't be read: {reason}.", path.display()))
}

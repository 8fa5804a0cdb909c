//! The files that a command works on: found, read and parsed.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use svc_analysis::services::{Configured, configured};
use svc_analysis::{Settings, Snapshot, options};
use svc_syntax::{MAX_TEXT_BYTES, Source};
use svc_vercel::project::MAX_FILE_BYTES;
use svc_vercel::project::open::{self, Kind, OpenError, Root};

use super::{Failure, write};
use crate::on_disk::{OnDisk, OptionsFile};
use crate::project::{self, CONFIG_FILE, Extent, Found, ProjectFile, folder_of};
use crate::sources;

/// Whether the paths mean standard input: `-`.
///
/// # Errors
///
/// There are others.
pub fn is_stdin(paths: &[PathBuf]) -> Result<bool, Failure> {
    match paths {
        [path] => Ok(path == Path::new("-")),
        paths if paths.iter().any(|path| path == Path::new("-")) => {
            Err(Failure::message("`-` (standard input) can't be used with other paths."))
        }
        _ => Ok(false),
    }
}

/// The name of the file that standard input stands for, if the paths mean standard input.
///
/// # Errors
///
/// There are other paths.
pub fn stdin_name<'a>(paths: &[PathBuf], name: Option<&'a Path>) -> Result<Option<&'a Path>, Failure> {
    let is_default = || paths == [Path::new(".")];
    match (name, is_stdin(paths)?) {
        (Some(name), is_stdin) if is_stdin || is_default() => Ok(Some(name)),
        (Some(_), _) => Err(Failure::message("`--stdin-filename` can't be used with a path other than `-`.")),
        (None, true) => Ok(Some(Path::new(CONFIG_FILE))),
        (None, false) => Ok(None),
    }
}

/// The `vercel.json` files that the paths mean: a file is itself, a folder stands for all below it. With them, sentences about what
/// could not be read on the way.
///
/// # Errors
///
/// A path that does not exist, a file of another format, or a folder without any.
pub fn find(paths: &[PathBuf]) -> Result<Found, Failure> {
    let (mut files, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match open::stands_at(path) {
            Some(Kind::Directory) => {}
            // What is there and can't be read is reported later, and the others are checked.
            Some(_) => {
                files.push(named(path.clone())?);
                continue;
            }
            None => return Err(not_found(path)),
        }
        let mut found = project::config_files(path, None, Extent::Everything);
        found.problems.sort();
        problems.append(&mut found.problems);
        if found.files.is_empty() {
            return Err(none_found("in or below", path));
        }
        files.extend(found.files.into_iter().map(|file| ProjectFile { path: plain(&file.path), ..file }));
    }
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.dedup_by(|one, other| one.path == other.path);
    Ok(Found { files, problems, is_partial: false })
}

/// There is no `vercel.json` in a folder.
fn none_found(place: &str, folder: &Path) -> Failure {
    let target = if open::is_link(folder) { Root::new(folder).ok() } else { None };
    let link = target.map(|root| format!(", which is a link to `{}`", root.path().display()));
    let folder = folder.display();
    Failure::Message(format!("No {CONFIG_FILE} found {place} `{folder}`{}.", link.unwrap_or_default()))
}

/// The path without a `.` at its start.
fn plain(path: &Path) -> PathBuf {
    path.strip_prefix(".").unwrap_or(path).to_owned()
}

/// A file that someone named. Its project is the one of the folder that it is named in.
fn named(path: PathBuf) -> Result<ProjectFile, Failure> {
    if !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        let name = path.display();
        return Err(Failure::Message(format!(
            "`{name}` isn't a `.json` file. svc-lsp reads `{CONFIG_FILE}` only."
        )));
    }
    let root = Root::of_project(folder_of(&path), None).map_err(|error| cannot_read(&path, error.into()))?;
    Ok(ProjectFile { path, root: Arc::new(root) })
}

/// The one `vercel.json` that a path means: itself, or the one in the folder.
///
/// # Errors
///
/// A folder without one.
pub fn in_folder(path: &Path) -> Result<ProjectFile, Failure> {
    match open::stands_at(path) {
        Some(Kind::Directory) => {}
        None if !open::is_taken(path) => return Err(not_found(path)),
        _ => return named(path.to_owned()),
    }
    let file = plain(&path.join(CONFIG_FILE));
    if open::is_taken(&file) { named(file) } else { Err(none_found("in", path)) }
}

/// The `vercel.json` of a folder, whether it is there or not.
///
/// # Errors
///
/// No such folder.
pub fn of_folder(folder: &Path) -> Result<ProjectFile, Failure> {
    named(plain(&folder.join(CONFIG_FILE)))
}

/// A version of a file: the one that a path means, or a text in its place.
#[derive(Debug)]
pub struct Version<'a> {
    /// The path.
    pub path: &'a Path,
    /// The text, if the file's own isn't meant.
    pub text: Option<String>,
}

/// The two versions of a file that two paths mean. Of two files, both are read in the project around the new one. A folder without a
/// `vercel.json` means an empty one.
///
/// # Errors
///
/// A path that does not exist, a file that can't be read, or two folders without any.
pub fn versions(
    old: Version<'_>,
    new: Version<'_>,
    settings: &Arc<Settings>,
) -> Result<[Snapshot; 2], Failure> {
    let is_folder = |version: &Version<'_>| match open::stands_at(version.path) {
        _ if version.text.is_some() => Ok(false),
        None => Err(not_found(version.path)),
        Some(kind) => Ok(kind == Kind::Directory),
    };
    let are_folders = [is_folder(&old)?, is_folder(&new)?];
    if are_folders == [false, false] {
        let (_, new) = path_or_text(new.path, new.text, settings)?;
        let (_, old) = path_or_text(old.path, old.text, settings)?;
        let old = Snapshot::new(Source::clone(&old), Arc::clone(&new.project), Arc::clone(&new.settings));
        return Ok([old, new]);
    }
    let has_file = |path: &Path| open::is_taken(&path.join(CONFIG_FILE));
    if are_folders == [true, true] && !has_file(old.path) && !has_file(new.path) {
        let (old, new) = (old.path.display(), new.path.display());
        return Err(Failure::Message(format!("No {CONFIG_FILE} found in `{old}` or `{new}`.")));
    }
    let version = |version: Version<'_>, is_folder: bool| {
        if is_folder && !has_file(version.path) {
            let project = OnDisk::new(version.path, None).tree;
            return Ok::<_, Failure>(Snapshot::new(Source::new("{}"), project, Arc::clone(settings)));
        }
        Ok(path_or_text(version.path, version.text, settings)?.1)
    };
    let [old_is_folder, new_is_folder] = are_folders;
    Ok([version(old, old_is_folder)?, version(new, new_is_folder)?])
}

/// Reads a file.
///
/// # Errors
///
/// A file that can't be read, is larger than [`MAX_TEXT_BYTES`] or is not UTF-8.
pub fn read(file: &ProjectFile, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    read_in(file, &OnDisk::new(folder_of(&file.path), None), settings)
}

/// Reads a file of a project.
///
/// # Errors
///
/// As for [`read`].
pub fn read_in(file: &ProjectFile, project: &OnDisk, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    snapshot(&read_text(file)?, project, settings)
}

/// Reads the text of a file.
///
/// # Errors
///
/// As for [`read`].
pub fn read_text(file: &ProjectFile) -> Result<String, Failure> {
    let contents = file.root.read(&file.path, MAX_TEXT_BYTES as u64);
    text(&file.path, contents.map_err(|refusal| cannot_read(&file.path, refusal))?.bytes)
}

/// The file with svc-lsp's own options that is in force for a file.
#[must_use]
pub fn options_of(file: &ProjectFile) -> Option<ProjectFile> {
    let folder = Root::new(folder_of(&file.path)).ok()?;
    let options = OptionsFile::nearest(folder.path(), &file.root)?;
    Some(options_in(file, &options.folder))
}

/// The file with svc-lsp's own options at the root of a file's project, whether it is there or not.
#[must_use]
pub fn options_at_root(file: &ProjectFile) -> ProjectFile {
    options_in(file, file.root.path())
}

/// The options in a folder above a file, as the one who asked for the file spells its folder.
fn options_in(file: &ProjectFile, above: &Path) -> ProjectFile {
    let own = Root::new(folder_of(&file.path)).map_or(0, |own| own.path().components().count());
    let steps = own.saturating_sub(above.components().count());
    let mut folder = folder_of(&file.path).to_owned();
    for _ in 0..steps {
        if folder.file_name().is_none() || !folder.pop() {
            folder.push("..");
        }
    }
    ProjectFile { path: plain(&folder.join(options::FILE)), root: Arc::clone(&file.root) }
}

/// Reads a file with svc-lsp's own options.
///
/// # Errors
///
/// As for [`read`].
pub fn read_options(file: &ProjectFile, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let contents = file.root.read(&file.path, MAX_FILE_BYTES);
    let contents = contents.map_err(|refusal| cannot_read(&file.path, refusal))?;
    Ok(options_snapshot(file, &String::from_utf8_lossy(&contents.bytes), settings))
}

/// A text as the one of a file with svc-lsp's own options.
pub fn options_snapshot(file: &ProjectFile, text: &str, settings: &Arc<Settings>) -> Snapshot {
    let project = OnDisk::new(folder_of(&file.path), None).tree;
    Snapshot::new(Source::new(text), project, Arc::clone(settings)).of_options()
}

/// Puts a text in a file's place, or makes the file: all of it, or nothing.
///
/// # Errors
///
/// See [`write::replace`].
pub fn replace(file: &ProjectFile, text: &str) -> Result<(), Failure> {
    write::replace(&file.root, &file.path, text)
        .map_err(|error| Failure::Message(format!("{} can't be written: {error}.", file.path.display())))
}

/// The same, if the file still has the text that was read.
///
/// # Errors
///
/// As for [`replace`], and if the file changed meanwhile.
pub fn replace_if_unchanged(file: &ProjectFile, before: &str, text: &str) -> Result<(), Failure> {
    let contents = file.root.read(&file.path, MAX_TEXT_BYTES as u64);
    if contents.map_err(|refusal| cannot_read(&file.path, refusal))?.bytes != before.as_bytes() {
        let name = file.path.display();
        return Err(Failure::Message(format!(
            "{name} changed while svc-lsp was working on it and was not written. Try again."
        )));
    }
    replace(file, text)
}

/// Writes a report to the file that someone named: all of it, or nothing.
///
/// # Errors
///
/// See [`write::replace`].
pub fn write_report(path: &Path, report: &[u8]) -> Result<(), Failure> {
    let cannot =
        |error: write::Error| Failure::Message(format!("{} can't be written: {error}.", path.display()));
    let root = Root::of_project(folder_of(path), None).map_err(|error| cannot(error.into()))?;
    write::replace(&root, path, &String::from_utf8_lossy(report)).map_err(cannot)
}

/// The one `vercel.json` that a command is about, read from its path or from standard input.
///
/// # Errors
///
/// As for [`in_folder`] and [`read`].
pub fn one(
    path: &Path,
    stdin_filename: Option<&Path>,
    settings: &Arc<Settings>,
) -> Result<(ProjectFile, Snapshot), Failure> {
    match stdin_name(&[path.to_owned()], stdin_filename)? {
        Some(name) => read_stdin(name, settings),
        None => path_or_text(path, None, settings),
    }
}

/// The one `vercel.json` that a path means, or a text in its place.
///
/// # Errors
///
/// As for [`one`] and [`with_text`].
pub fn path_or_text(
    path: &Path,
    text: Option<String>,
    settings: &Arc<Settings>,
) -> Result<(ProjectFile, Snapshot), Failure> {
    if let Some(text) = text {
        return with_text(path, &text, settings);
    }
    let file = in_folder(path)?;
    let snapshot = read(&file, settings)?;
    Ok((file, snapshot))
}

/// A text as the `vercel.json` that a path means. The file need not be there.
///
/// # Errors
///
/// A text larger than [`MAX_TEXT_BYTES`], or options that can't be read.
pub fn with_text(
    path: &Path,
    text: &str,
    settings: &Arc<Settings>,
) -> Result<(ProjectFile, Snapshot), Failure> {
    let is_folder = open::stands_at(path) == Some(Kind::Directory);
    let path = if is_folder { plain(&path.join(CONFIG_FILE)) } else { path.to_owned() };
    let root = Root::of_project(folder_of(&path), None).or_else(|_| Root::new(Path::new(".")));
    let root = root.map_err(|error| cannot_read(&path, error.into()))?;
    if text.len() > MAX_TEXT_BYTES {
        return Err(refuse(&path));
    }
    let snapshot = snapshot(text, &OnDisk::new(folder_of(&path), None), settings)?;
    Ok((ProjectFile { path, root: Arc::new(root) }, snapshot))
}

/// The same file with what the source code of its services reads.
#[must_use]
pub fn with_reads(file: &ProjectFile, snapshot: Snapshot) -> Snapshot {
    if matches!(configured(snapshot.config()), Configured::None | Configured::Both) {
        return snapshot;
    }
    let index = sources::index(folder_of(&file.path), None, &AtomicBool::new(false));
    snapshot.with_reads(Arc::new(index))
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
pub fn read_stdin(path: &Path, settings: &Arc<Settings>) -> Result<(ProjectFile, Snapshot), Failure> {
    with_text(path, &read_stdin_text(path)?, settings)
}

/// Reads standard input as the text of a file.
///
/// # Errors
///
/// As for [`read`].
pub fn read_stdin_text(path: &Path) -> Result<String, Failure> {
    let bytes = read_bounded(io::stdin().lock())
        .map_err(|error| cannot_read(Path::new("standard input"), error.into()))?;
    text(path, bytes)
}

/// A text as a file of a project, under these settings and the options of the project.
fn snapshot(text: &str, project: &OnDisk, settings: &Arc<Settings>) -> Result<Snapshot, Failure> {
    let settings = match &project.options {
        Some(OptionsFile { folder, options: Err(problem), .. }) => {
            let file = folder.join(options::FILE);
            return Err(Failure::Message(format!("{} can't be read: {problem}.", file.display())));
        }
        Some(options) => options.under(settings),
        None => Arc::clone(settings),
    };
    Ok(Snapshot::new(Source::new(text), Arc::clone(&project.tree), settings))
}

/// The text of a file.
fn text(path: &Path, bytes: Vec<u8>) -> Result<String, Failure> {
    if bytes.len() > MAX_TEXT_BYTES {
        return Err(refuse(path));
    }
    let name = path.display();
    // With its mark, or with the zero that every other byte of such JSON is.
    if matches!(bytes[..], [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, b'{', 0, ..] | [b'{', 0, _, 0, ..]) {
        return Err(Failure::Message(format!("{name} is UTF-16. Save it as UTF-8.")));
    }
    String::from_utf8(bytes).map_err(|error| {
        let byte = error.utf8_error().valid_up_to();
        Failure::Message(format!(
            "{name} is not UTF-8: byte {byte} is not part of a character. Save it as UTF-8."
        ))
    })
}

fn refuse(path: &Path) -> Failure {
    Failure::Message(format!("{} is larger than 16 MiB and was not read.", path.display()))
}

fn not_found(path: &Path) -> Failure {
    cannot_read(path, io::Error::from(io::ErrorKind::NotFound).into())
}

fn cannot_read(path: &Path, refusal: OpenError) -> Failure {
    match refusal {
        OpenError::TooLarge(_) => refuse(path),
        refusal => Failure::Message(format!("{} can't be read: {refusal}.", path.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_changed_meanwhile_is_not_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(CONFIG_FILE);
        std::fs::write(&path, "read").unwrap();
        let file = named(path.clone()).unwrap();
        replace_if_unchanged(&file, "read", "fixed").unwrap();
        let failure = replace_if_unchanged(&file, "read", "fixed again").unwrap_err();
        assert!(failure.to_string().contains("changed while svc-lsp was working on it"), "{failure}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "fixed");
    }
}

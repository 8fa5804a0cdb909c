//! Which environment variables the source code of a project reads, as it is on disk.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use svc_sources::{Index, Language, MAX_FILE_BYTES, Read, reads_in_bytes};
use svc_vercel::posix_path;
use svc_vercel::project::open::{Root, Stamp, resolved, stands_at};
use svc_vercel::project::{EntryKind, ProjectFs};

use crate::on_disk::OnDisk;
use crate::project::{CONFIG_FILE, Extent, ProjectFile, is_source_file, source_files, threads};

/// Files and folders that the search for source code looks at.
const MAX_ENTRIES: usize = 200_000;
/// Source files that are read.
const MAX_FILES: usize = 50_000;
/// Files of a folder that one thread reads before it looks for others.
const MAX_TOGETHER: usize = 50;
/// Reads that are kept, of all files.
const MAX_READS: usize = 100_000;

/// The reads in the source code of a folder that is deployed. `is_cancelled` ends it early, with an incomplete answer.
#[must_use]
pub fn index(folder: &Path, workspace: Option<&Path>, is_cancelled: &AtomicBool) -> Index {
    let found = source_files(folder, workspace, Extent::EntriesOnAll(MAX_ENTRIES));
    let (configs, mut files): (Vec<_>, Vec<_>) =
        found.files.into_iter().partition(|file| file.path.ends_with(CONFIG_FILE));
    let is_partial = found.is_partial || files.len() > MAX_FILES;
    if files.len() > MAX_FILES {
        files.sort_by(|one, other| one.path.cmp(&other.path));
        files.truncate(MAX_FILES);
    }
    // The search tells a folder's files one after the other.
    let folders = files.chunk_by(|one, other| one.path.parent() == other.path.parent());
    let parts: Vec<&[ProjectFile]> = folders.flat_map(|files| files.chunks(MAX_TOGETHER)).collect();
    let Ok(start) = Root::new(folder) else { return Index::default() };
    let next = AtomicUsize::new(0);
    let work = || {
        let mut all = Vec::new();
        while !is_cancelled.load(Ordering::Relaxed)
            && let Some(files) = parts.get(next.fetch_add(1, Ordering::Relaxed))
        {
            all.extend(reads_in_folder(folder, &start, files, is_cancelled).into_iter().flatten());
        }
        all
    };
    let mut all = thread::scope(|scope| {
        let others: Vec<_> = (1..threads()).map(|_| scope.spawn(work)).collect();
        let mut all = work();
        for other in others {
            match other.join() {
                Ok(more) => all.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        all
    });
    // Few files read variables: only they are compared with the patterns of what isn't deployed.
    let deployed = OnDisk::new(folder, workspace);
    all.retain(|(path, _)| is_deployed(&*deployed.tree, path));
    all.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    let mut left = MAX_READS;
    let kept = all.iter().take_while(|(_, reads)| {
        let rest = left.checked_sub(reads.len());
        left = rest.unwrap_or_default();
        rest.is_some()
    });
    let kept = kept.count();
    let mut index = Index::new(all.drain(..kept));
    let projects = configs.iter().filter_map(|file| below(folder, file.path.parent()?));
    index.projects = projects.filter(|project| !project.is_empty()).map(Into::into).collect();
    index.is_partial = is_partial || !all.is_empty();
    index
}

/// The reads of files in one folder, each with its path from the project's folder, which is `start`. Files without reads are left out.
fn reads_in_folder(
    folder: &Path,
    start: &Root,
    files: &[ProjectFile],
    is_cancelled: &AtomicBool,
) -> Option<Vec<(String, Vec<Read>)>> {
    let first = files.first()?;
    let inner = below(folder, first.path.parent()?)?;
    let read = first.root.reader(&start.path().join(&inner)).ok()?;
    let reads = |file: &ProjectFile| {
        let name = file.path.file_name()?.to_str()?;
        let contents = read(name.as_ref(), MAX_FILE_BYTES as u64).ok()?;
        let reads = reads_of(name, &contents.bytes);
        (!reads.is_empty()).then(|| (posix_path::join(&inner, name), reads))
    };
    let files = files.iter().take_while(|_| !is_cancelled.load(Ordering::Relaxed));
    Some(files.filter_map(reads).collect())
}

/// The source files that [`index`] reads, in order, each with what it is like: as long as that is the same, so are the reads.
#[must_use]
#[cfg_attr(target_family = "wasm", expect(dead_code, reason = "it is for `check --watch`"))]
pub fn stamps(folder: &Path) -> Vec<(PathBuf, Option<Stamp>)> {
    let mut files = source_files(folder, None, Extent::EntriesOnAll(MAX_ENTRIES)).files;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    files.truncate(MAX_FILES);
    files.into_iter().map(|file| (file.path.clone(), file.root.stamp(&file.path))).collect()
}

/// What a file reads now.
#[derive(Debug, PartialEq, Eq)]
pub struct Found {
    /// The file, from the folder, as [`index`] would find it.
    pub path: Arc<str>,
    reads: Vec<Read>,
    /// The path of a symbolic link by which the editor has it open.
    link: Option<Arc<str>>,
}

impl Found {
    fn nothing(path: &str) -> Found {
        Found { path: path.into(), reads: Vec::new(), link: None }
    }

    /// Whether an index knows that already.
    #[must_use]
    pub fn is_in(&self, index: &Index) -> bool {
        index.of_file(&self.path) == self.reads.as_slice() && index.link(&self.path) == self.link.as_ref()
    }

    /// Puts it in the place of what an index had of the file.
    pub fn put_into(self, index: &mut Index) {
        index.set(&self.path, self.reads);
        index.set_link(&self.path, self.link);
    }
}

/// What these files read, nothing where [`index`] would find nothing. `deployed` is the folder as it is deployed. `opened` is the text of a
/// file that is open by its path, or by that of a link to it: the place with all links resolved. With it comes the path by which it is open.
#[must_use]
pub fn of_files(
    folder: &Path,
    workspace: Option<&Path>,
    deployed: &dyn ProjectFs,
    paths: &[PathBuf],
    opened: impl Fn(&Path, &Path) -> Option<(PathBuf, Arc<str>)>,
) -> Vec<Found> {
    let Ok(root) = Root::of_project(folder, workspace) else { return Vec::new() };
    let start = resolved(folder);
    let reads = |place: &Path, name: &str, text: Option<Arc<str>>| {
        if !is_source_file(folder, workspace, Path::new(name)) || !is_deployed(deployed, name) {
            return Vec::new();
        }
        // A file that was never saved will be in its folder.
        let is_new = || {
            let folder = place.parent().and_then(|folder| root.kind(folder));
            stands_at(place).is_none() && folder == Some(EntryKind::Directory)
        };
        match text {
            Some(text) if root.stamp(place).is_some() || is_new() => reads_of(name, text.as_bytes()),
            Some(_) => Vec::new(),
            None => {
                let contents = root.read(place, MAX_FILE_BYTES as u64);
                contents.map_or_else(|_| Vec::new(), |contents| reads_of(name, &contents.bytes))
            }
        }
    };
    let found = |path: &PathBuf| {
        let name = below(folder, path).filter(|name| Language::of_path(name).is_some())?;
        // Symbolic links aren't followed: a file counts where it is.
        let place = resolved(path);
        let real = place.as_deref().zip(start.as_deref()).and_then(|(place, start)| below(start, place));
        let at_link = (real.as_ref() != Some(&name)).then(|| Found::nothing(&name));
        let at_place = place.zip(real).map(|(place, real)| {
            let (opened_as, text) =
                opened(&folder.join(&real), &place).filter(|(path, _)| path.starts_with(folder)).unzip();
            let link = opened_as.and_then(|path| below(folder, &path)).filter(|opened_as| *opened_as != real);
            Found { reads: reads(&place, &real, text), path: real.into(), link: link.map(Arc::from) }
        });
        Some(at_link.into_iter().chain(at_place))
    };
    paths.iter().filter_map(found).flatten().collect()
}

/// The folders between a folder and a file that are projects of their own.
#[must_use]
pub fn projects_around(folder: &Path, path: &Path) -> BTreeSet<Box<str>> {
    let between = path.ancestors().skip(1).take_while(|between| between.starts_with(folder));
    let between = between.filter(|between| *between != folder);
    let projects = between.filter(|between| stands_at(&between.join(CONFIG_FILE)).is_some());
    projects.filter_map(|project| below(folder, project)).map(Into::into).collect()
}

fn reads_of(path: &str, bytes: &[u8]) -> Vec<Read> {
    Language::of_path(path).map_or_else(Vec::new, |language| reads_in_bytes(language, bytes))
}

fn is_deployed(tree: &dyn ProjectFs, path: &str) -> bool {
    tree.excluded_by(path).is_none()
}

/// The path of a file from a folder, with `/` between names.
#[must_use]
pub fn below(folder: &Path, path: &Path) -> Option<String> {
    let names: Option<Vec<&str>> = path.strip_prefix(folder).ok()?.iter().map(|name| name.to_str()).collect();
    Some(names?.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        dir
    }

    fn names(index: &Index) -> Vec<String> {
        index.all().map(|(path, read)| format!("{path} {}", read.name)).collect()
    }

    #[test]
    fn what_was_written_is_indexed() {
        let read = "process.env.A";
        let dir = tree(&[
            (".git/HEAD", ""),
            (".gitignore", "generated\n"),
            (".vercelignore", "scripts\n"),
            ("web/page.tsx", read),
            ("web/package.json", "{}"),
            ("web/dist/page.js", read),
            ("web/.next/page.js", read),
            ("web/node_modules/a/index.js", read),
            ("web/generated/a.ts", read),
            ("build/a.ts", read),
            ("scripts/a.ts", read),
            ("api/main.py", "import os\nos.getenv('B')"),
            ("api/venv/x.py", "import os\nos.getenv('B')"),
            ("api/notes.md", read),
            ("api/other.py", "x = 1"),
            ("vercel.json", "{}"),
            ("examples/a/vercel.json", "{}"),
        ]);
        let index = index(dir.path(), None, &AtomicBool::new(false));
        assert_eq!(names(&index), ["api/main.py B", "build/a.ts A", "web/page.tsx A"]);
        assert_eq!(index.projects, ["examples/a".into()].into());
        let around = |path: &str| projects_around(dir.path(), &dir.path().join(path));
        assert_eq!(around("examples/a/web/page.tsx"), index.projects);
        assert!(around("web/page.tsx").is_empty());
        assert!(!index.is_partial);
        let stopped = super::index(dir.path(), None, &AtomicBool::new(true));
        assert!(stopped.is_empty());
    }

    #[test]
    fn single_files_are_read_again() {
        let dir = tree(&[
            (".git/HEAD", ""),
            (".gitignore", "c.ts\n/web/generated\n"),
            (".vercelignore", "b.ts\n"),
            ("web/a.ts", "process.env.A"),
            ("web/b.ts", "process.env.B"),
            ("web/c.ts", "process.env.C"),
            ("web/generated/d.ts", "process.env.D"),
            ("web/package.json", "{}"),
            ("web/dist/e.ts", "process.env.E"),
            ("web/open.ts", ""),
        ]);
        let names =
            ["a.ts", "b.ts", "c.ts", "generated/d.ts", "dist/e.ts", "open.ts", "gone.ts", "new.ts", "a.txt"];
        let paths = names.map(|name| dir.path().join("web").join(name));
        let opened = |path: &Path, _: &Path| {
            let is_open = path.ends_with("open.ts") || path.ends_with("new.ts");
            is_open.then(|| (path.to_owned(), Arc::from("process.env.OPEN")))
        };
        let found = of_files(dir.path(), None, &*OnDisk::new(dir.path(), None).tree, &paths, opened);
        let found: Vec<_> = found.iter().filter(|it| !it.reads.is_empty()).map(|it| &*it.path).collect();
        assert_eq!(found, ["web/a.ts", "web/open.ts", "web/new.ts"]);
    }

    #[cfg(unix)]
    #[test]
    fn nothing_outside_is_read() {
        let dir = tree(&[("project/.git/HEAD", ""), ("secret.ts", "process.env.SECRET")]);
        let project = dir.path().join("project");
        std::os::unix::fs::symlink(dir.path().join("secret.ts"), project.join("a.ts")).unwrap();
        std::os::unix::fs::symlink(dir.path(), project.join("out")).unwrap();
        assert!(index(&project, None, &AtomicBool::new(false)).is_empty());
        assert_eq!(
            of_files(&project, None, &*OnDisk::new(&project, None).tree, &[project.join("a.ts")], |_, _| {
                None
            }),
            [Found::nothing("a.ts")]
        );
    }
}

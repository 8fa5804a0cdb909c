//! Going through the files of a folder, within bounds.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::{EntryKind, ProjectFs};
use crate::patterns::glob::{Glob, Steps};
use crate::posix_path;

/// Entries that one walk looks at.
const MAX_ENTRIES: usize = 20_000;
/// Folders inside folders.
const MAX_DEPTH: usize = 24;
/// Folders that never hold what a user wrote. A tree without what isn't deployed has them only if the project takes them back.
const SKIPPED: [&str; 12] = [
    ".cache",
    ".git",
    ".hg",
    ".next",
    ".svn",
    ".venv",
    ".vercel",
    ".yarn",
    "CVS",
    "__pycache__",
    "node_modules",
    "venv",
];

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WalkEnd {
    /// Every file was seen.
    All,
    /// `visit` asked for the end.
    Stopped,
    /// There are more files than a walk looks at, or they were too much work to compare.
    Partly,
}

/// Shows every file below `folder` to `visit`, by its path from the project root, the folders of dependencies, build results
/// and version control left out.
pub fn walk(fs: &dyn ProjectFs, folder: &str, mut visit: impl FnMut(&str) -> ControlFlow<()>) -> WalkEnd {
    let mut left = MAX_ENTRIES;
    let mut folders = VecDeque::from([(posix_path::normalize(folder), 0)]);
    let mut complete = true;
    let may_skip = fs.including_excluded().is_none();
    while let Some((folder, depth)) = folders.pop_front() {
        for entry in fs.list(&folder) {
            let Some(rest) = left.checked_sub(1) else { return WalkEnd::Partly };
            left = rest;
            let path =
                if folder == "." { entry.name.clone() } else { posix_path::join(&folder, &entry.name) };
            match entry.kind {
                EntryKind::File => {
                    if visit(&path).is_break() {
                        return WalkEnd::Stopped;
                    }
                }
                EntryKind::Directory if may_skip && SKIPPED.contains(&entry.name.as_str()) => {}
                EntryKind::Directory if depth < MAX_DEPTH => folders.push_back((path, depth + 1)),
                EntryKind::Directory => complete = false,
            }
        }
    }
    if complete { WalkEnd::All } else { WalkEnd::Partly }
}

/// How many files a glob matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// Those that were seen.
    pub files: usize,
    /// Whether there may be more.
    pub is_partial: bool,
}

/// Whether a glob is more than one path.
#[must_use]
pub fn is_pattern(glob: &str) -> bool {
    glob.contains(['*', '?', '[', '{', '(', '!', '\\'])
}

/// Counts the files below `root` that a glob matches, or whose path it is; the glob is relative to `root`.
#[must_use]
pub fn count(fs: &dyn ProjectFs, root: &str, glob: &Glob, steps: &mut Steps) -> Count {
    let mut files = 0;
    let walked = matching(fs, root, glob, steps, |_| {
        files += 1;
        ControlFlow::Continue(())
    });
    Count { files, is_partial: walked == WalkEnd::Partly }
}

/// Shows every file below `root` that a glob matches, or whose path it is.
pub fn matching(
    fs: &dyn ProjectFs,
    root: &str,
    glob: &Glob,
    steps: &mut Steps,
    mut visit: impl FnMut(&str) -> ControlFlow<()>,
) -> WalkEnd {
    let exact = posix_path::join(root, glob.source());
    if fs.is_file(&exact) && visit(&exact).is_break() {
        return WalkEnd::Stopped;
    }
    if !is_pattern(glob.source()) {
        return WalkEnd::All;
    }
    let base = posix_path::join(root, &glob.base());
    let mut gave_up = false;
    let walked = walk(fs, &base, |path| {
        let below = if root == "." {
            path
        } else {
            path.strip_prefix(root).map_or(path, |path| path.trim_start_matches('/'))
        };
        match glob.matches(below, steps) {
            _ if path == exact => ControlFlow::Continue(()),
            Some(true) => visit(path),
            Some(false) => ControlFlow::Continue(()),
            None => {
                gave_up = true;
                ControlFlow::Break(())
            }
        }
    });
    if gave_up { WalkEnd::Partly } else { walked }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    #[test]
    fn counts() {
        let files = [
            "api/a.ts",
            "api/[id].ts",
            "api/b/c.ts",
            "api/node_modules/x.ts",
            "web/api/d.ts",
            "x.ts",
            ".env",
        ];
        let fs = MemoryFs::new(files.map(|file| (file, "")));
        for (root, pattern, expected) in [
            (".", "api/**/*.ts", 3),
            (".", "api/[id].ts", 1),
            (".", "api/a.ts", 1),
            (".", "api/z.ts", 0),
            ("web", "api/*.ts", 1),
            ("web", "**", 1),
            (".", "*", 1),
            (".", "!api/**", 3),
        ] {
            let mut steps = Steps::default();
            let glob = Glob::new(pattern, &mut steps);
            assert_eq!(
                count(&fs, root, &glob, &mut steps),
                Count { files: expected, is_partial: false },
                "{root} {pattern}"
            );
        }
    }

    #[test]
    fn ends() {
        let fs = MemoryFs::new((0..MAX_ENTRIES + 5).map(|index| (format!("f{index}"), "")));
        let mut steps = Steps::default();
        let glob = Glob::new("*", &mut steps);
        assert!(count(&fs, ".", &glob, &mut steps).is_partial);
        let walked = matching(&fs, ".", &glob, &mut steps, |_| ControlFlow::Break(()));
        assert_eq!(walked, WalkEnd::Stopped);
    }
}

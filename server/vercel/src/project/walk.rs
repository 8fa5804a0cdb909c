//! Going through the files of a folder, within bounds.

use std::collections::VecDeque;
use std::ops::ControlFlow;

use super::{EntryKind, ProjectFs};
use crate::patterns::glob::Glob;
use crate::posix_path;

/// Entries that one walk looks at.
const MAX_ENTRIES: usize = 20_000;
/// Folders inside folders.
const MAX_DEPTH: usize = 24;
/// Folders that never hold what a user wrote.
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
pub enum Walked {
    /// Every file was seen.
    All,
    /// `visit` asked for the end.
    Stopped,
    /// There are more files than a walk looks at.
    Partly,
}

/// Shows every file below `folder` to `visit`, by its path from the project root, the folders of dependencies, build results
/// and version control left out.
pub fn walk(fs: &dyn ProjectFs, folder: &str, mut visit: impl FnMut(&str) -> ControlFlow<()>) -> Walked {
    let mut left = MAX_ENTRIES;
    let mut folders = VecDeque::from([(posix_path::normalize(folder), 0)]);
    let mut complete = true;
    while let Some((folder, depth)) = folders.pop_front() {
        for entry in fs.list(&folder) {
            let Some(rest) = left.checked_sub(1) else { return Walked::Partly };
            left = rest;
            let path =
                if folder == "." { entry.name.clone() } else { posix_path::join(&folder, &entry.name) };
            match entry.kind {
                EntryKind::File => {
                    if visit(&path).is_break() {
                        return Walked::Stopped;
                    }
                }
                EntryKind::Directory if SKIPPED.contains(&entry.name.as_str()) => {}
                EntryKind::Directory if depth < MAX_DEPTH => folders.push_back((path, depth + 1)),
                EntryKind::Directory => complete = false,
            }
        }
    }
    if complete { Walked::All } else { Walked::Partly }
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
pub fn count(fs: &dyn ProjectFs, root: &str, pattern: &str) -> Count {
    let mut files = 0;
    let walked = matching(fs, root, pattern, |_| {
        files += 1;
        ControlFlow::Continue(())
    });
    Count { files, is_partial: walked == Walked::Partly }
}

/// Shows every file below `root` that a glob matches, or whose path it is.
pub fn matching(
    fs: &dyn ProjectFs,
    root: &str,
    pattern: &str,
    mut visit: impl FnMut(&str) -> ControlFlow<()>,
) -> Walked {
    let exact = posix_path::join(root, pattern);
    if fs.is_file(&exact) && visit(&exact).is_break() {
        return Walked::Stopped;
    }
    if !is_pattern(pattern) {
        return Walked::All;
    }
    let glob = Glob::new(pattern);
    let base = posix_path::join(root, &glob.base());
    let walked = walk(fs, &base, |path| {
        let below = if root == "." {
            path
        } else {
            path.strip_prefix(root).map_or(path, |path| path.trim_start_matches('/'))
        };
        if path != exact && glob.matches(below) { visit(path) } else { ControlFlow::Continue(()) }
    });
    if walked == Walked::All && glob.is_spent() { Walked::Partly } else { walked }
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
            assert_eq!(
                count(&fs, root, pattern),
                Count { files: expected, is_partial: false },
                "{root} {pattern}"
            );
        }
    }

    #[test]
    fn ends() {
        let fs = MemoryFs::new((0..MAX_ENTRIES + 5).map(|index| (format!("f{index}"), "")));
        assert!(count(&fs, ".", "*").is_partial);
        assert_eq!(matching(&fs, ".", "*", |_| ControlFlow::Break(())), Walked::Stopped);
    }
}

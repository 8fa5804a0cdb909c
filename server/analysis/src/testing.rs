//! Fixtures for tests: a `vercel.json` with a cursor and marked ranges, and the project around it, in one string.
//!
//! ```text
//! //- /vercel.json
//! { "services": { "api": { "root": "$0" } } }
//!                 ^^^^^ the name
//! //- /api/package.json
//! {}
//! //- /web/
//! ```
//!
//! - A line `//- /path` starts a file; a path that ends with `/` is an empty folder. Without such a line the whole string is
//!   the `vercel.json`.
//! - `$0` marks the cursor, two of them a selection.
//! - A line of carets marks ranges of the line above it (columns are characters, counted without `$0`); what follows the
//!   carets is the range's label. Such a line is not part of the text.

use std::sync::Arc;

use svc_sources::{Index, Language};
use svc_syntax::testing::Marked;

use crate::snapshot::Snapshot;
use svc_vercel::project::MemoryFs;

pub use svc_syntax::testing::apply;

/// A `vercel.json` in its project, and what was marked in it.
#[derive(Debug)]
pub struct Fixture {
    /// The `vercel.json` in its project.
    pub snapshot: Snapshot,
    marked: Marked,
}

impl std::ops::Deref for Fixture {
    type Target = Marked;

    fn deref(&self) -> &Marked {
        &self.marked
    }
}

impl Fixture {
    /// Reads a fixture.
    #[must_use]
    pub fn new(source: &str) -> Fixture {
        let mut files: Vec<(String, String)> = Vec::new();
        let trimmed = source.trim_start_matches('\n');
        let source = if trimmed.starts_with("//- /") { trimmed } else { source };
        for line in source.split_inclusive('\n') {
            match line.strip_prefix("//- /") {
                Some(path) => files.push((path.trim_end().to_owned(), String::new())),
                None => match files.last_mut() {
                    Some((_, text)) => text.push_str(line),
                    None => files.push(("vercel.json".to_owned(), line.to_owned())),
                },
            }
        }
        let text = match files.iter_mut().find(|(path, _)| path == "vercel.json") {
            Some((_, text)) => std::mem::take(text),
            None => String::new(),
        };
        let marked = Marked::new(&text);
        if let Some((_, file)) = files.iter_mut().find(|(path, _)| path == "vercel.json") {
            file.clone_from(&marked.text);
        }
        let of_file = |file: &(String, String)| {
            Some((file.0.clone(), svc_sources::reads(Language::of_path(&file.0)?, &file.1)))
        };
        let mut index = Index::new(files.iter().filter_map(of_file));
        let project = |(path, _): &(String, String)| Some(path.strip_suffix("/vercel.json")?.into());
        index.projects = files.iter().filter_map(project).collect();
        let snapshot = Snapshot::of(&marked.text, Arc::new(MemoryFs::new(files))).with_reads(Arc::new(index));
        Fixture { snapshot, marked }
    }
}

/// The snapshot of a fixture.
#[must_use]
pub fn snapshot(source: &str) -> Snapshot {
    Fixture::new(source).snapshot
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixture_has_files_a_cursor_and_ranges() {
        let fixture = Fixture::new(
            "//- /vercel.json\n{ \"ä\": $01,\n  ^^^  ^ value\n  \"b\": 2$0 }\n//- /api/main.py\nx = 1\n//- /web/\n",
        );
        assert_eq!(fixture.text, "{ \"ä\": 1,\n  \"b\": 2 }\n");
        let marked: Vec<(&str, &str)> =
            fixture.ranges.iter().map(|(range, label)| (&fixture.text[*range], label.as_str())).collect();
        assert_eq!(marked, [("\"ä\"", ""), ("1", "value")]);
        assert_eq!(&fixture.text[fixture.selection()], "1,\n  \"b\": 2");
        assert!(fixture.snapshot.project.is_file("api/main.py"));
        assert!(fixture.snapshot.project.exists("web"));
    }

    #[test]
    fn without_a_header_the_whole_is_the_file() {
        let fixture = Fixture::new("{$0}");
        assert_eq!((fixture.text.as_str(), fixture.offset()), ("{}", 1.into()));
    }
}

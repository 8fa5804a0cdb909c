//! Places in source code, which is no part of the file that is shown.

use svc_analysis::reads::{Reads, Site};
use svc_sources::Position;

use crate::markdown::code;

/// A name in a source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodePlace {
    /// The file as the editor opens it, from the project root.
    pub file: String,
    /// Where the name starts.
    pub start: Position,
    /// How long it is: a name has one unit for each character, whatever the encoding.
    pub length: u32,
}

impl CodePlace {
    /// Where code names the variable that it reads or sets.
    #[must_use]
    pub fn of(site: &Site<'_>, reads: &Reads<'_>) -> CodePlace {
        CodePlace {
            file: reads.path_in_editor(site.file).to_owned(),
            start: site.read.start,
            length: site.read.range.end.saturating_sub(site.read.range.start),
        }
    }
}

/// The first lines of code as Markdown, and how many there are beside them: "`web/page.tsx:3`, `web/a.ts:1` and 2 more".
pub(crate) fn listed(sites: &[Site<'_>], most: usize) -> String {
    let mut lines: Vec<(&str, u32)> = sites.iter().map(|site| (&**site.file, site.read.start.line)).collect();
    lines.dedup();
    let shown = lines.iter().take(most).map(|(file, line)| code(&format!("{file}:{}", line + 1)));
    let shown = shown.collect::<Vec<_>>().join(", ");
    match lines.len().saturating_sub(most) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

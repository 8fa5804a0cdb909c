//! Folds, selections and the options of formatting.

use svc_syntax::TextRange;
use svc_syntax::layout::folding::{Fold, FoldKind};
use svc_syntax::layout::formatting;
use tower_lsp::ls_types::{
    FoldingRange, FoldingRangeKind, FormattingOptions, Position, Range, SelectionRange,
};

use crate::lsp::file::File;

/// How the client wants files formatted.
#[must_use]
pub fn formatting_options(options: &FormattingOptions) -> formatting::Options {
    let tab_width = usize::try_from(options.tab_size).unwrap_or_default().clamp(1, 16);
    let indent = if options.insert_spaces { " ".repeat(tab_width) } else { "\t".to_owned() };
    formatting::Options { indent, tab_width, ..formatting::Options::default() }
}

impl File {
    /// A fold. A client that folds whole lines only does not look at the columns.
    #[must_use]
    pub fn fold(&self, fold: &Fold) -> FoldingRange {
        let range = self.range(fold.range);
        FoldingRange {
            start_line: range.start.line,
            start_character: Some(range.start.character),
            end_line: range.end.line,
            end_character: Some(range.end.character),
            // A region is one that the user marks; "fold all regions" leaves values alone.
            kind: (fold.kind == FoldKind::Comment).then_some(FoldingRangeKind::Comment),
            collapsed_text: None,
        }
    }

    /// Selections around a position, the smallest first, each within the next.
    #[must_use]
    pub fn selection(&self, ranges: &[TextRange], at: Position) -> SelectionRange {
        let outer = ranges
            .iter()
            .rev()
            .fold(None, |parent, range| Some(Box::new(SelectionRange { range: self.range(*range), parent })));
        outer.map_or(SelectionRange { range: Range::new(at, at), parent: None }, |smallest| *smallest)
    }
}

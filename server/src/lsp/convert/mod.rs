//! Between the protocol's types and those of analysis. No other file knows both.

mod code_actions;
mod code_lens;
mod completion;
mod diagnostics;
mod inlay_hints;
mod navigation;
mod options;
mod semantic_tokens;
mod structure;
mod symbols;
mod workspace_edit;

pub use code_actions::kinds as code_action_kinds;
pub use code_lens::is_offered as has_code_lenses;
pub use completion::{TRIGGERS, TRIGGERS_OF_CODE, documented};
pub use diagnostics::SOURCE;
pub use navigation::{code_range, definition_of};
pub use semantic_tokens::legend as semantic_tokens_legend;
pub use structure::formatting_options;
pub use workspace_edit::both;

use svc_syntax::{Encoding, LineColumn, LineColumns, Text};
use svc_syntax::{TextRange, TextSize};
use tower_lsp::ls_types::{Position, PositionEncodingKind, Range, TextEdit};

use super::file::File;

/// The protocol's name of an encoding.
#[must_use]
pub fn encoding(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

/// The offset of a position; one that does not exist is the nearest before it that does.
#[must_use]
pub fn offset(text: &Text, position: Position, encoding: Encoding) -> TextSize {
    text.offset(LineColumn { line: position.line, column: position.character }, encoding)
}

/// The bytes of a range. A range that ends before it starts is taken the other way round.
#[must_use]
pub fn text_range(text: &Text, range: Range, encoding: Encoding) -> TextRange {
    let (start, end) = (offset(text, range.start, encoding), offset(text, range.end, encoding));
    TextRange::new(start.min(end), start.max(end))
}

/// The position of an offset.
#[must_use]
pub fn position(text: &Text, offset: TextSize, encoding: Encoding) -> Position {
    let LineColumn { line, column } = text.line_column(offset, encoding);
    Position::new(line, column)
}

/// Ranges of one file that come about in the order of their starts.
#[derive(Debug)]
pub struct Positions<'a> {
    starts: LineColumns<'a>,
    /// Ends on another line than their starts: they have an order of their own.
    far_ends: LineColumns<'a>,
}

impl Positions<'_> {
    /// The client's range of some bytes.
    pub fn range(&mut self, range: TextRange) -> Range {
        let start = self.starts.of(range.start());
        let ends = if self.starts.is_on_line(range.end()) { &mut self.starts } else { &mut self.far_ends };
        let end = ends.of(range.end());
        Range::new(Position::new(start.line, start.column), Position::new(end.line, end.column))
    }
}

impl File {
    /// Converts many ranges, one after the other.
    #[must_use]
    pub fn positions(&self) -> Positions<'_> {
        let lines = self.snapshot.text.line_columns(self.encoding());
        Positions { starts: lines.clone(), far_ends: lines }
    }

    /// The offset of a position of the client.
    #[must_use]
    pub fn offset(&self, at: Position) -> TextSize {
        offset(&self.snapshot.text, at, self.encoding())
    }

    /// The client's range of some bytes.
    #[must_use]
    pub fn range(&self, range: TextRange) -> Range {
        let text = &self.snapshot.text;
        Range::new(
            position(text, range.start(), self.encoding()),
            position(text, range.end(), self.encoding()),
        )
    }

    /// The bytes of a range of the client.
    #[must_use]
    pub fn text_range(&self, range: Range) -> TextRange {
        text_range(&self.snapshot.text, range, self.encoding())
    }

    /// An edit.
    #[must_use]
    pub fn edit(&self, edit: &svc_syntax::TextEdit) -> TextEdit {
        TextEdit { range: self.range(edit.range), new_text: edit.insert.clone() }
    }

    /// Several edits.
    #[must_use]
    pub fn edits(&self, edits: &[svc_syntax::TextEdit]) -> Vec<TextEdit> {
        edits.iter().map(|edit| self.edit(edit)).collect()
    }
}

//! Between the protocol's types and those of analysis. No other file knows both.

use serde::{Deserialize, Serialize};
use svc_analysis::folding::{Fold, FoldKind};
use svc_analysis::{Finding, Fix, Severity, Tag, TextRange, TextSize, formatting};
use svc_syntax::{Encoding, LineColumn, Text};
use tower_lsp::ls_types::{
    CodeDescription, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    FoldingRange, FoldingRangeKind, FormattingOptions, Location, NumberOrString, Position,
    PositionEncodingKind, Range, SelectionRange, TextEdit,
};

use super::state::File;
use crate::rule_page;

/// The `source` of every diagnostic.
pub const SOURCE: &str = "svc-lsp";

/// What a diagnostic carries to the code actions that mend it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiagnosticData {
    /// The version of the text that the edits are for.
    pub version: i32,
    /// The mends, the best first.
    pub fixes: Vec<FixData>,
}

/// A mend of a diagnostic.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FixData {
    /// What it does.
    pub title: String,
    /// Its edits.
    pub edits: Vec<TextEdit>,
    /// Whether it is the one obvious mend.
    pub preferred: bool,
}

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

/// How the client wants files formatted.
#[must_use]
pub fn formatting_options(options: &FormattingOptions) -> formatting::Options {
    let tab_width = usize::try_from(options.tab_size).unwrap_or_default().clamp(1, 16);
    let indent = if options.insert_spaces { " ".repeat(tab_width) } else { "\t".to_owned() };
    formatting::Options { indent, tab_width, ..formatting::Options::default() }
}

impl File {
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

    /// The diagnostics of the file.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        self.findings().iter().map(|finding| self.diagnostic(finding)).collect()
    }

    /// A finding, with as much of it as the client shows.
    #[must_use]
    pub fn diagnostic(&self, finding: &Finding) -> Diagnostic {
        let code = finding.rule.code;
        let href = || rule_page::url(code).parse().ok().map(|href| CodeDescription { href });
        let related = || {
            finding.related.iter().map(|related| DiagnosticRelatedInformation {
                location: Location { uri: self.uri.clone(), range: self.range(related.range) },
                message: related.message.clone(),
            })
        };
        let data = || {
            let fixes = finding.fixes.iter().map(|fix| self.fix(fix)).collect();
            serde_json::to_value(DiagnosticData { version: self.version, fixes }).ok()
        };
        let tags: Vec<DiagnosticTag> = finding.rule.tags.iter().filter_map(|tag| self.tag(*tag)).collect();
        Diagnostic {
            range: self.range(finding.range),
            severity: Some(severity(finding.severity)),
            code: Some(NumberOrString::String(code.to_owned())),
            code_description: self.client.code_description.then(href).flatten(),
            source: Some(SOURCE.to_owned()),
            message: finding.message.clone(),
            related_information: (self.client.related_information && !finding.related.is_empty())
                .then(|| related().collect()),
            tags: (!tags.is_empty()).then_some(tags),
            data: (self.client.diagnostic_data && !finding.fixes.is_empty()).then(data).flatten(),
        }
    }

    /// A mend.
    #[must_use]
    pub fn fix(&self, fix: &Fix) -> FixData {
        FixData {
            title: fix.title.clone(),
            edits: fix.edits.iter().map(|edit| self.edit(edit)).collect(),
            preferred: fix.preferred,
        }
    }

    /// An edit.
    #[must_use]
    pub fn edit(&self, edit: &svc_analysis::TextEdit) -> TextEdit {
        TextEdit { range: self.range(edit.range), new_text: edit.insert.clone() }
    }

    /// Several edits.
    #[must_use]
    pub fn edits(&self, edits: &[svc_analysis::TextEdit]) -> Vec<TextEdit> {
        edits.iter().map(|edit| self.edit(edit)).collect()
    }

    /// A fold. A client that folds whole lines only does not look at the columns.
    #[must_use]
    pub fn fold(&self, fold: &Fold) -> FoldingRange {
        let range = self.range(fold.range);
        FoldingRange {
            start_line: range.start.line,
            start_character: Some(range.start.character),
            end_line: range.end.line,
            end_character: Some(range.end.character),
            kind: Some(match fold.kind {
                FoldKind::Region => FoldingRangeKind::Region,
                FoldKind::Comment => FoldingRangeKind::Comment,
            }),
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

    fn tag(&self, tag: Tag) -> Option<DiagnosticTag> {
        match tag {
            Tag::Unnecessary => self.client.tag_unnecessary.then_some(DiagnosticTag::UNNECESSARY),
            Tag::Deprecated => self.client.tag_deprecated.then_some(DiagnosticTag::DEPRECATED),
        }
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Information => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

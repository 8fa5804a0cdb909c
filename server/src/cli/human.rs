//! `check` for people: a code frame for each finding.

use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet};
use anstyle::AnsiColor;
use svc_analysis::Finding;
use svc_config::Severity;
use svc_syntax::TextRange;
use svc_syntax::{Encoding, Text};

use super::check::{Checked, Summary};
use super::fixes;
use super::style::Style;
use crate::display::{self, source_line};
use crate::rule_page;

/// The longest line that is shown, in bytes; longer lines aren't shown, only their position.
const MAX_LINE_BYTES: usize = 4 * 1024;

/// Prints the findings and a summary.
///
/// # Errors
///
/// If the output can't be written.
pub fn print(files: &[Checked], summary: &Summary, style: Style, output: &mut impl Write) -> io::Result<()> {
    let renderer = if style.rich {
        Renderer::styled().decor_style(DecorStyle::Unicode)
    } else {
        Renderer::plain().decor_style(DecorStyle::Ascii)
    };
    for file in files {
        for finding in &file.findings {
            writeln!(output, "{}\n", renderer.render(&[report(file, finding)]))?;
        }
    }
    fixes::print_applied(files, style, output)?;
    writeln!(output, "{}", summary_line(summary, style))
}

fn report<'a>(file: &'a Checked, finding: &'a Finding) -> Group<'a> {
    let code = finding.rule.code;
    let title = level(finding.severity).primary_title(display::line(&finding.message).into_owned()).id(code);
    let mut report = title.element(place(file, finding.range, AnnotationKind::Primary, None));
    for related in &finding.related {
        report = report.element(place(
            file,
            related.range,
            AnnotationKind::Context,
            Some(display::line(&related.message).into_owned()),
        ));
    }
    for fix in &finding.fixes {
        report = report.element(Level::HELP.with_name("fix").message(display::line(&fix.title).into_owned()));
    }
    match rule_page::url(finding.rule) {
        Some(url) => report.element(Level::HELP.with_name("docs").message(url)),
        None => report,
    }
}

/// The line of a range with the range marked. Of a range of several lines, the first.
fn place(file: &Checked, range: TextRange, kind: AnnotationKind, label: Option<String>) -> Element<'static> {
    let text = &file.snapshot.text;
    let path = display::line(&file.path).into_owned();
    let at = text.line_column(range.start(), Encoding::Utf32);
    let number = at.line as usize + 1;
    let line = text.line_range(at.line);
    if usize::from(line.len()) > MAX_LINE_BYTES {
        return Origin::path(path).line(number).char_column(at.column as usize + 1).into();
    }
    let span = span(text, range, line);
    let annotation = kind.span(span).label(label);
    Snippet::source(source_line(&text.line(at.line)).into_owned())
        .line_start(number)
        .path(path)
        .annotation(annotation)
        .into()
}

fn span(text: &Text, range: TextRange, line: TextRange) -> std::ops::Range<usize> {
    let range = text.clamp_range(range);
    let from_line = |offset| usize::from(offset) - usize::from(line.start());
    from_line(range.start())..from_line(range.end().min(line.end()).max(range.start()))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Information => Level::INFO.with_name("information"),
        Severity::Hint => Level::NOTE.with_name("hint"),
    }
}

/// How many problems there are in how many files, as a sentence; without problems, in how many files there are none.
pub fn summary_line(summary: &Summary, style: Style) -> String {
    match counts(summary, style) {
        Some(found) => format!("{found} in {}.", files(summary.files_with_findings)),
        None => style.color(AnsiColor::Green, &format!("No problems in {}.", files(summary.files))),
    }
}

/// A number of files, in words.
pub fn files(number: usize) -> String {
    count(number, "file", "files")
}

fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// How many problems of each severity there are; none if there are none at all.
pub fn counts(summary: &Summary, style: Style) -> Option<String> {
    let Summary { error, warning, information, hint, .. } = *summary;
    let found: Vec<String> = [
        (error, style.color(AnsiColor::Red, &count(error, "error", "errors"))),
        (warning, style.color(AnsiColor::Yellow, &count(warning, "warning", "warnings"))),
        (information, count(information, "piece of information", "pieces of information")),
        (hint, count(hint, "hint", "hints")),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(_, text)| text)
    .collect();
    (!found.is_empty()).then(|| found.join(", "))
}

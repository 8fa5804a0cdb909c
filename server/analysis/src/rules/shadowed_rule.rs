//! Unreachable routing rule.

use std::iter::once;
use std::ops::Range;

use crate::routes::BlockEntry;
use crate::routes::overlaps::{Hidden, HiddenKind, hidden};
use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, Rule};
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::{TextEdit, TextRange};

rule! {
    /// # Unreachable routing rule
    ///
    /// This rule never runs, because an earlier rule matches every request first.
    ///
    /// Vercel tries rules in order, and redirects before rewrites. Move the more specific rule up.
    ///
    /// ```json bad
    /// {
    ///   "redirects": [
    ///     { "source": "/blog/:path*", "destination": "https://blog.example.com/:path*" },
    ///     { "source": "/blog/:id", "destination": "/posts/:id" }
    ///   ]
    /// }
    /// ```
    ///
    /// ```json good
    /// {
    ///   "redirects": [
    ///     { "source": "/blog/:id", "destination": "/posts/:id" },
    ///     { "source": "/blog/:path*", "destination": "https://blog.example.com/:path*" }
    ///   ]
    /// }
    /// ```
    ///
    /// If a rewrite's destination is a file that doesn't exist, later rules see only the rewritten path.
    ///
    /// If one rule keeps several others from running, svc-lsp reports them together. Rules that would do the same as the earlier one are
    /// reported as `redundant-rule`.
    ///
    /// svc-lsp reports only what it can prove: a rule with conditions (`has`, `missing`, `methods`) shadows only rules with the same
    /// conditions.
    pub static RULE = {
        code: "shadowed-rule",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::File(check),
    }
}

/// How many rules one finding names.
const MAX_RELATED: usize = 100;

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let shadowed = hidden(snapshot).into_iter().filter(|it| it.kind != HiddenKind::Redundant);
    findings.extend(shadowed.filter_map(|hidden| finding(snapshot, &hidden)));
}

fn finding(snapshot: &Snapshot, hidden: &Hidden<'_>) -> Option<Finding> {
    let written = &hidden.by.summary.source.as_ref()?.written;
    let what = hidden.by.block.noun();
    let (subject, object) = match others(hidden) {
        None => ("This rule never runs".to_owned(), "this rule"),
        Some(others) => (format!("This rule and {others} never run"), "them"),
    };
    let message = match hidden.kind {
        HiddenKind::Duplicate => {
            let rest = if hidden.others.is_empty() { "one of them" } else { "all but one" };
            // The blocks run in a fixed order, whatever their order in the file.
            let direction = if hidden.by.base < hidden.first.base { "above" } else { "below" };
            format!("{subject}: the {what} {direction} has the same source. Remove {rest}.")
        }
        HiddenKind::Misplaced => format!(
            "{subject}: the {what} `{written}` above matches first. Move {object} above that {what}, or delete {object}."
        ),
        // The order of the blocks is fixed.
        HiddenKind::Later | HiddenKind::Redundant => format!(
            "{subject}: the {what} `{written}` matches first. Make that {what} more specific, or delete {object}."
        ),
    };
    let finding = finding_at(&RULE, hidden, message)?;
    let fix = (hidden.kind == HiddenKind::Misplaced).then(|| moving(snapshot, hidden)).flatten();
    Some(match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    })
}

/// The fix that moves rules above the one that takes their requests.
fn moving(snapshot: &Snapshot, hidden: &Hidden<'_>) -> Option<Fix> {
    let (text, rows) = (&snapshot.text, rows(hidden)?);
    let (elements, index) = hidden.by.place();
    let place = elements.range(index)?.start();
    let separator = format!(",{}", edit::separator_before(text, place));
    let mut moved = String::new();
    for row in &rows {
        let range = elements.range(row.start)?.cover(elements.range(row.end.checked_sub(1)?)?);
        moved += &text.slice(range);
        moved += &separator;
    }
    let mut edits = vec![TextEdit::new(TextRange::empty(place), moved)];
    edits.extend(rows.into_iter().filter_map(|row| edit::remove_elements(text, elements, row)));
    let what = if hidden.others.is_empty() { "this rule" } else { "these rules" };
    let title = format!("Move {what} above `{}`", hidden.by.summary.source.as_ref()?.written);
    Some(Fix { title, edits, preferred: false })
}

/// The rules that one finding is about beside the first, in its message; `None` if there is none.
pub(super) fn others(hidden: &Hidden<'_>) -> Option<String> {
    match hidden.others.len() {
        0 => None,
        1 => Some("another one below".to_owned()),
        count => Some(format!("{count} others below")),
    }
}

/// The finding for rules that never run: at the first, with the rule that matches first and the others.
pub(super) fn finding_at(rule: &'static Rule, hidden: &Hidden<'_>, message: String) -> Option<Finding> {
    let source = |entry: &BlockEntry<'_>| Some(entry.summary.source.as_ref()?.range + entry.base);
    let mut finding = Finding::new(rule, source(&hidden.first)?, message)
        .related(source(&hidden.by)?, "This rule matches first.");
    for other in hidden.others.iter().take(MAX_RELATED).filter_map(source) {
        finding = finding.related(other, "This rule never runs either.");
    }
    finding.service = hidden.service.map(str::to_owned);
    Some(finding)
}

/// The rules as rows of elements that follow each other; `None` if there are too many to change at once.
pub(super) fn rows(hidden: &Hidden<'_>) -> Option<Vec<Range<usize>>> {
    let mut rows: Vec<Range<usize>> = Vec::new();
    for (_, index) in once(&hidden.first).chain(&hidden.others).map(BlockEntry::place) {
        match rows.last_mut().filter(|row| row.end == index) {
            Some(row) => row.end += 1,
            None => rows.push(index..index + 1),
        }
    }
    (hidden.others.len() < MAX_RELATED).then_some(rows)
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::{apply, snapshot};

    #[test]
    fn rules_are_moved_together() {
        let text = r#"{
  "redirects": [
    { "source": "/a", "destination": "/z" },
    { "source": "/(.*)", "destination": "/y" },
    { "source": "/b", "destination": "/x" },
    {
      "source": "/c",
      "destination": "/w"
    },
    { "source": "/d", "destination": "/y" },
    { "source": "/e", "destination": "/v" }
  ]
}
"#;
        let findings = check(&snapshot(text));
        let finding = findings.iter().find(|it| it.rule.code == "shadowed-rule").unwrap();
        assert_eq!(finding.related.len(), 3);
        let expected = r#"{
  "redirects": [
    { "source": "/a", "destination": "/z" },
    { "source": "/b", "destination": "/x" },
    {
      "source": "/c",
      "destination": "/w"
    },
    { "source": "/e", "destination": "/v" },
    { "source": "/(.*)", "destination": "/y" },
    { "source": "/d", "destination": "/y" }
  ]
}
"#;
        assert_eq!(apply(text, &finding.fixes[0].edits), expected);
    }
}

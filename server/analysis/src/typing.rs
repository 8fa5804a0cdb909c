//! Which findings wait while a file is being typed. The command line reports all of them, always; an editor shows what is wrong with
//! what is written, not with what isn't written yet.

use svc_syntax::edit::slot::path_at;
use svc_syntax::layout::formatting::breaks_structure;
use svc_syntax::{PathSegment, SyntaxErrorKind, TextRange, TextSize};

use crate::rules::finding::Finding;
use crate::rules::{Check, Rule};
use crate::snapshot::Snapshot;

/// Where a file is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typing {
    /// What the last keystroke wrote; empty where it deleted.
    pub at: TextRange,
    /// Whether nothing has been typed for a moment.
    pub is_resting: bool,
}

/// Rules that compare a service with others, although they are called for one.
const COMPARES: [&str; 6] = [
    "duplicate-route-prefix",
    "invalid-service-binding-name",
    "self-binding",
    "unknown-service-binding",
    "unknown-service-ref",
    "missing-root",
];

/// Whether a rule looks at more than one place: another part of the file, still to be typed, may change what it finds.
fn compares(rule: &Rule) -> bool {
    let compares = |check: &Check| {
        matches!(check, Check::File(_) | Check::EachService(..) | Check::Services(..) | Check::Note(_))
    };
    rule.checks.iter().any(compares) || COMPARES.contains(&rule.code)
}

/// What a file that is being typed makes wait.
#[derive(Debug)]
pub struct Waiting {
    typing: Typing,
    /// The entry that is being typed: a service, a rule, a setting. With its key.
    entry: Option<TextRange>,
    /// Whether the caret is in the file's object, or the object isn't closed.
    is_inside: bool,
    /// Whether that entry has an error of the syntax.
    is_unfinished: bool,
    /// Errors of the syntax that are gone once what is being typed is complete, in the order of the text.
    unfinished: Vec<TextRange>,
}

impl Waiting {
    /// For a version of a file.
    #[must_use]
    pub fn new(snapshot: &Snapshot, typing: Typing) -> Waiting {
        let root = snapshot.config();
        let is_unfinished = |kind| breaks_structure(kind) || kind == SyntaxErrorKind::TrailingComma;
        let errors = snapshot.parse.errors().iter().filter(|error| is_unfinished(error.kind));
        let mut unfinished: Vec<TextRange> = errors.map(|error| error.range).collect();
        unfinished.sort_by_key(|error| (error.start(), error.end()));
        // Between the brackets that one keystroke wrote.
        let caret = typing.at.start() + TextSize::from(u32::from(typing.at.len() > 1.into()));
        let caret = if typing.at.len() == 2.into() { caret } else { typing.at.end() };
        let path = path_at(snapshot, caret);
        let entry = (1..=path.len().min(2)).rev().find_map(|length| {
            let path = path.get(..length)?;
            let value = root.at(path)?;
            let (last, parent) = path.split_last()?;
            let member = match last {
                PathSegment::Key(key) => root.at(parent)?.as_object()?.member(key),
                PathSegment::Index(_) => None,
            };
            let range = member.map_or(value.range, |member| member.range);
            let is_entry = length == 2 || value.as_object().is_none() && value.as_array().is_none();
            is_entry.then_some(range)
        });
        let is_inside = root.range.start() < caret && caret < root.range.end() || !unfinished.is_empty();
        let is_unfinished =
            entry.is_some_and(|entry| unfinished.iter().any(|error| entry.contains_range(*error)));
        Waiting { typing, entry, is_inside, is_unfinished, unfinished }
    }

    /// Whether a finding waits.
    #[must_use]
    pub fn holds(&self, finding: &Finding) -> bool {
        if finding.rule.is_about_syntax() {
            return false;
        }
        let range = finding.range;
        let next = self.unfinished.partition_point(|error| error.end() < range.start());
        if self.unfinished.get(next).is_some_and(|error| error.start() <= range.end()) {
            return true;
        }
        let touches = |place: TextRange| place.intersect(range).is_some();
        let Typing { at, is_resting } = self.typing;
        if compares(finding.rule) && (if is_resting { !self.unfinished.is_empty() } else { self.is_inside }) {
            return true;
        }
        let is_waiting = !is_resting || self.is_unfinished;
        self.entry.is_some_and(touches) && is_waiting || !is_resting && touches(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::testing::Fixture;

    /// The codes that are said with the caret at `$0`.
    fn said(fixture: &str, is_resting: bool) -> Vec<&'static str> {
        let fixture = Fixture::new(fixture);
        let at = TextRange::empty(fixture.selection().start());
        let waiting = Waiting::new(&fixture.snapshot, Typing { at, is_resting });
        let findings = check(&fixture.snapshot);
        findings.iter().filter(|finding| !waiting.holds(finding)).map(|finding| finding.rule.code).collect()
    }

    #[test]
    fn an_entry_waits_while_it_is_typed() {
        let text = r#"{ "redirects": [{ "source": "a", "destination": "/b" }, { "source": "c$0" }] }"#;
        assert_eq!(said(text, false), ["unreachable-source"]);
        assert_eq!(said(text, true), ["unreachable-source", "missing-key", "unreachable-source"]);
    }

    #[test]
    fn an_unfinished_token_has_one_finding() {
        for text in [
            r#"{ "services": { "web": { "root": ".", "framework": "ne$0"#,
            r#"{ "c$0"#,
            r#"{ "crons": [{ "path": "$0"#,
            r#"{ "rewrites": [{ "source": "/a", "destination": { "ser$0"#,
        ] {
            assert_eq!(said(text, false), ["invalid-json"], "{text}");
            assert_eq!(said(text, true), ["invalid-json"], "{text}");
        }
    }

    #[test]
    fn reachability_waits_for_the_rest_of_the_file() {
        let said = |end: &str, is_resting| {
            let services = r#"{ "services": { "web": { "root": "web", "framework": "vite" } }"#;
            said(&format!("//- /web/package.json\n{{}}\n//- /vercel.json\n{services}{end}"), is_resting)
        };
        assert_eq!(said(", $0", true), ["invalid-json"]);
        assert_eq!(said("$0 }", false), [""; 0]);
        assert_eq!(said("$0 }", true), ["unreachable-service"]);
        assert_eq!(said(" }$0", false), ["unreachable-service"]);
    }
}

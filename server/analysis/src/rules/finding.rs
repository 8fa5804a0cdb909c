//! What a rule reports about a place in the file.

use std::sync::Arc;

use svc_config::Severity;
use svc_sources::Position;
use svc_syntax::value::Node;
use svc_syntax::{TextEdit, TextRange, TextSize, edit};
use svc_vercel::project::Missing;

use crate::rules::Rule;

/// How many findings a rule has in one file, and a kind of rules that look at entries or services one by one: a file with more is
/// broken as a whole.
pub const MAX_FINDINGS: usize = svc_config::model::validate::MAX_ERRORS;

/// Findings: of errors and of all others, the first [`MAX_FINDINGS`].
#[derive(Debug, Default)]
pub struct Bounded {
    findings: Vec<Finding>,
    errors: usize,
}

impl Bounded {
    /// Whether there are as many errors as are reported.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.errors >= MAX_FINDINGS
    }
}

impl Extend<Finding> for Bounded {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        for finding in findings {
            let is_error = finding.severity == Severity::Error;
            let same_kind = if is_error { self.errors } else { self.findings.len() - self.errors };
            if same_kind < MAX_FINDINGS {
                self.errors += usize::from(is_error);
                self.findings.push(finding);
            } else if self.is_full() {
                return;
            }
        }
    }
}

impl From<Bounded> for Vec<Finding> {
    fn from(bounded: Bounded) -> Vec<Finding> {
        bounded.findings
    }
}

/// A message with the line breaks of the names and values in it as escapes: one would end the line that an editor or a log shows.
fn one_line(message: String) -> String {
    if message.contains(['\n', '\r']) { message.replace('\n', "\\n").replace('\r', "\\r") } else { message }
}

/// How an editor shows the finding's range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// Faded: has no effect.
    Unnecessary,
    /// Struck through.
    Deprecated,
}

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: &'static Rule,
    /// The rule's severity, unless this case is another.
    pub severity: Severity,
    /// The narrowest bytes that show it: the offending value, or the name of the item that is incomplete.
    pub range: TextRange,
    /// A sentence: what is wrong and what to do.
    pub message: String,
    /// Vercel's own code for it.
    pub vercel_code: Option<&'static str>,
    /// The service that it is about.
    pub service: Option<String>,
    /// Other places that take part.
    pub related: Vec<Related>,
    /// Quick fixes, the best first.
    pub fixes: Vec<Fix>,
}

/// A finding in source code.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceFinding {
    /// What was found. Its bytes are those of the source file: where it names the variable.
    pub finding: Finding,
    /// The source file, from the project root.
    pub file: Arc<str>,
    /// Where the finding starts.
    pub start: Position,
    /// The place in `vercel.json` that it follows from.
    pub about: TextRange,
}

/// A related location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Its bytes.
    pub range: TextRange,
    /// What it has to do with the finding.
    pub message: String,
}

/// A quick fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as an imperative: "Add the leading slash".
    pub title: String,
    /// Edits against the snapshot's text; they don't overlap.
    pub edits: Vec<TextEdit>,
    /// Whether it is the obvious fix: editors apply it by a single key, and "fix all" applies it.
    pub preferred: bool,
}

impl Finding {
    /// A finding for `rule` at `range`, with the rule's own severity and code.
    pub fn new(rule: &'static Rule, range: TextRange, message: impl Into<String>) -> Finding {
        Finding {
            rule,
            severity: rule.severity,
            range,
            message: one_line(message.into()),
            vercel_code: rule.vercel_code,
            service: None,
            related: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// Names the service that it is about.
    #[must_use]
    pub fn service(mut self, name: impl Into<String>) -> Finding {
        self.service = Some(name.into());
        self
    }

    /// Sets another severity than the rule's: one of its others.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Finding {
        debug_assert!(self.rule.severity == severity || self.rule.other_severities.contains(&severity));
        self.severity = severity;
        self
    }

    /// Sets another code of Vercel's than the rule's.
    #[must_use]
    pub fn vercel_code(mut self, code: &'static str) -> Finding {
        self.vercel_code = Some(code);
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn related(mut self, range: TextRange, message: impl Into<String>) -> Finding {
        self.related.push(Related { range, message: one_line(message.into()) });
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn fix(mut self, fix: Fix) -> Finding {
        self.fixes.push(fix);
        self
    }

    /// Adds the obvious fix of a path whose file has the same name in other upper and lower case, or in other characters.
    #[must_use]
    pub fn fix_case(self, missing: &Missing, path: &Node) -> Finding {
        match missing {
            Missing::DifferentCase(found) | Missing::OtherCharacters(found) => {
                let edit = edit::replace_with_string(path, found);
                self.fix(Fix::preferred(format!("Change to `{found}`"), edit))
            }
            Missing::Excluded(_) | Missing::BrokenLink | Missing::NotFound => self,
        }
    }

    /// Moves every range by `base`: from an entry's own offsets to the file's.
    #[must_use]
    pub fn shifted(mut self, base: TextSize) -> Finding {
        self.range += base;
        for related in &mut self.related {
            related.range += base;
        }
        for edit in self.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
            edit.range += base;
        }
        self
    }
}

impl SourceFinding {
    /// Adds a fix that writes something else in the place of the variable's name.
    #[must_use]
    pub fn fix(mut self, title: String, insert: String) -> SourceFinding {
        let edit = TextEdit { range: self.finding.range, insert };
        self.finding = self.finding.fix(Fix::offered(title, edit));
        self
    }
}

impl Fix {
    /// The obvious fix, by one edit.
    pub fn preferred(title: impl Into<String>, edit: impl Into<TextEdit>) -> Fix {
        Fix { title: title.into(), edits: vec![edit.into()], preferred: true }
    }

    /// One of several possible fixes, by one edit.
    pub fn offered(title: impl Into<String>, edit: impl Into<TextEdit>) -> Fix {
        Fix { title: title.into(), edits: vec![edit.into()], preferred: false }
    }
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_message_is_one_line() {
        assert_eq!(one_line("`a\r\nb` isn't `c`.".to_owned()), "`a\\r\\nb` isn't `c`.");
    }
}

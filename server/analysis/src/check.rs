//! Runs all checks of a `vercel.json`; the entry point of both the editor and the command line. [`check_beside`](crate::check_beside)
//! checks the files beside it.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use crate::form;
use crate::rules::finding::Finding;
use crate::rules::kinds::{entry, service, shape, syntax};
use crate::rules::{self, Check, Rule, missing_services, other_root_directory, precedence, unrelated_file};
use crate::settings::{RuleLevel, Settings};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_config::model::validate::MAX_ERRORS;
use svc_syntax::value::Query;
use svc_syntax::{KeyPath, TextRange};

/// All findings of a file, with the settings' levels applied, sorted by range, then code. Some are missing where the snapshot
/// [was cancelled](Snapshot::was_cancelled).
#[must_use]
pub fn check(snapshot: &Snapshot) -> Vec<Finding> {
    check_counting(snapshot).0
}

/// What [`check`] finds in a version of a file, found once.
#[must_use]
pub fn findings(snapshot: &Snapshot) -> &[Finding] {
    snapshot.facts().of::<Findings>().get_or_init(|| check(snapshot))
}

/// See [`findings`].
struct Findings;

impl Query for Findings {
    type Answer = Vec<Finding>;
}

/// The same, and how many findings each of the settings' ignored ones was.
pub(crate) fn check_counting(snapshot: &Snapshot) -> (Vec<Finding>, Vec<usize>) {
    let mut report = Report { snapshot, findings: Vec::new() };
    let _is_full = run_rules(snapshot, &mut report);
    report.finish()
}

/// Runs the rules of each kind until the error limit is reached.
fn run_rules(snapshot: &Snapshot, report: &mut Report<'_>) -> ControlFlow<()> {
    if unrelated_file::is_unrelated(snapshot) {
        return report.ask_of_file(&unrelated_file::RULE);
    }
    report.ask(|findings| findings.extend(syntax::findings(snapshot)))?;
    if other_root_directory::elsewhere(snapshot).is_some() {
        return report.ask(|findings| {
            other_root_directory::check(snapshot, findings);
            missing_services::check(snapshot, findings);
        });
    }
    report.ask(|findings| findings.extend(service::findings(snapshot)))?;
    let mut mistakes = form::mistakes(snapshot);
    // Several of one object may become one finding.
    let is_full = mistakes.iter().filter(|it| it.severity == Severity::Error).count() >= MAX_ERRORS;
    report.ask(|findings| {
        precedence::settle(snapshot.config(), findings, &mut mistakes);
        findings.extend(shape::findings(snapshot, &mistakes));
    })?;
    if is_full {
        return ControlFlow::Break(());
    }
    report.ask(|findings| findings.extend(entry::findings(snapshot)))?;
    OF_FILE.iter().try_for_each(|rule| report.ask_of_file(rule))
}

/// The rules about the whole file.
static OF_FILE: LazyLock<Vec<&Rule>> = LazyLock::new(|| {
    let is_of_file = |rule: &&Rule| rule.checks.iter().any(|check| matches!(check, Check::File(_)));
    rules::ALL.iter().copied().filter(is_of_file).collect()
});

/// The findings so far.
struct Report<'a> {
    snapshot: &'a Snapshot,
    findings: Vec<Finding>,
}

impl Report<'_> {
    /// Adds what `ask` finds; breaks off at the limit of errors or when the version was replaced.
    fn ask(&mut self, ask: impl FnOnce(&mut Vec<Finding>)) -> ControlFlow<()> {
        ask(&mut self.findings);
        if self.snapshot.check_cancelled() || self.is_full() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Adds what a rule finds in the whole file, unless it is turned off.
    fn ask_of_file(&mut self, rule: &Rule) -> ControlFlow<()> {
        let snapshot = self.snapshot;
        if snapshot.settings.rules.get(rule.code) == Some(&RuleLevel::Off) {
            return ControlFlow::Continue(());
        }
        rule.checks.iter().try_for_each(|check| match check {
            Check::File(check) => self.ask(|findings| check(snapshot, findings)),
            _ => ControlFlow::Continue(()),
        })
    }

    fn is_full(&self) -> bool {
        let is_error = |finding: &&Finding| level(&self.snapshot.settings, finding) == Some(Severity::Error);
        self.findings.len() >= MAX_ERRORS && self.findings.iter().filter(is_error).count() >= MAX_ERRORS
    }

    /// The findings with the settings' levels, in order, and how many of them each ignored one was.
    fn finish(self) -> (Vec<Finding>, Vec<usize>) {
        let Report { snapshot, mut findings } = self;
        if !snapshot.has_project {
            findings.retain(|finding| !rules::ABOUT_FILES.contains(&finding.rule.code));
        }
        apply_levels(&snapshot.settings, &mut findings);
        precedence::first_reasons(&mut findings);
        let used = leave_out_ignored(snapshot, &mut findings, |it| (it.rule, it.range));
        findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.code));
        (findings, used)
    }
}

/// Gives the findings the settings' levels, and takes out those whose rule is turned off.
pub(crate) fn apply_levels(settings: &Settings, findings: &mut Vec<Finding>) {
    findings.retain_mut(|finding| apply_level(settings, finding));
}

/// Gives a finding the settings' level. Whether its rule is turned on.
pub(crate) fn apply_level(settings: &Settings, finding: &mut Finding) -> bool {
    let severity = level(settings, finding);
    finding.severity = severity.unwrap_or(finding.severity);
    severity.is_some()
}

/// Takes the findings out that the settings ignore, by their rules and places in the file. Tells how many each of the ignored ones was.
pub(crate) fn leave_out_ignored<T>(
    snapshot: &Snapshot,
    findings: &mut Vec<T>,
    place: impl Fn(&T) -> (&'static Rule, TextRange),
) -> Vec<usize> {
    let ignored = &snapshot.settings.ignored;
    let mut used = vec![0; ignored.len()];
    if ignored.is_empty() {
        return used;
    }
    let root = snapshot.config();
    let places: Vec<_> = findings.iter().map(place).collect();
    let paths: Vec<KeyPath> = places.iter().map(|(_, range)| root.path_around(*range)).collect();
    let mut is_ignored = vec![false; findings.len()];
    for (ignored, used) in ignored.iter().zip(&mut used) {
        let is_of_rule = |index: &usize| {
            let rule = places.get(*index).map(|(rule, _)| *rule);
            rule.is_some_and(|rule| rule.code == ignored.code && rule.can_be_ignored())
        };
        let of_rule: Vec<usize> = (0..places.len()).filter(is_of_rule).collect();
        let at = |place: &KeyPath| -> Vec<usize> {
            let is_at = |index: &usize| {
                is_ignored.get(*index) == Some(&false)
                    && paths.get(*index).is_some_and(|path| path.starts_with(place))
            };
            of_rule.iter().copied().filter(is_at).collect()
        };
        // Entries of the same name are told apart by what is found in them.
        let found =
            ignored.place.find(root).iter().map(at).find(|found| !found.is_empty()).unwrap_or_default();
        *used = found.len();
        for index in found {
            if let Some(is_ignored) = is_ignored.get_mut(index) {
                *is_ignored = true;
            }
        }
    }
    let mut is_ignored = is_ignored.into_iter();
    findings.retain(|_| is_ignored.next() != Some(true));
    used
}

/// The severity of a finding under the settings; `None` where they turn its rule off.
fn level(settings: &Settings, finding: &Finding) -> Option<Severity> {
    settings.rules.get(finding.rule.code).map_or(Some(finding.severity), |level| level.severity())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::finding::MAX_FINDINGS;
    use svc_vercel::project::MemoryFs;

    fn count(text: &str) -> (usize, usize) {
        let findings = check(&Snapshot::of(text, Arc::new(MemoryFs::default())));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        (errors, findings.len() - errors)
    }

    #[test]
    fn errors_are_reported_up_to_a_limit_and_warnings_hide_none() {
        let entries = |entry: &str| vec![entry; MAX_ERRORS + 5].join(", ");
        let refused = format!("{{ \"redirects\": [{}], \"cleanUrls\": 1 }}", entries("1"));
        assert_eq!(count(&refused).0, MAX_ERRORS);
        let no_json = format!("{{ \"redirects\": [{}] }}", entries("'a'"));
        assert_eq!(count(&no_json).0, MAX_ERRORS);
        let many_warnings = format!("{{ {}, \"cleanUrls\": 1 }}", entries("\"name\": \"a\""));
        assert_eq!(count(&many_warnings).0, 1);
        let unknown: Vec<String> = (0..MAX_ERRORS + 5).map(|index| format!("\"k{index}\": 1")).collect();
        let many_unknown = format!("{{ {}, \"cleanUrls\": 1 }}", unknown.join(", "));
        assert_eq!(count(&many_unknown), (MAX_FINDINGS + 1, 0), "the rule stops, the others don't");
    }

    #[test]
    fn cancelled_work_leaves_no_partial_results() {
        let redirects: Vec<String> = (0..50)
            .map(|at| format!(r#"{{ "source": "/:lang/p{}", "destination": "/x" }}"#, at % 40))
            .collect();
        let text = format!("{{ \"redirects\": [{}], \"a\": 1 }}", redirects.join(", "));
        let snapshot = || Snapshot::of(&text, Arc::new(MemoryFs::default()));
        let memory = Arc::default();
        let stopped = snapshot().with_memory(Arc::clone(&memory));
        assert!(!stopped.was_cancelled());
        stopped.stop();
        assert_eq!(check(&stopped).len(), 0);
        assert!(stopped.was_cancelled());
        let all = check(&snapshot());
        assert_eq!(all.iter().filter(|it| it.rule.code == "redundant-rule").count(), 10);
        assert_eq!(check(&snapshot().with_memory(memory)), all);
    }
}

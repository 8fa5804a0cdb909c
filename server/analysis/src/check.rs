//! Everything that is to be said about a file: the one entry for the editor and the command line.

use crate::form;
use crate::routes;
use crate::rules::finding::Finding;
use crate::rules::{self, Check};
use crate::settings::{RuleLevel, Settings};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_config::model::validate::MAX_ERRORS;

/// The passes, each of which finds several rules' findings at once.
const PASSES: &[fn(&Snapshot, &mut Vec<Finding>)] =
    &[rules::invalid_json::pass, rules::services::pass, form::pass, routes::pass];

/// All findings of a file, with the settings' levels applied, sorted by range, then code.
#[must_use]
pub fn check(snapshot: &Snapshot) -> Vec<Finding> {
    let mut findings = Vec::new();
    let is_enough = |findings: &[Finding]| {
        let errors = || findings.iter().filter(|it| level(&snapshot.settings, it) == Some(Severity::Error));
        findings.len() >= MAX_ERRORS && errors().count() >= MAX_ERRORS
    };
    for pass in PASSES {
        pass(snapshot, &mut findings);
        if is_enough(&findings) {
            break;
        }
    }
    for rule in rules::ALL {
        if is_enough(&findings) {
            break;
        }
        if let Check::File(check) = rule.check
            && snapshot.settings.rules.get(rule.code) != Some(&RuleLevel::Off)
        {
            check(snapshot, &mut findings);
        }
    }
    findings.retain_mut(|finding| match level(&snapshot.settings, finding) {
        Some(severity) => {
            finding.severity = severity;
            true
        }
        None => false,
    });
    findings.sort_by_key(|finding| (finding.range.start(), finding.range.end(), finding.rule.code));
    findings
}

fn level(settings: &Settings, finding: &Finding) -> Option<Severity> {
    settings.rules.get(finding.rule.code).map_or(Some(finding.severity), |level| level.severity())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use svc_vercel::project::MemoryFs;

    fn count(text: &str) -> (usize, usize) {
        let findings = check(&Snapshot::of(text, Arc::new(MemoryFs::default())));
        let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
        (errors, findings.len() - errors)
    }

    #[test]
    fn errors_are_told_up_to_a_limit_and_warnings_hide_none() {
        let entries = |entry: &str| vec![entry; MAX_ERRORS + 5].join(", ");
        let refused = format!("{{ \"redirects\": [{}], \"cleanUrls\": 1 }}", entries("1"));
        assert_eq!(count(&refused).0, MAX_ERRORS);
        let no_json = format!("{{ \"redirects\": [{}] }}", entries("'a'"));
        assert_eq!(count(&no_json).0, MAX_ERRORS);
        let many_warnings = format!("{{ {}, \"cleanUrls\": 1 }}", entries("\"name\": \"a\""));
        let (errors, others) = count(&many_warnings);
        assert!(errors == 1 && others > MAX_ERRORS, "{errors} errors, {others} others");
    }
}

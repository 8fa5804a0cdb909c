//! One mistake, one error: which of two findings is reported where the services and the form of the file both give one.
//!
//! The rules of services know more about a service than its form: that a job doesn't have its trigger, that a name is invalid. Where they
//! report an error at the very place of a schema violation, the violation is not reported too. Conversely, a schema violation
//! explains what the rules of services find missing: a misspelled `schedule`, an `entrypoint` that is a number.

use std::collections::{HashMap, HashSet};

use svc_syntax::{PathSegment, TextRange};

use crate::rules::finding::Finding;
use svc_config::Severity;
use svc_config::meaning;
use svc_config::model::validate::{Mistake, MistakeKind};
use svc_syntax::value::Node;

/// Keeps the findings of syntax and services, and the schema violations, that are reported.
pub fn settle(root: &Node, findings: &mut Vec<Finding>, mistakes: &mut Vec<Mistake>) {
    let reported = reported(findings);
    mistakes.retain(|mistake| !is_reported(root, mistake, &reported));
    let by_service = by_service(mistakes);
    findings.retain(|finding| {
        let mistakes = finding.service.as_deref().and_then(|service| by_service.get(service));
        !mistakes.is_some_and(|mistakes| mistakes.iter().any(|mistake| explains(mistake, finding)))
    });
    say_of_a_name_once(findings);
}

/// Keeps what is said of an invalid name where it is declared: a binding to it would say the same.
fn say_of_a_name_once(findings: &mut Vec<Finding>) {
    let declared = findings.iter().filter(|finding| finding.rule.code == "invalid-service-name");
    let declared: HashSet<String> = declared.map(|finding| finding.message.clone()).collect();
    findings.retain(|finding| {
        finding.rule.code != "invalid-service-binding-name" || !declared.contains(&finding.message)
    });
}

/// Rules about entries that never run, in order: a later reason can only be judged once the earlier one is fixed.
const NEVER_RUNS: [&str; 4] =
    ["redirected-source", "rewrite-hidden-by-file", "shadowed-rule", "redundant-rule"];

/// Keeps the first reason why an entry never runs.
pub fn first_reasons(findings: &mut Vec<Finding>) {
    let rank = |finding: &Finding| NEVER_RUNS.iter().position(|code| *code == finding.rule.code);
    let mut first: HashMap<TextRange, usize> = HashMap::new();
    for (finding, rank) in findings.iter().filter_map(|it| Some((it, rank(it)?))) {
        first.entry(finding.range).and_modify(|known| *known = rank.min(*known)).or_insert(rank);
    }
    findings.retain(|finding| rank(finding).is_none_or(|rank| first.get(&finding.range) == Some(&rank)));
}

/// Where errors about the form of a value are reported, in the order of the text.
fn reported(findings: &[Finding]) -> Vec<TextRange> {
    let errors = findings.iter().filter(|it| it.severity == Severity::Error && it.rule.owns_form);
    let mut ranges: Vec<TextRange> = errors.map(|finding| finding.range).collect();
    ranges.sort_by_key(|range| range.start());
    ranges
}

/// Whether a mistake is reported already, at one of these [places](reported).
fn is_reported(root: &Node, mistake: &Mistake, reported: &[TextRange]) -> bool {
    if mistake.severity != Severity::Error || mistake.path.is_empty() || reported.is_empty() {
        return false;
    }
    // What is wrong about the value of an unknown key is reported by the rule that knows the key.
    let range = match &mistake.kind {
        MistakeKind::UnknownKey(key) => root
            .at(&mistake.path)
            .and_then(|it| it.as_object()?.member(key))
            .map_or(mistake.range, |member| member.range),
        _ => mistake.range,
    };
    let first = reported.partition_point(|place| place.start() < range.start());
    let from_there = reported.get(first..).unwrap_or_default().iter();
    from_there.take_while(|place| place.start() <= range.end()).any(|place| range.contains_range(*place))
}

/// The mistakes in services that are errors, by service.
fn by_service(mistakes: &[Mistake]) -> HashMap<&str, Vec<&Mistake>> {
    let mut services: HashMap<&str, Vec<&Mistake>> = HashMap::new();
    for mistake in mistakes.iter().filter(|mistake| mistake.severity == Severity::Error) {
        if let Some(service) = meaning::service_of(&mistake.path) {
            services.entry(service.name).or_default().push(mistake);
        }
    }
    services
}

/// Whether a schema violation explains what a rule has found in its service.
fn explains(mistake: &Mistake, finding: &Finding) -> bool {
    let rule = finding.rule;
    if finding.range == mistake.range && !rule.owns_form {
        return true;
    }
    let rest = mistake.path.get(2..).unwrap_or_default();
    match (rest.first(), &mistake.kind) {
        // A service that isn't an object has nothing.
        (None, MistakeKind::WrongType) => !rule.misses.is_empty(),
        (None, MistakeKind::UnknownKey(unknown)) => {
            rule.misses.iter().any(|key| mistake.shape.means(unknown, key))
        }
        (Some(PathSegment::Key(key)), _) => rule.misses.contains(&key.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::check::check;
    use crate::testing::snapshot;

    #[test]
    fn an_entry_never_runs_for_one_reason() {
        let codes = |config: &str| -> Vec<&str> {
            check(&snapshot(config)).into_iter().map(|finding| finding.rule.code).collect()
        };
        let rules = r#""redirects": [
            { "source": "/(.*)", "destination": "https://a.example/$1" }, { "source": "/b.html", "destination": "/c" }
        ]"#;
        assert_eq!(codes(&format!("{{ {rules} }}")), ["shadowed-rule"]);
        assert_eq!(codes(&format!(r#"{{ "cleanUrls": true, {rules} }}"#)), ["redirected-source"]);
    }
}

//! One mistake, one error: which of two passes speaks where both have something to say.
//!
//! The checks of services know more about a service than its form: that a job lacks its trigger, that a name is invalid. Where they
//! have reported an error at the very place of a mistake of form, the mistake is not told again. Conversely, a mistake of form
//! explains what the checks of services find missing: a misspelled `schedule`, an `entrypoint` that is a number.

use std::collections::HashMap;

use svc_syntax::{PathSegment, TextRange};

use crate::rules::finding::Finding;
use svc_config::Severity;
use svc_config::meaning;
use svc_config::model::validate::{Mistake, MistakeKind};
use svc_syntax::value::Node;

/// What the checks of services report where a key is absent, by key.
const MISSED: &[(&str, &[&str])] = &[
    ("trigger", &["missing-job-trigger"]),
    ("schedule", &["missing-cron-schedule", "missing-job-schedule"]),
    ("topics", &["missing-queue-topics"]),
    ("routePrefix", &["missing-route-prefix"]),
    ("mount", &["missing-route-prefix"]),
    ("subdomain", &["missing-route-prefix"]),
    ("root", &["missing-root"]),
    ("entrypoint", &["missing-entrypoint", "missing-service-config", "missing-service-framework"]),
    ("framework", &["missing-service-config", "missing-service-framework"]),
    ("runtime", &["missing-service-config"]),
    ("builder", &["missing-service-config"]),
];

/// Where checks of services have reported errors about the form of a value, in the order of the text.
pub(super) fn told(findings: &[Finding]) -> Vec<TextRange> {
    let told = findings.iter().filter(|finding| finding.severity == Severity::Error && owns_form(finding));
    let mut told: Vec<TextRange> = told.map(|finding| finding.range).collect();
    told.sort_by_key(|range| range.start());
    told
}

/// Whether a check of services has already told of the mistake, at one of these [places](told).
pub(super) fn is_told(root: &Node, mistake: &Mistake, told: &[TextRange]) -> bool {
    if mistake.severity != Severity::Error || mistake.path.is_empty() || told.is_empty() {
        return false;
    }
    // Of an unknown key, what is wrong about its value is told by who knows the key.
    let range = match &mistake.kind {
        MistakeKind::UnknownKey(key) => root
            .at(&mistake.path)
            .and_then(|it| it.as_object()?.member(key))
            .map_or(mistake.range, |member| member.range),
        _ => mistake.range,
    };
    let first = told.partition_point(|place| place.start() < range.start());
    let from_there = told.get(first..).unwrap_or_default().iter();
    from_there.take_while(|place| place.start() <= range.end()).any(|place| range.contains_range(*place))
}

/// The mistakes in services that are errors, by service.
pub(super) fn by_service(mistakes: &[Mistake]) -> HashMap<&str, Vec<&Mistake>> {
    let mut services: HashMap<&str, Vec<&Mistake>> = HashMap::new();
    for mistake in mistakes.iter().filter(|mistake| mistake.severity == Severity::Error) {
        if let Some(service) = meaning::service_of(&mistake.path) {
            services.entry(service.name).or_default().push(mistake);
        }
    }
    services
}

/// Whether a mistake of form explains what a check of its service has found.
pub(super) fn explains(mistake: &Mistake, finding: &Finding) -> bool {
    let rest = mistake.path.get(2..).unwrap_or_default();
    if finding.range == mistake.range && !owns_form(finding) {
        return true;
    }
    let code = finding.rule.code;
    let mut missed = MISSED.iter().filter(|(_, codes)| codes.contains(&code)).map(|(key, _)| *key);
    let key = match (rest.first(), &mistake.kind) {
        // A service that is no object has nothing.
        (None, MistakeKind::WrongType) => return code.starts_with("missing-"),
        (None, MistakeKind::UnknownKey(unknown)) => {
            return missed.any(|key| mistake.shape.means(unknown, key));
        }
        (Some(PathSegment::Key(key)), _) => key,
        _ => return false,
    };
    missed.any(|missed| key == missed)
}

/// Whether a rule of services is about the form of a value: it knows better what is asked for.
fn owns_form(finding: &Finding) -> bool {
    let code = finding.rule.code;
    code.starts_with("invalid-")
        || code == "service-env"
        || (code.starts_with("missing-")
            && !matches!(code, "missing-service-config" | "missing-service-framework"))
}

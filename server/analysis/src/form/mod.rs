//! The structural pass: what the model says about the whole file, as findings.
//!
//! It owns every mistake of form: keys, types, values, lengths, counts.

pub mod conflicts;
use svc_syntax::PathSegment;

mod precedence;
#[cfg(test)]
mod tests;

use crate::rules::finding::{Finding, Fix};
use crate::rules::{
    Rule, conflicting_keys, deprecated_key, invalid_key_name, item_count, missing_key, number_out_of_range,
    pattern_mismatch, refused_by_platform, text_length, unknown_key, value_not_allowed, wrong_type,
};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_config::meaning;
use svc_config::model::Limits;
use svc_config::model::validate::{Mistake, MistakeKind, opening, validate};
use svc_config::{Shape, describe, model};
use svc_syntax::edit;
use svc_syntax::value::{Json, Member, Node, Object};

/// Findings of form, for the whole file, beside those of services that are there ([`precedence`] says who speaks).
pub fn pass(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let root = snapshot.config();
    let mut mistakes = mistakes(snapshot);
    let told_by_services = precedence::told(findings);
    mistakes.retain(|mistake| !precedence::is_told(root, mistake, &told_by_services));
    let by_service = precedence::by_service(&mistakes);
    let is_explained = |finding: &Finding| {
        let mistakes = finding.service.as_deref().and_then(|service| by_service.get(service));
        mistakes.is_some_and(|mistakes| mistakes.iter().any(|mistake| precedence::explains(mistake, finding)))
    };
    findings.retain(|finding| !is_explained(finding));
    findings.extend(told(snapshot, &mistakes));
}

/// Findings of form, for the whole file.
#[must_use]
pub fn findings(snapshot: &Snapshot) -> Vec<Finding> {
    told(snapshot, &mistakes(snapshot))
}

fn told(snapshot: &Snapshot, mistakes: &[Mistake]) -> Vec<Finding> {
    let root = snapshot.config();
    mistakes
        .iter()
        .filter_map(|mistake| finding(&Case { snapshot, mistake, value: root.at(&mistake.path)? }))
        .collect()
}

/// The mistakes of the whole file. A file whose value is `null` has none: the CLI goes on as if there were no file.
#[must_use]
pub fn mistakes(snapshot: &Snapshot) -> Vec<Mistake> {
    let root = snapshot.config();
    if root.is_null() { Vec::new() } else { validate(model().root(), root, opening(root)) }
}

/// A mistake in its file.
pub struct Case<'a> {
    /// The file.
    pub snapshot: &'a Snapshot,
    /// The mistake.
    pub mistake: &'a Mistake,
    /// The value at the mistake's path.
    pub value: &'a Node,
}

fn finding(case: &Case<'_>) -> Option<Finding> {
    Some(match &case.mistake.kind {
        MistakeKind::UnknownKey(key) => unknown_key::finding(case, key)?,
        MistakeKind::MissingKey(key) => missing_key::finding(case, key),
        MistakeKind::MissingOneOf(keys) => missing_key::one_of(case, keys),
        MistakeKind::Conflict(keys) => conflicting_keys::exclusive(case, keys),
        MistakeKind::Dependent { key, needs } => conflicting_keys::dependent(case, key, needs),
        MistakeKind::KeyPattern(key) => invalid_key_name::pattern(case, key),
        MistakeKind::KeyLength(key) => invalid_key_name::length(case, key),
        MistakeKind::WrongType => wrong_type::finding(case),
        MistakeKind::NotAllowed(allowed) => value_not_allowed::finding(case, allowed),
        MistakeKind::Excluded => value_not_allowed::excluded(case),
        MistakeKind::OutOfRange => number_out_of_range::finding(case),
        MistakeKind::WrongLength => text_length::finding(case),
        MistakeKind::PatternMismatch => pattern_mismatch::finding(case),
        MistakeKind::ItemCount | MistakeKind::KeyCount => item_count::finding(case),
        MistakeKind::Deprecated(key) => deprecated_key::finding(case, key)?,
    })
}

impl<'a> Case<'a> {
    /// A finding of `rule`, or of the platform's where only that refuses it.
    pub fn report(&self, rule: &'static Rule, message: impl Into<String>) -> Finding {
        let message = message.into();
        let mut finding = if self.mistake.severity == Severity::Warning {
            let message = format!("{message} The CLI accepts it; the deployment is refused.");
            Finding::new(&refused_by_platform::RULE, self.mistake.range, message)
        } else {
            Finding::new(rule, self.mistake.range, message)
        };
        if let Some(service) = meaning::service_of(&self.mistake.path) {
            finding = finding.service(service.name);
        }
        finding
    }

    /// The value's name in a message.
    pub fn place(&self) -> String {
        describe::place(&self.mistake.path)
    }

    /// The limits that are not kept: the CLI's, or the platform's.
    pub fn limits(&self) -> &'static Limits {
        let shape = self.mistake.shape;
        let own = shape.limits() != &Limits::default() && self.mistake.severity == Severity::Error;
        if own || shape.is_platform_only() || shape.platform_limits() == &Limits::default() {
            shape.limits()
        } else {
            shape.platform_limits()
        }
    }

    /// The object that holds the value, its shape, and the value's member, where it stands under a key.
    pub fn parent(&self) -> Option<(&'a Object, Shape, &'a Member)> {
        let (last, above) = self.mistake.path.split_last()?;
        let PathSegment::Key(key) = last else { return None };
        let root = self.snapshot.config();
        let node = root.at(above)?;
        let object = node.as_object()?;
        Some((object, model().at(root, above)?.choose(node), object.member(key)?))
    }

    /// Takes the value's key out, where the object can do without it.
    pub fn removal(&self) -> Option<Fix> {
        let (object, shape, member) = self.parent()?;
        if shape.properties().any(|property| property.required && property.key == member.key) {
            return None;
        }
        let edit = edit::remove_member(&self.snapshot.text, object, member);
        Some(Fix::offered(format!("Remove `{}`", member.key), edit))
    }

    /// Puts another value in the value's place; preferred.
    pub fn replacement(&self, json: impl Into<String>) -> Fix {
        const LONGEST_TITLE: usize = 60;
        let json = json.into();
        let title = if json.len() > LONGEST_TITLE || json.contains('\n') {
            format!("Make it {}", describe::expected(self.mistake.place))
        } else {
            format!("Replace with `{json}`")
        };
        Fix::preferred(title, (self.value.range, json))
    }
}

/// Whether a node is an object or array without anything in it.
pub fn is_empty(node: &Node) -> bool {
    match &node.json {
        Json::Object(object) => object.members.is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}

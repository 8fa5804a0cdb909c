//! Schema violations, as findings: keys, types, values, lengths, counts.

mod misplaced;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use super::in_order;
use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, Rule};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_config::meaning;
use svc_config::model::Limits;
use svc_config::model::validate::Mistake;
use svc_config::{Shape, describe, model};
use svc_syntax::PathSegment;
use svc_syntax::edit;
use svc_syntax::value::{Json, Member, Node, Object};

pub use misplaced::Misplaced;

type Ask = fn(&Case<'_>) -> Option<Finding>;

static RULES: LazyLock<Vec<(&Rule, Ask)>> =
    LazyLock::new(|| in_order(|check| if let Check::Shape(ask) = check { Some(*ask) } else { None }));

/// A mistake in its file.
pub struct Case<'a> {
    /// The file.
    pub snapshot: &'a Snapshot,
    /// The mistake.
    pub mistake: &'a Mistake,
    /// The value at the mistake's path.
    pub value: &'a Node,
    /// All mistakes at that path, this one among them.
    pub all: &'a [Mistake],
    /// Where keys may belong to another object.
    misplaced: Misplaced,
}

/// The findings for mistakes of a file.
#[must_use]
pub fn findings(snapshot: &Snapshot, mistakes: &[Mistake]) -> Vec<Finding> {
    let root = snapshot.config();
    let mut findings = Vec::new();
    let misplaced = Misplaced::of(snapshot);
    for all in mistakes.chunk_by(|one, next| one.path == next.path) {
        let Some(value) = all.first().and_then(|first| root.at(&first.path)) else { continue };
        let cases = all.iter().map(|mistake| Case { snapshot, mistake, value, all, misplaced });
        findings.extend(cases.filter_map(|case| RULES.iter().find_map(|(_, ask)| ask(&case))));
    }
    findings
}

/// The finding that a mistake would have without `rule`.
#[must_use]
pub fn finding_without(rule: &Rule, case: &Case<'_>) -> Option<Finding> {
    RULES.iter().filter(|(other, _)| *other != rule).find_map(|(_, ask)| ask(case))
}

impl<'a> Case<'a> {
    /// A finding for `rule` at the mistake.
    pub fn report(&self, rule: &'static Rule, message: impl Into<String>) -> Finding {
        let mut finding = Finding::new(rule, self.mistake.range, message);
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

    /// Whether a bracket is missing, so that a member may belong to an object around its own.
    pub fn is_misplaced(&self, member: &Member) -> bool {
        self.misplaced.may_hold(member)
    }

    /// Takes the value's key out, where the object can do without it.
    pub fn removal(&self) -> Option<Fix> {
        let (object, shape, member) = self.parent().filter(|(.., member)| !self.is_misplaced(member))?;
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
            format!("Change to {}", describe::expected(self.mistake.place))
        } else {
            format!("Change to `{json}`")
        };
        Fix::preferred(title, (self.value.range, json))
    }
}

/// Whether a node is an object or array without anything in it.
pub fn is_empty(node: &Node) -> bool {
    match &node.json {
        Json::Object(object) => object.members().is_empty(),
        Json::Array(elements) => elements.is_empty(),
        Json::String(text) => text.is_empty(),
        _ => false,
    }
}

//! Shared by the rules about keys that exclude each other.

use crate::rules::Rule;
use crate::rules::finding::{Finding, Fix};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::{Json, Member, Node, Object};

/// The member that declares v2 services, and the services.
pub(crate) fn services_v2(snapshot: &Snapshot) -> Option<(&Member, &Object)> {
    let declared = v2::declared(snapshot)?;
    Some((declared, declared.value.as_object()?))
}

/// The services that the bindings of a service name.
pub(crate) fn bindings(service: &Member) -> impl Iterator<Item = &Node> {
    let bindings = service.value.get("bindings").and_then(Node::as_array).unwrap_or_default();
    bindings.iter().filter_map(|binding| binding.get("service"))
}

/// The top-level member of this name, where JavaScript takes its value for true.
pub(crate) fn truthy<'a>(snapshot: &'a Snapshot, key: &str) -> Option<&'a Member> {
    snapshot.config().as_object()?.member(key).filter(|it| it.value.is_truthy() && !it.value.is_missing())
}

/// The finding for two top-level keys that exclude each other, on the first; either may be removed.
pub(crate) fn exclusive(
    rule: &'static Rule,
    snapshot: &Snapshot,
    offender: &Member,
    other: &Member,
) -> Finding {
    let message = format!("`{}` can't be used with `{}`. Remove one of them.", offender.key, other.key);
    let mut finding = Finding::new(rule, offender.key_range, message)
        .related(other.key_range, format!("`{}` is set here.", other.key));
    if let Json::Object(object) = &snapshot.config().json {
        for member in [offender, other] {
            let edit = edit::remove_member(&snapshot.text, object, member);
            finding.fixes.push(Fix::offered(format!("Remove `{}`", member.key), edit));
        }
    }
    finding
}

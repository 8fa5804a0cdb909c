//! Problems of a service's mount point (route prefix or subdomain).

use crate::services::Service;
use crate::services::problem::{Cause, Problem};
use crate::services::routing::normalize_prefix;
use crate::services::v1::Kind;
use svc_syntax::value::{Json, Node};

pub(super) fn conflicting_mount(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let Some(mount) = service.member("mount").filter(|it| !it.value.is_missing()) else { return };
    if ["routePrefix", "subdomain"].iter().any(|key| service.text(key).is_some()) {
        problems.push(service.problem(mount.key_range, Cause::ConflictingMount));
    }
}

pub(super) fn invalid_mount(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let Some(mount) = service.member("mount").filter(|it| !it.value.is_missing()) else { return };
    let mut report = |range, cause| problems.push(service.problem(range, cause));
    let object = match &mount.value.json {
        Json::String(_) => return,
        Json::Object(object) => object,
        _ => return report(mount.value.range, Cause::InvalidMount { found: mount.value.kind() }),
    };
    for member in object.entries() {
        let key = member.key.clone();
        match (member.key.as_str(), &member.value.json) {
            ("path" | "subdomain", Json::String(_) | Json::Missing) => {}
            ("path" | "subdomain", _) => {
                let found = member.value.kind();
                report(member.value.range, Cause::InvalidMountField { key, found });
            }
            _ => report(member.key_range, Cause::UnknownMountField { key }),
        }
    }
    if object.members().is_empty() {
        report(mount.key_range, Cause::EmptyMount);
    }
}

/// Whether a text is one label of a domain name, as Vercel tests it.
fn is_label(text: &str) -> bool {
    let edge = |char: Option<char>| char.is_some_and(|it| it.is_ascii_alphanumeric());
    text.len() <= 63
        && edge(text.chars().next())
        && edge(text.chars().next_back())
        && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '-')
}

/// The subdomain of a service of any type.
pub(super) fn invalid_subdomain(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let Some(node) = service.routing().and_then(|it| it.subdomain) else { return };
    if let Some(subdomain) = node.as_str().filter(|it| !is_label(it)) {
        let cause = Cause::InvalidSubdomain { subdomain: subdomain.to_owned() };
        problems.push(service.problem(node.range, cause));
    }
}

pub(super) fn missing_route_prefix(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let keys = ["type", "mount", "routePrefix", "subdomain"];
    if service.kind() != Kind::Web || service.is_reported_elsewhere(&keys) {
        return;
    }
    let Some(routing) = service.routing() else { return };
    let is_text = |node: Option<&Node>| node.is_some_and(|it| it.as_str().is_some());
    // A service that is not even an object is reported as that.
    let is_unreadable = service.is_for_diagnostics() && service.object().is_none();
    if !is_text(routing.prefix) && !is_text(routing.subdomain) && !is_unreadable {
        problems.push(service.problem(service.name_range, Cause::MissingRoutePrefix));
    }
}

pub(super) fn reserved_route_prefix(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.kind() != Kind::Web {
        return;
    }
    let Some(node) = service.routing().and_then(|it| it.prefix) else { return };
    let Some(written) = node.as_str().filter(|it| !it.is_empty()) else { return };
    let prefix = normalize_prefix(written);
    if prefix == "/_svc" || prefix.starts_with("/_svc/") {
        let cause = Cause::ReservedRoutePrefix { prefix: written.to_owned() };
        problems.push(service.problem(node.range, cause));
    }
}

pub(super) fn prefix_in_background(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if !service.is_background() || service.routing().and_then(|it| it.prefix).is_none_or(|it| !it.is_truthy())
    {
        return;
    }
    if let Some((key, range)) = first_member(service, ["mount", "routePrefix"]) {
        problems.push(service.problem(range, Cause::PrefixOnBackgroundService { key }));
    }
}

pub(super) fn subdomain_in_background(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if !service.is_background() || service.routing().and_then(|it| it.subdomain?.as_str()).is_none() {
        return;
    }
    // A `mount` with a path is rejected for that already, as a whole.
    if service.member("mount").is_some()
        && service.routing().and_then(|it| it.prefix).is_some_and(Node::is_truthy)
    {
        return;
    }
    if let Some((key, range)) = first_member(service, ["mount", "subdomain"]) {
        problems.push(service.problem(range, Cause::SubdomainOnBackgroundService { key }));
    }
}

/// The first of these keys that the service has, and the bytes of that key.
fn first_member(
    service: &Service<'_>,
    keys: [&'static str; 2],
) -> Option<(&'static str, svc_syntax::TextRange)> {
    keys.into_iter().find_map(|key| Some((key, service.member(key)?.key_range)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for label in ["a", "API", "a-b", "1", "x--y", &"a".repeat(63)] {
            assert!(is_label(label), "{label}");
        }
        for label in ["", "-a", "a-", "a.b", "a_b", "ä", "*", "a\n", &"a".repeat(64)] {
            assert!(!is_label(label), "{label:?}");
        }
    }
}

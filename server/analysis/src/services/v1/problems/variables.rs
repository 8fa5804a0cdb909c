//! Problems of a service's `env`.

use crate::services::Service;
use crate::services::env;
use crate::services::problem::{Cause, Problem};
use svc_syntax::TextRange;
use svc_syntax::value::{Json, Member, Node, Object};

pub(super) fn invalid_env(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if let Some(env) = service.field("env").filter(|it| !matches!(it.json, Json::Object(_))) {
        problems.push(service.problem(env.range, Cause::InvalidEnv { found: env.kind() }));
    }
}

/// The entries of `env`, each to its first problem, as Vercel goes through them.
pub(super) fn invalid_entries(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let entries = service.field("env").and_then(Node::as_object).into_iter().flat_map(Object::entries);
    let found = entries.filter(|entry| !entry.value.is_missing()).filter_map(invalid_entry);
    problems.extend(found.map(|(range, cause)| service.problem(range, cause)));
}

fn invalid_entry(entry: &Member) -> Option<(TextRange, Cause)> {
    let variable = entry.key.clone();
    if !env::is_valid_name(&variable) {
        return Some((entry.key_range, Cause::InvalidVariableName { variable }));
    }
    if !matches!(entry.value.json, Json::Object(_)) {
        return Some((entry.value.range, Cause::InvalidVariable { variable, found: entry.value.kind() }));
    }
    let place = |node: Option<&Node>| node.map_or(entry.key_range, |it| it.range);
    let kind = entry.value.get("type");
    if !kind.is_some_and(Node::is_missing) && kind.and_then(Node::as_str) != Some("service-ref") {
        return Some((place(kind), Cause::InvalidVariableType { variable }));
    }
    let target = entry.value.get("service");
    let names_one = |it: &Node| it.is_missing() || it.as_str().is_some_and(|name| !name.is_empty());
    (!target.is_some_and(names_one)).then(|| (place(target), Cause::MissingVariableService { variable }))
}

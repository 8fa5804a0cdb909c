//! Problems of what a service is built from.

use crate::services::problem::{Cause, Problem};
use crate::services::v1::Kind;
use crate::services::{Entrypoint, Root, Service, problems as shared};

fn lacks_workflow_entrypoint(service: &Service<'_>) -> bool {
    service.is_job("workflow")
        && service.text("entrypoint").is_none()
        && !service.is_reported_elsewhere(&["entrypoint"])
}

pub(super) fn missing_workflow_entrypoint(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if lacks_workflow_entrypoint(service) {
        problems.push(service.problem(service.name_range, Cause::MissingWorkflowEntrypoint));
    }
}

pub(super) fn missing_config(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let keys = ["framework", "builder", "runtime", "entrypoint"];
    if keys.iter().any(|key| service.truthy(key).is_some()) || service.is_reported_elsewhere(&keys) {
        return;
    }
    // A service that is not an object, or a workflow without an entrypoint, is reported as that.
    if service.is_for_diagnostics() && (service.object().is_none() || service.is_job("workflow")) {
        return;
    }
    problems.push(service.problem(service.name_range, Cause::MissingConfig));
}

pub(super) fn missing_entrypoint(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let key = if service.truthy("builder").is_some() {
        "builder"
    } else if service.truthy("runtime").is_some() {
        "runtime"
    } else {
        return;
    };
    if service.truthy("framework").is_some() || service.truthy("entrypoint").is_some() {
        return;
    }
    // A workflow without its entrypoint is reported as that.
    if service.is_reported_elsewhere(&["framework", "entrypoint", "builder", "runtime"])
        || lacks_workflow_entrypoint(service)
    {
        return;
    }
    problems.push(service.problem(service.name_range, Cause::MissingEntrypoint { key }));
}

pub(super) fn command_without_container(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_container() || service.field("command").is_none() {
        return;
    }
    if let Some(member) = service.member("command") {
        problems.push(service.problem(member.key_range, Cause::CommandWithoutContainer));
    }
}

/// The fields whose types make Vercel's resolver throw. It has no code for that; the nearest one is that of a
/// service that is not an object. For a user the structural validation reports them.
pub(super) fn unreadable(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_for_diagnostics() {
        return;
    }
    let is_web = service.kind() == Kind::Web;
    let prefix = service
        .routing()
        .and_then(|it| it.prefix)
        .filter(|it| is_web && it.is_truthy() && it.as_str().is_none());
    let root = service.field("root").filter(|_| matches!(service.root(), Root::Invalid));
    let runtime = service.inherited_runtime().filter(|it| !shared::passes(service, it));
    let runtime = service.field("runtime").filter(|_| runtime.is_some());
    let fields = [("routePrefix", prefix), ("root", root), ("runtime", runtime)];
    let found = fields.into_iter().find_map(|(key, node)| Some((key, node?)));
    problems.extend(found.map(|(key, node)| service.problem(node.range, Cause::Unreadable { key })));
}

/// The same for the entrypoint, which the resolver reads once it has found the root.
pub(super) fn unreadable_entrypoint(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_for_diagnostics() {
        return;
    }
    let entrypoint = service.field("entrypoint").filter(|it| {
        it.as_str().is_none()
            && ["builder", "framework", "runtime"].iter().all(|key| service.truthy(key).is_none())
    });
    let key = "entrypoint";
    problems.extend(entrypoint.map(|node| service.problem(node.range, Cause::Unreadable { key })));
}

pub(super) fn unsupported_entrypoint(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let keys = ["builder", "runtime", "framework"];
    if keys.iter().any(|key| service.truthy(key).is_some()) || service.is_reported_elsewhere(&keys) {
        return;
    }
    let Some((Entrypoint::File(path), node)) = service.entrypoint().zip(service.field("entrypoint")) else {
        return;
    };
    if service.runtime(Some(path)).is_none() {
        problems.push(service.problem(node.range, Cause::UnsupportedEntrypoint { path: path.clone() }));
    }
}

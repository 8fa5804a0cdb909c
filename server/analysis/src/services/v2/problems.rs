//! The problems of services of this model: those of one service, in the order of Vercel's resolver, and those of bindings.

use svc_config::ServicesModel;

use crate::services::problem::{Cause, Check, MAX_PROBLEMS, Problem, add_problems};
use crate::services::problems::{self as shared, detects_framework, is_valid_name};
use crate::services::v2::service::HasBindings;
use crate::services::v2::{Binding, is_daemon};
use crate::services::{Entrypoint, Service, Services};
use svc_syntax::value::{Json, Node};
use svc_vercel::runtime::{Runtime, is_dockerfile};

/// Vercel's checks of one service, in its order: it stops at a service's first error.
pub(super) const CHECKS: &[Check] = &[
    shared::invalid_name,
    shared::not_an_object,
    missing_root,
    shared::invalid_root,
    shared::invalid_runtime,
    shared::invalid_framework,
    shared::runtime_framework_mismatch,
    shared::root_not_found,
    shared::root_not_directory,
    invalid_dockerfile,
    shared::entrypoint_not_found,
    shared::multiple_frameworks,
    shared::missing_framework,
    missing_config,
];

/// Every problem that Vercel would report, one deployment after another, as the user fixes the first error each time.
pub(in crate::services) fn problems(services: &Services<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for service in services {
        if problems.len() >= MAX_PROBLEMS {
            break;
        }
        add_problems(CHECKS, service, &mut problems);
    }
    for service in services {
        problems.extend(bindings(services, service));
    }
    problems
}

fn missing_root(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let is_object = matches!(service.value.json, Json::Object(_) | Json::Array(_));
    if is_object && service.filled("root").is_none() && !service.is_reported_elsewhere(&["root"]) {
        problems.push(service.problem(service.name_range, Cause::MissingRoot));
    }
}

/// The entrypoint of a container. A Dockerfile that doesn't exist passes: the build looks for it.
fn invalid_dockerfile(service: &Service<'_>, problems: &mut Vec<Problem>) {
    let (Some(node), Some(_)) = (service.field("entrypoint"), service.folder()) else { return };
    let is_other = node.as_str().is_some_and(|it| service.is_container() && !is_dockerfile(it));
    if is_other && !service.is_reported_elsewhere(&["entrypoint"]) {
        problems.push(service.problem(node.range, Cause::InvalidDockerfile));
    }
}

/// Whether a service says what to run.
fn missing_config(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.is_container() {
        return missing_dockerfile(service, problems);
    }
    let names_a_folder = match service.entrypoint() {
        Some(Entrypoint::File(_) | Entrypoint::Missing) => return,
        Some(Entrypoint::Directory(_)) => true,
        None => false,
    };
    if !detects_framework(service) || service.is_reported_elsewhere(&["entrypoint"]) {
        return;
    }
    let cause = match service.frameworks() {
        [] if !names_a_folder => {
            let inferred = || service.runtime(None).map(Runtime::name);
            let Some(runtime) = service.inherited_runtime().or_else(inferred) else { return };
            Cause::RuntimeWithoutEntrypoint { runtime: runtime.to_owned() }
        }
        [only] => {
            let Some(runtime) = Runtime::of_framework(only.slug()) else { return };
            Cause::FrameworkWithoutEntrypoint { runtime }
        }
        _ => return,
    };
    problems.push(service.problem(service.name_range, cause));
}

fn missing_dockerfile(service: &Service<'_>, problems: &mut Vec<Problem>) {
    if service.folder().is_some()
        && service.text("entrypoint").is_none()
        && !service.is_reported_elsewhere(&["entrypoint"])
        && service.found_dockerfile().is_none()
    {
        problems.push(service.problem(service.name_range, Cause::MissingDockerfile));
    }
}

/// The problems of a service's bindings, among all services.
pub(super) fn bindings(services: &Services<'_>, service: &Service<'_>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = unreadable_bindings(service).into_iter().collect();
    problems.extend(service.bindings().filter_map(|binding| {
        let cause = if !names_a_service(&binding) {
            // For a user, a value that is not a name is reported by the structural validation.
            if service.is_for_diagnostics() && binding.target().is_none_or(str::is_empty) {
                return None;
            }
            let target = binding.target().map(str::to_owned);
            Cause::InvalidBindingName { target, found: binding.service.map(Node::kind) }
        } else if binding.target().is_none_or(|name| services.named(name).is_none()) {
            // For a user, a binding to a daemon is reported as that.
            let names_a_daemon = |name| is_daemon(services.config(), name);
            if service.is_for_diagnostics() && binding.target().is_some_and(names_a_daemon) {
                return None;
            }
            Cause::UnknownBinding { target: binding.target().map(str::to_owned) }
        } else {
            return None;
        };
        Some(service.problem(binding.target_range(), cause))
    }));
    problems
}

/// The `bindings` of a service, if they make Vercel's resolver throw. For a user the structural validation
/// reports them.
fn unreadable_bindings(service: &Service<'_>) -> Option<Problem> {
    let node = service.known_field::<HasBindings>("bindings").filter(|_| !service.is_for_diagnostics())?;
    let is_iterable = match &node.json {
        Json::Null | Json::Array(_) => true,
        Json::String(text) => text.is_empty(),
        _ => false,
    };
    (!is_iterable).then(|| service.problem(node.range, Cause::UnreadableBindings { found: node.kind() }))
}

/// Whether a service can have the name that a binding asks for.
fn names_a_service(binding: &Binding<'_>) -> bool {
    binding.service.and_then(as_javascript_text).is_some_and(|name| is_valid_name(ServicesModel::V2, name))
}

/// What Vercel's regular expression gets to see: JavaScript makes its only element of an array.
fn as_javascript_text(node: &Node) -> Option<&str> {
    match &node.json {
        Json::String(text) => Some(text),
        Json::Array(elements) if elements.len() == 1 => elements.first().and_then(as_javascript_text),
        _ => None,
    }
}

//! The problems of services of this model: those of one service, in the order of Vercel's resolver, and those between services.

mod jobs;
mod routing;
mod sources;
mod variables;

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::services::problem::{Cause, Check, MAX_PROBLEMS, Problem, add_problems};
use crate::services::problems as shared;
use crate::services::v1::{Kind, Reference};
use crate::services::{Service, Services};

pub use jobs::TRIGGERS;

/// Vercel's checks of one service, in its order: it stops at a service's first error.
pub(super) const CHECKS: &[Check] = &[
    shared::invalid_name,
    shared::not_an_object,
    routing::conflicting_mount,
    routing::invalid_mount,
    routing::invalid_subdomain,
    routing::missing_route_prefix,
    routing::reserved_route_prefix,
    routing::prefix_in_background,
    routing::subdomain_in_background,
    jobs::missing_trigger,
    jobs::invalid_trigger,
    jobs::missing_cron_schedule,
    jobs::missing_job_schedule,
    jobs::missing_topics,
    sources::missing_workflow_entrypoint,
    shared::invalid_root,
    variables::invalid_env,
    variables::invalid_entries,
    shared::invalid_runtime,
    shared::invalid_framework,
    shared::runtime_framework_mismatch,
    sources::missing_config,
    sources::missing_entrypoint,
    sources::command_without_container,
    sources::unreadable,
    shared::root_not_found,
    shared::root_not_directory,
    sources::unreadable_entrypoint,
    shared::entrypoint_not_found,
    sources::unsupported_entrypoint,
    shared::multiple_frameworks,
    shared::missing_framework,
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
    if services.may_share_prefixes() {
        let mut prefixes = Prefixes::default();
        problems.extend(services.iter().filter_map(|service| prefixes.claim(service)));
    }
    problems.extend(references(&services.iter().collect::<Vec<_>>()));
    problems
}

/// The route prefixes of services, each with the first service that has it.
#[derive(Default)]
pub(super) struct Prefixes<'a>(HashMap<Cow<'a, str>, &'a Service<'a>>);

impl<'a> Prefixes<'a> {
    /// Registers a service's prefix; returns a problem if an earlier service has the same one.
    pub(super) fn claim(&mut self, service: &'a Service<'a>) -> Option<Problem> {
        let first = match self.0.entry(service.normal_prefix()?) {
            Entry::Occupied(first) => first,
            Entry::Vacant(free) => {
                free.insert(service);
                return None;
            }
        };
        let place = service.prefix()?;
        let (prefix, first) = (first.key().to_string(), first.get());
        let first_range = first.prefix().map_or(first.name_range, |it| it.range);
        let first = first.name.to_string();
        Some(service.problem(place.range, Cause::DuplicateRoutePrefix { prefix, first, first_range }))
    }
}

/// The problems of references between these services.
pub(super) fn references(services: &[&Service<'_>]) -> Vec<Problem> {
    let mut referring = services.iter().filter(|service| service.has_references()).peekable();
    if referring.peek().is_none() {
        return Vec::new();
    }
    let by_name: HashMap<&str, &Service<'_>> = services.iter().map(|it| (&*it.name, *it)).collect();
    let mut problems = Vec::new();
    for service in referring {
        let target = |reference: &Reference<'_>| by_name.get(reference.target).copied();
        problems.extend(service.references().filter_map(|it| reference(service, &it, target(&it))));
    }
    problems
}

fn reference(
    service: &Service<'_>,
    reference: &Reference<'_>,
    target: Option<&Service<'_>>,
) -> Option<Problem> {
    let (variable, name) = (reference.variable.to_owned(), reference.target.to_owned());
    let cause = match target {
        // An empty name and an unknown type are reported as that.
        None if service.is_for_diagnostics() && name.is_empty() => return None,
        Some(target) if service.is_for_diagnostics() && target.kind() == Kind::Unknown => return None,
        None => Cause::UnknownReference { variable, target: name },
        Some(target) if target.kind() == Kind::Web => return None,
        Some(target) => Cause::ReferenceToBackground { variable, target: name, declared: target.name_range },
    };
    Some(service.problem(reference.range, cause))
}

//! Runs the rules about services: hands each problem that `services/` finds to its rule, and each service to the rules about what
//! Vercel accepts.

#[cfg(test)]
mod testing;
#[cfg(test)]
mod v1_tests;
#[cfg(test)]
mod v2_tests;

use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Query;
use svc_syntax::{Text, TextEdit, TextRange};
use svc_vercel::posix_path;
use svc_vercel::project::folder::named;

use crate::rules::finding::{Bounded, Finding, Fix, MAX_FINDINGS};
use crate::rules::*;
use crate::services::{Cause, Problem, Reading, Service, Services, v1, v2};
use crate::snapshot::Snapshot;

/// A service, as a rule about one service sees it.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The text that declares the service: fixes are edits of it.
    pub text: &'a Text,
    /// The service.
    pub service: &'a Service<'a>,
}

/// The name under which the rules about single services find nothing in a service's value.
struct Usual;

impl Query for Usual {
    type Answer = Option<String>;
}

/// Whether it is known that the rules about single services find nothing about a service.
fn is_usual<'a>(snapshot: &Snapshot, services: &Services<'a>, service: &Service<'a>) -> bool {
    service.is_under_its_name::<Usual>(|| {
        let alone = services.alone(service);
        let mut findings = Vec::new();
        let mut checks = ALL.iter().flat_map(|rule| rule.checks);
        checks.all(|check| {
            match check {
                Check::Service(model, check) if *model == service.model => {
                    check(&Case { text: &snapshot.text, service }, &mut findings);
                }
                Check::EachService(model, check) if *model == service.model => {
                    check(snapshot, &alone, &mut findings);
                }
                _ => {}
            }
            findings.is_empty()
        })
    })
}

impl Case<'_> {
    /// A finding for `rule` about the service.
    #[must_use]
    pub fn finding(&self, rule: &'static Rule, range: TextRange, message: impl Into<String>) -> Finding {
        Finding::new(rule, range, message).service(&*self.service.name)
    }

    /// The fix that gives the service a field; `json` is the value on one line. `None` if the field is there, or there is no object
    /// to put it in.
    #[must_use]
    pub fn adding(&self, key: &str, json: &str, preferred: bool) -> Option<Fix> {
        if self.service.member(key).is_some() {
            return None;
        }
        let edit = edit::insert_member(self.text, self.service.value, key, json)?;
        Some(Fix { title: format!("Add `\"{key}\": {json}`"), edits: vec![edit], preferred })
    }

    /// The edit that takes a field out of the service.
    #[must_use]
    pub fn removal(&self, key: &str) -> Option<TextEdit> {
        let (object, member) = self.service.object().zip(self.service.member(key))?;
        Some(edit::remove_member(self.text, object, member))
    }
}

/// A folder in a message: "the project root", "`apps/web`".
#[must_use]
pub fn folder_name(path: &str) -> String {
    match posix_path::normalize(path).trim_end_matches('/') {
        "" => named("."),
        path => named(path),
    }
}

/// The edit that puts a string in place of a value.
#[must_use]
pub fn replacement(range: TextRange, value: &str) -> TextEdit {
    TextEdit::new(range, edit::quoted(value))
}

/// The findings about the services of both models: everything that Vercel would report, one after the other, as its first errors
/// are fixed, and what it never says.
#[must_use]
pub fn findings(snapshot: &Snapshot) -> Vec<Finding> {
    let mut findings = Vec::new();
    if v1::declared(snapshot).is_some_and(|declared| declared.as_object().is_some()) {
        of_model(snapshot, ServicesModel::V1, &mut findings);
    }
    if v2::declared(snapshot).is_some_and(|declared| declared.value.as_object().is_some()) {
        of_model(snapshot, ServicesModel::V2, &mut findings);
    }
    findings
}

fn of_model(snapshot: &Snapshot, model: ServicesModel, findings: &mut Vec<Finding>) {
    let services = read(snapshot, model, Reading::Diagnostics);
    let mut problems = Bounded::default();
    problems.extend(of_problems(snapshot, &services, services.problems()));
    findings.extend(Vec::from(problems));
    let is_unusual = |service| !snapshot.check_cancelled() && !is_usual(snapshot, &services, service);
    let are_unusual: Vec<bool> = services.iter().map(is_unusual).collect();
    let some;
    // A copy of very many takes much memory.
    let unusual = if are_unusual.iter().all(|it| *it) {
        &services
    } else {
        let mut are_unusual = are_unusual.into_iter();
        some = services.only(|_| are_unusual.next() == Some(true));
        &some
    };
    for rule in ALL {
        for check in rule.checks {
            match check {
                Check::Service(its, check) if *its == model => {
                    let before = findings.len();
                    for service in unusual {
                        if snapshot.check_cancelled() || findings.len() - before >= MAX_FINDINGS {
                            break;
                        }
                        check(&Case { text: &snapshot.text, service }, findings);
                    }
                }
                Check::EachService(its, check) if *its == model && !unusual.is_empty() => {
                    check(snapshot, unusual, findings);
                }
                Check::Services(its, check) if *its == model => check(snapshot, &services, findings),
                _ => {}
            }
        }
    }
}

/// What Vercel's resolver reports of the services of a model, in its order.
#[must_use]
pub fn rejections(snapshot: &Snapshot, model: ServicesModel) -> Vec<Finding> {
    let errors = match model {
        ServicesModel::V1 => &v1::resolution(snapshot).errors,
        ServicesModel::V2 => &v2::resolution(snapshot).errors,
    };
    if errors.is_empty() {
        return Vec::new();
    }
    of_problems(snapshot, &read(snapshot, model, Reading::Resolver), errors).collect()
}

fn read(snapshot: &Snapshot, model: ServicesModel, reading: Reading) -> Services<'_> {
    match model {
        ServicesModel::V1 => v1::services(snapshot, reading),
        ServicesModel::V2 => v2::services(snapshot, reading),
    }
}

fn of_problems<'a>(
    snapshot: &'a Snapshot,
    services: &'a Services<'a>,
    problems: &'a [Problem],
) -> impl Iterator<Item = Finding> {
    problems.iter().filter_map(move |problem| {
        let service = services.named(&problem.service)?;
        Some(of_problem(&Case { text: &snapshot.text, service }, services, problem))
    })
}

/// What the rule of a problem says about it.
fn of_problem(case: &Case<'_>, services: &Services<'_>, problem: &Problem) -> Finding {
    let range = problem.range;
    match &problem.cause {
        Cause::InvalidName => invalid_service_name::finding(case, services, range),
        Cause::NotAnObject => invalid_service_config::not_an_object(case, range),
        Cause::Unreadable { key } => invalid_service_config::unreadable(case, range, key),
        Cause::UnreadableBindings { found } => {
            invalid_service_config::unreadable_bindings(case, range, found)
        }
        Cause::InvalidDockerfile => invalid_service_config::invalid_dockerfile(case, range),

        Cause::ConflictingMount => conflicting_mount_config::finding(case, range),
        Cause::InvalidMount { found } => invalid_mount::no_mount(case, range, found),
        Cause::InvalidMountField { key, found } => invalid_mount::invalid_field(case, range, key, found),
        Cause::UnknownMountField { key } => invalid_mount::unknown_field(case, range, key),
        Cause::EmptyMount => invalid_mount::empty(case, range),
        Cause::InvalidSubdomain { subdomain } => invalid_subdomain::finding(case, range, subdomain),
        Cause::MissingRoutePrefix => missing_route_prefix::finding(case, services, range),
        Cause::ReservedRoutePrefix { prefix } => reserved_route_prefix::finding(case, range, prefix),
        Cause::PrefixOnBackgroundService { key } => invalid_route_prefix::finding(case, range, key),
        Cause::SubdomainOnBackgroundService { key } => invalid_host_routing_config::finding(case, range, key),
        Cause::DuplicateRoutePrefix { prefix, first, first_range } => {
            duplicate_route_prefix::finding(case, services, range, prefix, (first, *first_range))
        }

        Cause::MissingJobTrigger => missing_job_trigger::finding(case, range),
        Cause::InvalidJobTrigger => invalid_job_trigger::finding(case, range),
        Cause::MissingCronSchedule => missing_cron_schedule::finding(case, range),
        Cause::MissingJobSchedule => missing_job_schedule::finding(case, range),
        Cause::MissingQueueTopics => missing_queue_topics::finding(case, range),

        Cause::InvalidEnv { found } => invalid_env_vars::finding(case, range, found),
        Cause::InvalidVariableName { variable } => invalid_env_var_name::finding(case, range, variable),
        Cause::InvalidVariable { variable, found } => invalid_env_var::finding(case, range, variable, found),
        Cause::InvalidVariableType { variable } => invalid_env_var_type::finding(case, range, variable),
        Cause::MissingVariableService { variable } => invalid_env_var_ref::finding(case, range, variable),
        Cause::UnknownReference { variable, target } => {
            unknown_service_ref::finding(case, range, variable, target)
        }
        Cause::ReferenceToBackground { variable, target, declared } => {
            invalid_service_ref_type::finding(case, range, variable, (target, *declared))
        }

        Cause::MissingRoot => missing_root::finding(case, range),
        Cause::RootOutsideProject => invalid_root::outside_project(case, range),
        Cause::AbsoluteRoot => invalid_root::absolute(case, range),
        Cause::RootNotFound => root_not_found::finding(case, range),
        Cause::RootNotDirectory => root_not_directory::finding(case, range),
        Cause::InvalidRuntime { is_accepted } => invalid_runtime::finding(case, range, *is_accepted),
        Cause::InvalidFramework => invalid_framework::finding(case, range),
        Cause::RuntimeFrameworkMismatch { needed } => {
            runtime_framework_mismatch::finding(case, range, *needed)
        }
        Cause::MissingConfig => missing_service_config::finding(case, range),
        Cause::RuntimeWithoutEntrypoint { runtime } => {
            missing_service_config::runtime_without_entrypoint(case, range, runtime)
        }
        Cause::FrameworkWithoutEntrypoint { runtime } => {
            missing_service_config::framework_without_entrypoint(case, range, *runtime)
        }
        Cause::MissingDockerfile => missing_service_config::missing_dockerfile(case, range),
        Cause::MissingEntrypoint { key } => missing_entrypoint::finding(case, services, range, key),
        Cause::MissingWorkflowEntrypoint => missing_entrypoint::of_workflow(case, range),
        Cause::CommandWithoutContainer => invalid_command::finding(case, range),
        Cause::EntrypointNotFound => entrypoint_not_found::finding(case, services, range),
        Cause::UnsupportedEntrypoint { path } => unsupported_entrypoint::finding(case, range, path),
        Cause::MultipleFrameworks => multiple_frameworks_service::finding(case, range),
        Cause::MissingFramework { folder } => missing_service_framework::finding(case, range, folder),

        Cause::InvalidBindingName { target, found } => {
            invalid_service_binding_name::finding(case, services, range, target.as_deref(), *found)
        }
        Cause::UnknownBinding { target } => {
            unknown_service_binding::finding(case, services, range, target.as_deref())
        }
    }
}

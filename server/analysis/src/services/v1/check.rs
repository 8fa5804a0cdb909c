//! The checks of one service, in the order of Vercel's resolver.

use crate::rules::finding::Finding;
use crate::rules::*;
use crate::services::{Reading, ServiceCheck};
use crate::snapshot::Snapshot;

/// Vercel's checks, in its order: it stops at a service's first error.
pub(super) const IN_ORDER: &[ServiceCheck] = &[
    invalid_service_name::check,
    invalid_service_config::check,
    conflicting_mount_config::check,
    invalid_mount::check,
    invalid_subdomain::check,
    missing_route_prefix::check,
    reserved_route_prefix::check,
    invalid_route_prefix::check,
    invalid_host_routing_config::check,
    missing_job_trigger::check,
    invalid_job_trigger::check,
    missing_cron_schedule::check,
    missing_job_schedule::check,
    missing_queue_topics::check,
    missing_entrypoint::check_workflow,
    invalid_root::check,
    invalid_env_vars::check,
    invalid_env_var_name::check,
    invalid_runtime::check,
    invalid_framework::check,
    runtime_framework_mismatch::check,
    missing_service_config::check,
    missing_entrypoint::check,
    invalid_command::check,
    invalid_service_config::check_readable,
    root_not_found::check,
    root_not_directory::check,
    entrypoint_not_found::check,
    unsupported_entrypoint::check,
    multiple_frameworks_service::check,
    missing_service_framework::check,
];

/// Everything that Vercel would report of the services of this model, one after the other, as its first errors are mended.
pub fn pass(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let services = super::services(snapshot, Reading::Person);
    if super::declared(snapshot).is_none_or(|declared| declared.as_object().is_none()) {
        return;
    }
    for service in &services {
        for check in IN_ORDER {
            check(service, findings);
        }
        service_env::check(service, findings);
    }
    duplicate_route_prefix::check(&services, findings);
    unknown_service_ref::check(&services, findings);
    invalid_service_ref_type::check(&services, findings);
}

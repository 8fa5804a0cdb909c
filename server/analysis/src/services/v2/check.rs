//! The checks of one service, in the order of Vercel's resolver, and those of what it never tells.

use crate::rules::finding::Finding;
use crate::rules::*;
use crate::services::{Reading, ServiceCheck};
use crate::snapshot::Snapshot;

/// Vercel's checks, in its order: it stops at a service's first error.
pub(super) const IN_ORDER: &[ServiceCheck] = &[
    invalid_service_name::check,
    invalid_service_config::check,
    missing_root::check,
    invalid_root::check,
    invalid_runtime::check,
    invalid_framework::check,
    runtime_framework_mismatch::check,
    root_not_found::check,
    root_not_directory::check,
    invalid_service_config::check_dockerfile,
    entrypoint_not_found::check,
    multiple_frameworks_service::check,
    missing_service_framework::check,
    missing_service_config::check_v2,
];

/// What Vercel accepts in one service, and says nothing about.
const BEYOND: &[ServiceCheck] = &[
    binding_client_prefix::check,
    ignored_bindings::check,
    ignored_command::check,
    duplicate_binding_env::check,
    import_outside_root::check,
    missing_public_prefix::check,
    missing_spa_rewrite::check,
    self_binding::check,
    service_edge_runtime::check,
    service_manifest_missing::check,
    service_middleware::check,
];

/// Everything that Vercel would report of the services of this model, one after the other, as its first errors are mended,
/// and what it never tells.
pub fn pass(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    if super::declared(snapshot).is_none_or(|declared| declared.value.as_object().is_none()) {
        return;
    }
    let services = super::services(snapshot, Reading::Person);
    for service in &services {
        for check in IN_ORDER.iter().chain(BEYOND) {
            check(service, findings);
        }
    }
    invalid_service_binding_name::check(&services, findings);
    unknown_service_binding::check(snapshot, &services, findings);
    unreachable_service::check(snapshot, &services, findings);
}

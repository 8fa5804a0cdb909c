//! The first error of the configuration, in the order in which Vercel's validator looks at it.

use crate::form;
use crate::rules::conflicts::{bindings, services_v2};
use crate::rules::finding::Finding;
use crate::rules::kinds::shape;
use crate::rules::{
    conflicting_config_files, deprecated_now_json, experimental_services_and_builds,
    experimental_services_and_functions, functions_and_builds, invalid_daemon,
    invalid_function_affinity_regions, invalid_proxy_entrypoint, invalid_proxy_matcher,
    invalid_schedule_timezone, proxy_and_builds, refused_by_platform, service_groups_without_services,
    services_and_builds, services_and_experimental_services, services_and_experimental_services_v2,
    services_and_top_level_build_settings, unknown_service_binding,
};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_config::Severity;

/// An error in the configuration.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct ConfigError {
    /// Vercel's error code.
    pub code: &'static str,
    /// The service that it is about; null where it is about the file.
    pub service: Option<String>,
    /// What is wrong.
    pub message: String,
}

impl ConfigError {
    fn of(code: &'static str, finding: Finding) -> ConfigError {
        ConfigError { code, service: finding.service, message: finding.message }
    }
}

/// Vercel's checks, in its order: it stops at the first error.
const CHECKS: &[fn(&Snapshot, &mut Vec<Finding>)] = &[
    invalid_schedule_timezone::check,
    invalid_function_affinity_regions::check,
    invalid_proxy_entrypoint::check,
    invalid_proxy_matcher::check,
    functions_and_builds::check,
    proxy_and_builds::check,
    experimental_services_and_builds::check,
    experimental_services_and_functions::check,
    service_groups_without_services::check,
    services_and_experimental_services_v2::check,
    services_and_experimental_services::check,
    services_and_builds::check,
    services_and_top_level_build_settings::check,
    invalid_daemon::check,
];

/// The first error of the configuration: of the files, the syntax, the structure, then of conflicting keys.
#[must_use]
pub fn config_error(snapshot: &Snapshot) -> Option<ConfigError> {
    if let Some(error) = first(snapshot, &[deprecated_now_json::check, conflicting_config_files::check]) {
        return Some(error);
    }
    if let Some(error) = snapshot.parse.errors().first() {
        let message = error.message();
        return Some(ConfigError { code: "CANT_PARSE_JSON_FILE", service: None, message });
    }
    let form = shape::findings(snapshot, &form::mistakes(snapshot))
        .into_iter()
        .find(|finding| finding.severity == Severity::Error && finding.rule != &refused_by_platform::RULE);
    if let Some(finding) = form {
        return Some(ConfigError::of("INVALID_VERCEL_CONFIG", finding));
    }
    first(snapshot, CHECKS).or_else(|| unknown_binding(snapshot))
}

/// The first error that some checks find, in their order.
fn first(snapshot: &Snapshot, checks: &[fn(&Snapshot, &mut Vec<Finding>)]) -> Option<ConfigError> {
    let finding = checks.iter().find_map(|check| {
        let mut findings = Vec::new();
        check(snapshot, &mut findings);
        findings.into_iter().next()
    })?;
    Some(ConfigError::of(finding.vercel_code.unwrap_or(finding.rule.code), finding))
}

/// A binding to a service that is not declared. In `check` it is the resolver's rule that reports it.
fn unknown_binding(snapshot: &Snapshot) -> Option<ConfigError> {
    let (declared, services) = services_v2(snapshot)?;
    let code = if declared.key == v2::ALIAS {
        "EXPERIMENTAL_SERVICES_V2_BINDING_UNKNOWN_SERVICE"
    } else {
        "SERVICES_BINDING_UNKNOWN_SERVICE"
    };
    services.entries().find_map(|service| {
        let target = bindings(service).find_map(|it| it.as_str().filter(|name| !services.has(name)))?;
        let message = unknown_service_binding::message(&service.key, target);
        Some(ConfigError { code, service: Some(service.key.clone()), message })
    })
}

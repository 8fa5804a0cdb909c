//! The rules: one file each, with its code, severity, documentation, check, fix and tests.
//!
//! The doc comment of a rule's `RULE` is its documentation page. Its examples are fenced and run as tests: a fence
//! `json bad` must give the finding, `json good` must not, and each fix of a bad example removes the finding and adds no
//! other. A fence `files` right before an example lists the project's files around it, a
//! fence `settings` the settings.

mod page;

use crate::finding::{Finding, Severity, Tag};
use crate::snapshot::Snapshot;

/// What a rule is.
#[derive(Debug)]
pub struct Rule {
    /// Its stable name, kebab-case: that of Vercel's own code where there is one.
    pub code: &'static str,
    /// Vercel's own code.
    pub vercel_code: Option<&'static str>,
    /// Its severity, unless a finding or the settings say otherwise.
    pub severity: Severity,
    /// How editors show its range.
    pub tags: &'static [Tag],
    /// Its documentation page, as Markdown.
    pub docs: &'static str,
    /// Who finds it.
    pub check: Check,
}

/// Who finds a rule's findings.
#[derive(Debug)]
pub enum Check {
    /// A pass that finds several rules' findings at once (the parser, the model's shape, the resolution of services); it
    /// calls the rule's file for the finding and its fix.
    Pass,
    /// The rule's own function over the whole file.
    File(fn(&Snapshot, &mut Vec<Finding>)),
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

/// Declares a rule; its doc comment becomes its documentation page.
macro_rules! rule {
    ($(#[doc = $doc:literal])+ pub static RULE = {
        code: $code:literal,
        $(vercel: $vercel:literal,)?
        severity: $severity:ident,
        $(tags: [$($tag:ident),*],)?
        check: $check:expr $(,)?
    }) => {
        $(#[doc = $doc])+
        pub static RULE: $crate::rules::Rule = $crate::rules::Rule {
            code: $code,
            vercel_code: $crate::rules::rule!(@option $($vercel)?),
            severity: $crate::finding::Severity::$severity,
            tags: &[$($($crate::finding::Tag::$tag),*)?],
            docs: concat!($($doc, "\n"),+),
            check: $check,
        };
    };
    (@option $value:literal) => { Some($value) };
    (@option) => { None };
}
pub(crate) use rule;

/// Declares the rules' files and their registry in one list.
macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        $(pub mod $name;)*
        /// Every rule, in the order of this list.
        pub static ALL: &[&Rule] = &[$(&$name::RULE),*];
    };
}

registry! {
    api_dir_ignored,
    binding_client_prefix,
    comment_in_json,
    conflicting_config_files,
    conflicting_keys,
    conflicting_mount_config,
    cron_frequency,
    cron_path_not_found,
    cron_schedule,
    deprecated_key,
    deprecated_now_json,
    documented_max_duration,
    duplicate_binding_env,
    duplicate_key,
    duplicate_parameter,
    duplicate_route_prefix,
    duplicate_subdomain,
    entrypoint_not_found,
    experimental_services,
    experimental_services_and_builds,
    experimental_services_and_functions,
    functions_and_builds,
    ignored_bindings,
    ignored_command,
    ignored_memory,
    ignored_vercel_json,
    ignored_workspace,
    import_outside_root,
    invalid_command,
    invalid_daemon,
    invalid_env_var,
    invalid_env_var_name,
    invalid_env_var_ref,
    invalid_env_var_type,
    invalid_env_vars,
    invalid_framework,
    invalid_function,
    invalid_function_affinity_regions,
    invalid_function_runtime,
    invalid_function_source,
    invalid_header,
    invalid_host_routing_config,
    invalid_job_trigger,
    invalid_json,
    invalid_key_name,
    invalid_mount,
    invalid_proxy_entrypoint,
    invalid_proxy_matcher,
    invalid_redirect,
    invalid_rewrite,
    invalid_root,
    invalid_route,
    invalid_route_prefix,
    invalid_runtime,
    invalid_schedule_timezone,
    invalid_service_binding_name,
    invalid_service_config,
    invalid_service_name,
    invalid_service_ref_type,
    invalid_subdomain,
    item_count,
    literal_destination_syntax,
    literal_source_syntax,
    missing_base_path,
    missing_cron_schedule,
    missing_entrypoint,
    missing_job_schedule,
    missing_job_trigger,
    missing_key,
    missing_public_prefix,
    missing_queue_topics,
    missing_root,
    missing_route_prefix,
    missing_service_config,
    missing_service_framework,
    missing_spa_rewrite,
    multiple_frameworks_service,
    nested_route_prefix,
    no_root_service,
    number_out_of_range,
    pattern_in_route_prefix,
    pattern_mismatch,
    plan_limit,
    proxy_and_builds,
    proxy_entrypoint_not_found,
    proxy_framework_conflict,
    proxy_runtime_mismatch,
    refused_by_platform,
    reserved_route_prefix,
    root_not_directory,
    root_not_found,
    route_prefix_leading_slash,
    route_prefix_trailing_slash,
    runtime_framework_mismatch,
    schedule_name_conflict,
    self_binding,
    service_edge_runtime,
    service_env,
    service_groups_without_services,
    service_manifest_missing,
    service_middleware,
    service_url_collision,
    services_and_builds,
    services_and_experimental_services,
    services_and_experimental_services_v2,
    services_and_top_level_build_settings,
    shadowed_rule,
    text_length,
    trailing_comma,
    unknown_destination_service,
    unknown_group_member,
    unknown_key,
    unknown_region,
    unknown_service_binding,
    unknown_service_ref,
    unknown_top_level_key,
    unmatched_include_files,
    unreachable_service,
    unreachable_source,
    unsupported_entrypoint,
    unused_function,
    value_not_allowed,
    wrong_type,
}

/// The rule of this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests;

//! The rules: one file each, with its code, severity, documentation, check, fix and tests. [`Check`] says who calls a rule;
//! [`kinds`] asks those of one kind.
//!
//! The doc comment of a rule's `RULE` is its documentation page. Its examples are fenced and run as tests: a fence
//! `json bad` must give the finding, `json good` must not, and each fix of a bad example removes the finding and adds no
//! other. (`jsonc bad` and `jsonc good` are svc-lsp's own options.) A fence `files` right before an example lists the project's files around it, a
//! fence `settings` the settings.

#[macro_use]
mod rule;
pub mod clean_urls_destination;
pub mod conflicts;
pub mod finding;
pub mod host_only_rewrites;
pub mod ignored_build_settings;
pub mod ignored_transforms;
pub mod incomplete_catch_all;
pub mod ineffective_branch_settings;
pub mod kinds;
pub mod page;
pub mod precedence;
mod refused_entry;

pub mod api_dir_ignored;
pub mod backend_entrypoint_not_found;
pub mod binding_client_prefix;
pub mod build_worker_multiple_topics;
pub mod catch_all_function;
pub mod comment_in_json;
pub mod conflicting_config_files;
pub mod conflicting_file_path;
pub mod conflicting_ignore_files;
pub mod conflicting_keys;
pub mod conflicting_mount_config;
pub mod conflicting_path_segment;
pub mod cron_frequency;
pub mod cron_path_not_found;
pub mod cron_schedule;
pub mod deprecated_key;
pub mod deprecated_now_json;
pub mod destination_case;
pub mod discontinued_node_version;
pub mod documented_max_duration;
pub mod duplicate_binding_env;
pub mod duplicate_key;
pub mod duplicate_parameter;
pub mod duplicate_route_prefix;
pub mod duplicate_subdomain;
pub mod entrypoint_not_found;
pub mod experimental_services;
pub mod experimental_services_and_builds;
pub mod experimental_services_and_functions;
pub mod failing_command;
pub mod files_hidden_by_route;
pub mod framework_not_installed;
pub mod functions_and_builds;
pub mod git_ignored_file;
pub mod ignore_command;
pub mod ignored_bindings;
pub mod ignored_command;
pub mod ignored_memory;
pub mod ignored_vercel_json;
pub mod ignored_workspace;
pub mod import_outside_root;
pub mod invalid_build_specification;
pub mod invalid_bun_version;
pub mod invalid_cargo_project;
pub mod invalid_command;
pub mod invalid_condition;
pub mod invalid_daemon;
pub mod invalid_daemon_root;
pub mod invalid_daemons;
pub mod invalid_env_var;
pub mod invalid_env_var_name;
pub mod invalid_env_var_ref;
pub mod invalid_env_var_type;
pub mod invalid_env_vars;
pub mod invalid_framework;
pub mod invalid_function;
pub mod invalid_function_affinity_regions;
pub mod invalid_function_runtime;
pub mod invalid_function_source;
pub mod invalid_go_module;
pub mod invalid_header;
pub mod invalid_host_routing_config;
pub mod invalid_job_trigger;
pub mod invalid_json;
pub mod invalid_key_name;
pub mod invalid_mount;
pub mod invalid_node_version;
pub mod invalid_options;
pub mod invalid_package_json;
pub mod invalid_proxy_entrypoint;
pub mod invalid_proxy_matcher;
pub mod invalid_redirect;
pub mod invalid_rewrite;
pub mod invalid_root;
pub mod invalid_route;
pub mod invalid_route_prefix;
pub mod invalid_runtime;
pub mod invalid_schedule_entrypoint;
pub mod invalid_schedule_timezone;
pub mod invalid_service_binding_name;
pub mod invalid_service_config;
pub mod invalid_service_name;
pub mod invalid_service_ref_type;
pub mod invalid_subdomain;
pub mod item_count;
pub mod literal_destination_syntax;
pub mod literal_source_syntax;
pub mod missing_base_path;
pub mod missing_cron_schedule;
pub mod missing_entrypoint;
pub mod missing_job_schedule;
pub mod missing_job_trigger;
pub mod missing_key;
pub mod missing_output_directory;
pub mod missing_public_prefix;
pub mod missing_queue_topics;
pub mod missing_root;
pub mod missing_route_prefix;
pub mod missing_service_config;
pub mod missing_service_framework;
pub mod missing_services;
pub mod missing_spa_rewrite;
pub mod misspelled_header;
pub mod multiple_frameworks_service;
pub mod nested_route_prefix;
pub mod next_incorrect_src;
pub mod next_no_version;
pub mod next_output_directory;
pub mod no_root_service;
pub mod no_services_configured;
pub mod number_out_of_range;
pub mod other_cli_version;
pub mod other_root_directory;
pub mod pattern_in_route_prefix;
pub mod pattern_mismatch;
pub mod plan_limit;
pub mod proxy_and_builds;
pub mod proxy_entrypoint_not_found;
pub mod proxy_framework_conflict;
pub mod proxy_runtime_mismatch;
pub mod python_config_parse_error;
pub mod python_dynamic_cron_no_handler;
pub mod python_entrypoint_not_found;
pub mod python_handler_not_found;
pub mod python_invalid_entrypoint;
pub mod redirect_loop;
pub mod redirected_source;
pub mod redundant_rule;
pub mod refused_by_platform;
pub mod repeated_route_prefix;
pub mod replaced_header;
pub mod reserved_binding_env;
pub mod reserved_route_prefix;
pub mod rewrite_hidden_by_file;
pub mod rewritten_backend_path;
pub mod root_not_directory;
pub mod root_not_found;
pub mod route_prefix_leading_slash;
pub mod route_prefix_trailing_slash;
pub mod ruby_invalid_version;
pub mod runtime_framework_mismatch;
pub mod schedule_entrypoint_not_found;
pub mod schedule_entrypoint_source_conflict;
pub mod schedule_entrypoint_trigger_conflict;
pub mod schedule_function_name_collision;
pub mod schedule_name_conflict;
pub mod secret_reference;
pub mod self_binding;
pub mod server_variable_in_browser;
pub mod service_edge_runtime;
pub mod service_env;
pub mod service_groups_without_services;
pub mod service_manifest_missing;
pub mod service_middleware;
pub mod service_url_collision;
pub mod services_and_builds;
pub mod services_and_experimental_services;
pub mod services_and_experimental_services_v2;
pub mod services_and_top_level_build_settings;
pub mod services_framework_preset;
pub mod shadowed_rule;
pub mod slash_after_host;
pub mod source_file_destination;
pub mod static_build_source;
pub mod text_length;
pub mod trailing_comma;
pub mod unbound_service_url;
pub mod unknown_destination_service;
pub mod unknown_group_member;
pub mod unknown_key;
pub mod unknown_region;
pub mod unknown_rule;
pub mod unknown_service_binding;
pub mod unknown_service_ref;
pub mod unknown_top_level_key;
pub mod unmatched_build;
pub mod unmatched_include_files;
pub mod unreachable_service;
pub mod unreachable_source;
pub mod unrelated_file;
pub mod unsupported_entrypoint;
pub mod unused_function;
pub mod unused_ignore;
pub mod value_not_allowed;
pub mod variable_lost_in_migration;
pub mod wrong_type;

pub use rule::{Check, Rule};

/// Lists the rules.
macro_rules! registry {
    ($($name:ident),* $(,)?) => {
        /// Every rule, in the order of this list.
        pub static ALL: &[&Rule] = &[$(&$name::RULE),*];
    };
}

registry! {
    api_dir_ignored,
    backend_entrypoint_not_found,
    binding_client_prefix,
    build_worker_multiple_topics,
    catch_all_function,
    clean_urls_destination,
    comment_in_json,
    conflicting_config_files,
    conflicting_file_path,
    conflicting_ignore_files,
    conflicting_keys,
    conflicting_mount_config,
    conflicting_path_segment,
    cron_frequency,
    cron_path_not_found,
    cron_schedule,
    deprecated_key,
    deprecated_now_json,
    destination_case,
    discontinued_node_version,
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
    failing_command,
    files_hidden_by_route,
    framework_not_installed,
    functions_and_builds,
    git_ignored_file,
    host_only_rewrites,
    ignore_command,
    ignored_bindings,
    ignored_build_settings,
    ignored_command,
    ignored_memory,
    ignored_transforms,
    ignored_vercel_json,
    ignored_workspace,
    import_outside_root,
    incomplete_catch_all,
    ineffective_branch_settings,
    invalid_build_specification,
    invalid_bun_version,
    invalid_cargo_project,
    invalid_command,
    invalid_condition,
    invalid_daemon,
    invalid_daemon_root,
    invalid_daemons,
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
    invalid_go_module,
    invalid_header,
    invalid_host_routing_config,
    invalid_job_trigger,
    invalid_json,
    invalid_key_name,
    invalid_mount,
    invalid_node_version,
    invalid_options,
    invalid_package_json,
    invalid_proxy_entrypoint,
    invalid_proxy_matcher,
    invalid_redirect,
    invalid_rewrite,
    invalid_root,
    invalid_route,
    invalid_route_prefix,
    invalid_runtime,
    invalid_schedule_entrypoint,
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
    missing_output_directory,
    missing_public_prefix,
    missing_queue_topics,
    missing_root,
    missing_route_prefix,
    missing_service_config,
    missing_service_framework,
    missing_services,
    missing_spa_rewrite,
    misspelled_header,
    multiple_frameworks_service,
    nested_route_prefix,
    next_incorrect_src,
    next_no_version,
    next_output_directory,
    no_root_service,
    no_services_configured,
    number_out_of_range,
    other_cli_version,
    other_root_directory,
    pattern_in_route_prefix,
    pattern_mismatch,
    plan_limit,
    proxy_and_builds,
    proxy_entrypoint_not_found,
    proxy_framework_conflict,
    proxy_runtime_mismatch,
    python_config_parse_error,
    python_dynamic_cron_no_handler,
    python_entrypoint_not_found,
    python_handler_not_found,
    python_invalid_entrypoint,
    redirect_loop,
    redirected_source,
    redundant_rule,
    refused_by_platform,
    repeated_route_prefix,
    replaced_header,
    reserved_binding_env,
    reserved_route_prefix,
    rewrite_hidden_by_file,
    rewritten_backend_path,
    root_not_directory,
    root_not_found,
    route_prefix_leading_slash,
    route_prefix_trailing_slash,
    ruby_invalid_version,
    runtime_framework_mismatch,
    schedule_entrypoint_not_found,
    schedule_entrypoint_source_conflict,
    schedule_entrypoint_trigger_conflict,
    schedule_function_name_collision,
    schedule_name_conflict,
    secret_reference,
    self_binding,
    server_variable_in_browser,
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
    services_framework_preset,
    shadowed_rule,
    slash_after_host,
    source_file_destination,
    static_build_source,
    text_length,
    trailing_comma,
    unbound_service_url,
    unknown_destination_service,
    unknown_group_member,
    unknown_key,
    unknown_region,
    unknown_rule,
    unknown_service_binding,
    unknown_service_ref,
    unknown_top_level_key,
    unmatched_build,
    unmatched_include_files,
    unreachable_service,
    unreachable_source,
    unrelated_file,
    unsupported_entrypoint,
    unused_function,
    unused_ignore,
    value_not_allowed,
    variable_lost_in_migration,
    wrong_type,
}

/// The rules whose errors are rejected after the file and its services are read: by the build when it looks for what to build, or by the
/// platform when the deployment is created.
const REJECTED_LATER: [&str; 45] = [
    "backend-entrypoint-not-found",
    "build-worker-multiple-topics",
    "conflicting-file-path",
    "conflicting-ignore-files",
    "conflicting-path-segment",
    "cron-schedule",
    "failing-command",
    "framework-not-installed",
    "invalid-build-specification",
    "invalid-bun-version",
    "invalid-cargo-project",
    "invalid-daemon-root",
    "invalid-daemons",
    "invalid-function",
    "invalid-function-runtime",
    "invalid-function-source",
    "invalid-go-module",
    "invalid-node-version",
    "invalid-package-json",
    "invalid-schedule-entrypoint",
    "missing-services",
    "next-incorrect-src",
    "next-no-version",
    "next-output-directory",
    "no-services-configured",
    "proxy-entrypoint-not-found",
    "proxy-framework-conflict",
    "proxy-runtime-mismatch",
    "python-config-parse-error",
    "python-dynamic-cron-no-handler",
    "python-entrypoint-not-found",
    "python-handler-not-found",
    "python-invalid-entrypoint",
    "refused-by-platform",
    "ruby-invalid-version",
    "schedule-entrypoint-not-found",
    "schedule-entrypoint-source-conflict",
    "schedule-entrypoint-trigger-conflict",
    "schedule-function-name-collision",
    "schedule-name-conflict",
    "secret-reference",
    "service-manifest-missing",
    "static-build-source",
    "unknown-top-level-key",
    "unused-function",
];

impl finding::Finding {
    /// Whether an error is rejected only after the file and its services are read. What the schema rejects never is.
    #[must_use]
    pub fn is_rejected_later(&self) -> bool {
        self.vercel_code != Some("INVALID_VERCEL_CONFIG") && REJECTED_LATER.contains(&self.rule.code)
    }
}

/// The rules that look for files, and report that they are missing. Nothing is missing in a file that isn't in a project.
pub const ABOUT_FILES: [&str; 21] = [
    "backend-entrypoint-not-found",
    "cron-path-not-found",
    "entrypoint-not-found",
    "failing-command",
    "invalid-daemon-root",
    "missing-base-path",
    "missing-output-directory",
    "missing-service-framework",
    "next-no-version",
    "no-services-configured",
    "proxy-entrypoint-not-found",
    "python-entrypoint-not-found",
    "python-handler-not-found",
    "root-not-directory",
    "root-not-found",
    "schedule-entrypoint-not-found",
    "service-manifest-missing",
    "static-build-source",
    "unmatched-build",
    "unmatched-include-files",
    "unused-function",
];

/// The rule of this code.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.code == code)
}

#[cfg(test)]
mod tests;

// The codes of Vercel's validator and resolver, and which of them a verdict shows.

const V1 = `INVALID_SERVICE_NAME INVALID_SERVICE_CONFIG CONFLICTING_MOUNT_CONFIG INVALID_MOUNT INVALID_SUBDOMAIN MISSING_ROUTE_PREFIX
  RESERVED_ROUTE_PREFIX INVALID_ROUTE_PREFIX INVALID_HOST_ROUTING_CONFIG MISSING_JOB_TRIGGER INVALID_JOB_TRIGGER MISSING_CRON_SCHEDULE
  MISSING_JOB_SCHEDULE MISSING_QUEUE_TOPICS MISSING_ENTRYPOINT INVALID_ROOT INVALID_ENV_VARS INVALID_ENV_VAR_NAME INVALID_ENV_VAR
  INVALID_ENV_VAR_TYPE INVALID_ENV_VAR_REF INVALID_RUNTIME INVALID_FRAMEWORK RUNTIME_FRAMEWORK_MISMATCH MISSING_SERVICE_CONFIG
  BUILDPACK_REQUIRES_SERVICES INVALID_COMMAND ROOT_NOT_FOUND ROOT_NOT_DIRECTORY ENTRYPOINT_NOT_FOUND UNSUPPORTED_ENTRYPOINT
  INVALID_ENTRYPOINT MULTIPLE_FRAMEWORKS_SERVICE MISSING_SERVICE_FRAMEWORK DUPLICATE_ROUTE_PREFIX UNKNOWN_SERVICE_REF INVALID_SERVICE_REF_TYPE`;

const V2 = `INVALID_SERVICE_NAME INVALID_SERVICE_CONFIG MISSING_ROOT INVALID_ROOT INVALID_RUNTIME INVALID_FRAMEWORK RUNTIME_FRAMEWORK_MISMATCH
  ROOT_NOT_FOUND ROOT_NOT_DIRECTORY MISSING_SERVICE_CONFIG ENTRYPOINT_NOT_FOUND MULTIPLE_FRAMEWORKS_SERVICE INVALID_COMMAND
  MISSING_SERVICE_FRAMEWORK INVALID_SERVICE_BINDING_NAME UNKNOWN_SERVICE_BINDING SERVICES_AND_EXPERIMENTAL_SERVICES_V2`;

const CONFIG = `DEPRECATED_NOW_JSON CONFLICTING_CONFIG_FILES CANT_PARSE_JSON_FILE INVALID_VERCEL_CONFIG INVALID_SCHEDULE_TIMEZONE
  INVALID_FUNCTION_AFFINITY_REGIONS INVALID_PROXY INVALID_PROXY_ENTRYPOINT INVALID_PROXY_MATCHER FUNCTIONS_AND_BUILDS PROXY_AND_BUILDS
  EXPERIMENTAL_SERVICES_AND_BUILDS EXPERIMENTAL_SERVICES_AND_FUNCTIONS SERVICE_GROUPS_WITHOUT_SERVICES SERVICES_AND_EXPERIMENTAL_SERVICES_V2
  SERVICES_AND_EXPERIMENTAL_SERVICES EXPERIMENTAL_SERVICES_V2_AND_EXPERIMENTAL_SERVICES SERVICES_AND_BUILDS EXPERIMENTAL_SERVICES_V2_AND_BUILDS
  SERVICES_AND_TOP_LEVEL_BUILD_SETTINGS EXPERIMENTAL_SERVICES_V2_AND_TOP_LEVEL_BUILD_SETTINGS INVALID_DAEMON
  SERVICES_BINDING_UNKNOWN_SERVICE EXPERIMENTAL_SERVICES_V2_BINDING_UNKNOWN_SERVICE THROWN`;

const ROUTES = 'invalid_clean_urls invalid_trailing_slash invalid_route invalid_redirect invalid_header invalid_rewrite THROWN';

const FILE = 'INVALID_VERCEL_JSON';

const DETECTION = `NO_SERVICES_CONFIGURED MULTIPLE_FRAMEWORKS_ROOT MULTIPLE_FRAMEWORKS_SERVICE SERVICE_NAME_CONFLICT NO_BACKEND_SERVICES
  DUPLICATE_SERVICE INVALID_SERVICE_NAME ENTRYPOINT_NOT_FOUND MULTIPLE_FRONTENDS SERVICE_SKIPPED PROCFILE_RELEASE_ONLY PROCFILE_WORKER_HINT
  PROCFILE_READ_ERROR RAILWAY_CRON_HINT RAILWAY_PARSE_ERROR RAILWAY_CONFIG_ERROR RENDER_CRON_HINT RENDER_WORKER_HINT RENDER_PSERV_HINT
  RENDER_CONFIG_ERROR RENDER_PARSE_ERROR`;

const MIGRATION = `CONFLICTING_SERVICES_CONFIG UNRESOLVED_SERVICE NO_LEGACY_SERVICES INVALID_SERVICE_NAME DUPLICATE_SERVICE_NAME UNSUPPORTED_SERVICE_TYPE
  NO_WEB_SERVICES RUNTIME_DROPPED PRE_DEPLOY_COMMAND_FOLDED BUILDER_DROPPED WORKSPACE_REPLACED MEMORY_DROPPED FUNCTION_CONFIG_DROPPED PREFIX_STRIP
  STATIC_SUBPATH NEXT_SUBPATH SUBDOMAIN_ROUTING EXISTING_REWRITES IMPLICIT_URL_TO_BINDING SELF_SERVICE_URL_DROPPED CONFLICTING_BUILD_ENV
  CLIENT_SIDE_SERVICE_URL BINDINGS_UNSUPPORTED_RUNTIME SERVICE_REF_DROPPED TOP_LEVEL_SETTING_WITHOUT_ROOT_SERVICE TOP_LEVEL_SETTING_CONFLICT
  SERVICE_GROUPS_DROPPED`;

const BUILD = `invalid_function_glob invalid_function invalid_function_duration invalid_function_memory invalid_function_source invalid_function_runtime
  invalid_function_property unused_function proxy_entrypoint_not_found proxy_framework_conflict proxy_runtime_mismatch api_dir_ignored
  MISSING_SERVICES SCHEDULE_NAME_CONFLICT INVALID_VERCEL_TOML`;

const prefixed = (prefix, codes) => codes.split(/\s+/).map((code) => `${prefix} ${code}`);

/** Every code in scope, with where it is reported: the resolver of a model, the validator, the patterns. */
export const ALL = [
  ...prefixed('config', CONFIG),
  ...prefixed('patterns', ROUTES),
  ...prefixed('file', FILE),
  ...prefixed('v1', V1),
  ...prefixed('v2', V2),
  ...prefixed('detection', DETECTION),
  ...prefixed('migration', MIGRATION),
  ...prefixed('build', BUILD),
];

const BUILDERS = 'found when a build looks for builders, after validating and resolving, which accept the file; the rule of this name warns';

/** Codes that no verdict shows, and why. */
export const UNREACHABLE = {
  'config INVALID_PROXY': 'the schema already refuses what it is for: a `proxy` without a non-empty string `entrypoint`',
  'config THROWN': 'the schema guards every access of the later checks; kept to show it if that ever changes',
  'patterns invalid_clean_urls': 'the routes that Vercel generates for `cleanUrls` are always valid',
  'patterns invalid_trailing_slash': 'the routes that Vercel generates for `trailingSlash` are always valid',
  'v1 BUILDPACK_REQUIRES_SERVICES': 'behind the environment variables VERCEL_EXPERIMENTAL_BUILDPACK_*, off by default',
  'v1 INVALID_ENTRYPOINT': 'only where a caller asks for strict backend entrypoints, which the reader of vercel.json does not',
  ...Object.fromEntries(prefixed('build', BUILD).map((code) => [code, BUILDERS])),
  'build MISSING_SERVICES': 'needs the framework setting of the project, which is not in the file',
  'build SCHEDULE_NAME_CONFLICT': 'found when the schedules of a finished build are collected; the rule of this name warns',
  'build INVALID_VERCEL_TOML': 'of vercel.toml, which is not read here; one beside vercel.json is CONFLICTING_CONFIG_FILES',
  'detection PROCFILE_RELEASE_ONLY': 'warnings of a detector that finds no services are lost',
  'detection PROCFILE_READ_ERROR': 'warnings of a detector that finds no services are lost',
  'detection RAILWAY_CONFIG_ERROR': 'warnings of a detector that finds no services are lost',
  'detection RENDER_PARSE_ERROR': 'warnings of a detector that finds no services are lost',
  'migration UNRESOLVED_SERVICE': 'a file whose services do not all resolve is not migrated',
  'migration RUNTIME_DROPPED': 'such a runtime is INVALID_RUNTIME to the resolver, before',
  'migration SERVICE_REF_DROPPED': 'such a reference is UNKNOWN_SERVICE_REF or INVALID_SERVICE_REF_TYPE to the resolver, before',
  'v2 INVALID_COMMAND': 'behind the environment variables VERCEL_EXPERIMENTAL_BUILDPACK_*, off by default',
};

function modelOf(text) {
  try {
    const config = JSON.parse(text);
    const { services, experimentalServicesV2 } = config;
    if (services != null && experimentalServicesV2 != null) return 'v2';
    return Object.keys(services ?? experimentalServicesV2 ?? {}).length > 0 ? 'v2' : 'v1';
  } catch {
    return 'file';
  }
}

const inLists = (prefix, ...lists) => lists.flat().map(({ code }) => `${prefix} ${code}`);

/** The codes that a case's verdict shows. */
export function codesOf({ files, kind }, verdict) {
  if (kind === 'fixed') return [];
  if (kind === 'detect') return [...new Set(inLists('detection', verdict.errors, verdict.warnings))];
  if (kind === 'migrate') {
    // What the resolver says of the services is not the migration's own.
    const codes = inLists('migration', verdict.errors ?? [], verdict.warnings ?? [], verdict.unmigrated ?? []);
    return [...new Set(codes)].filter((code) => ALL.includes(code));
  }
  const codes = [];
  if (verdict.configError) codes.push(`config ${verdict.configError.code}`);
  if (verdict.routesError) codes.push(`patterns ${verdict.routesError.code}`);
  if (verdict.source === 'configured') {
    const model = modelOf(files['vercel.json']);
    for (const { code } of verdict.errors) codes.push(`${model} ${code}`);
  }
  return [...new Set(codes)];
}

/** A schema error as a place of the schema: `.rewrites[].source maxLength`; names that people choose become `*`. */
export function schemaPlaceOf({ configError }) {
  if (configError?.code !== 'INVALID_VERCEL_CONFIG') return null;
  const place = configError.dataPath
    .replace(/\[\d+\]/g, '[]')
    .replace(/\['(?:[^'\\]|\\.)*'\]/gs, '.*')
    .replace(/^(\.(?:services|experimentalServices|experimentalServicesV2|experimentalServiceGroups|daemons|functions))\.[^.[]+/, '$1.*')
    .replace(/(\.(?:functions|instances|replicas|headers))\.[^.[]+/g, '$1.*');
  return `${place || '.'} ${configError.keyword}`;
}

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

const prefixed = (prefix, codes) => codes.split(/\s+/).map((code) => `${prefix} ${code}`);

/** Every code in scope, with where it is reported: the resolver of a model, the validator, the patterns. */
export const ALL = [
  ...prefixed('config', CONFIG),
  ...prefixed('patterns', ROUTES),
  ...prefixed('file', FILE),
  ...prefixed('v1', V1),
  ...prefixed('v2', V2),
];

/** Codes that no project can reach, and why. */
export const UNREACHABLE = {
  'config INVALID_PROXY': 'the schema already refuses what it is for: a `proxy` without a non-empty string `entrypoint`',
  'config THROWN': 'the schema guards every access of the later checks; kept to show it if that ever changes',
  'patterns invalid_clean_urls': 'the routes that Vercel generates for `cleanUrls` are always valid',
  'patterns invalid_trailing_slash': 'the routes that Vercel generates for `trailingSlash` are always valid',
  'v1 BUILDPACK_REQUIRES_SERVICES': 'behind the environment variables VERCEL_EXPERIMENTAL_BUILDPACK_*, off by default',
  'v1 INVALID_ENTRYPOINT': 'only where a caller asks for strict backend entrypoints, which the reader of vercel.json does not',
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

/** The codes that a case's verdict shows. */
export function codesOf({ files }, verdict) {
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

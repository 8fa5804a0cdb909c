// What becomes of each code in `codes.json` that no rule of ours reports, and why. A code is here or in a rule, and not in both:
// `changes.test.mjs` checks it, and `cargo xtask sync-vercel` lists those that are in neither.
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ALL, UNREACHABLE } from '../codes.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const rules = join(here, '../../../server/analysis/src');

/** Codes by the reason why no rule reports them. */
const REASONS = {
  'another command than `build`, or an answer of the platform to it':
    `ALIAS_IN_USE API_ERROR BUILDS_RATE_LIMITED BUILD_ERROR CANT_FIND_CONFIG CERTS_PERMISSION_DENIED CERT_CONFIGURATION_ERROR CERT_ERROR CERT_MISSING
    CERT_NOT_FOUND CERT_ORDER_NOT_FOUND CWD_DOES_NOT_EXIST DEPLOYMENTS_RATE_LIMITED DEPLOYMENT_FAILED_ALIAS_IMPOSSIBLE DEPLOYMENT_NOT_FOUND
    DEPLOYMENT_NOT_READY DEPLOYMENT_PERMISSION_DENIED DNS_CONFLICTING_RECORD DNS_INVALID_PORT DNS_INVALID_TYPE DNS_PERMISSION_DENIED
    DOMAIN_ALREADY_EXISTS DOMAIN_CHARGE_OUTCOME_UNKNOWN DOMAIN_CONFIGURED DOMAIN_EXTERNAL DOMAIN_NOT_AVAILABLE DOMAIN_NOT_FOUND DOMAIN_NOT_VERIFIED
    DOMAIN_PAYMENT_ERROR DOMAIN_PERMISSION_DENIED DOMAIN_PRICE_CHANGED DOMAIN_PURCHASE_PENDING DOMAIN_PURCHASE_REFUNDED
    DOMAIN_PURCHASE_REFUND_FAILED DOMAIN_VERIFICATION_FAILED ERR_INVALID_TEAM ERR_LINK_PROJECT INVALID_ALIAS INVALID_ALIAS_IN_CONFIG
    INVALID_DEPLOYMENT_ID INVALID_DOMAIN INVALID_LIMIT INVALID_MOVE_DESTINATION INVALID_NEXT INVALID_ORDER INVALID_ORDER_BY INVALID_TIME
    INVALID_TIME_RANGE LINK_REQUIRED MISSING_BUILD_SCRIPT MISSING_DOTENV_VARS MISSING_METRIC MISSING_USER MUTUAL_EXCLUSIVITY NOT_AUTHORIZED
    NOT_DOMAIN_OWNER NOT_LINKED NO_ALIAS_IN_CONFIG NO_TEAM PROJECT_NOT_FOUND PROJECT_UNAUTHORIZED SCHEMA_UNAUTHORIZED SCHEMA_VALIDATION_FAILED
    SOURCE_NOT_FOUND TEAM_DELETED TOO_MANY_REQUESTS UNEXPECTED_DOMAIN_PURCHASE_ERROR UNEXPECTED_DOMAIN_TRANSFER_ERROR UNKNOWN_METRIC_EVENT
    UNSUPPORTED_BUCKET_TIMEZONE UNSUPPORTED_TLD UNSUPPORTED_TLD_VIA_CLI USER_ABORTED api_error bad_request checks_failed continue_failed
    deploy_failed deployment_canceled deployment_continue_unavailable deployment_status_unavailable domain_move_conflict domain_removal_conflict
    internal_server_error invalid_arguments invalid_options invalid_path local_session_mismatch local_session_unavailable missing_arguments missing_files
    missing_path not_domain_owner not_found output_dir_not_found server_error token_not_provided upload_failed verification_failed`,
  'only `vercel dev`':
    `DEV_SCHEDULE_ENTRYPOINT_UNSUPPORTED DEV_SCHEDULE_MANIFEST_ENTRYPOINT DEV_SCHEDULE_SERVICE_FUNCTION_UNSUPPORTED NEXT_DEV_MANIFEST_CONFIG
    NEXT_DEV_MANIFEST_FUNCTION_COLLISION NEXT_DEV_MANIFEST_FUNCTION_UNSUPPORTED NODE_DEPENDENCY_SYNC_FAILED PYTHON_DEPENDENCY_SYNC_FAILED
    PYTHON_EXTERNAL_VENV_DETECTED RUBY_DEV_SHIM_ERROR RUBY_GEMS_MISSING`,
  'only output that was built before (`--prebuilt`), or that a framework writes':
    `CRON_SERVICE_NO_CRONS INVALID_BUILD_OUTPUT_CONFIG INVALID_BUILD_OUTPUT_SCHEDULE INVALID_PREBUILT_FILE_PATH MISSING_DAEMON_OUTPUT
    NODEJS_DISCONTINUED_VERSION PREBUILT_FILEPATHMAP_IGNORED PREBUILT_FILEPATHMAP_VCS SERVICE_BUILD_OUTPUT_SCHEDULES_UNSUPPORTED
    OUTPUT_FILE_IS_NOT_REGULAR_FILE VC_BUILD_INVALID_CONFIG_JSON_FRAMEWORK_SLUG_LENGTH VC_BUILD_INVALID_CONFIG_JSON_FRAMEWORK_VERSION_LENGTH
    VC_BUILD_INVALID_CONFIG_JSON_FRAMEWORK_VERSION_TYPE VC_BUILD_INVALID_DEPLOYMENT_ID_CHARACTERS VC_BUILD_INVALID_DEPLOYMENT_ID_LENGTH
    middleware_path_not_found`,
  'the application\'s own code, its build or the size of what it builds':
    `DJANGO_SETTINGS_FAILED LAMBDA_SIZE_EXCEEDED MAX_LAMBDA_SIZE_EXCEEDED NOW_SANDBOX_WORKER_BUILDER_ERROR
    NOW_SANDBOX_WORKER_FUNCTION_RUNTIME_VERSION NOW_SANDBOX_WORKER_INVALID_RUNTIME NOW_SANDBOX_WORKER_MAX_LAMBDA_SIZE
    NOW_SANDBOX_WORKER_MAX_UNCOMPRESSED_LAMBDA_SIZE NODE_TYPESCRIPT_ERROR BABEL_HELPER_UNKNOWN BABEL_PARSER_SYNTAX_ERROR BABEL_ROOT_NOT_FOUND
    BABEL_VERSION_UNSUPPORTED NEXT_BASEPATH_LEGACY_BUILDS NEXT_BASEPATH_STARTING_SLASH NEXT_BASEPATH_TRAILING_SLASH
    NEXT_BUILDER_IMMUTABLE_STATIC_FILES NEXT_DYNAMIC_ROUTES_OUTDATED NEXT_EXPORT_FAILED NEXT_IMAGES_CONTENTSECURITYPOLICY
    NEXT_IMAGES_DANGEROUSLYALLOWSVG NEXT_IMAGES_DOMAINS NEXT_IMAGES_LOCALPATTERNS NEXT_IMAGES_MINIMUMCACHETTL NEXT_IMAGES_MISSING
    NEXT_IMAGES_QUALITIES NEXT_IMAGES_REMOTEPATTERNS NEXT_IMAGES_SIZES NEXT_IMAGES_VERSION_UNKNOWN NEXT_NO_ROUTES_MANIFEST
    NEXT_NO_SERVERLESS_PAGES NEXT_NO_SERVER_PAGES NEXT_OUTPUT_DIR_EMPTY NEXT_REQUIRED_FILES_LIMIT NEXT_VERSION_OUTDATED
    NEXT_VERSION_UPGRADE NOW_NEXT_NO_BUILD_ID PRISMA_ENGINE_NOT_FOUND PRISMA_GENERATE_FAILED PYTHON_DYNAMIC_CRON_DETECTION_FAILED
    PYTHON_DYNAMIC_CRON_EMPTY PYTHON_DYNAMIC_CRON_INVALID_FORMAT PYTHON_INVALID_APSCHEDULER_CONFIG STATIC_BUILD_EMPTY_OUT_DIR
    STATIC_BUILD_NOT_A_DIR STATIC_BUILD_NO_OUT_DIR vercel_ts_compilation_failed`,
  'an install, a download or a program of the build machine':
    `INSTALL_COMMAND_FAILED INVALID_BUILD_ARCH PYTHON_NOT_FOUND RUNTIME_DEPENDENCY_INSTALLATION_FAILED STATIC_BUILD_BINARY_NOT_FOUND UV_ERROR
    UV_VERSION_TOO_OLD`,
  'environment variables of the machine or the project, or another folder of the CLI\'s':
    `BUILDPACK_REQUIRES_SERVICES CONFLICTING_CONFIG_DIRECTORIES CONFLICTING_ENV_VAR_NAMES INVALID_CRON_SECRET
    INVALID_LOCAL_CONFIG`,
  'only where the CLI builds elsewhere than on Vercel, which builds daemons: they are in public beta on all plans (<https://vercel.com/docs/daemons>, <https://vercel.com/kb/guide/vercel-daemons> of 2026-10-15, two days after 64.0.2)':
    'DAEMONS_NOT_SUPPORTED',
  'another file than `vercel.json`': 'INVALID_VERCEL_TOML vercel_toml_parse_failed',
  'the schema or the resolver refuses it before':
    `PYTHON_CRON_NO_ENTRYPOINT STATIC_BUILD_UNSAFE_ROUTE_PREFIX invalid_function_duration invalid_function_glob invalid_function_memory
    invalid_function_property invalid_proxy`,
  'nothing gets there: a check that always holds, or a code that only other code reads':
    `ERR_STREAM_DESTROYED ERR_STREAM_PREMATURE_CLOSE INVALID_ENTRYPOINT MISSING_WORK_PATH NEXT_HTMLFSREF_JSONFSREF
    NEXT_ISBLOCKING_ISFALLBACK NEXT_ISLAZY_INITIALREVALIDATE NEXT_ISOMITTED_ISFALLBACK NEXT_MANIFEST_INVARIANT NEXT_MISSING_LAMBDA
    NEXT__UNKNOWN_ROUTE_KEY PYTHON_CONFIG_UNKNOWN_FORMAT PYTHON_INVALID_ENTRYPOINT_PATH PYTHON_PIPFILE_LOCK_PARSE_ERROR PYTHON_PIPFILE_PARSE_ERROR
    PYTHON_PYPROJECT_PARSE_ERROR PYTHON_UV_CONFIG_PARSE_ERROR SCHEDULE_ENTRYPOINT_OUTPUT_COLLISION missing_build_script`,
  'the builder itself reads `uv.lock` only where a function is too large; `uv` has rejected a wrong one before': 'PYTHON_UV_LOCK_PARSE_ERROR',
  'a warning of the CLI': 'conflicting_files',
  'part of a schema\'s own error':
    'invalid_format invalid_type invalid_union invalid_value not_multiple_of too_big too_small unrecognized_keys',
};

/** The reason for each code, by the code. */
export const ACCOUNTS = Object.fromEntries(Object.entries(REASONS).flatMap(([reason, codes]) => codes.split(/\s+/).map((code) => [code, reason])));

/** The texts of our code that name codes, put together. */
function sources() {
  const files = readdirSync(rules, { recursive: true }).filter((file) => file.endsWith('.rs'));
  return files.map((file) => readFileSync(join(rules, file), 'utf8')).join('\n');
}

/** Whether a rule reports a code as Vercel's. */
const inRule = (code, text) => text.includes(`vercel: "${code}"`) || text.includes(`vercel_code("${code}"`);

/** The codes in lower case that we report, or that `../codes.mjs` accounts for: as the resolver, the migration and the detection give them. */
function reported(text) {
  const named = new Set([...ALL, ...Object.keys(UNREACHABLE)].map((code) => code.split(' ')[1]));
  for (const [, code] of text.matchAll(/"([A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+)"/g)) named.add(code);
  return new Set([...named].map((code) => code.toLowerCase()));
}

/** The codes of a version of the CLI that are in no rule and have no reason here, and the reasons that are for nothing. */
export function unaccounted(codes) {
  const all = [...new Set(Object.values(codes).flatMap(Object.keys))].sort();
  const text = sources();
  const ours = reported(text);
  // A code that is put together is known by one that it makes.
  const isReported = (code) => (code.includes('*') ? [...ours].some((it) => new RegExp(`^${code.toLowerCase().replaceAll('*', '\\w+')}$`).test(it)) : ours.has(code.toLowerCase()));
  return {
    missing: all.filter((code) => !(code in ACCOUNTS) && !isReported(code)),
    needless: Object.keys(ACCOUNTS).filter((code) => !all.includes(code) || inRule(code, text)),
  };
}

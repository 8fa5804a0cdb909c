//! `schedules`: what runs at set times.

use schemars::JsonSchema;

/// A scheduled task. Set exactly one of `path`, `function`, `topic` and `entrypoint`.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend(
    "dependencies" = { "requestMethod": ["path"], "service": ["function"] },
    "oneOf" = [
        { "required": ["path"] }, { "required": ["function"] }, { "required": ["topic"] }, { "required": ["entrypoint"] }
    ]
))]
pub struct Schedule {
    /// When it runs: minute, hour, day of month, month, day of week. 9 to 256 characters.
    #[schemars(length(min = 9, max = 256), extend("examples" = ["0 5 * * *", "*/15 * * * *"]))]
    #[schemars(extend("x-meaning" = "schedule"))]
    pub schedule: String,
    /// The IANA name of the schedule's time zone, at most 50 characters.
    #[schemars(length(min = 1, max = 50), extend("default" = "UTC", "examples" = ["Europe/Berlin", "America/New_York"]))]
    #[schemars(extend("x-meaning" = "time-zone"))]
    pub timezone: Option<String>,
    /// The maximum delay of a run in minutes, to spread the load: 1 to 15.
    #[schemars(range(min = 1, max = 15))]
    #[schemars(extend("examples" = [5]))]
    pub jitter: Option<u8>,
    /// Its name, unique in the deployment: letters, digits, `.`, `_` and `-`, starting with a letter or digit, at most 256. If
    /// not set, a hash of target and schedule.
    #[schemars(
        length(min = 1, max = 256),
        regex(pattern = "^[0-9A-Za-z][0-9A-Za-z._-]*$"),
        extend("patternErrorMessage" = "must consist of letters, digits, `.`, `_` and `-`, and start with a letter or digit",
            "examples" = ["daily-report"])
    )]
    pub name: Option<String>,
    /// The path to request, with a leading slash, at most 512 characters.
    #[schemars(
        length(max = 512),
        regex(pattern = "^/"),
        extend("patternErrorMessage" = "must start with `/`", "x-prefix" = "/", "examples" = ["/api/daily"])
    )]
    #[schemars(extend("x-meaning" = "request-path"))]
    pub path: Option<String>,
    /// The method of the request. Only with `path`.
    #[schemars(extend("default" = "POST"))]
    pub request_method: Option<RequestMethod>,
    /// The function to call.
    #[schemars(length(min = 1), extend("examples" = ["api/daily.ts"]))]
    #[schemars(extend("x-meaning" = "file"))]
    pub function: Option<String>,
    /// The service that holds the function. Only with `function`.
    #[schemars(
        length(min = 1, max = 64),
        regex(pattern = super::SERVICE_NAME_V2),
        extend("patternErrorMessage" = super::SERVICE_NAME_V2_MESSAGE)
    )]
    #[schemars(extend("x-meaning" = "service-v2", "x-role" = "schedule"))]
    pub service: Option<String>,
    /// The queue topic to send a message to: letters, digits, `-` and `_`, at most 256.
    #[schemars(
        length(min = 1, max = 256),
        regex(pattern = "^[A-Za-z0-9_-]+$"),
        extend("patternErrorMessage" = "must consist of letters, digits, `-` and `_`", "examples" = ["reports"])
    )]
    pub topic: Option<String>,
    /// The script to run, relative to the project root, at most 512 characters.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["jobs/daily.py"]))]
    #[schemars(extend("x-meaning" = "file"))]
    pub entrypoint: Option<String>,
}

/// The method of a scheduled request.
#[derive(JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(inline)]
pub enum RequestMethod {
    /// A read request.
    Get,
    /// A write request.
    Post,
}

//! `crons`: requests at set times.

use schemars::JsonSchema;

use super::docs;

/// A scheduled request.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::page("cron-jobs")))]
pub struct Cron {
    /// The path to request with `GET`, with a leading slash, at most 512 characters. Redirects are not followed.
    #[schemars(
        length(min = 1, max = 512),
        regex(pattern = "^/.*"),
        extend("patternErrorMessage" = "must start with `/`", "x-prefix" = "/", "examples" = ["/api/daily"])
    )]
    #[schemars(extend("x-meaning" = "request-path"))]
    pub path: String,
    /// When it runs, in UTC: minute, hour, day of month, month, day of week. Use numbers, `*`, lists, ranges and steps, but no
    /// names. Set only one of the two days.
    ///
    /// 9 to 256 characters. On the Hobby plan, at most once a day.
    #[schemars(
        length(min = 9, max = 256),
        extend("x-plans" = { "hobby": "at most once a day", "pro": "at most once a minute", "enterprise": "at most once a minute" },
            "examples" = ["0 5 * * *", "*/15 * * * *", "0 9 * * 1-5"])
    )]
    #[schemars(extend("x-meaning" = "schedule"))]
    pub schedule: String,
}

//! `redirects`: another address for the browser.

use schemars::JsonSchema;

use super::conditions::Condition;
use super::docs;

/// Redirects the browser to another URL if the path matches. Without `permanent` and `statusCode`, the status is 308.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#redirects")))]
pub struct Redirect {
    /// The paths that match, as a pattern with a leading slash: `:name` is one segment, `:name*` any number of them, `(regex)` a
    /// group. The query string is not matched. At most 4,096 characters.
    ///
    /// It must match the whole path. Capturing groups can't be nested: use `(?:…)` for the inner one.
    #[schemars(length(max = 4096), extend("x-aliases" = ["src"], "examples" = ["/old/:path*", "/post/(\\d{1,})"]))]
    #[schemars(extend("x-meaning" = "source"))]
    pub source: String,
    /// Where to send the browser: a path with a leading slash or a full URL, at most 4,096 characters. Use `:name` or `$1` for
    /// parameters of `source` and `has`.
    #[schemars(length(max = 4096), extend("x-aliases" = ["dest"], "examples" = ["/new/:path*", "/new", "https://example.com/:path*"]))]
    #[schemars(extend("x-meaning" = "destination"))]
    pub destination: String,
    /// `true` for status 308 (cached by browsers and search engines), `false` for 307. Can't be used with `statusCode`.
    #[schemars(extend("default" = true))]
    pub permanent: Option<bool>,
    /// The status of the response, 100 to 999. Can't be used with `permanent`.
    #[schemars(range(min = 100, max = 999), extend("x-aliases" = ["status"], "examples" = [301, 302, 303, 307, 308]))]
    pub status_code: Option<u16>,
    /// Conditions that must all hold, at most 16.
    #[schemars(length(max = 16))]
    pub has: Option<Vec<Condition>>,
    /// Conditions that must all be false, at most 16.
    #[schemars(length(max = 16))]
    pub missing: Option<Vec<Condition>>,
    /// Environment variables that the destination uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    #[schemars(transform = super::schema::elements_mean("env-name"))]
    pub env: Option<Vec<String>>,
}

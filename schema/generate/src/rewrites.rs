//! `rewrites`: other content under the same address.

use schemars::JsonSchema;

use super::conditions::Condition;
use super::destination::Destination;
use super::docs;

/// Sends matching requests to another path, another site or a service, without changing the URL in the browser.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#rewrites")))]
pub struct Rewrite {
    /// The paths that match, as a pattern with a leading slash: `:name` is one segment, `:name*` any number of them, `(regex)` a
    /// group. The query string is not matched. At most 4,096 characters.
    ///
    /// It must match the whole path. Capturing groups can't be nested: use `(?:…)` for the inner one.
    #[schemars(length(max = 4096), extend("x-aliases" = ["src"], "examples" = ["/blog/:slug", "/api/(.*)", "/((?!api).*)"]))]
    #[schemars(extend("x-meaning" = "source"))]
    pub source: String,
    /// Where the request goes: a path, a URL on another site, or `{ "service": … }`.
    ///
    /// If it uses none of the parameters of `source`, all of them are added as query parameters.
    #[schemars(extend("x-docs" = docs::config("#rewrites"), "x-aliases" = ["dest"],
        "examples" = ["/index.html", "https://example.com/:path*", { "service": "api" }]))]
    pub destination: Destination,
    /// Conditions that must all hold, at most 16.
    #[schemars(length(max = 16))]
    pub has: Option<Vec<Condition>>,
    /// Conditions that must all be false, at most 16.
    #[schemars(length(max = 16))]
    pub missing: Option<Vec<Condition>>,
    /// The status of the response, 100 to 999.
    #[schemars(range(min = 100, max = 999), extend("x-aliases" = ["status"]))]
    #[schemars(extend("examples" = [404]))]
    pub status_code: Option<u16>,
    /// Changes to the path that the target receives, at least one.
    #[schemars(length(min = 1))]
    pub transforms: Option<Vec<PathTransform>>,
    /// Environment variables that the destination uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)), extend("examples" = [["TENANT_ID"]]))]
    #[schemars(transform = super::schema::elements_mean("env-name"))]
    pub env: Option<Vec<String>>,
    /// Whether a rewrite to another site respects that site's `Cache-Control` header. With `false`, its responses are not cached.
    #[schemars(extend("default" = true))]
    pub respect_origin_cache_control: Option<bool>,
}

/// A change to the path that the target receives.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PathTransform {
    /// What to change.
    #[serde(rename = "type")]
    pub kind: RequestPath,
    /// The operation.
    pub op: Set,
    /// The new path: one leading slash, no query, fragment or whitespace, at most 2,048 characters. Use `:name` for parameters
    /// of `source`.
    #[schemars(
        length(max = 2048),
        regex(pattern = super::REQUEST_PATH),
        extend("patternErrorMessage" = super::REQUEST_PATH_MESSAGE, "examples" = ["/:path*"])
    )]
    pub args: String,
    /// Environment variables that `args` uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    pub env: Option<Vec<String>>,
}

/// The request's path.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum RequestPath {
    /// The path that the target receives.
    #[serde(rename = "request.path")]
    RequestPath,
}

/// Replacing.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Set {
    /// Replaces it.
    Set,
}

//! `headers`: headers of responses.

use schemars::JsonSchema;

use super::conditions::Condition;
use super::docs;

/// Adds headers to the responses of the paths that match.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#headers")))]
pub struct HeaderRule {
    /// The paths that match, as a pattern with a leading slash: `:name` is one segment, `:name*` any number of them, `(regex)` a
    /// group. The query string is not matched. At most 4,096 characters.
    ///
    /// It must match the whole path. Capturing groups can't be nested: use `(?:…)` for the inner one.
    #[schemars(length(max = 4096), extend("x-aliases" = ["src"], "examples" = ["/(.*)", "/assets/:path*", "/(.*\\.(?:js|css))"]))]
    #[schemars(extend("x-meaning" = "source"))]
    pub source: String,
    /// The headers, each as `{ "key": …, "value": … }`, at most 1,024.
    #[schemars(
        length(max = 1024),
        extend("x-aliases" = ["header"], "examples" = [[{ "key": "Cache-Control", "value": "public, max-age=31536000, immutable" }]])
    )]
    pub headers: Vec<Header>,
    /// Conditions that must all hold, at most 16.
    #[schemars(length(max = 16))]
    pub has: Option<Vec<Condition>>,
    /// Conditions that must all be false, at most 16.
    #[schemars(length(max = 16))]
    pub missing: Option<Vec<Condition>>,
}

/// A header of a response.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The header's name, at most 4,096 characters.
    #[schemars(length(max = 4096), extend("x-aliases" = ["name"], "examples" = ["Cache-Control", "X-Frame-Options", "Access-Control-Allow-Origin"]))]
    #[schemars(extend("x-meaning" = "header-name"))]
    pub key: String,
    /// The header's value, at most 32,768 characters. Use `:name` or `$1` for parameters of `source`.
    #[schemars(length(max = 32768), extend("examples" = ["no-store"]))]
    #[schemars(extend("x-meaning" = "header-value"))]
    pub value: String,
}

//! `redirects`: another address for the browser.

use schemars::JsonSchema;

use super::conditions::Condition;
use super::docs;

/// Sends the browser to another address when the path matches. Without `permanent` and `statusCode`, the status is 308.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#redirects")))]
pub struct Redirect {
    /// The paths that match, as a pattern with a leading slash: `:name` is one segment, `:name*` any number of them, `(regex)` a
    /// group. The query string takes no part. At most 4,096 characters.
    ///
    /// It must match the whole path. Groups must not nest: write `(?:…)` for the inner one.
    #[schemars(length(max = 4096), extend("x-aliases" = ["src"], "examples" = ["/old/:path*", "/post/(\\d{1,})"]))]
    #[schemars(extend("x-meaning" = "source"))]
    pub source: String,
    /// Where the browser is sent: a path with a leading slash, or a whole address, at most 4,096 characters. Parameters of
    /// `source` and `has` stand in it as `:name` or `$1`.
    #[schemars(length(max = 4096), extend("x-aliases" = ["dest"], "examples" = ["/new", "/new/:path*", "https://example.com/:path*"]))]
    #[schemars(extend("x-meaning" = "destination"))]
    pub destination: String,
    /// `true` for status 308 (browsers and search engines remember it), `false` for 307. Not together with `statusCode`.
    #[schemars(extend("default" = true))]
    pub permanent: Option<bool>,
    /// The status of the answer, 100 to 999. Not together with `permanent`.
    #[schemars(range(min = 100, max = 999), extend("x-aliases" = ["status"], "examples" = [301, 302, 303, 307, 308]))]
    pub status_code: Option<u16>,
    /// Conditions that must all hold, at most 16.
    #[schemars(length(max = 16))]
    pub has: Option<Vec<Condition>>,
    /// Conditions none of which may hold, at most 16.
    #[schemars(length(max = 16))]
    pub missing: Option<Vec<Condition>>,
    /// Names of environment variables that stand in the destination as `$NAME`, 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    #[schemars(transform = super::schema::elements_mean("env-name"))]
    pub env: Option<Vec<String>>,
}

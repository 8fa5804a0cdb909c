//! `routes[].transforms`: changes to the request or the response.
//!
//! One shape for each thing that can be done. Vercel writes the same with conditions: `append` and `set` need `args`, headers and
//! queries need a `target`, the path can only be set.

use schemars::JsonSchema;

use super::conditions::PlainComparison;
use super::rewrites::{RequestPath, Set};

/// A change to the request or the response.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum RouteTransform {
    /// Sets or extends headers.
    WriteHeader(Box<WriteHeader>),
    /// Sets or extends query parameters.
    WriteQuery(Box<WriteQuery>),
    /// Removes headers or query parameters.
    Delete(Box<DeleteTarget>),
    /// Replaces the path.
    SetPath(Box<SetPath>),
}

/// Sets or extends headers.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteHeader {
    /// What to change.
    #[serde(rename = "type")]
    pub kind: Headers,
    /// The operation.
    pub op: Write,
    /// The header.
    pub target: HeaderTarget,
    /// The value, or several.
    #[schemars(extend("examples" = ["$1"]))]
    pub args: HeaderArgs,
    /// Environment variables that `args` uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    pub env: Option<Vec<String>>,
}

/// Sets or extends query parameters.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteQuery {
    /// What to change.
    #[serde(rename = "type")]
    pub kind: Query,
    /// The operation.
    pub op: Write,
    /// The parameter.
    pub target: Target,
    /// The value, or several.
    #[schemars(extend("examples" = ["$1"]))]
    pub args: Args,
    /// Environment variables that `args` uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    pub env: Option<Vec<String>>,
}

/// Removes headers or query parameters.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeleteTarget {
    /// What to change.
    #[serde(rename = "type")]
    pub kind: HeadersOrQuery,
    /// The operation.
    pub op: Delete,
    /// The header or parameter.
    pub target: Target,
    /// The values to remove. If not set, all values.
    #[schemars(extend("examples" = ["$1"]))]
    pub args: Option<Args>,
    /// Environment variables that `args` uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    pub env: Option<Vec<String>>,
}

/// Replaces the path that the target receives.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetPath {
    /// What to change.
    #[serde(rename = "type")]
    pub kind: RequestPath,
    /// The operation.
    pub op: Set,
    /// The new path: one leading slash, no query, fragment or whitespace, at most 2,048 characters. Use `$1` or `$name` for
    /// groups of `src`.
    #[schemars(
        length(max = 2048),
        regex(pattern = super::REQUEST_PATH),
        extend("patternErrorMessage" = super::REQUEST_PATH_MESSAGE, "examples" = ["/$1"])
    )]
    pub args: String,
    /// Environment variables that `args` uses as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    pub env: Option<Vec<String>>,
}

/// Headers of the request or the response.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum Headers {
    /// Headers that the target receives.
    #[serde(rename = "request.headers")]
    Request,
    /// Headers that the browser receives.
    #[serde(rename = "response.headers")]
    Response,
}

/// Query parameters.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum Query {
    /// Query parameters that the target receives.
    #[serde(rename = "request.query")]
    Request,
}

/// Headers or query parameters.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum HeadersOrQuery {
    /// Headers that the target receives.
    #[serde(rename = "request.headers")]
    RequestHeaders,
    /// Query parameters that the target receives.
    #[serde(rename = "request.query")]
    RequestQuery,
    /// Headers that the browser receives.
    #[serde(rename = "response.headers")]
    ResponseHeaders,
}

/// Writing.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Write {
    /// Adds to the existing values.
    Append,
    /// Replaces the existing values.
    Set,
}

/// Removing.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Delete {
    /// Removes it.
    Delete,
}

/// The header.
#[derive(JsonSchema)]
pub struct HeaderTarget {
    /// Its name (letters, digits, `-` and `_`), or comparisons that select existing ones.
    pub key: HeaderKey,
}

/// A header's name, or comparisons.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum HeaderKey {
    /// The header's name: letters, digits, `-` and `_`.
    Name(
        #[schemars(
            length(max = 4096),
            regex(pattern = "^[a-zA-Z0-9_-]+$"),
            extend("patternErrorMessage" = "must consist of letters, digits, `-` and `_`", "examples" = ["x-version"])
        )]
        String,
    ),
    /// Comparisons, all of which must hold.
    Comparison(Box<PlainComparison>),
}

/// The header or parameter.
#[derive(JsonSchema)]
pub struct Target {
    /// Its name, at most 4,096 characters, or comparisons that select existing ones.
    pub key: TargetKey,
}

/// A name, or comparisons.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum TargetKey {
    /// The name.
    Name(#[schemars(length(max = 4096), extend("examples" = ["version"]))] String),
    /// Comparisons, all of which must hold.
    Comparison(Box<PlainComparison>),
}

/// The value of a header, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum HeaderArgs {
    /// The value, at most 4,096 characters that are valid in a header.
    One(HeaderValue),
    /// Several values, at least one.
    Many(#[schemars(length(min = 1))] Vec<HeaderValue>),
}

/// A value of at most 4,096 characters that are valid in a header.
#[derive(JsonSchema)]
#[schemars(inline)]
pub struct HeaderValue(
    #[schemars(
        length(max = 4096),
        regex(pattern = super::HEADER_VALUE),
        extend("patternErrorMessage" = super::HEADER_VALUE_MESSAGE)
    )]
    String,
);

/// The value, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Args {
    /// The value, at most 4,096 characters.
    One(#[schemars(length(max = 4096))] String),
    /// Several values, at least one.
    Many(#[schemars(length(min = 1), inner(length(max = 4096)))] Vec<String>),
}

//! `proxy`: the project's routing middleware.

use schemars::JsonSchema;

use super::docs;

/// The project's routing middleware.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::page("routing-middleware")))]
pub struct Proxy {
    /// Its file, relative to the project root: `.js` or `.ts`, without `.` or `..` segments.
    #[schemars(length(min = 1), extend("examples" = ["proxy.ts"]))]
    #[schemars(extend("x-meaning" = "file"))]
    pub entrypoint: String,
    /// The paths that it handles, each with a leading slash, in the syntax of `source`. If not set, all paths.
    pub matcher: Option<Matcher>,
}

/// One path pattern, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Matcher {
    /// One path pattern.
    One(#[schemars(length(min = 1), extend("x-meaning" = "source", "examples" = ["/admin/:path*"]))] String),
    /// Several path patterns, at least one.
    Many(
        #[schemars(length(min = 1), inner(length(min = 1)), transform = super::schema::elements_mean("source"), extend("examples" = [["/admin/:path*", "/api/:path*"]]))]
         Vec<String>,
    ),
}

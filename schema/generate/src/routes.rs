//! `routes`: low-level routes, in order.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::conditions::Condition;
use super::destination::Destination;
use super::docs;
use super::transforms::RouteTransform;

/// A route, or a marker that starts the routes of a later phase.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum RouteOrHandle {
    /// A marker that starts the routes of a later phase.
    Handle(Handle),
    /// A route.
    Route(Box<Route>),
}

/// Starts the routes of a later phase: those below apply when that phase is reached. Each phase at most once.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#routes"), "x-deprecated" = "Use `rewrites`, `redirects` and `headers`."))]
pub struct Handle {
    /// The phase.
    pub handle: Phase,
}

/// A phase of routing.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Phase {
    /// Looks for a file or function. The routes below apply to requests without one.
    Filesystem,
    /// A file or function was found.
    Hit,
    /// Neither a file nor a function was found.
    Miss,
    /// Dynamic routes and other rewrites, after the files.
    Rewrite,
    /// The last lookup, before the response is 404.
    Resource,
    /// The response is an error.
    Error,
}

/// A low-level route: the first match applies and ends routing, unless it has `continue`.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#routes"), "anyOf" = [{ "required": ["src"] }, { "required": ["source"] }]))]
pub struct Route {
    /// The paths that match, as a JavaScript regular expression, at most 4,096 characters. Missing `^` and `$` are added.
    #[schemars(length(max = 4096), extend("examples" = ["/blog/(?<slug>[^/]+)"]))]
    #[schemars(extend("x-meaning" = "route-source"))]
    pub src: Option<String>,
    /// An alias of `src`. Use only one of the two.
    #[schemars(length(max = 4096), extend("examples" = ["/blog/(?<slug>[^/]+)"]))]
    #[schemars(extend("x-meaning" = "route-source"))]
    pub source: Option<String>,
    /// Where the request goes: a path or a URL on another site, at most 4,096 characters. Use `$1` or `$name` for groups of `src`.
    #[schemars(length(max = 4096), extend("examples" = ["/post?slug=$slug"]))]
    #[schemars(extend("x-meaning" = "destination"))]
    pub dest: Option<String>,
    /// An alias of `dest` that also accepts a service as `{ "service": … }`. Use only one of the two.
    #[schemars(extend("x-docs" = docs::page("services/routing"), "examples" = [{ "service": "api" }]))]
    pub destination: Option<Destination>,
    /// Headers of the response, by name: 1 to 100, names of at most 256 and values of at most 32,768 characters.
    #[schemars(extend("x-aliases" = ["header"], "examples" = [{ "Cache-Control": "no-store" }]))]
    pub headers: Option<RouteHeaders>,
    /// The methods that match, at most 10. If not set, all methods.
    #[schemars(length(max = 10), inner(length(max = 32)), extend("x-aliases" = ["method"], "examples" = [["GET", "POST"]]))]
    #[schemars(transform = super::schema::elements_mean("method"))]
    pub methods: Option<Vec<String>>,
    /// The status of the response, 100 to 999. With a `Location` header, a redirect.
    #[schemars(range(min = 100, max = 999), extend("examples" = [301, 404]))]
    pub status: Option<u16>,
    /// An alias of `status`. Use only one of the two.
    #[schemars(range(min = 100, max = 999))]
    #[schemars(extend("examples" = [404]))]
    pub status_code: Option<u16>,
    /// Whether to continue with the next route after this one.
    #[schemars(extend("default" = false))]
    pub r#continue: Option<bool>,
    /// Whether to look for files again after this route has changed the path.
    #[schemars(extend("default" = false))]
    pub check: Option<bool>,
    /// Whether `src` is case-sensitive.
    #[schemars(extend("default" = false))]
    pub case_sensitive: Option<bool>,
    /// Conditions that must all hold, at most 16.
    #[schemars(length(max = 16))]
    pub has: Option<Vec<Condition>>,
    /// Conditions that must all be false, at most 16.
    #[schemars(length(max = 16))]
    pub missing: Option<Vec<Condition>>,
    /// Changes to the request or the response, at least one.
    #[schemars(length(min = 1))]
    pub transforms: Option<Vec<RouteTransform>>,
    /// Challenges or denies the requests that match.
    #[schemars(extend("examples" = [{ "action": "deny" }]))]
    pub mitigate: Option<Mitigation>,
    /// Environment variables that the destination and headers use as `$NAME`: 1 to 64 names of at most 256 characters.
    #[schemars(length(min = 1, max = 64), inner(length(max = 256)))]
    #[schemars(extend("examples" = [["API_HOST"]]))]
    #[schemars(transform = super::schema::elements_mean("env-name"))]
    pub env: Option<Vec<String>>,
    /// Whether a route to another site respects that site's `Cache-Control` header. With `false`, its responses are not cached.
    #[schemars(extend("default" = true))]
    pub respect_origin_cache_control: Option<bool>,
    /// Redirects and paths by language.
    pub locale: Option<Locale>,
    /// Whether the route's headers replace those that were set before.
    #[schemars(extend("x-deprecated" = "It has no effect in configuration files."))]
    pub r#override: Option<bool>,
    /// Whether the route's headers take precedence over those that are set later.
    #[schemars(extend("x-deprecated" = "It has no effect in configuration files."))]
    pub important: Option<bool>,
    /// Whether the route comes from the user. Set by builders.
    #[schemars(extend("x-private" = true))]
    pub user: Option<bool>,
    /// Whether the route is for internal use. Set by builders.
    #[schemars(extend("x-private" = true))]
    pub is_internal: Option<bool>,
    /// The index of a middleware. Set by builders.
    #[schemars(extend("x-private" = true))]
    pub middleware: Option<f64>,
    /// The path of a middleware function. Set by builders.
    #[schemars(extend("x-private" = true))]
    pub middleware_path: Option<String>,
    /// The original patterns of a middleware. Set by builders.
    #[schemars(extend("x-private" = true))]
    pub middleware_raw_src: Option<Vec<String>>,
}

/// Headers of a response, by name: 1 to 100.
#[derive(JsonSchema)]
#[schemars(inline, transform = header_values, extend("minProperties" = 1, "maxProperties" = 100, "x-key-meaning" = "header-name"))]
pub struct RouteHeaders(BTreeMap<String, String>);

/// Redirects and paths by language; at least one key.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct Locale {
    /// Where to send each language: 1 to 100.
    #[schemars(extend("examples" = [{ "en": "/", "de": "/de" }]))]
    pub redirect: Option<LocaleRedirects>,
    /// The name of the parameter that holds the language.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["lang"]))]
    pub value: Option<String>,
    /// The path prefix of the language.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["/de"]))]
    pub path: Option<String>,
    /// The cookie that holds the language.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["locale"]))]
    pub cookie: Option<String>,
    /// The language if none of these applies.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["en"]))]
    pub default: Option<String>,
}

/// URLs by language: 1 to 100.
#[derive(JsonSchema)]
#[schemars(inline, transform = addresses, extend("minProperties" = 1, "maxProperties" = 100))]
pub struct LocaleRedirects(BTreeMap<String, String>);

/// Challenges or denies requests.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mitigation {
    /// The action.
    pub action: MitigationAction,
}

/// An action on a request.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum MitigationAction {
    /// The browser must pass a challenge.
    Challenge,
    /// The request is denied.
    Deny,
}

/// Texts of at most 32,768 characters under names.
fn header_values(schema: &mut schemars::Schema) {
    at_most(schema, 32_768);
    if let Some(texts) = schema.get_mut("additionalProperties").and_then(serde_json::Value::as_object_mut) {
        texts.insert("x-meaning".to_owned(), "header-value".into());
    }
    named_texts(schema);
}

/// Texts of at most 4,096 characters under names.
fn addresses(schema: &mut schemars::Schema) {
    at_most(schema, 4096);
    named_texts(schema);
}

/// The length of a map's texts, for which its type has no place.
fn at_most(schema: &mut schemars::Schema, characters: u32) {
    if let Some(texts) = schema.get_mut("additionalProperties").and_then(serde_json::Value::as_object_mut) {
        texts.insert("maxLength".to_owned(), characters.into());
    }
}

/// The form of a map whose keys have 1 to 256 characters: JavaScript's `.`, spelled out for engines that differ.
pub(super) fn named_texts(schema: &mut schemars::Schema) {
    super::schema::keys_by_pattern(
        schema,
        r"^[^\n\r\u2028\u2029]{1,256}$",
        "must have 1 to 256 characters, without line breaks",
    );
}

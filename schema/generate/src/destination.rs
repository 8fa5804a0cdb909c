//! Where a rewrite or a route sends a request.

use schemars::JsonSchema;

use super::docs;

/// A path, a URL or a service.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum Destination {
    /// A path of this deployment with a leading slash, or a URL on another site, at most 4,096 characters. Use `:name` or `$1`
    /// for parameters of `source` and `has`.
    Path(
        #[schemars(length(max = 4096), extend("x-meaning" = "destination", "examples" = ["/posts/:slug", "https://example.com/:path*"]))]
        String,
    ),
    /// A service of this project.
    Service(Box<ServiceDestination>),
}

/// Sends the request to a service, which receives the path that the browser requested. This is final: the service's response is
/// returned even if it is a 404.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::page("services/routing"), "examples" = [{ "service": "api" }]))]
pub struct ServiceDestination {
    /// The service's name, a key of `services`. Vercel does not check that it exists.
    #[schemars(
        length(min = 1, max = 64),
        regex(pattern = super::SERVICE_NAME_V1),
        extend("patternErrorMessage" = super::SERVICE_NAME_V1_MESSAGE)
    )]
    #[schemars(extend("x-meaning" = "service-v2", "x-role" = "destination"))]
    pub service: String,
    /// A path that selects a route inside the service, at most 4,096 characters. The service's code still receives the original
    /// path.
    #[schemars(length(max = 4096), extend("examples" = ["/internal/:path*"]))]
    #[schemars(extend("x-meaning" = "request-path"))]
    pub path: Option<String>,
    /// A marker. No longer needed.
    #[serde(rename = "type")]
    pub kind: Option<ServiceMarker>,
}

/// Marks a service.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ServiceMarker {
    /// A service of this project.
    Service,
}

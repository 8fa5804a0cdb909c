//! `services`: the current model of services.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::command::Command;
use super::destination::ServiceMarker;
use super::docs;
use super::functions::Functions;
use super::headers::HeaderRule;
use super::redirects::Redirect;
use super::rewrites::Rewrite;
use super::routes::RouteOrHandle;

/// The services of the project, by name.
#[derive(JsonSchema)]
#[schemars(inline, extend(
    "propertyNames" = { "pattern": super::SERVICE_NAME_V2, "maxLength": 64, "patternErrorMessage": super::SERVICE_NAME_V2_MESSAGE },
    "x-key-meaning" = "service-v2",
    "x-platform-limits" = { "maxProperties": 100 }
))]
pub struct ServicesV2(BTreeMap<String, ServiceV2>);

/// One application of the project: a folder with its own framework or runtime, build and routing.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::page("services/config-reference"), "examples" = [{ "root": "apps/web", "framework": "nextjs" }]))]
pub struct ServiceV2 {
    /// Its folder, relative to this file; `.` for the project root. Only files below it are deployed with it. At most 512
    /// characters.
    #[schemars(length(min = 1, max = 512), extend("x-docs" = docs::page("services/config-reference"), "x-aliases" = ["workspace"],
        "examples" = ["apps/web", "."]))]
    #[schemars(extend("x-meaning" = "service-root"))]
    pub root: String,
    /// Its framework, as a slug such as `nextjs`. If not set, Vercel detects it in `root`.
    ///
    /// If a backend framework is only detected, `entrypoint` is required, too.
    #[schemars(length(min = 1, max = 256), extend("x-docs" = docs::page("services/config-reference"), "examples" = ["nextjs", "fastapi", "express"]))]
    #[schemars(extend("x-meaning" = "framework"))]
    pub framework: Option<String>,
    /// Its runtime: `node`, `python`, `go`, `rust`, `ruby` or `container`. If not set, Vercel chooses it by framework or
    /// entrypoint.
    #[schemars(length(min = 1, max = 256), extend("x-docs" = docs::page("services/config-reference"), "examples" = ["node", "python", "go", "rust", "ruby", "container"]))]
    #[schemars(extend("x-meaning" = "runtime"))]
    pub runtime: Option<String>,
    /// What to run, relative to `root`: a file, a Python `module:attribute`, or a Dockerfile. At most 512 characters.
    #[schemars(length(min = 1, max = 512), extend("x-docs" = docs::page("services/config-reference"), "examples" = ["src/index.ts", "main:app", "Dockerfile"]))]
    #[schemars(extend("x-meaning" = "entrypoint"))]
    pub entrypoint: Option<String>,
    /// The command of a container, instead of the image's default. Other services ignore it.
    #[schemars(extend("examples" = ["node server.js"]))]
    pub command: Option<Command>,
    /// The command that builds it, 1 to 2,048 characters. If not set, the framework's default.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["npm run build"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub build_command: Option<String>,
    /// The command that `vercel dev` runs for it, 1 to 2,048 characters. If not set, the framework's default.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["npm run dev"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub dev_command: Option<String>,
    /// The command that installs its dependencies, 1 to 2,048 characters. If not set, the default for the lock file.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["npm install"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub install_command: Option<String>,
    /// The command that decides whether a commit is built, 1 to 2,048 characters: exit status 1 builds, 0 skips.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["git diff --quiet HEAD^ HEAD ./"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub ignore_command: Option<String>,
    /// The folder with its build output, relative to `root`, at most 512 characters. If not set, the framework's default.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["dist"]))]
    #[schemars(extend("x-meaning" = "folder"))]
    pub output_directory: Option<String>,
    /// Other services that it calls. Each becomes an environment variable with the internal URL of that service. At most 100.
    ///
    /// The variables exist only at run time, in Node.js, Python and containers.
    #[schemars(length(max = 100), extend("x-docs" = docs::page("services/bindings"),
        "examples" = [[{ "type": "service", "service": "api", "format": "url", "env": "API_URL" }]]))]
    pub bindings: Option<Vec<Binding>>,
    /// Settings of its functions, by path or glob pattern relative to `root`: 1 to 50 patterns.
    #[schemars(extend("x-docs" = docs::config("#functions"), "examples" = [{ "api/*.ts": { "maxDuration": 30 } }]))]
    pub functions: Option<Functions>,
    /// Rewrites inside the service, for requests that reach it. A single-page application needs its own catch-all here.
    #[schemars(length(max = 2048), extend("x-docs" = docs::page("services/routing"),
        "examples" = [[{ "source": "/(.*)", "destination": "/index.html" }]]))]
    pub rewrites: Option<Vec<Rewrite>>,
    /// Redirects inside the service, for requests that reach it. At most 2,048.
    #[schemars(length(max = 2048), extend("x-docs" = docs::page("services/routing")))]
    pub redirects: Option<Vec<Redirect>>,
    /// Headers of the service's responses. At most 2,048 entries.
    #[schemars(length(max = 2048), extend("x-docs" = docs::page("services/routing")))]
    pub headers: Option<Vec<HeaderRule>>,
    /// Low-level routes inside the service, in order.
    #[schemars(extend("x-docs" = docs::page("services/routing")))]
    pub routes: Option<Vec<RouteOrHandle>>,
    /// Whether to serve the service's `.html` files and functions without their extension.
    #[schemars(extend("default" = false, "x-docs" = docs::config("#cleanurls")))]
    pub clean_urls: Option<bool>,
    /// Whether the service's paths end with a slash: `true` redirects to add it, `false` to remove it.
    #[schemars(extend("x-docs" = docs::config("#trailingslash")))]
    pub trailing_slash: Option<bool>,
}

/// Gives a service the internal URL of another service, as an environment variable.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::page("services/bindings"),
    "examples" = [{ "type": "service", "service": "api", "format": "url", "env": "API_URL" }]))]
pub struct Binding {
    /// What to bind to. Optional.
    #[serde(rename = "type")]
    pub kind: Option<ServiceMarker>,
    /// The other service's name, a key of `services`.
    #[schemars(
        length(min = 1, max = 64),
        regex(pattern = super::SERVICE_NAME_V2),
        extend("patternErrorMessage" = super::SERVICE_NAME_V2_MESSAGE)
    )]
    #[schemars(extend("x-meaning" = "service-v2", "x-role" = "binding"))]
    pub service: String,
    /// The form of the value.
    pub format: BindingFormat,
    /// The variable's name: letters, digits and `_`, not starting with a digit, at most 256.
    #[schemars(
        length(max = 256),
        regex(pattern = super::ENV_NAME),
        extend("patternErrorMessage" = super::ENV_NAME_MESSAGE, "examples" = ["API_URL"])
    )]
    #[schemars(extend("x-meaning" = "env-name"))]
    pub env: String,
}

/// The form of a binding's value.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum BindingFormat {
    /// An absolute URL.
    Url,
}

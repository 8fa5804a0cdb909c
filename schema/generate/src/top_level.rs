//! The keys at the top of the file.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::builds::{Build, BuildEnvironment};
use super::crons::Cron;
use super::daemons::Daemons;
use super::docs;
use super::functions::Functions;
use super::git::{Git, GitHub};
use super::headers::HeaderRule;
use super::images::Images;
use super::proxy::Proxy;
use super::redirects::Redirect;
use super::rewrites::Rewrite;
use super::routes::RouteOrHandle;
use super::schedules::Schedule;
use super::services_v1::{ServiceGroups, ServicesV1};
use super::services_v2::ServicesV2;

/// The configuration of a Vercel project: its services, how it is built, how requests are routed, how functions run.
///
/// The file is strict JSON (no comments, no trailing commas) and is in the project's root directory. Vercel reads it for every
/// deployment, and it takes precedence over the project's settings in the dashboard.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-docs" = docs::config("")))]
pub struct VercelConfig {
    /// The JSON Schema of this file, for editors. Vercel ignores it.
    #[serde(rename = "$schema")]
    #[schemars(extend("x-platform" = true, "examples" = ["https://openapi.vercel.sh/vercel.json"]))]
    pub schema: Option<String>,

    /// The services of the project, by name. Each is an application with its own root, framework and build; all are deployed
    /// together on one domain.
    ///
    /// A service is private until a top-level rewrite sends requests to it, or another service binds to it. Names consist of
    /// lowercase letters, `-` and `_`, start and end with a letter, and have at most 64 characters. With `services`, the keys
    /// `functions`, `framework`, `buildCommand`, `devCommand`, `installCommand`, `ignoreCommand` and
    /// `outputDirectory` belong inside a service, not at the top level.
    #[schemars(extend("x-docs" = docs::page("services"), "examples" = [{
        "web": { "root": "apps/web", "framework": "nextjs" },
        "api": { "root": "apps/api", "entrypoint": "main.py" }
    }]))]
    pub services: Option<ServicesV2>,

    /// The old name of `services`.
    #[schemars(extend("x-docs" = docs::page("services"), "x-deprecated" = "Rename it to `services`."))]
    pub experimental_services_v2: Option<ServicesV2>,

    /// The services of the project in the older format, by name. A web service has a route prefix or a subdomain; jobs, workers
    /// and cron services run in the background.
    ///
    /// Requests go to the service with the longest matching prefix. Backends receive the path without it.
    /// Names consist of letters, digits, `-` and `_`, start with a letter, end with a letter or digit, and have at most 64
    /// characters. The project's framework preset must be *Services*. Use `services` in new projects.
    #[schemars(extend("x-docs" = docs::page("services/experimental"), "examples" = [{
        "web": { "root": "web", "framework": "nextjs", "routePrefix": "/" },
        "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
    }]))]
    pub experimental_services: Option<ServicesV1>,

    /// Groups of services, by name, for `experimentalServices`. Vercel does not check that the members exist.
    #[schemars(extend("x-docs" = docs::page("services/experimental"), "examples" = [{ "backend": ["api", "worker"] }]))]
    pub experimental_service_groups: Option<ServiceGroups>,

    /// Sends requests to another path, another site or a service, without changing the URL in the browser.
    ///
    /// The first rewrite whose `source` matches wins. Rewrites apply after redirects, headers and static files, so a
    /// catch-all does not hide files that exist. At most 2,048 entries.
    #[schemars(
        length(max = 2048),
        extend("x-docs" = docs::config("#rewrites"), "examples" = [[{ "source": "/(.*)", "destination": "/index.html" }]])
    )]
    pub rewrites: Option<Vec<Rewrite>>,

    /// Redirects the browser to another URL. Redirects apply before headers, static files and rewrites; the first whose
    /// `source` matches wins. At most 2,048 entries.
    #[schemars(
        length(max = 2048),
        extend("x-docs" = docs::config("#redirects"),
            "examples" = [[{ "source": "/old/:path*", "destination": "/new/:path*", "permanent": true }]])
    )]
    pub redirects: Option<Vec<Redirect>>,

    /// Adds headers to the responses of the paths that match. All matching entries apply; of the same header, the last one
    /// wins. At most 2,048 entries.
    #[schemars(
        length(max = 2048),
        extend("x-docs" = docs::config("#headers"),
            "examples" = [[{ "source": "/(.*)", "headers": [{ "key": "X-Frame-Options", "value": "DENY" }] }]])
    )]
    pub headers: Option<Vec<HeaderRule>>,

    /// Whether to serve `.html` files and functions without their extension: `/about.html` is served at `/about`, and the URL
    /// with the extension redirects there (308).
    #[schemars(extend("x-docs" = docs::config("#cleanurls"), "default" = false))]
    pub clean_urls: Option<bool>,

    /// Whether paths end with a slash: `true` redirects `/about` to `/about/`, `false` redirects `/about/` to `/about` (both
    /// 308). If not set, both are served.
    ///
    /// With `true`, paths whose last segment has an extension lose their slash, and `/.well-known` is not redirected.
    #[schemars(extend("x-docs" = docs::config("#trailingslash")))]
    pub trailing_slash: Option<bool>,

    /// The project's framework, as a slug such as `nextjs`; `null` means none ("Other"). It overrides the detected framework and
    /// the dashboard setting.
    #[schemars(
        extend("x-docs" = docs::config("#framework"), "x-platform" = true, "x-nullable" = true,
            "examples" = ["nextjs", "vite", "astro", "sveltekit-1", "nuxtjs", "remix", "react-router", "fastapi", "express", "hono"])
    )]
    #[schemars(extend("x-meaning" = "framework"))]
    pub framework: Option<String>,

    /// The command that builds the project. An empty string skips the build; `null` uses the framework's default.
    #[schemars(
        length(max = 256),
        extend("x-docs" = docs::config("#buildcommand"), "x-platform" = true, "x-nullable" = true, "examples" = ["next build"])
    )]
    #[schemars(extend("x-meaning" = "command"))]
    pub build_command: Option<String>,

    /// The command that `vercel dev` runs; `null` uses the framework's default. It must listen on `$PORT`.
    #[schemars(
        length(max = 256),
        extend("x-docs" = docs::config("#devcommand"), "x-platform" = true, "x-nullable" = true,
            "examples" = ["next dev --port $PORT"])
    )]
    #[schemars(extend("x-meaning" = "command"))]
    pub dev_command: Option<String>,

    /// The command that installs dependencies. An empty string skips the installation; `null` uses the default for the lock file.
    #[schemars(
        length(max = 256),
        extend("x-docs" = docs::config("#installcommand"), "x-platform" = true, "x-nullable" = true,
            "examples" = ["npm install"])
    )]
    #[schemars(extend("x-meaning" = "command"))]
    pub install_command: Option<String>,

    /// The command that decides whether a commit is built: exit status 1 builds, 0 skips.
    #[schemars(
        length(max = 256),
        extend("x-docs" = docs::config("#ignorecommand"), "x-platform" = true, "x-nullable" = true,
            "examples" = ["git diff --quiet HEAD^ HEAD ./"])
    )]
    #[schemars(extend("x-meaning" = "command"))]
    pub ignore_command: Option<String>,

    /// The folder with the build output, relative to the project root; `null` uses the framework's default.
    #[schemars(
        length(max = 256),
        extend("x-docs" = docs::config("#outputdirectory"), "x-platform" = true, "x-nullable" = true,
            "examples" = ["dist", "build", "public"])
    )]
    #[schemars(extend("x-meaning" = "folder"))]
    pub output_directory: Option<String>,

    /// Settings of functions, by path or glob pattern: memory, duration, regions, runtime, files. If several patterns match a
    /// file, the first one applies.
    ///
    /// 1 to 50 patterns of at most 256 characters; a pattern that matches no function fails the build.
    #[schemars(extend("x-docs" = docs::config("#functions"), "examples" = [{ "api/*.ts": { "maxDuration": 30 } }]))]
    pub functions: Option<Functions>,

    /// Scheduled requests to the production deployment.
    ///
    /// Times are in UTC. At most 100 per project. On the Hobby plan, each runs at most once a day, at some time within the
    /// scheduled hour.
    #[schemars(extend(
        "x-docs" = docs::page("cron-jobs"),
        "x-platform-limits" = { "maxItems": 100 },
        "x-plans" = { "hobby": "at most once a day, at some time within the scheduled hour", "pro": "to the minute", "enterprise": "to the minute" },
        "examples" = [[{ "path": "/api/daily", "schedule": "0 5 * * *" }]]
    ))]
    pub crons: Option<Vec<Cron>>,

    /// Scheduled tasks: a request, a function, a message to a queue topic, or a script. At most 100.
    ///
    /// Unlike `crons`, it supports time zones, jitter, names and targets other than a path. Requires CLI 64.
    #[schemars(
        length(max = 100),
        extend("x-since" = "CLI 64", "examples" = [[{ "path": "/api/daily", "schedule": "0 5 * * *", "timezone": "Europe/Berlin" }]])
    )]
    pub schedules: Option<Vec<Schedule>>,

    /// The project's routing middleware, if the framework has none: a file that handles requests before they are routed.
    #[schemars(extend("x-docs" = docs::page("routing-middleware"), "examples" = [{ "entrypoint": "proxy.ts", "matcher": "/admin/:path*" }]))]
    pub proxy: Option<Proxy>,

    /// Containers that run all the time and receive no requests, by name. At most 100. Requires CLI 64.
    ///
    /// Daemons are in public beta. Outside of Vercel, `vercel build` 64.0.2 rejects them (`DAEMONS_NOT_SUPPORTED`).
    #[schemars(extend("x-docs" = docs::page("daemons"), "x-since" = "CLI 64", "examples" = [{ "indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } }]))]
    pub daemons: Option<Daemons>,

    /// Image Optimization at `/_vercel/image`: which images, sizes and formats it serves. Frameworks with their own image
    /// component set this themselves.
    #[schemars(extend("x-docs" = docs::config("#images"), "examples" = [{ "sizes": [640, 1080, 1920], "formats": ["image/webp"] }]))]
    pub images: Option<Images>,

    /// The regions where functions run, as Vercel's region codes. One region on Hobby; several need Pro or Enterprise.
    #[schemars(
        length(min = 1, max = 1000),
        inner(length(max = 256)),
        extend("x-docs" = docs::config("#regions"), "x-platform" = true, "default" = ["iad1"], "examples" = [["fra1"]],
            "x-plans" = { "hobby": "1 region", "pro": "several regions", "enterprise": "several regions" })
    )]
    #[schemars(transform = super::schema::elements_mean("region"))]
    pub regions: Option<Vec<String>>,

    /// The regions that take over functions if their own region is down: 1 to 4. Enterprise only.
    #[schemars(
        length(min = 1, max = 4),
        inner(length(max = 256)),
        extend("x-docs" = docs::config("#functionfailoverregions"), "x-platform" = true, "examples" = [["iad1", "sfo1"]],
            "x-plans" = { "hobby": "not available", "pro": "not available", "enterprise": "1 to 4 regions" })
    )]
    #[schemars(transform = super::schema::elements_mean("region"))]
    pub function_failover_regions: Option<Vec<String>>,

    /// An alias of `functionFailoverRegions`: 1 to 4 regions. Enterprise only.
    #[schemars(
        length(min = 1, max = 4),
        inner(length(max = 256)),
        extend("x-docs" = docs::config("#functionfailoverregions"), "x-platform" = true, "examples" = [["iad1", "sfo1"]],
            "x-plans" = { "hobby": "not available", "pro": "not available", "enterprise": "1 to 4 regions" })
    )]
    #[schemars(transform = super::schema::elements_mean("region"))]
    pub passive_regions: Option<Vec<String>>,

    /// Whether functions run with Fluid compute: several requests share one instance. On by default for projects created since 23
    /// April 2025. With Fluid compute, `memory` in this file is ignored.
    #[schemars(extend("x-docs" = docs::config("#fluid"), "x-platform" = true, "x-nullable" = true))]
    pub fluid: Option<bool>,

    /// Runs functions and routing middleware with Bun instead of Node.js. The only documented value is `1.x`.
    #[schemars(extend("x-docs" = docs::page("functions/runtimes/bun"), "examples" = ["1.x"]))]
    pub bun_version: Option<String>,

    /// A file, or a folder of files, with redirects as CSV, JSON or JSONL, for more entries than `redirects` allows.
    #[schemars(
        length(max = 256),
        extend("x-docs" = docs::config("#bulkredirectspath"), "x-platform" = true, "x-nullable" = true,
            "examples" = ["redirects.csv"])
    )]
    #[schemars(extend("x-meaning" = "path"))]
    pub bulk_redirects_path: Option<String>,

    /// IDs of other Vercel projects of the same repository. Their URLs are available to deployments in `VERCEL_RELATED_PROJECTS`.
    /// At
    /// most 10.
    #[schemars(
        length(max = 10),
        extend("x-docs" = docs::page("monorepos"), "x-platform" = true, "examples" = [["prj_123"]])
    )]
    pub related_projects: Option<Vec<String>>,

    /// Deployments from the Git repository.
    #[schemars(extend("x-docs" = docs::page("project-configuration/git-configuration"), "x-platform" = true,
        "examples" = [{ "deploymentEnabled": { "dev": false } }]))]
    pub git: Option<Git>,

    /// Deployments from the GitHub repository.
    #[schemars(extend("x-docs" = docs::page("project-configuration/git-configuration"), "x-platform" = true,
        "examples" = [{ "autoJobCancelation": false }]))]
    pub github: Option<GitHub>,

    /// Low-level routes, in order, before everything else. Prefer `rewrites`, `redirects` and `headers`; if a file has both,
    /// `routes` run first.
    #[schemars(extend("x-docs" = docs::config("#routes"), "examples" = [[{ "src": "/docs", "dest": "https://docs.example.com" }]]))]
    pub routes: Option<Vec<RouteOrHandle>>,

    /// Which builder builds which files. It turns off framework detection and the project's build settings, and excludes
    /// `functions`, `proxy` and services. At most 128.
    #[schemars(
        length(max = 128),
        extend("x-docs" = docs::config("#legacy"), "x-aliases" = ["builder"], "examples" = [[{ "src": "api/*.py", "use": "@vercel/python" }]],
            "x-deprecated" = "Use `functions`, `framework` and `buildCommand`; Vercel chooses the builders.")
    )]
    pub builds: Option<Vec<Build>>,

    /// Environment variables of the deployment, visible to anyone who can read the repository.
    #[schemars(
        inner(length(max = 65536)),
        extend("x-docs" = docs::page("environment-variables"), "x-platform" = true, "maxProperties" = 1000,
            "x-deprecated" = "Set environment variables in the project's settings or with `vercel env add`.")
    )]
    #[schemars(extend("x-key-meaning" = "env-name"))]
    pub env: Option<BTreeMap<String, String>>,

    /// Options of the build.
    #[schemars(extend("x-docs" = docs::page("environment-variables"), "x-platform" = true,
        "x-deprecated" = "Set environment variables in the project's settings or with `vercel env add`."))]
    pub build: Option<BuildEnvironment>,

    /// Domains that are assigned to the production deployment when it is ready.
    #[schemars(extend("x-platform" = true, "examples" = [["my-site.example.com"]],
        "x-deprecated" = "Add domains in the project's settings."))]
    pub alias: Option<Alias>,

    /// The project's name.
    #[schemars(extend("x-platform" = true, "x-deprecated" = "Name the project in its settings, or link it with `vercel link`."))]
    #[schemars(extend("examples" = ["my-project"]))]
    pub name: Option<String>,

    /// The version of the platform. Only `2` exists; it is the default.
    #[schemars(range(min = 2, max = 2), extend("x-platform" = true, "default" = 2,
        "x-deprecated" = "Remove it: `2` is the only version."))]
    pub version: Option<u8>,

    /// The user or team that owns the project.
    #[schemars(extend("x-platform" = true, "x-deprecated" = "Use `vercel --scope`, or link the folder with `vercel link`."))]
    #[schemars(extend("examples" = ["my-team"]))]
    pub scope: Option<String>,

    /// Values of wildcard domains, for routes. Not documented for general use.
    #[schemars(length(min = 1, max = 25), extend("x-platform" = true, "x-private" = true))]
    pub wildcard: Option<Vec<Wildcard>>,

    /// Requests an external build ("bring your own compute") instead of starting one. Experimental and not documented.
    #[serde(rename = "experimentalBYOC")]
    #[schemars(extend("x-platform" = true, "x-private" = true))]
    pub experimental_byoc: Option<bool>,

    /// The environment variables that the project needs. Experimental; its format may change.
    #[schemars(extend("x-platform" = true, "x-private" = true))]
    pub experimental_environment_variables: Option<BTreeMap<String, serde_json::Value>>,

    /// Experimental and not documented.
    #[schemars(extend("x-platform" = true, "x-private" = true))]
    pub experimental_atproto: Option<serde_json::Value>,

    /// Applications of a microfrontend group. Experimental and not documented.
    #[schemars(extend("x-platform" = true, "x-private" = true))]
    pub experimental_applications: Option<serde_json::Value>,

    /// Not documented.
    #[schemars(extend("x-platform" = true, "x-private" = true))]
    pub skip_middleware_request_body: Option<serde_json::Value>,
}

/// One domain, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum Alias {
    /// One domain.
    One(String),
    /// Several domains: at most 50, each of at most 253 characters.
    Many(#[schemars(length(max = 50), inner(length(max = 253)))] Vec<String>),
}

/// The value of a wildcard domain.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wildcard {
    /// The domain, 1 to 255 characters.
    #[schemars(length(min = 1, max = 255))]
    #[schemars(extend("examples" = ["example.de"]))]
    pub domain: String,
    /// The value that routes use, at most 1,024 characters.
    #[schemars(length(max = 1024))]
    #[schemars(extend("examples" = ["de"]))]
    pub value: String,
}

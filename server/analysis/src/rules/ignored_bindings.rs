//! `bindings` ignored.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services::{Services, v2};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::runtime::Runtime;

rule! {
    /// # `bindings` ignored
    ///
    /// The service never receives these variables.
    ///
    /// Binding variables are set in Node.js and Python functions and in containers. A static site runs no code on the server, and native
    /// Go and Rust services don't receive binding variables. Remove `bindings`, or build the service as a container from a Dockerfile.
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": {
    ///     "site": { "root": "site", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }],
    ///       "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": {
    ///     "site": { "root": "site", "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }] },
    ///     "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [
    ///     { "source": "/api(/.*)?", "destination": { "service": "api" } },
    ///     { "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    pub static RULE = {
        code: "ignored-bindings",
        severity: Warning,
        tags: [Unnecessary],
        check: Check::Services(ServicesModel::V2, check),
    }
}

/// Frameworks whose usual output is static, also on the server's side of things.
const STATIC: [&str; 24] = [
    "brunch",
    "create-react-app",
    "docusaurus",
    "docusaurus-2",
    "dojo",
    "eleventy",
    "ember",
    "gridsome",
    "hexo",
    "hugo",
    "ionic-angular",
    "ionic-react",
    "jekyll",
    "middleman",
    "parcel",
    "polymer",
    "preact",
    "storybook",
    "svelte",
    "vite",
    "vitepress",
    "vue",
    "vuepress",
    "zola",
];

/// One service's bindings.
fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    findings.extend(
        services.iter().filter_map(|service| finding(&Case { text: &snapshot.text, service }, snapshot)),
    );
}

/// The finding for one service's bindings.
fn finding(case: &Case<'_>, snapshot: &Snapshot) -> Option<Finding> {
    let service = case.service;
    let member = service.member("bindings").filter(|_| service.bindings().next().is_some())?;
    let resolved = v2::resolution(snapshot).service(&service.name)?;
    let is_static = match resolved.framework.as_deref() {
        Some(slug) => STATIC.contains(&slug) && resolved.is_static(),
        // Files as they are: nothing builds anything that could run.
        None => {
            resolved.builder.name() == "@vercel/static"
                && service.folder().is_some_and(|it| !it.list("").is_empty())
        }
    };
    let why = if is_static {
        "is a static site and runs no code"
    } else if [Runtime::Go, Runtime::Rust].iter().any(|runtime| resolved.builder.name() == runtime.builder())
    {
        "doesn't receive bindings unless it is built from a Dockerfile"
    } else {
        return None;
    };
    let message = format!("`{}` {why}, so these bindings are ignored.", service.name);
    let mut finding = case.finding(&RULE, member.key_range, message);
    finding.fixes.extend(case.removal("bindings").map(|edit| Fix::offered("Remove `bindings`", edit)));
    Some(finding)
}

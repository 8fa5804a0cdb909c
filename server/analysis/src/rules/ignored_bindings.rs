//! Bindings of a service that never gets them.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use crate::services::v2;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_vercel::runtime::Runtime;

rule! {
    /// # Bindings of a service that never gets them
    ///
    /// Variables of bindings are set in functions on Node.js and Python and in containers. A static site runs nowhere, and native
    /// Go and Rust services don't get them: build those from a Dockerfile, as a container.
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
    /// //- /api/main.py
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
        check: Check::Service(ServicesModel::V2, check),
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
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let Some(member) = service.member("bindings").filter(|_| service.bindings().next().is_some()) else {
        return;
    };
    let Some(resolved) = v2::resolution(case.snapshot).service(&service.name) else { return };
    let is_static = match resolved.framework.as_deref() {
        Some(slug) => STATIC.contains(&slug) && resolved.is_static(),
        // Files as they are: nothing builds anything that could run.
        None => {
            resolved.builder.name() == "@vercel/static"
                && service.folder().is_some_and(|it| !it.list("").is_empty())
        }
    };
    let why = if is_static {
        "is a static site, which runs nowhere"
    } else if [Runtime::Go, Runtime::Rust].iter().any(|runtime| resolved.builder.name() == runtime.builder())
    {
        "runs natively, without variables from bindings; a container, built from a Dockerfile, gets them"
    } else {
        return;
    };
    let message = format!("`{}` {why}: these bindings have no effect.", service.name);
    let mut finding = Finding::new(&RULE, member.key_range, message).service(&*service.name);
    if let Some(object) = service.object() {
        let edit = edit::remove_member(&case.snapshot.text, object, member);
        finding = finding.fix(Fix::offered("Remove `bindings`", edit));
    }
    findings.push(finding);
}

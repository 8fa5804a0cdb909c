//! Missing single-page application rewrite.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::frameworks;
use svc_vercel::project::{Folder, PackageJson};

rule! {
    /// # Missing single-page application rewrite
    ///
    /// Reloading or opening a deep link of this application returns 404.
    ///
    /// A top-level rewrite only sends the request to the service. Inside the service, a path without a file returns 404. An
    /// application that handles routing in the browser needs its own rewrite from every path to `index.html`.
    ///
    /// svc-lsp reports this only if the service's `package.json` depends on a router, such as `react-router` or `vue-router`. An application
    /// with one page needs no rewrite.
    ///
    /// ```files
    /// //- /site/package.json
    /// { "dependencies": { "react-router": "7" }, "devDependencies": { "vite": "7" } }
    /// ```
    /// ```json bad
    /// { "services": { "site": { "root": "site" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    ///
    /// ```files
    /// //- /site/package.json
    /// { "dependencies": { "react-router": "7" }, "devDependencies": { "vite": "7" } }
    /// ```
    /// ```json good
    /// { "services": { "site": { "root": "site", "rewrites": [{ "source": "/(.*)", "destination": "/index.html" }] } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    pub static RULE = {
        code: "missing-spa-rewrite",
        severity: Information,
        check: Check::Service(ServicesModel::V2, check),
    }
}

/// Frameworks whose usual output is one page that handles routing in the browser.
pub(crate) const SINGLE_PAGE: [&str; 9] = [
    "vite",
    "create-react-app",
    "vue",
    "preact",
    "svelte",
    "ionic-react",
    "ionic-angular",
    "ember",
    "parcel",
];

/// Packages that handle routing in the browser, in applications of these frameworks.
const ROUTERS: [&str; 16] = [
    "@angular/router",
    "@ionic/react-router",
    "@ionic/vue-router",
    "@reach/router",
    "@solidjs/router",
    "@tanstack/react-router",
    "@tanstack/solid-router",
    "@tanstack/vue-router",
    "preact-iso",
    "preact-router",
    "react-router",
    "react-router-dom",
    "svelte-routing",
    "svelte-spa-router",
    "vue-router",
    "wouter",
];

/// One service's own rewrites.
fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let service = case.service;
    let Some(framework) =
        service.framework_slug().filter(|slug| SINGLE_PAGE.contains(slug)).and_then(frameworks::find)
    else {
        return;
    };
    let has_own =
        |key| service.field(key).and_then(Node::as_array).is_some_and(|entries| !entries.is_empty());
    if service.is_container()
        || has_own("rewrites")
        || has_own("routes")
        || service.is_reported_elsewhere(&["framework"])
        || !service.folder().is_some_and(|folder| has_router(&folder))
    {
        return;
    }
    let framework = framework.in_words();
    let app =
        if framework.ends_with(" App") { format!("app ({framework})") } else { format!("{framework} app") };
    let message = format!(
        "Deep links to `{}` return 404 because its {app} handles routing in the browser. In the service, add a rewrite to `index.html`.",
        service.name,
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    let rewrites = r#"[{ "source": "/(.*)", "destination": "/index.html" }]"#;
    if service.member("rewrites").is_none()
        && let Some(edit) = edit::insert_member(case.text, service.value, "rewrites", rewrites)
    {
        finding = finding.fix(Fix::offered("Add a rewrite from `/(.*)` to `/index.html`", edit));
    }
    findings.push(finding);
}

/// Whether the application in a folder names one of the [`ROUTERS`].
fn has_router(folder: &Folder<'_>) -> bool {
    PackageJson::of(folder).is_some_and(|package| {
        ROUTERS.iter().any(|router| package.depends_on(router) || package.has_dev_dependency(router))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::{Reading, v2};
    use crate::testing::snapshot;

    #[test]
    fn only_applications_with_a_router_are_asked() {
        let count = |dependencies: &str| {
            let source = format!(
                "//- /vercel.json\n{{ \"services\": {{ \"a\": {{ \"root\": \"a\" }} }} }}\n//- /a/package.json\n{{ \"devDependencies\": {{ \"vite\": \"7\" }}, \"dependencies\": {dependencies} }}\n"
            );
            let mut findings = Vec::new();
            let snapshot = snapshot(&source);
            for service in &v2::services(&snapshot, Reading::Diagnostics) {
                check(&Case { text: &snapshot.text, service }, &mut findings);
            }
            findings.len()
        };
        assert_eq!(count(r#"{ "react": "19", "react-dom": "19" }"#), 0);
        assert_eq!(count(r#"{ "react": "19", "react-router-dom": "7" }"#), 1);
        assert_eq!(count(r#"{ "vue": "3", "vue-router": "4" }"#), 1);
    }
}

//! Missing single-page application rewrite.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::frameworks;

rule! {
    /// # Missing single-page application rewrite
    ///
    /// Reloading or opening a deep link of this application returns 404.
    ///
    /// A top-level rewrite only sends the request to the service. Inside the service, a path without a file returns 404. An
    /// application that handles routing in the browser needs its own rewrite from every path to `index.html`.
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
    /// ```
    /// ```json bad
    /// { "services": { "site": { "root": "site" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "site" } }] }
    /// ```
    ///
    /// ```files
    /// //- /site/package.json
    /// { "devDependencies": { "vite": "7" } }
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

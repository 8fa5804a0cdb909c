//! A single-page application whose deep links lead nowhere.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::Case;
use svc_config::ServicesModel;
use svc_syntax::edit;
use svc_syntax::value::Node;
use svc_vercel::frameworks;

rule! {
    /// # A single-page application whose deep links lead nowhere
    ///
    /// The rewrite that leads into a service at the top level only hands requests over. Inside, a path without a file is a 404:
    /// an application that routes in the browser needs a rewrite of its own that answers every path with its `index.html`.
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

/// Frameworks whose usual output is one page that routes in the browser.
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
    let message = format!(
        "`{}` answers deep links with 404, unless it has a rewrite of its own: {} routes in the browser, from `index.html`.",
        service.name, framework.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    let rewrites = r#"[{ "source": "/(.*)", "destination": "/index.html" }]"#;
    if service.member("rewrites").is_none()
        && let Some(edit) = edit::insert_member(case.text, service.value, "rewrites", rewrites)
    {
        finding = finding.fix(Fix::offered("Answer every path with `index.html`", edit));
    }
    findings.push(finding);
}

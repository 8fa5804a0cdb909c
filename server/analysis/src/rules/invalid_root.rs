//! A service's root that lies outside the project.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Root, Service};
use svc_syntax::edit;
use svc_vercel::posix_path;

rule! {
    /// # A service's root that lies outside the project
    ///
    /// `root` is a folder below the one that holds the `vercel.json`, written from there: `apps/api`, not `/apps/api` and not
    /// `../api`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "/apps/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "invalid-root",
        vercel: "INVALID_ROOT",
        severity: Error,
        owns_form: true,
        check: Check::Service,
    }
}

/// One service's root.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let (Some(node), Some(root), Root::Invalid) =
        (service.field("root"), service.filled("root"), service.root())
    else {
        return;
    };
    if !posix_path::normalize(root).starts_with('/') {
        let message = format!(
            "`{root}` lies outside the project: a service's root must be a folder below the one with the vercel.json."
        );
        findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
        return;
    }
    let message =
        format!("`{root}` is an absolute path: write a service's root from the folder with the vercel.json.");
    let mut finding = Finding::new(&RULE, node.range, message).service(&*service.name);
    let relative = root.trim_start_matches('/');
    if service.snapshot.project.exists(relative) && !relative.is_empty() {
        let edit = edit::replace_with_string(node, relative);
        finding = finding.fix(Fix::preferred(format!("Change to `{relative}`"), edit));
    }
    findings.push(finding);
}

//! A service's root that doesn't exist.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Root, Service};
use svc_syntax::edit;
use svc_vercel::project::Folder;

rule! {
    /// # A service's root that doesn't exist
    ///
    /// `root` is a folder, written from the one that holds the `vercel.json`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "app/web", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "root-not-found",
        vercel: "ROOT_NOT_FOUND",
        severity: Error,
        check: Check::Service,
    }
}

/// One service's root.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(node) = service.field("root").filter(|_| matches!(service.root(), Root::Missing)) else {
        return;
    };
    let root = node.as_str().unwrap_or_default();
    let project = Folder::root(&*service.snapshot.project);
    let mut finding = Finding::new(&RULE, node.range, format!("There is no folder `{root}` in the project."));
    if let Some(meant) = project.nearest(root).filter(|it| !project.is_file(it)) {
        let edit = edit::replace_with_string(node, &meant);
        finding = finding.fix(Fix::offered(format!("Change to `{meant}`"), edit));
    }
    findings.push(finding.service(&*service.name));
}

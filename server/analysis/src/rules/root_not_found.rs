//! A service's root that doesn't exist.

use crate::finding::Finding;
use crate::rules::Check;
use crate::services::{Root, Service};

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
        check: Check::Pass,
    }
}

/// One service's root.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(node) = service.field("root").filter(|_| matches!(service.root(), Root::Missing)) else { return };
    let message = format!("There is no folder `{}` in the project.", node.as_str().unwrap_or_default());
    findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
}

//! A service's root that is a file.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::{Root, Service};
use svc_syntax::edit;
use svc_vercel::posix_path;

rule! {
    /// # A service's root that is a file
    ///
    /// `root` is the folder that a service is built in; the file that it runs is its `entrypoint`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web/package.json", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "root-not-directory",
        vercel: "ROOT_NOT_DIRECTORY",
        severity: Error,
        check: Check::Service,
    }
}

/// One service's root.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(node) = service.field("root").filter(|_| matches!(service.root(), Root::File)) else { return };
    let root = node.as_str().unwrap_or_default();
    let folder = posix_path::dirname(root);
    let message = format!("`{root}` is a file. A service's root is the folder that it is built in.");
    let edit = edit::replace_with_string(node, folder);
    findings.push(
        Finding::new(&RULE, node.range, message)
            .service(&*service.name)
            .fix(Fix::offered(format!("Change to `{folder}`"), edit)),
    );
}

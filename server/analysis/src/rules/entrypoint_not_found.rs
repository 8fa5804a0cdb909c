//! An entrypoint that doesn't exist.

use crate::finding::Finding;
use crate::rules::Check;
use crate::services::runtime::ModuleAttribute;
use crate::services::{Entrypoint, Service};

rule! {
    /// # An entrypoint that doesn't exist
    ///
    /// `entrypoint` is a file or folder, written from the service's `root`; for `module:attribute` the module's file must exist.
    ///
    /// ```files
    /// //- /api/main.py
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "api": { "root": "api", "entrypoint": "api/main.py", "routePrefix": "/api" } } }
    /// ```
    ///
    /// ```files
    /// //- /api/main.py
    /// ```
    /// ```json good
    /// { "experimentalServices": { "api": { "root": "api", "entrypoint": "main.py", "routePrefix": "/api" } } }
    /// ```
    pub static RULE = {
        code: "entrypoint-not-found",
        vercel: "ENTRYPOINT_NOT_FOUND",
        severity: Error,
        check: Check::Pass,
    }
}

/// One service's entrypoint.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.entrypoint() != Some(&Entrypoint::Missing) {
        return;
    }
    let Some(node) = service.field("entrypoint") else { return };
    let entrypoint = node.as_str().unwrap_or_default();
    let root = service.folder().map(|it| it.path().to_owned()).filter(|it| it != ".");
    let place = root.map_or_else(|| "the project".to_owned(), |root| format!("the service's root `{root}`"));
    let message = match ModuleAttribute::parse(entrypoint) {
        Some(module) => format!("There is no `{}` in {place}, the file of the module in `{entrypoint}`.", module.file),
        None => format!("There is no `{entrypoint}` in {place}."),
    };
    findings.push(Finding::new(&RULE, node.range, message).service(&*service.name));
}

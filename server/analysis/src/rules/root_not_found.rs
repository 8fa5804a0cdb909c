//! Service root not found.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;
use svc_vercel::project::Folder;

rule! {
    /// # Service root not found
    ///
    /// Vercel rejects the deployment because the service's folder doesn't exist.
    ///
    /// `root` is relative to the folder that contains `vercel.json`. Correct the path.
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
        check: Check::Problem,
    }
}

/// The finding of a root that doesn't exist.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let project = Folder::root(case.service.project);
    let finding = case.finding(&RULE, range, format!("The folder `{root}` doesn't exist in the project."));
    match project.nearest(root).filter(|it| !project.is_file(it)) {
        Some(meant) => finding.fix(Fix::offered(format!("Change to `{meant}`"), replacement(range, &meant))),
        None => finding,
    }
}

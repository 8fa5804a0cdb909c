//! Service root is not a folder.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;
use svc_vercel::posix_path;

rule! {
    /// # Service root is not a folder
    ///
    /// Vercel rejects a service whose `root` is a file.
    ///
    /// `root` is the folder that the service is built in. If the file is the one to run, name it in `entrypoint`.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web/package.json", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "apps/web", "routePrefix": "/" } } }
    /// ```
    pub static RULE = {
        code: "root-not-directory",
        vercel: "ROOT_NOT_DIRECTORY",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for a root that is a file.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let folder = posix_path::dirname(root);
    let message = format!("`{root}` is a file, so Vercel rejects the deployment. Use a folder as the root.");
    case.finding(&RULE, range, message)
        .fix(Fix::offered(format!("Change to `{folder}`"), replacement(range, folder)))
}

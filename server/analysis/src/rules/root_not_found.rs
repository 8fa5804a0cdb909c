//! Service root not found.

use crate::rules::Check;
use crate::rules::entrypoint_not_found::REJECTS;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, replacement};
use svc_syntax::TextRange;
use svc_vercel::project::{Folder, Missing};

rule! {
    /// # Service root not found
    ///
    /// Vercel rejects the deployment because the service's folder doesn't exist.
    ///
    /// `root` is relative to the folder that contains `vercel.json`, and case matters. Correct the path. A folder that
    /// `.vercelignore` excludes doesn't exist in the deployment.
    ///
    /// ```files
    /// //- /apps/web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "web": { "framework": "nextjs", "root": "app/web", "routePrefix": "/" } } }
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
        code: "root-not-found",
        vercel: "ROOT_NOT_FOUND",
        severity: Error,
        check: Check::Problem,
    }
}

/// The finding for a root that doesn't exist.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let root = case.service.text("root").unwrap_or_default();
    let project = Folder::root(case.service.project());
    let missing = project.missing(root);
    let message = missing.sentences(root, "folder", REJECTS).unwrap_or_else(|| {
        format!("The folder `{root}` doesn't exist in the project, so {REJECTS}. Correct the path.")
    });
    let finding = case.finding(&RULE, range, message);
    let meant = match &missing {
        Missing::OtherCharacters(found) => Some(found.clone()),
        Missing::BrokenLink => None,
        _ => project.nearest(root),
    };
    let Some(meant) = meant.filter(|it| !project.is_file(it)) else { return finding };
    let edits = vec![replacement(range, &meant)];
    let (in_case, in_characters) =
        (Missing::DifferentCase(meant.clone()), Missing::OtherCharacters(meant.clone()));
    let preferred = missing == in_case || missing == in_characters;
    finding.fix(Fix { title: format!("Change to `{meant}`"), edits, preferred })
}

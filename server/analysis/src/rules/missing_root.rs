//! Missing service root.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::Case;
use svc_syntax::TextRange;
use svc_syntax::edit;

rule! {
    /// # Missing service root
    ///
    /// Vercel rejects a service without a `root`.
    ///
    /// Set `root` to the folder that the service is built from, relative to the folder that contains `vercel.json`. Use `.` for that folder
    /// itself.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json bad
    /// { "services": { "web": { "framework": "nextjs" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    ///
    /// ```files
    /// //- /web/package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// { "services": { "web": { "root": "web" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }] }
    /// ```
    pub static RULE = {
        code: "missing-root",
        vercel: "MISSING_ROOT",
        severity: Error,
        owns_form: true,
        misses: ["root"],
        check: Check::Problem,
    }
}

/// The finding for a service without a root.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "`{}` is missing `root`, the folder it is built from. Use `.` for the project root.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    for folder in candidates(case) {
        finding.fixes.extend(case.adding("root", &edit::quoted(&folder), false));
    }
    finding
}

/// The folders that bear the service's name where projects keep them, and the project's own.
fn candidates(case: &Case<'_>) -> impl Iterator<Item = String> {
    let project = case.service.project();
    let named =
        ["", "apps/", "services/", "packages/"].map(|parent| format!("{parent}{}", case.service.name));
    named
        .into_iter()
        .filter(move |path| project.exists(path) && !project.is_file(path))
        .chain([".".to_owned()])
}

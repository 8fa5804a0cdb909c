//! Discontinued Node.js version.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::invalid_node_version::{built_folders, engines};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;

rule! {
    /// # Discontinued Node.js version
    ///
    /// The build fails because Vercel no longer builds with the Node.js version of the project's settings.
    ///
    /// Choose a newer version in the project's settings, or name one in `engines` of `package.json`. Vercel CLI saves the
    /// settings in `.vercel/project.json`; if they are out of date there, run `vercel pull`.
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": null, "nodeVersion": "18.x" } }
    /// //- /api/report.js
    /// ```
    /// ```json bad
    /// { "functions": { "api/report.js": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /.vercel/project.json
    /// { "projectId": "prj_1", "orgId": "team_1", "settings": { "framework": null, "nodeVersion": "24.x" } }
    /// //- /api/report.js
    /// ```
    /// ```json good
    /// { "functions": { "api/report.js": { "maxDuration": 60 } } }
    /// ```
    ///
    /// Vercel discontinued Node.js 18 on 1 September 2025 and Node.js 20 on 1 October 2026. svc-lsp reports the version only if a
    /// builder in the project runs Node.js.
    pub static RULE = {
        code: "discontinued-node-version",
        vercel: "BUILD_UTILS_NODE_VERSION_DISCONTINUED",
        severity: Error,
        check: Check::File(check),
    }
}

/// The newest major version that is discontinued (`NODE_VERSIONS` in `@vercel/build-utils`, CLI 64.0.2).
const NEWEST_DISCONTINUED: u32 = 20;
/// The versions that Vercel builds with.
const CURRENT: &str = "24.x";

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(linked) = snapshot.project.linked() else { return };
    let Some(version) = &linked.node_version else { return };
    let major = version.strip_suffix(".x").and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major > NEWEST_DISCONTINUED) || !runs_node(snapshot) {
        return;
    }
    let message = format!(
        "Vercel discontinued Node.js {version} (`{}`), so the build fails. Choose {CURRENT} in the project's settings.",
        linked.file
    );
    findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
}

/// Whether something is built with Node.js for which `engines` doesn't say what to run: then the settings count.
fn runs_node(snapshot: &Snapshot) -> bool {
    built_folders(snapshot)
        .iter()
        .any(|folder| engines(snapshot, folder).is_none_or(|it| !it.names_version()))
}

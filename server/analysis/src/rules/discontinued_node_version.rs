//! Discontinued Node.js version.

use crate::functions::{framework, has_node_function};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::{self, Configured, Reading};
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::frameworks::Framework;
use svc_vercel::project::Folder;

rule! {
    /// # Discontinued Node.js version
    ///
    /// The build fails because Vercel no longer builds with the Node.js version of the project's settings.
    ///
    /// Choose a newer version in the project's settings, or name one in `engines` of `package.json`. Vercel's command line saves the
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
/// The builders that take the version of the settings.
const BUILDERS: [&str; 4] = ["@vercel/node", "@vercel/next", "@vercel/static-build", "@vercel/backends"];

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

/// Whether a builder of the project certainly takes the version of the settings.
fn runs_node(snapshot: &Snapshot) -> bool {
    let config = snapshot.config();
    let root = Folder::root(&*snapshot.project);
    match services::configured(config) {
        Configured::None => {
            let framework = framework::of(snapshot);
            let is_built = || match framework.flatten().map(Framework::builder) {
                Some("@vercel/static-build") | None => has_build_script(&root),
                Some(builder) => BUILDERS.contains(&builder),
            };
            config.get("builds").is_none()
                && framework.is_some()
                && !names_version(&root)
                && (is_built() || has_node_function(&*snapshot.project, framework.flatten()))
        }
        Configured::V1 | Configured::V2 => {
            let services = services::all(snapshot, Reading::Person);
            let built = BUILDERS.iter().flat_map(|builder| services.built_by(snapshot, builder));
            let mut folders = built.map(|built| root.folder(built.folder));
            folders.any(|folder| {
                folder.is_file("package.json") && !names_version(&folder) && !names_version(&root)
            })
        }
        Configured::Both => false,
    }
}

fn package(folder: &Folder<'_>) -> serde_json::Value {
    folder.read("package.json").and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

fn has_build_script(folder: &Folder<'_>) -> bool {
    let package = package(folder);
    ["build", "vercel-build", "now-build"]
        .iter()
        .any(|script| package.pointer(&format!("/scripts/{script}")).and_then(|it| it.as_str()).is_some())
}

/// Whether `engines` in the folder's `package.json` says what to run, for which the settings no longer count.
fn names_version(folder: &Folder<'_>) -> bool {
    let package = package(folder);
    ["node", "bun"].iter().any(|engine| package.pointer(&format!("/engines/{engine}")).is_some())
        || (folder.is_file("package.json") && package.is_null())
}

//! Another configuration file beside the `vercel.json`.

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_config::describe::named;
use svc_config::model::validate::opening;

rule! {
    /// # Several configuration files
    ///
    /// A project has one configuration file: `vercel.json`, `vercel.toml`, or a `vercel.ts` (`.mts`, `.js`, `.mjs`, `.cjs`). Vercel
    /// refuses a project with several.
    ///
    /// ```files
    /// //- /vercel.toml
    /// cleanUrls = true
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "conflicting-config-files",
        vercel: "CONFLICTING_CONFIG_FILES",
        severity: Error,
        check: Check::File(check),
    }
}

/// The other names of the file.
const OTHERS: &[&str] = &["vercel.toml", "vercel.ts", "vercel.mts", "vercel.js", "vercel.mjs", "vercel.cjs"];

/// The folder of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let others: Vec<&str> = OTHERS.iter().copied().filter(|file| snapshot.project.is_file(file)).collect();
    if !others.is_empty() {
        let message = format!(
            "Vercel reads one configuration file, and beside this one there is {}. Keep one of them.",
            named(others, "and")
        );
        findings.push(Finding::new(&RULE, opening(snapshot.config()), message));
    }
}

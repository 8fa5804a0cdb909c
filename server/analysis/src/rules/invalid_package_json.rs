//! Invalid `package.json`.

use serde::de::IgnoredAny;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::invalid_node_version::built_folders;
use crate::services;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_vercel::posix_path;

rule! {
    /// # Invalid `package.json`
    ///
    /// The build fails because the project's `package.json` isn't valid JSON.
    ///
    /// Vercel reads the one in the project root before it builds anything, and that of a Node.js service when it builds the service.
    /// Comments and trailing commas aren't allowed.
    ///
    /// ```files
    /// //- /package.json
    /// { "private": true, }
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "private": true }
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    pub static RULE = {
        code: "invalid-package-json",
        vercel: "CANT_PARSE_JSON_FILE",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    findings.extend(finding(snapshot, "package.json"));
    if services::declared(snapshot).is_none() {
        return;
    }
    // The builder says no code of its own.
    let folders = built_folders(snapshot).into_iter().filter(|folder| folder != ".");
    let found = folders.filter_map(|folder| finding(snapshot, &posix_path::join(&folder, "package.json")));
    findings.extend(found.map(|finding| finding.vercel_code("BUILD_FAILED")));
}

fn finding(snapshot: &Snapshot, file: &str) -> Option<Finding> {
    let error = serde_json::from_str::<IgnoredAny>(&snapshot.project.read(file)?).err()?;
    let message =
        format!("`{file}` isn't valid JSON (line {}), so the build fails. Correct it.", error.line());
    Some(Finding::new(&RULE, opening(snapshot.config()), message))
}

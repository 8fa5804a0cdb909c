//! A service of `services` that doesn't say where it lies.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::services::Service;
use svc_syntax::edit;
use svc_syntax::value::Json;

rule! {
    /// # A service that doesn't say where it lies
    ///
    /// Every service of `services` needs `root`: the folder that it is built in, written from the one with the `vercel.json`;
    /// `.` is that folder itself.
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
        check: Check::Service,
    }
}

/// One service's root.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let is_object = matches!(service.value.json, Json::Object(_) | Json::Array(_));
    if !is_object || service.filled("root").is_some() || service.spoken_of(&["root"]) {
        return;
    }
    let message =
        format!("`{}` needs `root`, the folder that it is built in; `.` is the project's own.", service.name);
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    if service.member("root").is_none() {
        for folder in candidates(service) {
            let value = edit::quoted(&folder);
            if let Some(edit) = edit::insert_member(&service.snapshot.text, service.value, "root", &value) {
                finding = finding.fix(Fix::offered(format!("Add `\"root\": {value}`"), edit));
            }
        }
    }
    findings.push(finding);
}

/// The folders that bear the service's name where projects keep them, and the project's own.
fn candidates(service: &Service<'_>) -> impl Iterator<Item = String> {
    let named = ["", "apps/", "services/", "packages/"].map(|parent| format!("{parent}{}", service.name));
    let project = &service.snapshot.project;
    named.into_iter().filter(|path| project.exists(path) && !project.is_file(path)).chain([".".to_owned()])
}

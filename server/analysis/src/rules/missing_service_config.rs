//! A service that doesn't say what to build.

use crate::rules::finding::{Finding, Fix};
use crate::rules::{Check, invalid_runtime, multiple_frameworks_service};
use crate::services::v2::found_dockerfile;
use crate::services::{Entrypoint, Reading, Service};
use svc_syntax::edit;
use svc_vercel::detect;
use svc_vercel::frameworks::Framework;
use svc_vercel::posix_path;
use svc_vercel::runtime::{Runtime, is_frontend};

rule! {
    /// # A service that doesn't say what to build
    ///
    /// Under `experimentalServices`, a service needs a `framework` or an `entrypoint` (with a `runtime` or `builder` where the
    /// file doesn't tell).
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// Under `services`, a backend needs an `entrypoint`, also where Vercel detects its framework:
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "express": "5" } }
    /// //- /api/src/index.ts
    /// import express from "express";
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api" } }, "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/package.json
    /// { "dependencies": { "express": "5" } }
    /// //- /api/src/index.ts
    /// import express from "express";
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "src/index.ts" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// A `framework` that is written, not detected, does as well: its builder then looks for the entrypoint by itself, at a
    /// fixed place (for Node.js backends `index.js`).
    pub static RULE = {
        code: "missing-service-config",
        vercel: "MISSING_SERVICE_CONFIG",
        severity: Error,
        misses: ["entrypoint", "framework", "runtime", "builder"],
        check: Check::Service,
    }
}

/// Whether one service of `experimentalServices` says what to build.
pub fn check(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let keys = ["framework", "builder", "runtime", "entrypoint"];
    if keys.iter().any(|key| service.truthy(key).is_some()) || service.spoken_of(&keys) {
        return;
    }
    // One that is no object, or a workflow without its entrypoint, is reported as that.
    if service.reading == Reading::Person && (service.object().is_none() || service.is_job("workflow")) {
        return;
    }
    let message = format!("`{}` doesn't say what to build. Add `framework` or `entrypoint`.", service.name);
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    if let Some(folder) = service.folder() {
        let frameworks = detect::frameworks_in(&folder, None);
        let preferred = frameworks.len() == 1;
        finding.fixes.extend(
            frameworks
                .iter()
                .filter_map(|it| service.adding("framework", &edit::quoted(it.slug()), preferred)),
        );
        let entrypoints = detect::entrypoints_in(&folder, None);
        finding.fixes.extend(
            entrypoints.iter().filter_map(|it| service.adding("entrypoint", &edit::quoted(it), false)),
        );
    }
    findings.push(finding);
}

/// Whether one service of `services` says what to run.
pub fn check_v2(service: &Service<'_>, findings: &mut Vec<Finding>) {
    if service.is_container() {
        return check_container(service, findings);
    }
    let (directory, entrypoint) = match service.entrypoint() {
        Some(Entrypoint::File(_) | Entrypoint::Missing) => return,
        Some(Entrypoint::Directory(path)) => (path.as_str(), service.field("entrypoint")),
        None => ("", None),
    };
    if !multiple_frameworks_service::detects(service) || service.spoken_of(&["entrypoint"]) {
        return;
    }
    let (message, runtime, framework) = match service.frameworks() {
        [] if entrypoint.is_none() => {
            let runtime = service.runtime(None);
            let odd = invalid_runtime::property_of_every_object(service);
            let Some(name) = odd.or(runtime.map(Runtime::name)) else { return };
            (
                format!("`{}` runs on `{name}` and needs an `entrypoint`, the file to run.", service.name),
                runtime,
                None,
            )
        }
        [only] => {
            let Some(runtime) = Runtime::of_framework(only.slug()) else { return };
            let folder = service.folder().map_or_else(String::new, |folder| folder.resolve(directory));
            let message = format!(
                "`{}` needs an `entrypoint`: Vercel detects {} in `{folder}`, but not the file to run.",
                service.name, only.framework.name
            );
            (message, Some(runtime), Some(only.slug()))
        }
        _ => return,
    };
    let hidden = if framework.is_none() { hidden_frontend(service) } else { None };
    if let Some(hidden) = hidden {
        findings.push(hidden_finding(service, &message, hidden));
        return;
    }
    let found: Vec<String> = service
        .folder()
        .into_iter()
        .flat_map(|folder| detect::entrypoints_in(&folder.folder(directory), runtime))
        .map(|file| posix_path::join(directory, &file))
        .collect();
    let message = match found.as_slice() {
        [] => message,
        [only] => format!("{message} `{only}` looks like it."),
        several => {
            let names: Vec<_> = several.iter().map(|it| format!("`{it}`")).collect();
            format!("{message} It may be one of {}.", names.join(", "))
        }
    };
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    let preferred = found.len() == 1;
    for file in &found {
        let fix = match entrypoint {
            Some(node) => {
                let edit = edit::replace_with_string(node, file);
                Some(Fix { title: format!("Change to `{file}`"), edits: vec![edit], preferred })
            }
            None => service.adding("entrypoint", &edit::quoted(file), preferred),
        };
        finding.fixes.extend(fix);
    }
    finding.fixes.extend(framework.and_then(|slug| service.adding("framework", &edit::quoted(slug), false)));
    findings.push(finding);
}

/// The frontend that Vercel would detect, if no `runtime` were written.
fn hidden_frontend(service: &Service<'_>) -> Option<&'static Framework> {
    let detections = detect::frameworks_in(&service.folder()?, None);
    let [only] = detections.as_slice() else { return None };
    is_frontend(only.slug()).then_some(only.framework)
}

/// A `runtime` that keeps Vercel from seeing a frontend.
fn hidden_finding(service: &Service<'_>, message: &str, frontend: &Framework) -> Finding {
    let message = format!("{message} For {}, which is here, leave `runtime` out.", frontend.name);
    let finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    match (service.object(), service.member("runtime")) {
        (Some(object), Some(member)) => {
            let edit = edit::remove_member(&service.snapshot.text, object, member);
            finding.fix(Fix::preferred("Remove `runtime`", edit))
        }
        _ => finding,
    }
}

/// A container that names no Dockerfile, in a folder that has none.
fn check_container(service: &Service<'_>, findings: &mut Vec<Finding>) {
    let Some(folder) = service.folder() else { return };
    if service.text("entrypoint").is_some()
        || service.spoken_of(&["entrypoint"])
        || found_dockerfile(service).is_some()
    {
        return;
    }
    let place = if folder.path() == "." { "the project".to_owned() } else { format!("`{}`", folder.path()) };
    let message = format!(
        "`{}` is a container, and there is no `Dockerfile` in {place}. Add one, or name it in `entrypoint`.",
        service.name
    );
    let mut finding = Finding::new(&RULE, service.name_range, message).service(&*service.name);
    for file in detect::entrypoints_in(&folder, Some(Runtime::Container)) {
        finding.fixes.extend(service.adding("entrypoint", &edit::quoted(&file), false));
    }
    findings.push(finding);
}

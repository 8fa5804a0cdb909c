//! Missing service configuration.

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::service::{Case, folder_name};
use crate::services::Entrypoint;
use svc_syntax::TextRange;
use svc_syntax::edit;
use svc_vercel::detect;
use svc_vercel::frameworks::Framework;
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::runtime::{Runtime, is_frontend};

rule! {
    /// # Missing service configuration
    ///
    /// Vercel rejects the deployment because it doesn't know what to build for this service.
    ///
    /// With `experimentalServices`, set `framework` or `entrypoint`. If the file extension doesn't determine the runtime, also set
    /// `runtime` or `builder`.
    ///
    /// ```json bad
    /// { "experimentalServices": { "web": { "routePrefix": "/" } } }
    /// ```
    ///
    /// ```json good
    /// { "experimentalServices": { "web": { "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// With `services`, a backend needs an `entrypoint`, even if Vercel detects its framework:
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
    /// Setting `framework` explicitly also works: its builder then looks for the entrypoint in a fixed place (`index.js` for Node.js
    /// backends).
    pub static RULE = {
        code: "missing-service-config",
        vercel: "MISSING_SERVICE_CONFIG",
        severity: Error,
        misses: ["entrypoint", "framework", "runtime", "builder"],
        check: Check::Problem,
    }
}

/// The finding for a service of `experimentalServices` that doesn't say what to build.
pub(super) fn finding(case: &Case<'_>, range: TextRange) -> Finding {
    let message = format!(
        "Vercel can't tell what to build for `{}`. Add `framework` or `entrypoint`.",
        case.service.name
    );
    let mut finding = case.finding(&RULE, range, message);
    if let Some(folder) = case.service.folder() {
        let frameworks = detect::frameworks_in(&folder, None);
        let preferred = frameworks.len() == 1;
        finding.fixes.extend(
            frameworks.iter().filter_map(|it| case.adding("framework", &edit::quoted(it.slug()), preferred)),
        );
        let entrypoints = detect::entrypoints_in(&folder, None);
        finding
            .fixes
            .extend(entrypoints.iter().filter_map(|it| case.adding("entrypoint", &edit::quoted(it), false)));
    }
    finding
}

/// The finding for a service of `services` that has a runtime but no entrypoint.
pub(super) fn runtime_without_entrypoint(case: &Case<'_>, range: TextRange, runtime: &str) -> Finding {
    let message =
        format!("`{}` runs on `{runtime}` but is missing `entrypoint`, the file to run.", case.service.name);
    match hidden_frontend(case) {
        Some(frontend) => of_hidden_frontend(case, range, &message, frontend),
        None => without_entrypoint(case, range, message, case.service.runtime(None)),
    }
}

/// The finding for a service of `services` whose framework is detected, but not the file to run.
pub(super) fn framework_without_entrypoint(case: &Case<'_>, range: TextRange, runtime: Runtime) -> Finding {
    let service = case.service;
    let framework = service.frameworks().first();
    let folder = service.folder().map_or_else(String::new, |folder| folder.resolve(directory(case)));
    let message = format!(
        "`{}` is missing `entrypoint`: Vercel detects {} in {}, but not the file to {}.",
        service.name,
        framework.map_or("a framework", |it| it.framework.in_words()),
        folder_name(&folder),
        if runtime == Runtime::Container { "build it from" } else { "run" }
    );
    let mut finding = without_entrypoint(case, range, message, Some(runtime));
    finding.fixes.extend(framework.and_then(|it| case.adding("framework", &edit::quoted(it.slug()), false)));
    finding
}

/// The folder that `entrypoint` names, from the service's root.
fn directory<'a>(case: &Case<'a>) -> &'a str {
    match case.service.entrypoint() {
        Some(Entrypoint::Directory(path)) => path,
        _ => "",
    }
}

/// The finding with the entrypoints that are there.
fn without_entrypoint(
    case: &Case<'_>,
    range: TextRange,
    message: String,
    runtime: Option<Runtime>,
) -> Finding {
    let directory = directory(case);
    let found: Vec<String> = case
        .service
        .folder()
        .into_iter()
        .flat_map(|folder| detect::entrypoints_in(&folder.folder(directory), runtime))
        .map(|file| posix_path::join(directory, &file))
        .collect();
    let message = match found.as_slice() {
        [] => match left_out(case, directory, runtime) {
            Some(clause) => format!("{message} {clause}."),
            None => message,
        },
        [only] => format!("{message} Is it `{only}`?"),
        several => {
            let names: Vec<_> = several.iter().map(|it| format!("`{it}`")).collect();
            format!("{message} Candidates: {}.", names.join(", "))
        }
    };
    let mut finding = case.finding(&RULE, range, message);
    let preferred = found.len() == 1;
    let written = case.service.field("entrypoint").filter(|_| case.service.entrypoint().is_some());
    for file in &found {
        let fix = match written {
            Some(node) => {
                let edit = edit::replace_with_string(node, file);
                Some(Fix { title: format!("Change to `{file}`"), edits: vec![edit], preferred })
            }
            None => case.adding("entrypoint", &edit::quoted(file), preferred),
        };
        finding.fixes.extend(fix);
    }
    finding
}

/// The main clause of a sentence about the first entrypoint that isn't deployed.
fn left_out(case: &Case<'_>, directory: &str, runtime: Option<Runtime>) -> Option<String> {
    let project = case.service.project();
    let folder = case.service.folder()?.folder(directory);
    let all = Folder::at(project.including_excluded()?, folder.path());
    let file = detect::entrypoints_in(&all, runtime).into_iter().next()?;
    let path = folder.resolve(&file);
    Some(project.excluded_by(&path)?.clause(&path))
}

/// The frontend that Vercel would detect, if no `runtime` were written.
fn hidden_frontend(case: &Case<'_>) -> Option<&'static Framework> {
    let detections = detect::frameworks_in(&case.service.folder()?, None);
    let [only] = detections.as_slice() else { return None };
    is_frontend(only.slug()).then_some(only.framework)
}

/// The finding for a `runtime` that keeps Vercel from seeing a frontend.
fn of_hidden_frontend(case: &Case<'_>, range: TextRange, message: &str, frontend: &Framework) -> Finding {
    let message = format!("{message} To build it with {}, remove `runtime`.", frontend.in_words());
    let mut finding = case.finding(&RULE, range, message);
    finding.fixes.extend(case.removal("runtime").map(|edit| Fix::preferred("Remove `runtime`", edit)));
    finding
}

/// The finding for a container that names no Dockerfile, in a folder that has none.
pub(super) fn missing_dockerfile(case: &Case<'_>, range: TextRange) -> Finding {
    let folder = case.service.folder();
    let place = match folder.as_ref().map(Folder::path) {
        None | Some(".") => "the project".to_owned(),
        Some(path) => format!("`{path}`"),
    };
    let missing = folder.as_ref().and_then(|folder| folder.missing("Dockerfile").clause("Dockerfile"));
    let message = match missing {
        Some(clause) => {
            format!("`{}` is a container, but {clause}, so Vercel rejects the deployment.", case.service.name)
        }
        None => format!(
            "`{}` is a container, but {place} has no `Dockerfile`, so Vercel rejects the deployment. Add one, or set `entrypoint`.",
            case.service.name
        ),
    };
    let mut finding = case.finding(&RULE, range, message);
    let files = folder.map(|folder| detect::entrypoints_in(&folder, Some(Runtime::Container)));
    for file in files.into_iter().flatten() {
        finding.fixes.extend(case.adding("entrypoint", &edit::quoted(&file), false));
    }
    finding
}

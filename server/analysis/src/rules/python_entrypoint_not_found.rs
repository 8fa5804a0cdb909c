//! Python entrypoint not found.

use svc_config::ServicesModel;

use crate::functions::framework;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::folder_name;
use crate::services::{Built, Services};
use crate::snapshot::Snapshot;
use svc_syntax::value::Query;
use svc_vercel::detect::python_entrypoints;
use svc_vercel::posix_path;
use svc_vercel::project::{EntryKind, Folder};
use svc_vercel::python::Module;
use svc_vercel::python_project::{Pyproject, leads_to_module};
use svc_vercel::runtime::{ModuleAttribute, Runtime};

rule! {
    /// # Python entrypoint not found
    ///
    /// The build fails because Vercel finds no Python application to serve.
    ///
    /// A Python module counts as an application if it defines `app`, `application` or a class named `handler` at its top level. What is inside `if`
    /// or `try` doesn't count. The module that `entrypoint` names must be one; without `entrypoint`, Vercel looks for `app.py`, `index.py`,
    /// `server.py`, `main.py`, `wsgi.py` and `asgi.py` in the service's folder and in `src`, `app` and `api`. Set `entrypoint`, or
    /// define `app`. When Vercel searches for the entrypoint itself, its error code names the framework, as in
    /// `FASTAPI_ENTRYPOINT_NOT_FOUND`.
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// server = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/main.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/requirements.txt
    /// fastapi
    /// //- /api/service.py
    /// from fastapi import FastAPI
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "framework": "fastapi" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    pub static RULE = {
        code: "python-entrypoint-not-found",
        vercel: "PYTHON_ENTRYPOINT_NOT_FOUND",
        severity: Error,
        check: Check::EachService(ServicesModel::V1, check), Check::EachService(ServicesModel::V2, check), Check::File(check_project)
    }
}

/// Why the builder finds no application in a service, as a message; `None` if it finds one or that can't be determined.
struct NoApplication;

impl Query for NoApplication {
    type Answer = Option<String>;
}

fn check(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    for built in services.built_by("@vercel/python") {
        let service = built.service;
        let Some(message) = service.remembered::<NoApplication>(|| no_application(snapshot, built)) else {
            continue;
        };
        let entrypoint = service.field("entrypoint");
        let place = entrypoint.or_else(|| service.field("root")).or_else(|| service.field("framework"));
        let place = place.map_or(service.name_range, |node| node.range);
        let mut finding = Finding::new(&RULE, place, message.as_str()).service(&*service.name);
        if let (None, Some(code)) = (entrypoint, service.framework_slug().and_then(code)) {
            finding = finding.vercel_code(code);
        }
        findings.push(finding);
    }
}

/// The framework of a project without services, and the modules of `builds`.
fn check_project(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for (node, src) in framework::builds_with(snapshot, "@vercel/python") {
        if is_of_other_language(src) {
            let message = format!("`{src}` isn't a Python file, so the build fails. Set `src` to one.");
            findings.push(Finding::new(&RULE, node.range, message));
        }
        if !src.ends_with(".py") {
            continue;
        }
        let module = snapshot.project.read(src).and_then(|text| Module::read(&text));
        if module.is_some_and(|module| !module.is_application()) {
            findings.push(Finding::new(&RULE, node.range, nothing_served(src)));
        }
    }
    let Some(chosen) = framework::built_with(snapshot) else { return };
    let is_python = Runtime::of_framework(&chosen.slug) == Some(Runtime::Python);
    if !is_python || framework::is_static(snapshot) {
        return;
    }
    let root = Folder::root(&*snapshot.project);
    let Some(message) = nothing_found(&root, &chosen.slug, false) else { return };
    let finding = Finding::new(&RULE, chosen.place, chosen.explain(message));
    findings.push(match code(&chosen.slug) {
        Some(code) => finding.vercel_code(code),
        None => finding,
    });
}

fn nothing_served(file: &str) -> String {
    format!(
        "`{file}` defines no `app`, `application` or `handler` at its top level, so the build fails. Define one."
    )
}

/// Vercel's code where it looks for the entrypoint of a framework by itself (`makeDiagnosticError`).
fn code(framework: &str) -> Option<&'static str> {
    Some(match framework {
        "django" => "DJANGO_ENTRYPOINT_NOT_FOUND",
        "fastapi" => "FASTAPI_ENTRYPOINT_NOT_FOUND",
        "flask" => "FLASK_ENTRYPOINT_NOT_FOUND",
        _ => return None,
    })
}

/// Whether a file's name is neither a module's nor a `pyproject.toml`: the builder looks for it with `.py` behind it.
fn is_of_other_language(file: &str) -> bool {
    let name = posix_path::basename(file);
    !name.ends_with(".py") && name != Pyproject::FILE
}

/// `@vercel/python`, `detectPythonEntrypoint`.
fn no_application(snapshot: &Snapshot, Built { service, folder, src, .. }: Built<'_, '_>) -> Option<String> {
    let root = Folder::root(&*snapshot.project);
    let folder = root.folder(folder);
    if let Some(entrypoint) = service.text("entrypoint") {
        if src.is_some_and(|src| is_of_other_language(src) && root.is_file(src)) {
            return Some(format!(
                "`{entrypoint}` isn't a Python file, so the build fails. Set `entrypoint` to one, or correct `framework`."
            ));
        }
        // Jobs and workers get an application that the builder writes.
        let is_web =
            service.model == ServicesModel::V2 || service.text("type").is_none_or(|kind| kind == "web");
        if !is_web || ModuleAttribute::parse(entrypoint).is_some() {
            return None;
        }
        let src = src.filter(|src| src.ends_with(".py"))?;
        let is_application = Module::read(&root.read(src)?)?.is_application();
        return (!is_application).then(|| nothing_served(entrypoint));
    }
    nothing_found(&folder, service.framework_slug()?, true)
}

/// Why Vercel finds no application by itself; services have an `entrypoint` to set.
fn nothing_found(folder: &Folder<'_>, framework: &str, has_entrypoint: bool) -> Option<String> {
    let is_detected = framework != "fasthtml";
    if is_detected && names_entrypoint(folder) || framework == "django" && has_django_settings(folder) {
        return None;
    }
    let mut existing = None;
    let candidates = python_entrypoints(folder, framework);
    for candidate in &candidates {
        let Some(text) = folder.read(candidate).filter(|_| folder.is_file(candidate)) else { continue };
        if Module::read(&text)?.is_application() {
            return None;
        }
        existing.get_or_insert(candidate);
    }
    if existing.is_none()
        && let Some(message) = folder.failing_build(candidates.iter().map(String::as_str))
    {
        return Some(message);
    }
    let folder = folder_name(folder.path());
    let remedy = match (&existing, has_entrypoint) {
        (Some(_), true) => "Define it, or set `entrypoint`.",
        (Some(_), false) => "Define it.",
        (None, true) => "Set `entrypoint`, or define `app` in `main.py`.",
        (None, false) => "Define `app` in `main.py`.",
    };
    Some(match existing {
        Some(file) => {
            format!("`{file}` in {folder} defines no `app` at its top level, so the build fails. {remedy}")
        }
        None => format!("Vercel finds no Python application in {folder}, so the build fails. {remedy}"),
    })
}

/// Whether `pyproject.toml` names the entrypoint; what it names wrongly is the mistake of `python-invalid-entrypoint`.
fn names_entrypoint(folder: &Folder<'_>) -> bool {
    let Some(project) = Pyproject::of(folder) else { return false };
    project.vercel("entrypoint").is_some()
        || project.app_script().is_some_and(|script| leads_to_module(folder, script))
}

/// Whether Django's own settings name the application: of the folder, or of one in it (`checkDjangoManage`).
fn has_django_settings(folder: &Folder<'_>) -> bool {
    let subfolders = folder.list("").into_iter().filter(|entry| entry.kind == EntryKind::Directory);
    let places =
        std::iter::once("manage.py".to_owned()).chain(subfolders.map(|it| format!("{}/manage.py", it.name)));
    places.filter_map(|manage| folder.read(&manage)).any(|text| text.contains("DJANGO_SETTINGS_MODULE"))
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    use super::*;

    /// Each answer is that of `vercel build`.
    #[test]
    fn other_languages() {
        let is_reported = |config: &str, files: &str| {
            let found = crate::check::check(&snapshot(&format!("//- /vercel.json\n{config}\n{files}")));
            found.iter().any(|finding| finding.rule == &RULE)
        };
        let build = |src: &str| {
            let config = format!("{{ \"builds\": [{{ \"use\": \"@vercel/python\", \"src\": \"{src}\" }}] }}");
            is_reported(&config, &format!("//- /{src}\napp = 1\n"))
        };
        assert!(build("api/users.js") && build("requirements.txt") && build("app"));
        assert!(!build("app.py"));
        let job = r#"{ "experimentalServices": { "job": { "type": "cron", "schedule": "0 5 * * *", "entrypoint": "web/index.js", "framework": "fastapi" } } }"#;
        assert!(is_reported(job, "//- /web/index.js\n"));
        let job = job.replace("index.js", "main.py");
        assert!(!is_reported(&job, "//- /web/main.py\napp = 1\n"));
    }
}

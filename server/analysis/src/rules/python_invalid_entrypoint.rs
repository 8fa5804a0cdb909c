//! Invalid entrypoint in `pyproject.toml`.

use serde_json::Value;

use crate::functions::python::{self, Finds, PythonBuild};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::project::Folder;
use svc_vercel::python_project::{List, Pyproject, leads_to_module};

rule! {
    /// # Invalid entrypoint in `pyproject.toml`
    ///
    /// The build fails because `pyproject.toml` doesn't say correctly what to build.
    ///
    /// `entrypoint` in `[tool.vercel]` names an object in one of the folder's modules, such as `main:app`. If no such file exists, Vercel's code is
    /// `PYTHON_ENTRYPOINT_NOT_FOUND`.
    ///
    /// ```files
    /// //- /api/pyproject.toml
    /// [tool.vercel]
    /// entrypoint = 3
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "framework": "fastapi" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/pyproject.toml
    /// [tool.vercel]
    /// entrypoint = "main:app"
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "framework": "fastapi" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// If a service's `entrypoint` is `pyproject.toml`, or the project's framework preset is a Python framework, each entry of `workflows`
    /// and `subscribers` must also have an `entrypoint` that exists (`PYTHON_INVALID_WORKFLOW_CONFIG`, `PYTHON_INVALID_SUBSCRIBER_CONFIG`):
    ///
    /// ```files
    /// //- /pyproject.toml
    /// [[tool.vercel.workflows]]
    /// entrypoint = "flows"
    /// //- /main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "framework": "fastapi" }
    /// ```
    ///
    /// A `pyproject.toml` that is an entrypoint, or the `src` of a build, must set at least one of `entrypoint`, `workflows` and
    /// `subscribers` (`PYTHON_PYPROJECT_NOTHING_TO_BUILD`), and be in the root of the
    /// service or project (`PYTHON_INVALID_PYPROJECT_ENTRYPOINT`).
    pub static RULE = {
        code: "python-invalid-entrypoint",
        vercel: "PYTHON_INVALID_ENTRYPOINT",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, python::builds_of_project(snapshot), findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, python::builds_of_services(services), findings);
}

fn report(snapshot: &Snapshot, builds: Vec<PythonBuild>, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    for build in builds.into_iter().filter(|it| it.finds != Finds::File) {
        let folder = root.folder(&build.folder);
        let found = if build.is_below_root { Some(below_root(&build)) } else { fault(&folder, build.finds) };
        let Some((code, message)) = found else { continue };
        let finding = Finding::new(&RULE, build.place, message).vercel_code(code);
        findings.push(match build.service {
            Some(service) => finding.service(service),
            None => finding,
        });
    }
}

fn below_root(build: &PythonBuild) -> (&'static str, String) {
    let message = if build.service.is_some() {
        "`pyproject.toml` isn't in the service's root, so the build fails. Set `root` to its folder."
    } else {
        "`pyproject.toml` isn't in the project root, so the build fails. Set `src` to a Python file."
    };
    ("PYTHON_INVALID_PYPROJECT_ENTRYPOINT", message.to_owned())
}

/// What is wrong with the `pyproject.toml` of a folder: Vercel's code, and a message.
fn fault(folder: &Folder<'_>, finds: Finds) -> Option<(&'static str, String)> {
    let project = Pyproject::of(folder)?;
    let file = folder.resolve(Pyproject::FILE);
    if finds != Finds::InService {
        // With the SDK's predecessor, subscribers have other keys.
        let is_legacy = project.may_depend_on("vercel-workers");
        for (list, code) in [
            (List::Subscribers, "PYTHON_INVALID_SUBSCRIBER_CONFIG"),
            (List::Workflows, "PYTHON_INVALID_WORKFLOW_CONFIG"),
        ] {
            let is_read = list == List::Workflows || !is_legacy;
            if let Some(reason) = project.invalid_entry(list, folder).filter(|_| is_read) {
                return Some((code, format!("The build fails because of `{file}`: {reason}.")));
            }
        }
    }
    if finds == Finds::FileOfProject {
        return None;
    }
    match project.vercel("entrypoint") {
        Some(Value::String(text)) if leads_to_module(folder, text) => None,
        Some(Value::String(text)) => Some((
            "PYTHON_ENTRYPOINT_NOT_FOUND",
            format!(
                "The entrypoint `{text}` in `{file}` doesn't exist, so the build fails. Use `module:object`."
            ),
        )),
        Some(_) => Some((
            "PYTHON_INVALID_ENTRYPOINT",
            format!(
                "The entrypoint in `{file}` isn't a text such as `main:app`, so the build fails. Correct it."
            ),
        )),
        None if finds == Finds::Pyproject => {
            let names = |list: List| {
                project.vercel(list.key()).and_then(Value::as_array).is_some_and(|it| !it.is_empty())
            };
            (!names(List::Workflows) && !names(List::Subscribers)).then(|| {
                let message = format!("`{file}` names nothing to build, so the build fails. Set `entrypoint` in `[tool.vercel]`.");
                ("PYTHON_PYPROJECT_NOTHING_TO_BUILD", message)
            })
        }
        None => None,
    }
}

//! Unreadable Python project file.

use std::collections::HashSet;

use crate::by_folder::{FolderQuery, of_folder};
use crate::functions::python;
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_vercel::project::Folder;
use svc_vercel::python_project::{Unreadable, unreadable};

rule! {
    /// # Unreadable Python project file
    ///
    /// The build fails because Vercel can't read a file that describes the Python project.
    ///
    /// Vercel reads `pyproject.toml`, `uv.toml`, `Pipfile.lock` and `Pipfile` beside the entrypoint, and in the folders above it until one of them
    /// or `requirements.txt` ends the search. Values of the wrong type in `[project]` fail the build too (`PYTHON_CONFIG_VALIDATION_ERROR`), and so
    /// do a `.python-version` that names no version (`PYTHON_VERSION_FILE_PARSE_ERROR`) or Python 3.6
    /// (`BUILD_UTILS_PYTHON_VERSION_DISCONTINUED`), and a `requirements.txt` that includes a missing file (`PYTHON_REQUIREMENTS_PARSE_ERROR`).
    ///
    /// ```files
    /// //- /api/pyproject.toml
    /// [project
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json bad
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// ```files
    /// //- /api/pyproject.toml
    /// [project]
    /// name = "api"
    /// version = "1.0.0"
    /// //- /api/main.py
    /// app = FastAPI()
    /// ```
    /// ```json good
    /// { "services": { "api": { "root": "api", "entrypoint": "main.py" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }] }
    /// ```
    ///
    /// svc-lsp doesn't check the other lines of `requirements.txt`.
    pub static RULE = {
        code: "python-config-parse-error",
        vercel: "PYTHON_CONFIG_PARSE_ERROR",
        severity: Error,
        check: Check::File(check),
    }
}

/// The first file that the builder can't read on its way from a folder up to the project root.
struct FirstUnreadable;

impl FolderQuery for FirstUnreadable {
    type Answer = Option<Unreadable>;

    fn find(snapshot: &Snapshot, folder: &str) -> Self::Answer {
        unreadable(&Folder::root(&*snapshot.project), folder)
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut folders = HashSet::new();
    let mut reported = Vec::new();
    for build in python::builds(snapshot) {
        if !folders.insert(build.entry_folder.clone()) {
            continue;
        }
        let Some(fault) =
            of_folder::<FirstUnreadable>(snapshot, &build.entry_folder).filter(|it| !reported.contains(it))
        else {
            continue;
        };
        let finding = match &fault {
            Unreadable::Syntax(file, language) => Finding::new(
                &RULE,
                build.place,
                format!("`{file}` isn't valid {language}, so the build fails. Correct it."),
            ),
            Unreadable::Type(file, place) => Finding::new(
                &RULE,
                build.place,
                format!("`{place}` in `{file}` is of the wrong type, so the build fails. Correct it."),
            )
            .vercel_code("PYTHON_CONFIG_VALIDATION_ERROR"),
            Unreadable::NoVersion(file) => Finding::new(
                &RULE,
                build.place,
                format!(
                    "`{file}` names no version of Python, so the build fails. Write `3.12`, or remove it."
                ),
            )
            .vercel_code("PYTHON_VERSION_FILE_PARSE_ERROR"),
            Unreadable::Discontinued(file) => Finding::new(
                &RULE,
                build.place,
                format!("Vercel has discontinued the Python of `{file}`, so the build fails. Write `3.12`, or remove it."),
            )
            .vercel_code("BUILD_UTILS_PYTHON_VERSION_DISCONTINUED"),
            Unreadable::Missing(file, missing) => Finding::new(
                &RULE,
                build.place,
                format!("`{file}` includes `{missing}`, which doesn't exist, so the build fails. Add it, or remove the line."),
            )
            .vercel_code("PYTHON_REQUIREMENTS_PARSE_ERROR"),
        };
        findings.push(match build.service {
            Some(service) => finding.service(service),
            None => finding,
        });
        reported.push(fault);
    }
}

//! Unreadable Python project file.

use std::collections::HashSet;

use crate::by_folder::{FolderQuery, of_folder};
use crate::functions::framework;
use crate::functions::python::{self, Finds, PythonBuild};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::mistake::Mistake;
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::python_project::{Invalid, Pyproject, Unreadable, unreadable};

rule! {
    /// # Unreadable Python project file
    ///
    /// The build fails because Vercel can't read a file that describes the Python project.
    ///
    /// Vercel reads `pyproject.toml` with `uv.toml`, `Pipfile.lock`, `Pipfile` or `requirements.txt` beside the entrypoint, and in the folders
    /// above it until one of the last three, or a workspace of uv, ends the search. The build also fails if
    ///
    /// - a value in one of them has the wrong type, or a required one is missing (`PYTHON_CONFIG_VALIDATION_ERROR`): `[pipenv]` in a `Pipfile`
    ///   may hold only texts, and an index of uv needs a `name`
    /// - a line of `requirements.txt` isn't a requirement, or includes another file with `-r` or `-c`, which Vercel's CLI can't read
    ///   (`PYTHON_REQUIREMENTS_PARSE_ERROR`)
    /// - `.python-version` names no version (`PYTHON_VERSION_FILE_PARSE_ERROR`)
    /// - `.python-version`, `requires-python` or `Pipfile.lock` asks for Python 3.6 (`BUILD_UTILS_PYTHON_VERSION_DISCONTINUED`), or
    ///   `requires-python` doesn't allow the version that Vercel takes: 3.12, 3.13 or 3.14 with its latest patch, so that `==3.12` and `<=3.12`
    ///   allow none
    /// - uv, which installs the packages, can't use the project (`BUILD_FAILED`):
    ///   - in `pyproject.toml`, `name`, `version`, `requires-python` or a dependency is missing or invalid
    ///   - so is the name of an extra or a group, a group that another includes, or a source in `[tool.uv.sources]`
    ///   - a requirement is a URL without a package name before it, or a path that doesn't exist
    ///   - the lock file isn't a `uv.lock` of this project
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
    /// svc-lsp doesn't check requirements with a variable, such as `${TOKEN}`, because it doesn't know the value.
    ///
    /// Source: `@vercel/python` and `@vercel/python-analysis`, Vercel CLI 64.0.2, with uv 0.13.9.
    pub static RULE = {
        code: "python-config-parse-error",
        vercel: "PYTHON_CONFIG_PARSE_ERROR",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

/// The first file that the builder can't read on its way from a folder up to the project root.
struct FirstUnreadable;

impl FolderQuery for FirstUnreadable {
    type Answer = Option<Unreadable>;

    fn find(snapshot: &Snapshot, folder: &str) -> Self::Answer {
        let project = &*snapshot.project;
        unreadable(&Folder::root(project), folder, framework::is_outermost(project))
    }
}

/// The longest value that a message shows, in characters.
const MAX_VALUE: usize = 60;

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, python::builds_of_project(snapshot), findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, python::builds_of_services(services), findings);
}

fn report(snapshot: &Snapshot, builds: Vec<PythonBuild>, findings: &mut Vec<Finding>) {
    let mut folders = HashSet::new();
    for build in builds {
        if !folders.insert(build.entry_folder.clone()) {
            continue;
        }
        let Some(fault) = of_folder::<FirstUnreadable>(snapshot, &build.entry_folder) else { continue };
        let finding = match &fault {
            Unreadable::Syntax(file, language, mistake) => Finding::new(
                &RULE,
                build.place,
                mistake.sentences(file, language, "the build fails"),
            )
            // Where it is what is built, the builder finds nothing in it before it reads it as a description.
            .vercel_code(if build.finds == Finds::Pyproject && posix_path::basename(file) == Pyproject::FILE {
                "PYTHON_PYPROJECT_NOTHING_TO_BUILD"
            } else {
                "PYTHON_CONFIG_PARSE_ERROR"
            }),
            Unreadable::Shape(file, place) => {
                let message = if place.is_empty() {
                    format!("`{file}` must be an object, so the build fails. Correct it.")
                } else {
                    format!("`{place}` in `{file}` is missing or has the wrong type, so the build fails. Correct it.")
                };
                Finding::new(&RULE, build.place, message).vercel_code("PYTHON_CONFIG_VALIDATION_ERROR")
            }
            Unreadable::NoVersion(file) => Finding::new(
                &RULE,
                build.place,
                format!(
                    "`{file}` names no version of Python, so the build fails. Write one that Vercel has: `3.12`, `3.13` or `3.14`."
                ),
            )
            .vercel_code("PYTHON_VERSION_FILE_PARSE_ERROR"),
            Unreadable::Discontinued(file) => Finding::new(
                &RULE,
                build.place,
                format!("`{file}` asks for a Python that Vercel has discontinued, so the build fails. Change it to 3.12."),
            )
            .vercel_code("BUILD_UTILS_PYTHON_VERSION_DISCONTINUED"),
            Unreadable::NoPython(file, python) => Finding::new(
                &RULE,
                build.place,
                format!("`requires-python` in `{file}` is `{python}`, which doesn't allow Vercel's Python, so the build fails. Use `>=3.12`."),
            )
            .vercel_code("BUILD_FAILED"),
            Unreadable::Requirement(file, line) => Finding::new(
                &RULE,
                build.place,
                format!("Line {line} of `{file}` isn't a valid requirement, so the build fails. Correct it."),
            )
            .vercel_code("PYTHON_REQUIREMENTS_PARSE_ERROR"),
            Unreadable::SyntaxAbove(file, mistake) => {
                Finding::new(&RULE, build.place, mistake.sentences(file, "TOML", "the build fails"))
                    .vercel_code("BUILD_FAILED")
            }
            Unreadable::ByteOrderMark(file) => Finding::new(
                &RULE,
                build.place,
                Mistake::ByteOrderMark.sentences(file, "", "the build fails"),
            )
            .vercel_code("PYTHON_REQUIREMENTS_PARSE_ERROR"),
            Unreadable::Include(file, other) => Finding::new(
                &RULE,
                build.place,
                format!("`{file}` includes `{other}`, but Vercel can't read included files, so the build fails. Copy its lines here."),
            )
            .vercel_code("PYTHON_REQUIREMENTS_PARSE_ERROR"),
            Unreadable::Nameless(file, line) => Finding::new(
                &RULE,
                build.place,
                format!("Line {line} of `{file}` doesn't name the package, so the build fails. Write `name @` before the URL."),
            )
            .vercel_code("BUILD_FAILED"),
            Unreadable::Missing(file, line) => Finding::new(
                &RULE,
                build.place,
                format!("Line {line} of `{file}` installs from a path that doesn't exist, so the build fails. Correct the path."),
            )
            .vercel_code("BUILD_FAILED"),
            Unreadable::Value(file, Invalid { place, value, why, remedy }) => {
                let value = value.as_ref().filter(|value| value.chars().count() <= MAX_VALUE);
                let message = match value {
                    Some(value) if !value.is_empty() => {
                        format!("`{place}` in `{file}` is `{value}`, {why}, so the build fails. {remedy}")
                    }
                    _ if why.starts_with("but") => {
                        format!("`{place}` in `{file}` is set, {why}, so the build fails. {remedy}")
                    }
                    _ => {
                        let why = why.strip_prefix("which ").unwrap_or(why);
                        format!("`{place}` in `{file}` {why}, so the build fails. {remedy}")
                    }
                };
                Finding::new(&RULE, build.place, message).vercel_code("BUILD_FAILED")
            }
            Unreadable::Member(workspace, file, why) => Finding::new(
                &RULE,
                build.place,
                format!("`{file}`, a member of the workspace in `{workspace}`, {why}, so the build fails. Correct it."),
            )
            .vercel_code("BUILD_FAILED"),
            Unreadable::NoValue(file, place) => Finding::new(
                &RULE,
                build.place,
                format!("`{place}` is missing in `{file}`, so the build fails. Add it."),
            )
            .vercel_code("BUILD_FAILED"),
            Unreadable::Lock(file) => Finding::new(
                &RULE,
                build.place,
                format!("Vercel can't install from `{file}`, so the build fails. Remove it, and run `uv lock`."),
            )
            .vercel_code("BUILD_FAILED"),
        };
        // Several builds may read one file.
        if findings.iter().any(|other| other.rule == &RULE && other.message == finding.message) {
            continue;
        }
        findings.push(match build.service {
            Some(service) => finding.service(service),
            None => finding,
        });
    }
}

//! What Vercel builds with Python.

use crate::functions::{self, framework, schedules};
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::model::validate::opening;
use svc_syntax::TextRange;
use svc_vercel::posix_path;
use svc_vercel::python_project::Pyproject;
use svc_vercel::runtime::Runtime;

/// Something that the Python builder builds.
#[derive(Debug)]
pub struct PythonBuild {
    /// Where the file says it, or its start.
    pub place: TextRange,
    /// The service that it is.
    pub service: Option<String>,
    /// The folder that is built, from the project root.
    pub folder: String,
    /// The folder of the file that it starts from, from the project root.
    pub entry_folder: String,
    /// How the builder finds the application.
    pub finds: Finds,
    /// Whether it is given a `pyproject.toml` of a folder in its own.
    pub is_below_root: bool,
}

/// How the builder finds an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finds {
    /// It is given a file.
    File,
    /// It is given the file of the project's framework.
    FileOfProject,
    /// It is given a `pyproject.toml`, which says what to build.
    Pyproject,
    /// It searches for the application of a service's framework.
    InService,
    /// It searches for the application of the project's framework.
    InProject,
}

/// What the Python builder builds of everything but services.
#[must_use]
pub fn builds_of_project(snapshot: &Snapshot) -> Vec<PythonBuild> {
    let start = opening(snapshot.config());
    let of_file = |place: TextRange, file: &str| PythonBuild {
        place,
        service: None,
        folder: ".".to_owned(),
        entry_folder: posix_path::dirname(file).to_owned(),
        finds: Finds::File,
        is_below_root: false,
    };
    let mut builds: Vec<PythonBuild> = schedules::files(snapshot)
        .iter()
        .map(|scheduled| of_file(scheduled.node.range, scheduled.file))
        .collect();
    builds.extend(framework::builds_with(snapshot, "@vercel/python").map(|(node, src)| {
        let build = of_file(node.range, src);
        if posix_path::basename(src) != Pyproject::FILE {
            return build;
        }
        // The builder reads that of the project root.
        let entry_folder = ".".to_owned();
        PythonBuild { finds: Finds::Pyproject, entry_folder, is_below_root: src.contains('/'), ..build }
    }));
    builds.extend(functions::built_by(snapshot, "@vercel/python").map(|file| of_file(start, file)));
    if let Some(chosen) = framework::built_with(snapshot)
        && Runtime::of_framework(&chosen.slug) == Some(Runtime::Python)
        && !framework::is_static(snapshot)
    {
        let finds = if chosen.slug == "fasthtml" { Finds::FileOfProject } else { Finds::InProject };
        builds.push(PythonBuild { finds, ..of_file(chosen.place, "") });
    }
    builds
}

/// What the Python builder builds of services.
#[must_use]
pub fn builds_of_services(services: &Services<'_>) -> Vec<PythonBuild> {
    let mut builds = Vec::new();
    for built in services.built_by("@vercel/python") {
        let service = built.service;
        let entrypoint = service.member("entrypoint").and_then(|_| service.text("entrypoint"));
        let src = built.src.filter(|src| src.ends_with(".py") || src.ends_with(Pyproject::FILE));
        let finds = match (entrypoint, src) {
            (None, _) => Finds::InService,
            (Some(_), Some(src)) if posix_path::basename(src) == Pyproject::FILE => Finds::Pyproject,
            (Some(_), _) => Finds::File,
        };
        let entry_folder = match src {
            Some(src) if finds == Finds::File => posix_path::dirname(src),
            _ => built.folder,
        };
        let node = ["entrypoint", "root", "framework"].into_iter().find_map(|key| service.field(key));
        builds.push(PythonBuild {
            place: node.map_or(service.name_range, |node| node.range),
            service: Some(service.name.to_string()),
            folder: built.folder.to_owned(),
            entry_folder: entry_folder.to_owned(),
            is_below_root: finds == Finds::Pyproject
                && src.is_some_and(|src| posix_path::join(built.folder, Pyproject::FILE) != src),
            finds,
        });
    }
    builds
}

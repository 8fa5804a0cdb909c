//! What `check` finds in the source code of services.

use std::path::Path;
use std::sync::Arc;

use svc_analysis::Snapshot;
use svc_analysis::check_beside::check_sources;
use svc_analysis::rules::finding::SourceFinding;
use svc_sources::MAX_FILE_BYTES;
use svc_syntax::{Parse, Source, Text};

use super::check::{Checked, in_parallel, shown};
use super::{place, source};
use crate::project::{ProjectFile, folder_of};

/// The findings in the source code of a project.
#[must_use]
pub fn findings(file: &ProjectFile, snapshot: &Snapshot) -> Vec<SourceFinding> {
    check_sources(&source::with_reads(file, snapshot.clone()), None)
}

/// The source files of projects in which something was found, each with its findings.
#[must_use]
pub fn checked(files: &[(&ProjectFile, &Snapshot)]) -> Vec<Checked> {
    in_parallel(files, |(file, snapshot)| of_project(file, snapshot)).into_iter().flatten().collect()
}

fn of_project(file: &ProjectFile, snapshot: &Snapshot) -> Vec<Checked> {
    let found = findings(file, snapshot);
    let of_file = |found: &[SourceFinding]| {
        let path = folder_of(&file.path).join(&*found.first()?.file);
        let code = ProjectFile { path, root: Arc::clone(&file.root) };
        // It may be gone meanwhile.
        let contents = code.root.read(&code.path, MAX_FILE_BYTES as u64).ok()?;
        let source =
            Source { text: Text::new(&String::from_utf8_lossy(&contents.bytes)), parse: Parse::new("") };
        let (project, settings) = (Arc::clone(&snapshot.project), Arc::clone(&snapshot.settings));
        Some(Checked {
            path: shown(plain(&code.path)),
            place: place::in_repository(&code),
            snapshot: Snapshot::new(source, project, settings),
            findings: found.iter().map(|it| it.finding.clone()).collect(),
            fixes: None,
        })
    };
    found.chunk_by(|one, other| one.file == other.file).filter_map(of_file).collect()
}

/// The path without a `.` at its start.
fn plain(path: &Path) -> &Path {
    path.strip_prefix(".").unwrap_or(path)
}

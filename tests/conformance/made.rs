//! The files that we make: generated where nothing is configured, or migrated. Vercel is asked to accept them.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use svc_config::ServicesModel;

use serde_json::json;
use svc_analysis::generate::generate;
use svc_analysis::migrate::apply;
use svc_analysis::snapshot::Snapshot;
use svc_vercel::project::MemoryFs;

use crate::conformance::case::{self, Case, Kind};

/// Writes each project with the file that we make for it as a case, one a line.
pub fn write(cases: &Path, made: &Path) {
    let mut lines = String::new();
    for case in case::read(cases) {
        for (what, text) in files(&case) {
            let mut files = case.files.clone();
            files.insert("vercel.json".to_owned(), text.into());
            let _ = writeln!(lines, "{}", json!({ "name": format!("{}-{what}", case.name), "files": files }));
        }
    }
    std::fs::write(made, lines).expect("the file of the made cases");
}

fn files(case: &Case) -> Vec<(&'static str, String)> {
    let snapshot = Snapshot::of(case.text(), Arc::new(MemoryFs::new(case.paths())));
    match case.kind {
        Kind::Detect => {
            let models = [("services", ServicesModel::V2), ("experimentalServices", ServicesModel::V1)];
            let made = models.into_iter().map(|(what, model)| (what, generate(&snapshot, model)));
            made.filter_map(|(what, made)| Some((what, made.text?))).collect()
        }
        Kind::Migrate => apply(&snapshot).ok().map(|(text, _)| ("migrated", text)).into_iter().collect(),
        Kind::Inspect | Kind::Fixed | Kind::Pattern | Kind::Regex | Kind::Route => Vec::new(),
    }
}

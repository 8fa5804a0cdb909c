//! The configuration that Vercel infers from the project, for a file that configures no services.

use svc_config::ServicesModel;
use svc_syntax::KeyPath;

use super::{Refactoring, RefactoringKind};
use svc_analysis::generate::generate;
use svc_analysis::services::{Configured, configured};
use svc_analysis::snapshot::Snapshot;
use svc_syntax::edit::line_edits;

/// Offers it beside the file's members, not within one.
pub(super) fn collect(snapshot: &Snapshot, path: &KeyPath, found: &mut Vec<Refactoring>) {
    if !path.is_empty() || configured(snapshot.config()) != Configured::None {
        return;
    }
    let generated = generate(snapshot, ServicesModel::V2);
    let Some(text) = generated.text else { return };
    let names: Vec<String> = generated.found.iter().map(|service| format!("`{}`", service.name)).collect();
    found.push(Refactoring {
        title: format!("Add the detected services: {}", names.join(", ")),
        kind: RefactoringKind::Generate,
        edits: line_edits(&snapshot.text, &text),
    });
}

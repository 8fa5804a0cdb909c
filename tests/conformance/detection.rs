//! What is inferred where nothing is configured, beside what Vercel infers.

use std::sync::Arc;

use serde_json::{Value, json};
use svc_analysis::generate::inferred::infer;
use svc_analysis::migrate::Note;
use svc_vercel::project::{MemoryFs, ProjectFs};

use crate::conformance::case::{Case, Comparison};

/// The fields of Vercel's answer beside ours.
pub fn comparisons(case: &Case) -> Vec<Comparison> {
    if case.expect.get("threw").is_some() {
        return Vec::new();
    }
    let project: Arc<dyn ProjectFs> = Arc::new(MemoryFs::new(case.paths()));
    let inference = infer(&project);
    let is_layout = !inference.resolved.is_empty();
    let inferred = if inference.services.is_empty() {
        Value::Null
    } else {
        json!({
            "source": inference.source,
            "config": inference.config(),
            "warnings": notes(&inference.warnings),
        })
    };
    [
        ("errors", notes(&inference.errors)),
        ("warnings", notes(&inference.warnings)),
        ("services", json!(inference.resolved)),
        ("rewrites", if is_layout { json!(inference.rewrites()) } else { json!([]) }),
        ("inferred", inferred),
    ]
    .into_iter()
    .map(|(field, got)| Comparison { field, expected: case.expect[field].clone(), got })
    .collect()
}

/// Notes as the judge writes them: without their sentences.
fn notes(notes: &[Note]) -> Value {
    notes.iter().map(|note| json!({ "code": note.code, "service": note.service })).collect()
}

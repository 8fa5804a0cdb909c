//! The services that Vercel infers where the file configures none, as its resolver takes them.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde_json::{Map, Value, json};
use svc_config::ServicesModel;
use svc_vercel::infer::{self, InferenceSource, InferredService};
use svc_vercel::javascript::JsObject;
use svc_vercel::project::{Folder, ProjectFs};

use crate::migrate::Note;
use crate::rules::finding::Finding;
use crate::rules::kinds::service::rejections;
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;

/// What Vercel infers.
#[derive(Debug, Clone, Default)]
pub struct Inference {
    /// The source that ended the search.
    pub source: Option<InferenceSource>,
    /// The services, in Vercel's order; none where there are errors.
    pub services: Vec<(String, InferredService)>,
    /// The services of a layout as Vercel resolves them. (It resolves no others before they are written down.)
    pub resolved: Vec<Value>,
    /// Why nothing is inferred.
    pub errors: Vec<Note>,
    /// Vercel's warnings.
    pub warnings: Vec<Note>,
    /// Notes from sources that were skipped; Vercel doesn't show them.
    pub passed_over: Vec<Note>,
}

/// Infers the services of a project.
#[must_use]
pub fn infer(project: &Arc<dyn ProjectFs>) -> Inference {
    let (passed_over, detected) = infer::detect(&Folder::root(&**project));
    let Some((source, detected)) = detected else {
        let message = "No services were found in the project. Add `services` to the vercel.json.";
        let errors = vec![Note::new("NO_SERVICES_CONFIGURED", message, None)];
        return Inference { errors, passed_over: notes(passed_over), ..Inference::default() };
    };
    let mut inference = if detected.errors.is_empty() {
        resolved(source, &detected.services, project)
    } else {
        Inference { errors: notes(detected.errors), ..Inference::default() }
    };
    inference.source = Some(source);
    inference.warnings = notes(detected.warnings);
    inference.passed_over = notes(passed_over);
    inference
}

fn notes(notes: Vec<infer::Note>) -> Vec<Note> {
    let note = |infer::Note { code, service, message }| Note { code, service, message, range: None };
    notes.into_iter().map(note).collect()
}

/// Lets Vercel's resolver try what was detected. A layout is a `services` configuration with a root frontend and at least one
/// service more; the other sources describe `experimentalServices`.
fn resolved(
    source: InferenceSource,
    detected: &JsObject<InferredService>,
    project: &Arc<dyn ProjectFs>,
) -> Inference {
    let written = |fields: fn(&InferredService) -> Value| {
        let entries = detected.entries().into_iter();
        entries.map(|(name, service)| (name.to_owned(), fields(service))).collect::<Map<_, _>>()
    };
    let resolver = |key: &str, services: Map<String, Value>| {
        Snapshot::of(&json!({ key: services }).to_string(), Arc::clone(project))
    };
    let note = |error: &Finding| {
        let message = format!("Vercel rejects the configuration that it infers: {}", error.message);
        Note { message, ..Note::from_error(error, None) }
    };
    let errors = |snapshot: &Snapshot, model| rejections(snapshot, model).iter().map(note).collect();
    let mut inference = Inference::default();
    let accepted = if source == InferenceSource::Layout {
        let snapshot = resolver(v2::KEY, written(InferredService::v2));
        let resolution = v2::resolution(&snapshot);
        inference.errors = errors(&snapshot, ServicesModel::V2);
        let is_root = |(_, it): &(&str, &InferredService)| it.mount_path == "/" && it.framework.is_some();
        let has_root = detected.entries().iter().filter(|it| is_root(it)).count() == 1;
        let accepted = inference.errors.is_empty() && has_root && resolution.services.len() > 1;
        if accepted {
            inference.resolved =
                resolution.services.iter().filter_map(|it| serde_json::to_value(&**it).ok()).collect();
        }
        accepted
    } else {
        let snapshot = resolver(v1::KEY, written(InferredService::v1));
        let resolution = v1::resolution(&snapshot);
        inference.errors = errors(&snapshot, ServicesModel::V1);
        inference.errors.is_empty() && !resolution.services.is_empty()
    };
    if accepted {
        let entries = detected.entries().into_iter();
        inference.services = entries.map(|(name, service)| (name.to_owned(), service.clone())).collect();
    }
    inference
}

impl Inference {
    /// The rewrites that lead to the services: the longest path first.
    #[must_use]
    pub fn rewrites(&self) -> Vec<Value> {
        let mut public: Vec<&(String, InferredService)> =
            self.services.iter().filter(|(_, service)| service.is_web()).collect();
        public.sort_by_key(|(_, service)| std::cmp::Reverse(service.mount_path.encode_utf16().count()));
        let rewrite = |(name, service): &(String, InferredService)| {
            let source = v2::source_below(&service.mount_path);
            json!({ "source": source, "destination": { "type": "service", "service": name } })
        };
        public.into_iter().map(rewrite).collect()
    }

    /// The services as Vercel's CLI would hand them on: with their mount points.
    #[must_use]
    pub fn config(&self) -> Map<String, Value> {
        self.services.iter().map(|(name, service)| (name.clone(), service.config())).collect()
    }
}

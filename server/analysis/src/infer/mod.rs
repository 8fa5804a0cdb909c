//! The services that Vercel infers where the file configures none: from Railway's and Render's files, a Procfile, or the
//! project's layout. The first of these that says anything ends the search.

mod layout;
mod mount;
mod procfile;
mod railway;
mod render;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::finding::Finding;
use crate::migrate::Note;
use crate::project::{Folder, ProjectFs, folder};
use crate::routes::js_object::JsObject;
use crate::services::runtime::is_frontend;
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;

/// Where services are inferred from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// `railway.json` and `railway.toml` files.
    Railway,
    /// `render.yaml`
    Render,
    /// `Procfile`
    Procfile,
    /// The project's folders.
    Layout,
}

/// A service that was inferred.
#[derive(Debug, Clone, PartialEq)]
pub struct InferredService {
    /// Its folder, from the project root.
    pub root: String,
    /// `web` or `worker`, where the source says it.
    pub kind: Option<String>,
    /// The framework's slug.
    pub framework: Option<&'static str>,
    /// The file that it starts, from its folder; `.` is the folder itself.
    pub entrypoint: Option<String>,
    /// The runtime of a worker.
    pub runtime: Option<&'static str>,
    /// As the source has it.
    pub build_command: Option<Value>,
    /// As the source has it.
    pub pre_deploy_command: Option<Value>,
    /// The path that it is mounted at.
    pub mount_path: String,
    /// What told of it, in words: "Next.js in `frontend`".
    pub evidence: String,
}

/// What a source says. The services count where there is no error.
#[derive(Debug, Default)]
struct Detected {
    services: JsObject<InferredService>,
    errors: Vec<Note>,
    warnings: Vec<Note>,
}

/// What Vercel infers.
#[derive(Debug, Clone, Default)]
pub struct Inference {
    /// The source that ended the search.
    pub source: Option<Source>,
    /// The services, in Vercel's order; none where there are errors.
    pub services: Vec<(String, InferredService)>,
    /// The services of a layout as Vercel resolves them. (It resolves no others before they are written down.)
    pub resolved: Vec<Value>,
    /// Why nothing is inferred.
    pub errors: Vec<Note>,
    /// What Vercel says beside it.
    pub warnings: Vec<Note>,
    /// What the sources that ended nothing had to say; Vercel keeps it to itself.
    pub passed_over: Vec<Note>,
}

/// Infers the services of a project.
#[must_use]
pub fn infer(project: &Arc<dyn ProjectFs>) -> Inference {
    let root = Folder::root(&**project);
    let mut passed_over = Vec::new();
    for source in [Source::Railway, Source::Render, Source::Procfile, Source::Layout] {
        let mut detected = match source {
            Source::Railway => railway::detect(&root),
            Source::Render => render::detect(&root),
            Source::Procfile => procfile::detect(&root),
            Source::Layout => layout::detect(&root),
        };
        if detected.errors.is_empty() && detected.services.entries().is_empty() {
            passed_over.append(&mut detected.warnings);
            continue;
        }
        let mut inference = if detected.errors.is_empty() {
            detected.warnings.extend(mount::mount(&mut detected.services));
            resolved(source, &detected.services, project)
        } else {
            Inference { errors: detected.errors, ..Inference::default() }
        };
        inference.source = Some(source);
        inference.warnings = detected.warnings;
        inference.passed_over = passed_over;
        return inference;
    }
    let message = "The project shows no services. Add `services` to the vercel.json.";
    let errors = vec![Note::new("NO_SERVICES_CONFIGURED", message, None)];
    Inference { errors, passed_over, ..Inference::default() }
}

/// Lets Vercel's resolver try what was detected. A layout is a `services` configuration with a root frontend and at least one
/// service more; the other sources describe `experimentalServices`.
fn resolved(source: Source, detected: &JsObject<InferredService>, project: &Arc<dyn ProjectFs>) -> Inference {
    let written = |fields: fn(&InferredService) -> Value| {
        let entries = detected.entries().into_iter();
        entries.map(|(name, service)| (name.to_owned(), fields(service))).collect::<Map<_, _>>()
    };
    let resolver = |key: &str, services: Map<String, Value>| {
        Snapshot::of(&json!({ key: services }).to_string(), Arc::clone(project))
    };
    let note = |error: &Finding| {
        let message = format!("What Vercel infers, it refuses itself: {}", error.message);
        Note { message, ..Note::of_error(error, None) }
    };
    let notes = |errors: &[Finding]| errors.iter().map(note).collect();
    let mut inference = Inference::default();
    let accepted = if source == Source::Layout {
        let snapshot = resolver(v2::KEY, written(InferredService::v2));
        let resolution = snapshot.v2();
        inference.errors = notes(&resolution.errors);
        let is_root = |(_, it): &(&str, &InferredService)| it.mount_path == "/" && it.framework.is_some();
        let has_root = detected.entries().iter().filter(|it| is_root(it)).count() == 1;
        let accepted = inference.errors.is_empty() && has_root && resolution.services.len() > 1;
        if accepted {
            inference.resolved =
                resolution.services.iter().filter_map(|it| serde_json::to_value(it).ok()).collect();
        }
        accepted
    } else {
        let snapshot = resolver(v1::KEY, written(InferredService::v1));
        let resolution = snapshot.v1();
        inference.errors = notes(&resolution.errors);
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

    /// The services as Vercel's CLI would hand them on: with their place in the routing.
    #[must_use]
    pub fn config(&self) -> Map<String, Value> {
        self.services.iter().map(|(name, service)| (name.clone(), service.config())).collect()
    }
}

impl InferredService {
    /// Whether it answers requests.
    #[must_use]
    pub fn is_web(&self) -> bool {
        self.kind.as_deref().is_none_or(|kind| kind == "web")
    }

    /// Whether it takes jobs from a queue.
    #[must_use]
    pub fn is_worker(&self) -> bool {
        self.kind.as_deref() == Some("worker")
    }

    /// Whether it is a frontend: a framework without a runtime of services.
    #[must_use]
    pub fn is_frontend(&self) -> bool {
        self.framework.is_some_and(is_frontend)
    }

    /// As a service of `services`, for the resolver.
    fn v2(&self) -> Value {
        fields([
            ("root", Some(self.root.clone().into())),
            ("framework", self.framework.map(Value::from)),
            ("entrypoint", self.entrypoint.clone().map(Value::from)),
        ])
    }

    /// As a service of `experimentalServices`.
    pub(crate) fn v1(&self) -> Value {
        fields([
            ("root", (self.root != ".").then(|| self.root.clone().into())),
            ("framework", self.framework.map(Value::from)),
            ("entrypoint", self.entrypoint.clone().map(Value::from)),
            ("type", self.kind.clone().map(Value::from)),
            ("buildCommand", self.build_command.clone()),
            ("preDeployCommand", self.pre_deploy_command.clone()),
            ("routePrefix", Some(self.mount_path.clone().into())),
        ])
    }

    fn config(&self) -> Value {
        fields([
            ("root", Some(self.root.clone().into())),
            // Another type has passed by accident; the CLI loses it on the way.
            ("type", self.kind.clone().filter(|_| self.is_web() || self.is_worker()).map(Value::from)),
            ("entrypoint", self.entrypoint.clone().map(Value::from)),
            ("mountPath", Some(self.mount_path.clone().into())),
            ("framework", self.framework.filter(|it| is_frontend(it)).map(Value::from)),
            ("buildCommand", self.build_command.clone().filter(Value::is_string)),
            ("runtime", self.runtime.map(Value::from)),
        ])
    }
}

/// An object of the fields that have a value.
pub(crate) fn fields<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let present = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(present.collect())
}

/// More than one framework in a folder, of which Vercel wants one at most.
fn several_frameworks(code: &str, folder: &Folder<'_>, found: &[crate::detect::Detection]) -> Note {
    let names: Vec<&str> = found.iter().map(|detection| detection.framework.name.as_str()).collect();
    let message = format!(
        "Vercel finds more than one framework in {}: {}. Write `services` by hand, with the `framework` of each.",
        folder::named(folder.path()),
        names.join(", ")
    );
    Note::new(code, message, None)
}

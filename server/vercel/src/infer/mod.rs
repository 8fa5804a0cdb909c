//! The services that Vercel infers where the file configures none: from Railway's and Render's files, a Procfile, or the
//! project's layout. The first of these that says anything ends the search.

mod layout;
mod mount;
mod procfile;
mod railway;
mod render;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::javascript::JsObject;
use crate::project::{Folder, folder};
use crate::runtime::is_frontend;

/// Where services are inferred from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum InferenceSource {
    /// `railway.json` and `railway.toml` files.
    Railway,
    /// `render.yaml`.
    Render,
    /// `Procfile`.
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
    /// Why it was found, in words: "Next.js in `frontend`".
    pub evidence: String,
}

/// What a source says. The services count where there is no error.
#[derive(Debug, Default)]
pub struct Detected {
    /// The services by their names, in Vercel's order.
    pub services: JsObject<InferredService>,
    /// Why nothing is inferred.
    pub errors: Vec<Note>,
    /// What Vercel says beside it.
    pub warnings: Vec<Note>,
}

/// Something that Vercel says of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Vercel's code.
    pub code: String,
    /// The service that it is about.
    pub service: Option<String>,
    /// A sentence.
    pub message: String,
}

impl Note {
    fn new(code: &str, message: impl Into<String>) -> Note {
        Note { code: code.to_owned(), service: None, message: message.into() }
    }

    fn of(mut self, service: &str) -> Note {
        self.service = Some(service.to_owned());
        self
    }
}

/// What the sources that end nothing have to say, and the first source that says anything; `None` where none does.
#[must_use]
pub fn detect(root: &Folder<'_>) -> (Vec<Note>, Option<(InferenceSource, Detected)>) {
    let mut passed_over = Vec::new();
    for source in [
        InferenceSource::Railway,
        InferenceSource::Render,
        InferenceSource::Procfile,
        InferenceSource::Layout,
    ] {
        let mut detected = match source {
            InferenceSource::Railway => railway::detect(root),
            InferenceSource::Render => render::detect(root),
            InferenceSource::Procfile => procfile::detect(root),
            InferenceSource::Layout => layout::detect(root),
        };
        if detected.errors.is_empty() && detected.services.entries().is_empty() {
            passed_over.append(&mut detected.warnings);
            continue;
        }
        if detected.errors.is_empty() {
            detected.warnings.extend(mount::mount(&mut detected.services));
        }
        return (passed_over, Some((source, detected)));
    }
    (passed_over, None)
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
    #[must_use]
    pub fn v2(&self) -> Value {
        fields([
            ("root", Some(self.root.clone().into())),
            ("framework", self.framework.map(Value::from)),
            ("entrypoint", self.entrypoint.clone().map(Value::from)),
        ])
    }

    /// As a service of `experimentalServices`.
    #[must_use]
    pub fn v1(&self) -> Value {
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

    /// As Vercel's CLI would hand it on: with its mount point.
    #[must_use]
    pub fn config(&self) -> Value {
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
#[must_use]
pub fn fields<const N: usize>(fields: [(&str, Option<Value>); N]) -> Value {
    let present = fields.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
    Value::Object(present.collect())
}

/// More than one framework in a folder, of which Vercel wants one at most.
fn several_frameworks(code: &str, folder: &Folder<'_>, found: &[crate::detect::Detection]) -> Note {
    let names: Vec<&str> = found.iter().map(|detection| detection.framework.name.as_str()).collect();
    let message = format!(
        "Vercel detects several frameworks in {}: {}. Add `services` by hand, with a `framework` for each.",
        folder::named(folder.path()),
        names.join(", ")
    );
    Note::new(code, message)
}

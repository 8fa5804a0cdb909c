//! What Vercel will make of the project: the answer of `svc-lsp inspect`.

mod config_error;
mod declared;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::generate::inferred::infer;
use crate::migrate::Note;
use crate::reads::{ReadEntry, Reads};
use crate::request::{Answer, Request, Router};
use crate::rules::finding::Finding;
use crate::rules::kinds::service::rejections as rejected_services;
use crate::services::routing::{self, Routes, Row};
use crate::services::{self, env};
use crate::services::{Configured, configured, v1, v2};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Node;
use svc_vercel::frameworks;
use svc_vercel::infer::InferenceSource;

pub use config_error::{ConfigError, config_error};
pub use declared::{Declared, source};

/// What Vercel will make of the project.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Inspection {
    /// The first error in the configuration itself, or null.
    pub config_error: Option<ConfigError>,
    /// The errors that Vercel reports for the services, in its order. It stops at the first error of a service.
    pub errors: Vec<ServiceError>,
    /// The services that it resolves, with name, type, framework, runtime, route prefix, root, entrypoint and builder as far as they have one.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub services: Vec<Value>,
    /// The routes that Vercel generates for `experimentalServices`.
    pub routes: Routes,
    /// The environment variables that Vercel generates, with their values.
    pub env: Map<String, Value>,
    /// Which service answers which paths, in the order in which they are tried.
    pub routing: Vec<Row>,
    /// The variables that Vercel generates for each service.
    pub variables: Map<String, Value>,
    /// The key that declares the services; none where the file declares none.
    pub model: Option<&'static str>,
    /// The services that the file declares, rejected ones included, in the order in which requests meet them; those that Vercel infers,
    /// where the file declares none.
    pub declared: Vec<Declared>,
    /// `routing` as it would be if Vercel rejected no service.
    pub declared_routing: Vec<Row>,
    /// Where the project's source code reads environment variables, if the file declares services: at most 10,000 places.
    pub reads: Vec<ReadEntry>,
    /// What Vercel infers if the file configures no services.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inferred: Option<Inferred>,
    /// The version of Vercel's CLI whose behavior this is.
    pub vercel_cli: &'static str,
}

/// The services that Vercel infers from the project.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Inferred {
    /// Where it finds them.
    pub source: InferenceSource,
    /// The services, by name.
    pub services: Map<String, Value>,
    /// The rewrites that send requests to them.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub rewrites: Vec<Value>,
    /// What to know about them.
    pub warnings: Vec<Note>,
}

/// An error that Vercel reports for the services.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ServiceError {
    /// Vercel's error code.
    pub code: String,
    /// The service; null if it is about the whole file.
    pub service: Option<String>,
    /// What is wrong.
    pub message: String,
}

/// Inspects a file in its project.
#[must_use]
pub fn inspect(snapshot: &Snapshot) -> Inspection {
    let mut inspection = Inspection {
        config_error: config_error(snapshot),
        errors: Vec::new(),
        services: Vec::new(),
        routes: Routes::default(),
        env: Map::new(),
        routing: Vec::new(),
        variables: Map::new(),
        model: None,
        declared: Vec::new(),
        declared_routing: Vec::new(),
        reads: Reads::of(snapshot).map(|reads| reads.entries()).unwrap_or_default(),
        inferred: None,
        vercel_cli: &frameworks::source().cli,
    };
    if !snapshot.parse.errors().is_empty() {
        inspection.errors.push(of_file("INVALID_VERCEL_JSON", "The vercel.json isn't valid JSON."));
        return inspection;
    }
    match configured(snapshot.config()) {
        Configured::Both => {
            inspection.errors.push(of_file("SERVICES_AND_EXPERIMENTAL_SERVICES_V2", services::BOTH_NAMES));
        }
        Configured::V2 => {
            let resolution = v2::resolution(snapshot);
            inspection.errors =
                rejected_services(snapshot, ServicesModel::V2).iter().map(of_service).collect();
            inspection.services =
                resolution.services.iter().filter_map(|it| serde_json::to_value(&**it).ok()).collect();
            inspection.routing = v2::table(snapshot);
            inspection.declare(snapshot, ServicesModel::V2);
        }
        Configured::V1 => {
            let resolution = v1::resolution(snapshot);
            inspection.errors =
                rejected_services(snapshot, ServicesModel::V1).iter().map(of_service).collect();
            inspection.services =
                resolution.services.iter().filter_map(|it| serde_json::to_value(&**it).ok()).collect();
            inspection.routes = routing::routes(&resolution.services);
            let host = snapshot.settings.deployment_host();
            inspection.env = env::injected(&resolution.services, host);
            for variable in env::variables(&resolution.services, host) {
                let of_service =
                    inspection.variables.entry(variable.service).or_insert_with(|| Map::new().into());
                if let Some(of_service) = of_service.as_object_mut() {
                    of_service.insert(variable.name, variable.value.into());
                }
            }
            inspection.routing = routing::table(&resolution.services);
            inspection.declare(snapshot, ServicesModel::V1);
        }
        Configured::None => {
            let inference = infer(&snapshot.project);
            inspection.inferred =
                inference.source.filter(|_| !inference.services.is_empty()).map(|source| Inferred {
                    source,
                    services: inference.config(),
                    rewrites: inference.rewrites(),
                    warnings: inference.warnings.clone(),
                });
            inspection.errors = inference.errors.into_iter().map(of_note).collect();
            inspection.services = inference.resolved;
            let is_service = |name: &str| {
                inspection.services.iter().any(|it| it.get("name").and_then(Value::as_str) == Some(name))
            };
            inspection.routing = v2::table_of(snapshot, is_service);
            inspection.declared = declared::inferred(&inspection.services);
            inspection.declared_routing.clone_from(&inspection.routing);
        }
    }
    inspection
}

impl Inspection {
    fn declare(&mut self, snapshot: &Snapshot, model: ServicesModel) {
        self.model = Some(match model {
            ServicesModel::V1 => v1::KEY,
            ServicesModel::V2 if snapshot.config().get(v2::KEY).is_some_and(|it| !it.is_null()) => v2::KEY,
            ServicesModel::V2 => v2::ALIAS,
        });
        self.declared_routing = declared::routing(snapshot, model);
        self.declared = declared::declared(snapshot, model, &self.services, &self.declared_routing);
    }
}

/// Who answers `request`. [`Router`] answers many requests to one file, without notes about the file.
///
/// # Errors
/// A sentence, where the file can't be read or Vercel rejects its rules.
pub fn answer(snapshot: &Snapshot, request: &Request) -> Result<Answer, String> {
    let mut answer = Router::new(snapshot)?.answer(request);
    answer.notes.extend(rejections(snapshot));
    answer.notes.extend(notes(snapshot));
    Ok(answer)
}

/// What is to know about all answers to requests: which rules are not known.
#[must_use]
pub fn notes(snapshot: &Snapshot) -> Vec<String> {
    let unknown = [
        (
            "proxy",
            "`proxy` runs after the rules of the first phase. svc-lsp doesn't know what it does to requests.",
        ),
        ("bulkRedirectsPath", "The redirects in `bulkRedirectsPath` are not included."),
        ("builds", "Rules that the builders of `builds` add are not included."),
    ];
    let is_set = |key| snapshot.config().get(key).is_some_and(Node::is_truthy);
    unknown.into_iter().filter(|(key, _)| is_set(*key)).map(|(_, note)| note.to_owned()).collect()
}

/// That Vercel rejects the file or a service, and why.
#[must_use]
pub fn rejections(snapshot: &Snapshot) -> Vec<String> {
    let of_file = config_error(snapshot).map(|error| format!("Vercel rejects this file: {}", error.message));
    let model = match configured(snapshot.config()) {
        Configured::V1 => Some(ServicesModel::V1),
        Configured::V2 => Some(ServicesModel::V2),
        Configured::None | Configured::Both => None,
    };
    let errors = model.into_iter().flat_map(|model| rejected_services(snapshot, model));
    let of_services = errors.map(|error| {
        let service = error.service.as_deref().unwrap_or_default();
        format!("Vercel rejects the service `{service}`: {}", error.message)
    });
    of_file.into_iter().chain(of_services).collect()
}

fn of_service(error: &Finding) -> ServiceError {
    ServiceError {
        code: error.vercel_code.unwrap_or(error.rule.code).to_owned(),
        service: error.service.clone(),
        message: error.message.clone(),
    }
}

fn of_note(note: Note) -> ServiceError {
    ServiceError { code: note.code, service: note.service, message: note.message }
}

fn of_file(code: &str, message: &str) -> ServiceError {
    ServiceError { code: code.to_owned(), service: None, message: message.to_owned() }
}

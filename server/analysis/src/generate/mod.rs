//! The configuration that writes down what Vercel infers from the project.

pub mod inferred;

use std::sync::Arc;
use svc_config::ServicesModel;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::check::check;
use crate::generate::inferred::{Inference, infer};
use crate::migrate::Note;
use crate::services::folders::{ProposedService, proposed};
use crate::services::{Configured, configured, v1, v2};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::edit::draft::Draft;
use svc_syntax::edit::pretty::pretty;
use svc_vercel::detect::entrypoints_in;
use svc_vercel::infer::{InferenceSource, InferredService, fields};
use svc_vercel::project::{Folder, ProjectFs, folder};
use svc_vercel::runtime::Runtime;

/// The address of the schema that editors know the file by.
pub const SCHEMA: &str = "https://openapi.vercel.sh/vercel.json";

/// The configuration for a project, with the evidence for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Generated {
    /// Where the services were found, or null.
    pub source: Option<InferenceSource>,
    /// The services that were found.
    pub found: Vec<Found>,
    /// What to know and what is left to do.
    pub warnings: Vec<Note>,
    /// Why no configuration was generated.
    pub errors: Vec<Note>,
    /// The members that are added to the file; null if there are errors.
    #[schemars(with = "Option<Map<String, Value>>")]
    pub config: Option<Value>,
    /// The whole file with them; null if there are errors. What was in the file is kept.
    pub text: Option<String>,
}

/// A service that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Its name.
    pub name: String,
    /// Its folder, relative to the project root.
    pub root: String,
    /// The framework's slug.
    pub framework: Option<&'static str>,
    /// The path at which it answers; null for a worker.
    pub mount_path: Option<String>,
    /// Why it was found.
    pub why: String,
}

/// The configuration for the project of a file that configures no services yet (it may be empty).
#[must_use]
pub fn generate(snapshot: &Snapshot, model: ServicesModel) -> Generated {
    let mut generated = Generated::default();
    let is_empty = snapshot.text.to_string().trim().is_empty();
    if let Some(error) = snapshot.parse.errors().first().filter(|_| !is_empty) {
        let message = format!("The file isn't valid JSON: {}", error.message());
        generated.errors.push(Note::new("INVALID_VERCEL_JSON", message, Some(error.range)));
        return generated;
    }
    if configured(snapshot.config()) != Configured::None {
        let place = crate::services::declared(snapshot).map(|member| member.key_range);
        let message = "The file already configures services.";
        generated.errors.push(Note::new("SERVICES_CONFIGURED", message, place));
        return generated;
    }
    let inference = infer(&snapshot.project);
    generated.source = inference.source;
    generated.found = inference.services.iter().map(Found::new).collect();
    generated.warnings = [inference.passed_over.clone(), inference.warnings.clone()].concat();
    generated.errors.clone_from(&inference.errors);
    if inference.services.is_empty() {
        let left_out = left_out(snapshot, model);
        // One folder is the application itself.
        if left_out.len() > 1 {
            generated.warnings.extend(left_out);
        }
        if generated.errors.is_empty() {
            let message = "The project is a single application and doesn't need `services`.";
            generated.errors.push(Note::new("NO_SERVICES_CONFIGURED", message, None));
        }
        return generated;
    }
    let services = services(&inference, model, &snapshot.project, &mut generated.warnings);
    if services.is_empty() {
        let message =
            format!("None of the services that were found can be configured with `{}`.", key(model));
        generated.errors.push(Note::new("NO_SERVICES_CONFIGURED", message, None));
        return generated;
    }
    let members = members(services, &inference, model);
    let is_blank =
        is_empty || snapshot.config().as_object().is_some_and(|config| config.members().is_empty());
    let Some(text) = written(snapshot, &members, is_blank) else {
        let message = "The services can't be added: the file must be an object, and `rewrites` a list.";
        generated.errors.push(Note::new("INVALID_VERCEL_CONFIG", message, None));
        return generated;
    };
    let made = Snapshot::of(&text, Arc::clone(&snapshot.project));
    let refused = check(&made)
        .into_iter()
        .filter(|finding| finding.severity == Severity::Error && !finding.is_rejected_later());
    generated.errors.extend(refused.map(|finding| {
        let message = format!("Vercel would reject the configuration: {}", finding.message);
        Note { message, ..Note::from_error(&finding, None) }
    }));
    generated.warnings.extend(left_out(&made, model));
    if generated.errors.is_empty() {
        generated.config = Some(Value::Object(members));
        generated.text = Some(text);
    }
    generated
}

/// The folders with a framework that belong to none of the file's services: what completion offers, and Vercel doesn't look at.
fn left_out(snapshot: &Snapshot, model: ServicesModel) -> Vec<Note> {
    let left_out = proposed(snapshot, model, &[]).into_iter();
    let note = |service: ProposedService| {
        let message = format!(
            "{} ({}) is left out: Vercel looks for services only in the project root, `frontend`, `apps/web`, `backend` and the folders in `services`. To include it, add it to `{}`.",
            folder::named(&service.folder.path),
            service.folder.framework_names(),
            key(model)
        );
        Note::new("FOLDER_LEFT_OUT", capital(&message), None)
    };
    left_out.map(note).collect()
}

/// With its first letter in upper case, if it is a letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The key of the model.
fn key(model: ServicesModel) -> &'static str {
    if model == ServicesModel::V1 { v1::KEY } else { v2::KEY }
}

/// The services that the model can describe.
fn services(
    inference: &Inference,
    model: ServicesModel,
    project: &Arc<dyn ProjectFs>,
    warnings: &mut Vec<Note>,
) -> Map<String, Value> {
    let root = Folder::root(&**project);
    let mut services = Map::new();
    for (name, service) in &inference.services {
        match model {
            ServicesModel::V1 if service.is_web() || service.is_worker() => {
                services.insert(name.clone(), service_v1(service));
            }
            ServicesModel::V2 if service.is_web() => {
                services.insert(name.to_lowercase(), service_v2(service, &root));
            }
            _ => {
                let message = format!(
                    "`{name}` ({}) isn't a web service and is skipped: `{}` supports only web services.",
                    service.evidence,
                    key(model)
                );
                warnings.push(Note::new("UNSUPPORTED_SERVICE_TYPE", message, None).of(name));
            }
        }
    }
    services
}

/// The members of the configuration, in the order in which they are written.
fn members(services: Map<String, Value>, inference: &Inference, model: ServicesModel) -> Map<String, Value> {
    let mut members = Map::new();
    members.insert("$schema".to_owned(), SCHEMA.into());
    members.insert(key(model).to_owned(), services.into());
    if model == ServicesModel::V2 {
        members.insert("rewrites".to_owned(), inference.rewrites().into_iter().map(public).collect());
    }
    members
}

/// A rewrite to a service as users write it: the name in lower case, the destination without a `type`.
fn public(mut rewrite: Value) -> Value {
    let name = rewrite.pointer("/destination/service").and_then(Value::as_str).map(str::to_lowercase);
    if let Some(destination) = rewrite.get_mut("destination") {
        *destination = json!({ "service": name });
    }
    rewrite
}

/// As a service of `experimentalServices`.
fn service_v1(service: &InferredService) -> Value {
    let mut value = service.v1();
    let Some(fields) = value.as_object_mut() else { return value };
    fields.retain(|key, value| !key.ends_with("Command") || command(value).is_some());
    // `web` is what a service is without a type; nothing else has a path.
    fields.shift_remove(if service.is_web() { "type" } else { "routePrefix" });
    if service.framework.is_some() && (service.is_frontend() || service.entrypoint.as_deref() == Some(".")) {
        fields.shift_remove("entrypoint");
    }
    value
}

/// A command that Vercel takes as one.
fn command(value: &Value) -> Option<&str> {
    value.as_str().filter(|command| !command.is_empty())
}

/// As a service of `services`: a frontend by its framework, a backend by the file that it starts.
fn service_v2(service: &InferredService, root: &Folder<'_>) -> Value {
    let runtime = service.framework.and_then(Runtime::of_framework);
    let written = service.entrypoint.clone().filter(|entrypoint| entrypoint != ".");
    let entrypoint = written.or_else(|| {
        let folder = root.folder(&service.root);
        runtime.and_then(|runtime| entrypoints_in(&folder, Some(runtime)).into_iter().next())
    });
    let entrypoint = entrypoint.filter(|_| !service.is_frontend());
    let framework = service.framework.filter(|_| entrypoint.is_none());
    let commands = [&service.build_command, &service.pre_deploy_command];
    let commands: Vec<&str> = commands.into_iter().flatten().filter_map(command).collect();
    fields([
        ("root", Some(service.root.clone().into())),
        ("framework", framework.map(Value::from)),
        ("entrypoint", entrypoint.map(Value::from)),
        ("buildCommand", (!commands.is_empty()).then(|| commands.join(" && ").into())),
    ])
}

/// The file with the members in it. `None` where they can't be added to what is there.
fn written(snapshot: &Snapshot, members: &Map<String, Value>, is_blank: bool) -> Option<String> {
    if is_blank {
        return Some(pretty(&Value::Object(members.clone())).replace('\t', "  ") + "\n");
    }
    let mut draft = Draft::of(snapshot);
    for key in [v1::KEY, v2::ALIAS, v2::KEY].into_iter().filter(|key| !members.contains_key(*key)) {
        draft.remove(key);
    }
    let mut members = members.clone();
    members.shift_remove("$schema");
    let rewrites = members.shift_remove("rewrites");
    let rewrites = rewrites.as_ref().and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let added =
        members.iter().all(|(key, value)| draft.set(key, value)) && draft.append("rewrites", rewrites);
    added.then(|| draft.text.to_string())
}

impl Found {
    fn new((name, service): &(String, InferredService)) -> Found {
        Found {
            name: name.clone(),
            root: service.root.clone(),
            framework: service.framework,
            mount_path: service.is_web().then(|| service.mount_path.clone()),
            why: service.evidence.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use svc_vercel::project::MemoryFs;

    const PROJECT: [(&str, &str); 4] = [
        ("frontend/package.json", r#"{ "dependencies": { "next": "16" } }"#),
        ("backend/requirements.txt", "fastapi"),
        ("backend/main.py", "app = FastAPI()"),
        ("services/mail/go.mod", ""),
    ];

    /// The file, or why there is none.
    fn text(before: &str, model: ServicesModel) -> String {
        let snapshot = Snapshot::of(before, Arc::new(MemoryFs::new(PROJECT)));
        let generated = generate(&snapshot, model);
        let errors: Vec<String> =
            generated.errors.iter().map(|error| format!("{}: {}", error.code, error.message)).collect();
        generated.text.unwrap_or_else(|| errors.join("\n"))
    }

    fn check(before: &str, model: ServicesModel, expect: &Expect) {
        expect.assert_eq(&text(before, model));
    }

    #[test]
    fn a_new_file() {
        check(
            "",
            ServicesModel::V2,
            &expect![[r#"
                {
                  "$schema": "https://openapi.vercel.sh/vercel.json",
                  "services": {
                    "frontend": { "root": "frontend", "framework": "nextjs" },
                    "backend": { "root": "backend", "entrypoint": "main.py" }
                  },
                  "rewrites": [
                    {
                      "source": "/api/backend(/.*)?",
                      "destination": { "service": "backend" }
                    },
                    {
                      "source": "/(.*)",
                      "destination": { "service": "frontend" }
                    }
                  ]
                }
            "#]],
        );
        check(
            "\n",
            ServicesModel::V1,
            &expect![[r#"
                {
                  "$schema": "https://openapi.vercel.sh/vercel.json",
                  "experimentalServices": {
                    "frontend": {
                      "root": "frontend",
                      "framework": "nextjs",
                      "routePrefix": "/"
                    },
                    "backend": {
                      "root": "backend",
                      "framework": "fastapi",
                      "routePrefix": "/api/backend"
                    }
                  }
                }
            "#]],
        );
    }

    #[test]
    fn a_file_that_configures_no_services_keeps_what_it_says() {
        check(
            "{\n\t\"cleanUrls\": true,\n\t\"rewrites\": [\n\t\t{ \"source\": \"/a\", \"destination\": \"/b\" }\n\t]\n}\n",
            ServicesModel::V2,
            &expect![[r#"
                {
                	"cleanUrls": true,
                	"rewrites": [
                		{ "source": "/a", "destination": "/b" },
                		{
                			"source": "/api/backend(/.*)?",
                			"destination": { "service": "backend" }
                		},
                		{
                			"source": "/(.*)",
                			"destination": { "service": "frontend" }
                		}
                	],
                	"services": {
                		"frontend": { "root": "frontend", "framework": "nextjs" },
                		"backend": { "root": "backend", "entrypoint": "main.py" }
                	}
                }
            "#]],
        );
        assert_eq!(text("{}", ServicesModel::V2), text("", ServicesModel::V2));
        check(
            r#"{ "experimentalServices": {}, "public": true }"#,
            ServicesModel::V2,
            &expect![[r#"
                { "public": true, "services": {
                  "frontend": { "root": "frontend", "framework": "nextjs" },
                  "backend": { "root": "backend", "entrypoint": "main.py" }
                }, "rewrites": [
                  {
                    "source": "/api/backend(/.*)?",
                    "destination": { "service": "backend" }
                  },
                  {
                    "source": "/(.*)",
                    "destination": { "service": "frontend" }
                  }
                ] }"#]],
        );
    }

    #[test]
    fn folders_that_are_left_out_are_listed() {
        let project =
            [PROJECT.as_slice(), &[("apps/admin/package.json", r#"{ "devDependencies": { "vite": "7" } }"#)]]
                .concat();
        let messages = |project: &[(&str, &str)]| {
            let snapshot = Snapshot::of("", Arc::new(MemoryFs::new(project.iter().copied())));
            let warnings = generate(&snapshot, ServicesModel::V2).warnings;
            let left_out = warnings.into_iter().filter(|warning| warning.code == "FOLDER_LEFT_OUT");
            left_out.map(|warning| warning.message).collect::<Vec<_>>()
        };
        let found = messages(&project);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].starts_with("`apps/admin` (Vite) is left out: Vercel looks for services only in"),
            "{found:?}"
        );
        assert_eq!(messages(&PROJECT), [""; 0]);
        // Where Vercel finds none at all.
        let others = [
            ("site/package.json", r#"{ "dependencies": { "next": "16" } }"#),
            ("server/requirements.txt", "fastapi"),
            ("server/main.py", "app = FastAPI()"),
        ];
        assert_eq!(messages(&others).len(), 2);
    }

    #[test]
    fn a_blocked_generation_says_why() {
        check(
            r#"{ "services": { "a": {} } }"#,
            ServicesModel::V2,
            &expect!["SERVICES_CONFIGURED: The file already configures services."],
        );
        check(
            "{ oops",
            ServicesModel::V2,
            &expect![[
                r#"INVALID_VERCEL_JSON: The file isn't valid JSON: A key must be in double quotes. Add `"` around it."#
            ]],
        );
        check(
            r#"{ "buildCommand": "make" }"#,
            ServicesModel::V2,
            &expect![
                "SERVICES_AND_TOP_LEVEL_BUILD_SETTINGS: Vercel would reject the configuration: `buildCommand` can't be used with `services`: Vercel can't tell which service it applies to. Move it into the service it is for."
            ],
        );
        check(
            r#"{ "rewrites": 1 }"#,
            ServicesModel::V2,
            &expect![
                "INVALID_VERCEL_CONFIG: The services can't be added: the file must be an object, and `rewrites` a list."
            ],
        );
        check(
            "[]",
            ServicesModel::V2,
            &expect![
                "INVALID_VERCEL_CONFIG: The services can't be added: the file must be an object, and `rewrites` a list."
            ],
        );
    }

    /// Vercel accepts a service type that is a property of `Object.prototype`.
    #[test]
    fn no_file_is_made_of_services_that_its_model_can_not_describe() {
        let files = [
            ("render.yaml", "services:\n  - type: constructor\n    name: mail\n    rootDir: mail\n"),
            ("mail/requirements.txt", "fastapi"),
            ("mail/main.py", "app = FastAPI()"),
        ];
        let snapshot = Snapshot::of("", Arc::new(MemoryFs::new(files)));
        for model in [ServicesModel::V1, ServicesModel::V2] {
            let generated = generate(&snapshot, model);
            assert_eq!((generated.found.len(), generated.text), (1, None));
            let codes: Vec<&str> = generated.errors.iter().map(|error| error.code.as_str()).collect();
            assert_eq!(codes, ["NO_SERVICES_CONFIGURED"]);
        }
    }
}

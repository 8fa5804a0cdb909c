//! The services that a file declares, those that Vercel rejects included.

use std::cmp::Reverse;

use serde::Serialize;
use serde_json::Value;
use svc_config::ServicesModel;
use svc_vercel::{frameworks, posix_path};

use crate::services::routing::{Matches, Row};
use crate::services::{Reading, Service, Services, v1, v2};
use crate::snapshot::Snapshot;

/// A service that the file declares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Declared {
    /// Its name.
    pub name: String,
    /// The name of the framework, else of the runtime; of a rejected service, only if it is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// The file or folder that it starts from, from the project root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether Vercel rejects it.
    pub is_rejected: bool,
}

/// The services of a model in the order in which requests meet them, those that no request meets last.
pub fn declared(
    snapshot: &Snapshot,
    model: ServicesModel,
    resolved: &[Value],
    routing: &[Row],
) -> Vec<Declared> {
    let services = services(snapshot, model);
    let rank = |service: &Service| routing.iter().position(|row| row.service == service.name);
    let mut in_order: Vec<&Service> = services.iter().collect();
    in_order.sort_by_key(|service| rank(service).unwrap_or(routing.len()));
    let is_it = |resolved: &&Value, name: &str| {
        resolved.get("name").and_then(Value::as_str).is_some_and(|it| it == name)
    };
    let of = |service: &Service| match resolved.iter().find(|it| is_it(it, &service.name)) {
        Some(resolved) => of_resolved(resolved),
        None => Declared {
            name: service.name.to_string(),
            framework: service.filled("framework").and_then(name),
            source: written_source(service),
            is_rejected: true,
        },
    };
    in_order.into_iter().map(of).collect()
}

/// The services that Vercel infers.
pub fn inferred(resolved: &[Value]) -> Vec<Declared> {
    resolved.iter().map(of_resolved).collect()
}

fn of_resolved(resolved: &Value) -> Declared {
    Declared {
        name: resolved.get("name").and_then(Value::as_str).unwrap_or_default().to_owned(),
        framework: framework(resolved),
        source: source(resolved),
        is_rejected: false,
    }
}

/// The routing table as it would be if Vercel rejected no service.
pub fn routing(snapshot: &Snapshot, model: ServicesModel) -> Vec<Row> {
    let services = services(snapshot, model);
    match model {
        ServicesModel::V1 => {
            let with_prefix = services.iter().filter_map(|service| Some((service.prefix()?.path, service)));
            let mut rows: Vec<Row> = with_prefix
                .map(|(prefix, service)| Row {
                    matches: Matches::Prefix(prefix),
                    service: service.name.to_string(),
                })
                .collect();
            rows.sort_by_key(|row| match &row.matches {
                Matches::Prefix(text) | Matches::Source(text) => Reverse(text.encode_utf16().count()),
            });
            rows
        }
        ServicesModel::V2 => v2::table_of(snapshot, |name| services.named(name).is_some()),
    }
}

fn services(snapshot: &Snapshot, model: ServicesModel) -> Services<'_> {
    match model {
        ServicesModel::V1 => v1::services(snapshot, Reading::Resolver),
        ServicesModel::V2 => v2::services(snapshot, Reading::Resolver),
    }
}

/// The name of the framework of a service that Vercel resolves, else of its runtime.
fn framework(resolved: &Value) -> Option<String> {
    let text = |key| resolved.get(key).and_then(Value::as_str);
    let slug = text("framework").or_else(|| text("runtime"))?;
    Some(name(slug).unwrap_or_else(|| slug.to_owned()))
}

fn name(slug: &str) -> Option<String> {
    Some(match slug {
        "node" => "Node.js".to_owned(),
        _ => frameworks::find(slug)?.name.clone(),
    })
}

/// The file or folder that a service starts from that Vercel resolves, from the project root.
#[must_use]
pub fn source(resolved: &Value) -> Option<String> {
    let text = |key| resolved.get(key).and_then(Value::as_str).filter(|text| !text.is_empty());
    let folder = text("root").or_else(|| text("workspace"));
    match text("entrypoint") {
        Some(entrypoint) => Some(in_folder(folder, entrypoint)),
        None => folder.map(str::to_owned),
    }
}

fn written_source(service: &Service) -> Option<String> {
    let folder = service.filled("root");
    match service.filled("entrypoint") {
        Some(entrypoint) => Some(in_folder(folder, entrypoint)),
        None => folder.map(str::to_owned),
    }
}

fn in_folder(folder: Option<&str>, file: &str) -> String {
    folder.map_or_else(|| file.to_owned(), |folder| posix_path::join(folder, file))
}

#[cfg(test)]
mod tests {
    use crate::inspect::inspect;
    use crate::testing::snapshot;

    fn shown(source: &str) -> Vec<String> {
        let inspection = inspect(&snapshot(source));
        let rows = |rows: &[super::Row]| serde_json::to_string(rows).unwrap();
        let mut shown: Vec<String> =
            inspection.declared.iter().map(|it| serde_json::to_string(it).unwrap()).collect();
        shown.push(rows(&inspection.declared_routing));
        shown.push(rows(&inspection.routing));
        shown
    }

    #[test]
    fn a_broken_service_stands_where_it_would_be() {
        assert_eq!(
            shown(
                r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web", "framework": "nextsj", "routePrefix": "/" },
  "jobs": { "entrypoint": "api/jobs.py" },
  "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }
//- /web/package.json
{}
//- /api/main.py
from fastapi import FastAPI
app = FastAPI()
//- /api/jobs.py
from fastapi import FastAPI
app = FastAPI()
//- /api/requirements.txt
fastapi
"#
            ),
            [
                r#"{"name":"api","framework":"FastAPI","source":"api/main.py","isRejected":false}"#,
                r#"{"name":"web","source":"web","isRejected":true}"#,
                r#"{"name":"jobs","source":"api/jobs.py","isRejected":true}"#,
                r#"[{"prefix":"/api","service":"api"},{"prefix":"/","service":"web"}]"#,
                r#"[{"prefix":"/api","service":"api"}]"#,
            ]
        );
        assert_eq!(
            shown(
                r#"
//- /vercel.json
{ "services": {
  "web": { "root": "web", "framework": "vite" },
  "api": { "root": "nowhere", "framework": "express", "entrypoint": "main.ts" }
}, "rewrites": [
  { "source": "/api/(.*)", "destination": { "service": "api" } },
  { "source": "/(.*)", "destination": { "service": "web" } }
] }
//- /web/package.json
{ "devDependencies": { "vite": "7" } }
"#
            ),
            [
                r#"{"name":"api","framework":"Express","source":"nowhere/main.ts","isRejected":true}"#,
                r#"{"name":"web","framework":"Vite","source":"web","isRejected":false}"#,
                r#"[{"source":"/api/(.*)","service":"api"},{"source":"/(.*)","service":"web"}]"#,
                r#"[{"source":"/(.*)","service":"web"}]"#,
            ]
        );
    }
}

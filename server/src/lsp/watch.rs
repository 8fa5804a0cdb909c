//! Which files the client watches for the server.

use serde_json::json;
use tower_lsp::ls_types::Registration;

use super::capabilities::ClientCapabilities;
use super::settings;

/// Files whose content detection reads.
const READ: &[&str] = &[
    "**/vercel.json",
    "**/package.json",
    "**/{pyproject.toml,Pipfile,requirements.txt,uv.lock,.python-version}",
    "**/{go.mod,Gemfile,config.ru,Cargo.toml,Procfile,railway.json,railway.toml,render.yaml,turbo.json}",
    "**/{next,vite,nuxt,svelte,astro}.config.{js,cjs,mjs,ts,cts,mts}",
    "**/.env*",
];

/// What to register with the client once it is initialised.
#[must_use]
pub fn registrations(client: &ClientCapabilities) -> Vec<Registration> {
    let mut registrations = Vec::new();
    if client.registers_watchers {
        // Entrypoints are any files: their coming and going counts, their content does not.
        const CREATE_AND_DELETE: u8 = 1 | 4;
        let mut watchers = vec![json!({ "globPattern": "**/*", "kind": CREATE_AND_DELETE })];
        watchers.extend(READ.iter().map(|glob| json!({ "globPattern": glob })));
        registrations.push(registration("workspace/didChangeWatchedFiles", json!({ "watchers": watchers })));
    }
    if client.registers_configuration {
        registrations
            .push(registration("workspace/didChangeConfiguration", json!({ "section": settings::SECTION })));
    }
    registrations
}

fn registration(method: &str, options: serde_json::Value) -> Registration {
    Registration {
        id: format!("svc-lsp/{method}"),
        method: method.to_owned(),
        register_options: Some(options),
    }
}

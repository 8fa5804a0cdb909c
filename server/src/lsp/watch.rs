//! Which changes the client reports to the server.

use std::path::Path;

use serde_json::{Value, json};
use tower_lsp::ls_types::Registration;

use super::client_capabilities::ClientCapabilities;
use super::settings;

/// What to register with the client once it is initialised.
///
/// Every file is watched: any may be an entrypoint, and detection reads manifests, configurations and sources of a dozen
/// languages.
#[must_use]
pub fn registrations(client: &ClientCapabilities) -> Vec<Registration> {
    let registration = |method: &str, options: Value| Registration {
        id: format!("svc-lsp/{method}"),
        method: method.to_owned(),
        register_options: Some(options),
    };
    let mut registrations = Vec::new();
    if client.registers_watchers {
        let watchers = json!({ "watchers": [{ "globPattern": "**/*" }] });
        registrations.push(registration("workspace/didChangeWatchedFiles", watchers));
    }
    if client.registers_configuration {
        let section = json!({ "section": settings::SECTION });
        registrations.push(registration("workspace/didChangeConfiguration", section));
    }
    registrations
}

/// Whether what comes and goes at a path means nothing for any file: in `node_modules` and `.git`.
#[must_use]
pub fn passes_over(path: &Path) -> bool {
    path.iter().any(|name| name == "node_modules" || name == ".git")
}

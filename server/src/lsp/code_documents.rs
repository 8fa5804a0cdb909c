//! Asks the client to open source code with the server, too: once a `vercel.json` of the workspace declares services.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};
use tower_lsp::ls_types::{CodeActionKind, Registration, TextDocumentSyncKind};

use super::session::Session;
use super::sources::folder_with_services;
use super::{convert, task, workspace_files};
use crate::display::line;

/// The languages whose reads are found, by the names that editors give them.
const LANGUAGES: [&str; 11] = [
    "astro",
    "go",
    "javascript",
    "javascriptreact",
    "python",
    "ruby",
    "rust",
    "svelte",
    "typescript",
    "typescriptreact",
    "vue",
];

const ID: &str = "svc-lsp/code";

/// Asks the client, unless it was asked before or can't be.
pub fn ask(session: &Arc<Session>) {
    if !session.state().client.registers_code || session.opens_code.swap(true, Ordering::SeqCst) {
        return;
    }
    let session = Arc::clone(session);
    task::spawn(async move {
        let registrations = registrations(session.state().client.pulls_diagnostics);
        if let Err(error) = session.client.register_capability(registrations).await {
            tracing::warn!("The client couldn't open source code: {}.", line(&error.to_string()));
        }
    });
}

/// Asks the client if a `vercel.json` of the workspace declares services.
pub fn ask_if_needed(session: &Arc<Session>) {
    if !session.state().client.registers_code || session.opens_code.load(Ordering::SeqCst) {
        return;
    }
    let session = Arc::clone(session);
    drop(task::spawn_blocking(move || {
        if workspace_files::all(&session).iter().any(|file| folder_with_services(file).is_some()) {
            ask(&session);
        }
    }));
}

fn registrations(pulls_diagnostics: bool) -> Vec<Registration> {
    let filters = LANGUAGES.map(|language| json!({ "scheme": "file", "language": language }));
    let registration = |method: &str, options: Value| {
        let mut options = options;
        if let Some(options) = options.as_object_mut() {
            options.insert("documentSelector".to_owned(), json!(filters));
        }
        let id = format!("{ID}/{method}");
        Registration { id, method: format!("textDocument/{method}"), register_options: Some(options) }
    };
    // Diagnostics of the workspace are asked for anyway.
    let diagnostics =
        json!({ "identifier": ID, "interFileDependencies": true, "workspaceDiagnostics": false });
    let diagnostic = pulls_diagnostics.then(|| registration("diagnostic", diagnostics));
    let registrations = [
        registration("didOpen", json!({})),
        registration("didChange", json!({ "syncKind": TextDocumentSyncKind::INCREMENTAL })),
        registration("didClose", json!({})),
        registration("hover", json!({})),
        registration("completion", json!({ "triggerCharacters": convert::TRIGGERS_OF_CODE })),
        registration("definition", json!({})),
        registration("references", json!({})),
        registration("codeAction", json!({ "codeActionKinds": [CodeActionKind::QUICKFIX] })),
    ];
    registrations.into_iter().chain(diagnostic).collect()
}

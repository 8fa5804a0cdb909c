//! Commands: what a code lens or a code action can start.
//!
//! Some the server runs (`workspace/executeCommand`), some only an editor can: it opens terminals and panels. An editor says
//! which it runs in the capability `experimental.commands.commands`, a list of names; what nobody runs is not offered.
//!
//! Every command takes one object, whose `uri` names the file.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use svc_analysis::edit;
use svc_analysis::migrate;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{Location, Position, Uri};

use super::client_capabilities::ClientCapabilities;
use super::routing;
use super::server::{on_file, request_failed};
use super::session::Session;

/// Rewrites `experimentalServices` as `services`.
pub const MIGRATE_SERVICES: &str = "svcLsp.migrateServices";
/// Shows who answers which request.
pub const SHOW_ROUTING: &str = "svcLsp.showRouting";
/// Shows the places where a service is named.
pub const SHOW_REFERENCES: &str = "svcLsp.showReferences";
/// Runs `vercel dev -L` in a terminal.
pub const RUN_DEV: &str = "svcLsp.runDev";

/// What is said where there is no such file.
pub const NO_FILE: &str = "The command takes one object, whose `uri` names an open vercel.json.";

/// The one argument of every command.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Argument {
    /// The file.
    pub uri: Uri,
    /// The service that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Where the references are shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// The references.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locations: Option<Vec<Location>>,
}

/// The commands that the server runs for this client. One that the client runs by itself is left to it.
#[must_use]
pub fn of_server(client: &ClientCapabilities) -> Vec<String> {
    let runs = [(MIGRATE_SERVICES, client.applies_edits), (SHOW_ROUTING, client.shows_documents)];
    let runs = runs.into_iter().filter(|(command, able)| *able && !client.runs(command));
    runs.map(|(command, _)| command.to_owned()).collect()
}

/// Whether somebody runs the command.
#[must_use]
pub fn is_available(command: &str, client: &ClientCapabilities) -> bool {
    client.runs(command) || of_server(client).iter().any(|it| it == command)
}

/// Runs a command on the file that its argument names.
///
/// # Errors
///
/// There is no such command or file, or it can't be done; the sentence says why.
pub async fn run(session: &Session, command: &str, argument: Option<Value>) -> Result<Option<Value>> {
    let client = Arc::clone(&session.state().client);
    match of_server(&client).into_iter().find(|it| it == command).as_deref() {
        Some(MIGRATE_SERVICES) => migrate_services(session).await.map(|()| None),
        Some(SHOW_ROUTING) => routing::show(session, argument).await.map(Some),
        _ => Err(Error::invalid_params(format!("svc-lsp runs no command `{command}`."))),
    }
}

async fn migrate_services(session: &Session) -> Result<()> {
    let edit = on_file(|file| {
        let (text, _) = migrate::apply(&file.snapshot).map_err(|blocked| blocked.to_string())?;
        let edit = edit::rewrite(&file.snapshot.text, &text);
        Ok(file.workspace_edit(edit.iter().map(|edit| file.edit(edit)).collect()))
    });
    let edit = edit.await?.unwrap_or_else(|| Err(NO_FILE.to_owned())).map_err(request_failed)?;
    let answer = session.client.apply_edit(edit).await?;
    if answer.applied {
        return Ok(());
    }
    let reason = answer.failure_reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    Err(request_failed(format!("The editor did not apply the migration{reason}.")))
}

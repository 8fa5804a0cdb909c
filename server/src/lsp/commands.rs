//! Commands: what a code lens or a code action can start.
//!
//! Some the server runs (`workspace/executeCommand`), some only an editor can: it opens terminals and panels. An editor says
//! which it runs in the capability `experimental.commands.commands`, a list of names; commands that neither side runs aren't
//! offered.
//!
//! Every command but one takes one object, whose `uri` names the file; [`EXPLAIN_RULE`] takes the code of a rule.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use svc_analysis::migrate::{self, Note, Plan};
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{Command, Location, MessageType, Position, Range, Uri};

use super::client_capabilities::ClientCapabilities;
use super::file::File;
use super::routing;
use super::server::{invalid_params, on_file, request_failed};
use super::session::Session;
use crate::display;

/// Rewrites `experimentalServices` as `services`.
pub const MIGRATE_SERVICES: &str = "svcLsp.migrateServices";
/// Shows what a migration leaves to do.
pub const SHOW_NOTES: &str = "svcLsp.showNotes";
/// Shows who answers which request.
pub const SHOW_ROUTING: &str = "svcLsp.showRouting";
/// Shows the places where a service is named.
pub const SHOW_REFERENCES: &str = "svcLsp.showReferences";
/// Opens the page of a rule in the editor.
pub const EXPLAIN_RULE: &str = "svcLsp.explainRule";
/// Runs `vercel dev -L` in a terminal.
pub const RUN_DEV: &str = "svcLsp.runDev";

/// The error if there is no such file.
pub const NO_FILE: &str = "The command expects one object with the `uri` of an open vercel.json.";

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
    /// What to know and to do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<PlacedNote>,
}

impl Argument {
    /// One that only names the file.
    #[must_use]
    pub fn of(uri: Uri) -> Argument {
        Argument { uri, service: None, position: None, locations: None, notes: Vec::new() }
    }
}

/// Something that a migration leaves to know or to do.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlacedNote {
    /// Vercel's code.
    pub code: String,
    /// The service that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// A sentence.
    pub message: String,
    /// The place that it is about, in the file before the migration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<Range>,
}

impl PlacedNote {
    /// The notes of a plan: what to do first, then what to know.
    fn of_plan(file: &File, plan: &Plan) -> Vec<PlacedNote> {
        let notes = plan.unmigrated.iter().chain(&plan.warnings);
        let placed = |note: &Note| PlacedNote {
            code: note.code.clone(),
            service: note.service.clone(),
            message: note.message.clone(),
            range: note.range.map(|range| file.range(range)),
        };
        notes.map(placed).collect()
    }
}

/// The command that follows on a migration which leaves something to do.
#[must_use]
pub fn show_notes(file: &File, plan: &Plan) -> Option<Command> {
    let notes = PlacedNote::of_plan(file, plan);
    if notes.is_empty() {
        return None;
    }
    let argument = Argument { notes, ..Argument::of(file.uri.clone()) };
    Some(Command {
        title: "Show next steps".to_owned(),
        command: SHOW_NOTES.to_owned(),
        arguments: Some(vec![serde_json::to_value(argument).ok()?]),
    })
}

/// The commands that the server runs for this client. One that the client runs by itself is left to it.
#[must_use]
pub fn of_server(client: &ClientCapabilities) -> Vec<String> {
    let runs = [
        (MIGRATE_SERVICES, client.applies_edits),
        (SHOW_NOTES, true),
        (SHOW_ROUTING, client.shows_documents),
    ];
    let runs = runs.into_iter().filter(|(command, able)| *able && !client.runs(command));
    runs.map(|(command, _)| command.to_owned()).collect()
}

/// Whether the client or the server runs the command.
#[must_use]
pub fn is_available(command: &str, client: &ClientCapabilities) -> bool {
    client.runs(command) || of_server(client).iter().any(|it| it == command)
}

/// Runs a command on the file that its argument names.
///
/// # Errors
///
/// There is no such command or file, or it can't be done; the sentence says why.
pub async fn run(session: &Arc<Session>, command: &str, argument: Option<Value>) -> Result<Option<Value>> {
    let client = Arc::clone(&session.state().client);
    match of_server(&client).into_iter().find(|it| it == command).as_deref() {
        Some(MIGRATE_SERVICES) => migrate_services(session).await.map(Some),
        Some(SHOW_NOTES) => {
            let argument = serde_json::from_value::<Argument>(argument.unwrap_or_default());
            let argument = argument.map_err(|error| invalid_params(&error.to_string()))?;
            tell(session, &argument.notes).await;
            Ok(None)
        }
        Some(SHOW_ROUTING) => routing::show(session, argument).await.map(Some),
        _ => Err(invalid_params(&format!("Unknown command `{command}`."))),
    }
}

/// Has the editor carry the migration out; answers what it leaves to do.
async fn migrate_services(session: &Arc<Session>) -> Result<Value> {
    let reader = Arc::clone(session);
    let made = on_file(move |file| {
        let snapshot = reader.sources.fresh(&reader, file);
        let (edits, plan) = migrate::edits(&snapshot).map_err(|blocked| blocked.to_string())?;
        Ok((file.action_edit(&edits), PlacedNote::of_plan(file, &plan)))
    });
    let made = made.await?.unwrap_or_else(|| Err(NO_FILE.to_owned()));
    let (edit, notes) = made.map_err(|reason: String| request_failed(&reason))?;
    let answer = session.client.apply_edit(edit).await?;
    if !answer.applied {
        let reason = answer.failure_reason.map(|reason| format!(": {reason}")).unwrap_or_default();
        return Err(request_failed(&format!("The editor didn't apply the migration{reason}.")));
    }
    tell(session, &notes).await;
    Ok(json!({ "notes": notes }))
}

/// Says what is left to do, where the editor does not show it by itself.
async fn tell(session: &Session, notes: &[PlacedNote]) {
    if notes.is_empty() || session.state().client.runs(SHOW_NOTES) {
        return;
    }
    let lines: Vec<String> = notes.iter().map(|note| format!("- {}", note.message)).collect();
    let message = format!("The services are migrated. {}:\n{}", display::NEXT_STEPS, lines.join("\n"));
    session.client.show_message(MessageType::INFO, crate::display::without_links(&message)).await;
}

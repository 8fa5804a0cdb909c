//! Code lenses, for commands that the client or the server can run.

use svc_ide::code_lens::{CodeLens, LensAction};
use svc_ide::references;
use svc_syntax::TextRange;
use tower_lsp::ls_types::{self, Command};

use crate::display::without_icons;
use crate::lsp::client_capabilities::ClientCapabilities;
use crate::lsp::commands::{
    Argument, MIGRATE_SERVICES, RUN_DEV, SHOW_REFERENCES, SHOW_ROUTING, is_available,
};
use crate::lsp::file::File;

/// Whether any lens does something for this client.
#[must_use]
pub fn is_offered(client: &ClientCapabilities) -> bool {
    [MIGRATE_SERVICES, RUN_DEV, SHOW_REFERENCES, SHOW_ROUTING]
        .iter()
        .any(|command| is_available(command, client))
}

impl File {
    /// A lens; `None` if its command can't be run: a click would fail.
    #[must_use]
    pub fn code_lens(&self, lens: CodeLens) -> Option<ls_types::CodeLens> {
        let mut argument = Argument::of(self.uri.clone());
        let command = match lens.action {
            LensAction::ShowRouting { service } => {
                argument.service = service;
                SHOW_ROUTING
            }
            LensAction::ShowReferences => {
                argument.position = Some(self.range(lens.range).start);
                SHOW_REFERENCES
            }
            LensAction::ShowReads(places) => {
                argument.position = Some(self.range(lens.range).start);
                argument.locations =
                    Some(places.iter().filter_map(|place| self.code_location(place)).collect());
                SHOW_REFERENCES
            }
            LensAction::MigrateServices => MIGRATE_SERVICES,
            LensAction::RunDev => RUN_DEV,
        };
        if !is_available(command, &self.client) {
            return None;
        }
        if command == SHOW_REFERENCES && argument.locations.is_none() {
            argument.locations = Some(self.other_places(lens.range));
        }
        let arguments = serde_json::to_value(argument).ok().map(|argument| vec![argument]);
        Some(ls_types::CodeLens {
            range: self.range(lens.range),
            command: Some(Command {
                title: without_icons(&lens.title),
                command: command.to_owned(),
                arguments,
            }),
            data: None,
        })
    }

    /// The places that name what is declared here.
    fn other_places(&self, declaration: TextRange) -> Vec<ls_types::Location> {
        let found = references::references(&self.snapshot, declaration.start(), false);
        found.iter().map(|reference| self.location(reference.range)).collect()
    }
}

//! Edits of the file, in the form that the client takes.

use std::collections::HashMap;

use tower_lsp::ls_types::{
    DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit,
    WorkspaceEdit,
};

use crate::lsp::file::File;

impl File {
    /// Edits of this version of the file: a client that understands rejects them for any other version.
    #[must_use]
    pub fn workspace_edit(&self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        if !self.client.versioned_edits {
            let changes = HashMap::from([(self.uri.clone(), edits)]);
            return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
        }
        let text_document =
            OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: self.version };
        let change = TextDocumentEdit { text_document, edits: edits.into_iter().map(OneOf::Left).collect() };
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![change])),
            ..WorkspaceEdit::default()
        }
    }
}

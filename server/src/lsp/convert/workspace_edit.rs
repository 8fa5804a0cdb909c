//! Edits of the file, in the form that the client takes.

use std::collections::HashMap;

use svc_syntax::edit::EditGroup;
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChanges, OneOf, OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit, TextEdit, WorkspaceEdit,
};

use crate::display::sentence;
use crate::lsp::file::File;

impl File {
    /// Edits of this version of the file: a client that understands rejects them for any other version.
    #[must_use]
    pub fn workspace_edit(&self, edits: Vec<TextEdit>) -> WorkspaceEdit {
        if self.client.versioned_edits {
            return self.versioned_edit(edits.into_iter().map(OneOf::Left).collect());
        }
        let changes = HashMap::from([(self.uri.clone(), edits)]);
        WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() }
    }

    /// Edits in several groups, which are labeled if the client supports that.
    #[must_use]
    pub fn grouped_edit(&self, groups: &[EditGroup]) -> WorkspaceEdit {
        if !(self.client.versioned_edits && self.client.annotated_edits) {
            return self.workspace_edit(groups.iter().flat_map(|group| self.edits(&group.edits)).collect());
        }
        let annotated = |text_edit, label: &str| {
            OneOf::Right(AnnotatedTextEdit { text_edit, annotation_id: label.to_owned() })
        };
        let edits = groups
            .iter()
            .flat_map(|group| self.edits(&group.edits).into_iter().map(|edit| annotated(edit, &group.label)));
        let annotations = groups.iter().map(|group| {
            let annotation = ChangeAnnotation {
                label: sentence(&group.label),
                needs_confirmation: group.needs_confirmation.then_some(true),
                description: group.description.clone(),
            };
            (group.label.clone(), annotation)
        });
        WorkspaceEdit {
            change_annotations: Some(annotations.collect()),
            ..self.versioned_edit(edits.collect())
        }
    }

    fn versioned_edit(&self, edits: Vec<OneOf<TextEdit, AnnotatedTextEdit>>) -> WorkspaceEdit {
        let text_document =
            OptionalVersionedTextDocumentIdentifier { uri: self.uri.clone(), version: self.version };
        let change = TextDocumentEdit { text_document, edits };
        WorkspaceEdit {
            document_changes: Some(DocumentChanges::Edits(vec![change])),
            ..WorkspaceEdit::default()
        }
    }
}

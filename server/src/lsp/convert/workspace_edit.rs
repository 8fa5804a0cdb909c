//! Edits of the file, in the form that the client takes.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use svc_ide::file_moves::Move;
use svc_ide::rename::RenamedService;
use svc_ide::renamed_code::CodeEdit;
use svc_syntax::layout::tidy::tidy;
use tower_lsp::ls_types::{
    AnnotatedTextEdit, ChangeAnnotation, DocumentChangeOperation, DocumentChanges, FileRename, OneOf,
    OptionalVersionedTextDocumentIdentifier, TextDocumentEdit, TextEdit, Uri, WorkspaceEdit,
};

use super::navigation::code_range;
use crate::display::sentence;

use crate::lsp::file::File;
use crate::lsp::uri;

/// The largest file whose edits are laid out anew: it is formatted for each action that is offered.
const MAX_TIDY_BYTES: usize = 1 << 18;

/// How many files and folders are followed at once.
const MAX_MOVES: usize = 1_000;

impl File {
    /// The edits of an action, laid out like the file; what options ignore follows them.
    #[must_use]
    pub fn action_edit(&self, edits: &[svc_syntax::TextEdit]) -> WorkspaceEdit {
        if usize::from(self.snapshot.text.len()) > MAX_TIDY_BYTES {
            return self.following_edit(edits, edits, None);
        }
        self.following_edit(edits, &tidy(&self.snapshot, edits), None)
    }

    /// The edits of this file as they are, by which a service may get another name; its options follow them.
    #[must_use]
    pub fn rename_edit(
        &self,
        edits: &[svc_syntax::TextEdit],
        renamed: Option<&RenamedService>,
    ) -> WorkspaceEdit {
        self.following_edit(edits, edits, renamed)
    }

    /// Edits of one document, whichever it is.
    #[must_use]
    pub fn edit_of(&self, uri: Uri, version: Option<i32>, edits: Vec<TextEdit>) -> WorkspaceEdit {
        if !self.client.versioned_edits {
            let changes = Some(HashMap::from([(uri, edits)]));
            return WorkspaceEdit { changes, ..WorkspaceEdit::default() };
        }
        let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
        let edits = edits.into_iter().map(OneOf::Left).collect();
        let document_changes = Some(DocumentChanges::Edits(vec![TextDocumentEdit { text_document, edits }]));
        WorkspaceEdit { document_changes, ..WorkspaceEdit::default() }
    }

    /// The edits of source code that follows a rename. A client that can shows each for confirmation. `opened` is how it knows a file
    /// that is open.
    #[must_use]
    pub fn code_edit(
        &self,
        edits: &[CodeEdit],
        opened: impl Fn(&Path) -> Option<(Uri, Option<i32>)>,
    ) -> Option<WorkspaceEdit> {
        let folder = self.folder()?;
        let mut by_file: BTreeMap<&str, Vec<&CodeEdit>> = BTreeMap::new();
        for edit in edits {
            by_file.entry(&edit.place.file).or_default().push(edit);
        }
        let text_edit = |edit: &CodeEdit| TextEdit {
            range: code_range(&edit.place, self.encoding()),
            new_text: edit.insert.clone(),
        };
        let file = |(path, edits): (&str, Vec<&CodeEdit>)| {
            let (uri, version) = match opened(&folder.join(path)) {
                Some(known) => known,
                None => (self.uri_of(path)?, None),
            };
            if !self.client.versioned_edits {
                let edits = edits.into_iter().map(text_edit).collect();
                return Some(WorkspaceEdit {
                    changes: Some(HashMap::from([(uri, edits)])),
                    ..WorkspaceEdit::default()
                });
            }
            let one = |edit: &CodeEdit| match self.client.annotated_edits {
                true => OneOf::Right(AnnotatedTextEdit {
                    text_edit: text_edit(edit),
                    annotation_id: edit.variable.clone(),
                }),
                false => OneOf::Left(text_edit(edit)),
            };
            let edits_of_file = edits.iter().map(|edit| one(edit)).collect();
            let text_document = OptionalVersionedTextDocumentIdentifier { uri, version };
            let annotation = |edit: &&CodeEdit| {
                let label = sentence(&format!("Rename {} in source code", edit.variable));
                let annotation =
                    ChangeAnnotation { label, needs_confirmation: Some(true), description: None };
                (edit.variable.clone(), annotation)
            };
            Some(WorkspaceEdit {
                document_changes: Some(DocumentChanges::Edits(vec![TextDocumentEdit {
                    text_document,
                    edits: edits_of_file,
                }])),
                change_annotations: self
                    .client
                    .annotated_edits
                    .then(|| edits.iter().map(annotation).collect()),
                ..WorkspaceEdit::default()
            })
        };
        by_file.into_iter().filter_map(file).reduce(both)
    }

    /// Files and folders that get another name, as far as they are and stay in this file's project.
    #[must_use]
    pub fn moves(&self, renames: &[FileRename]) -> Vec<Move> {
        let root = self.root.as_deref().and_then(|root| uri::to_path(&root.parse().ok()?));
        let Some(root) = root else { return Vec::new() };
        let below = |uri: &str| {
            let path = uri::to_path(&uri.parse().ok()?)?;
            let names: Option<Vec<&str>> =
                path.strip_prefix(&root).ok()?.iter().map(|name| name.to_str()).collect();
            names.filter(|names| !names.is_empty()).map(|names| names.join("/"))
        };
        let moves = renames.iter().take(MAX_MOVES);
        moves
            .filter_map(|rename| Some(Move { from: below(&rename.old_uri)?, to: below(&rename.new_uri)? }))
            .collect()
    }

    fn following_edit(
        &self,
        edits: &[svc_syntax::TextEdit],
        laid_out: &[svc_syntax::TextEdit],
        renamed: Option<&RenamedService>,
    ) -> WorkspaceEdit {
        let edit = self.workspace_edit(self.edits(laid_out));
        match self.following(edits, renamed) {
            Some(options) => both(edit, options),
            None => edit,
        }
    }

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

/// The edits of two files as one.
#[must_use]
pub fn both(first: WorkspaceEdit, second: WorkspaceEdit) -> WorkspaceEdit {
    let mut annotations = first.change_annotations.unwrap_or_default();
    annotations.extend(second.change_annotations.unwrap_or_default());
    let change_annotations = (!annotations.is_empty()).then_some(annotations);
    let mut changes = first.changes.unwrap_or_default();
    changes.extend(second.changes.unwrap_or_default());
    let operations: Vec<DocumentChangeOperation> = [first.document_changes, second.document_changes]
        .into_iter()
        .flatten()
        .flat_map(operations)
        .collect();
    if operations.is_empty() {
        return WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() };
    }
    let is_edit = |it: &DocumentChangeOperation| matches!(it, DocumentChangeOperation::Edit(_));
    let document_changes = if operations.iter().all(is_edit) {
        let edits = operations.into_iter().filter_map(|operation| match operation {
            DocumentChangeOperation::Edit(edit) => Some(edit),
            DocumentChangeOperation::Op(_) => None,
        });
        DocumentChanges::Edits(edits.collect())
    } else {
        DocumentChanges::Operations(operations)
    };
    WorkspaceEdit { document_changes: Some(document_changes), change_annotations, ..WorkspaceEdit::default() }
}

fn operations(changes: DocumentChanges) -> Vec<DocumentChangeOperation> {
    match changes {
        DocumentChanges::Edits(edits) => edits.into_iter().map(DocumentChangeOperation::Edit).collect(),
        DocumentChanges::Operations(operations) => operations,
    }
}

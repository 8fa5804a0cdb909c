//! Code actions that write svc-lsp's own options: a finding is ignored, a rule is turned off.

use std::collections::HashMap;

use svc_analysis::options;
use svc_analysis::rules::Rule;
use svc_analysis::settings::{Ignored, Place, RuleLevel};
use svc_analysis::{Finding, options::FILE};
use svc_ide::rename::RenamedService;
use svc_syntax::{Source, Text, TextRange, TextSize, edit};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CreateFile, Diagnostic, DocumentChangeOperation, DocumentChanges,
    NumberOrString, OneOf, OptionalVersionedTextDocumentIdentifier, Range, ResourceOp, TextDocumentEdit,
    TextEdit, WorkspaceEdit,
};

use super::position;
use crate::lsp::file::{About, File, OptionsTarget};
use crate::project::CONFIG_FILE;

/// How many ignored findings follow an edit.
const MAX_FOLLOWED: usize = 1_000;

impl File {
    /// What can be done about a diagnostic other than fixing it.
    #[must_use]
    pub fn silencing(&self, diagnostic: &Diagnostic) -> Vec<CodeAction> {
        let Some(NumberOrString::String(code)) = &diagnostic.code else { return Vec::new() };
        let range = self.text_range(diagnostic.range);
        let is_it = |finding: &&Finding| finding.rule.code == code && finding.range == range;
        let finding = self.findings().iter().find(is_it);
        finding.map_or_else(Vec::new, |finding| self.silencing_at(diagnostic, finding.rule, finding.range))
    }

    /// The same for a diagnostic of a rule, wherever it is, that is ignored by a place in this file.
    #[must_use]
    pub fn silencing_at(&self, diagnostic: &Diagnostic, rule: &Rule, place: TextRange) -> Vec<CodeAction> {
        let About::Config(Some(target)) = &self.about else { return Vec::new() };
        let code = rule.code;
        let root = self.snapshot.config();
        let place = Place::of(root, &root.path_around(place));
        let can_be_ignored = rule.can_be_ignored() && !place.at.is_empty();
        let ignored = Ignored { code: code.to_owned(), place };
        let ignore = || self.options_edit(target, |text| options::ignore(text, &target.config, &[ignored]));
        let ignore = can_be_ignored.then(ignore).flatten();
        let turn_off = self.options_edit(target, |text| options::set_level(text, code, RuleLevel::Off));
        let action = |title: String, edit| CodeAction {
            title,
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic.clone()]),
            edit: Some(edit),
            ..CodeAction::default()
        };
        let ignore = ignore.map(|edit| action(format!("Ignore `{code}` here (`{FILE}`)"), edit));
        let disable =
            turn_off.map(|edit| action(format!("Disable `{code}` for this workspace (`{FILE}`)"), edit));
        ignore.into_iter().chain(disable).collect()
    }

    /// The edit of the options that follows edits of this file, by which a service may get another name: what is ignored goes where its
    /// place goes, and the requests expect the new name. `None` where all of it stays as it is.
    #[must_use]
    pub fn following(
        &self,
        edits: &[svc_syntax::TextEdit],
        renamed: Option<&RenamedService>,
    ) -> Option<WorkspaceEdit> {
        let About::Config(Some(target)) = &self.about else { return None };
        target.text.as_ref()?;
        let moved = self.moved(edits);
        // Requests may be about other files if this one isn't beside them.
        let renamed = renamed.filter(|_| target.config == CONFIG_FILE);
        if moved.is_empty() && renamed.is_none() {
            return None;
        }
        self.options_edit(target, |text| {
            let text = match moved.as_slice() {
                [] => text.to_owned(),
                moved => options::follow(text, &target.config, moved)?,
            };
            match renamed {
                Some(RenamedService { from, to }) => options::rename_service(&text, from, to),
                None => Ok(text),
            }
        })
    }

    /// What is ignored and goes elsewhere by edits of this file.
    fn moved(&self, edits: &[svc_syntax::TextEdit]) -> Vec<(Ignored, Place)> {
        let ignored = &self.snapshot.settings.ignored;
        if ignored.is_empty() {
            return Vec::new();
        }
        let mut text = self.snapshot.text.clone();
        let mut in_order: Vec<&svc_syntax::TextEdit> = edits.iter().collect();
        in_order.sort_by_key(|edit| edit.range.start());
        for edit in in_order.into_iter().rev() {
            text.replace(edit.range, &edit.insert);
        }
        let (before, after) = (self.snapshot.config(), Source::new(&text.to_string()).value());
        let moved = ignored.iter().take(MAX_FOLLOWED).filter_map(|ignored| {
            let now = ignored.place.after(before, edits, &after)?;
            Some((ignored.clone(), now))
        });
        moved.collect()
    }

    /// An edit of the options; `None` if it changes nothing, they can't be edited, or the client can't create them.
    pub fn options_edit(
        &self,
        target: &OptionsTarget,
        change: impl FnOnce(&str) -> Result<String, String>,
    ) -> Option<WorkspaceEdit> {
        let can_create = self.client.versioned_edits && self.client.creates_files;
        if target.text.is_none() && !can_create {
            return None;
        }
        let text = target.text.clone().unwrap_or_else(|| Text::new(""));
        let edits = edit::line_edits(&text, &change(&text.to_string()).ok()?);
        if edits.is_empty() {
            return None;
        }
        let at = |offset: TextSize| position(&text, offset, self.encoding());
        let range = |range: TextRange| Range::new(at(range.start()), at(range.end()));
        let edits =
            edits.into_iter().map(|edit| TextEdit { range: range(edit.range), new_text: edit.insert });
        if !self.client.versioned_edits {
            let changes = HashMap::from([(target.uri.clone(), edits.collect())]);
            return Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() });
        }
        let create = target.text.is_none().then(|| {
            let create = CreateFile { uri: target.uri.clone(), options: None, annotation_id: None };
            DocumentChangeOperation::Op(ResourceOp::Create(create))
        });
        let text_document =
            OptionalVersionedTextDocumentIdentifier { uri: target.uri.clone(), version: target.version };
        let edit = TextDocumentEdit { text_document, edits: edits.map(OneOf::Left).collect() };
        let operations = create.into_iter().chain([DocumentChangeOperation::Edit(edit)]).collect();
        Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(operations)),
            ..WorkspaceEdit::default()
        })
    }
}

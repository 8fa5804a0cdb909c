//! Code actions: the fixes of diagnostics, and refactorings.

use svc_analysis::rules::finding::SourceFinding;
use svc_analysis::{migrate, rules};
use svc_ide::code_actions::{self, Refactoring, RefactoringKind};
use svc_syntax::TextEdit;
use tower_lsp::ls_types::{
    CodeAction, CodeActionDisabled, CodeActionKind, CodeActionOrCommand, CodeActionParams, Command,
    Diagnostic, NumberOrString, Range, TextEdit as LspEdit,
};

use super::diagnostics::{DiagnosticData, FixData, SOURCE};
use crate::display::sentence;
use crate::lsp::commands;
use crate::lsp::file::File;

/// Adds a service for a folder.
const ADD_SERVICE: CodeActionKind = CodeActionKind::new("refactor.svcLsp.addService");

/// Writes the services that Vercel detects.
const GENERATE: CodeActionKind = CodeActionKind::new("refactor.svcLsp.generate");

/// Turns `experimentalServices` into `services`.
const MIGRATE: CodeActionKind = CodeActionKind::new("refactor.svcLsp.migrateServices");

/// Applies every preferred fix of the file.
const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.svcLsp");

/// The kinds of refactorings.
const REFACTORINGS: [CodeActionKind; 6] = [
    CodeActionKind::REFACTOR,
    ADD_SERVICE,
    GENERATE,
    MIGRATE,
    CodeActionKind::REFACTOR_REWRITE,
    CodeActionKind::REFACTOR_EXTRACT,
];

/// Every kind of code action that is offered.
#[must_use]
pub fn kinds() -> Vec<CodeActionKind> {
    [vec![CodeActionKind::QUICKFIX, FIX_ALL], REFACTORINGS.to_vec()].concat()
}

impl File {
    /// The code actions for a range and the diagnostics in it.
    #[must_use]
    pub fn code_actions(&self, params: &CodeActionParams) -> Vec<CodeActionOrCommand> {
        let wanted = |kind: &CodeActionKind| match &params.context.only {
            Some(only) => only.iter().any(|only| is_kind_of(kind, only)),
            // Unasked, an editor shows what concerns the range.
            None => *kind != FIX_ALL,
        };
        let mut actions = Vec::new();
        if wanted(&CodeActionKind::QUICKFIX) {
            let diagnostics = self.diagnostics_meant(params);
            for diagnostic in &diagnostics {
                actions
                    .extend(fixes(self, diagnostic).into_iter().map(|fix| quick_fix(self, diagnostic, fix)));
            }
            if !actions.is_empty() {
                actions.extend(
                    fix_all(self)
                        .filter(|(_, count)| *count > 1)
                        .map(|(action, _)| CodeAction { kind: Some(CodeActionKind::QUICKFIX), ..action }),
                );
            }
            // After all fixes. Two findings of a rule are silenced and explained by one action.
            let others = diagnostics.iter().flat_map(|diagnostic| {
                self.silencing(diagnostic).into_iter().chain(self.explanation(diagnostic))
            });
            for action in others {
                if !actions.iter().any(|known| known.title == action.title && known.edit == action.edit) {
                    actions.push(action);
                }
            }
        }
        // An editor that asks for these alone lists them.
        let chooses_service =
            params.context.only.as_ref().is_some_and(|only| only.as_slice() == [ADD_SERVICE]);
        let refactorings = REFACTORINGS.iter().any(wanted).then(|| {
            code_actions::refactorings(&self.snapshot, self.text_range(params.range), chooses_service)
        });
        let refactorings = refactorings.into_iter().flatten().map(|found| refactoring(self, &found));
        actions.extend(refactorings.filter(|action| action.kind.as_ref().is_some_and(wanted)));
        if wanted(&MIGRATE) {
            let is_asked_for = params.context.only.as_ref().is_some_and(|only| only.as_slice() == [MIGRATE]);
            let offset = self.text_range(params.range).start();
            if is_asked_for || migrate::is_at(&self.snapshot, offset) {
                actions.extend(migration(self));
            }
        }
        if wanted(&FIX_ALL) {
            actions.extend(fix_all(self).map(|(action, _)| action));
        }
        actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()
    }

    /// The quick fixes of findings in an open source file of the project, as far as they touch a range.
    #[must_use]
    pub fn source_actions(
        &self,
        found: &[SourceFinding],
        params: &CodeActionParams,
        version: Option<i32>,
    ) -> Vec<CodeActionOrCommand> {
        let only = params.context.only.as_ref();
        if only.is_some_and(|only| !only.iter().any(|only| is_kind_of(&CodeActionKind::QUICKFIX, only))) {
            return Vec::new();
        }
        let touches = |range: Range| range.start <= params.range.end && params.range.start <= range.end;
        let shown = found.iter().map(|it| (it, self.source_diagnostic(it)));
        let actions = shown.filter(|(_, shown)| touches(shown.range)).flat_map(|(found, shown)| {
            let uri = params.text_document.uri.clone();
            let fix = found.finding.fixes.iter().map(|fix| CodeAction {
                title: sentence(&fix.title),
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![shown.clone()]),
                // Such a fix writes another name in the place of the one that is marked.
                edit: Some(self.edit_of(
                    uri.clone(),
                    version,
                    fix.edits.iter().map(|edit| LspEdit::new(shown.range, edit.insert.clone())).collect(),
                )),
                ..CodeAction::default()
            });
            let fixes: Vec<CodeAction> = fix.collect();
            let silencing = self.silencing_at(&shown, found.finding.rule, found.about);
            fixes.into_iter().chain(silencing).chain(self.explanation(&shown))
        });
        actions.map(CodeActionOrCommand::CodeAction).collect()
    }

    /// Opens the page of a diagnostic's rule, if the client can.
    fn explanation(&self, diagnostic: &Diagnostic) -> Option<CodeAction> {
        let Some(NumberOrString::String(code)) = &diagnostic.code else { return None };
        let rule = rules::find(code).filter(|_| self.client.runs(commands::EXPLAIN_RULE))?;
        let title = format!("Explain `{}`", rule.code);
        Some(CodeAction {
            title: title.clone(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic.clone()]),
            command: Some(Command {
                title,
                command: commands::EXPLAIN_RULE.to_owned(),
                arguments: Some(vec![rule.code.into()]),
            }),
            ..CodeAction::default()
        })
    }

    /// Our diagnostics that the client shows; if the client drops the `source`, those that touch the range.
    fn diagnostics_meant(&self, params: &CodeActionParams) -> Vec<Diagnostic> {
        let shown = params.context.diagnostics.iter().filter(|shown| shown.source.as_deref() == Some(SOURCE));
        let shown: Vec<Diagnostic> = shown.cloned().collect();
        if !shown.is_empty() {
            return shown;
        }
        let range = self.text_range(params.range);
        let touching = self.findings().iter().filter(|finding| finding.range.intersect(range).is_some());
        touching.map(|finding| self.diagnostic(finding)).collect()
    }
}

fn is_kind_of(kind: &CodeActionKind, wanted: &CodeActionKind) -> bool {
    let rest = kind.as_str().strip_prefix(wanted.as_str());
    wanted.as_str().is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The fixes that a diagnostic carries; if it carries none for this version, those of the finding that it stands for.
fn fixes(file: &File, diagnostic: &Diagnostic) -> Vec<FixData> {
    let data = diagnostic.data.clone().and_then(|data| serde_json::from_value::<DiagnosticData>(data).ok());
    if let Some(data) = data.filter(|data| data.version == file.version) {
        return data.fixes;
    }
    let Some(NumberOrString::String(code)) = &diagnostic.code else { return Vec::new() };
    let range = file.text_range(diagnostic.range);
    let stands_for =
        file.findings().iter().filter(|finding| finding.rule.code == code && finding.range == range);
    stands_for.flat_map(|finding| &finding.fixes).map(|fix| file.fix(fix)).collect()
}

fn refactoring(file: &File, found: &Refactoring) -> CodeAction {
    CodeAction {
        title: sentence(&found.title),
        kind: Some(match found.kind {
            RefactoringKind::Refactor => CodeActionKind::REFACTOR,
            RefactoringKind::AddService => ADD_SERVICE,
            RefactoringKind::Generate => GENERATE,
            RefactoringKind::Rewrite => CodeActionKind::REFACTOR_REWRITE,
            RefactoringKind::Extract => CodeActionKind::REFACTOR_EXTRACT,
        }),
        edit: Some(file.action_edit(&found.edits)),
        ..CodeAction::default()
    }
}

/// The migration to `services`; where it is blocked, the reason, for a client that shows such actions.
fn migration(file: &File) -> Option<CodeAction> {
    let mut action = CodeAction {
        title: "Migrate to `services`".to_owned(),
        kind: Some(MIGRATE),
        ..CodeAction::default()
    };
    match migrate::edits(&file.snapshot) {
        Ok((edits, plan)) => {
            action.edit = Some(file.action_edit(&edits));
            action.command = commands::show_notes(file, &plan);
        }
        Err(blocked) if file.client.disabled_code_actions => {
            action.disabled = Some(CodeActionDisabled { reason: blocked.to_string() });
        }
        Err(_) => return None,
    }
    Some(action)
}

fn quick_fix(file: &File, diagnostic: &Diagnostic, fix: FixData) -> CodeAction {
    let edits = fix.edits.into_iter().map(|edit| TextEdit::new(file.text_range(edit.range), edit.new_text));
    CodeAction {
        title: sentence(&fix.title),
        kind: Some(CodeActionKind::QUICKFIX),
        diagnostics: Some(vec![diagnostic.clone()]),
        edit: Some(file.action_edit(&edits.collect::<Vec<_>>())),
        is_preferred: (file.client.preferred_code_actions && fix.preferred).then_some(true),
        ..CodeAction::default()
    }
}

/// One action for all preferred fixes that can be applied together, and how many these are.
fn fix_all(file: &File) -> Option<(CodeAction, usize)> {
    let fixes = svc_analysis::fix::preferred(file.findings());
    let edits: Vec<TextEdit> = fixes.iter().flat_map(|(_, fix)| &fix.edits).cloned().collect();
    let action = (!edits.is_empty()).then(|| CodeAction {
        title: "Fix all auto-fixable problems".to_owned(),
        kind: Some(FIX_ALL),
        edit: Some(file.action_edit(&edits)),
        ..CodeAction::default()
    });
    Some((action?, fixes.len()))
}

//! A project in memory, and the answers about its `vercel.json`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Value, json};
use svc_analysis::check::check;
use svc_analysis::inspect::{self, Inspection};
use svc_analysis::migrate::{self, Blocked, Note};
use svc_analysis::options::{self, Options};
use svc_analysis::request::Described;
use svc_analysis::services::names::{self, Role};
use svc_analysis::{Finding, Settings, Snapshot, Tag, fix};
use svc_ide::completion::{self, Completion, Docs};
use svc_ide::hover;
use svc_lsp::deployed::{DeployedFs, ProjectContext};
use svc_syntax::layout::formatting;
use svc_syntax::source::Source;
use svc_syntax::{Encoding, LineColumn, TextEdit, TextRange, TextSize};
use svc_vercel::project::MemoryFs;

/// The file that the answers are about.
const FILE: &str = "vercel.json";

/// A place in a text as JavaScript counts: a line, and UTF-16 code units in it.
type Place = (u32, u32);

/// A project in memory.
#[derive(Debug)]
pub struct Project {
    files: BTreeMap<String, String>,
    snapshot: Snapshot,
}

/// A range of a text.
#[derive(Debug, Serialize)]
pub struct Range {
    start: Place,
    end: Place,
}

/// A replacement in the file.
#[derive(Debug, Serialize)]
pub struct Edit {
    range: Range,
    insert: String,
}

/// A change that is offered.
#[derive(Debug, Serialize)]
pub struct Change {
    title: String,
    edits: Vec<Edit>,
}

/// A problem.
#[derive(Debug, Serialize)]
pub struct Problem {
    code: &'static str,
    severity: &'static str,
    message: String,
    range: Range,
    deprecated: bool,
    unnecessary: bool,
    fixes: Vec<Change>,
}

/// What is at a position.
#[derive(Debug, Serialize)]
pub struct Hover {
    range: Range,
    markdown: String,
}

/// What can be written.
#[derive(Debug, Serialize)]
pub struct Item {
    label: String,
    detail: Option<String>,
    description: Option<String>,
    kind: String,
    filter: String,
    range: Range,
    insert: String,
    snippet: Option<String>,
    additional: Vec<Edit>,
    preselect: bool,
    retrigger: bool,
    documentation: Option<String>,
    docs: Option<String>,
}

/// The result of a migration.
#[derive(Debug, Serialize)]
pub struct Migration {
    /// `None` if it is blocked.
    text: Option<String>,
    notes: Vec<String>,
}

impl Project {
    /// A project of files.
    #[must_use]
    pub fn new(files: BTreeMap<String, String>) -> Project {
        let snapshot = snapshot(&files);
        Project { files, snapshot }
    }

    /// Writes a file.
    pub fn write(&mut self, path: &str, text: &str) {
        self.files.insert(path.to_owned(), text.to_owned());
        self.snapshot = snapshot(&self.files);
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.files.remove(path);
        self.snapshot = snapshot(&self.files);
    }

    /// The problems, by position.
    #[must_use]
    pub fn check(&self) -> Vec<Problem> {
        check(&self.snapshot).into_iter().map(|finding| self.problem(finding)).collect()
    }

    /// What is at a place. `now` is in seconds since 1970.
    #[must_use]
    pub fn hover(&self, place: Place, now: i64) -> Option<Hover> {
        let hover = hover::hover(&self.snapshot, self.offset(place), now)?;
        Some(Hover { range: self.range(hover.range), markdown: hover.markdown })
    }

    /// What can be written at a place.
    #[must_use]
    pub fn complete(&self, place: Place) -> Vec<Item> {
        let items = completion::complete(&self.snapshot, self.offset(place));
        items.into_iter().map(|item| self.item(item)).collect()
    }

    /// The file with every preferred fix.
    #[must_use]
    pub fn fix_all(&self) -> Option<String> {
        let fixed = fix::fix(self.snapshot.clone(), check(&self.snapshot));
        (!fixed.applied.is_empty()).then(|| fixed.snapshot.text.to_string())
    }

    /// The file as it is laid out; as it is while its structure is unclear.
    #[must_use]
    pub fn format(&self) -> String {
        let edits = formatting::format(&self.snapshot, &formatting::Options::default());
        self.snapshot.edited(&edits).text.to_string()
    }

    /// How Vercel reads the project.
    #[must_use]
    pub fn inspect(&self) -> Inspection {
        inspect::inspect(&self.snapshot)
    }

    /// What answers a request, which is JSON.
    #[must_use]
    pub fn route(&self, request: &str) -> Value {
        let request = serde_json::from_str::<Described>(request).map_err(|error| error.to_string());
        let answer = request
            .and_then(|request| request.read())
            .and_then(|request| inspect::answer(&self.snapshot, &request));
        match answer {
            Ok(answer) => json!(answer.report(&|range| self.range(range))),
            Err(reason) => json!({ "version": 1, "error": reason }),
        }
    }

    /// The file with `services` instead of `experimentalServices`.
    #[must_use]
    pub fn migrate(&self) -> Migration {
        let messages = |notes: &[Note]| notes.iter().map(|note| note.message.clone()).collect();
        match migrate::apply(&self.snapshot) {
            Ok((text, plan)) => Migration {
                text: Some(text),
                notes: messages(&[&plan.unmigrated[..], &plan.warnings[..]].concat()),
            },
            Err(Blocked(plan)) => Migration { text: None, notes: messages(&plan.errors) },
        }
    }

    /// Where a service is declared.
    #[must_use]
    pub fn declaration(&self, service: &str) -> Option<Range> {
        let names = names::occurrences(self.snapshot.config());
        let declared = names.into_iter().find(|it| it.role == Role::Declaration && it.name == service)?;
        Some(self.range(declared.range))
    }

    fn problem(&self, finding: Finding) -> Problem {
        let tagged = |tag: Tag| finding.rule.tags.contains(&tag);
        Problem {
            code: finding.rule.code,
            severity: finding.severity.name(),
            range: self.range(finding.range),
            deprecated: tagged(Tag::Deprecated),
            unnecessary: tagged(Tag::Unnecessary),
            fixes: finding.fixes.into_iter().map(|fix| self.change(fix.title, &fix.edits)).collect(),
            message: finding.message,
        }
    }

    fn item(&self, item: Completion) -> Item {
        Item {
            label: item.label,
            detail: item.detail,
            description: item.description,
            kind: format!("{:?}", item.kind),
            filter: item.filter,
            range: self.range(item.range),
            insert: item.plain,
            snippet: item.snippet,
            additional: self.edits(&item.additional),
            preselect: item.preselect,
            retrigger: item.retrigger,
            documentation: item.documentation,
            docs: item.docs.and_then(|docs| serde_json::to_string(&docs).ok()),
        }
    }

    fn change(&self, title: String, edits: &[TextEdit]) -> Change {
        Change { title, edits: self.edits(edits) }
    }

    fn edits(&self, edits: &[TextEdit]) -> Vec<Edit> {
        edits.iter().map(|edit| Edit { range: self.range(edit.range), insert: edit.insert.clone() }).collect()
    }

    fn range(&self, range: TextRange) -> Range {
        Range { start: self.place(range.start()), end: self.place(range.end()) }
    }

    fn place(&self, offset: TextSize) -> Place {
        let LineColumn { line, column } = self.snapshot.text.line_column(offset, Encoding::Utf16);
        (line, column)
    }

    fn offset(&self, (line, column): Place) -> TextSize {
        self.snapshot.text.offset(LineColumn { line, column }, Encoding::Utf16)
    }
}

/// The documentation of a completion, as Markdown; `docs` is JSON.
#[must_use]
pub fn documentation(docs: &str) -> Option<String> {
    serde_json::from_str::<Docs>(docs).ok().and_then(|docs| completion::documentation(&docs))
}

fn snapshot(files: &BTreeMap<String, String>) -> Snapshot {
    let text = |file: &str| files.get(file).map(String::as_str).unwrap_or_default();
    let options = Options::read(text(options::FILE)).unwrap_or_default();
    let settings = options.under(&Settings::default(), FILE);
    let project = DeployedFs::of(Arc::new(MemoryFs::new(files)), ProjectContext::default());
    Snapshot::new(Source::new(text(FILE)), project, Arc::new(settings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn project(vercel_json: &str) -> Project {
        let files = [(FILE, vercel_json), ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#)];
        Project::new(files.map(|(path, text)| (path.to_owned(), text.to_owned())).into())
    }

    const TYPO: &str = "{\n  \"services\": { \"wéb\": 1 },\n  \"frmework\": \"nextsj\"\n}\n";
    const WEB: &str = r#"{ "experimentalServices": { "web": { "entrypoint": "web", "routePrefix": "/" } } }"#;

    #[test]
    fn places_count_utf16() {
        let project = project("{ \"𝒳é\": \"\",\n \"framework\": \"nextsj\" }");
        let problems = project.check();
        let framework = problems.iter().find(|problem| problem.code == "invalid-framework").unwrap();
        assert_eq!((framework.range.start, framework.range.end), ((1, 14), (1, 22)));
        assert_eq!(project.place(project.offset((0, 6))), (0, 6));
    }

    #[test]
    fn problems_come_with_fixes() {
        let broken = project(r#"{ "cleanUrls": true, }"#);
        assert!(broken.check()[0].fixes[0].edits.iter().all(|edit| edit.insert.is_empty()));
        assert_eq!(broken.fix_all().as_deref(), Some(r#"{ "cleanUrls": true }"#));
        assert_eq!(project(WEB).fix_all(), None);
    }

    #[test]
    fn a_file_of_the_project_changes_the_answers() {
        let mut project = project(WEB);
        assert!(project.check().iter().all(|problem| problem.severity != "error"));
        project.remove("web/package.json");
        assert!(project.check().iter().any(|problem| problem.severity == "error"));
        project.write("web/package.json", r#"{ "dependencies": { "next": "16" } }"#);
        assert!(project.check().iter().all(|problem| problem.severity != "error"));
    }

    #[test]
    fn what_isnt_deployed_and_the_options_count() {
        let mut project = project(WEB);
        assert!(project.check().iter().any(|problem| problem.code == "experimental-services"));
        project.write("svc-lsp.jsonc", r#"{ "rules": { "experimental-services": "off" } }"#);
        assert!(project.check().is_empty());
        project.write(".vercelignore", "web/package.json");
        assert!(project.check().iter().any(|problem| problem.severity == "error"));
    }

    #[test]
    fn requests_are_answered() {
        let answer = project(WEB).route(r#"{ "url": "/about" }"#);
        assert_eq!(answer["outcome"]["service"], "web");
        assert!(project(WEB).route("{").get("error").is_some_and(Value::is_string));
    }

    #[test]
    fn a_migration_is_text_or_reasons() {
        assert!(project(WEB).migrate().text.is_some_and(|text| text.contains("\"services\"")));
        let blocked = project(TYPO).migrate();
        assert!(blocked.text.is_none() && !blocked.notes.is_empty());
    }

    #[test]
    fn completion_and_hover_know_the_project() {
        let project = project("{\n  \"framework\": \"\"\n}");
        let items = project.complete((1, 16));
        let docs = items.iter().find_map(|item| item.docs.as_deref().filter(|_| item.label == "vite"));
        assert!(docs.and_then(documentation).is_some_and(|text| text.contains("Vite")));
        assert!(project.hover((1, 4), 0).is_some_and(|hover| hover.markdown.contains("framework")));
    }
}

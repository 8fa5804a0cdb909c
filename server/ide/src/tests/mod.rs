//! The matrix: each feature × (empty file, syntax error at the cursor, comment at the cursor, multi-byte text before the
//! cursor, CRLF, a file of 10,000 lines). No panic, a sane answer.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that can't go on fails")]
#![allow(clippy::disallowed_methods, reason = "tests read what they please")]

use std::collections::{BTreeSet, HashSet};
use std::fmt::Write;
use std::sync::Arc;

use crate::{
    code_actions, code_lens, completion, definition, hover, inlay_hints, linked_editing, links, references,
    rename, semantic_tokens, symbols,
};
use svc_analysis::{Finding, Snapshot};
use svc_analysis::{check, inspect, migrate};
use svc_config::Severity;
use svc_syntax::layout::{folding, formatting, selection};
use svc_syntax::value::{Node, Object};
use svc_syntax::{TextEdit, TextRange, TextSize};
use svc_vercel::project::MemoryFs;

mod accept;
mod hovers;
mod memory;
mod one_answer;

const NOW: i64 = 1_795_737_600;

struct State {
    name: &'static str,
    snapshot: Snapshot,
    text: String,
    cursor: TextSize,
}

fn project() -> MemoryFs {
    MemoryFs::new([
        ("web/package.json", "{ \"dependencies\": { \"next\": \"15\" } }"),
        ("api/requirements.txt", "fastapi"),
        ("api/main.py", "app = 1"),
        ("api/cron.ts", ""),
    ])
}

fn state(name: &'static str, marked: &str) -> State {
    let cursor = TextSize::try_from(marked.find("$0").unwrap()).unwrap();
    let text = marked.replacen("$0", "", 1);
    State { name, snapshot: Snapshot::of(&text, Arc::new(project())), text, cursor }
}

/// A whole configuration with the cursor in the name of a service.
const WHOLE: &str = r#"{
  "experimentalServices": {
    "a$0pi": { "entrypoint": "api/main.py", "routePrefix": "/api", "memory": 1024 },
    "web": { "entrypoint": "web", "framework": "nextjs", "mount": { "path": "/" } }
  },
  "experimentalServiceGroups": { "all": ["api", "web"] },
  "rewrites": [{ "source": "/x/:id", "destination": "/api/:id" }],
  "crons": [{ "path": "/api/cron", "schedule": "0 5 * * *" }],
  "functions": { "api/*.ts": { "maxDuration": 10 } }
}
"#;

fn long() -> String {
    let mut text = String::from("{\n  \"redirects\": [\n");
    for index in 0..2000 {
        let comma = if index < 1999 { "," } else { "" };
        write!(
            text,
            "    {{\n      \"source\": \"/old/{index}/:path*\",\n      \"destination\": \"/new/{index}/:path*\",\n      \
             \"permanent\": true\n    }}{comma}\n"
        )
        .unwrap();
    }
    text + "  ],\n" + WHOLE.trim_start_matches("{\n")
}

fn states() -> Vec<State> {
    vec![
        state("empty", "$0"),
        state("whole", WHOLE),
        state("syntax error", &WHOLE.replace("\"a$0pi\": {", "\"a$0pi\" { \"x\": }")),
        state("unclosed string", &WHOLE.replace("\"a$0pi\":", "\"a$0pi")),
        state("bare colon", &WHOLE.replace("\"api/main.py\", \"r", "$0, \"r").replace("a$0pi", "api")),
        state("line comment", &WHOLE.replace("\"a$0pi\"", "// a$0pi\n\"api\"")),
        state("block comment", &WHOLE.replace("\"a$0pi\"", "/* ä $0 */ \"api\"")),
        state(
            "multi-byte",
            &WHOLE
                .replace("{\n  \"exp", "{\n  \"😀é\": \"ä\u{2028}𝒳\", \"exp")
                .replace("\"a$0pi\"", "\"😀a$0pi\""),
        ),
        state("CRLF", &WHOLE.replace('\n', "\r\n")),
        state("only brackets", &"[{".repeat(300).replacen("[{", "$0[{", 1)),
        state("not an object", "[1, \"a$0\", null]"),
        state("10,000 lines", &long()),
    ]
}

impl State {
    fn whole(&self) -> TextRange {
        TextRange::up_to(self.snapshot.text.len())
    }

    /// Whether a range can be shown: within the text, at the bounds of characters.
    fn check(&self, feature: &str, range: TextRange) {
        let range = std::ops::Range::<usize>::from(range);
        assert!(
            self.text.get(range.clone()).is_some(),
            "{feature} in {}: {range:?} is no range of the text",
            self.name
        );
    }

    fn check_edits(&self, feature: &str, edits: &[TextEdit]) {
        let mut edits: Vec<&TextEdit> = edits.iter().collect();
        edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
        for edit in &edits {
            self.check(feature, edit.range);
        }
        for pair in edits.windows(2) {
            assert!(
                pair[0].range.end() <= pair[1].range.start(),
                "{feature} in {}: edits overlap",
                self.name
            );
        }
    }

    /// The cursor, and a few places around it and at the ends.
    fn offsets(&self) -> Vec<TextSize> {
        let mut offsets = vec![0.into(), self.cursor, self.snapshot.text.len()];
        let near = usize::from(self.cursor).saturating_sub(40)..usize::from(self.cursor) + 40;
        offsets.extend(
            near.filter(|at| self.text.is_char_boundary(*at)).map(|at| TextSize::try_from(at).unwrap()),
        );
        offsets.retain(|offset| *offset <= self.snapshot.text.len());
        offsets
    }
}

/// Runs a feature in every state.
fn everywhere(run: impl Fn(&State, TextSize)) {
    for state in states() {
        run(&state, state.cursor);
        if state.text.len() < 10_000 {
            for offset in state.offsets() {
                run(&state, offset);
            }
        }
    }
}

#[test]
fn completion_anywhere() {
    everywhere(|state, offset| {
        let items = completion::complete(&state.snapshot, offset);
        for item in &items {
            state.check("completion", item.range);
            assert!(item.range.contains_inclusive(offset), "{}: {item:?}", state.name);
            assert!(!state.text[item.range].contains(['\n', '\r']), "{}: {item:?}", state.name);
            let mut edits = item.additional.clone();
            edits.push(TextEdit::new(item.range, item.plain.clone()));
            state.check_edits("completion", &edits);
            if let Some(docs) = &item.docs {
                assert!(completion::documentation(docs).is_some(), "{}: {item:?}", state.name);
            }
        }
        if state.name.contains("comment") && offset == state.cursor {
            assert_eq!(items, [], "{}", state.name);
        }
        // (In the whole file, every folder has its service: there is no other name to offer.)
        if matches!(state.name, "empty" | "bare colon") && offset == state.cursor {
            assert!(!items.is_empty(), "{}", state.name);
        }
    });
}

#[test]
fn hover_anywhere() {
    everywhere(|state, offset| {
        let hover = hover::hover(&state.snapshot, offset, NOW);
        if let Some(hover) = &hover {
            state.check("hover", hover.range);
            assert!(hover.range.contains_inclusive(offset));
            let first = hover.markdown.lines().next().unwrap_or_default();
            assert!(!first.is_empty() && first.chars().count() < 120, "{}: {first}", state.name);
        }
        if matches!(state.name, "whole" | "CRLF" | "10,000 lines") && offset == state.cursor {
            assert!(hover.is_some_and(|hover| hover.markdown.contains("API_URL")), "{}", state.name);
        } else if state.name.contains("comment") && offset == state.cursor {
            assert_eq!(hover, None, "{}", state.name);
        }
    });
}

#[test]
fn navigation_anywhere() {
    everywhere(|state, offset| {
        if let Some((origin, targets)) = definition::definitions(&state.snapshot, offset) {
            state.check("definition", origin);
            for target in targets.iter().filter(|target| target.file.is_none()) {
                state.check("definition", target.range);
                assert!(target.range.contains_range(target.selection));
            }
        }
        let found = references::references(&state.snapshot, offset, true);
        found.iter().for_each(|reference| state.check("references", reference.range));
        if matches!(state.name, "whole" | "CRLF" | "10,000 lines") && offset == state.cursor {
            assert_eq!(found.len(), 2, "{}", state.name);
        }
        linked_editing::linked_ranges(&state.snapshot, offset)
            .into_iter()
            .for_each(|range| state.check("linked", range));
        if let Ok(Some(it)) = rename::prepare(&state.snapshot, offset) {
            state.check("rename", it.range);
            let rename = rename::rename(&state.snapshot, offset, "another-name").unwrap();
            let edits = rename.edits;
            state.check_edits("rename", &edits);
            assert!(!edits.is_empty());
        }
    });
    everywhere(|state, _| {
        for link in links::links(&state.snapshot) {
            state.check("links", link.range);
        }
    });
}

#[test]
fn outline_anywhere() {
    struct Check<'s> {
        state: &'s State,
        /// The ranges of the symbols that have begun.
        within: Vec<TextRange>,
    }
    impl symbols::Visitor for Check<'_> {
        fn begin(&mut self, symbol: &symbols::Symbol<'_>) {
            self.state.check("symbols", symbol.range);
            assert!(!symbol.name.is_empty(), "{}", self.state.name);
            assert!(
                self.within.last().is_some_and(|within| within.contains_range(symbol.range))
                    && symbol.range.contains_range(symbol.selection),
                "{symbol:?}"
            );
            self.within.push(symbol.range);
        }

        fn end(&mut self) {
            self.within.pop();
        }
    }
    everywhere(|state, _| {
        symbols::visit(&state.snapshot, &mut Check { state, within: vec![state.whole()] });
        symbols::named_places(&state.snapshot, "a")
            .iter()
            .for_each(|place| state.check("places", place.range));
    });
    everywhere(|state, _| {
        let folds = folding::folds(&state.snapshot);
        folds.iter().for_each(|fold| state.check("folding", fold.range));
        if state.name == "10,000 lines" {
            assert!(folds.len() > 2000);
        }
    });
    everywhere(|state, offset| {
        let ranges = selection::selections(&state.snapshot, offset);
        ranges.iter().for_each(|range| state.check("selection", *range));
        assert!(ranges.windows(2).all(|pair| pair[1].contains_range(pair[0]) && pair[0] != pair[1]));
        assert!(ranges.first().is_some_and(|range| range.contains_inclusive(offset)), "{}", state.name);
    });
}

#[test]
fn decorations_anywhere() {
    everywhere(|state, _| {
        let tokens = semantic_tokens::semantic_tokens(&state.snapshot, state.whole());
        for token in &tokens {
            state.check("semantic tokens", token.range);
            assert!(!state.text[token.range].contains(['\n', '\r']) && !token.range.is_empty());
        }
        assert!(tokens.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()), "{}", state.name);
    });
    everywhere(|state, _| {
        let hints = inlay_hints::inlay_hints(&state.snapshot, state.whole(), NOW);
        for hint in &hints {
            state.check("inlay hints", TextRange::empty(hint.offset));
            assert!(!hint.label.is_empty() && !hint.label.contains('\n'), "{}: {hint:?}", state.name);
        }
        if matches!(state.name, "whole" | "CRLF" | "10,000 lines") {
            let labels: Vec<&str> = hints.iter().map(|hint| hint.label.as_str()).collect();
            assert_eq!(labels[..2], ["FastAPI", "→ API_URL"], "{}", state.name);
            assert_eq!(labels.last(), Some(&"1 file"), "{}", state.name);
        }
    });
    everywhere(|state, _| {
        let lenses = code_lens::code_lenses(&state.snapshot);
        for lens in &lenses {
            state.check("lenses", lens.range);
            assert!(!lens.title.is_empty(), "{}", state.name);
        }
        if matches!(state.name, "whole" | "CRLF" | "10,000 lines") {
            assert!(lenses.iter().any(|lens| lens.title == "answers /api and below"), "{}", state.name);
        }
    });
}

#[test]
fn edits_anywhere() {
    everywhere(|state, offset| {
        for action in code_actions::refactorings(&state.snapshot, TextRange::empty(offset), true) {
            state.check_edits(&action.title, &action.edits);
            assert!(!action.edits.is_empty());
        }
    });
    everywhere(|state, offset| {
        let options = formatting::Options::default();
        state.check_edits("formatting", &formatting::format(&state.snapshot, &options));
        let line = TextRange::empty(offset);
        state.check_edits("range formatting", &formatting::format_range(&state.snapshot, line, &options));
        for typed in ['}', ']', 'x'] {
            state
                .check_edits("typing", &formatting::format_on_type(&state.snapshot, offset, typed, &options));
        }
    });
}

#[test]
fn findings_and_meaning_anywhere() {
    everywhere(|state, offset| {
        // Findings depend on no cursor.
        if offset != state.cursor {
            return;
        }
        for finding in check::check(&state.snapshot) {
            state.check(finding.rule.code, finding.range);
            finding.related.iter().for_each(|related| state.check("related", related.range));
            finding.fixes.iter().for_each(|fix| state.check_edits(&fix.title, &fix.edits));
            assert!(!finding.message.is_empty());
        }
        let inspection = inspect::inspect(&state.snapshot);
        if matches!(state.name, "whole" | "CRLF" | "10,000 lines") {
            assert_eq!(inspection.services.len(), 2, "{}", state.name);
        }
        if let Ok((edits, _)) = migrate::edits(&state.snapshot) {
            state.check_edits("migration", &edits);
        }
    });
}

/// Every refactoring of the whole file gives a file without syntax errors.
#[test]
fn refactorings_keep_the_file_whole() {
    for state in states().into_iter().filter(|state| matches!(state.name, "whole" | "CRLF")) {
        let mut titles = 0;
        for offset in 0..state.text.len() {
            let range = TextRange::empty(TextSize::try_from(offset).unwrap());
            for action in code_actions::refactorings(&state.snapshot, range, false) {
                let mut edits = action.edits.clone();
                edits.sort_by_key(|edit| edit.range.start());
                let mut text = state.text.clone();
                for edit in edits.into_iter().rev() {
                    text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
                }
                let after = Snapshot::of(&text, Arc::new(project()));
                assert!(after.parse.errors().is_empty(), "{} at {offset}: {text}", action.title);
                if state.name == "CRLF" {
                    assert_eq!(
                        text.matches('\n').count(),
                        text.matches("\r\n").count(),
                        "{}: {text}",
                        action.title
                    );
                }
                titles += 1;
            }
        }
        assert!(titles > 100);
    }
}

/// The codes of the errors of a file.
fn errors(snapshot: &Snapshot) -> BTreeSet<&'static str> {
    let is_error = |finding: &Finding| finding.severity == Severity::Error;
    check::check(snapshot).into_iter().filter(is_error).map(|finding| finding.rule.code).collect()
}

fn keys(node: &Node, offsets: &mut Vec<TextSize>) {
    for member in node.as_object().into_iter().flat_map(Object::members) {
        offsets.push(member.key_range.start());
        keys(&member.value, offsets);
    }
    node.as_array().into_iter().flatten().for_each(|element| keys(element, offsets));
}

/// No refactoring makes an error: of real files, at each key.
#[test]
fn refactorings_of_real_files_make_no_error() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/corpus/services");
    let (mut done, mut titles) = (0, BTreeSet::new());
    for entry in std::fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let snapshot = Snapshot::of(&text, Arc::new(project()));
        let before = errors(&snapshot);
        let mut offsets = Vec::new();
        keys(snapshot.config(), &mut offsets);
        let mut seen = HashSet::new();
        for offset in offsets {
            for action in code_actions::refactorings(&snapshot, TextRange::empty(offset), true) {
                let mut edits = action.edits.clone();
                edits.sort_by_key(|edit| edit.range.start());
                let mut changed = text.clone();
                for edit in edits.into_iter().rev() {
                    changed.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
                }
                if !seen.insert(changed.clone()) {
                    continue;
                }
                let after = errors(&Snapshot::of(&changed, Arc::new(project())));
                assert!(
                    after.is_subset(&before),
                    "{} in {path:?}: {after:?}, not {before:?}\n{changed}",
                    action.title
                );
                done += 1;
                titles.insert(action.title.split('`').next().unwrap_or_default().to_owned());
            }
        }
    }
    assert!(done > 500 && titles.len() > 5, "{done} {titles:?}");
}

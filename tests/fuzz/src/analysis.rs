//! What is said about a file: findings, features, migration.

use std::sync::{Arc, LazyLock};

use svc_analysis::elements::Memory;
use svc_analysis::{
    MemoryFs, ProjectFs, Snapshot, TextEdit, TextRange, TextSize, check, code_actions, code_lens, completion,
    definition, folding, formatting, hover, inlay_hints, inspect, linked_editing, links, migrate, references,
    rename, selection, semantic_tokens, symbols,
};
use svc_syntax::{Edit, Parse, Text};

use crate::edited;

/// Seconds since 1970 for what depends on the time.
const NOW: i64 = 1_795_737_600;
/// Offsets at which features are asked; a shorter text is asked at each of its own.
const OFFSETS: usize = 24;

/// The project of an input that brings none.
static PROJECT: LazyLock<Arc<dyn ProjectFs>> = LazyLock::new(|| {
    Arc::new(MemoryFs::new([
        ("apps/web/package.json", "{ \"dependencies\": { \"next\": \"15\" }, \"main\": \"server.js\" }"),
        ("web/package.json", "{ \"dependencies\": { \"vite\": \"6\", \"hono\": \"4\" } }"),
        ("web/src/index.ts", "import { Hono } from 'hono'"),
        ("api/requirements.txt", "fastapi"),
        ("api/main.py", "app = FastAPI()"),
        ("api/[id].ts", ""),
        ("worker/Dockerfile", "FROM scratch"),
        ("go/go.mod", "module x"),
        ("go/main.go", "package main"),
        ("package.json", "{ \"workspaces\": [\"apps/*\"] }"),
        ("middleware.ts", ""),
    ]))
});

/// Reads a project: a line `//- /path` starts a file; what stands before the first is the `vercel.json`.
fn snapshot(data: &[u8]) -> (String, Snapshot) {
    let source = String::from_utf8_lossy(data);
    let mut pieces = source.split("//- /");
    let text = pieces.next().unwrap_or_default().to_owned();
    let files: Vec<(&str, &str)> = pieces.filter_map(|piece| piece.split_once('\n')).collect();
    let project: Arc<dyn ProjectFs> =
        if files.is_empty() { Arc::clone(&PROJECT) } else { Arc::new(MemoryFs::new(files)) };
    let snapshot = Snapshot::of(&text, project);
    (text, snapshot)
}

#[track_caller]
fn check_range(text: &str, range: TextRange) {
    assert!(text.get(std::ops::Range::<usize>::from(range)).is_some(), "{range:?} is no range of the text");
}

/// The text after edits that must be in its bounds and apart from each other.
#[track_caller]
fn apply(text: &str, edits: &[TextEdit]) -> String {
    let mut edits: Vec<&TextEdit> = edits.iter().collect();
    edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
    assert!(edits.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()), "{edits:?} overlap");
    let mut text = text.to_owned();
    for edit in edits.into_iter().rev() {
        check_range(&text, edit.range);
        text.replace_range(std::ops::Range::<usize>::from(edit.range), &edit.insert);
    }
    text
}

/// Findings and their fixes have their places; the project is inspected and migrated.
pub fn analyse(data: &[u8]) {
    let (text, snapshot) = snapshot(data);
    let findings = check::check(&snapshot);
    for finding in &findings {
        check_range(&text, finding.range);
        assert!(!finding.message.is_empty());
        finding.related.iter().for_each(|related| check_range(&text, related.range));
        for fix in &finding.fixes {
            apply(&text, &fix.edits);
        }
    }
    let _ = inspect::inspect(&snapshot);
    if let Ok((migrated, _)) = migrate::apply(&snapshot)
        && snapshot.parse.errors().is_empty()
    {
        let errors = Parse::new(&migrated).errors().to_vec();
        assert!(errors.is_empty(), "the migration breaks the file: {errors:?} in {migrated}");
    }
}

/// What is found in an edited file, with what is remembered of its earlier versions, is what is found in a file that was always
/// so.
pub fn recheck(data: &[u8]) {
    let (mut text, edits) = edited::read(data);
    let (mut parse, mut rope) = (Parse::new(&text), Text::new(&text));
    let memory = Arc::<Memory>::default();
    let edited = |rope: &Text, parse: &Parse| {
        Snapshot::new(rope.clone(), parse.clone(), Arc::clone(&PROJECT), Arc::default())
            .remembering(Arc::clone(&memory))
    };
    let _ = check::check(&edited(&rope, &parse));
    for edit in edits.into_iter().take(3) {
        let (range, insert) = edit.of(&text);
        let range = rope.replace(range, &insert);
        text.replace_range(std::ops::Range::<usize>::from(range), &insert);
        parse = parse.reparse(&Edit { range, insert }, &rope);
        let fresh = Snapshot::of(&text, Arc::clone(&PROJECT));
        assert_eq!(check::check(&edited(&rope, &parse)), check::check(&fresh), "in {text}");
    }
}

/// Every feature answers at every offset (of a long text, at some of them), within the text.
pub fn features(data: &[u8]) {
    let (text, snapshot) = snapshot(data);
    whole(&text, &snapshot);
    let step = (text.len() / OFFSETS).max(1);
    // Where the samples begin differs from text to text.
    let first = data.iter().fold(0, |sum: usize, byte| sum.wrapping_mul(31) + usize::from(*byte)) % step;
    for offset in (first..=text.len()).step_by(step) {
        if text.is_char_boundary(offset) {
            at(&text, &snapshot, TextSize::try_from(offset).expect("inputs are small"));
        }
    }
}

fn whole(text: &str, snapshot: &Snapshot) {
    fn outline(text: &str, symbols: &[symbols::Symbol], within: TextRange) {
        for symbol in symbols {
            check_range(text, symbol.range);
            assert!(within.contains_range(symbol.range) && symbol.range.contains_range(symbol.selection));
            outline(text, &symbol.children, symbol.range);
        }
    }
    let all = TextRange::up_to(snapshot.text.len());
    outline(text, &symbols::symbols(snapshot), all);
    symbols::named_places(snapshot, "a").iter().for_each(|place| check_range(text, place.range));
    links::links(snapshot).iter().for_each(|link| check_range(text, link.range));
    folding::folds(snapshot).iter().for_each(|fold| check_range(text, fold.range));
    code_lens::code_lenses(snapshot).iter().for_each(|lens| check_range(text, lens.range));
    for hint in inlay_hints::inlay_hints(snapshot, all, NOW) {
        check_range(text, TextRange::empty(hint.offset));
    }
    let tokens = semantic_tokens::semantic_tokens(snapshot, all);
    tokens.iter().for_each(|token| check_range(text, token.range));
    assert!(tokens.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()));
    let options = formatting::Options::default();
    let formatted = apply(text, &formatting::format(snapshot, &options));
    if snapshot.parse.errors().is_empty() {
        let again = Snapshot::of(&formatted, Arc::clone(&snapshot.project));
        assert!(formatting::format(&again, &options).is_empty(), "formatted twice: {formatted}");
    }
}

fn at(text: &str, snapshot: &Snapshot, offset: TextSize) {
    for item in completion::complete(snapshot, offset) {
        assert!(item.range.contains_inclusive(offset), "{item:?}");
        let mut edits = item.additional.clone();
        edits.push(TextEdit::new(item.range, item.plain.clone()));
        apply(text, &edits);
        if let Some(docs) = &item.docs {
            assert!(completion::documentation(docs).is_some(), "{item:?}");
        }
    }
    if let Some(hover) = hover::hover(snapshot, offset, NOW) {
        check_range(text, hover.range);
        assert!(hover.range.contains_inclusive(offset) && !hover.markdown.is_empty());
    }
    if let Some((origin, targets)) = definition::definitions(snapshot, offset) {
        check_range(text, origin);
        for target in targets.iter().filter(|target| target.file.is_none()) {
            check_range(text, target.range);
            assert!(target.range.contains_range(target.selection));
        }
    }
    for reference in references::references(snapshot, offset, true) {
        check_range(text, reference.range);
    }
    linked_editing::linked_ranges(snapshot, offset).into_iter().for_each(|range| check_range(text, range));
    if let Some(it) = rename::prepare(snapshot, offset) {
        check_range(text, it.range);
        if let Ok(rename) = rename::rename(snapshot, offset, "another-name") {
            let edits: Vec<TextEdit> = rename.groups.into_iter().flat_map(|group| group.edits).collect();
            apply(text, &edits);
        }
    }
    let ranges = selection::selections(snapshot, offset);
    ranges.iter().for_each(|range| check_range(text, *range));
    assert!(ranges.windows(2).all(|pair| pair[1].contains_range(pair[0]) && pair[0] != pair[1]));
    assert!(ranges.first().is_some_and(|range| range.contains_inclusive(offset)));
    for action in code_actions::refactorings(snapshot, TextRange::empty(offset)) {
        assert!(!action.edits.is_empty());
        let after = apply(text, &action.edits);
        if snapshot.parse.errors().is_empty() {
            let errors = Parse::new(&after).errors().to_vec();
            assert!(errors.is_empty(), "{} breaks the file: {errors:?} in {after}", action.title);
        }
    }
    let options = formatting::Options::default();
    apply(text, &formatting::format_range(snapshot, TextRange::empty(offset), &options));
    for typed in ['}', ']', 'x'] {
        apply(text, &formatting::format_on_type(snapshot, offset, typed, &options));
    }
}

//! What is said about a file: findings, features, migration.

use std::sync::Arc;

use svc_analysis::{Snapshot, check, migrate};
use svc_ide::{
    code_actions, code_lens, completion, definition, hover, inlay_hints, linked_editing, links, references,
    rename, semantic_tokens, symbols,
};
use svc_syntax::layout::{folding, formatting, selection};
use svc_syntax::value::Memory;
use svc_syntax::{Edit, Parse, RUN_LENGTH, Text};
use svc_syntax::{Source, TextEdit, TextRange, TextSize};

use crate::edited;
use crate::project::{PROJECT, Project, check_range};
use crate::timing::timed;

/// Seconds since 1970 for what depends on the time.
const NOW: i64 = 1_795_737_600;
/// Offsets at which features are asked; a shorter text is asked at each of its own.
const OFFSETS: usize = 24;
/// A text above this length is asked at fewer, in bytes.
const LONG: usize = 4_096;

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

/// Findings and their fixes have their places; what is migrated is JSON.
pub fn analyse(data: &[u8]) {
    let Project { text, snapshot, .. } = Project::read(data);
    let findings = timed("check", || check::check(&snapshot));
    for finding in &findings {
        check_range(&text, finding.range);
        assert!(!finding.message.is_empty());
        finding.related.iter().for_each(|related| check_range(&text, related.range));
        for fix in &finding.fixes {
            apply(&text, &fix.edits);
        }
    }
    if let Ok((migrated, _)) = timed("migrate", || migrate::apply(&snapshot))
        && snapshot.parse.errors().is_empty()
    {
        let errors = Parse::new(&migrated).errors().to_vec();
        assert!(errors.is_empty(), "the migration breaks the file: {errors:?} in {migrated}");
    }
}

/// What is found in an edited file, with what is remembered of its earlier versions, is what is found in a file that was always
/// so.
pub fn recheck(data: &[u8]) {
    recheck_in_runs(data, 2);
    recheck_in_runs(data, RUN_LENGTH);
}

fn recheck_in_runs(data: &[u8], run_length: usize) {
    let (mut text, edits) = edited::read(data);
    let (mut parse, mut rope) = (Parse::with_run_length(&text, run_length), Text::new(&text));
    let memory = Arc::<Memory>::default();
    let edited = |rope: &Text, parse: &Parse| {
        Snapshot::new(
            Source { text: rope.clone(), parse: parse.clone() },
            Arc::clone(&PROJECT),
            Arc::default(),
        )
        .with_memory(Arc::clone(&memory))
    };
    let _ = check::check(&edited(&rope, &parse));
    for edit in edits {
        let (range, insert) = edit.of(&text);
        let range = rope.replace(range, &insert);
        text.replace_range(std::ops::Range::<usize>::from(range), &insert);
        let edit = Edit { range, insert };
        parse = timed("reparse", || parse.reparse(&edit, &rope));
        let fresh = Snapshot::of(&text, Arc::clone(&PROJECT));
        let again = edited(&rope, &parse);
        let again = timed("check again", || check::check(&again));
        assert_eq!(again, timed("check", || check::check(&fresh)), "in {text}");
    }
}

/// Every feature answers at every offset (of a long text, at some of them), within the text.
pub fn features(data: &[u8]) {
    let Project { text, snapshot, .. } = Project::read(data);
    whole(&text, &snapshot);
    // Of long texts fewer: each takes longer.
    let offsets = (OFFSETS * LONG / text.len().max(LONG)).max(2);
    let step = (text.len() / offsets).max(1);
    // Where the samples begin differs from text to text.
    let first = data.iter().fold(0, |sum: usize, byte| sum.wrapping_mul(31) + usize::from(*byte)) % step;
    for offset in (first..=text.len()).step_by(step) {
        if text.is_char_boundary(offset) {
            at(&text, &snapshot, TextSize::try_from(offset).expect("inputs are small"));
        }
    }
}

/// The outline's entries, each within the one that it is in.
struct Outline<'t> {
    text: &'t str,
    within: Vec<TextRange>,
}

impl symbols::Visitor for Outline<'_> {
    fn begin(&mut self, symbol: &symbols::Symbol<'_>) {
        check_range(self.text, symbol.range);
        assert!(self.within.last().is_some_and(|within| within.contains_range(symbol.range)));
        assert!(symbol.range.contains_range(symbol.selection));
        self.within.push(symbol.range);
    }

    fn end(&mut self) {
        self.within.pop();
    }
}

fn whole(text: &str, snapshot: &Snapshot) {
    let all = TextRange::up_to(snapshot.text.len());
    timed("symbols", || symbols::visit(snapshot, &mut Outline { text, within: vec![all] }));
    symbols::named_places(snapshot, "a").iter().for_each(|place| check_range(text, place.range));
    timed("links", || links::links(snapshot)).iter().for_each(|link| check_range(text, link.range));
    timed("folds", || folding::folds(snapshot)).iter().for_each(|fold| check_range(text, fold.range));
    timed("code lenses", || code_lens::code_lenses(snapshot))
        .iter()
        .for_each(|lens| check_range(text, lens.range));
    for hint in timed("inlay hints", || inlay_hints::inlay_hints(snapshot, all, NOW)) {
        check_range(text, TextRange::empty(hint.offset));
    }
    let tokens = timed("semantic tokens", || semantic_tokens::semantic_tokens(snapshot, all));
    tokens.iter().for_each(|token| check_range(text, token.range));
    assert!(tokens.windows(2).all(|pair| pair[0].range.end() <= pair[1].range.start()));
    let options = formatting::Options::default();
    let formatted = apply(text, &timed("format", || formatting::format(snapshot, &options)));
    if snapshot.parse.errors().is_empty() {
        let again = Snapshot::of(&formatted, Arc::clone(&snapshot.project));
        assert!(formatting::format(&again, &options).is_empty(), "formatted twice: {formatted}");
    }
}

fn at(text: &str, snapshot: &Snapshot, offset: TextSize) {
    for item in timed("completion", || completion::complete(snapshot, offset)) {
        assert!(item.range.contains_inclusive(offset), "{item:?}");
        let mut edits = item.additional.clone();
        edits.push(TextEdit::new(item.range, item.plain.clone()));
        apply(text, &edits);
        if let Some(docs) = &item.docs {
            assert!(completion::documentation(docs).is_some(), "{item:?}");
        }
    }
    if let Some(hover) = timed("hover", || hover::hover(snapshot, offset, NOW)) {
        check_range(text, hover.range);
        assert!(hover.range.contains_inclusive(offset) && !hover.markdown.is_empty());
    }
    if let Some((origin, targets)) = timed("definition", || definition::definitions(snapshot, offset)) {
        check_range(text, origin);
        for target in targets.iter().filter(|target| target.file.is_none()) {
            check_range(text, target.range);
            assert!(target.range.contains_range(target.selection));
        }
    }
    for reference in timed("references", || references::references(snapshot, offset, true)) {
        check_range(text, reference.range);
    }
    let linked = timed("linked ranges", || linked_editing::linked_ranges(snapshot, offset));
    linked.into_iter().for_each(|range| check_range(text, range));
    if let Ok(Some(it)) = timed("prepare rename", || rename::prepare(snapshot, offset)) {
        check_range(text, it.range);
        if let Ok(rename) = timed("rename", || rename::rename(snapshot, offset, "another-name")) {
            let edits = rename.edits;
            apply(text, &edits);
        }
    }
    let ranges = timed("selections", || selection::selections(snapshot, offset));
    ranges.iter().for_each(|range| check_range(text, *range));
    assert!(ranges.windows(2).all(|pair| pair[1].contains_range(pair[0]) && pair[0] != pair[1]));
    assert!(ranges.first().is_some_and(|range| range.contains_inclusive(offset)));
    let here = TextRange::empty(offset);
    for action in timed("refactorings", || code_actions::refactorings(snapshot, here, true)) {
        assert!(!action.edits.is_empty());
        let after = apply(text, &action.edits);
        if snapshot.parse.errors().is_empty() {
            let errors = Parse::new(&after).errors().to_vec();
            assert!(errors.is_empty(), "{} breaks the file: {errors:?} in {after}", action.title);
        }
    }
    let options = formatting::Options::default();
    apply(text, &timed("format range", || formatting::format_range(snapshot, here, &options)));
    for typed in ['}', ']', 'x'] {
        apply(
            text,
            &timed("format on type", || formatting::format_on_type(snapshot, offset, typed, &options)),
        );
    }
}

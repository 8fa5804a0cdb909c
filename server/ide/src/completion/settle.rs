//! Keeps what passes our own check once it is accepted as it comes, formatted like the file around it.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use svc_analysis::check::{check, findings};
use svc_analysis::snapshot::Snapshot;
use svc_analysis::{Finding, Settings};
use svc_config::Severity;
use svc_syntax::edit;
use svc_syntax::edit::slot::{Slot, SlotKind};
use svc_syntax::layout::formatting::{self, Options};
use svc_syntax::value::{Json, Member, Node, Query};
use svc_syntax::{SyntaxErrorKind, TextEdit, TextRange, TextSize};
use svc_vercel::project::ProjectFs;

use super::item::{Completion, CompletionKind, respaced};

/// The most completions that are tried, from the first in the list. More are left as they are.
const TRIED: usize = 100;

/// The most bytes of all files with completions in them that are checked together: what a list may take at the most is then about as
/// long in a large file as in a small one.
const TRIED_BYTES: usize = 200 * 1024;

/// How many completions of a list are tried at least, or none are.
const FEWEST: usize = 8;

/// How long completions are tried, where a check takes long for what the project holds. An unoptimized build takes about 20 times as
/// long for all it does.
const TRIED_FOR: Duration = Duration::from_millis(if cfg!(debug_assertions) { 2_000 } else { 100 });

/// The most bytes of a file that is formatted once for each completion.
const FORMATTED: usize = 32 * 1024;

/// Rules whose findings say that what was written has no effect, or not the one that it was written for.
const WITHOUT_EFFECT: [&str; 6] = [
    "literal-source-syntax",
    "redirect-loop",
    "self-binding",
    "unknown-destination-service",
    "unmatched-include-files",
    "unused-function",
];

/// How many mistakes a file has of each rule.
type Mistakes = BTreeMap<&'static str, usize>;

/// Leaves out the completions that would be mistakes. Where nothing is written yet at the cursor, more may have to follow: what
/// every completion there lacks is no mistake of one.
pub(super) fn settle(snapshot: &Snapshot, slot: &Slot, mut items: Vec<Completion>) -> Vec<Completion> {
    let tried = TRIED.min(TRIED_BYTES / usize::from(snapshot.text.len()).max(1));
    // One or two of many would say little of what is common to all.
    if tried < FEWEST.min(items.len()) {
        return items;
    }
    let formatter = Formatter::of(snapshot, slot);
    let mut attempts = Attempts::of(snapshot, slot);
    let findings = findings(snapshot);
    let before = Reported::of(findings);
    let is_wrong = |finding: &Finding| {
        finding.severity == Severity::Error
            && slot.replace.intersect(finding.range).is_some_and(|it| !it.is_empty())
    };
    let is_unfinished = is_unfinished(snapshot, slot) || findings.iter().any(is_wrong);
    let mut judged: Vec<Mistakes> = Vec::new();
    // A page in a browser has no clock to ask, and no project that takes long.
    let deadline = (!cfg!(target_family = "wasm")).then(|| Instant::now() + TRIED_FOR);
    for item in items.iter_mut().take(tried) {
        if snapshot.check_cancelled() {
            return Vec::new();
        }
        if deadline.is_some_and(|deadline| Instant::now() > deadline) {
            break;
        }
        judged.push(if is_free(item, slot, is_unfinished) {
            Mistakes::new()
        } else {
            choose(&mut attempts, &before, item)
        });
        if let Some(formatter) = &formatter {
            formatter.format(item);
        }
    }
    attempts.keep();
    let is_whole = slot.path.is_empty() && slot.kind == SlotKind::Value;
    let common = if is_unfinished { common(&judged) } else { Mistakes::new() };
    let passes = |mistakes: &Mistakes| {
        mistakes.iter().all(|(code, count)| {
            common.get(code) >= Some(count) || is_unfinished && !is_whole && may_be_written_next(code)
        })
    };
    if is_unfinished && !judged.iter().any(passes) {
        return items;
    }
    let mut judged = judged.iter();
    items.retain(|_| judged.next().is_none_or(passes));
    items
}

/// Whether nothing is written at the slot yet, or what is around it is no JSON yet.
fn is_unfinished(snapshot: &Snapshot, slot: &Slot) -> bool {
    use SyntaxErrorKind::{EmptyDocument, UnclosedArray, UnclosedObject, UnclosedString};
    if matches!(&*snapshot.text.slice(slot.replace), "\"\"") {
        return true;
    }
    let text = &snapshot.text;
    let before = text.slice(TextRange::up_to(slot.replace.start()));
    let start = TextSize::of(before.trim_end()).checked_sub(1.into()).unwrap_or_default();
    let after = text.slice(TextRange::new(slot.replace.end(), text.len()));
    let space = TextSize::of(&*after) - TextSize::of(after.trim_start());
    let around = TextRange::new(start, slot.replace.end() + space + TextSize::new(1));
    snapshot.parse.errors().iter().any(|error| {
        matches!(error.kind, EmptyDocument | UnclosedArray | UnclosedObject | UnclosedString)
            || error.range.intersect(around).is_some()
    })
}

/// Whether a mistake is that something isn't there yet.
fn may_be_written_next(code: &str) -> bool {
    code.starts_with("missing-") || code.ends_with("-not-found")
}

/// Whether more has to be written for it anyway: it is one kind of several, or a folder on the way to a file.
fn is_free(item: &Completion, slot: &Slot, is_unfinished: bool) -> bool {
    if is_unfinished && item.retrigger && item.kind == CompletionKind::Folder {
        return true;
    }
    let is_empty = slot.typed.is_empty() && slot.replace.len() <= TextSize::of("\"\"");
    is_empty && item.kind == CompletionKind::EnumMember && slot.kind == SlotKind::Value
}

/// Chooses the first form of a completion that adds nothing to report, else the first that adds no mistake; else it stays as it is. What
/// mistakes it adds.
fn choose(attempts: &mut Attempts<'_>, before: &Reported, item: &mut Completion) -> Mistakes {
    let others = std::mem::take(&mut item.others);
    let mut first = before.added(attempts, item);
    if first.mistakes.is_empty() && (first.warnings == 0 || others.is_empty()) {
        return first.mistakes;
    }
    for other in others {
        let form =
            Completion { plain: other.plain, snippet: other.snippet, retrigger: false, ..item.clone() };
        let added = before.added(attempts, &form);
        let is_right = added.mistakes.is_empty();
        if is_right && (added.warnings == 0 || !first.mistakes.is_empty()) {
            let is_done = added.warnings == 0;
            *item = form;
            first = added;
            if is_done {
                break;
            }
        }
    }
    first.mistakes
}

/// What is reported on a file.
#[derive(Default, Clone)]
struct Reported {
    mistakes: Mistakes,
    warnings: usize,
}

impl Reported {
    fn of(findings: &[Finding]) -> Reported {
        let mut found = Reported::default();
        for finding in findings {
            let code = finding.rule.code;
            if finding.severity == Severity::Error
                || code.starts_with("ignored-")
                || WITHOUT_EFFECT.contains(&code)
            {
                *found.mistakes.entry(code).or_default() += 1;
            } else if finding.severity == Severity::Warning {
                found.warnings += 1;
            }
        }
        found
    }

    /// What is reported beyond that once a completion is accepted.
    fn added(&self, attempts: &mut Attempts<'_>, item: &Completion) -> Reported {
        let mut after = attempts.with(item);
        after.mistakes.retain(|code, count| {
            *count -= self.mistakes.get(code).copied().unwrap_or_default().min(*count);
            *count > 0
        });
        after.warnings = after.warnings.saturating_sub(self.warnings);
        after
    }
}

/// What is reported on a file with each of the completions that were tried. While a word is typed, the file around it stays the same,
/// and so does what each completion makes of it.
struct Attempts<'a> {
    snapshot: &'a Snapshot,
    slot: &'a Slot,
    known: Known,
}

/// What is known of the completions at the place at which they were last tried in a file.
#[derive(Default)]
struct Known {
    around: Option<Around>,
    reported: HashMap<Vec<Change>, Reported>,
}

/// What decides what a completion makes of a file: the text before and after it, the project, the settings.
struct Around(String, String, Arc<dyn ProjectFs>, Arc<Settings>);

impl PartialEq for Around {
    fn eq(&self, other: &Around) -> bool {
        (&self.0, &self.1, &self.3) == (&other.0, &other.1, &other.3) && Arc::ptr_eq(&self.2, &other.2)
    }
}

impl Query for Known {
    type Answer = Mutex<Known>;
}

/// An edit of a completion, counted from where its place starts or ends.
#[derive(PartialEq, Eq, Hash)]
enum Change {
    Before(TextSize, TextSize, String),
    /// What is at the place then.
    There(String),
    After(TextSize, TextSize, String),
}

impl<'a> Attempts<'a> {
    fn of(snapshot: &'a Snapshot, slot: &'a Slot) -> Attempts<'a> {
        let (text, place) = (&snapshot.text, slot.replace);
        let before = text.slice(TextRange::up_to(place.start())).into_owned();
        let after = text.slice(TextRange::new(place.end(), text.len())).into_owned();
        let around = Around(before, after, Arc::clone(&snapshot.project), Arc::clone(&snapshot.settings));
        let memory = snapshot.memory().of::<Known>().get_or_init(Mutex::default);
        let known = std::mem::take(&mut *memory.lock().unwrap_or_else(PoisonError::into_inner));
        let known = if known.around.as_ref() == Some(&around) {
            known
        } else {
            Known { around: Some(around), reported: HashMap::new() }
        };
        Attempts { snapshot, slot, known }
    }

    /// What is reported on the file once a completion is accepted.
    fn with(&mut self, item: &Completion) -> Reported {
        let edits = edits_of(item);
        let key: Vec<Change> = edits.iter().map(|edit| self.written(edit)).collect();
        if let Some(known) = self.known.reported.get(&key) {
            return known.clone();
        }
        let reported = Reported::of(&check(&self.snapshot.edited(&edits)));
        if !self.snapshot.check_cancelled() {
            self.known.reported.insert(key, reported.clone());
        }
        reported
    }

    fn written(&self, edit: &TextEdit) -> Change {
        let (place, range) = (self.slot.replace, edit.range);
        if range == place {
            return Change::There(edit.insert.clone());
        }
        if range.end() <= place.start() {
            return Change::Before(place.start() - range.start(), range.len(), edit.insert.clone());
        }
        if range.start() >= place.end() {
            return Change::After(range.start() - place.end(), range.len(), edit.insert.clone());
        }
        let text = |start, end| self.snapshot.text.slice(TextRange::new(start, end));
        let before = text(place.start(), range.start().max(place.start()));
        let after = text(range.end().min(place.end()), place.end());
        Change::There(format!("{before}{}{after}", edit.insert))
    }

    /// Remembers what was found out for the next completions.
    fn keep(self) {
        let memory = self.snapshot.memory().of::<Known>().get_or_init(Mutex::default);
        *memory.lock().unwrap_or_else(PoisonError::into_inner) = self.known;
    }
}

/// The mistakes that all completions add.
fn common(judged: &[Mistakes]) -> Mistakes {
    let mut all = judged.iter();
    let mut common = all.next().cloned().unwrap_or_default();
    for mistakes in all {
        common.retain(|code, count| {
            *count = mistakes.get(code).copied().unwrap_or_default().min(*count);
            *count > 0
        });
    }
    common
}

fn edits_of(item: &Completion) -> Vec<TextEdit> {
    let mut edits = item.additional.clone();
    edits.push(TextEdit::new(item.range, &*item.plain));
    edits
}

/// Formats what completions write to a formatted file.
struct Formatter<'a> {
    snapshot: &'a Snapshot,
    options: Options,
    /// See [`has_own_line`].
    has_own_line: bool,
}

/// Whether no layout depends on what is at the slot: it is the key or value of a member whose value is neither an object nor an array, in an
/// object that has a line for each member, whatever its width.
fn has_own_line(snapshot: &Snapshot, slot: &Slot) -> bool {
    let object = match slot.kind {
        SlotKind::Key { has_value: true, .. } => &*slot.path.0,
        SlotKind::Value => slot.path.split_last().map_or(&[][..], |(_, object)| object),
        SlotKind::Key { .. } | SlotKind::Element => return false,
    };
    let Some((node, object)) = snapshot.config().at(object).and_then(|it| Some((it, it.as_object()?))) else {
        return false;
    };
    let is_open = object.members().first().is_some_and(|first| {
        let before = snapshot.text.slice(TextRange::new(node.range.start(), first.range.start()));
        let space = before.strip_prefix('{').unwrap_or_default();
        space.contains(['\n', '\r']) && space.chars().all(char::is_whitespace)
    });
    let is_here = |member: &Member| [member.key_range, member.value.range].contains(&slot.replace);
    let is_short = |value: &Node| !matches!(value.json, Json::Object(_) | Json::Array(_) | Json::Missing);
    is_open && object.members().iter().any(|member| is_here(member) && is_short(&member.value))
}

/// Whether a version of a file is formatted.
struct IsFormatted;

impl Query for IsFormatted {
    type Answer = bool;
}

impl<'a> Formatter<'a> {
    /// None where the file isn't formatted, so that it has no layout to keep to.
    fn of(snapshot: &'a Snapshot, slot: &Slot) -> Option<Formatter<'a>> {
        let options = Options { indent: edit::indent_unit(&snapshot.text), ..Options::default() };
        let is_formatted = snapshot.facts().of::<IsFormatted>().get_or_init(|| {
            usize::from(snapshot.text.len()) <= FORMATTED
                && snapshot.parse.errors().is_empty()
                && formatting::format(snapshot, &options).is_empty()
        });
        let has_own_line = has_own_line(snapshot, slot);
        is_formatted.then_some(Formatter { snapshot, options, has_own_line })
    }

    /// Formats the file with the completion in it. Only white space changes: in what it writes, and around.
    fn format(&self, item: &mut Completion) {
        let is_token = |text: &str| !text.contains(['{', '[', '\n', '\r', ',', ':']);
        if self.has_own_line && item.additional.is_empty() && is_token(&item.plain) {
            return;
        }
        let mut edits = edits_of(item);
        edits.sort_by_key(|edit| (edit.range.start(), edit.range.end()));
        let changed = self.snapshot.edited(&edits);
        let mut elsewhere: Vec<TextEdit> = Vec::new();
        let line_break = edit::line_break_at(&self.snapshot.text, item.range.start());
        let written = Span::of(item, &edits, &line_break);
        // From the last, so that the places of those before stay.
        for gap in formatting::format(&changed, &self.options).into_iter().rev() {
            let inside = gap.range.intersect(written.after);
            let inside = inside.filter(|inside| gap.range.is_empty() || !inside.is_empty());
            match inside {
                Some(inside) if inside == gap.range => written.replace(item, inside, &gap.insert),
                Some(inside) => {
                    written.replace(item, inside, "");
                    let outside = if gap.range.start() < inside.start() {
                        TextRange::new(gap.range.start(), inside.start())
                    } else {
                        TextRange::new(inside.end(), gap.range.end())
                    };
                    elsewhere.push(TextEdit::new(written.before(outside), gap.insert));
                }
                None => elsewhere.push(TextEdit::new(written.before(gap.range), gap.insert)),
            }
        }
        for gap in elsewhere {
            match item.additional.iter_mut().find(|comma| comma.range.end() == gap.range.start()) {
                Some(comma) => {
                    comma.insert.push_str(&gap.insert);
                    comma.range = comma.range.cover(gap.range);
                }
                None => item.additional.push(gap),
            }
        }
    }
}

/// Where a completion's text is in the file with it.
struct Span<'a> {
    after: TextRange,
    /// All edits, in order.
    edits: &'a [TextEdit],
    line_break: &'a str,
}

impl<'a> Span<'a> {
    fn of(item: &Completion, edits: &'a [TextEdit], line_break: &'a str) -> Span<'a> {
        let before = edits.iter().take_while(|edit| edit.range != item.range || *edit.insert != *item.plain);
        let shift = before.map(|edit| TextSize::of(&*edit.insert)).sum::<TextSize>();
        let after = TextRange::at(item.range.start() + shift, TextSize::of(&*item.plain));
        Span { after, edits, line_break }
    }

    /// What a range outside of the text was before anything was written.
    fn before(&self, range: TextRange) -> TextRange {
        let start = self.offset_before(range.start());
        TextRange::new(start, self.offset_before(range.end()).max(start))
    }

    fn offset_before(&self, offset: TextSize) -> TextSize {
        let (mut written, mut replaced) = (TextSize::new(0), TextSize::new(0));
        for edit in self.edits {
            let start = edit.range.start() + written - replaced;
            if offset < start + TextSize::of(&*edit.insert) {
                return if offset < start { offset + replaced - written } else { edit.range.start() };
            }
            written += TextSize::of(&*edit.insert);
            replaced += edit.range.len();
        }
        offset + replaced - written
    }

    /// Puts white space in place of some in what the completion writes.
    fn replace(&self, item: &mut Completion, gap: TextRange, insert: &str) {
        let gap = gap - self.after.start();
        let gap = usize::from(gap.start())..usize::from(gap.end());
        // A snippet that can't be formatted is not worth a file that isn't.
        item.snippet = item.snippet.as_deref().and_then(|it| respaced(it, self.line_break, &gap, insert));
        item.plain.replace_range(gap, insert);
    }
}

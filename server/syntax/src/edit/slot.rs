//! Where a completion would go: what may be at an offset, which bytes it replaces, which commas it needs.

use rowan::{TextRange, TextSize};

use super::quoted;
use crate::source::Source;
use crate::text::Text;
use crate::token::kind::{SyntaxKind, SyntaxToken};
use crate::token::quotes::is_closed;
use crate::tree::cursor::CursorPlace;
use crate::tree::path::KeyPath;
use crate::tree::{Document, Member, Object, Value};

/// A place that something can be written to.
#[derive(Debug, Clone, PartialEq)]
pub struct Slot {
    /// What can be written there.
    pub kind: SlotKind,
    /// Where the value stands or would stand; for a key, the path of the object that it belongs to.
    pub path: KeyPath,
    /// The bytes that are replaced: the whole token with its quotes, or nothing at the cursor.
    pub replace: TextRange,
    /// What of the token stands before the cursor, without the quote.
    pub typed: String,
    /// The cursor.
    pub cursor: TextSize,
    /// Whether the token begins with a quote.
    quoted: bool,
    /// Where a comma is missing before it.
    pub comma_before: Option<TextSize>,
    /// Whether what follows needs a comma after it.
    pub comma_after: bool,
}

/// What can be written to a [`Slot`].
#[derive(Debug, Clone, PartialEq)]
pub enum SlotKind {
    /// A member of the object, or its key alone if it has its colon already.
    Key {
        /// The keys of the other members.
        siblings: Vec<String>,
        /// Whether colon and value stand there already.
        has_value: bool,
    },
    /// The value of a member, or of the whole file.
    Value,
    /// An element of an array; the path ends with its index.
    Element,
}

/// The path of the member or element at an offset; of the object or array around it where it is in none.
#[must_use]
pub fn path_at(source: &Source, offset: TextSize) -> KeyPath {
    let cursor = source.parse.document().cursor(offset);
    match &cursor.place {
        CursorPlace::Key(key) => key.member().map_or_else(KeyPath::default, |member| member.path()),
        _ => cursor.path(),
    }
}

impl Slot {
    /// A text as it would stand in the token's place: what the token is compared with.
    #[must_use]
    pub fn as_token(&self, text: &str) -> String {
        if self.quoted { quoted(text) } else { text.to_owned() }
    }

    /// A slot for a value that nothing is written of yet, where the cursor is of another slot.
    #[must_use]
    pub fn for_value(path: KeyPath, cursor: TextSize) -> Slot {
        Slot {
            kind: SlotKind::Value,
            path,
            replace: TextRange::empty(cursor),
            typed: String::new(),
            cursor,
            quoted: false,
            comma_before: None,
            comma_after: false,
        }
    }

    /// What is between the quotes of the string that the cursor is in.
    #[must_use]
    pub fn content(&self, text: &Text) -> Option<TextRange> {
        let token = text.slice(self.replace);
        let end = if is_closed(&token) { self.replace.end() - TextSize::of('"') } else { self.replace.end() };
        let start = self.replace.start() + TextSize::of('"');
        (self.quoted && (start..=end).contains(&self.cursor)).then(|| TextRange::new(start, end))
    }

    /// The slot at an offset; `None` in comments, behind a key, and where a value would stand beside another.
    #[must_use]
    pub fn at(source: &Source, offset: TextSize) -> Option<Slot> {
        let document = source.parse.document();
        let cursor = document.cursor(offset);
        let path = cursor.path();
        let mut token = cursor.token.clone();
        let kind = match &cursor.place {
            CursorPlace::Comment | CursorPlace::AfterKey(_) => return None,
            CursorPlace::Root if document.value().is_some_and(|value| !is_scalar(&value)) => return None,
            CursorPlace::Root => SlotKind::Value,
            CursorPlace::Key(key) => {
                let member = key.member()?;
                SlotKind::Key {
                    siblings: siblings(&cursor.object()?, Some(&member)),
                    has_value: member.colon().is_some(),
                }
            }
            CursorPlace::MemberStart(object) => {
                SlotKind::Key { siblings: siblings(object, None), has_value: false }
            }
            CursorPlace::AfterMember(member) => {
                let object = member.object()?;
                return Some(Slot::insert(
                    SlotKind::Key { siblings: siblings(&object, None), has_value: false },
                    parent(path),
                    &document,
                    cursor.offset,
                ));
            }
            CursorPlace::Value(member) => {
                if token.is_none() {
                    token = scalar_token(member.value())?;
                }
                SlotKind::Value
            }
            CursorPlace::Element(..) => SlotKind::Element,
            CursorPlace::AfterElement(_, index) => {
                let mut path = parent(path);
                path.0.push((index + 1).into());
                return Some(Slot::insert(SlotKind::Element, path, &document, cursor.offset));
            }
        };
        let Some(token) = token else { return Some(Slot::insert(kind, path, &document, cursor.offset)) };
        let mut slot = Slot::over(&token, kind, path, cursor.offset);
        // A value ahead of the cursor: an edit has to hold the cursor and stay on its line.
        if let Some(gap) =
            slot.replace.start().checked_sub(cursor.offset).filter(|gap| *gap > TextSize::new(0))
        {
            if source.text.slice(TextRange::at(cursor.offset, gap)).contains(['\n', '\r']) {
                return None;
            }
            slot.replace = TextRange::new(cursor.offset, slot.replace.end());
        }
        Some(slot)
    }

    /// A slot where no token is replaced.
    fn insert(kind: SlotKind, path: KeyPath, document: &Document, offset: TextSize) -> Slot {
        let (before, after) = around(document, offset);
        Slot {
            comma_before: comma_before(&kind, before.as_ref()),
            comma_after: after.is_some_and(|token| begins_entry(token.kind())),
            kind,
            path,
            replace: TextRange::empty(offset),
            typed: String::new(),
            cursor: offset,
            quoted: false,
        }
    }

    /// A slot that replaces a token.
    fn over(token: &SyntaxToken, kind: SlotKind, path: KeyPath, offset: TextSize) -> Slot {
        let range = token.text_range();
        let text = token.text();
        let quoted = token.kind().is_quoted();
        let closed = quoted && is_closed(text);
        let at = usize::from(offset.max(range.start()) - range.start()).min(text.len());
        let content = usize::from(quoted)..text.len() - usize::from(closed);
        let typed = text.get(content.start..at.clamp(content.start, content.end)).unwrap_or_default();
        let rest = text.get(at..).unwrap_or_default();
        // An unclosed string runs to its line's end, or to the quote that opens the next string: what is behind the word
        // is not part of it.
        let open = quoted && (!closed || swallows_next(token, rest));
        let tail =
            if open { rest.find(|char: char| !is_word(char)).unwrap_or(rest.len()) } else { rest.len() };
        let left_over = rest.get(tail..).unwrap_or_default().trim_start();
        let end = range.start() + size(at + tail);
        let next = next_significant(token.next_token());
        let comma_after = if left_over.is_empty() {
            next.is_some_and(|token| begins_entry(token.kind()))
        } else {
            left_over.starts_with(['"', '{', '['])
        };
        Slot {
            comma_before: comma_before(&kind, previous_significant(token.prev_token()).as_ref()),
            comma_after: comma_after && !matches!(kind, SlotKind::Key { has_value: true, .. }),
            kind,
            path,
            replace: TextRange::new(range.start(), end),
            typed: typed.to_owned(),
            cursor: offset,
            quoted,
        }
    }
}

fn parent(mut path: KeyPath) -> KeyPath {
    path.0.pop();
    path
}

fn is_scalar(value: &Value) -> bool {
    !matches!(value, Value::Object(_) | Value::Array(_))
}

/// The token of a value that the cursor is before; `None` if it is an object or array.
#[allow(clippy::option_option)]
fn scalar_token(value: Option<Value>) -> Option<Option<SyntaxToken>> {
    match value {
        None => Some(None),
        Some(value) if is_scalar(&value) => Some(value.syntax().first_token()),
        Some(_) => None,
    }
}

fn siblings(object: &Object, without: Option<&Member>) -> Vec<String> {
    object
        .members()
        .filter(|member| Some(member) != without)
        .filter_map(|member| Some(member.key()?.text()))
        .collect()
}

fn comma_before(kind: &SlotKind, before: Option<&SyntaxToken>) -> Option<TextSize> {
    use SyntaxKind::{Colon, Comma, LeftBrace, LeftBracket};
    let before = before?;
    let separates = matches!(before.kind(), Comma | LeftBrace | LeftBracket | Colon);
    (*kind != SlotKind::Value && !separates).then(|| before.text_range().end())
}

/// Whether a token begins a member or an element.
fn begins_entry(kind: SyntaxKind) -> bool {
    use SyntaxKind::{
        Digits, DoubleQuoted, False, LeftBrace, LeftBracket, NullWord, SingleQuoted, True, Word,
    };
    matches!(
        kind,
        Digits | DoubleQuoted | False | LeftBrace | LeftBracket | NullWord | SingleQuoted | True | Word
    )
}

/// The tokens around an offset that touches none, trivia left out.
fn around(document: &Document, offset: TextSize) -> (Option<SyntaxToken>, Option<SyntaxToken>) {
    let at = document.token_at(offset);
    let before = at.clone().left_biased().filter(|token| token.text_range().start() < offset);
    let after = at.right_biased().filter(|token| token.text_range().end() > offset);
    (previous_significant(before), next_significant(after))
}

fn previous_significant(token: Option<SyntaxToken>) -> Option<SyntaxToken> {
    std::iter::successors(token, SyntaxToken::prev_token).find(|token| !token.kind().is_trivia())
}

fn next_significant(token: Option<SyntaxToken>) -> Option<SyntaxToken> {
    std::iter::successors(token, SyntaxToken::next_token).find(|token| !token.kind().is_trivia())
}

/// Whether the quote that closes a string was meant to open the next one: `"a "b": 1` reads as `"a "`, `b"` and `: 1`.
fn swallows_next(token: &SyntaxToken, rest: &str) -> bool {
    let rest = rest.trim_start();
    let glued = token.next_token().is_some_and(|next| next.kind().is_word() || next.kind().is_quoted());
    glued && rest.starts_with([',', '}', ']', '"'])
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '_' | '-' | '.' | '/' | '@' | '*' | '$')
}

fn size(bytes: usize) -> TextSize {
    TextSize::try_from(bytes).unwrap_or_default()
}

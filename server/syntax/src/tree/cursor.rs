//! What is at an offset: where a completion would go, and what a hover is about.

use rowan::{TextRange, TextSize, TokenAtOffset};

use crate::token::escape;
use crate::token::kind::{SyntaxKind, SyntaxToken};
use crate::token::quotes::content;
use crate::tree::path::KeyPath;
use crate::tree::{self, Array, Document, Key, Member, Object, Value, path};

/// An offset and what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The offset, clamped to the document.
    pub offset: TextSize,
    /// What is there.
    pub place: CursorPlace,
    /// The string, number or word that the offset lies in or at the edge of: what a completion replaces. It may lack
    /// its closing quote.
    pub token: Option<SyntaxToken>,
}

/// Where in the document an offset is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CursorPlace {
    /// At the top level: no value, or before or after it.
    Root,
    /// Inside a comment.
    Comment,
    /// In or at the edge of a key.
    Key(Key),
    /// Where a new member of the object may begin: after its `{` or after a comma, or on a line of its own.
    MemberStart(Object),
    /// Behind a key and before its colon, or where the colon is missing.
    AfterKey(Member),
    /// Where the value of a member is or belongs: from its colon to the value's end. Inside an object or array it is
    /// the place inside that.
    Value(Member),
    /// Behind a member's value and before the comma or bracket that follows.
    AfterMember(Member),
    /// In or at the edge of an element that is no object or array, or where a new element may begin; with its index.
    Element(Array, usize),
    /// Behind the element of this index and before the comma or bracket that follows.
    AfterElement(Array, usize),
}

impl Cursor {
    /// The range that a completion replaces: the token at the offset, or nothing at it.
    pub fn replace_range(&self) -> TextRange {
        self.token.as_ref().map_or(TextRange::empty(self.offset), SyntaxToken::text_range)
    }

    /// What is typed of the token before the offset: without its opening quote, escapes decoded.
    pub fn prefix(&self) -> String {
        let Some(token) = &self.token else { return String::new() };
        let end = usize::from(self.offset - token.text_range().start());
        escape::decode(content(token.text().get(..end).unwrap_or_default())).into_owned()
    }

    /// Where the value that is or would be at the offset stands. For a key and a new member it is the object's path.
    pub fn path(&self) -> KeyPath {
        match &self.place {
            CursorPlace::Root | CursorPlace::Comment => KeyPath::default(),
            CursorPlace::Key(key) => key
                .member()
                .and_then(|member| member.object())
                .map_or_else(KeyPath::default, |object| path(object.syntax())),
            CursorPlace::MemberStart(object) => path(object.syntax()),
            CursorPlace::AfterKey(member) | CursorPlace::Value(member) | CursorPlace::AfterMember(member) => {
                member.path()
            }
            CursorPlace::Element(array, index) | CursorPlace::AfterElement(array, index) => {
                let mut path = path(array.syntax());
                path.0.push((*index).into());
                path
            }
        }
    }

    /// The object that a new or half-typed key at the offset belongs to.
    pub fn object(&self) -> Option<Object> {
        match &self.place {
            CursorPlace::Key(key) => key.member()?.object(),
            CursorPlace::MemberStart(object) => Some(object.clone()),
            CursorPlace::AfterKey(member) | CursorPlace::Value(member) | CursorPlace::AfterMember(member) => {
                member.object()
            }
            _ => None,
        }
    }
}

impl Document {
    /// What is at an offset. The offset is clamped.
    pub fn cursor(&self, offset: TextSize) -> Cursor {
        let offset = offset.min(self.range().end());
        let (before, after) = match self.token_at(offset) {
            TokenAtOffset::None => (None, None),
            TokenAtOffset::Single(token) if token.text_range().start() == offset => (None, Some(token)),
            TokenAtOffset::Single(token) if token.text_range().end() == offset => (Some(token), None),
            TokenAtOffset::Single(token) => (Some(token.clone()), Some(token)),
            TokenAtOffset::Between(left, right) => (Some(left), Some(right)),
        };
        let cursor = |place, token| Cursor { offset, place, token };
        if before.as_ref().is_some_and(|token| in_comment(token, offset)) {
            return cursor(CursorPlace::Comment, None);
        }
        let token = match &before {
            // The next key is not the value that is missing after this colon.
            Some(colon) if colon.kind() == SyntaxKind::Colon && after.as_ref().is_some_and(is_in_key) => None,
            _ => [&after, &before].into_iter().flatten().find(|token| is_word(token)).cloned(),
        };
        let place = match &token {
            Some(token) => around_token(token),
            None => before.and_then(|token| between_tokens(token, offset)),
        };
        cursor(place.unwrap_or(CursorPlace::Root), token)
    }
}

/// Inside a comment, or at the end of one that has no end of its own.
fn in_comment(token: &SyntaxToken, offset: TextSize) -> bool {
    let range = token.text_range();
    let inside = range.start() < offset && offset < range.end();
    match token.kind() {
        SyntaxKind::LineComment => true,
        SyntaxKind::BlockComment => inside || !token.text().ends_with("*/") || token.text().len() < 4,
        _ => false,
    }
}

fn is_word(token: &SyntaxToken) -> bool {
    token.kind().is_quoted() || token.kind().is_word()
}

fn is_in_key(token: &SyntaxToken) -> bool {
    token.parent().is_some_and(|node| node.kind() == SyntaxKind::Key)
}

fn around_token(token: &SyntaxToken) -> Option<CursorPlace> {
    let node = token.parent()?;
    if let Some(key) = Key::cast(node.clone()) {
        return Some(CursorPlace::Key(key));
    }
    let parent = tree::parent(&node)?;
    if let Some(member) = Member::cast(parent.clone()) {
        return Some(CursorPlace::Value(member));
    }
    if let Some(array) = Array::cast(parent.clone()) {
        let index = array.elements_before(node.text_range().start());
        return Some(CursorPlace::Element(array, index));
    }
    // Garbage between members: a key that is being typed more likely than anything else.
    Object::cast(parent).map(CursorPlace::MemberStart)
}

/// What is at an offset that no word touches: it depends on the last token before it that means something.
fn between_tokens(mut token: SyntaxToken, offset: TextSize) -> Option<CursorPlace> {
    let mut new_line = false;
    while token.kind().is_trivia() {
        let before = usize::from(offset.min(token.text_range().end()) - token.text_range().start());
        new_line |= token.text().get(..before).is_some_and(|text| text.contains(['\n', '\r']));
        token = token.prev_token()?;
    }
    place_after(&token, new_line)
}

fn place_after(token: &SyntaxToken, new_line: bool) -> Option<CursorPlace> {
    let parent = token.parent_ancestors().find(|node| node.kind() != SyntaxKind::Run)?;
    match token.kind() {
        SyntaxKind::LeftBrace => return Object::cast(parent).map(CursorPlace::MemberStart),
        SyntaxKind::LeftBracket => return Array::cast(parent).map(|array| CursorPlace::Element(array, 0)),
        SyntaxKind::Colon => return Member::cast(parent).map(CursorPlace::Value),
        SyntaxKind::Comma => {
            let Some(array) = Array::cast(parent.clone()) else {
                return Object::cast(parent).map(CursorPlace::MemberStart);
            };
            let index = array.elements_before(token.text_range().start());
            return Some(CursorPlace::Element(array, index));
        }
        _ => {}
    }
    if let Some(member) = Key::cast(parent).and_then(|key| key.member()) {
        let next_line = new_line && member.colon().is_none();
        return if next_line {
            member.object().map(CursorPlace::MemberStart)
        } else {
            Some(CursorPlace::AfterKey(member))
        };
    }
    // The end of an entry: the outermost node that ends here is the member or element.
    let entry = token.parent_ancestors().find(|node| {
        tree::parent(node)
            .is_none_or(|parent| matches!(parent.kind(), SyntaxKind::Object | SyntaxKind::Array))
            && node.last_token().as_ref() == Some(token)
    })?;
    let parent = tree::parent(&entry)?;
    if let Some(array) = Array::cast(parent.clone()) {
        let index = array.elements_before(entry.text_range().start());
        return Some(CursorPlace::AfterElement(array, index));
    }
    match Member::cast(entry) {
        Some(member) if new_line => member.object().map(CursorPlace::MemberStart),
        Some(member) => Some(CursorPlace::AfterMember(member)),
        None => Object::cast(parent).map(CursorPlace::MemberStart),
    }
}

impl Value {
    /// The index among the elements of the array that it stands in.
    pub fn index(&self) -> Option<usize> {
        Some(Array::around(self.syntax())?.elements_before(self.range().start()))
    }
}

//! The tree, typed: documents, objects, members, arrays and values as views over nodes.

pub mod cursor;
pub mod green;
pub mod path;

use std::ops::Range;

use rowan::{TextRange, TextSize, TokenAtOffset};

use crate::token::escape;
use crate::token::kind::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
use crate::token::quotes::{content, opening_quote};
use crate::tree::green::Green;
use crate::tree::path::{KeyPath, PathSegment, pointer_segments};

/// Defines the view of one kind of node.
macro_rules! view {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name(SyntaxNode);

        impl $name {
            /// The view of a node, if it is of this kind.
            pub fn cast(node: SyntaxNode) -> Option<$name> {
                (node.kind() == SyntaxKind::$name).then_some($name(node))
            }

            /// The node itself.
            pub fn syntax(&self) -> &SyntaxNode {
                &self.0
            }

            /// Where it stands, without the whitespace around it.
            pub fn range(&self) -> TextRange {
                self.0.text_range()
            }
        }
    };
}

view! {
    /// The whole file.
    Document
}
view! {
    /// An object.
    Object
}
view! {
    /// One `key: value` of an object. Any part but one may be missing.
    Member
}
view! {
    /// The key of a member, with its quotes.
    Key
}
view! {
    /// An array.
    Array
}
view! {
    /// A number.
    Number
}
view! {
    /// `true` or `false`.
    Bool
}
view! {
    /// `null`.
    Null
}

/// A string as a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StringLit(SyntaxNode);

/// A value that is understood. What is not, such as a word without quotes, is none.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Value {
    /// An object.
    Object(Object),
    /// An array.
    Array(Array),
    /// A string.
    String(StringLit),
    /// A number.
    Number(Number),
    /// `true` or `false`.
    Bool(Bool),
    /// `null`.
    Null(Null),
}

impl Document {
    pub(crate) fn new(root: SyntaxNode) -> Document {
        Document(root)
    }

    /// The root value.
    pub fn value(&self) -> Option<Value> {
        child_value(&self.0)
    }

    /// The root value, if it is an object.
    pub fn object(&self) -> Option<Object> {
        self.value()?.into_object()
    }

    /// The value that a JSON Pointer names. Of members with the same key the last counts.
    pub fn lookup(&self, pointer: &str) -> Option<Value> {
        pointer_segments(pointer)?.try_fold(self.value()?, |value, segment| match value {
            Value::Object(object) => object.get(&segment)?.value(),
            Value::Array(array) => array.elements().nth(array_index(&segment)?),
            _ => None,
        })
    }

    /// The member that a JSON Pointer names, which may lack its value.
    pub fn lookup_member(&self, pointer: &str) -> Option<Member> {
        let (parent, _) = pointer.rsplit_once('/')?;
        let key = pointer_segments(pointer)?.last()?;
        self.lookup(parent)?.as_object()?.get(&key)
    }

    /// The value that a path leads to.
    pub fn value_at(&self, path: &[PathSegment]) -> Option<Value> {
        path.iter().try_fold(self.value()?, |value, segment| match (value, segment) {
            (Value::Object(object), PathSegment::Key(key)) => object.get(key)?.value(),
            (Value::Array(array), PathSegment::Index(index)) => array.elements().nth(*index),
            _ => None,
        })
    }

    /// The token or tokens at an offset; two where it lies between them. The offset is clamped.
    pub fn token_at(&self, offset: TextSize) -> TokenAtOffset<SyntaxToken> {
        token_at(&self.0, offset.min(self.range().end()))
    }

    /// The smallest node or token that holds the range. The range is clamped.
    pub fn covering(&self, range: TextRange) -> SyntaxElement {
        let end = self.range().end();
        self.0.covering_element(TextRange::new(range.start().min(end), range.end().min(end)))
    }
}

/// The same as rowan's `token_at_offset`, which looks at every child of the nodes on the way: this finds it by bisection.
pub(crate) fn token_at(root: &SyntaxNode, offset: TextSize) -> TokenAtOffset<SyntaxToken> {
    // Between two tokens, this is the one before.
    let SyntaxElement::Token(token) = root.covering_element(TextRange::empty(offset)) else {
        return TokenAtOffset::None;
    };
    if token.text_range().end() > offset {
        return TokenAtOffset::Single(token);
    }
    match token.next_token() {
        Some(next) => TokenAtOffset::Between(token, next),
        None => TokenAtOffset::Single(token),
    }
}

/// An index of a JSON Pointer: no sign, no leading zero.
fn array_index(segment: &str) -> Option<usize> {
    let plain =
        segment.bytes().all(|byte| byte.is_ascii_digit()) && (segment == "0" || !segment.starts_with('0'));
    if plain { segment.parse().ok() } else { None }
}

impl Object {
    /// The members in order, duplicates included.
    pub fn members(&self) -> impl Iterator<Item = Member> + use<> {
        self.0.children().filter_map(Member::cast)
    }

    /// The member with this key; of several the last, as `JSON.parse` has it.
    pub fn get(&self, key: &str) -> Option<Member> {
        self.members().filter(|member| member.key().is_some_and(|found| found.text() == key)).last()
    }

    /// The `{`.
    pub fn opening(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::LeftBrace)
    }

    /// The `}`, unless it is missing.
    pub fn closing(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::RightBrace)
    }
}

impl Member {
    /// The key, unless it is missing.
    pub fn key(&self) -> Option<Key> {
        self.0.children().find_map(Key::cast)
    }

    /// The colon, unless it is missing.
    pub fn colon(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::Colon)
    }

    /// The value, unless it is missing or not understood.
    pub fn value(&self) -> Option<Value> {
        child_value(&self.0)
    }

    /// The object that it is a member of.
    pub fn object(&self) -> Option<Object> {
        self.0.parent().and_then(Object::cast)
    }

    /// Where it stands in the document.
    pub fn path(&self) -> KeyPath {
        path(&self.0)
    }
}

impl Key {
    /// The key as it is meant: without quotes, escapes decoded.
    pub fn text(&self) -> String {
        self.0
            .first_token()
            .map(|token| escape::decode(content(token.text())).into_owned())
            .unwrap_or_default()
    }

    /// Its range without the quotes.
    pub fn content_range(&self) -> TextRange {
        content_range(&self.0)
    }

    /// The member that it is the key of.
    pub fn member(&self) -> Option<Member> {
        self.0.parent().and_then(Member::cast)
    }
}

impl Array {
    /// The elements that are understood, in order.
    pub fn elements(&self) -> impl Iterator<Item = Value> + use<> {
        let whole = |child: SyntaxNode| {
            let run = (child.kind() == SyntaxKind::Run).then(|| child.children());
            let alone = if run.is_none() { Some(child) } else { None };
            run.into_iter().flatten().chain(alone)
        };
        self.0.children().flat_map(whole).filter_map(Value::cast)
    }

    /// The array that a node stands in.
    pub(crate) fn around(node: &SyntaxNode) -> Option<Array> {
        Array::cast(parent(node)?)
    }

    /// The number of elements that end at or before an offset.
    pub(crate) fn elements_before(&self, offset: TextSize) -> usize {
        let array = Green { node: &self.0.green(), start: self.range().start() };
        array.elements().take_while(|element| element.range().end() <= offset).count()
    }

    /// The `[`.
    pub fn opening(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::LeftBracket)
    }

    /// The `]`, unless it is missing.
    pub fn closing(&self) -> Option<SyntaxToken> {
        token(&self.0, SyntaxKind::RightBracket)
    }
}

impl Number {
    /// The number as it is written.
    pub fn raw(&self) -> String {
        self.0.text().to_string()
    }

    /// The number as JavaScript reads it: infinite where it is too large. Nothing if it is no number.
    pub fn value(&self) -> Option<f64> {
        let raw = self.raw();
        if crate::token::lexer::is_number(&raw) { raw.parse().ok() } else { None }
    }
}

impl Bool {
    /// The value.
    pub fn value(&self) -> bool {
        token(&self.0, SyntaxKind::True).is_some()
    }
}

impl StringLit {
    /// The view of a node, if it is a string.
    pub fn cast(node: SyntaxNode) -> Option<StringLit> {
        (node.kind() == SyntaxKind::String).then_some(StringLit(node))
    }

    /// The node itself.
    pub fn syntax(&self) -> &SyntaxNode {
        &self.0
    }

    /// Where it stands, with its quotes.
    pub fn range(&self) -> TextRange {
        self.0.text_range()
    }

    /// Its range without the quotes.
    pub fn content_range(&self) -> TextRange {
        content_range(&self.0)
    }

    /// Whether it has its closing quote.
    pub fn is_closed(&self) -> bool {
        self.content_range().end() < self.range().end()
    }

    /// Whether it has its opening quote.
    pub fn is_opened(&self) -> bool {
        self.range().start() < self.content_range().start()
    }

    /// The string as it is meant: without quotes, escapes decoded. An escape that names half of a surrogate pair
    /// becomes U+FFFD, one that JSON does not know what it escapes.
    pub fn text(&self) -> String {
        self.with_content(|content| escape::decode(content).into_owned())
    }

    /// Where in the file a range of bytes of [`text`](Self::text) stands; escapes are kept whole.
    pub fn source_range(&self, decoded: Range<usize>) -> TextRange {
        let start = self.source_offset(decoded.start);
        TextRange::new(start, self.source_offset(decoded.end).max(start))
    }

    /// Where in the file the byte `decoded` of [`text`](Self::text) stands.
    pub fn source_offset(&self, decoded: usize) -> TextSize {
        let offset = self.with_content(|content| escape::to_source(content, decoded));
        self.content_range().start() + size(offset)
    }

    /// Which byte of [`text`](Self::text) stands at an offset of the file. The offset is clamped to the content.
    pub fn decoded_offset(&self, offset: TextSize) -> usize {
        let offset = offset.checked_sub(self.content_range().start()).unwrap_or_default();
        self.with_content(|content| escape::to_decoded(content, usize::from(offset)))
    }

    fn with_content<T>(&self, read: impl FnOnce(&str) -> T) -> T {
        match self.0.first_token() {
            Some(token) => read(content(token.text())),
            None => read(""),
        }
    }
}

impl Value {
    /// The view of a node, if it is a value.
    pub fn cast(node: SyntaxNode) -> Option<Value> {
        Some(match node.kind() {
            SyntaxKind::Object => Value::Object(Object(node)),
            SyntaxKind::Array => Value::Array(Array(node)),
            SyntaxKind::String => Value::String(StringLit(node)),
            SyntaxKind::Number => Value::Number(Number(node)),
            SyntaxKind::Bool => Value::Bool(Bool(node)),
            SyntaxKind::Null => Value::Null(Null(node)),
            _ => return None,
        })
    }

    /// The node itself.
    pub fn syntax(&self) -> &SyntaxNode {
        match self {
            Value::Object(Object(node))
            | Value::Array(Array(node))
            | Value::String(StringLit(node))
            | Value::Number(Number(node))
            | Value::Bool(Bool(node))
            | Value::Null(Null(node)) => node,
        }
    }

    /// Where it stands.
    pub fn range(&self) -> TextRange {
        self.syntax().text_range()
    }

    /// The object, if it is one.
    pub fn as_object(&self) -> Option<&Object> {
        if let Value::Object(object) = self { Some(object) } else { None }
    }

    /// The object, if it is one.
    pub fn into_object(self) -> Option<Object> {
        if let Value::Object(object) = self { Some(object) } else { None }
    }

    /// The array, if it is one.
    pub fn as_array(&self) -> Option<&Array> {
        if let Value::Array(array) = self { Some(array) } else { None }
    }

    /// The string, if it is one.
    pub fn as_string(&self) -> Option<&StringLit> {
        if let Value::String(string) = self { Some(string) } else { None }
    }

    /// The text, if it is a string.
    pub fn as_text(&self) -> Option<String> {
        self.as_string().map(StringLit::text)
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Value::Number(number) = self { Some(number) } else { None }
    }

    /// `true` or `false`, if it is one of them.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(bool) = self { Some(bool.value()) } else { None }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null(_))
    }

    /// The member that it is the value of.
    pub fn member(&self) -> Option<Member> {
        self.syntax().parent().and_then(Member::cast)
    }

    /// Where it stands in the document.
    pub fn path(&self) -> KeyPath {
        path(self.syntax())
    }
}

/// The keys and indexes that lead to a node.
pub(crate) fn path(node: &SyntaxNode) -> KeyPath {
    let mut segments: Vec<PathSegment> = node
        .ancestors()
        .filter_map(|node| {
            if let Some(member) = Member::cast(node.clone()) {
                return Some(PathSegment::Key(member.key().map(|key| key.text()).unwrap_or_default()));
            }
            let array = Array::around(&node).filter(|_| node.kind().is_value())?;
            Some(array.elements_before(node.text_range().start()).into())
        })
        .collect();
    segments.reverse();
    KeyPath(segments)
}

/// The node that a node is in.
pub(crate) fn parent(node: &SyntaxNode) -> Option<SyntaxNode> {
    node.ancestors().skip(1).find(|node| node.kind() != SyntaxKind::Run)
}

fn child_value(node: &SyntaxNode) -> Option<Value> {
    node.children().find_map(Value::cast)
}

/// The last direct token of a kind.
fn token(node: &SyntaxNode, kind: SyntaxKind) -> Option<SyntaxToken> {
    node.children_with_tokens()
        .filter_map(SyntaxElement::into_token)
        .filter(|token| token.kind() == kind)
        .last()
}

fn content_range(node: &SyntaxNode) -> TextRange {
    let range = node.text_range();
    let Some(token) = node.first_token() else { return range };
    let quote = opening_quote(token.text()).map_or(TextSize::new(0), TextSize::of);
    TextRange::at(range.start() + quote, size(content(token.text()).len()))
}

fn size(bytes: usize) -> TextSize {
    TextSize::new(u32::try_from(bytes).unwrap_or(u32::MAX))
}

//! The shared nodes, read top-down: for code that visits the whole tree. A [`SyntaxNode`](crate::SyntaxNode) also knows the
//! way up, and costs an allocation.

use std::borrow::Cow;

use rowan::{GreenNodeData, GreenTokenData, NodeOrToken, TextRange, TextSize};

use crate::token::escape;
use crate::token::kind::SyntaxKind;
use crate::token::lexer;
use crate::token::quotes::content;

/// A shared node, and where it starts.
#[derive(Clone, Copy, Debug)]
pub struct Green<'a> {
    /// The node.
    pub node: &'a GreenNodeData,
    /// Where it starts.
    pub start: TextSize,
}

/// A node or a token in a shared node.
pub type Child<'a> = NodeOrToken<&'a GreenNodeData, &'a GreenTokenData>;

/// The length of a child.
pub fn length(child: &Child<'_>) -> TextSize {
    match child {
        NodeOrToken::Node(node) => node.text_len(),
        NodeOrToken::Token(token) => token.text_len(),
    }
}

impl<'a> Green<'a> {
    /// What it is.
    pub fn kind(self) -> SyntaxKind {
        SyntaxKind::of(self.node.kind())
    }

    /// Where it stands.
    pub fn range(self) -> TextRange {
        TextRange::at(self.start, self.node.text_len())
    }

    /// The nodes in it, in order.
    pub fn children(self) -> impl Iterator<Item = Green<'a>> {
        let mut end = self.start;
        self.node.children().filter_map(move |child| {
            let start = end;
            match child {
                NodeOrToken::Node(node) => {
                    end += node.text_len();
                    Some(Green { node, start })
                }
                NodeOrToken::Token(token) => {
                    end += token.text_len();
                    None
                }
            }
        })
    }

    /// The elements of an array that are understood, in order.
    pub fn elements(self) -> impl Iterator<Item = Green<'a>> {
        let whole = |child: Green<'a>| {
            let run = (child.kind() == SyntaxKind::Run).then(|| child.children());
            let alone = if run.is_none() { Some(child) } else { None };
            run.into_iter().flatten().chain(alone)
        };
        self.children().flat_map(whole).filter(|child| child.kind().is_value())
    }

    /// The first node in it that is of this kind.
    pub fn child(self, is_wanted: impl Fn(SyntaxKind) -> bool) -> Option<Green<'a>> {
        self.children().find(|child| is_wanted(child.kind()))
    }

    /// What a string or key means: without quotes, escapes decoded (see [`StringLit::text`](crate::StringLit::text)).
    pub fn text(self) -> Cow<'a, str> {
        escape::decode(content(self.word()))
    }

    /// A number as JavaScript reads it (see [`Number::value`](crate::Number::value)).
    pub fn number(self) -> Option<f64> {
        let raw = self.word();
        if lexer::is_number(raw) { raw.parse().ok() } else { None }
    }

    /// Whether it is `true`.
    pub fn is_true(self) -> bool {
        self.word() == "true"
    }

    /// The token that it consists of.
    fn word(self) -> &'a str {
        self.node.children().find_map(NodeOrToken::into_token).map_or("", |token| token.text())
    }
}

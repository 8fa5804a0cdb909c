//! The incremental step: the token, then the entries of the smallest balanced container that the edit touches, then that
//! container, then everything.
//!
//! A container reparses on its own because nothing in it depends on what is around it but the kinds of the
//! containers that it is in, and nothing around it depends on what is in it: the parser reads from left to right,
//! forgets its recovery state at each bracket and looks past no closing bracket but the root's. So if the edited text
//! of a container is again one container up to its last byte, everything before and behind stays as it was.
//!
//! The same goes for some of its entries in a row, between commas or brackets, as long as nothing is wrong with how they
//! follow one another: an entry that is added or removed costs those next to it, not the container.
//!
//! The lexer looks beyond a token only where a string doesn't have a quote, and no further than to the end of its line.

use std::ops::Range;
use std::sync::Arc;

use rowan::{GreenNode, GreenToken, NodeOrToken, TextRange, TextSize, TokenAtOffset};

use crate::parser::{self, Parse};
use crate::text::Text;
use crate::token::error::SyntaxError;
use crate::token::kind::{SyntaxElement, SyntaxKind, SyntaxNode, SyntaxToken};
use crate::token::lexer;
use crate::tree::green::{Child, length};
use crate::tree::{Member, token_at};

/// A replacement in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced, in the text before the edit; clamped, as [`Text::replace`] returns it.
    pub range: TextRange,
    /// What takes its place.
    pub insert: String,
}

impl Parse {
    /// The parse of the text `after` an edit of the text that `self` is the parse of. It equals a parse of that text from
    /// scratch, tree and errors, but costs what the edit changed; what the edit left alone is shared with `self`. Only where
    /// runs begin may differ.
    pub fn reparse(&self, edit: &Edit, after: &Text) -> Parse {
        let root = self.syntax();
        let fits = root.text_range().contains_range(edit.range)
            && root.text_range().len() - edit.range.len() + TextSize::of(&edit.insert) == after.len();
        let step = Step { parse: self, root, edit, after };
        let part = if fits { step.part() } else { None };
        part.unwrap_or_else(|| Parse::with_run_length(&after.to_string(), self.run_length))
    }
}

struct Step<'a> {
    parse: &'a Parse,
    root: SyntaxNode,
    edit: &'a Edit,
    after: &'a Text,
}

impl Step<'_> {
    fn part(&self) -> Option<Parse> {
        // Each part that is parsed again is balanced in itself, so the whole stays balanced.
        if !self.parse.balanced {
            return None;
        }
        let broken = self.broken_string();
        let token = if broken.is_none() { self.token() } else { None };
        token.or_else(|| self.container(broken))
    }

    /// Where the first string without a quote begins that stands before the edit on the same line: what belongs to such
    /// a string depends on the rest of its line, so whatever is parsed again must hold it.
    fn broken_string(&self) -> Option<TextSize> {
        if self.parse.errors.is_empty() {
            return None;
        }
        let start = self.edit.range.start();
        let before = |token: &SyntaxToken| {
            usize::from(start.min(token.text_range().end()) - token.text_range().start())
        };
        std::iter::successors(token_at(&self.root, start).left_biased(), SyntaxToken::prev_token)
            .take_while(|token| !token.text().get(..before(token)).is_some_and(breaks_line))
            .filter(|token| token.kind().is_quoted() && !is_closed(token.text()))
            .last()
            .map(|token| token.text_range().start())
    }

    /// The edit changes one token and leaves it one token of the same kind.
    fn token(&self) -> Option<Parse> {
        let token = match token_at(&self.root, self.edit.range.start()) {
            TokenAtOffset::None => return None,
            // What is typed at the end of a word or space belongs to it.
            TokenAtOffset::Single(token) | TokenAtOffset::Between(token, _) => token,
        };
        let range = token.text_range();
        let text = self.edited(&token)?;
        if lexer::first_token(&text, false) != Some((token.kind(), text.len(), true)) {
            return None;
        }
        let mut lexical = Vec::new();
        lexer::errors(token.kind(), &text, range.start(), &mut lexical);
        let touched =
            |error: &SyntaxError| error.range.start() < range.end() && range.start() < error.range.end();
        if self.parse.errors().iter().any(|error| touched(error) && !error.kind.is_lexical()) {
            return None;
        }
        Some(Parse {
            errors: self.errors(range.end(), lexical, touched),
            green: token.replace_with(GreenToken::new(token.kind().into(), &text)),
            ..self.parse.clone()
        })
    }

    /// The text of the token after the edit, if it is one that may be looked at on its own: what makes it end where it
    /// does stays, and so does what the parser reads from it.
    fn edited(&self, token: &SyntaxToken) -> Option<String> {
        use SyntaxKind::{
            BlockComment, Digits, DoubleQuoted, Error, ForeignWhitespace, Key, LineComment, Number,
            SingleQuoted, Whitespace,
        };
        let parent = token.parent()?.kind();
        // How many bytes at its start and end must stay.
        let (head, tail) = match token.kind() {
            DoubleQuoted | SingleQuoted if matches!(parent, SyntaxKind::String | Key) => (1, 1),
            Digits if parent == Number => (1, 0),
            Whitespace | ForeignWhitespace if parent != Error => (1, 0),
            LineComment if parent != Error => (2, 0),
            BlockComment if parent != Error => (2, 2),
            _ => return None,
        };
        let range = token.text_range();
        if self.edit.range.start() < range.start() + TextSize::new(head)
            || self.edit.range.end() + TextSize::new(tail) > range.end()
        {
            return None;
        }
        let old = token.text();
        let edited = self.edit.range - range.start();
        let before = old.get(..usize::from(edited.start()))?;
        let behind = old.get(usize::from(edited.end())..)?;
        let new = [before, &self.edit.insert, behind].concat();
        let same = match token.kind() {
            Whitespace | BlockComment => breaks_line(old) == breaks_line(&new),
            Digits => lexer::is_number(&new),
            DoubleQuoted | SingleQuoted => {
                // Whether such quotes belong to this string depends on what stands next to them.
                let content = new.get(1..new.len() - 1)?;
                let trimmed = content.trim_end();
                let is_beside_word = |token: SyntaxToken| token.kind().is_word() || token.kind().is_quoted();
                !trimmed.ends_with([',', ':', '[', '{'])
                    && (trimmed.len() == content.len() || !token.next_token().is_some_and(is_beside_word))
                    && token.prev_token().is_none_or(|before| !before.kind().is_word())
            }
            _ => true,
        };
        (same && is_closed(old)).then_some(new)
    }

    /// The edit lies inside a container and leaves it one.
    fn container(&self, broken: Option<TextSize>) -> Option<Parse> {
        let node = match self.root.covering_element(self.edit.range) {
            SyntaxElement::Node(node) => node,
            SyntaxElement::Token(token) => token.parent()?,
        };
        // A container that no longer is one is one in a larger container hardly ever: we look in ones of at least twice
        // the size only, so that all attempts together cost no more than parsing everything.
        let mut least = TextSize::new(0);
        for node in node.ancestors() {
            let holds_broken = broken.is_none_or(|broken| node.text_range().start() < broken);
            if node.text_range().len() < least || !holds_broken || !self.is_inside(&node) {
                continue;
            }
            let entries = if broken.is_none() { self.reparse_entries(&node) } else { None };
            if let Some(parse) = entries.or_else(|| self.reparse_container(&node)) {
                return Some(parse);
            }
            least = node.text_range().len() + node.text_range().len();
        }
        None
    }

    /// Whether the edit lies between the brackets of a container that has both.
    fn is_inside(&self, node: &SyntaxNode) -> bool {
        let closing = match node.kind() {
            SyntaxKind::Object => SyntaxKind::RightBrace,
            SyntaxKind::Array => SyntaxKind::RightBracket,
            _ => return false,
        };
        let one = TextSize::new(1);
        let range = node.text_range();
        range.start() + one <= self.edit.range.start()
            && self.edit.range.end() + one <= range.end()
            && node.last_child_or_token().is_some_and(|last| last.kind() == closing)
    }

    fn reparse_container(&self, node: &SyntaxNode) -> Option<Parse> {
        // The root's end depends on what follows.
        if node.parent()?.kind() == SyntaxKind::Document {
            return None;
        }
        let range = node.text_range();
        let text = self.after.slice(TextRange::new(range.start(), self.shifted(range.end())));
        let (green, mut inner) =
            parser::container(&text, kinds_around(node), is_keyless(node), self.parse.run_length)?;
        for error in &mut inner {
            error.range += range.start();
        }
        // What is reported inside begins behind the opening and before the closing bracket; what is reported about the
        // container as a whole, such as a comma that is missing behind it, does not.
        let closing = range.end() - TextSize::new(1);
        let touched =
            |error: &SyntaxError| range.start() < error.range.start() && error.range.start() < closing;
        let errors = self.errors(closing, inner, touched);
        Some(Parse { green: node.replace_with(green), errors, ..self.parse.clone() })
    }

    /// The edit leaves some entries in a row entries in a row.
    fn reparse_entries(&self, node: &SyntaxNode) -> Option<Parse> {
        if is_keyless(node) {
            return None;
        }
        let entries = Entries::around(node, self.edit.range)?;
        let text = self.after.slice(TextRange::new(entries.range.start(), self.shifted(entries.range.end())));
        let text = match node.kind() {
            SyntaxKind::Object => format!("{{{text}}}"),
            _ => format!("[{text}]"),
        };
        let (green, mut inner) = parser::container(&text, kinds_around(node), false, self.parse.run_length)?;
        if !inner.iter().all(|error| error.kind.is_lexical()) {
            return None;
        }
        for error in &mut inner {
            error.range = error.range + entries.range.start() - TextSize::new(1);
        }
        let mut children: Vec<GreenChild> =
            parser::children_without_runs(&green).skip(1).map(NodeOrToken::to_owned).collect();
        children.pop();
        if !entries.fits(&children) {
            return None;
        }
        let mut children = [entries.before, children, entries.behind].concat();
        if node.kind() == SyntaxKind::Array {
            children = in_runs(children, self.parse.run_length, entries.has_run);
        }
        let touched = |error: &SyntaxError| entries.range.contains(error.range.start());
        let errors = self.errors(entries.range.end(), inner, touched);
        let green = node.green().splice_children(entries.children, children);
        Some(Parse { green: node.replace_with(green), errors, ..self.parse.clone() })
    }

    /// The errors after the edit: `new` takes the place of those that are `touched`, what begins at or behind `end`
    /// moves.
    fn errors(
        &self,
        end: TextSize,
        new: Vec<SyntaxError>,
        touched: impl Fn(&SyntaxError) -> bool,
    ) -> Arc<[SyntaxError]> {
        let old = &self.parse.errors;
        if old.is_empty() && new.is_empty() {
            return old.clone();
        }
        let (before, behind) = old.split_at(old.partition_point(|error| error.range.start() < end));
        let before = before.iter().filter(|error| !touched(error)).copied();
        let behind = behind.iter().map(|error| SyntaxError {
            kind: error.kind,
            range: TextRange::at(self.shifted(error.range.start()), error.range.len()),
        });
        before.chain(new).chain(behind).collect()
    }

    /// Where an offset at or behind the end of the edit is after it.
    fn shifted(&self, offset: TextSize) -> TextSize {
        offset - self.edit.range.len() + TextSize::of(&self.edit.insert)
    }
}

type GreenChild = NodeOrToken<GreenNode, GreenToken>;

/// Entries of a container in a row, with commas and trivia between them: those that an edit touches. They begin behind a comma or the
/// opening bracket, and a comma or the closing bracket follows.
struct Entries {
    /// Where they stand before the edit.
    range: TextRange,
    /// The indexes of the container's children that they are in; of a run, they may be a part.
    children: Range<usize>,
    /// What else is in those children, before them and behind them.
    before: Vec<GreenChild>,
    behind: Vec<GreenChild>,
    /// Whether they begin at the opening bracket, and whether they end at the closing one: there alone trivia may.
    at_brackets: (bool, bool),
    /// Whether some of the children are runs.
    has_run: bool,
}

impl Entries {
    /// Those of `container` that an edit between its brackets touches.
    fn around(container: &SyntaxNode, edit: TextRange) -> Option<Entries> {
        let green = container.green();
        let last = green.children().len().checked_sub(1)?;
        let (children, start) = children_around(container, edit, last);
        let touched = green.children().skip(children.start).take(children.len());
        let has_run = touched.clone().any(|child| kind(&child) == SyntaxKind::Run);
        let list: Vec<Child<'_>> = parser::without_runs(touched).collect();
        let (mut first, mut end) = ((0, start), None);
        let mut offset = start;
        for (index, child) in list.iter().enumerate() {
            let start = offset;
            offset += length(child);
            if !is_entry(kind(child)) {
                continue;
            }
            if start <= edit.start() {
                first = (index, start);
            }
            if offset >= edit.end() {
                end = Some((index + 1, offset));
                break;
            }
        }
        let end = end.unwrap_or((list.len(), offset));
        let (before, behind) = (list.get(..first.0)?, list.get(end.0..)?);
        let mut kinds_before = before
            .iter()
            .copied()
            .rev()
            .chain(green.children().take(children.start).rev())
            .map(|it| kind(&it));
        let mut kinds_behind =
            behind.iter().copied().chain(green.children().skip(children.end)).map(|it| kind(&it)).peekable();
        // Where an entry ends may depend on the slash behind it.
        let comment_follows =
            matches!(kinds_behind.peek()?, SyntaxKind::LineComment | SyntaxKind::BlockComment);
        let is_separator =
            |kind: SyntaxKind| kind == SyntaxKind::Comma || kind.is_opening() || kind.is_closing();
        let is_framed = kinds_before.find(|kind| !kind.is_trivia()).is_some_and(is_separator)
            && kinds_behind.find(|kind| !kind.is_trivia()).is_some_and(is_separator);
        let owned = |list: &[Child<'_>]| list.iter().copied().map(NodeOrToken::to_owned).collect();
        (is_framed && !comment_follows).then(|| Entries {
            range: TextRange::new(first.1, end.1),
            before: owned(before),
            behind: owned(behind),
            at_brackets: (
                children.start == 1 && before.is_empty(),
                children.end == last && behind.is_empty(),
            ),
            has_run,
            children,
        })
    }

    /// Whether what these became can take their place.
    fn fits(&self, children: &[GreenChild]) -> bool {
        let is_entry = |child: Option<&GreenChild>| child.is_some_and(|child| child.as_node().is_some());
        (self.at_brackets.0 || is_entry(children.first()))
            && (self.at_brackets.1 || is_entry(children.last()))
    }
}

/// The indexes of those among the first `last` children of a container that an edit touches or that are around it, and where they start. Elements
/// in no run count as one.
fn children_around(container: &SyntaxNode, edit: TextRange, last: usize) -> (Range<usize>, TextSize) {
    let mut offset = container.text_range().start();
    let mut first = (1, offset + TextSize::new(1));
    let mut end = None;
    // Where the elements begin that are in no run.
    let mut alone = None;
    for (index, child) in container.green().children().enumerate().take(last) {
        let start = offset;
        offset += length(&child);
        let kind = kind(&child);
        let is_alone = kind.is_value();
        if !is_alone && !matches!(kind, SyntaxKind::Run | SyntaxKind::Member) {
            // Tokens that fit nowhere.
            if child.as_node().is_some() {
                alone = None;
            }
            continue;
        }
        if !is_alone {
            alone = None;
            if end.is_some() {
                break;
            }
        } else if alone.is_none() && end.is_some() {
            break;
        }
        let begins = if is_alone { *alone.get_or_insert((index, start)) } else { (index, start) };
        if start <= edit.start() {
            first = begins;
        }
        if offset >= edit.end() {
            end = Some(index + 1);
            if !is_alone {
                break;
            }
        }
    }
    (first.0..end.unwrap_or(last), first.1)
}

fn is_entry(kind: SyntaxKind) -> bool {
    kind == SyntaxKind::Member || kind.is_value()
}

fn kind(child: &Child<'_>) -> SyntaxKind {
    SyntaxKind::of(child.kind())
}

/// Elements in runs of at most twice the length of a run; left alone where they are too few for one.
fn in_runs(children: Vec<GreenChild>, run_length: usize, has_run: bool) -> Vec<GreenChild> {
    let is_element = |child: &GreenChild| SyntaxKind::of(child.kind()).is_value();
    let elements: Vec<usize> =
        (0..).zip(&children).filter(|(_, it)| is_element(it)).map(|(at, _)| at).collect();
    if elements.is_empty() || !has_run && elements.len() < run_length {
        return children;
    }
    let runs = elements.len().div_ceil(run_length.saturating_mul(2));
    let mut bounds =
        elements.chunks(elements.len().div_ceil(runs)).filter_map(|run| Some((*run.first()?, *run.last()?)));
    let mut grouped = Vec::new();
    let mut run = Vec::new();
    let mut bound = bounds.next();
    for (index, child) in children.into_iter().enumerate() {
        match bound {
            Some((first, last)) if first <= index => {
                run.push(child);
                if index == last {
                    grouped.push(GreenNode::new(SyntaxKind::Run.into(), run.drain(..)).into());
                    bound = bounds.next();
                }
            }
            _ => grouped.push(child),
        }
    }
    grouped
}

/// The kinds of the containers around a container, outermost first.
fn kinds_around(container: &SyntaxNode) -> Vec<SyntaxKind> {
    let mut open: Vec<_> = container.ancestors().skip(1).map(|node| node.kind()).collect();
    open.retain(|kind| matches!(kind, SyntaxKind::Object | SyntaxKind::Array));
    open.reverse();
    open
}

/// Whether a container is in an object without a key.
fn is_keyless(container: &SyntaxNode) -> bool {
    let member = container.parent().and_then(Member::cast);
    member.is_some_and(|member| member.colon().is_none() && member.key().is_none())
}

fn breaks_line(text: &str) -> bool {
    text.contains(['\n', '\r'])
}

/// Whether a token has all its quotes.
fn is_closed(token: &str) -> bool {
    lexer::first_token(token, false).is_some_and(|(_, _, closed)| closed)
}

//! An array's elements, and what is remembered of them.
//!
//! The elements of a file's arrays are lowered one by one, when they are asked for. What analysis finds out about an element by
//! itself ([`Facts`]) goes over to the next version of the text with every element that is the same there ([`Memory`]): a
//! keystroke costs the element that it changed, however many stand beside it.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use svc_syntax::{
    Green, GreenNode, GreenNodeData, GreenTokenData, NodeOrToken, SyntaxKind, TextRange, TextSize,
};

use crate::config::model::Shape;
use crate::json::{Json, Node};
use crate::routes::Checked;
use crate::rules::shadowed_rule::Overlaps;

/// The elements of an array.
#[derive(Debug, Clone)]
pub struct Elements(Inner);

#[derive(Debug, Clone)]
enum Inner {
    /// Those of an array that stands alone or in an element.
    Lowered(Vec<Node>),
    /// Those of a file's array.
    Remembered(Arc<Remembered>),
}

#[derive(Debug)]
struct Remembered {
    list: Arc<List>,
    /// Where the array starts in the file.
    base: TextSize,
    nodes: OnceLock<Box<[OnceLock<Node>]>>,
}

/// What is known of an element by itself, found out once. It holds wherever the element moves.
#[derive(Debug, Default)]
pub struct Facts {
    /// The shape of which the model finds nothing wrong with it, and whether the platform alone cares.
    pub sound: OnceLock<(Shape, bool)>,
    /// Whether a key stands twice in one of its objects.
    pub duplicates: OnceLock<bool>,
    /// Whether it leads to a service.
    pub leads_to_service: OnceLock<bool>,
    /// What the rules of routes say about it.
    pub checked: OnceLock<Checked>,
}

/// An array of a file, wherever it stands.
#[derive(Debug, Clone)]
struct List {
    /// The key under which it stands.
    key: String,
    array: GreenNode,
    places: Vec<Place>,
}

/// An element of a list.
#[derive(Debug, Clone)]
struct Place {
    /// Its index among the children of the array's node, which are also brackets, commas and spaces.
    child: usize,
    /// Where it starts, from the array's start.
    offset: TextSize,
    facts: Arc<Facts>,
}

/// What is known of a file's arrays, from one version of the text to the next.
#[derive(Debug, Default)]
pub struct Memory {
    lists: Mutex<Vec<Arc<List>>>,
    overlaps: Mutex<Vec<Overlaps>>,
}

/// The arrays of one version of a file, while it is lowered.
pub struct Lists<'a> {
    before: MutexGuard<'a, Vec<Arc<List>>>,
    now: Vec<Arc<List>>,
}

impl Memory {
    /// Begins a version of the file. Another version waits until this one is lowered.
    pub fn lists(&self) -> Lists<'_> {
        Lists { before: self.lists.lock().unwrap_or_else(PoisonError::into_inner), now: Vec::new() }
    }

    /// Which entries of the routing blocks overlapped, scope by scope.
    pub fn overlaps(&self) -> MutexGuard<'_, Vec<Overlaps>> {
        self.overlaps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lists<'_> {
    /// The elements of the array that stands under `key`.
    pub fn elements(&mut self, key: &str, array: Green<'_>) -> Elements {
        let green = array.node.to_owned();
        let known = self.before.iter().position(|list| list.key == key && list.shares_an_end(&green));
        let list = match known {
            Some(index) => {
                let mut list = self.before.remove(index);
                if !std::ptr::eq(&*list.array, &*green) {
                    Arc::make_mut(&mut list).follow(green);
                }
                list
            }
            None => Arc::new(List::new(key, green)),
        };
        self.now.push(Arc::clone(&list));
        Elements(Inner::Remembered(Arc::new(Remembered { list, base: array.start, nodes: OnceLock::new() })))
    }

    /// Remembers these arrays in place of those of the version before.
    pub fn finish(mut self) {
        *self.before = std::mem::take(&mut self.now);
    }
}

impl List {
    fn new(key: &str, array: GreenNode) -> List {
        let places = places(&array, 0..array.children().len(), TextSize::new(0)).collect();
        List { key: key.to_owned(), array, places }
    }

    /// Whether an array begins or ends with the element that this one begins or ends with.
    fn shares_an_end(&self, array: &GreenNode) -> bool {
        let (before, now) = (ends(&self.array), ends(array));
        before.into_iter().zip(now).any(|(before, now)| match (before, now) {
            (Some(before), Some(now)) => std::ptr::eq(before, now) || before == now,
            (None, None) => true,
            _ => false,
        })
    }

    /// Becomes the array of the next version, with the facts of what is the same at its start and at its end.
    fn follow(&mut self, array: GreenNode) {
        let (before, now) = (self.array.children(), array.children());
        let (old, new) = (before.len(), now.len());
        let front = before.clone().zip(now.clone()).take_while(|(before, now)| same(before, now)).count();
        let most = old.min(new) - front;
        let back =
            before.rev().zip(now.rev()).take(most).take_while(|(before, now)| same(before, now)).count();

        let kept = self.places.partition_point(|place| place.child < front);
        let behind = self.places.partition_point(|place| place.child < old - back);
        for place in self.places.get_mut(behind..).unwrap_or_default() {
            place.child = place.child + new - old;
            place.offset = place.offset + array.text_len() - self.array.text_len();
        }
        // The last element before the change tells where it begins.
        let start = kept.checked_sub(1).and_then(|index| self.places.get(index));
        let (child, offset) = start.map_or((0, TextSize::new(0)), |place| (place.child, place.offset));
        let changed = places(&array, child..new - back, offset).skip(usize::from(start.is_some()));
        self.places.splice(kept..behind, changed.collect::<Vec<_>>());
        self.array = array;
    }

    /// The tree of an element alone.
    fn node(&self, index: usize) -> Option<&GreenNodeData> {
        self.array.children().nth(self.places.get(index)?.child)?.into_node()
    }
}

/// The elements among some children of an array's node, of which the first starts at `offset`.
fn places(array: &GreenNode, children: Range<usize>, mut offset: TextSize) -> impl Iterator<Item = Place> {
    let indexed = array.children().enumerate().skip(children.start).take(children.len());
    indexed.filter_map(move |(child, element)| {
        let start = offset;
        match element {
            NodeOrToken::Node(node) => {
                offset += node.text_len();
                SyntaxKind::of(node.kind()).is_value().then(|| Place {
                    child,
                    offset: start,
                    facts: Arc::default(),
                })
            }
            NodeOrToken::Token(token) => {
                offset += token.text_len();
                None
            }
        }
    })
}

/// The first and the last node among the children of an array's node.
fn ends(array: &GreenNode) -> [Option<&GreenNodeData>; 2] {
    let mut nodes = array.children().filter_map(NodeOrToken::into_node);
    [nodes.next(), array.children().rev().find_map(NodeOrToken::into_node)]
}

type Child<'a> = NodeOrToken<&'a GreenNodeData, &'a GreenTokenData>;

/// Whether two children are the same, which costs nothing where the tree shares them.
fn same(one: &Child<'_>, other: &Child<'_>) -> bool {
    let shared = match (one, other) {
        (NodeOrToken::Node(one), NodeOrToken::Node(other)) => std::ptr::eq(*one, *other),
        (NodeOrToken::Token(one), NodeOrToken::Token(other)) => std::ptr::eq(*one, *other),
        _ => false,
    };
    shared || one == other
}

impl Elements {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Inner::Lowered(nodes) => nodes.len(),
            Inner::Remembered(all) => all.list.places.len(),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The element of this index.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<&Node> {
        match &self.0 {
            Inner::Lowered(nodes) => nodes.get(index),
            Inner::Remembered(all) => {
                let nodes = all.nodes.get_or_init(|| (0..self.len()).map(|_| OnceLock::new()).collect());
                Some(nodes.get(index)?.get_or_init(|| all.lower(index)))
            }
        }
    }

    /// The element of this index for a look in passing: it is not kept.
    #[must_use]
    pub fn peek(&self, index: usize) -> Option<Cow<'_, Node>> {
        match &self.0 {
            Inner::Lowered(nodes) => nodes.get(index).map(Cow::Borrowed),
            Inner::Remembered(all) => {
                let kept = || all.nodes.get()?.get(index)?.get();
                Some(kept().map_or_else(|| Cow::Owned(all.lower(index)), Cow::Borrowed))
            }
        }
    }

    /// The elements in their order for a look in passing: none is kept.
    pub fn passing(&self) -> impl Iterator<Item = Cow<'_, Node>> {
        (0..self.len()).filter_map(|index| self.peek(index))
    }

    /// What is known of the element of this index, where that is remembered.
    #[must_use]
    pub fn facts(&self, index: usize) -> Option<&Facts> {
        match &self.0 {
            Inner::Lowered(_) => None,
            Inner::Remembered(all) => all.list.places.get(index).map(|place| &*place.facts),
        }
    }

    /// What is known of each element, where that is remembered, with its index and where it starts.
    pub fn remembered(&self) -> impl Iterator<Item = (usize, TextSize, &Arc<Facts>)> {
        let (base, places): (TextSize, &[Place]) = match &self.0 {
            Inner::Lowered(_) => (TextSize::new(0), &[]),
            Inner::Remembered(all) => (all.base, &all.list.places),
        };
        places.iter().enumerate().map(move |(index, place)| (index, base + place.offset, &place.facts))
    }

    /// The tree of the element of this index alone, where what is known of it is remembered.
    #[must_use]
    pub fn green(&self, index: usize) -> Option<GreenNode> {
        match &self.0 {
            Inner::Lowered(_) => None,
            Inner::Remembered(all) => all.list.node(index).map(ToOwned::to_owned),
        }
    }

    /// The elements of which a test holds. What the test says of an element is remembered in `fact`.
    pub fn matching<'a>(
        &'a self,
        fact: impl Fn(&Facts) -> &OnceLock<bool> + 'a,
        test: impl Fn(&Node) -> bool + 'a,
    ) -> impl Iterator<Item = &'a Node> {
        let holds = move |index: usize| {
            let look = || self.peek(index).is_some_and(|node| test(&node));
            self.facts(index).map_or_else(look, |facts| *fact(facts).get_or_init(look))
        };
        (0..self.len()).filter(move |index| holds(*index)).filter_map(|index| self.get(index))
    }

    /// The first element.
    #[must_use]
    pub fn first(&self) -> Option<&Node> {
        self.get(0)
    }

    /// The last element.
    #[must_use]
    pub fn last(&self) -> Option<&Node> {
        self.get(self.len().checked_sub(1)?)
    }

    /// The only element, if there is one alone.
    #[must_use]
    pub fn only(&self) -> Option<&Node> {
        self.first().filter(|_| self.len() == 1)
    }

    /// The elements in their order.
    #[must_use]
    pub fn iter(&self) -> Iter<'_> {
        Iter { elements: self, indexes: 0..self.len() }
    }
}

impl Remembered {
    fn lower(&self, index: usize) -> Node {
        let start = self.base + self.list.places.get(index).map_or(TextSize::new(0), |place| place.offset);
        self.list.node(index).map_or_else(
            || Node { range: TextRange::empty(start), json: Json::Missing },
            |node| Node::lower(Green { node, start }),
        )
    }
}

/// See [`Elements::iter`].
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    elements: &'a Elements,
    indexes: Range<usize>,
}

impl<'a> Iterator for Iter<'a> {
    type Item = &'a Node;

    fn next(&mut self) -> Option<&'a Node> {
        self.elements.get(self.indexes.next()?)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.indexes.size_hint()
    }
}

impl DoubleEndedIterator for Iter<'_> {
    fn next_back(&mut self) -> Option<Self::Item> {
        self.elements.get(self.indexes.next_back()?)
    }
}

impl ExactSizeIterator for Iter<'_> {}

impl<'a> IntoIterator for &'a Elements {
    type Item = &'a Node;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl FromIterator<Node> for Elements {
    fn from_iter<I: IntoIterator<Item = Node>>(nodes: I) -> Elements {
        Elements(Inner::Lowered(nodes.into_iter().collect()))
    }
}

impl Default for &Elements {
    fn default() -> Self {
        static NONE: Elements = Elements(Inner::Lowered(Vec::new()));
        &NONE
    }
}

impl PartialEq for Elements {
    fn eq(&self, other: &Elements) -> bool {
        self.iter().eq(other)
    }
}

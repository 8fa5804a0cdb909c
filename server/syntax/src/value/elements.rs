//! An array's elements, and what is remembered of them.
//!
//! The elements of a file's arrays are lowered one by one, when they are asked for. What analysis finds out about an element by
//! itself ([`Facts`]) goes over to the next version of the text with every element that is the same there ([`Memory`]): a
//! keystroke costs the element that it changed, however many is next to it.

use std::borrow::Cow;
use std::num::NonZero;
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, available_parallelism};

use rowan::{GreenNode, GreenNodeData, NodeOrToken, TextRange, TextSize};

use super::facts::{Facts, Query};
use super::{Json, Node};
use crate::STACK_BYTES;
use crate::token::kind::SyntaxKind;
use crate::tree::green::{Child, Green, length};

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
    nodes: OnceLock<Box<[Chunk]>>,
}

/// Some elements of an array in a row, lowered one by one. Of an array of millions, few are ever asked for.
type Chunk = OnceLock<Box<[OnceLock<Node>]>>;

/// How many elements make a chunk.
const CHUNK: usize = 64;

/// An array of a file, wherever it stands.
#[derive(Debug, Clone)]
struct List {
    /// The key under which it stands.
    key: String,
    array: GreenNode,
    places: Vec<Location>,
    /// Elements in a row, about as many as can be looked at for each of them that changes.
    parts: Vec<Part>,
}

/// Some elements of a list in a row, and what is known of all of them.
#[derive(Debug, Clone)]
struct Part {
    len: usize,
    facts: Arc<Facts>,
}

/// An element of a list.
#[derive(Debug, Clone)]
struct Location {
    /// The index among the children of the array's node, which are also brackets, commas and spaces.
    child: usize,
    /// Where that child is a run: the index among its children.
    in_run: usize,
    kind: SyntaxKind,
    /// Where the element starts, from the array's start.
    offset: TextSize,
    /// Made when they are asked for.
    facts: OnceLock<Arc<Facts>>,
}

/// What is known of a file's arrays, from one version of the text to the next.
#[derive(Debug, Default)]
pub struct Memory {
    lists: Mutex<Vec<Arc<List>>>,
    file: Facts,
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

    /// What is remembered of the file as a whole, from one version to the next.
    pub fn of<Q: Query>(&self) -> &OnceLock<Q::Answer> {
        self.file.of::<Q>()
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
        let places = places(&array, 0..array.children().len());
        let parts = parts(places.len()).collect();
        List { key: key.to_owned(), array, places, parts }
    }

    /// Whether an array begins or ends with what this one begins or ends with.
    fn shares_an_end(&self, array: &GreenNode) -> bool {
        ends(&self.array).into_iter().zip(ends(array)).any(|(before, now)| same(before, now))
    }

    /// Updates itself for the next version of the array, with the facts of what is the same at its start and at its end.
    fn follow(&mut self, array: GreenNode) {
        let (before, now) = (self.array.children(), array.children());
        let (old, new) = (before.len(), now.len());
        let are_same = |(before, now): &(Child<'_>, Child<'_>)| same_child(before, now);
        let front = before.clone().zip(now.clone()).take_while(are_same).count();
        let most = old.min(new) - front;
        let back = before.rev().zip(now.rev()).take(most).take_while(are_same).count();

        let kept = self.places.partition_point(|place| place.child < front);
        let behind = self.places.partition_point(|place| place.child < old - back);
        for place in self.places.get_mut(behind..).unwrap_or_default() {
            place.child = place.child + new - old;
            place.offset = place.offset + array.text_len() - self.array.text_len();
        }
        let mut changed = places(&array, front..new - back);
        let known = self.places.get(kept..behind).unwrap_or_default();
        let are_same =
            |(known, now): &(&Location, &mut Location)| same(known.node(&self.array), now.node(&array));
        for (known, now) in known.iter().zip(&mut changed).take_while(are_same) {
            now.facts.clone_from(&known.facts);
        }
        for (known, now) in known.iter().rev().zip(changed.iter_mut().rev()).take_while(are_same) {
            now.facts.clone_from(&known.facts);
        }
        self.replace_parts(kept..behind, changed.len());
        self.places.splice(kept..behind, changed);
        self.array = array;
    }

    /// Has so many elements, of which nothing is known, count in place of some.
    fn replace_parts(&mut self, old: Range<usize>, new: usize) {
        let (mut first, mut start) = (0, 0);
        while let Some(part) = self.parts.get(first).filter(|part| start + part.len <= old.start) {
            start += part.len;
            first += 1;
        }
        let (mut last, mut end) = (first, start);
        while let Some(part) = self.parts.get(last).filter(|_| end < old.end) {
            end += part.len;
            last += 1;
        }
        self.parts.splice(first..last, parts(end - start - old.len() + new));
    }

    /// The tree of an element alone.
    fn node(&self, index: usize) -> Option<&GreenNodeData> {
        self.places.get(index)?.node(&self.array)
    }
}

impl Location {
    fn facts(&self) -> &Arc<Facts> {
        self.facts.get_or_init(Arc::default)
    }

    /// The tree of the element alone.
    fn node<'a>(&self, array: &'a GreenNodeData) -> Option<&'a GreenNodeData> {
        let node = array.children().nth(self.child)?.into_node()?;
        if is_run(node) { node.children().nth(self.in_run)?.into_node() } else { Some(node) }
    }
}

/// The parts of so many elements.
fn parts(len: usize) -> impl Iterator<Item = Part> {
    const LEN: usize = 64;
    (0..len).step_by(LEN).map(move |start| Part { len: LEN.min(len - start), facts: Arc::default() })
}

/// The elements among some children of an array's node.
fn places(array: &GreenNodeData, children: Range<usize>) -> Vec<Location> {
    let mut places = Vec::new();
    let mut offset = array.children().take(children.start).map(|child| length(&child)).sum();
    for child in children {
        let Some(element) = array.children().nth(child) else { break };
        let mut add = |in_run: usize, element: &Child<'_>| {
            let kind = element.as_node().map(|node| SyntaxKind::of(node.kind()));
            if let Some(kind) = kind.filter(|kind| kind.is_value()) {
                places.push(Location { child, in_run, kind, offset, facts: OnceLock::new() });
            }
            offset += length(element);
        };
        match element {
            NodeOrToken::Node(run) if is_run(run) => {
                run.children().enumerate().for_each(|(in_run, element)| add(in_run, &element));
            }
            _ => add(0, &element),
        }
    }
    places
}

fn is_run(node: &GreenNodeData) -> bool {
    SyntaxKind::of(node.kind()) == SyntaxKind::Run
}

/// The first and the last node among the children of an array's node.
fn ends(array: &GreenNode) -> [Option<&GreenNodeData>; 2] {
    let mut nodes = array.children().filter_map(NodeOrToken::into_node);
    [nodes.next(), array.children().rev().find_map(NodeOrToken::into_node)]
}

/// Whether two nodes are the same, which costs nothing where the tree shares them.
fn same(one: Option<&GreenNodeData>, other: Option<&GreenNodeData>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => std::ptr::eq(one, other) || one == other,
        (one, other) => one.is_none() && other.is_none(),
    }
}

fn same_child(one: &Child<'_>, other: &Child<'_>) -> bool {
    match (one, other) {
        (NodeOrToken::Token(one), NodeOrToken::Token(other)) => std::ptr::eq(*one, *other) || one == other,
        _ => same(one.into_node(), other.into_node()),
    }
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
                let length = self.len();
                let empty = || (0..length.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect();
                let chunk = all.nodes.get_or_init(empty).get(index / CHUNK)?;
                let first = index - index % CHUNK;
                let empty = || (first..length.min(first + CHUNK)).map(|_| OnceLock::new()).collect();
                Some(chunk.get_or_init(empty).get(index % CHUNK)?.get_or_init(|| all.lower(index)))
            }
        }
    }

    /// The element at this index, without caching it.
    #[must_use]
    pub fn peek(&self, index: usize) -> Option<Cow<'_, Node>> {
        match &self.0 {
            Inner::Lowered(nodes) => nodes.get(index).map(Cow::Borrowed),
            Inner::Remembered(all) => {
                let kept = || all.nodes.get()?.get(index / CHUNK)?.get()?.get(index % CHUNK)?.get();
                Some(kept().map_or_else(|| Cow::Owned(all.lower(index)), Cow::Borrowed))
            }
        }
    }

    /// The indexes of the elements that touch a range of the text, without a look at the others.
    #[must_use]
    pub fn touching(&self, range: TextRange) -> Range<usize> {
        match &self.0 {
            Inner::Lowered(nodes) => {
                let start = nodes.partition_point(|node| node.range.end() < range.start());
                start..nodes.partition_point(|node| node.range.start() <= range.end()).max(start)
            }
            Inner::Remembered(all) => {
                let starts = |place: &Location| all.base + place.offset;
                let places = &all.list.places;
                let end = places.partition_point(|place| starts(place) <= range.end());
                // Of those that start before the range, only the last can reach it.
                let start = places.partition_point(|place| starts(place) < range.start()).saturating_sub(1);
                let reaches = self.peek(start).is_some_and(|node| node.range.end() >= range.start());
                (if reaches { start } else { start + 1 }).min(end)..end
            }
        }
    }

    /// What is known of the element of this index, where that is remembered.
    #[must_use]
    pub fn facts(&self, index: usize) -> Option<&Arc<Facts>> {
        match &self.0 {
            Inner::Lowered(_) => None,
            Inner::Remembered(all) => all.list.places.get(index).map(Location::facts),
        }
    }

    /// Whether the element of this index is an object or array.
    #[must_use]
    pub fn is_container(&self, index: usize) -> bool {
        match &self.0 {
            Inner::Lowered(nodes) => {
                nodes.get(index).is_some_and(|node| matches!(node.json, Json::Object(_) | Json::Array(_)))
            }
            Inner::Remembered(all) => {
                let place = all.list.places.get(index);
                place.is_some_and(|place| matches!(place.kind, SyntaxKind::Object | SyntaxKind::Array))
            }
        }
    }

    /// What is known of each element, where that is remembered, with its index and where it starts.
    pub fn remembered(&self) -> impl DoubleEndedIterator<Item = (usize, TextSize, &Arc<Facts>)> {
        let (base, places): (TextSize, &[Location]) = match &self.0 {
            Inner::Lowered(_) => (TextSize::new(0), &[]),
            Inner::Remembered(all) => (all.base, &all.list.places),
        };
        places.iter().enumerate().map(move |(index, place)| (index, base + place.offset, place.facts()))
    }

    /// The tree of the element of this index alone, where what is known of it is remembered.
    #[must_use]
    pub fn green(&self, index: usize) -> Option<GreenNode> {
        match &self.0 {
            Inner::Lowered(_) => None,
            Inner::Remembered(all) => all.list.node(index).map(ToOwned::to_owned),
        }
    }

    /// Where the element of this index starts.
    #[must_use]
    pub fn start(&self, index: usize) -> TextSize {
        match &self.0 {
            Inner::Lowered(nodes) => nodes.get(index).map_or(TextSize::new(0), |node| node.range.start()),
            Inner::Remembered(all) => all.start(index),
        }
    }

    /// Where the element of this index stands.
    #[must_use]
    pub fn range(&self, index: usize) -> Option<TextRange> {
        match &self.0 {
            Inner::Lowered(nodes) => nodes.get(index).map(|node| node.range),
            Inner::Remembered(all) => {
                all.list.node(index).map(|node| TextRange::at(all.start(index), node.text_len()))
            }
        }
    }

    /// What `find` says of each element, with the element's index. It is remembered as the answer to `Q` where that can be.
    pub fn answers<'a, Q: Query<Answer: Clone>>(
        &'a self,
        find: impl Fn(&Node) -> Q::Answer + 'a,
    ) -> impl Iterator<Item = (usize, Cow<'a, Q::Answer>)> {
        (0..self.len()).filter_map(move |index| Some((index, self.answer::<Q>(index, &find)?)))
    }

    /// What `find` says of the element of this index; see [`Elements::answers`].
    pub fn answer<Q: Query<Answer: Clone>>(
        &self,
        index: usize,
        find: impl Fn(&Node) -> Q::Answer,
    ) -> Option<Cow<'_, Q::Answer>> {
        let Some(facts) = self.facts(index) else { return Some(Cow::Owned(find(self.get(index)?))) };
        let known = facts.of::<Q>();
        if known.get().is_none() {
            let _ = known.set(find(&*self.peek(index)?));
        }
        known.get().map(Cow::Borrowed)
    }

    /// What `summarize` says of the elements of each of some ranges, with the range's start. It is remembered as the answer to `Q`
    /// until one of them changes. Places in it are relative to the first element.
    pub fn summaries<'a, Q: Query<Answer: Clone>>(
        &'a self,
        summarize: impl Fn(Range<usize>) -> Q::Answer + 'a,
    ) -> impl Iterator<Item = (usize, Cow<'a, Q::Answer>)> {
        self.parts().map(move |(indexes, facts)| {
            let summary = match facts {
                Some(facts) => Cow::Borrowed(facts.of::<Q>().get_or_init(|| summarize(indexes.clone()))),
                None => Cow::Owned(summarize(indexes.clone())),
            };
            (indexes.start, summary)
        })
    }

    /// Ranges of elements that together are all of them, each with what is remembered of it.
    fn parts(&self) -> impl Iterator<Item = (Range<usize>, Option<&Facts>)> {
        let (alone, parts): (usize, &[Part]) = match &self.0 {
            Inner::Lowered(nodes) => (nodes.len(), &[]),
            Inner::Remembered(all) => (0, &all.list.parts),
        };
        let mut start = 0;
        let parts = parts.iter().map(move |part| {
            let indexes = start..start + part.len;
            start = indexes.end;
            (indexes, Some(&*part.facts))
        });
        parts.chain((alone > 0).then_some((0..alone, None)))
    }

    /// The elements but those of which `is_usual` holds. Where it holds for many in a row, that is cached as the answer `usual`
    /// to `Q`, so that they are skipped in one step next time.
    pub fn unusual<Q: Query<Answer: PartialEq + Clone>>(
        &self,
        usual: Q::Answer,
        is_usual: impl Fn(usize) -> bool,
    ) -> impl Iterator<Item = usize> {
        self.parts().flat_map(move |(indexes, facts)| {
            let known = facts.map(Facts::of::<Q>);
            if known.and_then(OnceLock::get) == Some(&usual) {
                return Vec::new();
            }
            let unusual: Vec<usize> = indexes.filter(|index| !is_usual(*index)).collect();
            if let Some(known) = known.filter(|_| unusual.is_empty()) {
                let _ = known.set(usual.clone());
            }
            unusual
        })
    }

    /// Looks at each element of a long list with all processors, if the list is new to `Q`, to find out what is remembered of an
    /// element. Stops early if a look breaks off.
    pub fn each_new<Q: Query<Answer = ()>>(&self, look: impl Fn(usize) -> ControlFlow<()> + Sync) {
        // In a malicious list of millions of elements, most are never needed.
        const LONG: Range<usize> = 500..50_000;
        let len = self.len();
        if !LONG.contains(&len) {
            return;
        }
        // An edit changes one of them.
        let samples = [0, len / 2, len - 1].map(|index| self.facts(index).map(|facts| facts.of::<Q>()));
        if samples.iter().flatten().any(|sample| sample.get().is_some()) {
            return;
        }
        samples.iter().flatten().for_each(|sample| _ = sample.set(()));
        // Asking the system takes as long as a keystroke: it reads files.
        let processors = available_parallelism().map_or(1, NonZero::get);
        if processors == 1 {
            return;
        }
        let next = AtomicUsize::new(0);
        let work = || loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= len || look(index).is_break() {
                break;
            }
        };
        // An element may be nested as deep as a file. What has no thread is found later, one by one.
        let builder = || thread::Builder::new().stack_size(STACK_BYTES);
        thread::scope(|scope| (0..processors).for_each(|_| _ = builder().spawn_scoped(scope, work)));
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
    fn start(&self, index: usize) -> TextSize {
        self.base + self.list.places.get(index).map_or(TextSize::new(0), |place| place.offset)
    }

    fn lower(&self, index: usize) -> Node {
        let start = self.start(index);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    struct IsOdd;
    impl Query for IsOdd {
        type Answer = bool;
    }

    fn source(numbers: &[usize]) -> Source {
        let numbers: Vec<String> = numbers.iter().map(usize::to_string).collect();
        Source::new(&format!("[{}]", numbers.join(", ")))
    }

    /// How many elements are looked at to find the odd ones, and which these are.
    fn odd(numbers: &[usize], memory: &Memory) -> (usize, Vec<usize>) {
        let mut lists = memory.lists();
        let value = source(numbers).value_in(&mut lists);
        lists.finish();
        let looks = std::cell::Cell::new(0);
        let is_even = |index: usize| {
            looks.set(looks.get() + 1);
            numbers[index].is_multiple_of(2)
        };
        let found = value.as_array().unwrap().unusual::<IsOdd>(false, is_even).collect();
        (looks.get(), found)
    }

    #[test]
    fn a_change_is_looked_at_with_those_around_it() {
        let memory = Memory::default();
        let mut numbers = vec![2; 1000];
        assert_eq!(odd(&numbers, &memory), (1000, vec![]));
        assert_eq!(odd(&numbers, &memory), (0, vec![]));
        numbers[500] = 3;
        assert_eq!(odd(&numbers, &memory), (64, vec![500]));
        assert_eq!(odd(&numbers, &memory), (64, vec![500]), "a part with an odd one is looked at each time");
        numbers[500] = 4;
        assert_eq!(odd(&numbers, &memory), (64, vec![]));
        assert_eq!(odd(&numbers, &memory), (0, vec![]));
        numbers.insert(0, 1);
        assert_eq!(odd(&numbers, &memory).1, vec![0]);
        numbers.drain(100..300);
        numbers.push(5);
        assert_eq!(odd(&numbers, &memory).1, vec![0, 801]);
        numbers.clear();
        assert_eq!(odd(&numbers, &memory), (0, vec![]));
        numbers.push(7);
        assert_eq!(odd(&numbers, &memory), (1, vec![0]));
    }
}

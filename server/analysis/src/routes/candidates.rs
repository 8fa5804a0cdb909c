//! Finds entries that may match another entry's requests, by the path segments that they require.

use std::collections::hash_map::{DefaultHasher, Entry};
use std::collections::{BTreeMap, HashMap};
use std::hash::{Hash, Hasher};

use super::source::{SourcePattern, lower};

/// Where an entry stands among the others: later entries have higher places.
pub type Place = u64;

/// What a look at another entry costs, in the steps that a match of its expression would take.
const LOOK_COST: usize = 20;

/// How many segments of a path are looked at: as many as a number has bits.
const MAX_SEGMENTS: usize = u64::BITS as usize;

/// Which parts of a path an entry asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shape {
    /// The segments whose text it asks for, a bit each.
    asked: u64,
    /// How many segments a path has at least.
    segments: usize,
    /// How many bytes it asks for of the segment after these.
    unfinished: usize,
}

impl Shape {
    /// The parts that an entry asks for, in lower case, with `/` between them.
    fn of(source: &SourcePattern) -> (Shape, String) {
        let start = source.start();
        let (mut shape, mut key) = (Shape { asked: 0, segments: 0, unfinished: 0 }, String::new());
        for segment in start.segments() {
            if shape.segments == MAX_SEGMENTS {
                return (shape, key);
            }
            if let Some(segment) = segment {
                shape.asked |= 1 << shape.segments;
                key.extend([segment, "/"]);
            }
            shape.segments += 1;
        }
        let unfinished = start.unfinished();
        shape.unfinished = unfinished.len();
        key.push_str(unfinished);
        (shape, key)
    }

    /// The same parts of a path of these segments, if it has them.
    fn key(&self, path: &[&str]) -> Option<String> {
        let mut key = String::new();
        let segments = path.get(..self.segments)?.iter().enumerate();
        for (_, segment) in segments.filter(|(bit, _)| self.asked >> bit & 1 == 1) {
            key.extend([segment, "/"]);
        }
        if self.unfinished > 0 {
            key.push_str(path.get(self.segments)?.get(..self.unfinished)?);
        }
        Some(key)
    }
}

/// Entries, found by a path that they may take.
#[derive(Debug, Default)]
pub struct CoverIndex {
    /// Those that take one path, by that path in lower case.
    by_path: HashMap<String, Vec<Place>>,
    /// The others, by the parts of a path that they ask for.
    by_shape: BTreeMap<Shape, HashMap<String, Vec<Place>>>,
}

impl CoverIndex {
    /// Adds an entry.
    pub fn add(&mut self, place: Place, source: &SourcePattern) {
        if source.is_literal {
            self.by_path.entry(lower(&source.prefix).into_owned()).or_default().push(place);
        } else {
            let (shape, key) = Shape::of(source);
            self.by_shape.entry(shape).or_default().entry(key).or_default().push(place);
        }
    }

    /// Takes an entry out.
    pub fn remove(&mut self, place: Place, source: &SourcePattern) {
        if source.is_literal {
            remove(self.by_path.entry(lower(&source.prefix).into_owned()), place);
            return;
        }
        let (shape, key) = Shape::of(source);
        if let Some(entries) = self.by_shape.get_mut(&shape) {
            remove(entries.entry(key), place);
            if entries.is_empty() {
                self.by_shape.remove(&shape);
            }
        }
    }

    /// The entries that may take every path of `source`, of which `path` is one; as many as `budget` allows, which pays for
    /// looking at each.
    pub fn may_cover(&self, source: &SourcePattern, path: &str, budget: &mut usize) -> Vec<Place> {
        self.find(path, source.is_literal, budget)
    }

    /// The entries that may take `path`; as many as `budget` allows.
    pub fn may_take(&self, path: &str, budget: &mut usize) -> Vec<Place> {
        self.find(path, true, budget)
    }

    fn find(&self, path: &str, with_literals: bool, budget: &mut usize) -> Vec<Place> {
        let path = lower(path);
        let segments: Vec<&str> = path.split('/').skip(1).collect();
        let literal = self.by_path.get(&*path).filter(|_| with_literals);
        let of_shapes = self
            .by_shape
            .iter()
            .map(|(shape, entries)| shape.key(&segments).and_then(|key| Some(entries.get(&key)?.as_slice())));
        let mut found = Vec::new();
        for places in std::iter::once(literal.map(Vec::as_slice)).chain(of_shapes) {
            let places = places.unwrap_or_default();
            found.extend(places.iter().take(*budget / LOOK_COST));
            *budget = budget.saturating_sub((places.len() + 1) * LOOK_COST);
            if *budget == 0 {
                break;
            }
        }
        found
    }
}

/// Entries by the segments of one path of each.
#[derive(Debug, Default)]
pub struct Paths {
    by_segment: HashMap<u64, Vec<Place>>,
}

impl Paths {
    /// Adds an entry that takes `path`.
    pub fn add(&mut self, place: Place, path: &str) {
        for key in keys(&lower(path)) {
            self.by_segment.entry(key).or_default().push(place);
        }
    }

    /// Takes an entry out that was added with `path`.
    pub fn remove(&mut self, place: Place, path: &str) {
        for key in keys(&lower(path)) {
            remove(self.by_segment.entry(key), place);
        }
    }

    /// The entries whose path `source` may take; `None` where all are.
    pub fn may_be_covered_by(&self, source: &SourcePattern) -> Option<&[Place]> {
        let start = source.start();
        let asked = start.segments().enumerate().filter_map(|(at, segment)| Some((at, segment?)));
        let entries =
            asked.map(|(at, segment)| self.by_segment.get(&key(at, segment)).map_or(&[][..], Vec::as_slice));
        entries.min_by_key(|entries| entries.len())
    }
}

fn keys(path: &str) -> impl Iterator<Item = u64> {
    path.split('/').skip(1).enumerate().map(|(at, segment)| key(at, segment))
}

/// A number for a segment: few others have the same.
fn key(at: usize, segment: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (at, segment).hash(&mut hasher);
    hasher.finish()
}

fn remove<K>(places: Entry<'_, K, Vec<Place>>, place: Place) {
    if let Entry::Occupied(mut places) = places {
        places.get_mut().retain(|known| *known != place);
        if places.get().is_empty() {
            places.remove();
        }
    }
}

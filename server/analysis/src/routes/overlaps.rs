//! Finds entries that never run because earlier ones handle all of their requests.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::candidates::{CoverIndex, Paths, Place};
use super::compile::Block;
use super::scope::{BlockEntry, Scope};
use super::source::{SourcePattern, lower};
use super::summary::{Effect, Summary, Target};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Facts, Query};
use svc_vercel::patterns::js_regex::JsRegex;

/// What all comparisons for one scope may cost together, in steps and states of automata: about a second, which only malicious
/// files reach. Later entries are then not compared.
const MAX_COST: usize = 20_000_000;
/// Steps for matching an entry with the paths that others give to requests.
const MAX_STEPS: usize = 20_000;
/// How many entries are compared again one by one; where more change at once, all are.
const MAX_CHANGES: usize = 64;
/// How far apart the places of entries are at first: others may come between them.
const GAP: Place = 1 << 32;

/// Entries that no request reaches, and the one before them that takes their requests.
#[derive(Debug)]
pub struct Hidden<'a> {
    /// The service whose blocks they stand in.
    pub service: Option<&'a str>,
    /// The entry that takes the requests.
    pub by: BlockEntry<'a>,
    /// How the hidden entries relate to it.
    pub kind: HiddenKind,
    /// The first entry that is never reached.
    pub first: BlockEntry<'a>,
    /// The others.
    pub others: Vec<BlockEntry<'a>>,
}

/// What an entry that no request reaches is to the one that takes its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HiddenKind {
    /// It would do the same.
    Redundant,
    /// It has the same source and the same conditions.
    Duplicate,
    /// It would be reached if it came first in their block.
    Misplaced,
    /// It stands in a block or a phase that comes later whatever the order.
    Later,
}

/// The entries of a file and its services that no request reaches, by the entries that take their requests.
#[must_use]
pub fn hidden(snapshot: &Snapshot) -> Vec<Hidden<'_>> {
    let scopes = Scope::all(snapshot);
    let mut remembered = Overlaps::of(snapshot);
    remembered.resize_with(scopes.len(), Overlaps::default);
    let mut found: Vec<Hidden<'_>> = Vec::new();
    for (scope, overlaps) in scopes.iter().zip(remembered.iter_mut()) {
        overlaps.follow(scope, snapshot);
        let mut groups: HashMap<(Place, HiddenKind), usize> = HashMap::new();
        for (later, taken) in &overlaps.pairs {
            let earlier = &taken.by;
            let [by, first] = [earlier, later].map(|place| scope.entry(overlaps.index(*place)?));
            let Some((by, first)) = by.zip(first) else { continue };
            let kind = *taken.kind.get_or_init(|| overlaps.kind((*earlier, by), (*later, first)));
            match groups.get(&(*earlier, kind)).and_then(|group| found.get_mut(*group)) {
                Some(group) => group.others.push(first),
                None => {
                    groups.insert((*earlier, kind), found.len());
                    found.push(Hidden { service: scope.service, by, kind, first, others: Vec::new() });
                }
            }
        }
    }
    found
}

/// A path that a rule doesn't match.
#[derive(Debug, Clone, Copy)]
pub struct Missed<'a> {
    /// The path.
    pub path: &'a str,
    /// The rule's expression.
    pub by: &'a str,
}

/// Whether another rule of the file takes the requests to each of these paths. Where that takes too many steps to find out, one may.
#[must_use]
pub fn are_taken(snapshot: &Snapshot, paths: &[Missed<'_>]) -> Vec<bool> {
    let Some(scope) = Scope::of_file(snapshot).filter(|_| !paths.is_empty()) else {
        return vec![false; paths.len()];
    };
    let mut remembered = Overlaps::of(snapshot);
    if remembered.is_empty() {
        remembered.push(Overlaps::default());
    }
    let Some(overlaps) = remembered.first_mut() else { return vec![true; paths.len()] };
    overlaps.follow(&scope, snapshot);
    paths.iter().map(|missed| overlaps.takes(*missed)).collect()
}

/// Which entries of a scope shadow which. Updated incrementally: only the entries that changed and those that they affect are
/// compared again.
#[derive(Debug, Default)]
struct Overlaps {
    /// Whether a subdomain's requests are given a prefix between the first phase and the next.
    has_subdomains: bool,
    adds_slashes: bool,
    /// The entries in their order.
    entries: Vec<EntryState>,
    /// Those that may leave no request to a later one.
    takers: CoverIndex,
    /// Those of which a path is known.
    paths: Paths,
    /// Those of which none is.
    without_path: BTreeSet<Place>,
    /// Entries that change the path, in phases with a fixed order.
    moves: BTreeSet<Place>,
    /// The same, in phases that can run at any point.
    unordered_path_changes: BTreeSet<Place>,
    /// Entries that end the first phase without handling the request.
    phase_ends: BTreeSet<Place>,
    /// Of each entry that is never reached, the one above that takes its requests.
    pairs: BTreeMap<Place, ShadowedBy>,
    /// What the comparisons have cost.
    cost: usize,
}

/// The entry that shadows another one.
#[derive(Debug)]
struct ShadowedBy {
    by: Place,
    /// What the entry is to it, found when it is asked for.
    kind: OnceLock<HiddenKind>,
}

/// An entry and where it stands.
#[derive(Debug)]
struct EntryState {
    place: Place,
    block: Block,
    /// The first phase, the one after the file system, or another: these are not ordered with the two.
    phase: u8,
    facts: Arc<Facts>,
    /// What the comparison with the entries before it has cost.
    cost: usize,
}

impl EntryState {
    /// The entry of this index. `phase` is that of the entry before it and becomes its own.
    fn new(place: Place, phase: &mut u8, scope: &Scope<'_>, index: usize) -> Option<EntryState> {
        let entry = scope.entry(index)?;
        // What follows `routes` stands in its last phase; the rewrites have their own.
        if entry.block == Block::Rewrites {
            *phase = 1;
        }
        if let Some(handle) = &entry.summary.handle {
            *phase = if handle == "filesystem" { 1 } else { 2 };
        }
        Some(EntryState {
            place,
            block: entry.block,
            phase: *phase,
            facts: Arc::clone(entry.facts()?),
            cost: 0,
        })
    }

    fn summary(&self) -> Option<&Summary> {
        self.facts.of::<Summary>().get()
    }

    /// Which paths it takes, if it is one of those that are compared.
    fn source(&self) -> Option<&SourcePattern> {
        self.summary()?.source.as_ref().filter(|_| self.phase < 2 && self.block != Block::Headers)
    }

    /// Where requests go on from it with another path.
    fn target(&self) -> Option<&Target> {
        self.summary()?.moves.as_ref()
    }

    /// Whether the phases of other entries depend on it, or which requests may pass the first phase without an answer.
    fn changes_phases(&self) -> bool {
        let changes_phases =
            |it: &Summary| it.handle.is_some() || it.effect == Effect::EndsPhase && self.phase == 0;
        self.summary().is_some_and(changes_phases) || self.phase > 1 && self.target().is_some()
    }

    /// Whether two entries take the same requests and do the same with them.
    fn has_same_outcome(&self, other: &EntryState) -> bool {
        let (Some(one), Some(two)) = (self.summary(), other.summary()) else { return false };
        let [source, other_source] = [one, two].map(|summary| {
            let source = summary.source.as_ref();
            source.map(|source| (&source.expression, source.ignores_case))
        });
        source == other_source
            && self.block == other.block
            && one.handle == two.handle
            && one.conditions == two.conditions
            && one.effect == two.effect
            && one.moves == two.moves
    }
}

impl Query for Overlaps {
    type Answer = Mutex<Vec<Overlaps>>;
}

impl Overlaps {
    /// What is remembered of a file, scope by scope.
    fn of(snapshot: &Snapshot) -> MutexGuard<'_, Vec<Overlaps>> {
        let overlaps = snapshot.memory().of::<Overlaps>().get_or_init(Mutex::default);
        overlaps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Updates itself for this version of the file.
    fn follow(&mut self, scope: &Scope<'_>, snapshot: &Snapshot) {
        // Most entries are unchanged, and looking into each would cost more than everything else, so compare pointers.
        let same = |(known, (block, facts)): &(&EntryState, (Block, &Arc<Facts>))| {
            known.block == *block && Arc::ptr_eq(&known.facts, facts)
        };
        let (old, new) = (self.entries.len(), scope.count());
        let front = self.entries.iter().zip(scope.remembered()).take_while(same).count();
        let has_settings =
            (self.has_subdomains, self.adds_slashes) == (scope.has_subdomains, scope.adds_slashes);
        if has_settings && front == old && front == new {
            return;
        }
        let most = old.min(new) - front;
        let back =
            self.entries.iter().rev().zip(scope.remembered().rev()).take(most).take_while(same).count();
        let is_followed = has_settings && self.replace(front..old - back, front..new - back, scope, snapshot);
        if !is_followed || self.cost >= MAX_COST {
            self.compare_all(scope, snapshot);
        }
    }

    /// Compares all entries anew.
    fn compare_all(&mut self, scope: &Scope<'_>, snapshot: &Snapshot) {
        *self = Overlaps {
            has_subdomains: scope.has_subdomains,
            adds_slashes: scope.adds_slashes,
            ..Overlaps::default()
        };
        scope.find_witnesses(|| snapshot.check_cancelled());
        let (mut place, mut phase) = (0, 0);
        for index in 0..scope.count() {
            if snapshot.check_cancelled() {
                *self = Overlaps::default();
                return;
            }
            if self.cost >= MAX_COST {
                break;
            }
            place += GAP;
            if let Some(known) = EntryState::new(place, &mut phase, scope, index) {
                self.entries.push(known);
                self.compare(place);
                self.register(place);
            }
        }
    }

    /// Puts some entries of this version in place of some of the version before, and compares what that concerns; `false` where
    /// that may be everything.
    fn replace(
        &mut self,
        old: Range<usize>,
        new: Range<usize>,
        scope: &Scope<'_>,
        snapshot: &Snapshot,
    ) -> bool {
        if self.entries.is_empty() || old.len() + new.len() > MAX_CHANGES {
            return false;
        }
        let Some(places) = self.places(&old, new.len()) else { return false };
        let before = old.start.checked_sub(1).and_then(|index| self.entries.get(index));
        let mut phase = before.map_or(0, |known| known.phase);
        let added =
            places.iter().zip(new).map(|(place, index)| EntryState::new(*place, &mut phase, scope, index));
        let Some(added) = added.collect::<Option<Vec<EntryState>>>() else { return false };
        let removed = self.entries.get(old.clone()).unwrap_or_default();
        if removed.iter().chain(&added).any(EntryState::changes_phases) {
            return false;
        }
        let pairs = || removed.iter().zip(&added);
        let keeps_places = removed.len() == added.len();
        if keeps_places && pairs().all(|(one, other)| one.has_same_outcome(other)) {
            let known = self.entries.get_mut(old).unwrap_or_default().iter_mut();
            known.zip(added).for_each(|(known, now)| known.facts = now.facts);
            // Their other effects may have changed.
            let concerned = self.pairs.iter_mut();
            concerned
                .filter(|(later, taken)| places.contains(later) || places.contains(&taken.by))
                .for_each(|(_, taken)| taken.kind = OnceLock::new());
            return true;
        }
        let keeps_targets = keeps_places && pairs().all(|(one, other)| one.target() == other.target());

        let mut again: BTreeSet<Place> = places.iter().copied().collect();
        let gone: Vec<Place> = removed.iter().map(|known| known.place).collect();
        let brought = |all: &Overlaps, again: &mut BTreeSet<Place>, places: &[Place]| {
            if !keeps_targets {
                places.iter().for_each(|place| again.extend(all.possibly_rewritten_into(*place)));
            }
        };
        brought(self, &mut again, &gone);
        for place in gone {
            again.extend(self.pairs.iter().filter(|(_, taken)| taken.by == place).map(|(later, _)| later));
            self.unregister(place);
        }
        self.entries.splice(old, added);
        places.iter().for_each(|place| self.register(*place));
        places.iter().for_each(|place| again.extend(self.possibly_shadowed_by(*place)));
        brought(self, &mut again, &places);
        for place in again {
            if snapshot.check_cancelled() {
                *self = Overlaps::default();
                break;
            }
            self.compare(place);
        }
        true
    }

    /// The places for so many entries where `old` were; `None` where there is no room.
    fn places(&self, old: &Range<usize>, count: usize) -> Option<Vec<Place>> {
        let place = |index: usize| self.entries.get(index).map(|known| known.place);
        if count == old.len() {
            return old.clone().map(place).collect();
        }
        let before = old.start.checked_sub(1).and_then(place).unwrap_or_default();
        let parts = count as Place + 1;
        let step = match place(old.end) {
            Some(after) => (after - before) / parts,
            None => GAP,
        };
        (step > 0).then(|| (1..parts).map(|part| before + part * step).collect())
    }

    /// What the entry at `later` is to the one at `earlier`, which takes its requests.
    fn kind(
        &self,
        (earlier, by): (Place, BlockEntry<'_>),
        (later, entry): (Place, BlockEntry<'_>),
    ) -> HiddenKind {
        let [one, other] = [by, entry].map(|it| it.summary.source.as_ref().map(|source| &source.expression));
        let has_same_source = one == other;
        let phase = |place| self.known(place).map(|known| known.phase);
        let is_in_reach = by.block == entry.block && phase(earlier) == phase(later);
        let outcomes = by.outcome().zip(entry.outcome()).filter(|_| is_in_reach);
        if outcomes.is_some_and(|(by, entry)| by.is_same_for(entry, has_same_source)) {
            HiddenKind::Redundant
        } else if has_same_source && by.summary.conditions == entry.summary.conditions {
            HiddenKind::Duplicate
        } else if is_in_reach {
            HiddenKind::Misplaced
        } else {
            HiddenKind::Later
        }
    }

    /// Whether another entry takes requests to a path that one misses.
    fn takes(&self, missed: Missed<'_>) -> bool {
        let mut steps = MAX_STEPS;
        let may_take = self.takers.may_take(missed.path, &mut steps).into_iter();
        let sources = may_take.filter_map(|place| self.known(place)?.source());
        let mut others = sources.filter(|source| source.expression != missed.by);
        others.any(|source| {
            source.regex().is_some_and(|regex| takes(regex, missed.path, &mut steps) != Some(false))
        }) || steps == 0
    }

    fn index(&self, place: Place) -> Option<usize> {
        self.entries.binary_search_by_key(&place, |known| known.place).ok()
    }

    fn known(&self, place: Place) -> Option<&EntryState> {
        self.entries.get(self.index(place)?)
    }

    /// Indexes an entry, so that later ones are compared with it.
    fn register(&mut self, place: Place) {
        let Some(known) = self.index(place).and_then(|index| self.entries.get(index)) else { return };
        if known.phase > 1 && known.target().is_some() {
            self.unordered_path_changes.insert(place);
        }
        let (Some(summary), Some(source)) = (known.summary(), known.source()) else { return };
        match source.witness() {
            Some(path) => self.paths.add(place, path),
            None => _ = self.without_path.insert(place),
        }
        if summary.effect != Effect::Continues {
            self.takers.add(place, source);
        }
        if summary.effect == Effect::EndsPhase && known.phase == 0 {
            self.phase_ends.insert(place);
        }
        if known.target().is_some() {
            self.moves.insert(place);
        }
    }

    /// Removes an entry that doesn't [change the phases](EntryState::changes_phases).
    fn unregister(&mut self, place: Place) {
        self.pairs.remove(&place);
        let Some(known) = self.index(place).and_then(|index| self.entries.get(index)) else { return };
        self.cost -= known.cost;
        let (Some(summary), Some(source)) = (known.summary(), known.source()) else { return };
        match source.witness() {
            Some(path) => self.paths.remove(place, path),
            None => _ = self.without_path.remove(&place),
        }
        if summary.effect != Effect::Continues {
            self.takers.remove(place, source);
        }
        self.moves.remove(&place);
    }

    /// Finds the entry that shadows the one at `place`.
    fn compare(&mut self, place: Place) {
        let Some(index) = self.index(place) else { return };
        let Some(known) = self.entries.get(index) else { return };
        let others = self.cost - known.cost;
        let mut budget = MAX_COST.saturating_sub(others);
        let earlier = known.source().and_then(|source| self.find_shadowing_entry(known, source, &mut budget));
        self.cost = MAX_COST.max(others) - budget;
        if let Some(known) = self.entries.get_mut(index) {
            known.cost = self.cost - others;
        }
        match earlier {
            Some(by) => _ = self.pairs.insert(place, ShadowedBy { by, kind: OnceLock::new() }),
            None => _ = self.pairs.remove(&place),
        }
    }

    /// The entry that shadows this one; of several, a literal path first, then the shortest prefix.
    fn find_shadowing_entry(
        &self,
        later: &EntryState,
        source: &SourcePattern,
        budget: &mut usize,
    ) -> Option<Place> {
        let mut takers = self.shadowing_candidates(later, source, budget);
        takers.sort_by_key(|(earlier, taken)| (!taken.is_literal, taken.prefix.len(), earlier.place));
        let mut last_move = None;
        let mut leaves_nothing = |(earlier, taken): &&(&EntryState, &SourcePattern)| {
            let last_move = *last_move.get_or_insert_with(|| self.last_path_change_into(later, source));
            // A request that is brought in between does not come by.
            last_move.is_none_or(|last| last < earlier.place) && taken.covers(source, budget)
        };
        takers.iter().find(&mut leaves_nothing).map(|(earlier, _)| earlier.place)
    }

    /// The entries that handle a request to the witness of `later`. Only these can shadow it.
    fn shadowing_candidates(
        &self,
        later: &EntryState,
        source: &SourcePattern,
        budget: &mut usize,
    ) -> Vec<(&EntryState, &SourcePattern)> {
        let ends = |(earlier, _): &(&EntryState, &SourcePattern)| self.ends(earlier, later, source);
        let Some(path) = source.witness() else {
            let before = self.entries.iter().take_while(|known| known.place < later.place);
            let same = before.filter_map(|known| Some((known, known.source()?)));
            return same.filter(|(_, taken)| taken.expression == source.expression).filter(ends).collect();
        };
        let earlier = self.takers.may_cover(source, path, budget).into_iter();
        let known = earlier.filter(|place| *place < later.place).filter_map(|place| self.known(place));
        known
            .filter_map(|known| Some((known, known.source()?)))
            .filter(|(_, taken)| taken.ignores_case || !source.ignores_case)
            .filter(ends)
            .filter(|(_, taken)| taken.regex().is_some_and(|regex| takes(regex, path, budget) == Some(true)))
            .collect()
    }

    /// Whether a request that `earlier` takes can't come to `later` with its path unchanged.
    fn ends(&self, earlier: &EntryState, later: &EntryState, source: &SourcePattern) -> bool {
        let (Some(one), Some(other)) = (earlier.summary(), later.summary()) else { return false };
        let other_conditions = !one.conditions.is_empty() && one.conditions != other.conditions;
        if other_conditions || earlier.phase > later.phase {
            return false;
        }
        match one.effect {
            Effect::Continues => false,
            Effect::Answers => {
                earlier.phase == later.phase
                    || !self.has_subdomains && !self.may_skip_first_phase(later.place, source)
            }
            Effect::EndsPhase | Effect::Rewrites => earlier.phase == later.phase,
        }
    }

    /// Whether requests whose paths start like those of the source at `place` may have come by the first phase without an answer.
    fn may_skip_first_phase(&self, place: Place, source: &SourcePattern) -> bool {
        let wanted = lower(&source.prefix);
        let share_start = |given: &str| wanted.starts_with(given) || given.starts_with(&*wanted);
        let passing = self.phase_ends.range(..place).filter_map(|place| self.known(*place)?.source());
        self.adds_slashes && share_start("/.well-known")
            || passing.into_iter().any(|it| share_start(&lower(&it.prefix)))
    }

    /// The last entry before `later`, or any between the phases, that may give a request a path that `later` takes.
    fn last_path_change_into(&self, later: &EntryState, source: &SourcePattern) -> Option<Place> {
        let mut steps = MAX_STEPS;
        let mut reaches = |place: &&Place| {
            let target = self.known(**place).and_then(EntryState::target);
            target.is_some_and(|target| {
                may_reach(target, source)
                    && (!target.is_whole
                        // What takes too many steps may match.
                        || source.regex().is_none_or(|regex| takes(regex, &target.prefix, &mut steps) != Some(false)))
            })
        };
        if self.unordered_path_changes.iter().any(|place| reaches(&place)) {
            return Some(Place::MAX);
        }
        self.moves.range(..later.place).rev().find(&mut reaches).copied()
    }

    /// The later entries that the entry at `place` may shadow.
    fn possibly_shadowed_by(&self, place: Place) -> Vec<Place> {
        let source = self
            .known(place)
            .filter(|known| known.summary().is_some_and(|it| it.effect != Effect::Continues));
        let Some(source) = source.and_then(EntryState::source) else { return Vec::new() };
        let is_taken = |later: &EntryState| {
            let (Some(path), Some(regex)) = (later.source().and_then(SourcePattern::witness), source.regex())
            else {
                return false;
            };
            let mut steps = MAX_STEPS;
            takes(regex, path, &mut steps) != Some(false)
        };
        let after = |places: &[Place]| -> Vec<Place> {
            let later = places.iter().filter(|it| **it > place).filter_map(|place| self.known(*place));
            later.filter(|later| is_taken(later)).map(|later| later.place).collect()
        };
        let mut taken = match self.paths.may_be_covered_by(source) {
            Some(places) => after(places),
            None => {
                let later = self.entries.iter().filter(|known| known.place > place);
                later.filter(|later| is_taken(later)).map(|later| later.place).collect()
            }
        };
        taken.extend(self.without_path.range(place..));
        taken
    }

    /// The later entries that may match a path set by the entry at `place`.
    fn possibly_rewritten_into(&self, place: Place) -> Vec<Place> {
        let Some(target) = self.known(place).and_then(EntryState::target) else { return Vec::new() };
        let later = self.entries.iter().filter(|known| known.place > place);
        later
            .filter(|it| it.source().is_some_and(|source| may_reach(target, source)))
            .map(|it| it.place)
            .collect()
    }
}

/// Whether a path that an entry gives to requests may be one that `source` takes, by what both start with.
fn may_reach(target: &Target, source: &SourcePattern) -> bool {
    let (given, wanted) = (lower(&target.prefix), lower(&source.prefix));
    given.starts_with(&*wanted) || !target.is_whole && wanted.starts_with(&*given)
}

/// Whether an expression matches a path; `None` where that takes too many steps.
fn takes(regex: &JsRegex, path: &str, steps: &mut usize) -> Option<bool> {
    regex.exec_within(path, steps).ok().map(|found| found.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use svc_syntax::value::Memory;
    use svc_vercel::project::MemoryFs;

    /// Entries that often take each other's requests, bring each other requests, or end a phase.
    const SOURCES: [&str; 12] = [
        "/a",
        "/A/b",
        "/a/b",
        "/a/:x",
        "/:x/b",
        "/a/:x*",
        "/a/b(.*)",
        "/a/b-:x",
        "/(.*)",
        "/b/:x",
        "/b/c",
        "/(?!a)(.*)",
    ];
    const DESTINATIONS: [&str; 5] = ["/b/c", "/a/b", "/a/$1", "https://example.com", "/:x"];
    const KEYS: [&str; 3] = ["redirects", "headers", "rewrites"];

    /// The block that an entry stands in, its source, its destination and whether it has a condition.
    type Written = (usize, usize, usize, bool);

    fn text(entries: &[Written], adds_slashes: bool) -> String {
        let blocks = KEYS.iter().enumerate().map(|(block, key)| {
            let entries =
                entries.iter().filter(|it| it.0 == block).map(|(_, source, destination, has_condition)| {
                    let condition =
                        if *has_condition { r#", "has": [{ "type": "host", "value": "x" }]"# } else { "" };
                    let rest = match block {
                        1 => r#""headers": [{ "key": "a", "value": "b" }]"#.to_owned(),
                        _ => format!("\"destination\": \"{}\"", DESTINATIONS[*destination]),
                    };
                    format!("{{ \"source\": \"{}\", {rest}{condition} }}", SOURCES[*source])
                });
            format!("\"{key}\": [{}]", entries.collect::<Vec<_>>().join(", "))
        });
        format!("{{ \"trailingSlash\": {adds_slashes}, {} }}", blocks.collect::<Vec<_>>().join(", "))
    }

    fn found(text: &str, memory: Arc<Memory>) -> Vec<(u32, u32, HiddenKind)> {
        let snapshot = Snapshot::of(text, Arc::new(MemoryFs::default())).with_memory(memory);
        let base = |entry: &BlockEntry<'_>| u32::from(entry.base);
        let places = |it: Hidden<'_>| {
            let hidden = std::iter::once(&it.first).chain(&it.others).map(base);
            hidden.map(|place| (place, base(&it.by), it.kind)).collect::<Vec<_>>()
        };
        hidden(&snapshot).into_iter().flat_map(places).collect()
    }

    fn written() -> impl Strategy<Value = Written> {
        let (sources, destinations) = (0..SOURCES.len(), 0..DESTINATIONS.len());
        (0..KEYS.len(), sources, destinations, proptest::bool::weighted(0.1))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn incremental_updates_equal_a_full_comparison(
            first in prop::collection::vec(written(), 0..20),
            edits in prop::collection::vec((any::<prop::sample::Index>(), written(), 0..8), 1..30),
        ) {
            let memory: Arc<Memory> = Arc::default();
            let (mut entries, mut adds_slashes) = (first, false);
            for (at, entry, kind) in edits {
                match kind {
                    0 => adds_slashes = !adds_slashes,
                    1 | 2 if !entries.is_empty() => _ = entries.remove(at.index(entries.len())),
                    3 | 4 => entries.insert(at.index(entries.len() + 1), entry),
                    _ if !entries.is_empty() => {
                        let at = at.index(entries.len());
                        entries[at] = entry;
                    }
                    _ => {}
                }
                let text = text(&entries, adds_slashes);
                prop_assert_eq!(found(&text, Arc::clone(&memory)), found(&text, Arc::default()), "{}", text);
            }
        }
    }
}

//! Which entries leave no request to which.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::compile::Block;
use super::scope::{BlockEntry, Scope};
use super::source::SourcePattern;
use super::summary::{Effect, Summary, Target};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Facts, Query};
use svc_vercel::patterns::js_regex::JsRegex;

/// What all comparisons for one scope may cost together, in steps and states of automata: seconds, which only files that are made
/// for it reach.
const MAX_COST: usize = 20_000_000;
/// Steps for matching an entry with the paths that others give to requests.
const MAX_STEPS: usize = 20_000;

/// An entry that no request reaches, and the one before it that takes its requests.
#[derive(Debug, Clone, Copy)]
pub struct Overlap<'a> {
    /// The service whose blocks they stand in.
    pub service: Option<&'a str>,
    /// The entry that takes the requests.
    pub earlier: BlockEntry<'a>,
    /// The entry that is never reached.
    pub later: BlockEntry<'a>,
}

/// The entries of a file and its services that no request reaches.
#[must_use]
pub fn overlaps(snapshot: &Snapshot) -> Vec<Overlap<'_>> {
    let scopes = Scope::all(snapshot);
    let mut remembered = Overlaps::of(snapshot);
    remembered.resize_with(scopes.len(), Overlaps::default);
    let mut found = Vec::new();
    for (scope, overlaps) in scopes.iter().zip(remembered.iter_mut()) {
        overlaps.follow(scope, snapshot);
        if overlaps.pairs.is_empty() {
            continue;
        }
        let entries: Vec<BlockEntry<'_>> = scope.entries().collect();
        found.extend(overlaps.pairs.iter().filter_map(|(later, earlier)| {
            Some(Overlap {
                service: scope.service,
                earlier: *entries.get(*earlier)?,
                later: *entries.get(*later)?,
            })
        }));
    }
    found
}

/// Which entries of a scope leave no request to which, and the entries for which that was found out: it is found out again only
/// when one of them takes other requests or does something else with them.
#[derive(Debug, Default)]
struct Overlaps {
    entries: Vec<(Block, Arc<Facts>)>,
    has_subdomains: bool,
    adds_slashes: bool,
    /// Of each entry that is never reached, its index and that of the one above.
    pairs: Vec<(usize, usize)>,
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

    fn follow(&mut self, scope: &Scope<'_>, snapshot: &Snapshot) {
        // Most are the same: a look at what is known of each would cost more than all else.
        let mut now = scope.remembered();
        let unchanged = self.entries.iter_mut().all(|(block, known)| {
            now.next().is_some_and(|(now_block, facts)| {
                let same = Arc::ptr_eq(known, facts);
                let same_outcome = same || same_outcome(known, facts);
                if same_outcome && !same {
                    known.clone_from(facts);
                }
                same_outcome && *block == now_block
            })
        });
        let settings = (scope.has_subdomains, scope.adds_slashes);
        if unchanged && now.next().is_none() && (self.has_subdomains, self.adds_slashes) == settings {
            return;
        }
        let pairs = pairs(scope, snapshot);
        if snapshot.was_stopped() {
            return;
        }
        self.entries = scope.remembered().map(|(block, facts)| (block, Arc::clone(facts))).collect();
        (self.has_subdomains, self.adds_slashes) = settings;
        self.pairs = pairs;
    }
}

/// Whether two entries take the same requests and do the same with them.
fn same_outcome(one: &Facts, other: &Facts) -> bool {
    let (Some(one), Some(other)) = (one.of::<Summary>().get(), other.of::<Summary>().get()) else {
        return false;
    };
    let [source, other_source] = [one, other].map(|summary| {
        let source = summary.source.as_ref();
        source.map(|source| (&source.expression, source.ignores_case))
    });
    source == other_source
        && one.handle == other.handle
        && one.conditions == other.conditions
        && one.effect == other.effect
        && one.moves == other.moves
}

/// An entry that may leave no request to a later one.
struct Earlier<'a> {
    index: usize,
    summary: &'a Summary,
    source: &'a SourcePattern,
    /// What its paths start with, in lower case.
    prefix: Cow<'a, str>,
    phase: usize,
    /// How many entries before it give requests another path.
    moves_before: usize,
}

/// Which of the first segments of a path an entry asks for, a bit each, and how many it looks at.
type Shape = (u64, usize);

/// The earlier entries, found by what they ask of a path.
#[derive(Default)]
struct Index<'a> {
    earlier: Vec<Earlier<'a>>,
    /// Those that take one path, by that path in lower case.
    by_path: HashMap<Cow<'a, str>, Vec<usize>>,
    /// The others: by the segments that they ask for, in lower case with `/` between them.
    by_segments: BTreeMap<Shape, HashMap<String, Vec<usize>>>,
    /// The paths that the entries so far give to requests, in order.
    moves: Vec<&'a Target>,
    /// The same of phases that may run in between.
    moves_at_any_time: Vec<&'a Target>,
    /// What the paths start with for which the first phase ended without an answer, in lower case.
    passed_by: Vec<Cow<'a, str>>,
    /// A subdomain's requests are given a prefix between the first phase and the next.
    has_subdomains: bool,
}

fn pairs(scope: &Scope<'_>, snapshot: &Snapshot) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut index = Index { has_subdomains: scope.has_subdomains, ..Index::default() };
    if scope.adds_slashes {
        index.passed_by.push("/.well-known".into());
    }
    let mut is_aside = false;
    for summary in scope.entries().map(|entry| entry.summary) {
        if let Some(handle) = &summary.handle {
            is_aside = handle != "filesystem";
        }
        if is_aside {
            index.moves_at_any_time.extend(&summary.moves);
        }
    }
    let mut budget = MAX_COST;
    // The first phase, then the one after the file system; the other phases of `routes` are not ordered with these. What follows
    // `routes` stands in its last phase; the rewrites have their own.
    let mut phase = 0;
    for (at, entry) in scope.entries().enumerate().take_while(|_| !snapshot.must_stop()) {
        if entry.block == Block::Rewrites {
            phase = 1;
        }
        let summary = entry.summary;
        if let Some(handle) = &summary.handle {
            phase = if handle == "filesystem" { 1 } else { 2 };
        }
        let Some(source) = summary.source.as_ref().filter(|_| phase < 2 && entry.block != Block::Headers)
        else {
            continue;
        };
        let prefix = lower(&source.prefix);
        let later = Earlier { index: at, summary, source, prefix, phase, moves_before: index.moves.len() };
        if let Some(earlier) = index.find(&later, &mut budget) {
            pairs.push((at, earlier));
        }
        if summary.effect == Effect::EndsPhase && phase == 0 {
            index.passed_by.push(later.prefix.clone());
        }
        if summary.effect != Effect::Continues {
            index.add(later);
        }
        index.moves.extend(&summary.moves);
    }
    pairs
}

impl<'a> Index<'a> {
    fn add(&mut self, entry: Earlier<'a>) {
        let at = self.earlier.len();
        if entry.source.is_literal {
            self.by_path.entry(entry.prefix.clone()).or_default().push(at);
        } else {
            let segments = entry.source.segments();
            let looked_at = segments.len().min(64);
            let asked = segments.iter().take(looked_at).enumerate();
            let (mut shape, mut key) = ((0, looked_at), String::new());
            for (bit, segment) in asked.filter_map(|(at, segment)| Some((at, segment.as_ref()?))) {
                shape.0 |= 1 << bit;
                key.push_str(segment);
                key.push('/');
            }
            self.by_segments.entry(shape).or_default().entry(key).or_default().push(at);
        }
        self.earlier.push(entry);
    }

    /// The entry that leaves nothing to this one: of several the one with the same path, else the one whose paths have least in common.
    fn find(&self, later: &Earlier<'_>, budget: &mut usize) -> Option<usize> {
        let mut reached = None;
        let mut is_passed = |earlier: &Earlier<'_>| {
            earlier.moves_before
                >= *reached.get_or_insert_with(|| self.moves_up_to_the_last_that_reaches(later))
        };
        let mut takes = self.that_take_a_path_of(later, budget);
        takes.sort_by_key(|earlier| (!earlier.source.is_literal, earlier.prefix.len(), earlier.index));
        let mut leaves_nothing =
            |earlier: &&&Earlier<'_>| is_passed(earlier) && earlier.source.covers(later.source, budget);
        takes.iter().find(&mut leaves_nothing).map(|earlier| earlier.index)
    }

    /// The entries that would end a request to one path of `later`. No other can leave nothing to it.
    fn that_take_a_path_of(&self, later: &Earlier<'_>, budget: &mut usize) -> Vec<&Earlier<'a>> {
        let Some(witness) = later.source.witness() else {
            let same = |earlier: &&Earlier<'_>| earlier.source.expression == later.source.expression;
            return self.earlier.iter().filter(same).filter(|it| self.ends(it, later)).collect();
        };
        let path = lower(witness);
        let literal = self.by_path.get(&path).filter(|_| later.source.is_literal);
        let segments: Vec<&str> = path.split('/').skip(1).take(64).collect();
        let mut found: Vec<usize> = literal.into_iter().flatten().copied().collect();
        for ((asked, looked_at), entries) in &self.by_segments {
            if *looked_at > segments.len() {
                continue;
            }
            let mut key = String::new();
            for (_, segment) in segments.iter().enumerate().filter(|(bit, _)| asked >> bit & 1 == 1) {
                key.push_str(segment);
                key.push('/');
            }
            found.extend(entries.get(&key).into_iter().flatten());
        }
        let same_case = |earlier: &&Earlier<'_>| earlier.source.ignores_case || !later.source.ignores_case;
        let mut takes = |earlier: &&Earlier<'_>| {
            let mut takes = |regex: &JsRegex| matches!(regex.exec_within(witness, budget), Ok(Some(_)));
            earlier.source.regex().is_some_and(&mut takes)
        };
        let found = found.into_iter().filter_map(|at| self.earlier.get(at));
        found.filter(same_case).filter(|it| self.ends(it, later)).filter(&mut takes).collect()
    }

    /// Whether a request that `earlier` takes can't come to `later` with its path unchanged.
    fn ends(&self, earlier: &Earlier<'_>, later: &Earlier<'_>) -> bool {
        let other_conditions =
            !earlier.summary.conditions.is_empty() && earlier.summary.conditions != later.summary.conditions;
        if other_conditions || earlier.phase > later.phase {
            return false;
        }
        match &earlier.summary.effect {
            Effect::Continues => false,
            Effect::Answers => {
                earlier.phase == later.phase || !self.has_subdomains && !self.passes_by(&later.prefix)
            }
            Effect::EndsPhase | Effect::Rewrites => earlier.phase == later.phase,
        }
    }

    /// Whether requests whose paths start like this may have come by the first phase without an answer.
    fn passes_by(&self, wanted: &str) -> bool {
        self.passed_by.iter().any(|given| wanted.starts_with(&**given) || given.starts_with(wanted))
    }

    /// How many moves there are up to the last that may give a request a path that `entry` takes.
    fn moves_up_to_the_last_that_reaches(&self, entry: &Earlier<'_>) -> usize {
        let wanted = &*entry.prefix;
        let (regex, mut steps) = (entry.source.regex(), MAX_STEPS);
        let mut reaches = |target: &&Target| {
            let given = lower(&target.prefix);
            if !target.is_whole {
                return wanted.starts_with(&*given) || given.starts_with(wanted);
            }
            // What takes too many steps may match.
            let mut takes =
                |regex: &JsRegex| !matches!(regex.exec_within(&target.prefix, &mut steps), Ok(None));
            given.starts_with(wanted) && regex.is_none_or(&mut takes)
        };
        if self.moves_at_any_time.iter().any(&mut reaches) {
            return usize::MAX;
        }
        self.moves.iter().rposition(&mut reaches).map_or(0, |last| last + 1)
    }
}

fn lower(text: &str) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
        text.to_ascii_lowercase().into()
    } else {
        text.into()
    }
}

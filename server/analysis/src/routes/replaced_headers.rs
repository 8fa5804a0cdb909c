//! Headers of an entry that a later entry sets again for every request: the last value counts (`combinedHeaders` in `router.ts` of
//! `vercel dev`, CLI 64.0.2).

use std::sync::{Arc, Mutex, PoisonError};

use svc_syntax::TextRange;
use svc_syntax::value::{Facts, Node, Query};

use super::compile::Block;
use super::scope::{BlockEntry, EntryFacts, Scope};
use super::source::SourcePattern;
use super::summary::Summary;
use crate::snapshot::Snapshot;

/// How many entries of a block are compared: as many as Vercel takes.
const MAX_ENTRIES: usize = 2048;
/// What a proof may cost, in steps and states of automata.
const MAX_PROOF_COST: usize = 200_000;
/// What the comparisons for one entry may cost before no other is begun.
const MAX_ENTRY_COST: usize = 20_000;
/// What all comparisons for one scope may cost together: about a second, which only malicious files reach. Later entries are then
/// not compared.
const MAX_COST: usize = 20_000_000;

/// A header that a later entry sets again for every request.
#[derive(Debug, Clone, Copy)]
pub struct Replaced<'a> {
    /// The service whose block it stands in.
    pub service: Option<&'a str>,
    /// The entry that sets it first.
    pub entry: BlockEntry<'a>,
    /// The header there.
    pub header: &'a Header,
    /// The entry that sets it again.
    pub by: BlockEntry<'a>,
    /// The header there.
    pub by_header: &'a Header,
    /// How many other headers of the entry are replaced.
    pub others: usize,
}

/// A header that an entry sets.
#[derive(Debug)]
pub struct Header {
    /// Its name as it is written.
    pub written: String,
    /// Where its value stands, in the entry's own offsets.
    pub range: TextRange,
    name: String,
    value: String,
}

/// The headers that an entry sets.
struct Headers;

impl Query for Headers {
    type Answer = Vec<Header>;
}

/// Which paths an entry takes if `:x*` at its end takes any text. It takes none that ends with a slash, or has two in a row: few do.
struct WithAnyEnd;

impl Query for WithAnyEnd {
    type Answer = Option<SourcePattern>;
}

/// The entries of a file and its services with a header that is never used, each with the first such header.
#[must_use]
pub fn replaced_headers(snapshot: &Snapshot) -> Vec<Replaced<'_>> {
    let scopes = Scope::all(snapshot);
    let known = snapshot.memory().of::<Known>().get_or_init(Mutex::default);
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    known.resize_with(scopes.len(), Known::default);
    let mut found = Vec::new();
    for (scope, known) in scopes.iter().zip(known.iter_mut()) {
        if known.adds_slashes != scope.adds_slashes {
            *known = Known { adds_slashes: scope.adds_slashes, ..Known::default() };
        }
        known.follow(scope, snapshot);
        if known.cost >= MAX_COST {
            // What is found then must not depend on what was compared before.
            *known = Known { adds_slashes: scope.adds_slashes, ..Known::default() };
            known.follow(scope, snapshot);
        }
        for (index, first) in &known.found {
            let entry = |index| scope.entry_of(Block::Headers, index);
            let (Some(entry), Some(by)) = (entry(*index), entry(first.by)) else { continue };
            let [header, by_header] =
                [(entry, first.header), (by, first.by_header)].map(|(it, at)| headers(it).get(at));
            let (Some(header), Some(by_header)) = (header, by_header) else { continue };
            found.push(Replaced {
                service: scope.service,
                entry,
                header,
                by,
                by_header,
                others: first.others,
            });
        }
    }
    found
}

/// What is known of the block of a scope. It follows the file: compared again are the entries that change and those whose headers
/// these may replace.
#[derive(Debug, Default)]
struct Known {
    /// Whether `trailingSlash` is `true`: then every page's path ends with a slash.
    adds_slashes: bool,
    entries: Vec<Arc<Facts>>,
    /// The first header of each entry that has one that is never used, by the entry's index.
    found: Vec<(usize, First)>,
    /// What the comparisons for each entry cost.
    costs: Vec<usize>,
    /// What they cost together.
    cost: usize,
}

/// The first header of an entry that is never used.
#[derive(Debug, Clone, Copy)]
struct First {
    header: usize,
    /// The index of the entry that sets it again, and of the header there.
    by: usize,
    by_header: usize,
    others: usize,
}

impl Query for Known {
    type Answer = Mutex<Vec<Known>>;
}

impl Known {
    /// Updates itself for this version of the file.
    fn follow(&mut self, scope: &Scope<'_>, snapshot: &Snapshot) {
        let elements = scope.elements(Block::Headers).filter(|elements| elements.len() <= MAX_ENTRIES);
        let now: Vec<&Arc<Facts>> =
            elements.iter().flat_map(|it| it.remembered()).map(|(_, _, it)| it).collect();
        let (old, new) = (self.entries.len(), now.len());
        let same = |(before, now): &(&Arc<Facts>, &&Arc<Facts>)| Arc::ptr_eq(before, now);
        let front = self.entries.iter().zip(&now).take_while(same).count();
        if front == old && front == new {
            return;
        }
        let most = old.min(new) - front;
        let back = self.entries.iter().rev().zip(now.iter().rev()).take(most).take_while(same).count();
        // Makes what is known of each entry that is new.
        for index in front..new - back {
            scope.entry_of(Block::Headers, index).map(headers);
        }
        let added: Vec<Arc<Facts>> =
            now.get(front..new - back).into_iter().flatten().map(|it| Arc::clone(it)).collect();
        let removed: Vec<Arc<Facts>> = self.entries.splice(front..old - back, added).collect();
        let entries = std::mem::take(&mut self.entries);
        let compared: Vec<Compared<'_>> = entries.iter().map(|entry| Compared::new(entry)).collect();
        let removed: Vec<Compared<'_>> = removed.iter().map(|entry| Compared::new(entry)).collect();
        let changed = || removed.iter().chain(compared.get(front..new - back).unwrap_or_default());
        let is_concerned = |entry: &Compared<'_>| changed().any(|later| may_replace(later, entry));
        let concerned = compared.iter().take(front).enumerate().filter(|(_, entry)| is_concerned(entry));
        let mut stale: Vec<usize> = concerned.map(|(index, _)| index).collect();
        stale.extend(front..new - back);

        self.cost -= self.costs.splice(front..old - back, vec![0; new - back - front]).sum::<usize>();
        let moved = |index: usize| if index >= old - back { index + new - old } else { index };
        self.found.retain_mut(|(index, first)| {
            let is_kept = !(front..old - back).contains(index);
            (*index, first.by) = (moved(*index), moved(first.by));
            is_kept && stale.binary_search(index).is_err()
        });
        for index in stale {
            if snapshot.check_cancelled() {
                *self = Known { adds_slashes: self.adds_slashes, ..Known::default() };
                return;
            }
            if self.cost >= MAX_COST {
                break;
            }
            self.compare(index, &compared);
        }
        self.found.sort_by_key(|(index, _)| *index);
        self.entries = entries;
    }

    /// Finds the headers of an entry that later ones set again.
    fn compare(&mut self, index: usize, entries: &[Compared<'_>]) {
        let mut spent = 0;
        let first = self.first_replaced(index, entries, &mut spent);
        self.found.extend(first.map(|first| (index, first)));
        if let Some(cost) = self.costs.get_mut(index) {
            self.cost = self.cost - *cost + spent;
            *cost = spent;
        }
    }

    fn first_replaced(&self, index: usize, entries: &[Compared<'_>], spent: &mut usize) -> Option<First> {
        let entry = entries.get(index)?;
        let (headers, (source, _)) = (entry.headers, entry.takes?);
        // What the last entry that sets it says of each header: where, and whether that is another value.
        let mut last: Vec<Option<(usize, usize, bool)>> = vec![None; headers.len()];
        for (by, later) in entries.iter().enumerate().skip(index + 1).rev() {
            if !may_replace(later, entry) {
                continue;
            }
            if *spent >= MAX_ENTRY_COST {
                return None;
            }
            let takes_all = later.takes.is_some_and(|(pattern, _)| {
                let with_any_end = || later.facts.of::<WithAnyEnd>().get_or_init(|| pattern.with_any_end());
                let mut budget = MAX_PROOF_COST;
                let takes_all = pattern.covers(source, &mut budget)
                    || !self.adds_slashes
                        && with_any_end().as_ref().is_some_and(|pattern| pattern.covers(source, &mut budget));
                *spent += MAX_PROOF_COST - budget;
                takes_all
            });
            if !takes_all {
                continue;
            }
            for (header, last) in headers.iter().zip(&mut last).filter(|(_, last)| last.is_none()) {
                let at = later.headers.iter().rposition(|it| it.name == header.name);
                *last = at.and_then(|at| Some((by, at, later.headers.get(at)?.value != header.value)));
            }
            if last.iter().all(Option::is_some) {
                break;
            }
        }
        let mut replaced = last.into_iter().enumerate();
        let mut replaced =
            replaced.by_ref().filter_map(|(header, last)| Some((header, last.filter(|it| it.2)?)));
        let (header, (by, by_header, _)) = replaced.next()?;
        Some(First { header, by, by_header, others: replaced.count() })
    }
}

/// What is compared of an entry.
struct Compared<'a> {
    facts: &'a Facts,
    /// Which paths it takes, and under which other conditions.
    takes: Option<(&'a SourcePattern, &'a str)>,
    headers: &'a [Header],
}

impl<'a> Compared<'a> {
    fn new(facts: &'a Facts) -> Compared<'a> {
        let summary = facts.of::<Summary>().get();
        let takes = summary.and_then(|it| Some((it.source.as_ref()?, it.conditions.as_str())));
        let headers = facts.of::<Headers>().get().map(Vec::as_slice).unwrap_or_default();
        Compared { facts, takes, headers }
    }
}

/// Whether a later entry sets a header again that this one sets, for requests whose paths start alike and with no other conditions.
fn may_replace(later: &Compared<'_>, entry: &Compared<'_>) -> bool {
    let (Some((pattern, conditions)), Some((source, of_entry))) = (later.takes, entry.takes) else {
        return false;
    };
    if !source.prefix.starts_with(&pattern.prefix) {
        return false;
    }
    // `/:path*` doesn't take `/`, of which everyone has requests.
    if source.is_literal
        && source.prefix.ends_with('/')
        && !pattern.regex().is_some_and(|regex| matches!(regex.exec(&source.prefix), Ok(Some(_))))
    {
        return false;
    }
    (!pattern.is_literal || source.is_literal && source.prefix == pattern.prefix)
        && (conditions.is_empty() || conditions == of_entry)
        && later.headers.iter().any(|it| entry.headers.iter().any(|other| it.name == other.name))
}

/// The headers that an entry sets. A response may have several cookies, so those count as different headers.
fn headers(entry: BlockEntry<'_>) -> &[Header] {
    let find = || entry.entry().map(|it| headers_of(&it.node)).unwrap_or_default();
    entry.facts().map(|facts| facts.of::<Headers>().get_or_init(find).as_slice()).unwrap_or_default()
}

/// Remembers the headers that an entry sets.
pub fn note(entry: &EntryFacts) {
    if entry.block == Block::Headers {
        entry.remember::<Headers>(|entry| headers_of(&entry.entry.node));
    }
}

fn headers_of(entry: &Node) -> Vec<Header> {
    let set = entry.get("headers").and_then(Node::as_array).unwrap_or_default();
    set.iter().filter_map(header).collect()
}

fn header(node: &Node) -> Option<Header> {
    let (written, value) = (node.get("key")?.as_str()?, node.get("value")?);
    let name = written.to_ascii_lowercase();
    (name != "set-cookie").then_some(())?;
    Some(Header { written: written.to_owned(), range: value.range, name, value: value.as_str()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use svc_syntax::value::Memory;
    use svc_vercel::project::MemoryFs;

    const SOURCES: [&str; 8] = ["/a", "/a/b", "/a/:x", "/a/:x*", "/(.*)", "/:x/b", "/b(.*)", "/((?!a).*)"];

    /// The source of an entry, the name and value of its header, and whether it has a condition.
    type Written = (usize, usize, usize, bool);

    fn text(entries: &[Written]) -> String {
        let entries = entries.iter().map(|(source, name, value, has_condition)| {
            let condition = if *has_condition { r#", "has": [{ "type": "host", "value": "x" }]"# } else { "" };
            let source = SOURCES[*source];
            format!(r#"{{ "source": "{source}", "headers": [{{ "key": "k{name}", "value": "v{value}" }}]{condition} }}"#)
        });
        format!("{{ \"headers\": [{}] }}", entries.collect::<Vec<_>>().join(", "))
    }

    fn found(text: &str, memory: Arc<Memory>) -> Vec<(u32, u32)> {
        let snapshot = Snapshot::of(text, Arc::new(MemoryFs::default())).with_memory(memory);
        let places = |it: Replaced<'_>| (u32::from(it.entry.base), u32::from(it.by.base));
        replaced_headers(&snapshot).into_iter().map(places).collect()
    }

    fn written() -> impl Strategy<Value = Written> {
        (0..SOURCES.len(), 0..2_usize, 0..3_usize, proptest::bool::weighted(0.1))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn incremental_updates_equal_a_full_comparison(
            first in prop::collection::vec(written(), 0..12),
            edits in prop::collection::vec((any::<prop::sample::Index>(), written(), 0..6), 1..30),
        ) {
            let memory: Arc<Memory> = Arc::default();
            let mut entries = first;
            for (at, entry, kind) in edits {
                match kind {
                    0 | 1 if !entries.is_empty() => _ = entries.remove(at.index(entries.len())),
                    2 | 3 => entries.insert(at.index(entries.len() + 1), entry),
                    _ if !entries.is_empty() => {
                        let at = at.index(entries.len());
                        entries[at] = entry;
                    }
                    _ => {}
                }
                let text = text(&entries);
                prop_assert_eq!(found(&text, Arc::clone(&memory)), found(&text, Arc::default()), "{}", text);
            }
        }
    }
}

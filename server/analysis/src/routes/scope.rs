//! The routing blocks of a file and of each service of `services`, and what is remembered of their entries.

use std::marker::PhantomData;
use std::ops::ControlFlow;
use std::sync::Arc;

use svc_syntax::{GreenNode, TextRange, TextSize};

use super::compile::{self, Block, RouteFault, UserRoute};
use super::entry::Entry;
use super::examine::Examined;
use super::outcome::Outcome;
use super::source::SourcePattern;
use super::summary::Summary;
use crate::snapshot::Snapshot;
use svc_syntax::value::{Elements, Facts, Member, Node, Object, Query};

impl Query for Summary {
    type Answer = Summary;
}

/// An entry of a block and everything that its text alone says of it. Offsets are the entry's own.
#[derive(Debug)]
pub struct EntryFacts {
    /// Its block.
    pub block: Block,
    /// The entry.
    pub entry: Entry,
    /// What was found out about it.
    pub kind: EntryKind,
    /// What is remembered of it in its file.
    remembered: Arc<Facts>,
}

/// What was found out about an entry by itself: each kind of entry has its own checks.
#[derive(Debug)]
pub enum EntryKind {
    /// An entry of `routes`.
    Route(UserRoute),
    /// An entry of `redirects`, `headers` or `rewrites`.
    Pattern {
        /// Its source, its destination and their faults.
        examined: Examined,
        /// Whether Vercel accepts all of it but throws when it fills in the parameters.
        is_unfillable: bool,
    },
}

impl EntryFacts {
    /// Looks at an entry of a block: a pure function of its text.
    #[must_use]
    pub fn new(block: Block, green: GreenNode) -> EntryFacts {
        let entry = Entry::new(green);
        let kind = if block == Block::Routes {
            EntryKind::Route(compile::user_route(&entry.node))
        } else {
            let examined = Examined::new(block, &entry.node);
            let is_unfillable =
                examined.faults.is_empty() && compile::convert(block, &entry.node, &examined).is_err();
            EntryKind::Pattern { examined, is_unfillable }
        };
        EntryFacts { block, entry, kind, remembered: Arc::default() }
    }

    /// Computes and caches the answer to another query while the entry is at hand; reading it again would cost more than the
    /// answer.
    pub fn remember<Q: Query>(&self, find: fn(&EntryFacts) -> Q::Answer) {
        self.remembered.of::<Q>().get_or_init(|| find(self));
    }

    /// What the checks across entries need to know.
    #[must_use]
    pub fn summary(&self) -> Summary {
        match &self.kind {
            EntryKind::Route(route) => Summary::of_route(&self.entry.node, route),
            EntryKind::Pattern { examined, .. } => {
                Summary::from_entry(self.block, &self.entry.node, examined)
            }
        }
    }
}

/// An entry of a block in its file.
#[derive(Debug, Clone, Copy)]
pub struct BlockEntry<'a> {
    /// Its block.
    pub block: Block,
    /// Where it starts in the file.
    pub base: TextSize,
    /// What the checks across entries need to know of it. It holds wherever the entry moves.
    pub summary: &'a Summary,
    entries: &'a Elements,
    index: usize,
}

impl<'a> BlockEntry<'a> {
    /// The entry with the file's offsets.
    #[must_use]
    pub fn node(&self) -> Option<&'a Node> {
        self.entries.get(self.index)
    }

    /// What is remembered of it.
    #[must_use]
    pub fn facts(&self) -> Option<&'a Arc<Facts>> {
        self.entries.facts(self.index)
    }

    /// The array that holds it, and its index there.
    #[must_use]
    pub fn place(&self) -> (&'a Elements, usize) {
        (self.entries, self.index)
    }

    /// What it does to the requests that it takes; `None` where Vercel can't compile it.
    #[must_use]
    pub fn outcome(&self) -> Option<&'a Outcome> {
        let outcome = self.entries.facts(self.index)?.of::<Outcome>();
        let find = || Outcome::of(&EntryFacts::new(self.block, self.entries.green(self.index)?));
        outcome.get_or_init(find).as_ref()
    }

    /// The entry taken out of its file.
    pub(super) fn entry(&self) -> Option<Entry> {
        self.entries.green(self.index).map(Entry::new)
    }
}

/// What is wrong with an entry of `routes` because of the entries before it.
#[derive(Debug)]
pub struct OrderFaults {
    /// Where the entry starts in the file.
    pub base: TextSize,
    /// The entry.
    pub entry: Entry,
    /// What is wrong.
    pub faults: Vec<RouteFault>,
}

/// The blocks that belong together: those of the file, or those of one service.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The service that they belong to.
    pub service: Option<&'a str>,
    /// Whether requests to subdomains go to services: they are given another path on the way.
    pub has_subdomains: bool,
    /// Whether `trailingSlash` is `true`: paths below `/.well-known` skip everything before the file system.
    pub adds_slashes: bool,
    /// The blocks that are written, in the order of the compiled list.
    blocks: Vec<(Block, &'a Elements)>,
}

impl<'a> Scope<'a> {
    fn new(service: Option<&'a str>, config: &'a Object, has_subdomains: bool) -> Scope<'a> {
        let written = |block: Block| Some((block, config.get(block.key())?.as_array()?));
        let blocks = Block::ALL.into_iter().filter_map(written).collect();
        let adds_slashes = config.get("trailingSlash").is_some_and(Node::is_true);
        Scope { service, has_subdomains, adds_slashes, blocks }
    }

    /// The blocks of the file itself.
    #[must_use]
    pub fn of_file(snapshot: &'a Snapshot) -> Option<Scope<'a>> {
        Some(Scope::new(None, snapshot.config().as_object()?, has_subdomains(snapshot)))
    }

    /// The file's scope, then those of its services that have blocks.
    #[must_use]
    pub fn all(snapshot: &'a Snapshot) -> Vec<Scope<'a>> {
        let Some(config) = snapshot.config().as_object() else { return Vec::new() };
        let services = || {
            let services =
                ["services", "experimentalServicesV2"].into_iter().filter_map(|key| config.get(key));
            services.filter_map(Node::as_object).flat_map(Object::members)
        };
        let with_blocks = snapshot.facts().of::<WithBlocks>().get_or_init(|| {
            let has_blocks = |member: &Member| {
                member.has_key()
                    && member.value.as_object().is_some_and(|service| has_blocks(snapshot, service))
            };
            services().map(has_blocks).collect()
        });
        let with_blocks = services().zip(with_blocks).filter(|(_, has_blocks)| **has_blocks);
        let of_services = with_blocks
            .filter_map(|(member, _)| Some(Scope::new(Some(&member.key), member.value.as_object()?, false)));
        Scope::of_file(snapshot).into_iter().chain(of_services).collect()
    }

    /// How many entries all blocks have together.
    #[must_use]
    pub fn count(&self) -> usize {
        self.blocks.iter().map(|(_, entries)| entries.len()).sum()
    }

    /// The entry of this index, in the order of the compiled list.
    #[must_use]
    pub fn entry(&self, index: usize) -> Option<BlockEntry<'a>> {
        let mut index = index;
        for (block, entries) in &self.blocks {
            if index < entries.len() {
                return block_entry(*block, entries, index);
            }
            index -= entries.len();
        }
        None
    }

    /// The entries of a block, if it is written.
    #[must_use]
    pub fn elements(&self, block: Block) -> Option<&'a Elements> {
        self.blocks.iter().find(|(written, _)| *written == block).map(|(_, elements)| *elements)
    }

    /// The entry of this index in a block.
    #[must_use]
    pub fn entry_of(&self, block: Block, index: usize) -> Option<BlockEntry<'a>> {
        block_entry(block, self.elements(block)?, index)
    }

    /// The entries of a block.
    pub fn entries_of(&self, block: Block) -> impl Iterator<Item = BlockEntry<'a>> {
        self.elements(block).into_iter().flat_map(move |elements| block_entries(block, elements))
    }

    /// What is remembered of the entries of all blocks, in the order of the compiled list.
    pub fn remembered(&self) -> impl DoubleEndedIterator<Item = (Block, &'a Arc<Facts>)> {
        self.blocks
            .iter()
            .flat_map(|(block, entries)| entries.remembered().map(move |(_, _, facts)| (*block, facts)))
    }

    /// The entries of all blocks, in the order of the compiled list.
    pub fn entries(&self) -> impl Iterator<Item = BlockEntry<'a>> {
        self.blocks.iter().flat_map(|(block, entries)| block_entries(*block, entries))
    }

    /// The answers to a query about each entry by itself, where they say something, and where the entry starts. `find` finds an answer
    /// once; it is remembered as long as the entry's text lives, so that its offsets are the entry's own.
    pub fn answers<Q: Query<Answer: Default + PartialEq + Clone>>(
        &self,
        find: fn(&EntryFacts) -> Q::Answer,
    ) -> impl Iterator<Item = (TextSize, &'a Q::Answer)> {
        let nothing = Q::Answer::default();
        self.blocks.iter().flat_map(move |(block, entries)| {
            let usual = nothing.clone();
            let is_usual =
                move |index| entries.facts(index).is_some_and(|it| it.of::<Q>().get() == Some(&usual));
            let answer =
                move |index| Some((entries.start(index), answer::<Q>(*block, entries, index, find)?));
            entries.unusual::<Q>(nothing.clone(), is_usual).filter_map(answer)
        })
    }

    /// Finds the answers to a query about the entries of blocks that are new and long, with all processors: each is found by itself.
    pub fn answer_new<Q: Query>(
        &self,
        find: fn(&EntryFacts) -> Q::Answer,
        check_cancelled: impl Fn() -> bool + Sync,
    ) {
        for (block, entries) in &self.blocks {
            entries.each_new::<Answered<Q>>(|index| {
                answer::<Q>(*block, entries, index, find);
                if check_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
    }

    /// Finds a path that each entry takes, in lists that are new and long, with all processors: entries are compared by it.
    pub fn find_witnesses(&self, check_cancelled: impl Fn() -> bool + Sync) {
        for (block, entries) in &self.blocks {
            entries.each_new::<Answered<SourcePattern>>(|index| {
                if let Some(BlockEntry { summary: Summary { source: Some(source), .. }, .. }) =
                    block_entry(*block, entries, index)
                {
                    let _ = source.witness();
                }
                if check_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
        }
    }

    /// What is wrong with entries of `routes` because of the `handle`s before them.
    #[must_use]
    pub fn order_faults(&self) -> Vec<OrderFaults> {
        let mut found = Vec::new();
        let mut handles: Vec<(&str, TextRange)> = Vec::new();
        let routes = self.blocks.iter().filter(|(block, _)| *block == Block::Routes);
        for route in routes.flat_map(|(block, entries)| block_entries(*block, entries)) {
            let base = route.base;
            if let Some(handle) = &route.summary.handle {
                let Some(entry) = route.entry() else { continue };
                match handles.iter().find(|(known, _)| known == handle) {
                    Some((_, first)) => {
                        let faults = vec![RouteFault::RepeatedHandle { first: *first }];
                        found.push(OrderFaults { base, entry, faults });
                    }
                    None => handles.push((handle, entry.node.range + base)),
                }
            } else if let Some((handle @ ("hit" | "miss"), _)) = handles.last() {
                let Some(entry) = route.entry() else { continue };
                let faults = compile::phase_faults(&compile::user_route(&entry.node), handle);
                found.push(OrderFaults { base, entry, faults });
            }
        }
        found
    }
}

/// That something was looked for in all entries of a list.
struct Answered<T>(PhantomData<fn() -> T>);

impl<T: 'static> Query for Answered<T> {
    type Answer = ();
}

/// The answer to a query about an entry by itself.
fn answer<Q: Query>(
    block: Block,
    entries: &Elements,
    index: usize,
    find: fn(&EntryFacts) -> Q::Answer,
) -> Option<&Q::Answer> {
    let facts = entries.facts(index)?;
    Some(match facts.of::<Q>().get() {
        Some(answer) => answer,
        None => {
            let remembered = Arc::clone(facts);
            let entry = EntryFacts { remembered, ..EntryFacts::new(block, entries.green(index)?) };
            // The summary costs little now that the entry has been looked at.
            facts.of::<Summary>().get_or_init(|| entry.summary());
            facts.of::<Q>().get_or_init(|| find(&entry))
        }
    })
}

fn block_entries(block: Block, entries: &Elements) -> impl Iterator<Item = BlockEntry<'_>> {
    (0..entries.len()).filter_map(move |index| block_entry(block, entries, index))
}

fn block_entry(block: Block, entries: &Elements, index: usize) -> Option<BlockEntry<'_>> {
    let known = entries.facts(index)?.of::<Summary>();
    let summary = match known.get() {
        Some(summary) => summary,
        None => {
            let summary = EntryFacts::new(block, entries.green(index)?).summary();
            known.get_or_init(|| summary)
        }
    };
    Some(BlockEntry { block, base: entries.start(index), summary, entries, index })
}

/// Of each member of the services, whether it has blocks.
struct WithBlocks;

impl Query for WithBlocks {
    type Answer = Vec<bool>;
}

/// Whether a service has blocks.
struct HasBlocks;

impl Query for HasBlocks {
    type Answer = bool;
}

/// Whether a service has blocks.
pub fn has_blocks(snapshot: &Snapshot, service: &Object) -> bool {
    let has = |block: Block| service.get(block.key()).is_some_and(|block| block.as_array().is_some());
    let known = snapshot.in_project().facts(service);
    *known.of::<HasBlocks>().get_or_init(|| Block::ALL.into_iter().any(has))
}

/// Whether a service of `experimentalServices` has a subdomain.
struct HasSubdomain;

impl Query for HasSubdomain {
    type Answer = bool;
}

fn has_subdomains(snapshot: &Snapshot) -> bool {
    let in_service = |service: &Object| {
        let mount = service.get("mount").and_then(Node::as_object);
        [Some(service), mount].into_iter().flatten().any(|it| it.has("subdomain"))
    };
    *snapshot.facts().of::<HasSubdomain>().get_or_init(|| {
        let services = snapshot.config().get("experimentalServices").and_then(Node::as_object);
        let mut services = services.into_iter().flat_map(Object::members);
        services.any(|service| {
            service.value.as_object().is_some_and(|service| {
                let known = snapshot.in_project().facts(service);
                *known.of::<HasSubdomain>().get_or_init(|| in_service(service))
            })
        })
    })
}

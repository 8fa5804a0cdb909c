//! What is said about `routes`, `redirects`, `headers` and `rewrites`, at the top level and in each service of `services`.

use std::sync::Arc;

use svc_syntax::{GreenNode, TextRange, TextSize};

use super::compile::{self, Block};
use super::entry::Entry;
use super::examine::Examined;
use super::report;
use super::summary::Summary;
use crate::rules::finding::Finding;
use crate::rules::{self, shadowed_rule::Overlaps};
use crate::snapshot::Snapshot;
use svc_syntax::value::{Elements, Facts, Query};
use svc_syntax::value::{Json, Node, Object};

/// What is known of an entry by itself. It holds wherever the entry moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What is said about it; offsets are the entry's own.
    pub findings: Vec<Finding>,
    /// What the rules across entries need to know.
    pub summary: Summary,
}

impl Query for Checked {
    type Answer = Checked;
}

impl Checked {
    /// Looks at an entry of a block: a pure function of its text.
    #[must_use]
    pub fn new(block: Block, green: GreenNode) -> Checked {
        let entry = Entry::new(green);
        let mut findings = Vec::new();
        let summary = if block == Block::Routes {
            let route = compile::user_route(&entry.node);
            rules::invalid_route::check(&entry, &route.faults, &mut findings);
            Summary::of_route(&entry.node, &route)
        } else {
            let examined = Examined::new(block, &entry.node);
            findings = report::report(block, &entry, &examined);
            Summary::of_entry(block, &entry.node, &examined)
        };
        Checked { findings, summary }
    }
}

/// An entry in its file.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// Its block.
    pub block: Block,
    /// Where it starts in the file.
    pub base: TextSize,
    /// What is known of it by itself.
    pub checked: &'a Checked,
    entries: &'a Elements,
    index: usize,
}

impl<'a> Placed<'a> {
    /// The entry as it stands in the file.
    #[must_use]
    pub fn node(&self) -> Option<&'a Node> {
        self.entries.get(self.index)
    }

    /// The entry taken out of its file.
    fn entry(&self) -> Option<Entry> {
        self.entries.green(self.index).map(Entry::new)
    }
}

/// The blocks that belong together: those of the file, or those of one service.
#[derive(Debug)]
pub struct Scope<'a> {
    /// The service that they belong to.
    service: Option<&'a str>,
    /// Whether subdomains lead to services: their requests are given another path on the way.
    pub has_subdomains: bool,
    /// Whether `trailingSlash` is `true`: paths below `/.well-known` pass by all that comes before the file system.
    pub adds_slashes: bool,
    /// The blocks that are written, in the order of the compiled list.
    blocks: Vec<(Block, &'a Elements)>,
}

impl<'a> Scope<'a> {
    fn new(service: Option<&'a str>, config: &'a Object) -> Scope<'a> {
        let written = |block: Block| Some((block, config.get(block.key())?.as_array()?));
        let blocks = Block::ALL.into_iter().filter_map(written).collect();
        let adds_slashes =
            config.get("trailingSlash").is_some_and(|node| matches!(node.json, Json::Bool(true)));
        Scope { service, has_subdomains: has_subdomains(config), adds_slashes, blocks }
    }

    /// The blocks of the file itself.
    #[must_use]
    pub fn of_file(snapshot: &'a Snapshot) -> Option<Scope<'a>> {
        Some(Scope::new(None, snapshot.config().as_object()?))
    }

    /// The file's scope, then those of its services.
    fn all(snapshot: &'a Snapshot) -> Vec<Scope<'a>> {
        let Some(config) = snapshot.config().as_object() else { return Vec::new() };
        let mut scopes = vec![Scope::new(None, config)];
        for services in ["services", "experimentalServicesV2"].into_iter().filter_map(|key| config.get(key)) {
            for member in services.as_object().into_iter().flat_map(|services| &services.members) {
                if let (Some(service), true) = (member.value.as_object(), member.has_key()) {
                    scopes.push(Scope::new(Some(&member.key), service));
                }
            }
        }
        scopes
    }

    /// What is remembered of the entries of all blocks, in the order of the compiled list.
    pub fn remembered(&self) -> impl Iterator<Item = (Block, &'a Arc<Facts>)> {
        self.blocks
            .iter()
            .flat_map(|(block, entries)| entries.remembered().map(move |(_, _, facts)| (*block, facts)))
    }

    /// The entries of all blocks, in the order of the compiled list.
    pub fn entries(&self) -> impl Iterator<Item = Placed<'a>> {
        self.blocks.iter().flat_map(|(block, entries)| placed(*block, entries))
    }
}

fn placed(block: Block, entries: &Elements) -> impl Iterator<Item = Placed<'_>> {
    entries.remembered().filter_map(move |(index, base, facts)| {
        let checked = match facts.of::<Checked>().get() {
            Some(checked) => checked,
            None => {
                let checked = Checked::new(block, entries.green(index)?);
                facts.of::<Checked>().get_or_init(|| checked)
            }
        };
        Some(Placed { block, base, checked, entries, index })
    })
}

/// Says everything about the blocks.
pub fn pass(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let scopes = Scope::all(snapshot);
    let mut overlaps = Overlaps::of(snapshot);
    overlaps.resize_with(scopes.len(), Overlaps::default);
    for (scope, overlaps) in scopes.iter().zip(overlaps.iter_mut()) {
        let mut found = Vec::new();
        for (block, entries) in &scope.blocks {
            for entry in placed(*block, entries) {
                for finding in &entry.checked.findings {
                    found.push(finding.clone().shifted(entry.base));
                }
            }
            if *block == Block::Routes {
                phases(placed(*block, entries), &mut found);
            }
        }
        rules::shadowed_rule::check(scope, overlaps, &mut found);
        if let Some(service) = scope.service {
            found.iter_mut().for_each(|finding| finding.service = Some(service.to_owned()));
        }
        findings.append(&mut found);
    }
}

/// Whether a service of `experimentalServices` has a subdomain.
fn has_subdomains(config: &Object) -> bool {
    let services = config.get("experimentalServices").and_then(Node::as_object);
    services.into_iter().flat_map(|services| &services.members).any(|service| {
        let mount = service.value.get("mount");
        [Some(&service.value), mount].into_iter().flatten().any(|it| it.get("subdomain").is_some())
    })
}

/// The rules of `handle` across the entries of `routes`.
fn phases<'a>(entries: impl Iterator<Item = Placed<'a>>, findings: &mut Vec<Finding>) {
    let mut handles: Vec<(&str, TextRange)> = Vec::new();
    for placed in entries {
        if let Some(handle) = &placed.checked.summary.handle {
            let Some(entry) = placed.entry() else { continue };
            match handles.iter().find(|(known, _)| known == handle) {
                Some((_, first)) => {
                    findings.extend(rules::invalid_route::repeated_handle(&entry, placed.base, *first));
                }
                None => handles.push((handle, entry.node.range + placed.base)),
            }
        } else if let Some((handle @ ("hit" | "miss"), _)) = handles.last() {
            let Some(entry) = placed.entry() else { continue };
            let faults = compile::phase_faults(&compile::user_route(&entry.node), handle);
            let mut found = Vec::new();
            rules::invalid_route::check(&entry, &faults, &mut found);
            findings.extend(found.into_iter().map(|finding| finding.shifted(placed.base)));
        }
    }
}

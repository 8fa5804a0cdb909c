//! What is said about `routes`, `redirects`, `headers` and `rewrites`, at the top level and in each service of `services`.

use svc_syntax::{GreenNode, TextRange, TextSize, Value};

use super::compile::{self, Block};
use super::entry::Entry;
use super::examine::Examined;
use super::report;
use super::summary::Summary;
use crate::finding::Finding;
use crate::rules;
use crate::snapshot::Snapshot;

/// What is known of an entry by itself. It holds wherever the entry moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// What is said about it; offsets are the entry's own.
    pub findings: Vec<Finding>,
    /// What the rules across entries need to know.
    pub summary: Summary,
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

/// An entry and where it starts.
#[derive(Debug)]
pub struct Placed {
    /// Where it starts in the file.
    pub base: TextSize,
    /// Its nodes.
    pub green: GreenNode,
    /// What is known of it.
    pub checked: Checked,
}

/// The blocks that belong together: those of the file, or those of one service.
#[derive(Debug)]
pub struct Scope {
    /// The service that they belong to.
    pub service: Option<String>,
    /// Whether subdomains lead to services: their requests are given another path on the way.
    pub has_subdomains: bool,
    /// The blocks that are written, in the order of the compiled list.
    pub blocks: Vec<(Block, Vec<Placed>)>,
}

/// Says everything about the blocks.
pub fn pass(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for scope in scopes(snapshot) {
        let mut found = Vec::new();
        for (block, entries) in &scope.blocks {
            for entry in entries {
                found
                    .extend(entry.checked.findings.iter().map(|finding| finding.clone().shifted(entry.base)));
            }
            if *block == Block::Routes {
                phases(entries, &mut found);
            }
        }
        rules::shadowed_rule::check(&scope, &mut found);
        if let Some(service) = &scope.service {
            found.iter_mut().for_each(|finding| finding.service = Some(service.clone()));
        }
        findings.append(&mut found);
    }
}

/// The file's scope, then those of its services.
fn scopes(snapshot: &Snapshot) -> Vec<Scope> {
    let Some(config) = snapshot.parse.document().object() else { return Vec::new() };
    let mut scopes = vec![scope(None, &config)];
    for key in ["services", "experimentalServicesV2"] {
        let services = config.get(key).and_then(|member| member.value()).and_then(Value::into_object);
        for member in services.into_iter().flat_map(|services| services.members()) {
            if let (Some(name), Some(Value::Object(service))) = (member.key(), member.value()) {
                scopes.push(scope(Some(name.text()), &service));
            }
        }
    }
    scopes
}

fn scope(service: Option<String>, config: &svc_syntax::Object) -> Scope {
    let blocks = Block::ALL.into_iter().filter_map(|block| {
        let array = config.get(block.key())?.value()?;
        let entries = array.as_array()?.elements().map(|element| {
            let green = element.syntax().green().into_owned();
            Placed { base: element.range().start(), checked: Checked::new(block, green.clone()), green }
        });
        Some((block, entries.collect()))
    });
    Scope { service, has_subdomains: has_subdomains(config), blocks: blocks.collect() }
}

/// Whether a service of `experimentalServices` has a subdomain.
fn has_subdomains(config: &svc_syntax::Object) -> bool {
    let services = config.get("experimentalServices").and_then(|member| member.value());
    let services = services.and_then(Value::into_object);
    services.into_iter().flat_map(|services| services.members()).any(|service| {
        let service = service.value().and_then(Value::into_object);
        service.is_some_and(|service| {
            let mount = service.get("mount").and_then(|mount| mount.value()).and_then(Value::into_object);
            service.get("subdomain").is_some() || mount.is_some_and(|mount| mount.get("subdomain").is_some())
        })
    })
}

/// The rules of `handle` across the entries of `routes`.
fn phases(entries: &[Placed], findings: &mut Vec<Finding>) {
    let mut handles: Vec<(&str, TextRange)> = Vec::new();
    for placed in entries {
        if let Some(handle) = &placed.checked.summary.handle {
            let place = TextRange::at(placed.base, placed.green.text_len());
            match handles.iter().find(|(known, _)| known == handle) {
                Some((_, first)) => {
                    let entry = Entry::new(placed.green.clone());
                    findings.extend(rules::invalid_route::repeated_handle(&entry, placed.base, *first));
                }
                None => handles.push((handle, place)),
            }
        } else if let Some((handle @ ("hit" | "miss"), _)) = handles.last() {
            let entry = Entry::new(placed.green.clone());
            let faults = compile::phase_faults(&compile::user_route(&entry.node), handle);
            let mut found = Vec::new();
            rules::invalid_route::check(&entry, &faults, &mut found);
            findings.extend(found.into_iter().map(|finding| finding.shifted(placed.base)));
        }
    }
}

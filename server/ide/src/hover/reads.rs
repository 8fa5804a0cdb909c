//! Where source code reads the variables of services.

use std::collections::BTreeMap;

use svc_analysis::reads::{Reads, Site};
use svc_analysis::snapshot::Snapshot;

use crate::code_place::listed;
use crate::markdown::{code, row};

/// The rows that a table has at most.
const MAX_ROWS: usize = 20;
/// The places that a row has at most.
const MAX_PLACES: usize = 3;

/// Where the variables with the URL of a service are read, by the services whose code does.
pub(super) fn of_service(snapshot: &Snapshot, service: &str) -> Option<String> {
    let reads = Reads::of(snapshot)?;
    let mut by_service: BTreeMap<(String, &str), Vec<Site<'_>>> = BTreeMap::new();
    for site in reads.of_service(service) {
        let services: Vec<String> = reads.services_of(site.file).iter().map(|name| code(name)).collect();
        let services = if services.is_empty() { "shared code".to_owned() } else { services.join(", ") };
        by_service.entry((services, &site.read.name)).or_default().push(site);
    }
    if by_service.is_empty() {
        return None;
    }
    let rows = by_service.iter().take(MAX_ROWS);
    let rows = rows.map(|((services, name), sites)| row([services, &code(name), &listed(sites, MAX_PLACES)]));
    let rows = rows.collect::<Vec<_>>().join("\n");
    let more = match by_service.len().saturating_sub(MAX_ROWS) {
        0 => String::new(),
        more => format!("\n\n{more} more rows aren't shown."),
    };
    Some(format!("**Read by code**\n\n| Service | Name | Read in |\n|:--|:--|:--|\n{rows}{more}"))
}

/// Where the variable of a binding is read: by the code of the service that has it, then by shared code.
pub(super) fn of_binding(snapshot: &Snapshot, owner: &str, name: &str) -> Option<String> {
    let reads = Reads::of(snapshot)?;
    let variable =
        reads.variables().iter().find(|it| it.name == name && it.owner.as_deref() == Some(owner))?;
    let is_shared = |site: &Site<'_>| reads.services_of(site.file).is_empty();
    let (shared, own): (Vec<_>, Vec<_>) = reads.of_variable(variable).into_iter().partition(is_shared);
    let readers = [(format!("The code of {}", code(owner)), own), ("Shared code".to_owned(), shared)];
    let sentences = readers.iter().filter(|(_, sites)| !sites.is_empty());
    let sentences =
        sentences.map(|(reader, sites)| format!("{reader} reads it in {}.", listed(sites, MAX_PLACES)));
    let text = sentences.collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

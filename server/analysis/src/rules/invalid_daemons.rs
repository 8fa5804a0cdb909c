//! Daemons that share an image repository.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::snapshot::Snapshot;
use svc_syntax::value::Node;

rule! {
    /// # Daemons that share an image repository
    ///
    /// The build fails because the names of two daemons differ only in the number of hyphens.
    ///
    /// Vercel names a daemon's image repository after it and joins hyphens in a row. Rename one of the daemons.
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json bad
    /// { "daemons": {
    ///     "mail-indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } },
    ///     "mail--indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    ///
    /// ```files
    /// //- /indexer/Dockerfile
    /// FROM alpine
    /// ```
    /// ```json good
    /// { "daemons": {
    ///     "mail-indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } },
    ///     "news-indexer": { "root": "indexer", "entrypoint": "Dockerfile", "instances": { "iad1": 1 } } } }
    /// ```
    pub static RULE = {
        code: "invalid-daemons",
        vercel: "INVALID_DAEMONS",
        severity: Error,
        check: Check::File(check),
    }
}

/// `getDaemonImageRepository`.
fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(daemons) = snapshot.config().get("daemons").and_then(Node::as_object) else { return };
    let mut first = HashMap::new();
    for daemon in daemons.entries() {
        let mut repository = daemon.key.clone();
        while repository.contains("--") {
            repository = repository.replace("--", "-");
        }
        match first.entry(repository) {
            Entry::Vacant(entry) => {
                entry.insert(daemon);
            }
            Entry::Occupied(entry) => {
                let other = entry.get();
                let message = format!(
                    "The daemons `{}` and `{}` share an image repository, so the build fails. Rename one.",
                    other.key, daemon.key
                );
                findings.push(
                    Finding::new(&RULE, daemon.key_range, message)
                        .related(other.key_range, "The other daemon is here."),
                );
            }
        }
    }
}

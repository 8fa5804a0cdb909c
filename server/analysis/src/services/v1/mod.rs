//! `experimentalServices`: the earlier of Vercel's two models, where each service carries its own route prefix.

mod check;
mod resolve;
mod service;
#[cfg(test)]
mod tests;

pub use check::pass;
pub use resolve::{Resolution, ResolvedService, resolve};
pub use service::{Kind, Prefix, Reference, Routing};

use crate::json::Node;
use crate::services::{Model, Reading, Service};
use crate::snapshot::Snapshot;

/// The key of this model.
pub const KEY: &str = "experimentalServices";

/// What the file declares under the model's key.
#[must_use]
pub fn declared(snapshot: &Snapshot) -> Option<&Node> {
    snapshot.config().get(KEY)
}

/// The services of the file, for whom it says.
#[must_use]
pub fn services(snapshot: &Snapshot, reading: Reading) -> Vec<Service<'_>> {
    declared(snapshot).map_or_else(Vec::new, |declared| Service::all(Model::V1, declared, snapshot, reading))
}

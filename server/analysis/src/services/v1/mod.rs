//! `experimentalServices`: the earlier of Vercel's two models, where each service carries its own route prefix.

mod problems;
mod resolve;
mod service;
#[cfg(test)]
mod tests;

pub use problems::TRIGGERS;
pub(super) use problems::problems;
pub(super) use resolve::resolved_alone;
pub use resolve::{Resolution, ResolvedService, resolution, resolve};
pub use service::{Kind, Prefix, Reference, Routing};

use crate::services::{Reading, Services};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Node;

/// The key of this model.
pub use svc_config::services::EXPERIMENTAL_SERVICES as KEY;

/// What the file declares under the model's key.
#[must_use]
pub fn declared(snapshot: &Snapshot) -> Option<&Node> {
    snapshot.config().get(KEY)
}

/// The services of the file, read for the given purpose.
#[must_use]
pub fn services(snapshot: &Snapshot, reading: Reading) -> Services<'_> {
    Services::new(ServicesModel::V1, declared(snapshot), snapshot, reading)
}

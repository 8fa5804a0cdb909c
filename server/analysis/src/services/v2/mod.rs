//! `services`: the model of new projects, where a service is private until a rewrite or route at the top level leads to it.
//! `experimentalServicesV2` is its earlier name and works in the same way.

mod check;
mod destinations;
mod lead;
mod resolve;
mod service;
#[cfg(test)]
mod tests;

pub use check::pass;
pub(crate) use destinations::TargetsService;
pub use destinations::{Destination, Mount, destinations, mount, service_of, table, table_of};
pub use lead::{Lead, lead, source_below};
pub(crate) use resolve::found_dockerfile;
pub use resolve::{Resolution, ResolvedService, resolution, resolve};
pub use service::Binding;

use crate::services::{Reading, Service};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::Member;

/// The key of this model.
pub use svc_config::services::SERVICES as KEY;

/// The key's earlier name.
pub use svc_config::services::EXPERIMENTAL_SERVICES_V2 as ALIAS;

/// The settings of the whole project that can't stand beside services, in Vercel's order: each service has its own.
pub const BUILD_SETTINGS: [&str; 7] = [
    "functions",
    "installCommand",
    "buildCommand",
    "devCommand",
    "ignoreCommand",
    "outputDirectory",
    "framework",
];

/// The member that declares the services: `services` or, where that is absent or `null`, its alias.
#[must_use]
pub fn declared(snapshot: &Snapshot) -> Option<&Member> {
    let config = snapshot.config().as_object()?;
    let written =
        |key| config.member(key).filter(|member| !member.value.is_null() && !member.value.is_missing());
    written(KEY).or_else(|| written(ALIAS))
}

/// The services of the file, for whom it says.
#[must_use]
pub fn services(snapshot: &Snapshot, reading: Reading) -> Vec<Service<'_>> {
    declared(snapshot)
        .map_or_else(Vec::new, |declared| Service::all(ServicesModel::V2, &declared.value, snapshot, reading))
}

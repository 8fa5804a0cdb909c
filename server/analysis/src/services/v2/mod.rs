//! `services`: the model of new projects, where a service is private until a rewrite or route at the top level targets it.
//! `experimentalServicesV2` is its earlier name and works in the same way.

mod bindings;
mod destinations;
mod lead;
mod problems;
mod resolve;
mod service;

pub use bindings::without_bindings;
pub use destinations::{Destination, Target, destinations, table, table_of, targets};
pub use lead::{NewRewrite, new_rewrite, source_below};
pub(super) use problems::problems;
pub(super) use resolve::resolved_alone;
pub use resolve::{Resolution, ResolvedService, resolution, resolve};
pub use service::Binding;

use crate::services::{Reading, Services};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_syntax::value::{Member, Node};

/// The key of this model.
pub use svc_config::services::SERVICES as KEY;

/// The key's earlier name.
pub use svc_config::services::EXPERIMENTAL_SERVICES_V2 as ALIAS;

/// The settings of the whole project that can't be used with services, in Vercel's order: each service has its own.
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
    declared_in(snapshot.config())
}

fn declared_in(config: &Node) -> Option<&Member> {
    let config = config.as_object()?;
    let written =
        |key| config.member(key).filter(|member| !member.value.is_null() && !member.value.is_missing());
    written(KEY).or_else(|| written(ALIAS))
}

/// The services of the file, read for the given purpose.
#[must_use]
pub fn services(snapshot: &Snapshot, reading: Reading) -> Services<'_> {
    let declared = declared(snapshot).map(|member| &member.value);
    Services::new(ServicesModel::V2, declared, snapshot, reading)
}

/// Whether a name is that of a daemon and not of a service.
#[must_use]
pub fn is_daemon(config: &Node, name: &str) -> bool {
    let declares =
        |key: &str| config.get(key).and_then(Node::as_object).is_some_and(|object| object.has(name));
    declares("daemons") && ![ALIAS, KEY].into_iter().any(declares)
}

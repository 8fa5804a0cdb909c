//! Services: `experimentalServices` (v1) and `services` (v2).

mod builder;
pub mod env;
pub mod folders;
mod list;
pub mod names;
mod problem;
mod problems;
pub mod routing;
mod service;
pub mod v1;
pub mod v2;

pub use builder::Builder;
pub use list::{Built, Services};
pub use problem::{Cause, Problem};
pub use problems::{is_valid_name, near_valid_name, why_invalid_name};
pub use service::{Entrypoint, Reading, Root, Service, nearest_manifest};

use crate::snapshot::Snapshot;
use svc_syntax::value::{Json, Member, Node};

/// What is wrong with a file that has both names of `services`.
pub const BOTH_NAMES: &str =
    "`services` can't be used with `experimentalServicesV2`, its old name. Remove one of them.";

/// Which services of a file Vercel reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Configured {
    /// None: Vercel looks at the project's folders.
    None,
    /// `services` and `experimentalServicesV2` at once, which it rejects.
    Both,
    /// `experimentalServices`
    V1,
    /// `services` or `experimentalServicesV2`
    V2,
}

/// Which services of a file Vercel's resolver reads. (Its validator rejects more combinations before.)
#[must_use]
pub fn configured(config: &Node) -> Configured {
    let present = |key| config.get(key).filter(|it: &&Node| !it.is_null() && !it.is_missing());
    let (services, alias) = (present("services"), present("experimentalServicesV2"));
    if services.is_some() && alias.is_some() {
        Configured::Both
    } else if services.or(alias).is_some_and(has_keys) {
        Configured::V2
    } else if present(v1::KEY).is_some_and(has_keys) {
        Configured::V1
    } else {
        Configured::None
    }
}

/// The member that declares the services of a file, in whichever model.
#[must_use]
pub fn declared(snapshot: &Snapshot) -> Option<&Member> {
    v2::declared(snapshot).or_else(|| snapshot.config().as_object()?.member(v1::KEY))
}

/// The services of a file, in whichever model, read for the given purpose.
#[must_use]
pub fn all(snapshot: &Snapshot, reading: Reading) -> Services<'_> {
    if v2::declared(snapshot).is_some() {
        v2::services(snapshot, reading)
    } else {
        v1::services(snapshot, reading)
    }
}

/// Whether JavaScript's `Object.keys` finds any.
fn has_keys(node: &Node) -> bool {
    match &node.json {
        Json::Object(object) => !object.members().is_empty(),
        Json::Array(elements) => !elements.is_empty(),
        Json::String(text) => !text.is_empty(),
        _ => false,
    }
}

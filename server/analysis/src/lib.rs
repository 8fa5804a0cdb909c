//! What a `vercel.json` means to Vercel.
//!
//! Pure: no LSP type, no async, no clock, no network. Everything is a function of a [`Snapshot`]: one version of one
//! file's text and tree, the project tree around it and the settings.

#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests make the files that they read"))]

mod by_folder;
pub mod check;
pub mod check_beside;
pub mod diff;
pub mod fix;
pub mod form;
pub mod functions;
pub mod generate;
pub mod inspect;
mod manifests;
pub mod migrate;
pub mod options;
pub mod reads;
pub mod request;
pub mod routes;
pub mod rules;
pub mod services;
pub mod settings;
pub mod snapshot;
pub mod test_requests;
#[cfg(any(test, feature = "testing"))]
pub mod testing;
pub mod typing;

pub use rules::finding::{Finding, Fix, Related, Tag};
pub use settings::Settings;
pub use snapshot::Snapshot;
pub use svc_config::Severity;

//! What a `vercel.json` means to Vercel.
//!
//! Pure: no LSP type, no async, no clock, no network. Everything is a function of a [`Snapshot`]: one version of one
//! file's text and tree, the project tree around it ([`ProjectFs`]) and the settings.

pub mod check;
pub mod code_actions;
pub mod code_lens;
pub mod completion;
pub mod config;
pub mod cron;
pub mod cursor;
pub mod definition;
pub mod detect;
pub mod draft;
pub mod edit;
pub mod elements;
pub mod env;
pub mod finding;
pub mod folding;
pub mod formatting;
pub mod frameworks;
pub mod functions;
pub mod generate;
pub mod hover;
pub mod http_headers;
pub mod infer;
pub mod inlay_hints;
pub mod inspect;
pub mod javascript;
pub mod json;
pub mod linked_editing;
pub mod links;
pub mod meaning;
pub mod migrate;
pub mod patterns;
pub mod posix_path;
pub mod pretty;
pub mod project;
pub mod references;
pub mod regions;
pub mod rename;
pub mod request;
pub mod request_files;
pub mod routes;
pub mod routing;
pub mod rules;
pub mod selection;
pub mod semantic_tokens;
pub mod service_folders;
pub mod service_names;
pub mod services;
pub mod settings;
pub mod snapshot;
pub mod spelling;
pub mod symbols;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use finding::{Finding, Fix, Related, Severity, Tag, TextEdit};
pub use project::{MemoryFs, ProjectFs};
pub use settings::Settings;
pub use snapshot::Snapshot;
pub use svc_syntax::{TextRange, TextSize};

//! The model of `vercel.json`: one Rust type a section, the only place where its keys are written down.
//!
//! From the types comes the JSON Schema ([`schema`]); from the schema comes the tree of [`Shape`]s ([`model`]) that the server
//! validates, completes and documents from. The doc comment of a field is its documentation for users.
//!
//! What the schema refuses is exactly what the CLI's own validator refuses. What only the platform refuses, when a deployment is
//! created, stands beside it as `x-platform` (a key that the CLI does not look at) and `x-platform-limits` (narrower limits).

pub mod builds;
mod choose;
pub mod command;
mod compile;
pub mod conditions;
pub mod conflicts;
pub mod convert;
pub mod crons;
pub mod daemons;
mod default_snippets;
pub mod describe;
pub mod destination;
pub mod duration;
pub mod functions;
pub mod git;
pub mod headers;
pub mod images;
pub mod model;
mod precedence;
pub mod proxy;
pub mod redirects;
pub mod rewrites;
pub mod routes;
pub mod schedules;
pub mod schema;
pub mod services_v1;
pub mod services_v2;
mod snippet;
pub mod structure;
#[cfg(test)]
mod structure_tests;
pub mod time_zones;
pub mod top_level;
pub mod transforms;
pub mod validate;

pub use model::{Model, Property, Shape, model};
pub(crate) use snippet::snippet_text;
pub use top_level::VercelConfig;

/// Names of v1 services, and of the services that a destination may name.
pub const SERVICE_NAME_V1: &str = "^[a-zA-Z]([a-zA-Z0-9_-]*[a-zA-Z0-9])?$";
/// What [`SERVICE_NAME_V1`] asks for.
pub const SERVICE_NAME_V1_MESSAGE: &str =
    "must consist of letters, digits, `-` and `_`, start with a letter and end with a letter or digit";
/// Names of v2 services.
pub const SERVICE_NAME_V2: &str = "^[a-z]([a-z_-]*[a-z])?$";
/// What [`SERVICE_NAME_V2`] asks for.
pub const SERVICE_NAME_V2_MESSAGE: &str =
    "must consist of lower-case letters, `-` and `_`, and start and end with a letter";
/// Names of environment variables.
pub const ENV_NAME: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// What [`ENV_NAME`] asks for.
pub const ENV_NAME_MESSAGE: &str = "must consist of letters, digits and `_`, and not start with a digit";
/// Paths that a transform may set.
pub const REQUEST_PATH: &str = r"^/(?!/)(?!.*[?#\s\x00-\x1F\x7F]).*$";
/// What [`REQUEST_PATH`] asks for.
pub const REQUEST_PATH_MESSAGE: &str =
    "must start with one `/` and hold no `?`, `#`, white space or control character";
/// Values that a transform may give to a header.
pub const HEADER_VALUE: &str = r##"^[a-zA-Z0-9_ :;.,"'?!(){}\[\]@<>=+*#$&`|~\^%/-]+$"##;
/// What [`HEADER_VALUE`] asks for.
pub const HEADER_VALUE_MESSAGE: &str =
    "must consist of the ASCII characters that a header value may hold, `\\` excepted";

/// Addresses in Vercel's documentation.
pub(crate) mod docs {
    /// A page below `vercel.com/docs`.
    pub fn page(path: &str) -> String {
        format!("https://vercel.com/docs/{path}")
    }

    /// A section of the page about `vercel.json`.
    pub fn config(anchor: &str) -> String {
        format!("https://vercel.com/docs/project-configuration/vercel-json{anchor}")
    }
}

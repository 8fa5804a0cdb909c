//! The types that the JSON Schemas are generated from: one a section, the only place where the keys of `vercel.json` are written
//! down.
//!
//! They are a description and nothing is ever read into them: from the types comes the JSON Schema ([`schema`]), and from that the
//! shapes that the server validates, completes and documents from (`svc-config`). The doc comment of a field is its
//! documentation for users.
//!
//! The schema rejects exactly what the CLI's own validator rejects. What only the platform rejects, when a deployment is
//! created, is marked as `x-platform` (a key that the CLI does not look at) or `x-platform-limits` (narrower limits).

#![allow(dead_code, reason = "the fields are read by the generator of schemas alone")]

pub mod builds;
pub mod command;
pub mod conditions;
pub mod crons;
pub mod daemons;
mod default_snippets;
pub mod destination;
pub mod duration;
pub mod functions;
pub mod git;
pub mod headers;
pub mod images;
pub mod options;
pub mod proxy;
pub mod redirects;
pub mod rewrites;
pub mod routes;
pub mod schedules;
pub mod schema;
pub mod services_v1;
pub mod services_v2;
pub mod settings;
pub mod top_level;
pub mod transforms;

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
    "must consist of lowercase letters, `-` and `_`, and start and end with a letter";
/// Names of environment variables.
pub const ENV_NAME: &str = "^[A-Za-z_][A-Za-z0-9_]*$";
/// What [`ENV_NAME`] asks for.
pub const ENV_NAME_MESSAGE: &str = "must consist of letters, digits and `_`, and not start with a digit";
/// Paths that a transform may set.
pub const REQUEST_PATH: &str = r"^/(?!/)(?!.*[?#\s\x00-\x1F\x7F]).*$";
/// What [`REQUEST_PATH`] asks for.
pub const REQUEST_PATH_MESSAGE: &str =
    "must start with exactly one `/` and contain no `?`, `#`, whitespace or control characters";
/// Values that a transform may give to a header.
pub const HEADER_VALUE: &str = r##"^[a-zA-Z0-9_ :;.,"'?!(){}\[\]@<>=+*#$&`|~\^%/-]+$"##;
/// What [`HEADER_VALUE`] asks for.
pub const HEADER_VALUE_MESSAGE: &str =
    "must consist of the ASCII characters that a header value may hold, except `\\`";

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

//! Facts about Vercel that don't depend on a `vercel.json`. (ARCHITECTURE has it)
//!
//! Tables (frameworks, regions, time zones, header names), the small languages (path patterns, JavaScript regular
//! expressions, globs, cron expressions), the project's files, what is detected in them and the services inferred from them.
//! It has no syntax tree and no key of the file.
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests make the files that they read"))]

pub mod cargo;
pub mod cron;
pub mod detect;
pub mod frameworks;
pub mod http_headers;
pub mod infer;
pub mod javascript;
pub mod mistake;
pub mod patterns;
pub mod pep440;
pub mod posix_path;
pub mod project;
pub mod python;
pub mod python_project;
pub mod regions;
pub mod requirements;
pub mod runtime;
pub mod spelling;
pub mod time_zones;
pub mod toml_text;
pub mod url;
pub mod version_range;
pub mod words;

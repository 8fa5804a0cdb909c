//! The shape of `vercel.json`: its keys, their types, limits and documentation, and what each stands for.
//!
//! All of it is read from `schema/vercel.schema.json`, which is generated from the types of the crate `svc-schema`.

pub mod convert;
pub mod describe;
pub mod meaning;
pub mod model;
pub mod services;
pub mod severity;
pub mod walk;

pub use model::{Model, Property, Shape, model, options_model};
pub use services::ServicesModel;
pub use severity::Severity;

/// The JSON Schema of `vercel.json`.
pub const VERCEL_SCHEMA: &str = include_str!("../schema/vercel.schema.json");

/// The JSON Schema of `svc-lsp.jsonc`.
pub const OPTIONS_SCHEMA: &str = include_str!("../schema/svc-lsp.schema.json");

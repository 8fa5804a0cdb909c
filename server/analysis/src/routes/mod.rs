//! `routes`, `redirects`, `headers` and `rewrites`: what Vercel checks beyond their shape, and what it compiles them to.

mod candidates;
pub mod compile;
mod conditions;
pub mod destination;
mod entry;
mod examine;
mod outcome;
pub mod overlaps;
pub mod repair;
pub mod replaced_headers;
mod scope;
pub mod source;
mod summary;

pub use compile::Block;
pub use conditions::{bound_by, bound_names, groups};
pub use entry::Entry;
pub use examine::{Examined, Fault};
pub use scope::{BlockEntry, EntryFacts, EntryKind, OrderFaults, Scope, has_blocks};
pub use source::SourcePattern;
pub use summary::{Effect, ServiceName, Summary, Target};

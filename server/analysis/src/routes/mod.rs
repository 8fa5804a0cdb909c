//! `routes`, `redirects`, `headers` and `rewrites`: what Vercel checks beyond their shape, and what it compiles them to.

mod check;
pub mod compile;
mod conditions;
mod destination;
mod entry;
mod examine;
pub mod repair;
pub mod report;
mod summary;
#[cfg(test)]
mod tests;

pub use check::{Checked, Placed, Scope, pass};
pub use compile::Block;
pub use entry::Entry;
pub use examine::{Examined, Fault};
pub use summary::{Effect, ServiceName, Source, Summary, Target, literal_prefix};

//! The product from outside: what its binary does, and what Vercel does with the same projects.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "tests fail by panicking"
)]
#![allow(clippy::disallowed_methods, reason = "tests read and write what they please")]

mod conformance;
mod e2e;
mod schema;
mod words;

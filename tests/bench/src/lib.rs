//! The documents that svc-lsp is measured with. Their generators don't change from one measurement to the next: a table is
//! only worth as much as the one it can be compared with.

pub mod documents;

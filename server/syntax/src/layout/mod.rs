//! How a text is laid out: formatting, folding, and selections that grow step by step.

pub mod folding;
pub mod formatting;
pub mod selection;
pub mod tidy;

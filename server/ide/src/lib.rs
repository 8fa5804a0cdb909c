//! What an editor shows of a `vercel.json`: pure functions of a snapshot and an offset or range.

pub mod code_actions;
pub mod code_lens;
pub mod code_place;
pub mod completion;
pub mod definition;
pub mod file_moves;
pub mod hover;
pub mod in_code;
pub mod inlay_hints;
pub mod linked_editing;
pub mod links;
pub mod markdown;
pub mod references;
pub mod rename;
pub mod renamed_code;
pub mod semantic_tokens;
pub mod symbols;

#[cfg(test)]
mod tests;

//! Tokens: their kinds, the lexer that cuts a text into them, what is wrong in one, and what a string means.

pub mod error;
pub mod escape;
pub mod kind;
pub mod lexer;
pub mod quotes;

//! Patterns: path-to-regexp's language, and JavaScript's regular expressions beneath it.

pub mod glob;
pub mod js_regex;
pub mod path_to_regexp;

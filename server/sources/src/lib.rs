//! Where source code reads environment variables.
//!
//! Each language has a lexer that knows its comments, strings and whatever else may look like code, and a matcher that looks for reads
//! among the tokens. There is no grammar: code that is being typed has no tree, and a read is a few tokens in a row.

mod go;
mod index;
mod javascript;
mod javascript_reads;
mod language;
mod markup;
mod python;
mod python_reads;
mod read;
mod ruby;
mod rust;
mod scan;
#[cfg(test)]
mod tests;

pub use index::Index;
pub use language::Language;
pub use read::{Position, Read, ReadKind};

use read::Collector;

/// The largest file that is looked at, in bytes.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;
/// The most reads that are found in a file.
pub const MAX_READS: usize = 10_000;

/// Where a file reads environment variables, in the order of its text. Nothing if it is larger than [`MAX_FILE_BYTES`].
#[must_use]
pub fn reads(language: Language, text: &str) -> Vec<Read> {
    reads_in_bytes(language, text.as_bytes())
}

/// The same for a file by its bytes; what isn't UTF-8 is taken for other characters.
#[must_use]
pub fn reads_in_bytes(language: Language, bytes: &[u8]) -> Vec<Read> {
    if bytes.len() > MAX_FILE_BYTES || !language.may_read(bytes) {
        return Vec::new();
    }
    let text = &*String::from_utf8_lossy(bytes);
    let mut found = Collector::default();
    match language {
        Language::TypeScript | Language::Tsx => {
            let tokens = javascript::tokens(text, 0..text.len(), language == Language::Tsx);
            javascript_reads::find(&tokens, &mut found);
        }
        Language::Markup | Language::Astro => {
            for block in markup::scripts(text, language == Language::Astro) {
                javascript_reads::find(&javascript::tokens(text, block, false), &mut found);
            }
        }
        Language::Python => python_reads::find(&python::tokens(text), &mut found),
        Language::Go => go::find(&go::tokens(text), &mut found),
        Language::Rust => rust::find(&rust::tokens(text), &mut found),
        Language::Ruby => ruby::find(&ruby::tokens(text), &mut found),
    }
    found.finish(text)
}

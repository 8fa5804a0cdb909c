//! Where source code reads environment variables, and the paths that it requests.
//!
//! Each language has a lexer that knows its comments, strings and whatever else may look like code, and a matcher that looks for reads
//! among the tokens. There is no grammar: code that is being typed has no tree, and a read is a few tokens in a row.
//!
//! Without the feature `lexers` nothing is found, and none of this is in the program: in a browser, there is no source code to look at.

mod brackets;
mod collector;
mod go;
mod index;
mod javascript;
mod javascript_modules;
mod javascript_reads;
mod javascript_scopes;
mod javascript_usage;
mod javascript_writes;
mod language;
mod markup;
mod python;
mod python_reads;
mod python_scopes;
mod python_usage;
mod read;
mod requests;
mod ruby;
mod rust;
mod scan;
mod templates;
#[cfg(test)]
mod tests;
mod usage;

pub use index::Index;
pub use language::Language;
pub use read::{Origin, Position, Read, ReadKind};
pub use requests::{Request, Sender};

use std::borrow::Cow;
use std::ops::Range;

use collector::Collector;

/// The largest file that is looked at, in bytes.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;
/// The most reads that are found in a file.
pub const MAX_READS: usize = 10_000;

const HAS_LEXERS: bool = cfg!(feature = "lexers");
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// Where a file reads environment variables, in the order of its text. Nothing if it is larger than [`MAX_FILE_BYTES`].
#[must_use]
pub fn reads(language: Language, text: &str) -> Vec<Read> {
    reads_in_bytes(language, text.as_bytes())
}

/// The name of a variable that is being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// The bytes of what is there of the name, before and after the cursor.
    pub range: Range<usize>,
    /// How code names it there.
    pub kind: ReadKind,
    /// Where the code reads it from.
    pub origin: Origin,
}

/// The name of a variable around an offset, be it empty: what would be a read if there were a name, and if its quotes and brackets were
/// closed.
#[must_use]
pub fn slot(language: Language, text: &str, offset: usize) -> Option<Slot> {
    let (before, after) = text.split_at_checked(offset).filter(|_| HAS_LEXERS)?;
    let is_part = |char: char| char.is_ascii_alphanumeric() || char == '_';
    let start = before.trim_end_matches(is_part).len();
    let end = text.len() - after.trim_start_matches(is_part).len();
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let filled = |written: &str, after: &str| {
        const NAME: &str = "SVC_LSP_NAME";
        let with_name = [before, written, NAME, after].concat();
        let name = start..start + written.len() + NAME.len();
        let is_it = |read: &Read| (read.range.start as usize..read.range.end as usize) == name;
        let found = reads(language, &with_name).into_iter().find(is_it)?;
        Some(Slot { range: start..end, kind: found.kind, origin: found.origin })
    };
    let written = text.get(start..end)?;
    if let Some(slot) = filled(written, after) {
        return Some(slot);
    }
    let quote = before.chars().last().filter(|char| matches!(char, '"' | '\'' | '`'))?;
    let bracket = match before.strip_suffix(quote)?.trim_end().chars().last()? {
        '[' => ']',
        '(' => ')',
        _ => return None,
    };
    match after.strip_prefix(quote) {
        Some(after) => filled(written, &format!("{quote}{bracket}{after}")),
        None => filled(written, &format!("{quote}{after}"))
            .or_else(|| filled(written, &format!("{quote}{bracket}{after}"))),
    }
}

/// The request whose URL is around an offset, if it is a path. Nothing if the file is larger than [`MAX_FILE_BYTES`].
#[must_use]
pub fn request(language: Language, text: &str, offset: usize) -> Option<Request> {
    let is_read = HAS_LEXERS && text.len() <= MAX_FILE_BYTES;
    let range = is_read.then(|| requests::literal(text, offset))??;
    let in_script = |script: Range<usize>, has_tags| {
        let found = requests::in_script(&javascript::tokens(text, script.clone(), has_tags), &range);
        let in_open =
            || requests::in_script(&javascript::tokens_of_open_elements(text, script, has_tags), &range);
        found.or_else(in_open)
    };
    let (method, sender) = match language {
        Language::TypeScript | Language::Tsx => in_script(0..text.len(), language == Language::Tsx)?,
        Language::Vue | Language::Svelte | Language::Astro => {
            let scripts = markup::scripts(text, language == Language::Astro);
            match scripts.into_iter().find(|script| script.contains(&range.start)) {
                Some(script) => in_script(script, false)?,
                None => {
                    let tag = markup::tag_before(text, range.start)?;
                    let (rest, has_braces) = (text.get(range.start..)?, language != Language::Vue);
                    let is_request = requests::is_in_tag(tag, rest, has_braces);
                    is_request.then(|| (Some("GET".into()), Sender::Element))?
                }
            }
        }
        Language::Python | Language::Go | Language::Rust | Language::Ruby => return None,
    };
    let before = text.get(..range.start)?;
    let start = Position::default().after(before.strip_prefix(BYTE_ORDER_MARK).unwrap_or(before));
    Some(Request { url: text.get(range.clone())?.into(), range, start, method, sender })
}

/// The reads of a file by its bytes; what isn't UTF-8 is taken for other characters.
#[must_use]
pub fn reads_in_bytes(language: Language, bytes: &[u8]) -> Vec<Read> {
    if !HAS_LEXERS || bytes.len() > MAX_FILE_BYTES || !language.may_read(bytes) {
        return Vec::new();
    }
    let mut text = str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed);
    // Editors show no byte order mark, and no column counts it.
    let mark = if text.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len_utf8() } else { 0 };
    if mark > 0 {
        text.to_mut().replace_range(..mark, &" ".repeat(mark));
    }
    let text = &*text;
    let mut found = Collector::default();
    match language {
        Language::TypeScript | Language::Tsx => {
            let tokens = javascript::tokens(text, 0..text.len(), language == Language::Tsx);
            javascript_reads::find(&tokens, &mut found);
        }
        Language::Vue | Language::Svelte | Language::Astro => {
            let scripts = markup::scripts(text, language == Language::Astro);
            for block in &scripts {
                javascript_reads::find(&javascript::tokens(text, block.clone(), false), &mut found);
            }
            let mut in_template = Collector::default();
            for code in templates::expressions(text, language, &scripts) {
                let tokens = javascript::tokens(text, code, language == Language::Astro);
                javascript_reads::find(&tokens, &mut in_template);
            }
            found.join(in_template);
        }
        Language::Python => python_reads::find(&python::tokens(text), &mut found),
        Language::Go => go::find(&go::tokens(text), &mut found),
        Language::Rust => rust::find(&rust::tokens(text), &mut found),
        Language::Ruby => ruby::find(&ruby::tokens(text), &mut found),
    }
    found.finish(text, mark)
}

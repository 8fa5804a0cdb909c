//! The scripts in Vue, Svelte and Astro files.

use std::ops::Range;

use memchr::memmem::find;

/// The most scripts of a file.
const MAX_SCRIPTS: usize = 100;

/// Where the code is: in `<script>` elements that aren't in comments, and with fences also between the two at the start.
pub fn scripts(text: &str, has_fences: bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    if has_fences && let Some(fenced) = fenced(text) {
        at = fenced.end;
        found.push(fenced);
    }
    let bytes = text.as_bytes();
    while let Some(tag) =
        find(bytes.get(at..).unwrap_or_default(), b"<").filter(|_| found.len() < MAX_SCRIPTS)
    {
        at += tag;
        let rest = bytes.get(at..).unwrap_or_default();
        if rest.starts_with(b"<!--") {
            let Some(end) = find(rest, b"-->") else { break };
            at += end;
        } else if is_tag(rest, b"<script") {
            let Some(start) = tag_end(rest) else { break };
            let content = rest.get(start..).unwrap_or_default();
            let end = closing(content, b"</script").unwrap_or(content.len());
            found.push(at + start..at + start + end);
            at += start + end;
        } else {
            at += 1;
        }
    }
    found
}

/// The tag that is open at an offset, up to there and without its `<`, unless that is in a comment or a style sheet.
pub fn tag_before(text: &str, offset: usize) -> Option<&str> {
    let before = text.get(..offset)?;
    let is_open = |open: &str, close: &str| {
        before.rfind(open).is_some_and(|start| before.get(start..).is_some_and(|it| !it.contains(close)))
    };
    if is_open("<!--", "-->") || is_open("<style", "</style") {
        return None;
    }
    let starts = before.rmatch_indices('<').map(|(at, _)| before.get(at + 1..).unwrap_or_default());
    let tag = starts.into_iter().find(|tag| tag.starts_with(|it: char| it.is_ascii_alphabetic()))?;
    // The quote before the offset is open, and so is a brace before that.
    let inside = tag.get(..tag.len().checked_sub(1)?)?.trim_end();
    let inside = inside.strip_suffix('{').unwrap_or(inside);
    let (mut quote, mut depth) = (None, 0_usize);
    for byte in inside.bytes() {
        match (quote, byte) {
            (None, b'"' | b'\'' | b'`') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'{') => depth += 1,
            (None, b'}') => depth = depth.saturating_sub(1),
            (None, b'>') if depth == 0 => return None,
            _ => {}
        }
    }
    (quote.is_none() && depth == 0).then_some(tag)
}

/// What is between the fences.
pub fn fenced(text: &str) -> Option<Range<usize>> {
    let start = text.len() - text.trim_start().len();
    let after = text.get(start..)?.strip_prefix("---")?;
    let end = find(after.as_bytes(), b"\n---").unwrap_or(after.len());
    Some(start + 3..start + 3 + end)
}

fn is_tag(text: &[u8], tag: &[u8]) -> bool {
    let name = text.get(..tag.len()).unwrap_or_default();
    let after = text.get(tag.len());
    name.eq_ignore_ascii_case(tag)
        && after.is_none_or(|it| it.is_ascii_whitespace() || matches!(it, b'>' | b'/'))
}

/// Where the tag at the start of a text ends; `None` if it doesn't, or has no content.
fn tag_end(text: &[u8]) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.iter().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), _) if open == *byte => quote = None,
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where the closing tag of an element starts, by the content of that and its name. Elements in it may have the same name.
pub fn end_of_element(text: &[u8], name: &[u8]) -> Option<usize> {
    let (opening, ending) = ([b"<", name].concat(), [b"</", name].concat());
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        at += find(text.get(at..)?, b"<")?;
        let rest = text.get(at..)?;
        if is_tag(rest, &ending) {
            let Some(outer) = depth.checked_sub(1) else { return Some(at) };
            depth = outer;
        } else if is_tag(rest, &opening) {
            let end = tag_end(rest)?;
            depth += usize::from(!rest.get(..end)?.ends_with(b"/>"));
            at += end - 1;
        }
        at += 1;
    }
}

/// Where a closing tag starts, by its name and what is before that: `</script`.
pub fn closing(text: &[u8], tag: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += find(text.get(at..)?, b"</")?;
        if is_tag(text.get(at..)?, tag) {
            return Some(at);
        }
        at += 2;
    }
}

//! Our Markdown as plain text, for clients that don't render it.

/// Markdown of this crate as plain text: the words without marks, tables as columns, links with their addresses behind them.
#[must_use]
pub fn plain(markdown: &str) -> String {
    let mut blocks: Vec<String> = Vec::new();
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(fence) = fence_of(line) {
            let code = lines.by_ref().take_while(|line| line.trim_end() != fence);
            blocks.extend(code.map(|line| format!("  {line}").trim_end().to_owned()));
        } else if is_row(line) {
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|line| is_row(line)) {
                rows.push(cells(row));
            }
            blocks.extend(columns(&rows));
        } else if line == "---" {
            // The empty lines around a rule separate as well.
            lines.next_if(|line| line.is_empty());
        } else {
            blocks.push(inline(line));
        }
    }
    blocks.join("\n").trim_end().to_owned()
}

/// The fence that begins a block of code, without the name of its language.
fn fence_of(line: &str) -> Option<&str> {
    let length = line.len() - line.trim_start_matches('`').len();
    line.get(..length).filter(|_| length >= 3)
}

fn is_row(line: &str) -> bool {
    line.starts_with("| ") && line.ends_with('|') || line.starts_with("|:")
}

/// The cells of a row, as plain text; none for the line below the head.
fn cells(row: &str) -> Vec<String> {
    if row.starts_with("|:") {
        return Vec::new();
    }
    let row = row.strip_prefix('|').and_then(|row| row.strip_suffix('|')).unwrap_or(row);
    let mut cells = vec![String::new()];
    let mut chars = row.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            // What `row` escaped.
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                if let Some(cell) = cells.last_mut() {
                    cell.push('|');
                }
            }
            '|' => cells.push(String::new()),
            char => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(char);
                }
            }
        }
    }
    cells.iter().map(|cell| inline(cell.trim())).collect()
}

/// Rows as columns of the same width, those without words left out.
fn columns(rows: &[Vec<String>]) -> Vec<String> {
    let width = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = Vec::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            match widths.get_mut(column) {
                Some(widest) => *widest = width(cell).max(*widest),
                None => widths.push(width(cell)),
            }
        }
    }
    let rows = rows.iter().filter(|row| row.iter().any(|cell| !cell.is_empty()));
    let line = |row: &Vec<String>| {
        let mut line = String::new();
        for (cell, widest) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', widest - width(cell) + 2));
        }
        line.trim_end().to_owned()
    };
    rows.map(line).collect()
}

/// A line's words.
fn inline(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(char) = rest.chars().next() {
        let after = rest.get(char.len_utf8()..).unwrap_or_default();
        match char {
            '`' => {
                let length = rest.len() - rest.trim_start_matches('`').len();
                let (fence, behind) = rest.split_at(length);
                match end_of_code(behind, length) {
                    Some(end) => {
                        text.push_str(unpadded(behind.get(..end).unwrap_or_default()));
                        rest = behind.get(end + length..).unwrap_or_default();
                    }
                    None => {
                        text.push_str(fence);
                        rest = behind;
                    }
                }
            }
            '\\' if after.starts_with(|next: char| next.is_ascii_punctuation()) => {
                text.extend(after.chars().next());
                rest = after.get(1..).unwrap_or_default();
            }
            // One between spaces is a star.
            '*' if !(text.ends_with(' ') && after.starts_with(' ')) => rest = after.trim_start_matches('*'),
            '~' if after.starts_with('~') => rest = after.get(1..).unwrap_or_default(),
            '&' if after.starts_with('#') => match entity(after) {
                Some((char, length)) => {
                    text.push(char);
                    rest = after.get(length..).unwrap_or_default();
                }
                None => {
                    text.push(char);
                    rest = after;
                }
            },
            '[' => match link(after) {
                Some((label, address, length)) => {
                    text.push_str(&inline(label));
                    text.push_str(": ");
                    text.push_str(address);
                    rest = after.get(length..).unwrap_or_default();
                }
                None => {
                    text.push(char);
                    rest = after;
                }
            },
            char => {
                text.push(char);
                rest = after;
            }
        }
    }
    text
}

/// Where a run of exactly `length` backticks begins.
fn end_of_code(text: &str, length: usize) -> Option<usize> {
    let mut at = 0;
    loop {
        let start = at + text.get(at..)?.find('`')?;
        let run = text.get(start..)?;
        let found = run.len() - run.trim_start_matches('`').len();
        if found == length {
            return Some(start);
        }
        at = start + found;
    }
}

/// Code without the space on both sides that keeps backticks in it from its fence.
fn unpadded(code: &str) -> &str {
    code.strip_prefix(' ').and_then(|code| code.strip_suffix(' ')).unwrap_or(code)
}

/// The character of `#58;`, and the length of what stands for it.
fn entity(text: &str) -> Option<(char, usize)> {
    let (number, _) = text.strip_prefix('#')?.split_once(';')?;
    let char = char::from_u32(number.parse().ok()?)?;
    Some((char, number.len() + 2))
}

/// The label and the address of a link behind its first bracket, and its length.
fn link(text: &str) -> Option<(&str, &str, usize)> {
    let (label, rest) = text.split_once("](")?;
    let (address, _) = rest.split_once(')')?;
    let is_one = !label.contains(['[', ']']) && !address.contains([' ', '(']);
    is_one.then_some((label, address, label.len() + address.len() + 3))
}

#[cfg(test)]
mod tests {
    use super::super::{block, code, row, sentence, text};
    use super::plain;

    #[test]
    fn words_lose_their_marks() {
        for (markdown, expected) in [
            ("**`api`** — web service · FastAPI", "api — web service · FastAPI"),
            ("Use *Services*: `a*b*c` and ``x`y``.", "Use Services: a*b*c and x`y."),
            ("~~`/api`~~ every service", "/api every service"),
            (
                "[Website](https://a.dev) · [Demo](https://b.dev)",
                "Website: https://a.dev · Demo: https://b.dev",
            ),
            ("a\n\n---\n\nb", "a\n\nb"),
            ("- `a`: *b*\n- c", "- a: b\n- c"),
            ("2 * 3 [x] a_b ~ & `", "2 * 3 [x] a_b ~ & `"),
        ] {
            assert_eq!(plain(markdown), expected);
        }
        assert_eq!(plain(&block("json", "{\n  \"a\": 1\n}")), "  {\n    \"a\": 1\n  }");
    }

    #[test]
    fn tables_are_columns() {
        let rows = [row([&code("a|b"), "c"]), row(["longer than that", &code("d")])].join("\n");
        assert_eq!(plain(&format!("| | |\n|:--|:--|\n{rows}")), "a|b               c\nlonger than that  d");
        assert_eq!(plain("| Path | Matches |\n|:--|:--|\n| `/a` | ✓ |"), "Path  Matches\n/a    ✓");
    }

    /// Whatever is escaped for Markdown reads as it was.
    #[test]
    fn what_is_escaped_is_itself_again() {
        for words in
            ["[a](b:c) <b> &amp; ![x]", "$a$ *b* _c_ ~~d~~ \\e", "https://a www.b c@d", "a`b", "#58;"]
        {
            assert_eq!(plain(&text(words)), words);
            assert_eq!(plain(&code(words)), words);
        }
        assert_eq!(plain(&sentence("no `a*b` in [b](c).")), "no a*b in [b](c).");
    }
}

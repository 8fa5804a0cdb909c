//! Tables for people: columns as wide as their widest cell, no lines.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr as _;

use super::style::Style;
use crate::display;

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    text: String,
    look: Look,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Strong,
    Dim,
}

impl Cell {
    fn new(text: impl Into<String>, look: Look) -> Cell {
        Cell { text: display::line(&text.into()).into_owned(), look }
    }

    /// A cell like most.
    pub fn plain(text: impl Into<String>) -> Cell {
        Cell::new(text, Look::Plain)
    }

    /// A cell that stands out.
    pub fn strong(text: impl Into<String>) -> Cell {
        Cell::new(text, Look::Strong)
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// A dimmed cell.
    pub fn dim(text: impl Into<String>) -> Cell {
        Cell::new(text, Look::Dim)
    }
}

/// Prints the rows, indented. A column that is empty in every row takes no room.
///
/// # Errors
///
/// If the output can't be written.
pub fn print_table(rows: &[Vec<Cell>], style: Style, output: &mut impl Write) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.text.width()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    for row in rows {
        let mut line = String::new();
        let mut gap = 2;
        for (cell, &width) in row.iter().zip(&widths).filter(|(_, width)| **width > 0) {
            let missing = width - cell.text.width();
            if !cell.text.is_empty() {
                line.push_str(&" ".repeat(gap));
                line.push_str(&match cell.look {
                    Look::Plain => cell.text.clone(),
                    Look::Strong => style.bold(&cell.text),
                    Look::Dim => style.dim(&cell.text),
                });
                gap = 2 + missing;
            } else {
                gap += 2 + missing;
            }
        }
        writeln!(output, "{line}")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn columns_align_by_width_and_empty_ones_vanish() {
        let row = |cells: [&str; 4]| cells.map(Cell::plain).to_vec();
        let rows = [row(["é文🙂", "", "x", "end"]), row(["a", "", "", "end"]), row(["ab", "", "yy", ""])];
        let mut output = Vec::new();
        print_table(&rows, Style { rich: false }, &mut output).unwrap();
        let shown: String =
            String::from_utf8(output).unwrap().lines().map(|line| format!("|{line}|\n")).collect();
        expect![[r#"
            |  é文🙂  x   end|
            |  a          end|
            |  ab     yy|
        "#]]
        .assert_eq(&shown);
    }
}

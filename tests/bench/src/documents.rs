//! The documents that are measured.

#[path = "../document.rs"]
mod text;

pub use text::text;

/// A `vercel.json`, and where it is typed in.
pub struct Document {
    /// Its name in the table.
    pub name: &'static str,
    /// Its text: settings, then redirects.
    pub text: String,
    /// The line of the redirect in its middle.
    pub line: usize,
    /// The column in that line, inside the destination.
    pub column: usize,
}

/// The sizes.
pub fn documents() -> [Document; 3] {
    [document("1 KB", 6), document("140 KB", 1_000), document("640 KB", 5_000)]
}

fn document(name: &'static str, redirects: usize) -> Document {
    let text = text(redirects);
    let middle = format!("/{:04}/", redirects / 2);
    let found = text.lines().enumerate().find(|(_, line)| line.contains(&middle));
    let (line, column) = found.map_or((0, 0), |(at, line)| (at, line.find("/posts/").unwrap_or_default()));
    Document { name, text, line, column }
}

//! The documents that are measured.

use std::fmt::Write as _;

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
    let mut text = String::from(
        "{\n  \"framework\": \"nextjs\",\n  \"buildCommand\": \"npm run build\",\n  \"cleanUrls\": true,\n  \"redirects\": [\n",
    );
    let head = text.lines().count();
    for index in 0..redirects {
        let comma = if index + 1 < redirects { "," } else { "" };
        let _ = writeln!(
            text,
            "    {{ \"source\": \"/archive/articles/{index:04}/:slug\", \"destination\": \"/blog/posts/{index:04}/:slug\", \"permanent\": true }}{comma}",
        );
    }
    text.push_str("  ]\n}\n");
    let line = head + redirects / 2;
    let column = text.lines().nth(line).and_then(|line| line.find("/posts/")).unwrap_or_default();
    Document { name, text, line, column }
}

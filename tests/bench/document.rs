//! The text of the documents that are measured: settings, then redirects.

use std::fmt::Write as _;

/// A `vercel.json` with so many redirects.
pub fn text(redirects: usize) -> String {
    let mut text = String::from(
        "{\n  \"framework\": \"nextjs\",\n  \"buildCommand\": \"npm run build\",\n  \"cleanUrls\": true,\n  \"redirects\": [\n",
    );
    for index in 0..redirects {
        let comma = if index + 1 < redirects { "," } else { "" };
        let _ = writeln!(
            text,
            "    {{ \"source\": \"/archive/articles/{index:04}/:slug(.*)\", \"destination\": \"/journal/posts/{index:04}/:slug\", \"permanent\": true }}{comma}",
        );
    }
    text.push_str("  ]\n}\n");
    text
}

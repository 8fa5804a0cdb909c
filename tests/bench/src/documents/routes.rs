//! Documents of routing rules.

use super::project::Kind;
use super::services::{entry, folder, name};
use super::{Document, Draft, Place, count, lines};

/// So many redirects whose sources differ in a word near the start, below a few settings of the project.
pub fn literal(redirects: usize) -> Document {
    let entries = (0..redirects).map(|index| {
        format!(
            "{{ \"source\": \"/archive/articles/{index:04}/:slug(.*)\", \"destination\": \"/journal/posts/{index:04}/:slug\", \"permanent\": true }}"
        )
    });
    let middle = format!("{:04}", redirects / 2);
    let (source, destination) =
        (format!("/archive|/articles/{middle}/"), format!("/journal|/posts/{middle}/"));
    Draft::new(settings(&lines(entries)), Kind::Next.files("."))
        .letters(Place::Destination, &destination)
        .letters(Place::Source, &source)
        .letters(Place::Setting, "npm run build|")
        .typing(Place::Insert, &format!("|{{ \"source\": \"/archive/articles/{middle}/"), added_redirect)
        .document(&format!("{} literal redirects", count(redirects)), &key(&middle, "/archive/articles/"))
}

/// So many redirects with a parameter.
pub fn patterned(redirects: usize) -> Document {
    let entries = (0..redirects).map(|index| {
        format!(
            "{{ \"source\": \"/old/path-{index}/:slug\", \"destination\": \"/new/catalogue/2026/archive/path-{index}/:slug\", \"permanent\": true }}"
        )
    });
    let middle = redirects / 2;
    Draft::new(settings(&lines(entries)), Kind::Next.files("."))
        .letters(Place::Source, &format!("/old/path-{middle}|/:slug"))
        .letters(Place::Destination, &format!("/archive/path-{middle}/:slug|"))
        .letters(Place::Setting, "npm run build|")
        .typing(Place::Insert, &format!("|{{ \"source\": \"/old/path-{middle}/"), added_redirect)
        .document(
            &format!("{} redirects with parameters", count(redirects)),
            &key(&format!("{middle}/:slug"), "/old/path-"),
        )
}

/// 2,048 redirects, 2,000 rewrites and 1,000 headers, for 8 services: as much of everything as a project may have.
pub fn mixed() -> Document {
    let services = 8;
    let redirects = lines((0..2_048).map(|index| {
        if index % 2 == 0 {
            format!(
                "{{ \"source\": \"/:lang/p-{index}/:slug\", \"destination\": \"/:lang/pages/catalogue/2026/archive/{index}/:slug\", \"permanent\": true }}"
            )
        } else {
            format!("{{ \"source\": \"/p-{index}/about\", \"destination\": \"/pages/catalogue/2026/archive/{index}/about\", \"permanent\": false }}")
        }
    }));
    let rewrites = lines((0..2_000).map(|index| {
        let service = name(index % services);
        format!("{{ \"source\": \"/old/path-{index}/:slug\", \"destination\": {{ \"type\": \"service\", \"service\": \"{service}\" }} }}")
    }));
    let headers = lines((0..1_000).map(|index| {
        format!(
            "{{ \"source\": \"/assets/{index}/(.*)\", \"headers\": [{{ \"key\": \"Cache-Control\", \"value\": \"public, max-age={index}\" }}] }}"
        )
    }));
    let entries = lines((0..services).map(entry));
    let text = format!(
        "{{\n  \"services\": {{\n{entries}\n  }},\n  \"redirects\": [\n{redirects}\n  ],\n  \"rewrites\": [\n{rewrites}\n  ],\n  \"headers\": [\n{headers}\n  ]\n}}\n"
    );
    let files = (0..services).flat_map(|index| Kind::of(index).files(&folder(index))).collect();
    Draft::new(text, files)
        .letters(Place::Source, "/:lang/p-1024|/:slug")
        .letters(Place::Destination, "/archive/1024/:slug|")
        .letters(Place::Setting, "npm run build|")
        .typing(Place::Insert, "|{ \"source\": \"/:lang/p-1024/", added_redirect)
        .document("8 services (v2), 5,048 rules", &key("1024/:slug", "/:lang/p-"))
}

/// A file with these redirects below a few settings.
fn settings(redirects: &str) -> String {
    format!(
        "{{\n  \"framework\": \"nextjs\",\n  \"buildCommand\": \"npm run build\",\n  \"cleanUrls\": true,\n  \"redirects\": [\n{redirects}\n  ]\n}}\n"
    )
}

fn added_redirect(index: usize) -> String {
    format!(
        "{{ \"source\": \"/added/{index}/:slug\", \"destination\": \"/there/{index}/:slug\", \"permanent\": true }},\n    "
    )
}

/// Inside the key of the source that ends like this.
fn key(end: &str, start: &str) -> String {
    format!("\"so|urce\": \"{start}{end}")
}

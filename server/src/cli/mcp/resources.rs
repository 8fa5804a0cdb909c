//! The resources: the rules' pages and the schemas.

use rmcp::model::{Resource, ResourceContents, ResourceTemplate};
use svc_analysis::rules;

const RULES: &str = "svc-lsp://rules/";
const SCHEMA: &str = "svc-lsp://schema/vercel.json";
const OPTIONS_SCHEMA: &str = "svc-lsp://schema/svc-lsp.jsonc";
const MARKDOWN: &str = "text/markdown";
const JSON_SCHEMA: &str = "application/schema+json";

/// All resources.
pub fn all() -> Vec<Resource> {
    let schema = |uri: &str, name: &str, description: &str| {
        Resource::new(uri, name).with_description(description).with_mime_type(JSON_SCHEMA)
    };
    let schemas = [
        schema(
            SCHEMA,
            "Schema of vercel.json",
            "The JSON Schema of vercel.json, with a description of each key.",
        ),
        schema(OPTIONS_SCHEMA, "Schema of svc-lsp.jsonc", "The JSON Schema of svc-lsp's own options."),
    ];
    let pages = rules::ALL.iter().map(|rule| {
        Resource::new(format!("{RULES}{}", rule.code), rule.code)
            .with_title(rule.title())
            .with_mime_type(MARKDOWN)
    });
    schemas.into_iter().chain(pages).collect()
}

/// The page of any rule.
pub fn template() -> ResourceTemplate {
    ResourceTemplate::new(format!("{RULES}{{code}}"), "Page of a rule")
        .with_description("Why a rule reports something and how to fix it, with examples.")
        .with_mime_type(MARKDOWN)
}

/// What is in a resource.
pub fn read(uri: &str) -> Option<ResourceContents> {
    let (text, mime_type) = match uri {
        SCHEMA => (svc_config::VERCEL_SCHEMA.to_owned(), JSON_SCHEMA),
        OPTIONS_SCHEMA => (svc_config::OPTIONS_SCHEMA.to_owned(), JSON_SCHEMA),
        _ => (rules::find(uri.strip_prefix(RULES)?)?.page(), MARKDOWN),
    };
    Some(ResourceContents::text(text, uri).with_mime_type(mime_type))
}

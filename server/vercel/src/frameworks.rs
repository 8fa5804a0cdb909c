//! The framework table: every preset that Vercel knows, how it is detected and what it brings.
//!
//! `frameworks.json` is data taken from the package `@vercel/frameworks` (Apache-2.0) as the CLI bundles it; its first
//! line names the versions. `cargo xtask sync-vercel` writes it anew. The order is Vercel's and matters: detection answers in it.

use std::sync::LazyLock;

use serde::Deserialize;

/// The table with where it comes from.
#[derive(Debug, Deserialize)]
pub struct Table {
    /// Where the data come from.
    pub source: Provenance,
    /// The frameworks, in Vercel's order.
    pub frameworks: Vec<Framework>,
}

/// Where the table comes from.
#[derive(Debug, Deserialize)]
pub struct Provenance {
    /// The npm package.
    pub package: String,
    /// The package's version.
    pub version: String,
    /// The version of the CLI that bundles it: the one that svc-lsp follows.
    pub cli: String,
    /// The package's licence.
    pub license: String,
    /// How many frameworks its list holds.
    pub count: usize,
}

/// A framework preset.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Framework {
    /// What `framework` takes; none for "Other".
    pub slug: Option<String>,
    /// Its name, as people write it.
    pub name: String,
    /// Its home page.
    pub website: Option<String>,
    /// A deployed example.
    pub demo: Option<String>,
    /// The prefix of the variables that its browser code sees (`NEXT_PUBLIC_`).
    pub env_prefix: Option<String>,
    /// Whether detection skips it (unless a flag of the CLI asks for it).
    #[serde(default)]
    pub experimental: bool,
    /// Whether it stands for a bare runtime (`node`, `python`, `go`).
    #[serde(default)]
    pub runtime_framework: bool,
    /// Its own builder; without one it is built as a static site.
    pub use_runtime: Option<Builder>,
    /// The builders that don't build its `api/` directory.
    #[serde(default)]
    pub ignore_runtimes: Vec<String>,
    /// The slugs that it pushes out of a detection that also finds it.
    #[serde(default)]
    pub supersedes: Vec<String>,
    /// How it is recognised; never, where there are none.
    pub detectors: Option<Detectors>,
    /// Its default commands and output directory.
    pub settings: Settings,
}

impl Framework {
    /// Its name in a sentence that says what Vercel detects.
    #[must_use]
    pub fn in_words(&self) -> &str {
        match self.slug.as_deref() {
            Some("container") => "a container",
            Some("node") => "Node.js",
            _ => &self.name,
        }
    }
}

/// A builder and the file that it starts from.
#[derive(Debug, Deserialize)]
pub struct Builder {
    /// The builder's package.
    #[serde(rename = "use")]
    pub package: String,
    /// Its default source; `<detect>` where the builder looks for it by itself.
    pub src: String,
}

/// How a framework is recognised: all of `every`, and one of `some` if there are any.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Detectors {
    /// All of these must match.
    pub every: Vec<Detector>,
    /// The first of these that matches counts; `None` asks for none.
    pub some: Option<Vec<Detector>>,
}

/// One sign of a framework.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Detector {
    /// A path that must exist; `package.json` where a package is asked for.
    pub path: Option<String>,
    /// A JavaScript regular expression (flag `m`) that the file's text must match.
    pub match_content: Option<String>,
    /// A package that must stand among the dependencies of `package.json`.
    pub match_package: Option<String>,
    /// Whether this sign ranks behind all others.
    #[serde(default)]
    pub fallback: bool,
    /// The compiled expression of either.
    #[serde(skip)]
    pub(crate) pattern: std::sync::OnceLock<Option<regex::bytes::Regex>>,
    #[serde(skip)]
    pub(crate) ascii_pattern: std::sync::OnceLock<Option<regex::bytes::Regex>>,
}

/// A framework's defaults.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    /// Installs dependencies.
    pub install_command: Setting,
    /// Builds.
    pub build_command: Setting,
    /// Runs the development server.
    pub dev_command: Setting,
    /// The output directory of the build.
    pub output_directory: Setting,
}

/// One default.
#[derive(Debug, Deserialize)]
pub struct Setting {
    /// The value itself.
    pub value: Option<String>,
    /// The value in words, where it depends on the project.
    pub placeholder: Option<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "embedded data, read by the tests below")]
    serde_json::from_str(include_str!("frameworks.json")).expect("frameworks.json has the shape of `Table`")
});

/// Where the table comes from.
#[must_use]
pub fn source() -> &'static Provenance {
    &TABLE.source
}

/// Every framework in Vercel's order; "Other" (no slug) included.
#[must_use]
pub fn all() -> &'static [Framework] {
    &TABLE.frameworks
}

/// The frameworks that most configurations name, those of public repositories first in their order.
pub const MOST_USED: [&str; 10] = [
    "nextjs",
    "fastapi",
    "vite",
    "express",
    "flask",
    "astro",
    "sveltekit-1",
    "nuxtjs",
    "hono",
    "react-router",
];

/// Presets of versions and projects that their makers replaced or ended, beside those whose name says so.
const REPLACED: [&str; 7] =
    ["create-react-app", "docusaurus", "hydrogen", "polymer", "sapper", "solidstart", "sveltekit"];

/// The framework of this slug.
#[must_use]
pub fn find(slug: &str) -> Option<&'static Framework> {
    static BY_SLUG: LazyLock<Vec<&Framework>> = LazyLock::new(|| {
        let mut frameworks: Vec<&Framework> = all().iter().collect();
        frameworks.sort_by_key(|framework| framework.slug());
        frameworks
    });
    let found = BY_SLUG.binary_search_by_key(&Some(slug), |framework| framework.slug()).ok()?;
    BY_SLUG.get(found).copied()
}

/// No two entries of the list have the same slug.
impl PartialEq for Framework {
    fn eq(&self, other: &Framework) -> bool {
        self.slug == other.slug
    }
}

impl Framework {
    /// What `framework` takes; none for "Other".
    #[must_use]
    pub fn slug(&self) -> Option<&str> {
        self.slug.as_deref()
    }

    /// Whether there is another preset for what it was, or its makers ended it.
    #[must_use]
    pub fn is_deprecated(&self) -> bool {
        self.name.to_ascii_lowercase().contains("legacy")
            || self.slug().is_some_and(|slug| REPLACED.contains(&slug))
    }

    /// The builder that builds it, `@vercel/static-build` where it has none of its own.
    #[must_use]
    pub fn builder(&self) -> &str {
        self.use_runtime.as_ref().map_or("@vercel/static-build", |builder| &builder.package)
    }
}

impl Setting {
    /// The value, where the framework has one.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        stated(self.value.as_deref())
    }

    /// The value in words, where it depends on the project.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        stated(self.placeholder.as_deref())
    }
}

/// What the table says, unless it says that there is nothing.
fn stated(setting: Option<&str>) -> Option<&str> {
    setting.filter(|text| !matches!(*text, "None" | "N/A"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_whole() {
        assert_eq!(all().len(), source().count);
        assert_eq!(
            (source().package.as_str(), source().license.as_str()),
            ("@vercel/frameworks", "Apache-2.0")
        );
        let slugs: std::collections::HashSet<_> = all().iter().map(Framework::slug).collect();
        assert_eq!(slugs.len(), all().len(), "a slug stands twice");
    }

    #[test]
    fn order_is_vercels() {
        let slugs: Vec<_> = all().iter().map(|framework| framework.slug().unwrap_or("null")).collect();
        expect_test::expect!["container blitzjs nextjs gatsby remix react-router astro hexo eleventy docusaurus-2 docusaurus preact solidstart-1 solidstart dojo ember vue scully ionic-angular angular polymer svelte sveltekit sveltekit-1 ionic-react create-react-app gridsome umijs sapper saber stencil nuxtjs redwoodjs hugo jekyll brunch middleman zola hydrogen vite tanstack-start tanstack-start-lovable vitepress vuepress parcel fastapi flask fasthtml django ash factory-eve eve sanity sanity-v2 storybook nitro hono express h3 koa nestjs elysia fastify xmcp python ruby rust axum actix-web bun node go services mastra null"].assert_eq(&slugs.join(" "));
    }

    #[test]
    fn a_row_has_what_a_person_asks_for() {
        let next = find("nextjs").unwrap();
        assert_eq!(next.env_prefix.as_deref(), Some("NEXT_PUBLIC_"));
        assert_eq!(next.builder(), "@vercel/next");
        assert_eq!(next.settings.build_command.value(), Some("next build"));
        assert_eq!(next.settings.output_directory.description(), Some("Next.js default"));
        assert_eq!(find("vite").unwrap().builder(), "@vercel/static-build");
        assert!(find("nope").is_none());
    }
}

//! The page that a frontend puts out at `/`, as far as its sources show it.

use crate::javascript;
use crate::project::Folder;

/// A framework whose build puts out a page for `/` that Vercel finds before it tries a rewrite.
struct Frontend {
    slug: &'static str,
    /// The page's source, without its extension.
    sources: &'static [&'static str],
    extensions: &'static [&'static str],
    /// The framework's configuration, without its extension.
    config: &'static str,
    /// What in the configuration may put the page elsewhere, or have a function answer.
    exceptions: &'static [&'static str],
}

const HTML: &[&str] = &["html"];
const REACT: &[&str] = &["tsx", "ts", "jsx", "js"];
const CONFIG_EXTENSIONS: [&str; 6] = ["js", "mjs", "ts", "cjs", "mts", "cts"];

const FRONTENDS: [Frontend; 7] = [
    Frontend {
        slug: "astro",
        sources: &["src/pages/index"],
        extensions: &["astro", "md", "mdx", "html"],
        config: "astro.config",
        exceptions: &["'server'", "\"server\"", "'hybrid'", "\"hybrid\"", "srcDir", "process.env"],
    },
    Frontend {
        slug: "nextjs",
        sources: &["app/page", "src/app/page", "pages/index", "src/pages/index"],
        extensions: REACT,
        config: "next.config",
        exceptions: &["basePath", "i18n", "pageExtensions"],
    },
    Frontend {
        slug: "vite",
        sources: &["index"],
        extensions: HTML,
        config: "vite.config",
        exceptions: &["root:", "root,", "input", "appType"],
    },
    Frontend {
        slug: "create-react-app",
        sources: &["public/index"],
        extensions: HTML,
        config: "craco.config",
        exceptions: &["html", "Html"],
    },
    Frontend {
        slug: "vue",
        sources: &["public/index"],
        extensions: HTML,
        config: "vue.config",
        exceptions: &["pages", "indexPath"],
    },
    Frontend {
        slug: "docusaurus-2",
        sources: &["src/pages/index"],
        extensions: &["tsx", "ts", "jsx", "js", "mdx", "md"],
        config: "docusaurus.config",
        exceptions: &["path:"],
    },
    Frontend {
        slug: "gatsby",
        sources: &["src/pages/index"],
        extensions: REACT,
        config: "gatsby-config",
        exceptions: &["pathPrefix"],
    },
];

/// The source of the page at `/` that the framework of this slug builds in a folder; `None` where that can't be known.
#[must_use]
pub fn index_page(folder: &Folder<'_>, slug: &str) -> Option<String> {
    let frontend = FRONTENDS.iter().find(|frontend| frontend.slug == slug)?;
    let extensions = frontend.extensions.iter();
    let names = extensions.flat_map(|it| frontend.sources.iter().map(move |source| format!("{source}.{it}")));
    let page = names.into_iter().find(|name| folder.is_file(name))?;
    // An Astro page may ask for a function of its own.
    let is_static = folder.read(&page).is_some_and(|text| !text.contains("prerender = false"));
    (is_static && keeps_paths(folder, slug)).then(|| folder.resolve(&page))
}

/// Whether the pages of a framework that [`index_page`] knows are served at the paths of their sources: its configuration has nothing
/// to the contrary.
#[must_use]
pub fn keeps_paths(folder: &Folder<'_>, slug: &str) -> bool {
    let frontend = FRONTENDS.iter().find(|frontend| frontend.slug == slug);
    frontend.is_some_and(|frontend| !configuration_has(folder, frontend.config, frontend.exceptions))
}

/// Whether Next.js redirects each path that ends in a slash to the one without, as it does unless its configuration says otherwise.
#[must_use]
pub fn next_removes_slash(folder: &Folder<'_>) -> bool {
    !configuration_has(folder, "next.config", &["trailingSlash", "skipTrailingSlashRedirect"])
}

/// Whether the code of a framework's configuration, a file without its extension, has one of these words.
fn configuration_has(folder: &Folder<'_>, file: &str, words: &[&str]) -> bool {
    let files = CONFIG_EXTENSIONS.iter().map(|extension| format!("{file}.{extension}"));
    files.filter_map(|file| folder.read(&file)).any(|text| {
        let code = javascript::without_comments(&text);
        words.iter().any(|word| code.contains(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    #[test]
    fn pages_at_the_root() {
        for (slug, files, page) in [
            ("astro", &[("src/pages/index.astro", "")][..], Some("src/pages/index.astro")),
            ("astro", &[("src/pages/index.astro", "export const prerender = false")], None),
            (
                "astro",
                &[("src/pages/index.md", ""), ("astro.config.mjs", "export default { output: 'server' }")],
                None,
            ),
            ("nextjs", &[("pages/index.jsx", "")], Some("pages/index.jsx")),
            ("nextjs", &[("app/page.tsx", ""), ("next.config.ts", "// basePath\n")], Some("app/page.tsx")),
            ("nextjs", &[("app/page.tsx", ""), ("next.config.ts", "basePath: '/docs'")], None),
            ("vite", &[("index.html", "")], Some("index.html")),
            ("vite", &[("index.html", ""), ("vite.config.js", "root: 'client'")], None),
            ("vite", &[("src/index.html", "")], None),
            ("docusaurus-2", &[("src/pages/index.js", "")], Some("src/pages/index.js")),
            ("sveltekit-1", &[("src/routes/+page.svelte", "")], None),
        ] {
            let fs = MemoryFs::new(files.iter().copied());
            assert_eq!(index_page(&Folder::root(&fs), slug).as_deref(), page, "{slug} {files:?}");
        }
    }
}

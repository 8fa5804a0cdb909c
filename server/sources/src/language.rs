//! The languages by the names of their files.

use memchr::memmem;

/// A language whose reads are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// TypeScript without tags.
    TypeScript,
    /// TypeScript with tags, and JavaScript, in any file of which there may be tags.
    Tsx,
    /// Vue: what is in `<script>`, and the expressions in the template.
    Vue,
    /// Svelte: the same.
    Svelte,
    /// Astro: the same, and what is between the fences.
    Astro,
    /// Python.
    Python,
    /// Go.
    Go,
    /// Rust.
    Rust,
    /// Ruby.
    Ruby,
}

impl Language {
    /// The language of a file, by its path.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Language> {
        let name = path.rsplit('/').next().unwrap_or(path);
        let (stem, extension) = name.rsplit_once('.')?;
        if stem.is_empty() {
            return None;
        }
        Some(match extension {
            "ts" | "mts" | "cts" => Language::TypeScript,
            "js" | "mjs" | "cjs" if stem.ends_with(".min") => return None,
            "js" | "mjs" | "cjs" | "jsx" | "tsx" => Language::Tsx,
            "vue" => Language::Vue,
            "svelte" => Language::Svelte,
            "astro" => Language::Astro,
            "py" => Language::Python,
            "go" => Language::Go,
            "rs" => Language::Rust,
            "rb" | "ru" | "rake" => Language::Ruby,
            _ => return None,
        })
    }

    /// Whether it is JavaScript, or has scripts in it.
    #[must_use]
    pub fn is_javascript(self) -> bool {
        matches!(
            self,
            Language::TypeScript | Language::Tsx | Language::Vue | Language::Svelte | Language::Astro
        )
    }

    /// Whether a text has the words that every read and assignment has. Most files don't.
    pub(crate) fn may_read(self, text: &[u8]) -> bool {
        let any = |words: &[&str]| words.iter().any(|word| memmem::find(text, word.as_bytes()).is_some());
        match self {
            Language::TypeScript | Language::Tsx | Language::Vue | Language::Svelte | Language::Astro => {
                // Few files have the letters that both words have.
                any(&["nv"])
                    && (any(&["env"]) && any(&["process", "import", "require", "Bun", "Deno"])
                        || any(&["Env"]) && any(&["stubEnv", "loadEnvFile", "ProcessEnv", "ImportMetaEnv"]))
            }
            Language::Python => any(&["environ", "env(", "getenv", "BaseSettings"]),
            Language::Go => any(&["env(", "LookupEnv", "ExpandEnv"]),
            Language::Rust => any(&["env"]),
            Language::Ruby => any(&["ENV"]),
        }
    }
}

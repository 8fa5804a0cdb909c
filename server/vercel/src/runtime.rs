//! What a service runs on: the six runtimes, and how Vercel infers one from `runtime`, `framework`, `builder` and `entrypoint`.

use crate::posix_path;

/// A runtime of services.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Runtime {
    /// Node.js
    Node,
    /// Python
    Python,
    /// Go
    Go,
    /// Rust
    Rust,
    /// Ruby
    Ruby,
    /// A container image, built from a Dockerfile.
    Container,
}

/// The names under which Vercel looks for a Dockerfile, in this order.
pub const DOCKERFILES: [&str; 4] =
    ["Dockerfile.vercel", "Containerfile.vercel", "Dockerfile", "Containerfile"];

/// Builders whose output is served without a runtime.
pub const STATIC_BUILDERS: [&str; 2] = ["@vercel/static-build", "@vercel/static"];

/// Builders that bring their own routes.
pub const ROUTE_OWNING_BUILDERS: [&str; 2] = ["@vercel/next", "@vercel/backends"];

/// The ends of entrypoint files and what runs them, in the order in which Vercel tries them. `.cts`, `.tsx` and `.jsx` are not among them.
pub const EXTENSIONS: [(&str, Runtime); 10] = [
    (".ts", Runtime::Node),
    (".mts", Runtime::Node),
    (".js", Runtime::Node),
    (".mjs", Runtime::Node),
    (".cjs", Runtime::Node),
    (".py", Runtime::Python),
    (".go", Runtime::Go),
    (".rs", Runtime::Rust),
    (".rb", Runtime::Ruby),
    (".ru", Runtime::Ruby),
];

const NODE_BACKENDS: [&str; 7] = ["express", "hono", "h3", "koa", "nestjs", "fastify", "elysia"];
const PYTHON_FRAMEWORKS: [&str; 5] = ["fastapi", "flask", "django", "python", "fasthtml"];

impl Runtime {
    /// Every runtime, in Vercel's order.
    pub const ALL: [Runtime; 6] =
        [Runtime::Node, Runtime::Python, Runtime::Go, Runtime::Rust, Runtime::Ruby, Runtime::Container];

    /// What `runtime` takes.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Runtime::Node => "node",
            Runtime::Python => "python",
            Runtime::Go => "go",
            Runtime::Rust => "rust",
            Runtime::Ruby => "ruby",
            Runtime::Container => "container",
        }
    }

    /// The runtime of this name. (Vercel asks JavaScript's `in`, so that it also takes the names of `Object.prototype`,
    /// such as `constructor`; those make no service, and here they are no runtimes.)
    #[must_use]
    pub fn named(name: &str) -> Option<Runtime> {
        Runtime::ALL.into_iter().find(|runtime| runtime.name() == name)
    }

    /// The builder that builds it.
    #[must_use]
    pub fn builder(self) -> &'static str {
        match self {
            Runtime::Node => "@vercel/backends",
            Runtime::Python => "@vercel/python",
            Runtime::Go => "@vercel/go",
            Runtime::Rust => "@vercel/rust",
            Runtime::Ruby => "@vercel/ruby",
            Runtime::Container => "@vercel/container",
        }
    }

    /// What a builder of services builds.
    #[must_use]
    pub fn of_builder(builder: &str) -> Option<Runtime> {
        Runtime::ALL.into_iter().find(|runtime| runtime.builder() == builder)
    }

    /// The files that mark the folder of a project in it, in the order in which Vercel looks for them.
    #[must_use]
    pub fn manifests(self) -> &'static [&'static str] {
        match self {
            Runtime::Node => &["package.json"],
            Runtime::Python => {
                &["pyproject.toml", "requirements.txt", "Pipfile", "pylock.yml", "uv.lock", "setup.py"]
            }
            Runtime::Go => &["go.mod"],
            Runtime::Rust => &["Cargo.toml"],
            Runtime::Ruby => &["Gemfile"],
            Runtime::Container => &[],
        }
    }

    /// The runtime of a framework slug; none for frontends, and for the experimental `axum`, `actix-web` and `bun`.
    #[must_use]
    pub fn of_framework(slug: &str) -> Option<Runtime> {
        if let Some(runtime) = Runtime::named(slug) {
            Some(runtime)
        } else if PYTHON_FRAMEWORKS.contains(&slug) {
            Some(Runtime::Python)
        } else if is_node_backend(slug) {
            Some(Runtime::Node)
        } else {
            None
        }
    }

    /// The runtime of an entrypoint file, by its name.
    #[must_use]
    pub fn of_file(entrypoint: &str) -> Option<Runtime> {
        if entrypoint == "pyproject.toml" || entrypoint.ends_with("/pyproject.toml") {
            return Some(Runtime::Python);
        }
        EXTENSIONS.iter().find(|(end, _)| entrypoint.ends_with(end)).map(|(_, runtime)| *runtime)
    }

    /// The runtime that Vercel infers; the first hint that determines one wins; unknown or empty ones are skipped.
    #[must_use]
    pub fn infer(signs: RuntimeHints<'_>) -> Option<Runtime> {
        signs
            .runtime
            .and_then(Runtime::named)
            .or_else(|| signs.framework.and_then(Runtime::of_framework))
            .or_else(|| signs.builder.and_then(Runtime::of_builder))
            .or_else(|| signs.entrypoint.and_then(Runtime::of_file))
    }
}

/// The signs of a service's runtime, the strongest first.
#[derive(Debug, Clone, Copy, Default)]
pub struct RuntimeHints<'a> {
    /// `runtime`, as written.
    pub runtime: Option<&'a str>,
    /// The framework's slug, written or detected.
    pub framework: Option<&'a str>,
    /// `builder`, as written.
    pub builder: Option<&'a str>,
    /// The entrypoint, if it is a file.
    pub entrypoint: Option<&'a str>,
}

/// Whether this slug is one of the Node.js backends, which all share the builder `@vercel/backends`.
#[must_use]
pub fn is_node_backend(slug: &str) -> bool {
    NODE_BACKENDS.contains(&slug)
}

/// Whether this slug is a frontend: a framework without a runtime of services.
#[must_use]
pub fn is_frontend(slug: &str) -> bool {
    !slug.is_empty() && Runtime::of_framework(slug).is_none()
}

/// Whether an entrypoint names a Dockerfile: its last segment holds `dockerfile` or `containerfile` in any case.
#[must_use]
pub fn is_dockerfile(entrypoint: &str) -> bool {
    let name = posix_path::basename(entrypoint).to_ascii_lowercase();
    name.contains("dockerfile") || name.contains("containerfile")
}

/// A Python entrypoint of the form `module:attribute`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModuleAttribute {
    /// The module's file: `app.main` is `app/main.py`.
    pub file: String,
    /// The attribute.
    pub attribute: String,
}

impl ModuleAttribute {
    /// Reads `app.main:app`; `None` for anything else, paths (`src/app:app`) included.
    #[must_use]
    pub fn parse(entrypoint: &str) -> Option<ModuleAttribute> {
        let (module, attribute) = entrypoint.split_once(':')?;
        (module.split('.').all(is_identifier) && is_identifier(attribute)).then(|| ModuleAttribute {
            file: format!("{}.py", module.replace('.', "/")),
            attribute: attribute.to_owned(),
        })
    }
}

/// An ASCII identifier: a letter or `_`, then letters, digits and `_`.
fn is_identifier(text: &str) -> bool {
    !text.starts_with(|first: char| first.is_ascii_digit())
        && !text.is_empty()
        && text.chars().all(|it| it.is_ascii_alphanumeric() || it == '_')
}

/// A folder's path without the slashes at its end; `.` where nothing is left.
#[must_use]
pub fn strip_trailing_slashes(path: &str) -> &str {
    match path.trim_end_matches('/') {
        "" => ".",
        stripped => stripped,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_are_ranked() {
        let all = RuntimeHints {
            runtime: Some("go"),
            framework: Some("flask"),
            builder: Some("@vercel/ruby"),
            entrypoint: Some("a.rs"),
        };
        assert_eq!(Runtime::infer(all), Some(Runtime::Go));
        assert_eq!(
            Runtime::infer(RuntimeHints { runtime: Some("python3.12"), ..all }),
            Some(Runtime::Python)
        );
        assert_eq!(
            Runtime::infer(RuntimeHints { runtime: None, framework: Some("nextjs"), ..all }),
            Some(Runtime::Ruby)
        );
        assert_eq!(
            Runtime::infer(RuntimeHints { entrypoint: Some("src/main.rs"), ..RuntimeHints::default() }),
            Some(Runtime::Rust)
        );
        assert_eq!(Runtime::infer(RuntimeHints::default()), None);
    }

    #[test]
    fn frameworks_have_runtimes() {
        assert_eq!(Runtime::of_framework("hono"), Some(Runtime::Node));
        assert_eq!(Runtime::of_framework("fasthtml"), Some(Runtime::Python));
        assert_eq!(Runtime::of_framework("container"), Some(Runtime::Container));
        for slug in ["axum", "actix-web", "bun", "nextjs", "", "constructor"] {
            assert_eq!(Runtime::of_framework(slug), None, "{slug}");
        }
        assert!(is_frontend("vite") && !is_frontend("express") && !is_frontend(""));
    }

    #[test]
    fn files_have_runtimes() {
        for (file, runtime) in [
            ("index.mts", Some(Runtime::Node)),
            ("index.cts", None),
            ("App.tsx", None),
            ("x.d.ts", Some(Runtime::Node)),
            (".ts", Some(Runtime::Node)),
            ("config.ru", Some(Runtime::Ruby)),
            ("pyproject.toml", Some(Runtime::Python)),
            ("apps/py/pyproject.toml", Some(Runtime::Python)),
            ("my-pyproject.toml", None),
            ("main.PY", None),
        ] {
            assert_eq!(Runtime::of_file(file), runtime, "{file}");
        }
    }

    #[test]
    fn dockerfiles_by_name() {
        for name in [
            "Dockerfile",
            "a/Dockerfile.vercel",
            "CONTAINERFILE",
            "web.dockerfile",
            "my-dockerfile-2",
            "Dockerfile/",
        ] {
            assert!(is_dockerfile(name), "{name}");
        }
        for name in ["docker", "Dockerfile/main.py", "ghcr.io/x/y:1", ""] {
            assert!(!is_dockerfile(name), "{name}");
        }
    }

    #[test]
    fn module_attributes() {
        let found = |text| ModuleAttribute::parse(text).map(|it| (it.file, it.attribute));
        assert_eq!(found("app.main:app"), Some(("app/main.py".into(), "app".into())));
        assert_eq!(found("_m1:_a"), Some(("_m1.py".into(), "_a".into())));
        for text in [
            "src/app:app",
            "app",
            "app:",
            ":app",
            "a..b:c",
            ".a:b",
            "1a:b",
            "a:1b",
            "a:b:c",
            "a:b.c",
            "á:b",
            "a:b\n",
        ] {
            assert_eq!(found(text), None, "{text:?}");
        }
    }
}

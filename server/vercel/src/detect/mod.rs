//! Which frameworks a folder holds, by the rules of Vercel's detector.

mod entrypoints;
mod index_page;

pub use entrypoints::{entrypoints_in, python_entrypoints};
pub use index_page::{index_page, keeps_paths, next_removes_slash};
use regex::bytes::{Captures, RegexBuilder};

use crate::frameworks::{self, Detector, Framework};
use crate::project::Folder;
use crate::runtime::Runtime;

/// A framework that was detected.
#[derive(Debug, Clone)]
pub struct Detection {
    /// The framework.
    pub framework: &'static Framework,
    /// The version range of the package that it was detected by, if any.
    pub version: Option<String>,
    /// Whether only a fallback detector matched (a plain `Dockerfile`).
    pub fallback: bool,
}

impl Detection {
    /// The framework's slug.
    #[must_use]
    pub fn slug(&self) -> &'static str {
        self.framework.slug().unwrap_or_default()
    }
}

/// The frameworks of a folder in Vercel's order, those that another one supersedes left out. With a runtime, only the
/// frameworks of that runtime take part. Vercel rejects a service where this finds more than one.
#[must_use]
pub fn frameworks_in(folder: &Folder<'_>, runtime: Option<Runtime>) -> Vec<Detection> {
    frameworks_among(&all_in(folder), runtime)
}

/// The same from [all](all_in) that were detected in the folder.
#[must_use]
pub fn frameworks_among(detected: &[Detection], runtime: Option<Runtime>) -> Vec<Detection> {
    among(detected, |framework| {
        !framework.experimental
            && (runtime.is_none() || framework.slug().and_then(Runtime::of_framework) == runtime)
    })
}

/// The frameworks of a folder of which Vercel would make a service where none is configured: bare runtimes too, which it does
/// not detect for a whole project.
#[must_use]
pub fn service_frameworks_in(folder: &Folder<'_>) -> Vec<Detection> {
    among(&all_in(folder), |framework| !framework.experimental || framework.runtime_framework)
}

/// Every framework of which a folder shows the signs, in Vercel's order.
#[must_use]
pub fn all_in(folder: &Folder<'_>) -> Vec<Detection> {
    frameworks::all().iter().filter_map(|framework| detect(folder, framework)).collect()
}

fn among(detected: &[Detection], takes_part: impl Fn(&Framework) -> bool) -> Vec<Detection> {
    let (fallbacks, normal): (Vec<Detection>, Vec<Detection>) = detected
        .iter()
        .filter(|detection| takes_part(detection.framework))
        .cloned()
        .partition(|detection| detection.fallback);

    let mut kept = slugs(&normal);
    remove_superseded(&mut kept);
    let mut kept_fallbacks = slugs(&fallbacks);
    for superseded in kept.iter().flat_map(|framework| &framework.supersedes) {
        remove(&mut kept_fallbacks, superseded);
    }
    remove_superseded(&mut kept_fallbacks);

    let is_in = |list: &[&'static Framework], detection: &Detection| {
        list.iter().any(|it| it.slug == detection.framework.slug)
    };
    normal
        .into_iter()
        .filter(|detection| is_in(&kept, detection))
        .chain(fallbacks.into_iter().filter(|detection| is_in(&kept_fallbacks, detection)))
        .collect()
}

fn slugs(detections: &[Detection]) -> Vec<&'static Framework> {
    detections.iter().map(|detection| detection.framework).collect()
}

/// Whether a folder shows the signs of a framework: all of `every`, and one of `some` if there are any.
fn detect(folder: &Folder<'_>, framework: &'static Framework) -> Option<Detection> {
    let detectors = framework.detectors.as_ref()?;
    let mut signs: Vec<Sign> =
        detectors.every.iter().map(|detector| sign(folder, detector)).collect::<Option<_>>()?;
    if let Some(some) = &detectors.some {
        signs.push(some.iter().find_map(|detector| sign(folder, detector))?);
    }
    let fallback = signs.iter().any(|sign| sign.fallback);
    let version = signs.into_iter().find_map(|sign| sign.version);
    Some(Detection { framework, version, fallback })
}

struct Sign {
    version: Option<String>,
    fallback: bool,
}

fn sign(folder: &Folder<'_>, detector: &Detector) -> Option<Sign> {
    let path = detector.path.as_deref().unwrap_or("package.json");
    if !folder.exists(path) {
        return None;
    }
    let mut version = None;
    if detector.match_package.is_some() || detector.match_content.is_some() {
        let text = folder.read(path)?;
        // Few patterns are ever compiled: that costs more than all else.
        if detector.match_package.as_deref().is_some_and(|package| !may_name(&text, package)) {
            return None;
        }
        let captures = detector.captures(&text)?;
        if detector.match_package.is_some() {
            version = captures.get(3).and_then(|it| text.get(it.range())).map(str::to_owned);
        }
    }
    Some(Sign { version, fallback: detector.fallback })
}

/// Whether a text can match a package's pattern at all, so that most patterns are never run. A `.` in the name matches any character.
fn may_name(text: &str, package: &str) -> bool {
    package.split('.').next().is_some_and(|start| text.contains(start))
}

impl Detector {
    /// Whether a folder shows this sign.
    fn matches(&self, folder: &Folder<'_>) -> bool {
        sign(folder, self).is_some()
    }

    /// What the expression that the file's text must match finds in it. It is compiled once, for ASCII if the text is no more than that:
    /// characters of several bytes make automata large.
    fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        let is_ascii = text.is_ascii();
        let pattern = if is_ascii { &self.ascii_pattern } else { &self.pattern };
        let compile = || {
            let written = from_javascript(&self.javascript()?, is_ascii);
            RegexBuilder::new(&written).unicode(!is_ascii).build().ok()
        };
        pattern.get_or_init(compile).as_ref()?.captures(text.as_bytes())
    }

    /// The same as Vercel's JavaScript has it: a package is looked for in the text of `package.json`.
    fn javascript(&self) -> Option<String> {
        match &self.match_package {
            Some(package) => {
                Some(format!(r#""(dev)?(d|D)ependencies":\s*{{[^}}]*"{package}":\s*"(.+?)"[^}}]*}}"#))
            }
            None => self.match_content.clone(),
        }
    }
}

/// A JavaScript expression (no flag but `m`) in the dialect of the `regex` crate, for any text or for ASCII alone. The crate runs in linear time on any text:
/// a file that is made to be slow can't hold the editor up. It covers what the framework table uses; a test compares
/// every pattern of the table with a JavaScript engine.
fn from_javascript(pattern: &str, is_ascii: bool) -> String {
    let (space, any) = if is_ascii {
        (r"\t\n\x0B\x0C\r ", r"[^\n\r]")
    } else {
        (
            r"\t\n\x0B\x0C\r \u{A0}\u{1680}\u{2000}-\u{200A}\u{2028}\u{2029}\u{202F}\u{205F}\u{3000}\u{FEFF}",
            r"[^\n\r\u{2028}\u{2029}]",
        )
    };
    let mut out = String::with_capacity(pattern.len() * 2);
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('s') if in_class => out.push_str(space),
                Some('s') => out.extend(["[", space, "]"]),
                Some('d') if in_class => out.push_str("0-9"),
                Some('d') => out.push_str("[0-9]"),
                Some(escaped) => out.extend(['\\', escaped]),
                None => out.push('\\'),
            },
            '[' if !in_class => {
                in_class = true;
                out.push('[');
            }
            ']' if in_class => {
                in_class = false;
                out.push(']');
            }
            '.' if !in_class => out.push_str(any),
            '{' | '}' if !in_class => out.extend(['\\', char]),
            char => out.push(char),
        }
    }
    out
}

/// Removes what the frameworks of a list supersede. Every framework of the original list has its say, removed or not.
fn remove_superseded(list: &mut Vec<&'static Framework>) {
    for framework in list.clone() {
        for slug in &framework.supersedes {
            remove(list, slug);
        }
    }
}

/// Removes a framework and, before it, what it supersedes. Vercel looks the position up first and removes what stands
/// there last; where the removals between moved the list, that is another framework or none. So it is here.
fn remove(list: &mut Vec<&'static Framework>, slug: &str) {
    let Some(index) = list.iter().position(|framework| framework.slug() == Some(slug)) else { return };
    let Some(framework) = list.get(index).copied() else { return };
    for superseded in &framework.supersedes {
        remove(list, superseded);
    }
    if index < list.len() {
        list.remove(index);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::project::MemoryFs;

    fn found(files: &[(&str, &str)]) -> String {
        let fs = MemoryFs::new(files.iter().copied());
        let slugs: Vec<_> = frameworks_in(&Folder::root(&fs), None).iter().map(Detection::slug).collect();
        slugs.join(" ")
    }

    fn package(names: &[&str]) -> String {
        let dependencies: Vec<_> = names.iter().map(|name| format!("\"{name}\": \"^1.0.0\"")).collect();
        format!("{{ \"dependencies\": {{ {} }} }}", dependencies.join(", "))
    }

    #[test]
    fn packages() {
        assert_eq!(found(&[("package.json", &package(&["next", "react"]))]), "nextjs");
        assert_eq!(found(&[("package.json", r#"{ "devDependencies": { "vite": "7" } }"#)]), "vite");
        assert_eq!(found(&[("package.json", r#"{ "peerDependencies": { "vite": "7" } }"#)]), "");
        assert_eq!(found(&[("package.json", r#"{ "dependencies": { "vite": "" } }"#)]), "");
        assert_eq!(found(&[("package.json/", "")]), "");
    }

    #[test]
    fn version_is_told() {
        let fs = MemoryFs::new([("package.json", r#"{"dependencies":{"astro":"^5.2.0"}}"#)]);
        let found = frameworks_in(&Folder::root(&fs), None);
        assert_eq!(found[0].version.as_deref(), Some("^5.2.0"));
    }

    #[test]
    fn backends_need_an_importing_file() {
        let express = package(&["express"]);
        assert_eq!(found(&[("package.json", &express)]), "");
        assert_eq!(
            found(&[("package.json", &express), ("src/index.ts", "import e from 'express'")]),
            "express"
        );
        assert_eq!(found(&[("package.json", &express), ("server.js", "require( \"express\" )")]), "express");
        assert_eq!(found(&[("package.json", &express), ("server.js", "")]), "node");
    }

    #[test]
    fn superseded_ones_go() {
        assert_eq!(found(&[("requirements.txt", "fastapi==1")]), "fastapi");
        assert_eq!(found(&[("requirements.txt", "fastapi\nflask")]), "fastapi flask");
        assert_eq!(found(&[("package.json", &package(&["vite", "@sveltejs/kit"]))]), "sveltekit-1");
        let lovable = package(&[
            "@ionic/react",
            "vite",
            "@tanstack/router-plugin",
            "@tanstack/react-start",
            "@lovable.dev/vite-tanstack-config",
        ]);
        assert_eq!(found(&[("package.json", &lovable)]), "tanstack-start-lovable");
    }

    #[test]
    fn dockerfile_is_a_fallback() {
        assert_eq!(found(&[("Dockerfile", "")]), "container");
        assert_eq!(found(&[("Dockerfile", ""), ("package.json", &package(&["next"]))]), "nextjs container");
        assert_eq!(
            found(&[("Dockerfile.vercel", ""), ("package.json", &package(&["next"]))]),
            "container nextjs"
        );
    }

    #[test]
    fn runtime_filters() {
        let fs = MemoryFs::new([("requirements.txt", "flask"), ("package.json", &package(&["next"]))]);
        let slugs = |runtime| -> Vec<_> {
            frameworks_in(&Folder::root(&fs), runtime).iter().map(Detection::slug).collect()
        };
        assert_eq!(slugs(None), ["nextjs", "flask"]);
        assert_eq!(slugs(Some(Runtime::Python)), ["flask"]);
        assert_eq!(slugs(Some(Runtime::Node)), [""; 0]);
    }

    #[test]
    fn experimental_ones_are_skipped() {
        assert_eq!(found(&[("bun.lock", ""), ("server.ts", "")]), "node");
        assert_eq!(found(&[("config.ru", ""), ("Gemfile", "")]), "");
    }

    fn patterns() -> Vec<(&'static Detector, String)> {
        let detectors = frameworks::all().iter().filter_map(|framework| framework.detectors.as_ref());
        detectors
            .flat_map(|it| it.every.iter().chain(it.some.iter().flatten()))
            .filter_map(|detector| Some((detector, detector.javascript()?)))
            .collect()
    }

    #[test]
    fn every_pattern_compiles() {
        for (detector, javascript) in patterns() {
            detector.captures("");
            detector.captures("é");
            for pattern in [&detector.ascii_pattern, &detector.pattern] {
                assert!(pattern.get().unwrap().is_some(), "{javascript}");
            }
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::test_runner::Config { cases: 64, ..Default::default() })]

        /// Our dialect and a JavaScript engine agree on every pattern of the table.
        #[test]
        fn patterns_are_javascripts(pieces in proptest::collection::vec(0..PIECES.len(), 0..24)) {
            let text: String = pieces.iter().map(|&piece| PIECES[piece]).collect();
            for (detector, javascript) in patterns() {
                let oracle = regress::Regex::with_flags(&javascript, "m").unwrap();
                let ours = detector.captures(&text);
                let theirs = oracle.find(&text);
                proptest::prop_assert_eq!(ours.as_ref().map(|it| it.get(0).unwrap().range()), theirs.as_ref().map(regress::Match::range), "{} on {:?}", javascript, text);
                proptest::prop_assert_eq!(
                    ours.as_ref().and_then(|it| it.get(3)).map(|it| it.range()),
                    theirs.as_ref().and_then(|it| if it.captures.len() > 2 { it.group(3) } else { None }),
                    "{} on {:?}", javascript, text
                );
            }
        }
    }

    /// What texts are made of in the comparison with a JavaScript engine.
    const PIECES: &[&str] = &[
        "\"dependencies\":",
        "\"devDependencies\": ",
        "\"Dependencies\"",
        "{",
        "}",
        "\n",
        "\r\n",
        "\u{2028}",
        "\u{FEFF}",
        "\u{85}",
        "\u{A0}",
        " ",
        ",",
        "\"next\":",
        "\"express\":",
        "\"@sveltejs/kit\":",
        "\"@sanity/cli\":",
        "\"eve\":",
        "\"@lovableXdev/vite-tanstack-config\":",
        "\"1.0.0-next.12\"",
        "\"^2.1\"",
        "\"\"",
        "\"é\"",
        "\"a\"",
        "from",
        "import",
        "require",
        "(",
        ")",
        "'express'",
        "\"hono\"",
        "'@nestjs/core'",
        "axum",
        "actix-web",
        "=",
        "fastapi",
        "Flask",
        "django",
        "DJANGO_SETTINGS_MODULE",
        "baseURL",
        "base_url",
        "@react-router/dev/vite",
    ];
}

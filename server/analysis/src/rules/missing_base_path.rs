//! Missing base path.

use std::sync::LazyLock;

use regex::Regex;
use svc_syntax::TextRange;

use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::routing::normalize_prefix;
use crate::services::{Services, v2};
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::javascript;
use svc_vercel::project::Folder;

rule! {
    /// # Missing base path
    ///
    /// The page loads without its scripts and styles, because they are requested from the wrong path.
    ///
    /// A frontend requests its assets by absolute path: Next.js from `/_next`, Vite from `/assets`. For a service below `/`, these
    /// requests reach another service or return 404.
    ///
    /// Set `basePath` in `next.config` or `base` in `vite.config` to the service's path. With `services`, that is the path of the
    /// rewrites to the service. svc-lsp doesn't check configurations that compute the value.
    ///
    /// ```files
    /// //- /docs/package.json
    /// { "dependencies": { "next": "15" } }
    /// //- /docs/next.config.js
    /// module.exports = { reactStrictMode: true }
    /// ```
    /// ```json bad
    /// { "experimentalServices": { "docs": { "framework": "nextjs", "root": "docs", "routePrefix": "/docs" } } }
    /// ```
    ///
    /// ```files
    /// //- /docs/package.json
    /// { "dependencies": { "next": "15" } }
    /// //- /docs/next.config.js
    /// module.exports = { basePath: '/docs' }
    /// ```
    /// ```json good
    /// { "experimentalServices": { "docs": { "framework": "nextjs", "root": "docs", "routePrefix": "/docs" } } }
    /// ```
    pub static RULE = {
        code: "missing-base-path",
        severity: Warning,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_v1),
    }
}

/// A framework whose base path this rule reads.
struct Frontend {
    slug: &'static str,
    name: &'static str,
    /// The option, and the configuration's file without its extension.
    option: &'static str,
    file: &'static str,
    /// The flag that sets the option in a script of `package.json`.
    flag: Option<&'static str>,
}

const FRONTENDS: [Frontend; 2] = [
    Frontend { slug: "nextjs", name: "Next.js", option: "basePath", file: "next.config", flag: None },
    Frontend { slug: "vite", name: "Vite", option: "base", file: "vite.config", flag: Some("--base") },
];

/// What a configuration says of its base path.
#[derive(Debug, PartialEq, Eq)]
enum Base {
    /// Nothing.
    Absent,
    /// This.
    Is(String),
    /// Something that it computes.
    Unknown,
}

/// A service that answers requests below a path.
struct Mounted<'a> {
    service: &'a str,
    framework: Option<&'a str>,
    folder: &'a str,
    path: String,
    /// Where the path is written.
    range: TextRange,
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, in_v2(snapshot), findings);
}

fn check_v1(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, in_v1(services), findings);
}

fn report(snapshot: &Snapshot, mounted: Vec<Mounted<'_>>, findings: &mut Vec<Finding>) {
    for mounted in mounted.into_iter().filter(|it| it.path != "/") {
        let Some(frontend) = FRONTENDS.iter().find(|it| Some(it.slug) == mounted.framework) else { continue };
        let folder = Folder::root(&*snapshot.project).folder(mounted.folder);
        let (file, base) = base_of(frontend, &folder);
        let (Frontend { name, option, .. }, Mounted { service, path, .. }) = (frontend, &mounted);
        let message = match base {
            Base::Unknown => continue,
            Base::Is(base) if base.trim_end_matches('/') == *path => continue,
            Base::Is(base) => format!(
                "`{service}` is served at `{path}`, but `{option}` in `{file}` is `{base}`. The two must match."
            ),
            Base::Absent => format!(
                "`{service}` is served at `{path}`, but {name} builds it for `/`, so scripts and styles return 404. Set `{option}: '{}'` in `{file}`.",
                path.trim_end_matches('/')
            ),
        };
        findings.push(Finding::new(&RULE, mounted.range, message).service(*service));
    }
}

fn in_v1<'s>(services: &'s Services<'_>) -> Vec<Mounted<'s>> {
    let mounted = services.resolved_in_v1().filter_map(|(declared, service)| {
        let prefix = declared.prefix().filter(|it| it.configured)?;
        Some(Mounted {
            service: &service.name,
            framework: service.framework(),
            folder: &service.workspace,
            path: normalize_prefix(&prefix.path),
            range: prefix.range,
        })
    });
    mounted.collect()
}

fn in_v2(snapshot: &Snapshot) -> Vec<Mounted<'_>> {
    let targets = v2::targets(snapshot);
    let mounted = v2::resolution(snapshot).services.iter().filter_map(|service| {
        let (path, range) = targets.get(&*service.name)?.mount()?;
        Some(Mounted {
            service: &service.name,
            framework: service.framework.as_deref(),
            folder: &service.root,
            path: path.to_owned(),
            range,
        })
    });
    mounted.collect()
}

/// Whether the links of a Next.js app are requested as they are written: its configuration puts no path and no locale before them.
#[must_use]
pub fn keeps_links(app: &Folder<'_>) -> bool {
    let [next, _] = &FRONTENDS;
    [next.option, "i18n"].iter().all(|option| base_of(&Frontend { option, ..*next }, app).1 == Base::Absent)
}

/// The file that configures a frontend, and what it says.
fn base_of(frontend: &Frontend, folder: &Folder<'_>) -> (String, Base) {
    let extensions = ["js", "mjs", "ts", "cjs", "mts", "cts"];
    let found = extensions.iter().map(|it| format!("{}.{it}", frontend.file)).find(|it| folder.is_file(it));
    let by_flag = frontend.flag.is_some_and(|flag| {
        folder
            .read("package.json")
            .is_some_and(|text| text.contains(&format!("{flag} ")) || text.contains(&format!("{flag}=")))
    });
    let base = match &found {
        _ if by_flag => Base::Unknown,
        None => Base::Absent,
        Some(file) => folder.read(file).map_or(Base::Unknown, |text| base_in(&text, frontend.option)),
    };
    let file = found.unwrap_or_else(|| format!("{}.js", frontend.file));
    (folder.resolve(&file), base)
}

#[expect(clippy::unwrap_used, reason = "constant patterns")]
static LITERAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"^\s*['"]?\s*[:=]\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)"|`([^`\\$]*)`)\s*(?:[,;})\n]|as\b|$)"#)
        .unwrap()
});

/// What the text of a configuration says of an option.
fn base_in(text: &str, option: &str) -> Base {
    let code = javascript::without_comments(text);
    let is_word = |char: Option<char>| char.is_some_and(|it| it.is_alphanumeric() || it == '_' || it == '$');
    let mut base = Base::Absent;
    for (at, _) in code.match_indices(option) {
        let (before, after) =
            (code.get(..at).unwrap_or_default(), code.get(at + option.len()..).unwrap_or_default());
        if is_word(before.chars().next_back()) || is_word(after.chars().next()) {
            continue;
        }
        let literal = LITERAL.captures(after).and_then(|it| it.iter().skip(1).flatten().next());
        base = match (literal, base) {
            (Some(literal), Base::Absent) => Base::Is(literal.as_str().to_owned()),
            (Some(literal), Base::Is(first)) if first == literal.as_str() => Base::Is(first),
            _ => return Base::Unknown,
        };
    }
    match base {
        // Spread in, read from another file of the project, or built by a function of its own: it may come from there.
        Base::Absent
            if ["...", "from './", "from \"./", "from '../", "from \"../", "require('.", "require(\"."]
                .iter()
                .any(|sign| code.contains(sign)) =>
        {
            Base::Unknown
        }
        // A relative or absolute address works wherever the pages are.
        Base::Is(base) if !base.starts_with('/') || base.starts_with("//") => Base::Unknown,
        base => base,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::{Reading, v1};
    use crate::testing::snapshot;

    #[test]
    fn what_configurations_say() {
        let is = |base: &str| Base::Is(base.to_owned());
        for (text, base) in [
            ("module.exports = {}", Base::Absent),
            ("export default { basePath: '/docs' }", is("/docs")),
            ("export default { \"basePath\": \"/docs\", }", is("/docs")),
            ("const c = {}; c.basePath = `/docs`;\nexport default c", is("/docs")),
            ("export default { basePath: '/docs' as const }", is("/docs")),
            ("// basePath: '/docs'\nexport default {}", Base::Absent),
            ("/* basePath: '/docs' */ export default {}", Base::Absent),
            ("const url = 'https://x.y/'; export default { basePath: '/a' }", is("/a")),
            ("export default { basePathname: '/docs' }", Base::Absent),
            ("export default { basePath: process.env.BASE }", Base::Unknown),
            ("export default { basePath: dev ? '' : '/docs' }", Base::Unknown),
            ("export default { basePath: '/docs' + suffix }", Base::Unknown),
            ("export default { basePath: `/${name}` }", Base::Unknown),
            ("export default { basePath }", Base::Unknown),
            ("export default dev ? { basePath: '/a' } : { basePath: '/b' }", Base::Unknown),
            ("export default { ...shared }", Base::Unknown),
            ("import config from './shared.mjs'; export default config", Base::Unknown),
            ("module.exports = require('../next.shared')", Base::Unknown),
            ("import mdx from '@next/mdx'; export default mdx()({})", Base::Absent),
            ("export default { basePath: '' }", Base::Unknown),
        ] {
            assert_eq!(base_in(text, "basePath"), base, "{text}");
        }
    }

    #[test]
    fn rewrites_mount_a_service() {
        let findings = |rewrites: &str| {
            let mut findings = Vec::new();
            let config = format!(
                "{{ \"services\": {{ \"docs\": {{ \"root\": \"docs\" }} }}, \"rewrites\": [{rewrites}] }}"
            );
            let package = r#"{ "dependencies": { "next": "16" } }"#;
            check(
                &snapshot(&format!("//- /vercel.json\n{config}\n//- /docs/package.json\n{package}\n")),
                &mut findings,
            );
            findings.into_iter().map(|it| it.message).collect::<Vec<_>>()
        };
        let rewrite = |source: &str| {
            format!("{{ \"source\": \"{source}\", \"destination\": {{ \"service\": \"docs\" }} }}")
        };
        let reported = findings(&rewrite("/docs(/.*)?"));
        assert_eq!(
            reported,
            [
                "`docs` is served at `/docs`, but Next.js builds it for `/`, so scripts and styles return 404. Set `basePath: '/docs'` in `docs/next.config.js`."
            ]
        );
        assert_eq!(findings(&[rewrite("/docs"), rewrite("/docs/:path*")].join(",")).len(), 1);
        assert_eq!(findings(&[rewrite("/docs(/.*)?"), rewrite("/_next/(.*)")].join(",")), [""; 0]);
        assert_eq!(findings(&rewrite("/(.*)")), [""; 0]);
    }

    #[test]
    fn vite_is_read_too() {
        let findings = |files: &str| {
            let mut findings = Vec::new();
            let config = "{ \"experimentalServices\": { \"admin\": { \"framework\": \"vite\", \"routePrefix\": \"/admin\" } } }";
            let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
            check_v1(&snapshot, &v1::services(&snapshot, Reading::Diagnostics), &mut findings);
            findings.into_iter().map(|it| it.message).collect::<Vec<_>>()
        };
        assert_eq!(findings("").len(), 1);
        assert_eq!(
            findings("//- /vite.config.ts\nexport default defineConfig({ base: '/other/' })\n").len(),
            1
        );
        assert!(
            findings("//- /vite.config.ts\nexport default defineConfig({ base: '/admin/' })\n").is_empty()
        );
        assert!(findings("//- /vite.config.ts\nexport default defineConfig({ base: './' })\n").is_empty());
        assert!(
            findings("//- /package.json\n{ \"scripts\": { \"build\": \"vite build --base=/admin/\" } }\n")
                .is_empty()
        );
    }
}

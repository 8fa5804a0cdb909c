//! The definition of a name or path: services to their declaration, paths and requests to files.

use std::ops::ControlFlow;

use svc_syntax::{Focus, FocusKind, PathSegment, TextRange, TextSize};

use svc_analysis::request::Answers;
use svc_analysis::services::names::{self, Role};
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::{self, Meaning, PathKind};
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::posix_path;
use svc_vercel::project::Folder;
use svc_vercel::project::walk::matching;
use svc_vercel::runtime::{ModuleAttribute, Runtime};

/// How many files a glob targets at most.
const MATCHES: usize = 100;

/// Where something is defined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    /// The file, from the project root; none where it is this one.
    pub file: Option<String>,
    /// All of it; empty at the start of another file.
    pub range: TextRange,
    /// The name in it.
    pub selection: TextRange,
}

/// The string at the offset, without its quotes, and its definitions; `None` if there are none.
#[must_use]
pub fn definitions(snapshot: &Snapshot, offset: TextSize) -> Option<(TextRange, Vec<Definition>)> {
    let Focus { range, kind, path } = snapshot.focus(offset)?;
    let origin = snapshot.without_quotes(range);
    let named_at = bound_at(snapshot, &path).unwrap_or(offset);
    let definitions = match names::at(snapshot, named_at) {
        Some(name) => names::occurrences_at(snapshot, named_at)
            .into_iter()
            .filter(|it| it.role == Role::Declaration && it.name == name.name)
            .map(|it| Definition {
                file: None,
                range: it.full_range,
                selection: snapshot.without_quotes(it.range),
            })
            .collect(),
        None => {
            let (meaning, text) = match kind {
                FocusKind::Key => {
                    let (PathSegment::Key(key), object) = path.split_last()? else { return None };
                    (snapshot.model().key_meaning(object)?, key.as_str())
                }
                FocusKind::Value => {
                    (snapshot.model().meaning(&path)?, snapshot.config().at(&path)?.as_str()?)
                }
                FocusKind::Other => return None,
            };
            let answers = Answers::new(snapshot);
            let mut found: Vec<Definition> =
                files(snapshot, &answers, meaning, &path, text).into_iter().map(at_start_of).collect();
            if meaning == Meaning::RequestPath || meaning == Meaning::Destination {
                let service = answers.of(&path, text).service;
                found.extend(service.and_then(|service| declaration(snapshot, &service)));
            }
            found
        }
    };
    (!definitions.is_empty()).then_some((origin, definitions))
}

/// Where a binding names its service, from the path of its `env`.
fn bound_at(snapshot: &Snapshot, path: &[PathSegment]) -> Option<TextSize> {
    let (PathSegment::Key(last), binding) = path.split_last()? else { return None };
    let is_variable = last == "env" && snapshot.model().meaning(path) == Some(Meaning::EnvName);
    let service = snapshot.config().at(binding)?.get("service").filter(|_| is_variable)?;
    Some(service.range.start())
}

fn at_start_of(file: String) -> Definition {
    let start = TextRange::empty(0.into());
    Definition { file: Some(file), range: start, selection: start }
}

/// The files that a value targets, from the project root.
pub(crate) fn files(
    snapshot: &Snapshot,
    answers: &Answers<'_>,
    meaning: Meaning,
    path: &[PathSegment],
    text: &str,
) -> Vec<String> {
    let project = &*snapshot.project;
    let base = meaning::base_of(snapshot.config(), path);
    let folder = Folder::root(project).folder(&base);
    let inside = |file: String| posix_path::normalize(&file);
    let is_inside =
        |file: &String| !file.starts_with("..") && !file.starts_with('/') && project.is_file(file);
    let found = match meaning {
        Meaning::Path(kind) => {
            let module = ModuleAttribute::parse(text).filter(|_| kind == PathKind::Entrypoint);
            let at = folder.resolve(&module.map_or_else(|| text.to_owned(), |module| module.file));
            vec![inside(at.clone())]
                .into_iter()
                .filter(is_inside)
                .chain(manifest(project, &inside(at)))
                .collect()
        }
        Meaning::Glob => {
            let (mut found, mut steps) = (Vec::new(), Steps::default());
            let (root, glob) = (posix_path::normalize(&base), Glob::new(text, &mut steps));
            matching(project, root.trim_end_matches('/'), &glob, &mut steps, |file| {
                found.push(file.to_owned());
                if found.len() < MATCHES { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            found
        }
        Meaning::RequestPath | Meaning::Destination => answers.of(path, text).files,
        _ => Vec::new(),
    };
    found.into_iter().filter(is_inside).collect()
}

/// The file that stands for a folder: its manifest.
fn manifest(project: &dyn svc_vercel::project::ProjectFs, folder: &str) -> Option<String> {
    let folder = Folder::root(project).folder(folder);
    let manifests = Runtime::ALL.iter().flat_map(|runtime| runtime.manifests());
    let mut names = manifests.copied().chain(["Dockerfile", "index.html"]);
    names.find(|name| folder.is_file(name)).map(|name| folder.resolve(name))
}

/// Where a service is declared.
pub(crate) fn declaration(snapshot: &Snapshot, service: &str) -> Option<Definition> {
    let names = names::occurrences(snapshot.config());
    let name = names.iter().find(|it| it.role == Role::Declaration && it.name == service)?;
    Some(Definition { file: None, range: name.full_range, selection: snapshot.without_quotes(name.range) })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use svc_analysis::testing::Fixture;

    const PROJECT: &str = r#"
//- /api/main.py
//- /api/requirements.txt
//- /api/daily.ts
//- /web/package.json
{}
//- /proxy.ts
"#;

    fn check(json: &str, expect: &Expect) {
        let fixture = Fixture::new(&format!("//- /vercel.json\n{json}{PROJECT}"));
        let shown =
            definitions(&fixture.snapshot, fixture.offset()).map_or_else(String::new, |(origin, found)| {
                let found = found.into_iter().map(|it| match it.file {
                    Some(file) => file,
                    None => format!("{} in {}", &fixture.text[it.selection], &fixture.text[it.range]),
                });
                format!("{} -> {}", &fixture.text[origin], found.collect::<Vec<_>>().join(", "))
            });
        expect.assert_eq(&shown);
    }

    #[test]
    fn services_lead_to_their_declaration() {
        check(
            r#"{ "services": { "api": {}, "b": { "bindings": [{ "service": "a$0pi" }] } } }"#,
            &expect![[r#"api -> api in "api": {}"#]],
        );
        check(r#"{ "services": { "b": { "bindings": [{ "service": "n$0o" }] } } }"#, &expect![[""]]);
        let binding =
            |json: &str| format!(r#"{{ "services": {{ "api": {{}}, "b": {{ "bindings": [{json}] }} }} }}"#);
        check(&binding(r#"{ "service": "api", "env": "A$0PI" }"#), &expect![[r#"API -> api in "api": {}"#]]);
        check(&binding(r#"{ "e$0nv": "API", "service": "api" }"#), &expect![[r#"env -> api in "api": {}"#]]);
        check(&binding(r#"{ "service": "no", "env": "A$0PI" }"#), &expect![[""]]);
        check(&binding(r#"{ "env": "A$0PI" }"#), &expect![[""]]);
        check(
            r#"{ "rewrites": [{ "service": "b", "env": ["A$0PI"] }], "services": { "b": {} } }"#,
            &expect![[""]],
        );
    }

    #[test]
    fn paths_lead_to_files_and_folders_to_their_manifest() {
        check(
            r#"{ "services": { "api": { "root": "api", "entrypoint": "m$0ain.py" } } }"#,
            &expect!["main.py -> api/main.py"],
        );
        check(
            r#"{ "services": { "api": { "root": "api", "entrypoint": "main$0:app" } } }"#,
            &expect!["main:app -> api/main.py"],
        );
        check(
            r#"{ "experimentalServices": { "api": { "entrypoint": "./api/ma$0in.py" } } }"#,
            &expect!["./api/main.py -> api/main.py"],
        );
        check(r#"{ "services": { "api": { "root": "a$0pi" } } }"#, &expect!["api -> api/requirements.txt"]);
        check(r#"{ "services": { "api": { "root": "../a$0pi" } } }"#, &expect![[""]]);
        check(r#"{ "proxy": { "entrypoint": "proxy$0.ts" } }"#, &expect!["proxy.ts -> proxy.ts"]);
    }

    #[test]
    fn globs_lead_to_what_they_match() {
        check(
            r#"{ "functions": { "api/*$0": {} } }"#,
            &expect!["api/* -> api/daily.ts, api/main.py, api/requirements.txt"],
        );
        check(r#"{ "functions": { "api/daily$0.ts": {} } }"#, &expect!["api/daily.ts -> api/daily.ts"]);
        check(
            r#"{ "services": { "api": { "root": "api", "functions": { "main.py": { "includeFiles": "*.txt$0" } } } } }"#,
            &expect!["*.txt -> api/requirements.txt"],
        );
        check(r#"{ "functions": { "nowhere/*$0": {} } }"#, &expect![[""]]);
    }

    #[test]
    fn requests_lead_to_the_files_and_services_that_answer() {
        check(
            r#"{ "crons": [{ "path": "/api/d$0aily", "schedule": "0 0 * * *" }] }"#,
            &expect!["/api/daily -> api/daily.ts"],
        );
        check(
            r#"{ "experimentalServices": { "api": { "entrypoint": "api/main.py", "routePrefix": "/api" } }, "crons": [{ "path": "/api/d$0" }] }"#,
            &expect![[r#"/api/d -> api in "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }"#]],
        );
        check(
            r#"{ "rewrites": [{ "source": "/x", "destination": "/api/daily$0" }] }"#,
            &expect!["/api/daily -> api/daily.ts"],
        );
    }
}

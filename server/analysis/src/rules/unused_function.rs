//! Function pattern matches no function.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use crate::functions::framework;
use crate::functions::{self, Block};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix, MAX_FINDINGS};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::TextEdit;
use svc_syntax::TextRange;
use svc_syntax::edit;
use svc_syntax::value::{Json, Member, Query};
use svc_vercel::frameworks::Framework;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::project::walk::{Count, count, walk};
use svc_vercel::project::{Missing, ProjectFs};
use svc_vercel::spelling;

rule! {
    /// # Function pattern matches no function
    ///
    /// The build fails because a key of `functions` matches no function.
    ///
    /// Each key is a glob or the path of a function. Functions are the files in `api` and, for Next.js, the routes in `app` and
    /// `pages`. Correct the path, or remove the key.
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "framework": null, "functions": { "api/reports.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json good
    /// { "framework": null, "functions": { "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// Keys are relative to the project's Root Directory, without `./`:
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "framework": null, "functions": { "apps/shop/api/*.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// In a Next.js project, the routes are in `pages` and `app`:
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// //- /pages/api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/**": { "maxDuration": 60 } } }
    /// ```
    ///
    /// If several keys match a function, the first one counts. Put specific keys before general ones:
    ///
    /// ```files
    /// //- /api/a.ts
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.ts": { "maxDuration": 10 }, "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// Here `api/*.ts` already covers `report.ts`, so the second key is unused. Vercel accepts the file, but the build fails.
    pub static RULE = {
        code: "unused-function",
        vercel: "unused_function",
        severity: Error,
        check: Check::File(check),
    }
}

/// How a key of `functions` is used.
#[derive(Debug)]
enum Use {
    /// It is used, or it can't be determined.
    Fine,
    /// A key before it takes the functions that it matches, as this file.
    Taken { file: String, winner: String },
    /// It matches no file. What it may have meant does.
    NoFile { missing: Missing, meant: Option<String> },
    /// It matches files that are no functions.
    NoFunction(Count),
}

/// What becomes of each readable key of a block.
struct Uses;

/// What it depends on beside the block and the project.
#[derive(PartialEq)]
struct Inputs {
    root: String,
    claimed: Vec<String>,
    framework: Option<Option<&'static Framework>>,
    /// Whether no framework builds the project's files.
    is_static: bool,
}

impl Query for Uses {
    type Answer = Mutex<Option<(Inputs, Arc<Vec<Use>>)>>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut found = Vec::new();
    for block in functions::blocks(snapshot) {
        let uses = match block.service {
            Some(_) => {
                let inputs = Inputs {
                    root: block.root.clone(),
                    claimed: Vec::new(),
                    framework: framework::of(snapshot),
                    is_static: framework::is_static(snapshot),
                };
                block.remembered::<Uses, _, _>(snapshot, inputs, |inputs| {
                    uses_in_service(snapshot, &block, inputs)
                })
            }
            None if block.is_zero_config() => {
                let inputs = Inputs {
                    root: block.root.clone(),
                    claimed: functions::claimed_files(snapshot.config()),
                    framework: framework::of(snapshot),
                    is_static: framework::is_static(snapshot),
                };
                block.remembered::<Uses, _, _>(snapshot, inputs, |inputs| uses(snapshot, &block, inputs))
            }
            None => continue,
        };
        let keys = block.members().filter(|member| is_readable(member)).zip(uses.iter());
        let reported = keys.filter_map(|(member, used)| match used {
            Use::Fine => None,
            Use::Taken { file, winner } => Some(taken_by(snapshot, &block, member, file, winner)),
            Use::NoFile { missing, meant } => {
                Some(no_file(snapshot, &block, member, missing, meant.as_deref()))
            }
            Use::NoFunction(files) => Some(no_function(snapshot, &block, member, *files)),
        });
        found.extend(reported.take(MAX_FINDINGS - found.len().min(MAX_FINDINGS)));
    }
    findings.append(&mut found);
}

/// Whether the key can be checked here: keys that another rule reports are skipped.
fn is_readable(member: &Member) -> bool {
    matches!(member.value.json, Json::Object(_)) && !member.key.starts_with('/') && !member.key.is_empty()
}

fn uses_in_service(snapshot: &Snapshot, block: &Block<'_>, inputs: &Inputs) -> Vec<Use> {
    let fs = &*snapshot.project;
    let mut steps = Steps::default();
    let keys = block.members().filter(|member| is_readable(member));
    let used = keys.map(|member| {
        let glob = Glob::new(&member.key, &mut steps);
        match block.matches_a_file(fs, &glob, &mut steps) {
            Some(false) => no_file_of(fs, block, inputs.framework, &member.key, &glob, &mut steps),
            _ => Use::Fine,
        }
    });
    used.collect()
}

fn uses(snapshot: &Snapshot, block: &Block<'_>, inputs: &Inputs) -> Vec<Use> {
    let Inputs { claimed, framework, is_static, .. } = inputs;
    let fs = &*snapshot.project;
    let mut steps = Steps::default();
    let keys: Vec<(&Member, Glob)> =
        block.members().map(|member| (member, Glob::new(&member.key, &mut steps))).collect();
    let files = functions::files_of_project(snapshot);
    let Some(used) = functions::keys_of_api_files(files, &keys, framework.flatten(), claimed, &mut steps)
    else {
        return Vec::new();
    };
    let winners: HashSet<&str> = used.values().copied().collect();
    let readable = keys.iter().filter(|(member, _)| is_readable(member));
    let becomes = readable.map(|(member, glob)| {
        let key = member.key.as_str();
        // What takes too many steps may match.
        let mut may_match = |file: &str| file == key || glob.matches(file, &mut steps) != Some(false);
        if winners.contains(key)
            || claimed.iter().any(|file| may_match(file))
            || !is_static && framework.is_some_and(|it| is_exempt(it, key))
        {
            return Use::Fine;
        }
        let taken = used.iter().find(|(file, _)| may_match(file));
        let matches = block.matches_a_file(fs, glob, &mut steps);
        match (taken, matches) {
            (_, None) => Use::Fine,
            (Some((file, winner)), _) => Use::Taken { file: file.clone(), winner: (*winner).to_owned() },
            (None, Some(matches)) if !matches || key.starts_with("./") => {
                no_file_of(fs, block, *framework, key, glob, &mut steps)
            }
            (None, _) if framework.is_some() => Use::NoFunction(count(fs, &block.root, glob, &mut steps)),
            (None, _) => Use::Fine,
        }
    });
    becomes.collect()
}

/// Whether the framework's builder looks at the key later, or never objects.
fn is_exempt(framework: Option<&Framework>, key: &str) -> bool {
    let Some(framework) = framework else { return false };
    match framework.builder() {
        "@vercel/next" => ["pages/", "src/pages", "app/", "src/app/", "middleware", "src/middleware"]
            .into_iter()
            .any(|start| key.starts_with(start)),
        "@vercel/express" | "@vercel/hono" | "@vercel/python" | "@vercel/backends" => true,
        _ => false,
    }
}

/// A key that matches no file, with why, and the key that it may have meant.
fn no_file_of(
    fs: &dyn ProjectFs,
    block: &Block<'_>,
    framework: Option<Option<&Framework>>,
    key: &str,
    glob: &Glob,
    steps: &mut Steps,
) -> Use {
    let missing = block.missing(fs, key, glob, steps);
    Use::NoFile { missing, meant: meant(fs, block, framework, key, steps) }
}

fn no_file(
    snapshot: &Snapshot,
    block: &Block<'_>,
    member: &Member,
    missing: &Missing,
    meant: Option<&str>,
) -> Finding {
    let key = &member.key;
    let root = if block.root == "." { "the project".to_owned() } else { format!("`{}`", block.root) };
    // The build does not look at the functions of services.
    let outcome = if block.service.is_some() { "its settings have no effect" } else { "the build fails" };
    let near = match missing {
        Missing::DifferentCase(found) => Some(found.clone()),
        _ => meant.map(str::to_owned).or_else(|| nearest(snapshot, block, key)),
    };
    let near = near.filter(|near| !block.object.has(near));
    let remedy = match (missing, &near) {
        (_, Some(near)) => format!("Use `{near}`."),
        (Missing::Excluded(_), None) => "Remove the key, or deploy the file.".to_owned(),
        _ => "Correct or remove the key.".to_owned(),
    };
    let message = match functions::missing_clause(missing, key) {
        Some(clause) => format!("{clause}, so {outcome}. {remedy}"),
        None => format!("`{key}` matches no file in {root}, so {outcome}. {remedy}"),
    };
    let mut finding = Finding::new(&RULE, member.key_range, message);
    finding.service.clone_from(&block.service);
    if block.service.is_some() {
        finding.vercel_code = None;
        finding.severity = Severity::Warning;
    } else if framework::of(snapshot).is_none() {
        // Whether the build objects depends on which of several frameworks the project is set to.
        finding.severity = Severity::Warning;
    }
    if let Some(near) = near {
        let (title, edit) = (format!("Change to `{near}`"), edit::rename_key(member, &near));
        let is_certain = matches!(missing, Missing::DifferentCase(_));
        finding =
            finding.fix(if is_certain { Fix::preferred(title, edit) } else { Fix::offered(title, edit) });
    }
    finding.fix(Fix::offered("Remove this entry", block.without(snapshot, member)))
}

/// The file in `api` that a key is most likely a misspelling of.
fn nearest(snapshot: &Snapshot, block: &Block<'_>, key: &str) -> Option<String> {
    let mut files = Vec::new();
    let _walked = walk(&*snapshot.project, &svc_vercel::posix_path::join(&block.root, "api"), |file| {
        files.push(file.strip_prefix(&format!("{}/", block.root)).unwrap_or(file).to_owned());
        if files.len() < 500 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    spelling::nearest(key, files.iter().map(String::as_str)).map(str::to_owned)
}

/// The key as it would match: from the root of the project, or below the folder in which Next.js has its routes.
fn meant(
    fs: &dyn ProjectFs,
    block: &Block<'_>,
    framework: Option<Option<&Framework>>,
    key: &str,
    steps: &mut Steps,
) -> Option<String> {
    let plain = key.trim_start_matches("./");
    let below = plain.match_indices('/').filter_map(|(at, _)| plain.get(at + 1..));
    let from_root = std::iter::once(plain).chain(below).map(str::to_owned);
    let of_next =
        ["src/", "pages/", "src/pages/", "app/", "src/app/"].into_iter().map(|top| format!("{top}{plain}"));
    let framework = framework.flatten();
    let mut is_function = |key: &String| {
        (key.starts_with("api/") || is_exempt(framework, key)) && {
            let glob = Glob::new(key, steps);
            block.matches_a_file(fs, &glob, steps) == Some(true)
        }
    };
    from_root.chain(of_next).filter(|other| other != key).find(|key| is_function(key))
}

fn no_function(snapshot: &Snapshot, block: &Block<'_>, member: &Member, matched: Count) -> Finding {
    let files = match (matched.files, matched.is_partial) {
        (1, false) => "a file that isn't a".to_owned(),
        (files, false) => format!("{files} files, none of them a"),
        (files, true) => format!("more than {files} files, none of them a"),
    };
    let message = format!(
        "`{}` matches {files} function, so the build fails. Functions are files in `api` and Next.js routes.",
        member.key
    );
    let edit = block.without(snapshot, member);
    Finding::new(&RULE, member.key_range, message).fix(Fix::offered("Remove this entry", edit))
}

/// Every function that the key matches is taken by keys before it.
fn taken_by(snapshot: &Snapshot, block: &Block<'_>, member: &Member, file: &str, winner: &str) -> Finding {
    let message = format!(
        "This key is never used: `{winner}` above also matches `{file}`, and the first match counts. Move this key up."
    );
    let mut finding = Finding::new(&RULE, member.key_range, message);
    let Some(first) = block.object.member(winner) else { return finding };
    finding = finding.related(first.key_range, "This key matches first.");
    let removal = edit::remove_member(&snapshot.text, block.object, member);
    let start = first.range.start();
    let moved =
        format!("{},{}", snapshot.text.slice(member.range), edit::separator_before(&snapshot.text, start));
    let insertion = TextEdit::new(TextRange::empty(start), moved);
    finding.fix(Fix {
        title: format!("Move before `{winner}`"),
        edits: vec![insertion, removal],
        preferred: false,
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::snapshot;

    /// The first fix of a key.
    fn offered(key: &str, files: &str) -> Option<String> {
        let config = format!(r#"{{ "functions": {{ "{key}": {{ "maxDuration": 60 }} }} }}"#);
        let snapshot = snapshot(&format!("//- /vercel.json\n{config}\n{files}"));
        let mut findings = Vec::new();
        super::check(&snapshot, &mut findings);
        let fix = findings.into_iter().next()?.fixes.into_iter().next()?;
        fix.edits.first().map(|edit| edit.insert.trim_matches('"').to_owned())
    }

    #[test]
    fn the_key_that_would_match_is_offered() {
        let api = "//- /api/users.js\n";
        let next =
            "//- /package.json\n{ \"dependencies\": { \"next\": \"16\" } }\n//- /src/pages/api/users.js\n";
        for (key, files, expected) in [
            ("./api/users.js", api, "api/users.js"),
            ("apps/web/api/**/*.js", api, "api/**/*.js"),
            ("api/**", next, "src/pages/api/**"),
            ("./pages/api/users.js", next, "src/pages/api/users.js"),
        ] {
            assert_eq!(offered(key, files).as_deref(), Some(expected), "{key}");
        }
    }
}

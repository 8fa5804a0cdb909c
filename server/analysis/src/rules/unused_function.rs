//! A key of `functions` that no function uses.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};

use crate::functions::framework;
use crate::functions::{self, Block};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix, MAX_FINDINGS};
use crate::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::TextRange;
use svc_syntax::edit;
use svc_syntax::value::{Json, Member, Query};
use svc_vercel::frameworks::Framework;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::project::walk::{Count, count, walk};
use svc_vercel::spelling;

rule! {
    /// # A key of `functions` that no function uses
    ///
    /// Each key of `functions` is the path of a function or a glob, and Vercel refuses a deployment where a key is used by none.
    /// Functions are the files in `api`; for Next.js, also the routes in `app` and `pages`.
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
    /// Of several keys that match a function, the first counts. A specific one stands before the general one:
    ///
    /// ```files
    /// //- /api/a.ts
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "functions": { "api/*.ts": { "maxDuration": 10 }, "api/report.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// The build is refused, not the file: Vercel finds this when it looks for what to build.
    pub static RULE = {
        code: "unused-function",
        vercel: "unused_function",
        severity: Warning,
        check: Check::File(check),
    }
}

/// What becomes of a key of `functions`.
#[derive(Debug)]
enum Use {
    /// It is used, or it can't be told.
    Fine,
    /// A key before it takes the functions that it matches, as this file.
    Taken { file: String, winner: String },
    /// It matches no file.
    NoFile,
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
}

impl Query for Uses {
    type Answer = Mutex<Option<(Inputs, Arc<Vec<Use>>)>>;
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let mut found = Vec::new();
    for block in functions::blocks(snapshot) {
        let uses = match block.service {
            Some(_) => {
                let inputs = Inputs { root: block.root.clone(), claimed: Vec::new(), framework: None };
                block.remembered::<Uses, _, _>(snapshot, inputs, |_| uses_in_service(snapshot, &block))
            }
            None if block.is_zero_config() => {
                let inputs = Inputs {
                    root: block.root.clone(),
                    claimed: functions::claimed_files(snapshot.config()),
                    framework: framework::of(snapshot),
                };
                block.remembered::<Uses, _, _>(snapshot, inputs, |inputs| uses(snapshot, &block, inputs))
            }
            None => continue,
        };
        let keys = block.members().filter(|member| is_readable(member)).zip(uses.iter());
        let told = keys.filter_map(|(member, used)| match used {
            Use::Fine => None,
            Use::Taken { file, winner } => Some(taken_by(snapshot, &block, member, file, winner)),
            Use::NoFile => Some(no_file(snapshot, &block, member)),
            Use::NoFunction(files) => Some(no_function(snapshot, &block, member, *files)),
        });
        found.extend(told.take(MAX_FINDINGS - found.len().min(MAX_FINDINGS)));
    }
    findings.append(&mut found);
}

/// Keys that another rule speaks of are left alone.
fn is_readable(member: &Member) -> bool {
    matches!(member.value.json, Json::Object(_)) && !member.key.starts_with('/') && !member.key.is_empty()
}

fn uses_in_service(snapshot: &Snapshot, block: &Block<'_>) -> Vec<Use> {
    let mut steps = Steps::default();
    let keys = block.members().filter(|member| is_readable(member));
    let used = keys.map(|member| {
        let glob = Glob::new(&member.key, &mut steps);
        match block.matches_a_file(&*snapshot.project, &glob, &mut steps) {
            Some(false) => Use::NoFile,
            _ => Use::Fine,
        }
    });
    used.collect()
}

fn uses(snapshot: &Snapshot, block: &Block<'_>, inputs: &Inputs) -> Vec<Use> {
    let Inputs { claimed, framework, .. } = inputs;
    let fs = &*snapshot.project;
    let mut steps = Steps::default();
    let keys: Vec<(&Member, Glob)> =
        block.members().map(|member| (member, Glob::new(&member.key, &mut steps))).collect();
    let Some(used) = functions::keys_of_api_files(fs, &keys, framework.flatten(), claimed, &mut steps) else {
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
            || framework.is_some_and(|it| lets_through(it, key))
        {
            return Use::Fine;
        }
        let taken = used.iter().find(|(file, _)| may_match(file));
        let matches = block.matches_a_file(fs, glob, &mut steps);
        match (taken, matches) {
            (_, None) => Use::Fine,
            (Some((file, winner)), _) => Use::Taken { file: file.clone(), winner: (*winner).to_owned() },
            (None, Some(false)) => Use::NoFile,
            (None, Some(true)) if framework.is_some() => {
                Use::NoFunction(count(fs, &block.root, glob, &mut steps))
            }
            (None, Some(true)) => Use::Fine,
        }
    });
    becomes.collect()
}

/// Whether the framework's builder looks at the key later, or never objects.
fn lets_through(framework: Option<&Framework>, key: &str) -> bool {
    let Some(framework) = framework else { return false };
    match framework.builder() {
        "@vercel/next" => ["pages/", "src/pages", "app/", "src/app/", "middleware", "src/middleware"]
            .into_iter()
            .any(|start| key.starts_with(start)),
        "@vercel/express" | "@vercel/hono" | "@vercel/python" | "@vercel/backends" => true,
        _ => false,
    }
}

fn no_file(snapshot: &Snapshot, block: &Block<'_>, member: &Member) -> Finding {
    let key = &member.key;
    let root = if block.root == "." { "the project".to_owned() } else { format!("`{}`", block.root) };
    let message = format!("No file of {root} matches `{key}`: its settings apply to nothing.");
    let mut finding = Finding::new(&RULE, member.key_range, message);
    finding.service.clone_from(&block.service);
    if block.service.is_some() {
        // The CLI does not look at the functions of services.
        finding.vercel_code = None;
    }
    let mut files = Vec::new();
    let _walked = walk(&*snapshot.project, &svc_vercel::posix_path::join(&block.root, "api"), |file| {
        files.push(file.strip_prefix(&format!("{}/", block.root)).unwrap_or(file).to_owned());
        if files.len() < 500 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let near = spelling::nearest(key, files.iter().map(String::as_str));
    if let Some(near) = near.filter(|near| !block.object.has(near)) {
        finding = finding.fix(Fix::offered(format!("Write `{near}`"), edit::rename_key(member, near)));
    }
    finding.fix(Fix::offered("Remove it", block.without(snapshot, member)))
}

fn no_function(snapshot: &Snapshot, block: &Block<'_>, member: &Member, matched: Count) -> Finding {
    let files = match (matched.files, matched.is_partial) {
        (1, false) => "a file that is".to_owned(),
        (files, false) => format!("{files} files that are"),
        (files, true) => format!("{files} files and more that are"),
    };
    let message = format!(
        "`{}` matches {files} no function: settings of `functions` apply to files in `api` that Vercel can run, and to routes of Next.js.",
        member.key
    );
    let edit = block.without(snapshot, member);
    Finding::new(&RULE, member.key_range, message).fix(Fix::offered("Remove it", edit))
}

/// Every function that the key matches is taken by keys before it.
fn taken_by(snapshot: &Snapshot, block: &Block<'_>, member: &Member, file: &str, winner: &str) -> Finding {
    let message = format!(
        "Never used: `{winner}` above matches `{file}` too, and the first key that matches a function counts. Put this one before it."
    );
    let mut finding = Finding::new(&RULE, member.key_range, message);
    let Some(first) = block.object.member(winner) else { return finding };
    finding = finding.related(first.key_range, "This key takes the functions.");
    let removal = edit::remove_member(&snapshot.text, block.object, member);
    let start = first.range.start();
    let moved =
        format!("{},{}", snapshot.text.slice(member.range), edit::separator_before(&snapshot.text, start));
    let insertion = TextEdit::new(TextRange::empty(start), moved);
    finding.fix(Fix {
        title: format!("Put it before `{winner}`"),
        edits: vec![insertion, removal],
        preferred: true,
    })
}

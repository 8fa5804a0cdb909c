//! Function pattern matches no function.

use crate::functions::framework;
use std::ops::ControlFlow;

use crate::functions::{self, Block};
use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::TextEdit;
use svc_syntax::TextRange;
use svc_syntax::edit;
use svc_syntax::value::{Json, Member};
use svc_vercel::frameworks::Framework;
use svc_vercel::patterns::glob::Glob;
use svc_vercel::project::walk::{count, walk};
use svc_vercel::spelling;

rule! {
    /// # Function pattern matches no function
    ///
    /// The build fails because a key of `functions` matches no function.
    ///
    /// Each key is the path of a function or a glob. Functions are the files in `api` and, for Next.js, the routes in `app` and
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
    /// Vercel accepts the file, but the build fails.
    pub static RULE = {
        code: "unused-function",
        vercel: "unused_function",
        severity: Error,
        check: Check::File(check),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    for block in functions::blocks(snapshot) {
        if block.service.is_some() {
            for member in block.members().filter(|member| is_readable(member)) {
                if block.matches_a_file(&*snapshot.project, &member.key) == Some(false) {
                    findings.push(no_file(snapshot, &block, member));
                }
            }
        } else if block.is_zero_config() {
            check_block(snapshot, &block, findings);
        }
    }
}

/// Keys that another rule speaks of are skipped.
fn is_readable(member: &Member) -> bool {
    matches!(member.value.json, Json::Object(_)) && !member.key.starts_with('/') && !member.key.is_empty()
}

fn check_block(snapshot: &Snapshot, block: &Block<'_>, findings: &mut Vec<Finding>) {
    let fs = &*snapshot.project;
    let framework = framework::of(snapshot);
    let claimed = functions::claimed_files(snapshot.config());
    let used = functions::keys_of_api_files(fs, block.object, framework.flatten(), &claimed);
    for member in block.members().filter(|member| is_readable(member)) {
        let key = member.key.as_str();
        let glob = Glob::new(key);
        let is_claimed = claimed.iter().any(|file| file == key || glob.matches(file));
        if is_claimed
            || used.values().any(|used| *used == key)
            || framework.is_some_and(|it| lets_through(it, key))
        {
            continue;
        }
        let Some(matches) = block.matches_a_file(fs, key) else { continue };
        let taken = used.iter().find(|(file, _)| file.as_str() == key || glob.matches(file));
        if let Some((file, winner)) = taken {
            findings.push(taken_by(snapshot, block, member, file, winner));
        } else if !matches {
            findings.push(no_file(snapshot, block, member));
        } else if framework.is_some() {
            findings.push(no_function(snapshot, block, member));
        }
    }
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
    let message = format!("`{key}` matches no file in {root}, and Vercel fails the build.");
    let mut finding = Finding::new(&RULE, member.key_range, message);
    finding.service.clone_from(&block.service);
    if block.service.is_some() {
        // The build does not look at the functions of services.
        finding.vercel_code = None;
        finding.severity = Severity::Warning;
    } else if framework::of(snapshot).is_none() {
        // Whether the build objects depends on which of several frameworks the project is set to.
        finding.severity = Severity::Warning;
    }
    let mut files = Vec::new();
    let _walked = walk(&*snapshot.project, &svc_vercel::posix_path::join(&block.root, "api"), |file| {
        files.push(file.strip_prefix(&format!("{}/", block.root)).unwrap_or(file).to_owned());
        if files.len() < 500 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    let near = spelling::nearest(key, files.iter().map(String::as_str));
    if let Some(near) = near.filter(|near| !block.object.has(near)) {
        finding = finding.fix(Fix::offered(format!("Change to `{near}`"), edit::rename_key(member, near)));
    }
    finding.fix(Fix::offered("Remove this entry", block.without(snapshot, member)))
}

fn no_function(snapshot: &Snapshot, block: &Block<'_>, member: &Member) -> Finding {
    let matched = count(&*snapshot.project, &block.root, &member.key);
    let files = match (matched.files, matched.is_partial) {
        (1, false) => "a file that isn't a".to_owned(),
        (files, false) => format!("{files} files, none of them a"),
        (files, true) => format!("more than {files} files, none of them a"),
    };
    let message = format!(
        "`{}` matches {files} function, and Vercel fails the build. Functions are files in `api` and Next.js routes.",
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
        preferred: true,
    })
}

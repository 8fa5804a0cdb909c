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
    /// Keys are relative to the project's Root Directory, without `./`:
    ///
    /// ```files
    /// //- /api/report.ts
    /// ```
    /// ```json bad
    /// { "framework": null, "functions": { "apps/shop/api/*.ts": { "maxDuration": 60 } } }
    /// ```
    ///
    /// Next.js has its routes in `pages` and `app`:
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
        } else if !matches || key.starts_with("./") {
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
    let meant = meant(snapshot, block, key);
    let near = meant.as_deref().or(near);
    if let Some(near) = near.filter(|near| !block.object.has(near)) {
        finding = finding.fix(Fix::offered(format!("Change to `{near}`"), edit::rename_key(member, near)));
    }
    finding.fix(Fix::offered("Remove this entry", block.without(snapshot, member)))
}

/// The key as it would match: from the root of the project, or below the folder in which Next.js has its routes.
fn meant(snapshot: &Snapshot, block: &Block<'_>, key: &str) -> Option<String> {
    let plain = key.trim_start_matches("./");
    let below = plain.match_indices('/').filter_map(|(at, _)| plain.get(at + 1..));
    let from_root = std::iter::once(plain).chain(below).map(str::to_owned);
    let of_next =
        ["src/", "pages/", "src/pages/", "app/", "src/app/"].into_iter().map(|top| format!("{top}{plain}"));
    let framework = framework::of(snapshot).flatten();
    let is_function = |key: &String| {
        (key.starts_with("api/") || lets_through(framework, key))
            && block.matches_a_file(&*snapshot.project, key) == Some(true)
    };
    from_root.chain(of_next).filter(|other| other != key).find(is_function)
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

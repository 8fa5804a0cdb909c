//! Top-level build settings with `services`.

use crate::rules::Check;
use crate::rules::conflicts::services_v2;
use crate::rules::finding::{Finding, Fix};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::edit;
use svc_syntax::value::Member;
use svc_vercel::posix_path;

rule! {
    /// # Top-level build settings with `services`
    ///
    /// Vercel rejects a file that has `services` and top-level build settings, because it can't tell which service they apply to.
    ///
    /// Move `functions`, `framework`, `buildCommand`, `devCommand`, `installCommand`, `ignoreCommand` and `outputDirectory` into the
    /// service that they are for. A value of `null` is allowed.
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "vite": "7" } }
    /// ```
    /// ```json bad
    /// {
    ///   "buildCommand": "vite build",
    ///   "services": {
    ///     "web": { "root": ".", "framework": "vite" }
    ///   },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]
    /// }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "vite": "7" } }
    /// ```
    /// ```json good
    /// {
    ///   "services": {
    ///     "web": { "root": ".", "framework": "vite", "buildCommand": "vite build" }
    ///   },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]
    /// }
    /// ```
    pub static RULE = {
        code: "services-and-top-level-build-settings",
        vercel: "SERVICES_AND_TOP_LEVEL_BUILD_SETTINGS",
        severity: Error,
        check: Check::File(check),
    }
}

/// The settings at the top of the file.
pub fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let (Some(object), Some((declared, services))) = (snapshot.config().as_object(), services_v2(snapshot))
    else {
        return;
    };
    let key = declared.key.as_str();
    let owners: Vec<&Member> =
        services.entries().filter(|service| service.value.as_object().is_some()).collect();
    let root = owners.iter().copied().find(|service| {
        service
            .value
            .get("root")
            .and_then(|it| it.as_str())
            .is_some_and(|root| posix_path::normalize(root).trim_end_matches('/') == ".")
    });
    let settings = v2::BUILD_SETTINGS.iter().filter_map(|name| object.member(name));
    for setting in settings.filter(|it| !it.value.is_null() && !it.value.is_missing()) {
        let name = &setting.key;
        let removal = edit::remove_member(&snapshot.text, object, setting);
        let whose = root.map_or_else(|| "the service it is for".to_owned(), |root| format!("`{}`", root.key));
        let message = format!(
            "`{name}` can't be used with `{key}`: Vercel can't tell which service it applies to. Move it into {whose}."
        );
        let mut finding = Finding::new(&RULE, setting.key_range, message)
            .related(declared.key_range, format!("`{key}` is set here."));
        if key == v2::ALIAS {
            finding = finding.vercel_code("EXPERIMENTAL_SERVICES_V2_AND_TOP_LEVEL_BUILD_SETTINGS");
        }
        if name == "framework" && setting.value.as_str() == Some("services") {
            finding = finding.fix(Fix {
                title: "Remove `framework`".to_owned(),
                edits: vec![removal],
                preferred: true,
            });
            findings.push(finding);
            continue;
        }
        for owner in owners.iter().filter(|owner| root.is_none_or(|root| root.key == owner.key)).take(4) {
            if owner.value.as_object().is_none_or(|it| it.has(name)) {
                continue;
            }
            let indent = owner
                .value
                .as_object()
                .and_then(|it| it.members.first())
                .map_or_else(String::new, |first| edit::line_indent(&snapshot.text, first.range.start()));
            // The keys of `functions` are paths from the folder that is built.
            let written = if name == "functions" { functions_of(snapshot, setting, owner) } else { None };
            let written = match written {
                None if name == "functions" => continue,
                None => snapshot.text.slice(setting.value.range).into_owned(),
                Some(written) => written,
            };
            let value = moved(&written, &edit::line_indent(&snapshot.text, setting.range.start()), &indent);
            if let Some(insertion) = edit::insert_member(&snapshot.text, &owner.value, name, &value) {
                let title = format!("Move `{name}` into `{}`", owner.key);
                finding = finding.fix(Fix {
                    title,
                    edits: vec![removal.clone(), insertion],
                    preferred: root.is_some(),
                });
            }
        }
        finding =
            finding.fix(Fix { title: format!("Remove `{name}`"), edits: vec![removal], preferred: false });
        findings.push(finding);
    }
}

/// The functions with paths from a service's root; `None` if one isn't in it.
fn functions_of(snapshot: &Snapshot, functions: &Member, service: &Member) -> Option<String> {
    let root = posix_path::normalize(service.value.get("root")?.as_str()?);
    let root = root.trim_end_matches('/');
    let mut written = snapshot.text.slice(functions.value.range).into_owned();
    if root == "." {
        return Some(written);
    }
    for member in functions.value.as_object()?.members.iter().rev() {
        let path = posix_path::normalize(&member.key);
        let below = path.strip_prefix(root)?.strip_prefix('/')?;
        let key = member.key_range - functions.value.range.start();
        written.replace_range(std::ops::Range::<usize>::from(key), &edit::quoted(below));
    }
    Some(written)
}

/// A value whose first line had the indentation `old`, to stand one level deeper or higher: `new` is that of the line where it will
/// stand.
fn moved(written: &str, old: &str, new: &str) -> String {
    let line = |(number, line): (usize, &str)| match line.strip_prefix(old) {
        Some(rest) if number > 0 => format!("{new}{rest}"),
        _ => line.to_owned(),
    };
    written.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::check;
    use crate::testing::{Fixture, apply};

    #[test]
    fn functions_move_to_the_service_that_has_them() {
        let services = r#""services": { "web": { "root": "web" }, "api": { "root": "./api" } }"#;
        let moved = |functions: &str| -> Vec<String> {
            let fixture = Fixture::new(&format!(r#"{{ "functions": {functions}, {services} }}"#));
            let findings = check(&fixture.snapshot);
            let finding = findings.into_iter().find(|it| it.rule == &RULE).unwrap();
            let moves = finding.fixes.into_iter().filter(|fix| fix.title.starts_with("Move"));
            moves.map(|fix| format!("{}: {}", fix.title, apply(&fixture.text, &fix.edits))).collect()
        };
        assert_eq!(
            moved(r#"{ "api/main.py": { "maxDuration": 10 } }"#),
            [
                r#"Move `functions` into `api`: { "services": { "web": { "root": "web" }, "api": { "root": "./api", "functions": { "main.py": { "maxDuration": 10 } } } } }"#
            ]
        );
        assert_eq!(moved(r#"{ "api/a.js": {}, "web/b.js": {} }"#), [""; 0], "they belong to both");
    }
}

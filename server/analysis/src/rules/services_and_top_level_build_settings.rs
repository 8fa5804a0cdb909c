//! Top-level build settings with `services`.

use std::borrow::Cow;

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
            let value = moved_value(snapshot, setting, &indent);
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

/// A member's value as it is written, to stand one level deeper or higher: `indent` is that of the line where it will stand.
fn moved_value<'a>(snapshot: &'a Snapshot, member: &Member, indent: &str) -> Cow<'a, str> {
    let text = snapshot.text.slice(member.value.range);
    let old = edit::line_indent(&snapshot.text, member.range.start());
    if !text.contains('\n') {
        return Cow::Owned(text.to_string());
    }
    let lines: Vec<String> = text
        .split('\n')
        .enumerate()
        .map(|(number, line)| match line.strip_prefix(&old) {
            Some(rest) if number > 0 => format!("{indent}{rest}"),
            _ => line.to_owned(),
        })
        .collect();
    Cow::Owned(lines.join("\n"))
}

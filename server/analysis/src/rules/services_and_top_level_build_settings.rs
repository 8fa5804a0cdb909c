//! Top-level build settings with `services`.

use crate::rules::Check;
use crate::rules::conflicts::services_v2;
use crate::rules::finding::{Finding, Fix};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::TextSize;
use svc_syntax::edit;
use svc_syntax::value::{Member, Object};
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
    let is_refused = |setting: &Member| {
        v2::BUILD_SETTINGS.contains(&&*setting.key) && !setting.value.is_null() && !setting.value.is_missing()
    };
    let settings: Vec<&Member> = object.members().iter().filter(|it| is_refused(it)).collect();
    if settings.is_empty() {
        return;
    }
    let owners: Vec<&Member> =
        services.entries().filter(|service| service.value.as_object().is_some()).collect();
    let root = owners.iter().copied().find(|service| {
        service
            .value
            .get("root")
            .and_then(|it| it.as_str())
            .is_some_and(|root| posix_path::normalize(root).trim_end_matches('/') == ".")
    });
    let owners: Vec<&Member> =
        owners.into_iter().filter(|owner| root.is_none_or(|root| root.key == owner.key)).take(4).collect();
    let place = Place { snapshot, object, declared, owners, root };
    let can_move = |owner: &&Member| moved_members(snapshot, &settings, owner).is_some();
    if place.owners.is_empty() || place.owners.iter().any(can_move) {
        findings.extend(place.finding(&settings));
    } else {
        // They belong to several services, or one has some of them: each has its own fixes.
        findings.extend(settings.iter().filter_map(|setting| place.finding(&[setting])));
    }
}

/// Where settings stand that can't stand there.
struct Place<'a> {
    snapshot: &'a Snapshot,
    /// The file's root object.
    object: &'a Object,
    /// What declares the services.
    declared: &'a Member,
    /// The services that they may be for.
    owners: Vec<&'a Member>,
    /// The service at the project root: they can only be for this one.
    root: Option<&'a Member>,
}

impl Place<'_> {
    /// The finding of settings that have the same fixes; `None` without any.
    fn finding(&self, settings: &[&Member]) -> Option<Finding> {
        let Place { snapshot, object, declared, owners, root } = self;
        let [first, others @ ..] = settings else { return None };
        let key = declared.key.as_str();
        let (subject, what) = match others {
            [] => (format!("`{}`", first.key), "it applies to. Move it"),
            [other] => (format!("`{}` and `{}`", first.key, other.key), "they apply to. Move them"),
            _ => (format!("`{}` and {} other settings", first.key, others.len()), "they apply to. Move them"),
        };
        let whose = match root {
            Some(root) => format!("`{}`", root.key),
            None => format!("the service {} for", if others.is_empty() { "it is" } else { "they are" }),
        };
        let message = format!(
            "{subject} can't be used with `{key}`: Vercel can't tell which service {what} into {whose}."
        );
        let mut finding = Finding::new(&RULE, first.key_range, message)
            .related(declared.key_range, format!("`{key}` is set here."));
        for other in others {
            finding = finding.related(other.key_range, format!("`{}` is set here.", other.key));
        }
        if key == v2::ALIAS {
            finding = finding.vercel_code("EXPERIMENTAL_SERVICES_V2_AND_TOP_LEVEL_BUILD_SETTINGS");
        }
        let what = match others {
            [] => format!("`{}`", first.key),
            _ => "these settings".to_owned(),
        };
        let removal = edit::remove_members(&snapshot.text, object, |member| {
            settings.iter().any(|setting| setting.range == member.range)
        });
        // This value says that there are services, which they say themselves.
        let of_preset =
            |setting: &&&Member| setting.key == "framework" && setting.value.as_str() == Some("services");
        let moves: Vec<&Member> = settings.iter().filter(|it| !of_preset(it)).copied().collect();
        for owner in owners.iter().filter(|_| !moves.is_empty()) {
            let Some(members) = moved_members(snapshot, &moves, owner) else { continue };
            if let Some(insertion) = edit::insert_members(&snapshot.text, &owner.value, &members) {
                let title = format!("Move {what} into `{}`", owner.key);
                let edits = removal.iter().cloned().chain([insertion]).collect();
                finding = finding.fix(Fix { title, edits, preferred: root.is_some() });
            }
        }
        let title = format!("Remove {what}");
        Some(finding.fix(Fix { title, edits: removal, preferred: moves.is_empty() }))
    }
}

/// The settings as members of a service; `None` if it has one of them, or one can't be its own.
fn moved_members<'a>(
    snapshot: &Snapshot,
    settings: &[&'a Member],
    owner: &Member,
) -> Option<Vec<(&'a str, String)>> {
    let object = owner.value.as_object()?;
    let indent = |at: TextSize| edit::line_indent(&snapshot.text, at);
    let inner = object.members().first().map_or_else(String::new, |first| indent(first.range.start()));
    let members = settings.iter().map(|setting| {
        // The keys of `functions` are paths from the folder that is built.
        let written = match &*setting.key {
            name if object.has(name) => return None,
            "functions" => functions_of(snapshot, setting, owner)?,
            _ => snapshot.text.slice(setting.value.range).into_owned(),
        };
        Some((setting.key.as_str(), moved(&written, &indent(setting.range.start()), &inner)))
    });
    members.collect()
}

/// The functions with paths from a service's root; `None` if one isn't in it.
fn functions_of(snapshot: &Snapshot, functions: &Member, service: &Member) -> Option<String> {
    let root = posix_path::normalize(service.value.get("root")?.as_str()?);
    let root = root.trim_end_matches('/');
    let mut written = snapshot.text.slice(functions.value.range).into_owned();
    if root == "." {
        return Some(written);
    }
    for member in functions.value.as_object()?.members().iter().rev() {
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

    #[test]
    fn settings_of_one_file_are_one_finding() {
        let settings = r#""framework": "vite", "buildCommand": "make", "outputDirectory": "out""#;
        let fixture =
            Fixture::new(&format!(r#"{{ {settings}, "services": {{ "api": {{ "root": "api" }} }} }}"#));
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let [finding] = &*findings else { panic!("{findings:?}") };
        assert_eq!(
            finding.message,
            "`framework` and 2 other settings can't be used with `services`: Vercel can't tell which service they apply to. Move them into the service they are for."
        );
        assert_eq!(finding.fixes[0].title, "Move these settings into `api`");
        let fixed = apply(&fixture.text, &finding.fixes[0].edits);
        assert_eq!(fixed, format!(r#"{{ "services": {{ "api": {{ "root": "api", {settings} }} }} }}"#));
    }

    #[test]
    fn settings_of_several_services_are_findings_of_their_own() {
        let fixture = Fixture::new(
            r#"{ "buildCommand": "make", "functions": { "api/a.js": {} }, "services": { "web": { "root": "web", "buildCommand": "x" }, "api": { "root": "api", "buildCommand": "y" } } }"#,
        );
        let mut findings = Vec::new();
        super::check(&fixture.snapshot, &mut findings);
        let titles = findings.iter().flat_map(|finding| finding.fixes.iter().map(|fix| fix.title.as_str()));
        assert_eq!(
            titles.collect::<Vec<_>>(),
            ["Remove `buildCommand`", "Move `functions` into `api`", "Remove `functions`"]
        );
    }
}

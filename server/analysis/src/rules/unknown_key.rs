//! Unknown key.

use svc_syntax::PathSegment;

use crate::rules::Check;
use crate::rules::finding::{Finding, Fix};
use crate::rules::kinds::shape::Case;
use crate::services::v2;
use svc_config::convert::conversion;
use svc_config::model::validate::{MistakeKind, accepts};
use svc_config::{Property, describe, model};
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::value::Member;
use svc_vercel::posix_path;
use svc_vercel::runtime::is_dockerfile;
use svc_vercel::words::joined;

rule! {
    /// # Unknown key
    ///
    /// Vercel rejects the deployment because this object has a key that isn't allowed here.
    ///
    /// Often the key is misspelled, belongs to another section (`routes` use `src`, `rewrites` use `source`), or belongs to another
    /// type of service.
    ///
    /// ```json bad
    /// { "rewrites": [{ "src": "/old", "destination": "/new" }] }
    /// ```
    ///
    /// ```json good
    /// { "rewrites": [{ "source": "/old", "destination": "/new" }] }
    /// ```
    ///
    /// Keys for comments aren't allowed either:
    ///
    /// ```json bad
    /// { "crons": [{ "_comment": "every night", "path": "/api/clean", "schedule": "0 3 * * *" }] }
    /// ```
    ///
    /// A service in `services` has no `routePrefix`. Top-level rewrites send requests to it:
    ///
    /// ```json bad
    /// { "services": { "web": { "root": ".", "framework": "nextjs", "routePrefix": "/" } } }
    /// ```
    ///
    /// ```files
    /// //- /package.json
    /// { "dependencies": { "next": "16" } }
    /// ```
    /// ```json good
    /// {
    ///   "services": { "web": { "root": ".", "framework": "nextjs" } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }]
    /// }
    /// ```
    ///
    /// Function settings belong in the service's `functions`, under the file they are for:
    ///
    /// ```files
    /// //- /main.py
    /// app = 1
    /// ```
    /// ```json bad
    /// {
    ///   "services": { "api": { "root": ".", "entrypoint": "main.py", "maxDuration": 60 } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }]
    /// }
    /// ```
    ///
    /// ```files
    /// //- /main.py
    /// app = 1
    /// ```
    /// ```json good
    /// {
    ///   "services": { "api": { "root": ".", "entrypoint": "main.py", "functions": { "main.py": { "maxDuration": 60 } } } },
    ///   "rewrites": [{ "source": "/(.*)", "destination": { "service": "api" } }]
    /// }
    /// ```
    pub static RULE = {
        code: "unknown-key",
        vercel: "INVALID_VERCEL_CONFIG",
        severity: Error,
        check: Check::Shape(check),
    }
}

/// Keys that people carry over to another model of services, and where their meaning went.
const ELSEWHERE: &[(&str, &[&str], &str)] = &[
    (
        "services",
        &["routePrefix", "mount", "subdomain"],
        ". Instead, add a top-level rewrite whose destination is the service.",
    ),
    (
        "services",
        &["memory", "maxDuration", "includeFiles", "excludeFiles"],
        ". Set it in the service's `functions`.",
    ),
    ("services", &["crons", "schedule", "trigger"], ". Use the top-level `crons` for scheduled requests."),
    (
        "services",
        &["env"],
        ". Use `bindings` for other services, and the project's settings for other variables.",
    ),
    ("services", &["type", "topics", "consumer"], ", only in `experimentalServices`."),
    (
        "experimentalServices",
        &["functions"],
        ". Set `memory`, `maxDuration`, `includeFiles` and `excludeFiles` on the service itself.",
    ),
    ("experimentalServices", &["env"], ". The URLs of other services are already available as `<NAME>_URL`."),
    (
        "experimentalServices",
        &["outputDirectory", "devCommand", "ignoreCommand", "bindings", "rewrites"],
        ", only in `services`.",
    ),
];

fn check(case: &Case<'_>) -> Option<Finding> {
    let MistakeKind::UnknownKey(key) = &case.mistake.kind else { return None };
    finding(case, key)
}

/// The finding for an unknown key, and what was probably meant.
fn finding(case: &Case<'_>, key: &str) -> Option<Finding> {
    let object = case.value.as_object()?;
    let member = object.member(key)?;
    let shape = case.mistake.shape;
    let place = case.place();

    if let Some(Property { key: meant, shape: target, .. }) = shape.meant(key) {
        if object.has(meant) {
            let advice = if case.is_misplaced(member) { "" } else { " Remove it." };
            let message = format!("Unknown key `{key}` in {place}, which already has `{meant}`.{advice}");
            let mut finding = case.report(&RULE, message);
            // What someone wrote is not lost without being asked.
            let is_repeated = object.get(meant).is_some_and(|it| it.to_value() == member.value.to_value());
            finding.fixes.extend(removal(case, member).map(|fix| Fix { preferred: is_repeated, ..fix }));
            return Some(finding);
        }
        let mut edits = vec![edit::rename_key(member, meant)];
        let fits = accepts(target, &member.value.to_value());
        if !fits && let Some(converted) = conversion(&case.snapshot.text, target, &member.value) {
            edits.push(TextEdit::new(member.value.range, converted));
        }
        let message = format!("Unknown key `{key}` in {place}. Did you mean `{meant}`?");
        let title = format!("Rename to `{meant}`");
        let is_only_one = object.members().iter().filter(|it| shape.means(&it.key, meant)).count() == 1;
        return Some(case.report(&RULE, message).fix(Fix { title, edits, preferred: is_only_one }));
    }

    let message = if let Some(why) = other_forms(case, key).or_else(|| elsewhere(case, key)) {
        format!("`{key}` isn't allowed in {place}{why}")
    } else {
        let keys: Vec<&str> = shape
            .properties()
            .filter(|it| !it.deprecated && !it.shape.is_private())
            .map(|it| it.key)
            .collect();
        let advice = match keys.as_slice() {
            [only] => format!("Allowed key: `{only}`."),
            _ if keys.len() <= 8 => format!("Allowed keys: {}.", describe::named(keys, "and")),
            _ if case.is_misplaced(member) => String::new(),
            _ => "Remove it.".to_owned(),
        };
        format!("Unknown key `{key}` in {place}. {advice}").trim_end().to_owned()
    };
    let mut finding = case.report(&RULE, message);
    finding.fixes.extend(kinds_to_add(case, key));
    finding.fixes.extend(rewrite_instead(case, key, member));
    finding.fixes.extend(functions_instead(case, key, member));
    // What someone wrote is not lost without being asked.
    finding.fixes.extend(removal(case, member).map(|fix| Fix { preferred: false, ..fix }));
    Some(finding)
}

/// Of several forms of the object, those that have the key and only don't have one key that names them: `"type": "cron"`.
fn kinds_to_add(case: &Case<'_>, key: &str) -> Vec<Fix> {
    let Some(object) = case.value.as_object() else { return Vec::new() };
    let forms = case
        .mistake
        .place
        .alternatives()
        .filter(|form| form.properties().any(|property| property.key == key));
    let lacking = forms.filter_map(|form| {
        let kinds: Vec<_> = form.properties().filter_map(|it| Some((it.key, it.shape.constant()?))).collect();
        let fits = kinds.iter().all(|(key, value)| object.get(key).is_none_or(|it| it.to_value() == **value));
        let mut absent = kinds.into_iter().filter(|(key, _)| !object.has(key));
        let (only, None) = (absent.next()?, absent.next()) else { return None };
        fits.then_some(only)
    });
    let fix = |(kind, value): (&str, &serde_json::Value)| {
        let edit = edit::insert_member(&case.snapshot.text, case.value, kind, &value.to_string())?;
        Some(Fix::offered(format!("Add `\"{kind}\": {value}`"), edit))
    };
    lacking.filter_map(fix).collect()
}

/// Of a service, the rewrite that does what its `routePrefix` or `mount` was meant to do.
fn rewrite_instead(case: &Case<'_>, key: &str, member: &Member) -> Option<Fix> {
    let [PathSegment::Key(section), PathSegment::Key(service)] = case.mistake.path.as_slice() else {
        return None;
    };
    if section == "experimentalServices" || !matches!(key, "routePrefix" | "mount") {
        return None;
    }
    if v2::targets(case.snapshot).get(service).is_some_and(|target| target.first.is_some()) {
        return None;
    }
    let path = format!("/{}", member.value.as_str()?.trim_matches('/'));
    let is_plain = |it: char| it.is_ascii_alphanumeric() || matches!(it, '/' | '-' | '_' | '.' | '~');
    if !path.chars().all(is_plain) {
        return None;
    }
    let lead = v2::new_rewrite(case.snapshot, &path, service)?;
    let removed = edit::remove_member(&case.snapshot.text, case.value.as_object()?, member);
    Some(Fix {
        title: format!("Replace with a rewrite from `{}`", lead.source),
        edits: vec![removed, lead.edit],
        preferred: false,
    })
}

/// Of a service with an entrypoint, its `functions` with what was set on the service itself.
fn functions_instead(case: &Case<'_>, key: &str, member: &Member) -> Option<Fix> {
    let [PathSegment::Key(section), PathSegment::Key(_)] = case.mistake.path.as_slice() else { return None };
    if section == "experimentalServices"
        || !matches!(key, "memory" | "maxDuration" | "includeFiles" | "excludeFiles")
    {
        return None;
    }
    let service = case.value.as_object()?;
    let file = posix_path::normalize(service.get("entrypoint")?.as_str()?);
    let is_container = service.get("runtime").is_some_and(|it| it.as_str() == Some("container"));
    let is_file = posix_path::basename(&file).contains('.') && !file.contains(':');
    if is_container || is_dockerfile(&file) || !is_file {
        return None;
    }
    let text = &case.snapshot.text;
    let shape = case.mistake.shape.property("functions")?.of_member(None, &file)?.property(key)?;
    let value = if accepts(shape, &member.value.to_value()) {
        text.slice(member.value.range).to_string()
    } else {
        conversion(&case.snapshot.text, shape, &member.value)?
    };
    let function = format!("{{ {}: {value} }}", edit::quoted(key));
    let edits = match service.get("functions") {
        None => {
            let functions = format!("\"functions\": {{ {}: {function} }}", edit::quoted(&file));
            vec![TextEdit::new(member.range, functions)]
        }
        Some(functions) => {
            let put = match functions.as_object()?.get(&file) {
                Some(entry) if entry.as_object()?.has(key) => return None,
                Some(entry) => edit::insert_member(text, entry, key, &value)?,
                None => edit::insert_member(text, functions, &file, &function)?,
            };
            vec![put, edit::remove_member(text, service, member)]
        }
    };
    Some(Fix { title: format!("Move `{key}` into `functions` for `{file}`"), edits, preferred: false })
}

/// Whether a key is a comment.
pub fn is_comment(key: &str) -> bool {
    key.starts_with(['_', '#', '/']) || matches!(key, "comment" | "comments" | "$comment" | "description")
}

fn removal(case: &Case<'_>, member: &Member) -> Option<Fix> {
    let object = case.value.as_object().filter(|_| !case.is_misplaced(member))?;
    let edit = edit::remove_member(&case.snapshot.text, object, member);
    Some(Fix::preferred(format!("Remove `{}`", member.key), edit))
}

/// Of several forms of the object, which have the key: the end of the sentence about it.
fn other_forms(case: &Case<'_>, key: &str) -> Option<String> {
    let mut forms: Vec<Vec<String>> = Vec::new();
    for form in
        case.mistake.place.alternatives().filter(|form| form.properties().any(|property| property.key == key))
    {
        let kind: Vec<String> = form
            .properties()
            .filter(|property| property.key != key)
            .filter_map(|property| Some(format!("`\"{}\": {}`", property.key, property.shape.constant()?)))
            .collect();
        if kind.is_empty() {
            return None;
        }
        if !forms.contains(&kind) {
            forms.push(kind);
        }
    }
    forms.sort_by_key(Vec::len);
    // What all forms begin with is named once.
    let shared = match forms.as_slice() {
        [first, _, ..] => {
            first.first().filter(|it| forms.iter().all(|form| form.first() == Some(it))).cloned()
        }
        _ => None,
    };
    let from = usize::from(shared.is_some());
    let rest = forms.iter().map(|form| form.get(from..).unwrap_or_default().join(" with "));
    let rest = match rest.filter(|it| !it.is_empty()).collect::<Vec<_>>().as_slice() {
        [short, long] if long.contains(" with ") => format!("{short}, or {long}"),
        several => joined(several, "or"),
    };
    match shared {
        _ if forms.is_empty() => None,
        Some(shared) => Some(format!(": it requires {shared} with {rest}.")),
        None => Some(format!(": it requires {rest}.")),
    }
}

/// Where the key belongs, if it is one of another place: the end of the sentence about it.
fn elsewhere(case: &Case<'_>, key: &str) -> Option<String> {
    let PathSegment::Key(section) = case.mistake.path.first()? else { return None };
    let section = if section == "experimentalServicesV2" { "services" } else { section };
    if case.mistake.path.len() == 2
        && let Some((_, _, advice)) =
            ELSEWHERE.iter().find(|(of, keys, _)| *of == section && keys.contains(&key))
    {
        return Some((*advice).to_owned());
    }
    let known =
        model().root().properties().any(|property| property.key == key && !property.shape.is_private());
    known.then(|| ", only at the top level.".to_owned())
}

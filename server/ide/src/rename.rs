//! Renames a service everywhere, after showing the user what that changes at run time.

use svc_config::ServicesModel;
use svc_syntax::{TextRange, TextSize};

use svc_analysis::services::env;
use svc_analysis::services::names::{self, Role};
use svc_analysis::services::{v1, v2};
use svc_analysis::snapshot::Snapshot;
use svc_config::{Shape, model};
use svc_syntax::TextEdit;
use svc_syntax::edit;

/// What can be renamed at an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renameable {
    /// The name at the offset, without its quotes.
    pub range: TextRange,
    /// The name.
    pub name: String,
}

/// The edits of a rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// One for each place.
    pub edits: Vec<TextEdit>,
    /// Which generated variables change with the name, as a sentence: code that reads them must follow.
    pub variables: Option<String>,
}

/// What can be renamed at an offset: the name of a declared service.
#[must_use]
pub fn prepare(snapshot: &Snapshot, offset: TextSize) -> Option<Renameable> {
    let all = names::occurrences_at(snapshot, offset);
    let this = all.iter().find(|occurrence| occurrence.range.contains_inclusive(offset))?;
    let declared = all.iter().any(|occurrence| occurrence.role == Role::Declaration);
    declared.then(|| Renameable { range: snapshot.without_quotes(this.range), name: this.name.clone() })
}

/// Renames the service at an offset.
///
/// # Errors
/// A sentence where there is no service at the offset, the model does not allow the name, or another service has it.
pub fn rename(snapshot: &Snapshot, offset: TextSize, new_name: &str) -> Result<Rename, String> {
    let old = prepare(snapshot, offset).ok_or("There is no service name to rename here.")?.name;
    let all = names::occurrences_at(snapshot, offset);
    let model = all.first().map_or(ServicesModel::V2, |occurrence| occurrence.model);
    check_name(model, new_name)?;
    let taken = names::occurrences(snapshot.config())
        .iter()
        .any(|it| it.role == Role::Declaration && it.model == model && it.name == new_name && it.name != old);
    if taken {
        return Err(format!("A service named `{new_name}` already exists. Choose another name."));
    }
    let edits =
        all.iter().map(|occurrence| TextEdit::new(occurrence.range, edit::quoted(new_name))).collect();
    let variables = changed_variables(snapshot, model, &old, new_name);
    Ok(Rename { edits, variables })
}

/// Whether the model allows a name.
fn check_name(model: ServicesModel, name: &str) -> Result<(), String> {
    let key = match model {
        ServicesModel::V1 => v1::KEY,
        ServicesModel::V2 => v2::KEY,
    };
    let services = self::model().root().property(key);
    let pattern = services.and_then(Shape::key_pattern);
    if let Some(pattern) = pattern.filter(|pattern| !pattern.matches(name)) {
        return Err(format!("`{name}` isn't a valid service name. It {}.", pattern.message));
    }
    let most = services.and_then(Shape::key_length);
    if let Some(most) = most.filter(|most| name.chars().count() as u64 > *most) {
        return Err(format!("`{name}` is too long: a service name has at most {most} characters."));
    }
    Ok(())
}

/// The variables whose names follow the service's name: code that reads them must follow too.
fn changed_variables(snapshot: &Snapshot, model: ServicesModel, old: &str, new: &str) -> Option<String> {
    if model == ServicesModel::V2 {
        // The names of bindings are written out; nothing is generated.
        return None;
    }
    let resolution = v1::resolution(snapshot);
    let service = resolution.services.iter().find(|service| service.name == old)?;
    service.web_prefix()?;
    let (from, to) = (env::url_variable(old), env::url_variable(new));
    if from == to {
        return None;
    }
    let clients = env::clients(&resolution.services);
    let changes: Vec<String> = std::iter::once(String::new())
        .chain(clients.into_iter().map(|(prefix, _)| prefix))
        .map(|prefix| format!("`{prefix}{from}` becomes `{prefix}{to}`"))
        .collect();
    Some(format!("Generated variables change: {}. Update the code that uses them.", changes.join(", ")))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use svc_analysis::testing::{Fixture, apply};

    const V1: &str = r#"
//- /vercel.json
{
  "experimentalServices": {
    "$0api": { "entrypoint": "api/main.py", "runtime": "python", "routePrefix": "/api" },
    "web": { "framework": "nextjs", "routePrefix": "/" }
  },
  "experimentalServiceGroups": { "all": ["web", "api"] }
}
//- /api/main.py
"#;

    #[test]
    fn a_rename_updates_every_occurrence_and_names_the_variables() {
        let fixture = Fixture::new(V1);
        let rename = rename(&fixture.snapshot, fixture.offset(), "backend").unwrap();
        let renamed = apply(&fixture.text, &rename.edits);
        assert!(renamed.contains(r#""backend": { "entrypoint": "api/main.py""#), "{renamed}");
        assert!(renamed.contains(r#"["web", "backend"]"#), "{renamed}");
        expect!["Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. Update the code that uses them."]
            .assert_eq(&rename.variables.unwrap());
    }

    #[test]
    fn names_are_checked() {
        let fixture = Fixture::new(V1);
        let error = |name: &str| rename(&fixture.snapshot, fixture.offset(), name).unwrap_err();
        expect![[r#"
            `1x` isn't a valid service name. It must consist of letters, digits, `-` and `_`, start with a letter and end with a letter or digit.
            A service named `web` already exists. Choose another name.
            `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` is too long: a service name has at most 64 characters."#]].assert_eq(&[error("1x"), error("web"), error(&"a".repeat(65))].join("\n"));
        let v2 = Fixture::new(r#"{ "services": { "a$0": {} } }"#);
        expect!["`Api2` isn't a valid service name. It must consist of lowercase letters, `-` and `_`, and start and end with a letter."].assert_eq(&rename(&v2.snapshot, v2.offset(), "Api2").unwrap_err());
        let nothing = Fixture::new(r#"{ "na$0me": 1 }"#);
        expect!["There is no service name to rename here."]
            .assert_eq(&rename(&nothing.snapshot, nothing.offset(), "x").unwrap_err());
    }

    #[test]
    fn only_what_is_declared_can_be_renamed() {
        let fixture = Fixture::new(r#"{ "services": { "a": { "bindings": [{ "service": "no$0ne" }] } } }"#);
        assert_eq!(prepare(&fixture.snapshot, fixture.offset()), None);
        let fixture = Fixture::new(r#"{ "services": { "$0ä": { } } }"#);
        assert_eq!(prepare(&fixture.snapshot, fixture.offset()).unwrap().name, "ä");
    }
}

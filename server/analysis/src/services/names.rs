//! Every occurrence of a service's name: its declaration and its references.

use std::collections::HashSet;

use svc_config::ServicesModel;
pub use svc_config::meaning::Role;
use svc_syntax::{TextRange, TextSize};

use crate::snapshot::Snapshot;
use svc_config::meaning::{Meaning, Meanings};
use svc_config::walk::{At, Scope, Visitor, walk};
use svc_syntax::value::{Member, Node, Object};

/// A service's name in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// The name.
    pub name: String,
    /// The model of the service.
    pub model: ServicesModel,
    /// The string, with its quotes.
    pub range: TextRange,
    /// What it does there.
    pub role: Role,
    /// The whole member that declares the service, or the string.
    pub full_range: TextRange,
}

/// The names of the services of a model, with the key that declares them.
#[must_use]
pub fn declared(config: &Node, model: ServicesModel) -> Vec<(&str, &Node)> {
    let Some(config) = config.as_object() else { return Vec::new() };
    config
        .members()
        .iter()
        .filter(|member| ServicesModel::of_key(&member.key) == Some(model))
        .filter_map(|member| member.value.as_object())
        .flat_map(Object::members)
        .map(|service| (service.key.as_str(), &service.value))
        .collect()
}

/// Every name of a service in the file, in the order of the text.
#[must_use]
pub fn occurrences(config: &Node) -> Vec<Occurrence> {
    let services = [ServicesModel::V1, ServicesModel::V2].map(Meaning::Service);
    let mut names = Names { found: Vec::new() };
    walk(config, Scope { meanings: Some(Meanings::of(&services)), range: None }, &mut names);
    let mut found = names.found;
    // A destination names a v2 service by the model; in a file that declares it in the earlier model only, that one is meant.
    let of_model = |model| -> HashSet<String> {
        let declared = found.iter().filter(|it| it.role == Role::Declaration && it.model == model);
        declared.map(|it| it.name.clone()).collect()
    };
    let (v1, v2) = (of_model(ServicesModel::V1), of_model(ServicesModel::V2));
    for occurrence in &mut found {
        let declares = |model| {
            let declared = if model == ServicesModel::V1 { &v1 } else { &v2 };
            declared.contains(&occurrence.name)
        };
        if !declares(occurrence.model) {
            let other =
                if occurrence.model == ServicesModel::V1 { ServicesModel::V2 } else { ServicesModel::V1 };
            if declares(other) {
                occurrence.model = other;
            }
        }
    }
    found.sort_by_key(|occurrence| occurrence.range.start());
    found
}

/// The name at an offset.
#[must_use]
pub fn at(snapshot: &Snapshot, offset: TextSize) -> Option<Occurrence> {
    occurrences(snapshot.config()).into_iter().find(|occurrence| occurrence.range.contains_inclusive(offset))
}

/// Every name of the service that is named at an offset.
#[must_use]
pub fn occurrences_at(snapshot: &Snapshot, offset: TextSize) -> Vec<Occurrence> {
    let all = occurrences(snapshot.config());
    let Some(this) = all.iter().find(|occurrence| occurrence.range.contains_inclusive(offset)).cloned()
    else {
        return Vec::new();
    };
    all.into_iter()
        .filter(|occurrence| occurrence.name == this.name && occurrence.model == this.model)
        .collect()
}

struct Names {
    found: Vec<Occurrence>,
}

impl Visitor for Names {
    fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
        if let Some(Meaning::Service(model)) = at.key_meaning {
            self.found.push(Occurrence {
                name: member.key.clone(),
                model,
                range: member.key_range,
                role: Role::Declaration,
                full_range: member.range,
            });
        }
        true
    }

    fn string(&mut self, at: &At<'_>, range: TextRange, text: &str) {
        if let (Some(Meaning::Service(model)), Some(role)) = (at.meaning(), at.role()) {
            self.found.push(Occurrence { name: text.to_owned(), model, range, role, full_range: range });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixture;

    #[test]
    fn names_are_found_in_all_their_places() {
        let fixture = Fixture::new(
            r#"{
  "services": {
    "api": {},
    ^^^^^ Declaration V2
    "web": { "bindings": [{ "service": "api" }], "rewrites": [{ "source": "/", "destination": { "service": "api" } }] }
    ^^^^^ Declaration V2               ^^^^^ Binding V2                                                    ^^^^^ Destination V2
  },
  "experimentalServices": { "old": { "env": { "X": { "service": "old" } } } },
                            ^^^^^ Declaration V1                ^^^^^ Variable V1
  "experimentalServiceGroups": { "g": ["old", "none"] },
                                       ^^^^^ Group V1
  "rewrites": [{ "source": "/api", "destination": { "service": "old" } }],
                                                               ^^^^^ Destination V1
  "schedules": [{ "service": "api" }]
                             ^^^^^ Schedule V2
}"#,
        );
        let found: Vec<(TextRange, String)> = occurrences(fixture.snapshot.config())
            .into_iter()
            .filter(|it| it.name != "none")
            .map(|it| (it.range, format!("{:?} {:?}", it.role, it.model)))
            .collect();
        let show = |ranges: &[(TextRange, String)]| {
            ranges
                .iter()
                .map(|(range, label)| format!("{range:?} {} {label}\n", &fixture.text[*range]))
                .collect::<String>()
        };
        assert_eq!(show(&found), show(&fixture.ranges));
    }
}

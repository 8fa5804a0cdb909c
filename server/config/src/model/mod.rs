//! The schema as a tree of shapes, compiled once: what the server validates, completes and documents from.
//!
//! ```
//! use svc_config::model;
//!
//! let cron = model().root().property("crons").unwrap().items().unwrap();
//! assert!(cron.properties().any(|property| property.key == "schedule" && property.required));
//! ```

mod choose;
mod compile;
mod snippet;
pub mod validate;

use std::sync::LazyLock;

use serde_json::Value;
use svc_syntax::PathSegment;

use crate::meaning::{Meaning, Meanings, Role};
use compile::{Additional, PropertyData, ShapeData, ShapeId};
use svc_syntax::value::{Json, Node};
use svc_vercel::spelling;

pub use compile::{EnumValue, JsonType, Limits, Pattern};
pub use snippet::snippet_text;

/// The shapes of a file.
#[derive(Debug)]
pub struct Model {
    shapes: Vec<ShapeData>,
    root: ShapeId,
}

/// The shapes of `vercel.json`.
#[must_use]
pub fn model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "embedded data; a test holds it against the types")]
        compile::compile(crate::VERCEL_SCHEMA).expect("the committed schema is JSON")
    });
    &MODEL
}

/// The shapes of `svc-lsp.jsonc`.
#[must_use]
pub fn options_model() -> &'static Model {
    static MODEL: LazyLock<Model> = LazyLock::new(|| {
        #[expect(clippy::expect_used, reason = "embedded data; a test holds it against the types")]
        compile::compile(crate::OPTIONS_SCHEMA).expect("the committed schema is JSON")
    });
    &MODEL
}

/// What may be at a place of the file. A cheap handle.
#[derive(Clone, Copy)]
pub struct Shape {
    model: &'static Model,
    id: ShapeId,
}

/// A key of an object.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    /// The key.
    pub key: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Whether the object must have it.
    pub required: bool,
    /// Whether it is deprecated.
    pub deprecated: bool,
}

impl Model {
    /// The shape of the whole file.
    #[must_use]
    pub fn root(&'static self) -> Shape {
        Shape { model: self, id: self.root }
    }

    /// The shape of this [identifier](Shape::id).
    #[must_use]
    pub fn shape(&'static self, id: usize) -> Option<Shape> {
        (id < self.shapes.len()).then_some(Shape { model: self, id })
    }

    /// The shape of the value at `path` in a file whose value is `root`, or `None` where the model knows no such key.
    ///
    /// On the way, alternatives are decided by what is written ([`Shape::choose`]); the last one is left undecided, since it
    /// carries the documentation of the key: call `choose` or [`Shape::candidates`] on it. The path may lead to a value that
    /// is not written yet.
    #[must_use]
    pub fn at(&'static self, root: &Node, path: &[PathSegment]) -> Option<Shape> {
        let mut shape = self.root();
        let mut node = Some(root);
        for segment in path {
            let inner = node.and_then(|node| node.at(std::slice::from_ref(segment)));
            shape = match segment {
                PathSegment::Key(key) => shape.of_member(node, key),
                PathSegment::Index(_) => shape.of_element(node, inner),
            }?;
            node = inner;
        }
        Some(shape)
    }

    /// What a string at `path` stands for, whatever else is written in the file.
    #[must_use]
    pub fn meaning(&'static self, path: &[PathSegment]) -> Option<Meaning> {
        self.in_any_form(path)?.meaning()
    }

    /// The key of values that stand for this: the first one of the schema.
    #[must_use]
    pub fn key_of(&'static self, meaning: Meaning) -> Option<&'static str> {
        let mut properties = self.shapes.iter().flat_map(|shape| &shape.properties);
        let key = |it: &'static PropertyData| {
            let stands_for = Shape { model: self, id: it.shape }.meaning();
            (stands_for == Some(meaning)).then_some(it.key.as_str())
        };
        properties.find_map(key)
    }

    /// What the keys of an object at `path` stand for, where they are names: services, globs, variables.
    #[must_use]
    pub fn key_meaning(&'static self, path: &[PathSegment]) -> Option<Meaning> {
        self.in_any_form(path)?.key_meaning()
    }

    fn in_any_form(&'static self, path: &[PathSegment]) -> Option<Shape> {
        path.iter().try_fold(self.root(), Shape::in_any_form)
    }
}

impl Shape {
    fn data(self) -> &'static ShapeData {
        // Identifiers come from `compile` alone and always exist.
        self.model.shapes.get(self.id).unwrap_or(&compile::ANYTHING)
    }

    /// What [`Model::shape`] finds it by, the same in every run.
    #[must_use]
    pub fn id(self) -> usize {
        self.id
    }

    fn other(self, id: ShapeId) -> Shape {
        Shape { model: self.model, id }
    }

    /// The documentation as Markdown: what it is, limits, deprecation, what plans allow, and a link.
    #[must_use]
    pub fn docs(self) -> &'static str {
        &self.data().docs
    }

    /// The first sentence of the documentation, as plain text, for one line.
    #[must_use]
    pub fn title(self) -> &'static str {
        &self.data().title
    }

    /// What to do instead, where it is deprecated.
    #[must_use]
    pub fn deprecated(self) -> Option<&'static str> {
        self.data().deprecated.as_deref()
    }

    /// Whether Vercel does not document it for general use. Completion leaves it out.
    #[must_use]
    pub fn is_private(self) -> bool {
        self.data().private
    }

    /// Whether the CLI does not look at it, only the platform: a mistake is no error.
    #[must_use]
    pub fn is_platform_only(self) -> bool {
        self.data().platform_only
    }

    /// The value that stands for an absent key.
    #[must_use]
    pub fn default(self) -> Option<&'static Value> {
        self.data().default.as_ref()
    }

    /// Values as examples.
    #[must_use]
    pub fn examples(self) -> &'static [Value] {
        &self.data().examples
    }

    /// The types of JSON that may stand here, alternatives included. Empty where any may.
    #[must_use]
    pub fn types(self) -> Vec<JsonType> {
        let data = self.data();
        if data.alternatives.is_empty() {
            return data.types.clone();
        }
        let mut types = Vec::new();
        for alternative in self.alternatives() {
            for name in alternative.types() {
                if !types.contains(&name) {
                    types.push(name);
                }
            }
        }
        types
    }

    /// The allowed values, each with its documentation; alternatives included. Empty where values are not listed.
    #[must_use]
    pub fn values(self) -> Vec<&'static EnumValue> {
        let mut values: Vec<&EnumValue> = self.data().values.iter().collect();
        for alternative in self.alternatives() {
            for value in alternative.values() {
                if !values.iter().any(|known| known.value == value.value) {
                    values.push(value);
                }
            }
        }
        values
    }

    /// The values that a key may have in any of the forms, where it is one that names a kind.
    #[must_use]
    pub fn values_of(self, key: &str) -> Vec<&'static EnumValue> {
        let mut values: Vec<&EnumValue> = Vec::new();
        for value in self.alternatives().filter_map(|form| form.property(key)).flat_map(Shape::values) {
            if !values.iter().any(|known| known.value == value.value) {
                values.push(value);
            }
        }
        values
    }

    /// The one value that may stand here.
    #[must_use]
    pub fn constant(self) -> Option<&'static Value> {
        if let [only] = self.data().values.as_slice() { Some(&only.value) } else { None }
    }

    /// Bounds of numbers, lengths and counts.
    #[must_use]
    pub fn limits(self) -> &'static Limits {
        &self.data().limits
    }

    /// The platform's bounds where they are narrower than the CLI's.
    #[must_use]
    pub fn platform_limits(self) -> &'static Limits {
        &self.data().platform_limits
    }

    /// The pattern of a string.
    #[must_use]
    pub fn pattern(self) -> Option<&'static Pattern> {
        self.data().pattern.as_deref()
    }

    /// The named keys of an object, in the order of the model. Those of alternatives: see [`Shape::candidates`].
    pub fn properties(self) -> impl Iterator<Item = Property> {
        self.data().properties.iter().map(move |property| {
            let shape = self.other(property.shape);
            Property {
                key: &property.key,
                shape,
                required: property.required,
                deprecated: shape.deprecated().is_some(),
            }
        })
    }

    /// What may stand under `key`: a named key, one that matches the pattern of keys, or any other that is allowed.
    #[must_use]
    pub fn property(self, key: &str) -> Option<Shape> {
        let data = self.data();
        if let Some(&index) = data.index.get(key) {
            return data.properties.get(index).map(|property| self.other(property.shape));
        }
        self.additional().filter(|_| data.key_pattern.as_ref().is_none_or(|pattern| pattern.matches(key)))
    }

    /// The shape of a member's value, in an object of this shape as far as it is written.
    #[must_use]
    pub fn of_member(self, object: Option<&Node>, key: &str) -> Option<Shape> {
        let decided = object.map_or(self, |object| self.choose(object));
        // A key that only another alternative has: say what it is there.
        decided.property(key).or_else(|| self.alternatives().find_map(|form| form.property(key)))
    }

    /// The shape of an element, in an array of this shape as far as the two are written.
    #[must_use]
    pub fn of_element(self, array: Option<&Node>, element: Option<&Node>) -> Option<Shape> {
        let decided = array.map_or(self, |array| self.choose(array));
        // A half-typed element may not have been enough to decide; its type rules a list out.
        let fits = |items: &Shape| element.is_none_or(|element| choose::admits(*items, &element.json));
        let other = || self.alternatives().filter_map(Shape::items).find(fits);
        decided.items().filter(fits).or_else(other).or(decided.items())
    }

    /// What a string here stands for. The forms of a value agree about it: what is written need not decide between them.
    #[must_use]
    pub fn meaning(self) -> Option<Meaning> {
        self.data().meaning.or_else(|| self.alternatives().find_map(Shape::meaning))
    }

    /// What the name of a service does here.
    #[must_use]
    pub fn role(self) -> Option<Role> {
        self.data().role.or_else(|| self.alternatives().find_map(Shape::role))
    }

    /// What the keys of an object here stand for, where they are names.
    #[must_use]
    pub fn key_meaning(self) -> Option<Meaning> {
        self.data().key_meaning.or_else(|| self.alternatives().find_map(Shape::key_meaning))
    }

    /// What strings and keys in a value of this shape stand for, at any depth.
    #[must_use]
    pub fn meanings(self) -> Meanings {
        self.data().meanings
    }

    /// The shape of a member or an element in any form that has it, also under a key that is rejected and understood: the place
    /// whose [`Shape::meaning`] counts, whatever is written there. It is of no use to validate or document what is written.
    #[must_use]
    pub fn in_any_form(self, segment: &PathSegment) -> Option<Shape> {
        let own = match segment {
            PathSegment::Key(key) => self.member_in_any_form(key),
            PathSegment::Index(_) => self.items(),
        };
        own.or_else(|| self.alternatives().find_map(|form| form.in_any_form(segment)))
    }

    fn member_in_any_form(self, key: &str) -> Option<Shape> {
        let data = self.data();
        if let Some(&index) = data.index.get(key) {
            return data.properties.get(index).map(|property| self.other(property.shape));
        }
        let refused = || data.refused.iter().find(|(name, _)| name == key).map(|(_, id)| self.other(*id));
        self.additional().or_else(refused)
    }

    /// What may stand under keys that are not named, for objects that are maps: services, functions, environment variables.
    #[must_use]
    pub fn additional(self) -> Option<Shape> {
        if let Additional::Shape(id) = self.data().additional { Some(self.other(id)) } else { None }
    }

    /// The pattern that keys of a map must match.
    #[must_use]
    pub fn key_pattern(self) -> Option<&'static Pattern> {
        let data = self.data();
        data.name_pattern.as_deref().or(data.key_pattern.as_deref())
    }

    /// The most characters of a map's keys.
    #[must_use]
    pub fn key_length(self) -> Option<u64> {
        self.data().name_max_length
    }

    /// What people write instead of this key by mistake.
    #[must_use]
    pub fn aliases(self) -> &'static [String] {
        &self.data().aliases
    }

    /// The named key that an unknown one was probably meant to be: one that people mistake for it, or the nearest in spelling.
    #[must_use]
    pub fn meant(self, key: &str) -> Option<Property> {
        let known = || self.properties().filter(|it| !it.deprecated && !it.shape.is_private());
        known().find(|it| it.shape.aliases().iter().any(|alias| alias == key)).or_else(|| {
            let near = spelling::nearest(key, known().map(|it| it.key))?;
            known().find(|it| it.key == near)
        })
    }

    /// Whether an unknown key was probably [meant](Shape::meant) to be this one: cheap where it was not.
    #[must_use]
    pub fn means(self, unknown: &str, key: &str) -> bool {
        let is_alias = |known: Shape| known.aliases().iter().any(|alias| alias == unknown);
        self.property(key).is_some_and(|known| is_alias(known) || spelling::nearest(unknown, [key]).is_some())
            && self.meant(unknown).is_some_and(|meant| meant.key == key)
    }

    /// The elements of an array.
    #[must_use]
    pub fn items(self) -> Option<Shape> {
        self.data().items.map(|id| self.other(id))
    }

    /// The forms of which one must fit; none where there is only one form.
    pub fn alternatives(self) -> impl Iterator<Item = Shape> {
        self.data().alternatives.iter().map(move |&id| self.other(id))
    }

    /// Whether there are several forms.
    #[must_use]
    pub fn has_alternatives(self) -> bool {
        !self.data().alternatives.is_empty()
    }

    /// The value to insert, as a snippet of LSP: required keys are there, places to fill are numbered (`${1:…}`).
    #[must_use]
    pub fn snippet(self) -> String {
        snippet::snippet(self)
    }
}

impl PartialEq for Shape {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Shape {}

impl std::fmt::Debug for Shape {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shape({}: {:?})", self.id, self.title())
    }
}

impl JsonType {
    /// Whether a value has this type. A whole number is an integer however it is written (`1.0`); nothing is known of a value
    /// that is not there yet.
    #[must_use]
    pub fn admits(self, json: &Json) -> bool {
        match (self, json) {
            (_, Json::Missing)
            | (JsonType::Null, Json::Null)
            | (JsonType::Boolean, Json::Bool(_))
            | (JsonType::Number, Json::Number(_))
            | (JsonType::String, Json::String(_))
            | (JsonType::Array, Json::Array(_))
            | (JsonType::Object, Json::Object(_)) => true,
            // As `x % 1` is not truthy: infinity counts.
            (JsonType::Integer, Json::Number(number)) => number.is_infinite() || number.fract() == 0.0,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_syntax::Source;

    fn at(text: &str, path: &str) -> Option<Shape> {
        let file = Source::new(text).value();
        let path: Vec<PathSegment> = path
            .split('/')
            .map(|name| name.parse().map_or_else(|_| PathSegment::Key(name.to_owned()), PathSegment::Index))
            .collect();
        model().at(&file, &path)
    }

    fn keys(shape: Shape) -> Vec<&'static str> {
        shape.properties().map(|property| property.key).collect()
    }

    #[test]
    fn a_path_leads_through_maps_arrays_and_references() {
        assert_eq!(at("{}", "functions/api%2F*.ts/memory").unwrap().platform_limits(), &Limits::default());
        assert_eq!(at("{}", "functions/a.ts/memory").unwrap().limits().maximum, Some(10_240.0));
        assert_eq!(at("{}", "services/web/rewrites/0/source").unwrap().limits().max_length, Some(4096));
        assert_eq!(at("{}", "images/formats/0").unwrap().values().len(), 4);
        assert_eq!(at("{}", "nowhere"), None);
        assert_eq!(at("{}", "crons/0/nowhere"), None);
    }

    #[test]
    fn the_kind_of_a_service_decides_its_keys() {
        let kinds = [
            (r#"{}"#, "routePrefix"),
            (r#"{ "type": "web" }"#, "routePrefix"),
            (r#"{ "type": "cron" }"#, "schedule"),
            (r#"{ "type": "job", "trigger": "schedule" }"#, "schedule"),
            (r#"{ "type": "job", "trigger": "queue" }"#, "topics"),
            (r#"{ "type": "worker" }"#, "topics"),
        ];
        for (service, key) in kinds {
            let text = format!(r#"{{ "experimentalServices": {{ "a": {service} }} }}"#);
            let file = Source::new(&text).value();
            let node = file.get("experimentalServices").and_then(|it| it.get("a")).unwrap();
            let shape = at(&text, "experimentalServices/a").unwrap().choose(node);
            assert!(keys(shape).contains(&key), "{service}: {:?}", keys(shape));
        }
    }

    #[test]
    fn what_is_written_rules_forms_out() {
        let text = r#"{ "experimentalServices": { "a": { "type": "job" }, "b": {} } }"#;
        let file = Source::new(text).value();
        let services = file.get("experimentalServices").unwrap();
        let shape = at(text, "experimentalServices/a").unwrap();
        assert_eq!(shape.candidates(services.get("a").unwrap()).len(), 3);
        assert_eq!(shape.candidates(services.get("b").unwrap()).len(), 6);
    }

    #[test]
    fn a_key_of_another_form_is_still_documented() {
        let text = r#"{ "experimentalServices": { "a": { "type": "cron", "routePrefix": "/a" } } }"#;
        assert!(at(text, "experimentalServices/a/routePrefix").unwrap().docs().contains("longest prefix"));
    }

    #[test]
    fn what_only_the_platform_looks_at_keeps_its_form() {
        let framework = at("{}", "framework").unwrap();
        assert!(framework.is_platform_only());
        assert_eq!(framework.types(), [JsonType::String, JsonType::Null]);
        assert!(framework.docs().contains("`nextjs`"), "{}", framework.docs());
        let git = at("{}", "git").unwrap();
        assert!(git.is_platform_only() && keys(git).contains(&"deploymentEnabled"));
        assert!(at("{}", "env").unwrap().deprecated().is_some());
    }

    #[test]
    fn snippets_have_what_is_required() {
        let snippet = |path: &str| at("{}", path).unwrap().snippet();
        expect_test::expect![[r#"
            {
            	"source": "${1:/blog/:slug}",
            	"destination": "${2:/posts/:slug}"
            }"#]]
        .assert_eq(&snippet("rewrites/0"));
        expect_test::expect![[r#"
            [
            	{
            		"path": "${1:/api/daily}",
            		"schedule": "${2:0 5 * * *}"
            	}
            ]"#]]
        .assert_eq(&snippet("crons"));
        expect_test::expect!["${1|true,false|}"].assert_eq(&snippet("cleanUrls"));
        expect_test::expect![[r#"
            {
            	"service": "$1",
            	"format": "url",
            	"env": "${2:API_URL}"
            }"#]]
        .assert_eq(&snippet("services/web/bindings/0"));
    }

    fn pointer(pointer: &str) -> Vec<PathSegment> {
        let segment = |step: &str| step.parse::<usize>().map_or_else(|_| step.into(), PathSegment::Index);
        pointer.split('/').skip(1).map(segment).collect()
    }

    #[test]
    fn a_name_of_a_service_has_a_role() {
        for shape in &model().shapes {
            let is_name = matches!(shape.meaning, Some(Meaning::Service(_)));
            assert_eq!(is_name, shape.role.is_some(), "{}", shape.title);
        }
    }

    #[test]
    fn a_meaning_has_its_key() {
        assert_eq!(model().key_of(Meaning::TimeZone), Some("timezone"));
        assert_eq!(model().key_of(Meaning::Service(crate::ServicesModel::V1)), Some("service"));
    }

    #[test]
    fn places_have_their_meaning() {
        use crate::ServicesModel::{V1, V2};
        use crate::meaning::PathKind;

        for (place, meaning) in [
            ("/framework", Some(Meaning::Framework)),
            ("/experimentalServices/api/framework", Some(Meaning::Framework)),
            ("/services/api/framework", Some(Meaning::Framework)),
            ("/services/api/functions/x/regions/0", Some(Meaning::Region)),
            ("/services/api/rewrites/3/destination/service", Some(Meaning::Service(V2))),
            ("/experimentalServices/api/rewrites/3/source", None),
            ("/experimentalServices/api/mount", Some(Meaning::Prefix)),
            ("/experimentalServices/api/mount/path", Some(Meaning::Prefix)),
            ("/experimentalServiceGroups/back/1", Some(Meaning::Service(V1))),
            ("/headers/0/headers/1/value", Some(Meaning::HeaderValue)),
            ("/unknown/framework", None),
            ("/buildCommand", Some(Meaning::Command)),
            ("/outputDirectory", Some(Meaning::Path(PathKind::Folder))),
            ("/bulkRedirectsPath", Some(Meaning::Path(PathKind::Any))),
            ("/proxy/entrypoint", Some(Meaning::Path(PathKind::File))),
            ("/proxy/matcher", Some(Meaning::Source)),
            ("/proxy/matcher/0", Some(Meaning::Source)),
            ("/crons/0/path", Some(Meaning::RequestPath)),
            ("/crons/0/schedule", Some(Meaning::Schedule)),
            ("/schedules/0/entrypoint", Some(Meaning::Path(PathKind::File))),
            ("/schedules/0/function", Some(Meaning::Path(PathKind::File))),
            ("/schedules/0/service", Some(Meaning::Service(V2))),
            ("/schedules/0/timezone", Some(Meaning::TimeZone)),
            ("/regions", None),
            ("/regions/0", Some(Meaning::Region)),
            ("/passiveRegions/0", Some(Meaning::Region)),
            ("/functionFailoverRegions/0", Some(Meaning::Region)),
            ("/builds/0/use", Some(Meaning::Builder)),
            ("/builds/0/src", Some(Meaning::Glob)),
            ("/daemons/a/root", Some(Meaning::Path(PathKind::Folder))),
            ("/daemons/a/entrypoint", Some(Meaning::Path(PathKind::File))),
            ("/functions/a/includeFiles", Some(Meaning::Glob)),
            ("/functions//excludeFiles", Some(Meaning::Glob)),
            ("/redirects/0/source", Some(Meaning::Source)),
            ("/redirects/0/destination", Some(Meaning::Destination)),
            ("/redirects/0/destination/service", None),
            ("/redirects/0/env/0", Some(Meaning::EnvName)),
            ("/rewrites/0/destination", Some(Meaning::Destination)),
            ("/rewrites/0/destination/path", Some(Meaning::RequestPath)),
            ("/rewrites/0/has/0/key", Some(Meaning::ConditionKey)),
            ("/headers/0/missing/0/key", Some(Meaning::ConditionKey)),
            ("/headers/0/headers/0/key", Some(Meaning::HeaderName)),
            ("/routes/0/src", Some(Meaning::RouteSource)),
            ("/routes/0/source", Some(Meaning::RouteSource)),
            ("/routes/0/dest", Some(Meaning::Destination)),
            ("/routes/0/destination", Some(Meaning::Destination)),
            ("/routes/0/destination/service", Some(Meaning::Service(V2))),
            ("/routes/0/headers/X-A", Some(Meaning::HeaderValue)),
            ("/routes/0/methods/0", Some(Meaning::Method)),
            ("/routes/0/env/0", Some(Meaning::EnvName)),
            ("/services/a/root", Some(Meaning::Path(PathKind::Root))),
            ("/services/a/entrypoint", Some(Meaning::Path(PathKind::Entrypoint))),
            ("/services/a/runtime", Some(Meaning::Runtime)),
            ("/services/a/ignoreCommand", Some(Meaning::Command)),
            ("/services/a/outputDirectory", Some(Meaning::Path(PathKind::Folder))),
            ("/services/a/bindings/0/service", Some(Meaning::Service(V2))),
            ("/services/a/bindings/0/env", Some(Meaning::EnvName)),
            ("/experimentalServicesV2/a/routes/0/methods/0", Some(Meaning::Method)),
            ("/experimentalServices/a/root", Some(Meaning::Path(PathKind::Root))),
            ("/experimentalServices/a/builder", Some(Meaning::Builder)),
            ("/experimentalServices/a/workspace", Some(Meaning::Path(PathKind::Folder))),
            ("/experimentalServices/a/routePrefix", Some(Meaning::Prefix)),
            ("/experimentalServices/a/schedule", Some(Meaning::Schedule)),
            ("/experimentalServices/a/schedule/0", Some(Meaning::Schedule)),
            ("/experimentalServices/a/includeFiles", Some(Meaning::Glob)),
            ("/experimentalServices/a/excludeFiles/0", Some(Meaning::Glob)),
            ("/experimentalServices/a/preDeployCommand", Some(Meaning::Command)),
            ("/experimentalServices/a/env/X/service", Some(Meaning::Service(V1))),
        ] {
            assert_eq!(model().meaning(&pointer(place)), meaning, "{place}");
        }
        for (place, meaning) in [
            ("/services", Some(Meaning::Service(V2))),
            ("/experimentalServicesV2", Some(Meaning::Service(V2))),
            ("/experimentalServices", Some(Meaning::Service(V1))),
            ("/experimentalServiceGroups", None),
            ("/functions", Some(Meaning::Glob)),
            ("/services/api/functions", Some(Meaning::Glob)),
            ("/services/api", None),
            ("/env", Some(Meaning::EnvName)),
            ("/build/env", Some(Meaning::EnvName)),
            ("/experimentalServices/a/env", Some(Meaning::EnvName)),
            ("/routes/0/headers", Some(Meaning::HeaderName)),
            ("/services/a/routes/0/headers", Some(Meaning::HeaderName)),
            ("/daemons/a/instances", Some(Meaning::Region)),
            ("/daemons/a/replicas", Some(Meaning::Region)),
        ] {
            assert_eq!(model().key_meaning(&pointer(place)), meaning, "{place}");
        }
    }
}

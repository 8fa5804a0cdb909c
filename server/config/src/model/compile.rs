//! From the JSON Schema to shapes: every keyword that says what may be at a place, what it means or what to offer there.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::Model;
use crate::meaning::{Meaning, Meanings, Role};
use svc_vercel::patterns::js_regex::JsRegex;

/// The index of a shape.
pub(super) type ShapeId = usize;

/// What may be at a place of the file.
#[derive(Debug, Clone, Default)]
pub(super) struct ShapeData {
    pub title: String,
    pub docs: String,
    pub deprecated: Option<String>,
    pub private: bool,
    pub platform_only: bool,
    pub default: Option<Value>,
    pub examples: Vec<Value>,
    pub types: Vec<JsonType>,
    pub values: Vec<EnumValue>,
    pub excluded: Vec<Value>,
    pub limits: Limits,
    pub platform_limits: Limits,
    pub platform_types: Vec<JsonType>,
    pub platform_values: Vec<EnumValue>,
    pub pattern: Option<Box<Pattern>>,
    pub aliases: Vec<String>,
    pub meaning: Option<Meaning>,
    /// What the name of a service does here.
    pub role: Option<Role>,
    pub key_meaning: Option<Meaning>,
    /// Those of its strings and keys, at any depth.
    pub meanings: Meanings,
    /// Keys that are not allowed and are understood all the same.
    pub refused: Vec<(String, ShapeId)>,
    pub properties: Vec<PropertyData>,
    pub index: HashMap<String, usize>,
    pub additional: Additional,
    /// Keys that `additional` is about; others are not allowed.
    pub key_pattern: Option<Box<Pattern>>,
    /// What every key must match.
    pub name_pattern: Option<Box<Pattern>>,
    pub name_max_length: Option<u64>,
    pub items: Option<ShapeId>,
    pub alternatives: Vec<ShapeId>,
    pub presence: Option<Presence>,
    pub dependencies: Vec<(String, Vec<String>)>,
}

/// A named key.
#[derive(Debug, Clone)]
pub(super) struct PropertyData {
    pub key: String,
    pub shape: ShapeId,
    pub required: bool,
}

/// A type of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "JSON's own names")]
pub enum JsonType {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

/// An allowed value.
#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    /// The value.
    pub value: Value,
    /// What it means, as Markdown; may be empty.
    pub docs: String,
}

/// Bounds, all inclusive but one.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(missing_docs, reason = "the names of JSON Schema")]
pub struct Limits {
    pub minimum: Option<f64>,
    pub exclusive_minimum: Option<f64>,
    pub maximum: Option<f64>,
    pub min_length: Option<u64>,
    pub max_length: Option<u64>,
    pub min_items: Option<u64>,
    pub max_items: Option<u64>,
    pub min_properties: Option<u64>,
    pub max_properties: Option<u64>,
}

/// A regular expression that a string must match somewhere.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// Its source, as JavaScript writes it.
    pub source: String,
    /// What it asks for: the end of a sentence ("must start with `/`").
    pub message: String,
    /// What a string must start with, where that is all it asks.
    pub prefix: Option<String>,
    regex: Option<JsRegex>,
}

/// What may be under keys that are not named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Additional {
    /// Anything.
    #[default]
    Anything,
    /// Nothing: such keys are rejected.
    Closed,
    /// This shape (an index of the model).
    Shape(usize),
}

/// Keys of which some must be there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Presence {
    /// The keys.
    pub keys: Vec<String>,
    /// Whether exactly one of them, not only at least one.
    pub exactly_one: bool,
}

/// A shape that allows anything.
pub(super) static ANYTHING: LazyLock<ShapeData> = LazyLock::new(ShapeData::default);

impl Pattern {
    fn new(schema: &Map<String, Value>, source: &str) -> Pattern {
        let text = |key: &str| schema.get(key).and_then(Value::as_str).map(str::to_owned);
        Pattern {
            message: text("patternErrorMessage").unwrap_or_else(|| format!("must match `{source}`")),
            prefix: text("x-prefix"),
            regex: JsRegex::new(source).ok(),
            source: source.to_owned(),
        }
    }

    /// Whether `text` matches, as JavaScript's `RegExp` without flags decides: it counts a character beyond the basic plane as two.
    /// A text that is too complex to decide counts as a match.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.regex.as_ref().is_none_or(|regex| !matches!(regex.exec(text), Ok(None)))
    }
}

/// Compiles a schema. Its `$ref`s point to its own `definitions`.
///
/// # Errors
///
/// If it is no JSON object with definitions.
pub(super) fn compile(schema: &str) -> serde_json::Result<Model> {
    let mut parts: BTreeMap<&str, &RawValue> = serde_json::from_str(schema)?;
    let definitions = parts.remove("definitions").map_or("{}", RawValue::get);
    let root: Map<String, Value> = parts
        .into_iter()
        .map(|(keyword, value)| Ok((keyword.to_owned(), serde_json::from_str(value.get())?)))
        .collect::<serde_json::Result<_>>()?;
    let mut compiler = Compiler {
        definitions: serde_json::from_str(definitions)?,
        shapes: Vec::new(),
        references: HashMap::new(),
    };
    let root = compiler.shape(&Value::Object(root));
    Ok(Model { shapes: compiler.shapes, root })
}

struct Compiler<'a> {
    /// Each is read when it is referred to: all of them as values would be the most memory that the server takes for a small file.
    definitions: HashMap<&'a str, &'a RawValue>,
    shapes: Vec<ShapeData>,
    references: HashMap<&'a str, ShapeId>,
}

impl Compiler<'_> {
    /// The shape of a schema. Equal references give the same shape, unless something stands beside them.
    fn shape(&mut self, schema: &Value) -> ShapeId {
        let Value::Object(schema) = schema else { return self.push(ShapeData::default()) };
        if let (Some(name), 1) = (reference(schema), schema.len()) {
            return self.definition(name);
        }
        let mut data = ShapeData::default();
        self.read(schema, &mut data);
        self.push(data)
    }

    fn definition(&mut self, name: &str) -> ShapeId {
        if let Some(&id) = self.references.get(name) {
            return id;
        }
        let Some((&name, definition)) = self.definitions.get_key_value(name) else {
            return self.push(ShapeData::default());
        };
        let schema = serde_json::from_str(definition.get()).unwrap_or_default();
        let id = self.shape(&schema);
        self.references.insert(name, id);
        id
    }

    fn push(&mut self, mut data: ShapeData) -> ShapeId {
        data.meanings = self.meanings(&data);
        self.shapes.push(data);
        self.shapes.len() - 1
    }

    /// The meanings of strings and keys in a value: its own, and those of the shapes in it, which are compiled before.
    fn meanings(&self, data: &ShapeData) -> Meanings {
        let own: Vec<Meaning> = data.meaning.into_iter().chain(data.key_meaning).collect();
        let additional = if let Additional::Shape(id) = data.additional { Some(id) } else { None };
        let inner = data.properties.iter().map(|property| property.shape);
        let inner = inner.chain(data.refused.iter().map(|(_, id)| *id)).chain(additional).chain(data.items);
        inner
            .chain(data.alternatives.iter().copied())
            .filter_map(|id| self.shapes.get(id))
            .fold(Meanings::of(&own), |set, shape| set.union(shape.meanings))
    }

    /// Reads the keywords of a schema into `data`. What stands beside a `$ref` takes precedence over what it refers to.
    fn read(&mut self, schema: &Map<String, Value>, data: &mut ShapeData) {
        let target =
            reference(schema).or_else(|| match schema.get("allOf").and_then(Value::as_array)?.as_slice() {
                [Value::Object(only)] => reference(only),
                _ => None,
            });
        if let Some(name) = target {
            let id = self.definition(name);
            *data = self.shapes.get(id).cloned().unwrap_or_default();
        }
        for (keyword, value) in schema {
            self.keyword(schema, keyword, value, data);
        }
        if data.title.is_empty() {
            data.title =
                first_sentence(schema.get("description").and_then(Value::as_str).unwrap_or_default());
        }
    }

    fn keyword(&mut self, schema: &Map<String, Value>, keyword: &str, value: &Value, data: &mut ShapeData) {
        match keyword {
            "markdownDescription" => {
                data.docs = text(value);
                data.title =
                    first_sentence(schema.get("description").and_then(Value::as_str).unwrap_or_default());
            }
            "deprecationMessage" => data.deprecated = Some(text(value)),
            "x-private" => data.private = true,
            "default" => data.default = Some(value.clone()),
            "examples" => data.examples = list(value).to_vec(),
            "x-aliases" => data.aliases = list(value).iter().map(text).collect(),
            "x-meaning" => data.meaning = value.as_str().and_then(Meaning::named),
            "x-role" => data.role = value.as_str().and_then(Role::named),
            "x-key-meaning" => data.key_meaning = value.as_str().and_then(Meaning::named),
            "x-refused-keys" => {
                let keys = value.as_object().into_iter().flatten();
                data.refused = keys.map(|(key, value)| (key.clone(), self.shape(value))).collect();
            }
            "type" => data.types = types(value),
            "x-expected-type" => data.platform_types = types(value),
            "enum" => data.values = values(schema, value),
            "const" => data.values = vec![EnumValue { value: value.clone(), docs: String::new() }],
            "not" => data.excluded.extend(value.get("const").cloned()),
            "x-platform-limits" => {
                if let Value::Object(limits) = value {
                    for (keyword, value) in limits {
                        data.platform_limits.set(keyword, value);
                    }
                    data.platform_values =
                        limits.get("enum").map(|value| values(limits, value)).unwrap_or_default();
                }
            }
            "pattern" => data.pattern = value.as_str().map(|source| Box::new(Pattern::new(schema, source))),
            "properties" => self.properties(schema, value, data),
            "additionalProperties" => match value {
                Value::Bool(false)
                    if data.key_pattern.is_some() || schema.contains_key("patternProperties") => {}
                Value::Bool(false) => data.additional = Additional::Closed,
                Value::Bool(true) => {}
                _ => data.additional = Additional::Shape(self.shape(value)),
            },
            "patternProperties" => {
                if let Some((source, value)) = value.as_object().and_then(|patterns| patterns.iter().next()) {
                    data.key_pattern = Some(Box::new(Pattern::new(schema, source)));
                    data.additional = Additional::Shape(self.shape(value));
                }
            }
            "propertyNames" => {
                if let Value::Object(names) = value {
                    data.name_pattern = names
                        .get("pattern")
                        .and_then(Value::as_str)
                        .map(|source| Box::new(Pattern::new(names, source)));
                    data.name_max_length = names.get("maxLength").and_then(Value::as_u64);
                }
            }
            "items" => data.items = Some(self.shape(value)),
            "dependencies" => {
                data.dependencies = value
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, others)| (key.clone(), list(others).iter().map(text).collect()))
                    .collect();
            }
            "anyOf" | "oneOf" => self.alternatives(schema, keyword, list(value), data),
            _ => data.limits.set(keyword, value),
        }
    }

    fn properties(&mut self, schema: &Map<String, Value>, value: &Value, data: &mut ShapeData) {
        let required = schema.get("required").map(list).unwrap_or_default();
        for (key, value) in value.as_object().into_iter().flatten() {
            let shape = self.shape(value);
            data.index.insert(key.clone(), data.properties.len());
            let required = required.iter().any(|name| name == key.as_str());
            data.properties.push(PropertyData { key: key.clone(), shape, required });
        }
    }

    /// `anyOf` and `oneOf` say three things: which keys must be there, that only the platform looks at a value, or that a
    /// value has several forms.
    fn alternatives(
        &mut self,
        schema: &Map<String, Value>,
        keyword: &str,
        branches: &[Value],
        data: &mut ShapeData,
    ) {
        if let Some(keys) = branches.iter().map(only_required_key).collect::<Option<Vec<String>>>() {
            data.presence = Some(Presence { keys, exactly_one: keyword == "oneOf" });
            return;
        }
        if let ([Value::Object(form), Value::Bool(true)], true) =
            (branches, schema.contains_key("x-platform"))
        {
            let (docs, title) = (std::mem::take(&mut data.docs), std::mem::take(&mut data.title));
            let mut inner = ShapeData::default();
            self.read(form, &mut inner);
            let outer = std::mem::replace(data, inner);
            data.platform_only = true;
            data.docs = if docs.is_empty() { outer.docs } else { docs };
            data.title = if title.is_empty() { outer.title } else { title };
            data.deprecated = outer.deprecated.or(data.deprecated.take());
            data.private |= outer.private;
            data.default = outer.default;
            data.examples = outer.examples;
            data.meaning = outer.meaning.or(data.meaning);
            data.role = outer.role.or(data.role);
            data.key_meaning = outer.key_meaning.or(data.key_meaning);
            return;
        }
        data.alternatives = branches.iter().map(|branch| self.shape(branch)).collect();
    }
}

impl Limits {
    fn set(&mut self, keyword: &str, value: &Value) {
        match keyword {
            "minimum" => self.minimum = value.as_f64(),
            "exclusiveMinimum" => self.exclusive_minimum = value.as_f64(),
            "maximum" => self.maximum = value.as_f64(),
            "minLength" => self.min_length = value.as_u64(),
            "maxLength" => self.max_length = value.as_u64(),
            "minItems" => self.min_items = value.as_u64(),
            "maxItems" => self.max_items = value.as_u64(),
            "minProperties" => self.min_properties = value.as_u64(),
            "maxProperties" => self.max_properties = value.as_u64(),
            _ => {}
        }
    }
}

fn reference(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/definitions/")
}

/// The key of a schema that only says that a key is required.
fn only_required_key(schema: &Value) -> Option<String> {
    let schema = schema.as_object()?;
    match (schema.len(), schema.get("required").map(list)?) {
        (1, [Value::String(key)]) => Some(key.clone()),
        _ => None,
    }
}

fn types(value: &Value) -> Vec<JsonType> {
    let one = |name: &Value| {
        Some(match name.as_str()? {
            "null" => JsonType::Null,
            "boolean" => JsonType::Boolean,
            "integer" => JsonType::Integer,
            "number" => JsonType::Number,
            "string" => JsonType::String,
            "array" => JsonType::Array,
            "object" => JsonType::Object,
            _ => return None,
        })
    };
    if value.is_string() {
        one(value).into_iter().collect()
    } else {
        list(value).iter().filter_map(one).collect()
    }
}

fn values(schema: &Map<String, Value>, value: &Value) -> Vec<EnumValue> {
    let docs = schema.get("markdownEnumDescriptions").map(list).unwrap_or_default();
    list(value)
        .iter()
        .enumerate()
        .map(|(index, value)| EnumValue {
            value: value.clone(),
            docs: docs.get(index).map(text).unwrap_or_default(),
        })
        .collect()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The first sentence of a text: up to a full stop or colon before white space, or the first line.
fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    line.split_once(". ").map_or(line, |(sentence, _)| sentence).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::model;

    /// Every pattern of the model, by its source.
    fn patterns() -> Vec<&'static super::Pattern> {
        let of = |shape: &'static super::ShapeData| [&shape.pattern, &shape.key_pattern, &shape.name_pattern];
        let mut patterns: Vec<_> =
            model().shapes.iter().flat_map(of).filter_map(|pattern| pattern.as_deref()).collect();
        patterns.sort_by_key(|pattern| &pattern.source);
        patterns.dedup_by_key(|pattern| &pattern.source);
        patterns
    }

    proptest! {
        #[test]
        fn patterns_match_what_another_engine_matches(text in "[/a-zA-Z0-9_ .:$@*()\\[\\]\\\\^?#!%\u{0}\u{7f}é-]{0,12}") {
            for pattern in patterns() {
                let other = regress::Regex::new(&pattern.source).unwrap();
                prop_assert_eq!(pattern.matches(&text), other.find(&text).is_some(), "{} on {:?}", pattern.source, text);
            }
        }
    }

    #[test]
    fn there_are_patterns_to_compare() {
        assert!(patterns().len() > 5);
    }
}

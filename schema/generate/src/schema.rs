//! The JSON Schema of `vercel.json`, generated from the types of this module.
//!
//! Draft-07 with what editors understand beside it: `markdownDescription`, `enumDescriptions`, `defaultSnippets`,
//! `deprecationMessage`, `patternErrorMessage`, `doNotSuggest`. Keywords of our own start with `x-`:
//!
//! | keyword | meaning |
//! | --- | --- |
//! | `x-docs` | the page of Vercel's documentation |
//! | `x-plans` | per plan, what it allows |
//! | `x-since` | since when Vercel supports it |
//! | `x-aliases` | what people write instead of this key by mistake |
//! | `x-meaning` | what a string stands for: a `glob`, a `region`, a `request-path` … (`svc_config::meaning::Meaning`) |
//! | `x-role` | what the name of a service does there: a `binding`, a `destination` … (`svc_config::meaning::Role`) |
//! | `x-key-meaning` | the same, for the keys of a map |
//! | `x-refused-keys` | keys that Vercel rejects and yet understands, with what is under them |
//! | `x-prefix` | what a string must start with, where that is all its pattern asks |
//! | `x-private` | Vercel does not document it for general use |
//! | `x-platform` | the CLI does not look at this key, the platform does: `anyOf` its form and anything |
//! | `x-platform-limits` | the platform's limits where they are narrower than the CLI's |
//! | `x-expected-type` | the type that is meant where the CLI takes any |

use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde_json::{Map, Value, json};

/// Where the schema of `vercel.json` is published with a release.
pub const SCHEMA_ID: &str = "https://svc-lsp.github.io/schema/vercel.schema.json";
/// Where the schema of the settings is published with a release.
pub const SETTINGS_SCHEMA_ID: &str = "https://svc-lsp.github.io/schema/settings.schema.json";

/// Where the schema of `svc-lsp.jsonc` is published with a release.
pub const OPTIONS_SCHEMA_ID: &str = "https://svc-lsp.github.io/schema/svc-lsp.schema.json";

/// The JSON Schema of `vercel.json`, generated.
#[must_use]
pub fn vercel_schema() -> Value {
    generate::<crate::VercelConfig>(SCHEMA_ID, "vercel.json")
}

/// The JSON Schema of the settings section `svcLsp`.
#[must_use]
pub fn settings_schema() -> Value {
    generate::<crate::settings::Settings>(SETTINGS_SCHEMA_ID, "svcLsp settings")
}

/// The JSON Schema of `svc-lsp.jsonc`.
#[must_use]
pub fn options_schema() -> Value {
    generate::<crate::options::Options>(OPTIONS_SCHEMA_ID, "svc-lsp.jsonc")
}

fn generate<T: JsonSchema>(id: &str, title: &str) -> Value {
    let settings = SchemaSettings::draft07()
        .with_transform(RecursiveTransform(strip_null))
        .with_transform(RecursiveTransform(strip_format))
        .with_transform(RecursiveTransform(name_enum))
        .with_transform(RecursiveTransform(deprecate))
        .with_transform(RecursiveTransform(describe))
        .with_transform(RecursiveTransform(separate_platform));
    let schema = settings.into_generator().into_root_schema_for::<T>();
    let Value::Object(body) = schema.to_value() else { return Value::Null };
    let mut root = Map::new();
    root.insert("$schema".to_owned(), json!("http://json-schema.org/draft-07/schema#"));
    root.insert("$id".to_owned(), json!(id));
    root.insert("title".to_owned(), json!(title));
    for (key, value) in body {
        root.entry(key).or_insert(value);
    }
    let mut root = Value::Object(root);
    super::default_snippets::add(&mut root);
    ordered(root)
}

/// Keywords in the order that a reader expects, whatever order the derive macro wrote them in.
fn ordered(schema: Value) -> Value {
    const FIRST: &[&str] = &[
        "$schema",
        "$id",
        "$ref",
        "title",
        "description",
        "markdownDescription",
        "deprecated",
        "deprecationMessage",
        "doNotSuggest",
        "x-docs",
        "x-since",
        "x-plans",
        "x-private",
        "x-platform",
        "x-platform-limits",
        "x-aliases",
        "x-meaning",
        "x-role",
        "x-key-meaning",
        "x-refused-keys",
        "type",
        "x-expected-type",
        "enum",
        "enumDescriptions",
        "markdownEnumDescriptions",
        "pattern",
        "patternErrorMessage",
        "x-prefix",
    ];
    const LAST: &[&str] = &["defaultSnippets", "default", "examples", "definitions"];
    match schema {
        Value::Array(values) => Value::Array(values.into_iter().map(ordered).collect()),
        Value::Object(mut object) => {
            let mut result = Map::new();
            let mut take = |object: &mut Map<String, Value>, key: &str| {
                if let Some(value) = object.shift_remove(key) {
                    let plain = matches!(
                        key,
                        "default" | "examples" | "enum" | "x-plans" | "x-platform-limits" | "defaultSnippets"
                    );
                    result.insert(key.to_owned(), if plain { value } else { ordered(value) });
                }
            };
            let named = object.values().all(Value::is_object) && !object.contains_key("x-platform-limits");
            if named {
                // A map of properties or definitions: its order is the model's.
                return Value::Object(object.into_iter().map(|(key, value)| (key, ordered(value))).collect());
            }
            FIRST.iter().for_each(|key| take(&mut object, key));
            let rest: Vec<String> =
                object.keys().filter(|key| !LAST.contains(&key.as_str())).cloned().collect();
            rest.iter().for_each(|key| take(&mut object, key));
            LAST.iter().for_each(|key| take(&mut object, key));
            Value::Object(result)
        }
        other => other,
    }
}

/// Gives a map keys that match `pattern`: what was said of every value is said of theirs, and no other key is allowed.
pub(super) fn keys_by_pattern(schema: &mut Schema, pattern: &str, message: &str) {
    schema.insert("patternErrorMessage".to_owned(), json!(message));
    if let Some(values) = schema.remove("additionalProperties") {
        schema.insert("patternProperties".to_owned(), json!({ pattern: values }));
        schema.insert("additionalProperties".to_owned(), json!(false));
    }
}

/// Says what each string of a list stands for, for which the list's type has no place.
pub(super) fn elements_mean(meaning: &'static str) -> impl FnMut(&mut Schema) {
    move |schema| {
        if let Some(Value::Object(items)) = schema.get_mut("items") {
            items.insert("x-meaning".to_owned(), json!(meaning));
        }
    }
}

/// Says that each string of a list is the name of a v1 service, and what it does there.
pub(super) fn elements_name_services(role: &'static str) -> impl FnMut(&mut Schema) {
    move |schema| {
        elements_mean("service-v1")(schema);
        if let Some(Value::Object(items)) = schema.get_mut("items") {
            items.insert("x-role".to_owned(), json!(role));
        }
    }
}

/// An `Option` means that the key may be absent, not that it may be `null`.
fn strip_null(schema: &mut Schema) {
    if let Some(Value::Array(types)) = schema.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            schema.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(branches)) = schema.get_mut("anyOf") {
        branches.retain(|branch| *branch != json!({ "type": "null" }));
        if let [only] = branches.as_slice() {
            let Value::Object(only) = only.clone() else { return };
            schema.remove("anyOf");
            for (key, value) in only {
                if schema.get(&key).is_none() {
                    schema.insert(key, value);
                }
            }
        }
    }
    if let Some(Value::Array(values)) = schema.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
}

/// `uint32` and the like are Rust's, not JSON's.
fn strip_format(schema: &mut Schema) {
    schema.remove("format");
}

/// Variants with documentation: one `enum` with a description each, and `const` where there is one value.
fn name_enum(schema: &mut Schema) {
    let Some(Value::Array(branches)) = schema.get("oneOf") else { return };
    if !branches.iter().all(|branch| branch.get("const").is_some_and(Value::is_string)) {
        return;
    }
    let values: Vec<Value> = branches.iter().filter_map(|branch| branch.get("const").cloned()).collect();
    let descriptions: Vec<Value> = branches
        .iter()
        .map(|branch| branch.get("description").cloned().unwrap_or_else(|| json!("")))
        .collect();
    schema.remove("oneOf");
    schema.insert("type".to_owned(), json!("string"));
    schema.insert("enum".to_owned(), Value::Array(values));
    schema.insert("enumDescriptions".to_owned(), Value::Array(descriptions.iter().map(plain).collect()));
    schema.insert("markdownEnumDescriptions".to_owned(), Value::Array(descriptions));
}

fn deprecate(schema: &mut Schema) {
    if let Some(advice) = schema.remove("x-deprecated") {
        schema.insert("deprecated".to_owned(), json!(true));
        schema.insert("deprecationMessage".to_owned(), advice);
        schema.insert("doNotSuggest".to_owned(), json!(true));
    }
    if schema.get("x-private").is_some() {
        schema.insert("doNotSuggest".to_owned(), json!(true));
    }
}

/// The doc comment as Markdown with a link, and as plain text.
fn describe(schema: &mut Schema) {
    let Some(Value::String(markdown)) = schema.get("description") else { return };
    let markdown = unwrapped(markdown);
    let mut full = markdown.clone();
    if let Some(Value::String(advice)) = schema.get("deprecationMessage") {
        full.push_str(&format!("\n\n**Deprecated.** {advice}"));
    }
    if let Some(Value::Object(plans)) = schema.get("x-plans") {
        full.push('\n');
        for (plan, allowance) in plans {
            let allowance = allowance.as_str().unwrap_or_default();
            full.push_str(&format!("\n- {}: {allowance}", capitalized(plan)));
        }
    }
    if let Some(Value::String(url)) = schema.get("x-docs") {
        full.push_str(&format!("\n\n[Documentation]({url})"));
    }
    schema.insert("description".to_owned(), plain(&json!(markdown)));
    schema.insert("markdownDescription".to_owned(), json!(full));
}

/// Keys that only the platform looks at: an alternative takes anything, so that nothing is rejected that the CLI accepts.
fn separate_platform(schema: &mut Schema) {
    const ANNOTATIONS: &[&str] = &[
        "title",
        "description",
        "markdownDescription",
        "default",
        "examples",
        "deprecated",
        "deprecationMessage",
        "doNotSuggest",
        "defaultSnippets",
        "anyOf",
    ];
    if schema.get("x-platform") != Some(&Value::Bool(true))
        || schema.get("anyOf").is_some_and(|it| *it == json!([{}, true]))
    {
        return;
    }
    let nullable = schema.remove("x-nullable").is_some();
    let Some(object) = schema.as_object_mut() else { return };
    let mut form = Map::new();
    let keys: Vec<String> = object
        .keys()
        .filter(|key| !ANNOTATIONS.contains(&key.as_str()) && !key.starts_with("x-"))
        .cloned()
        .collect();
    for key in keys {
        if let Some(value) = object.remove(&key) {
            form.insert(key, value);
        }
    }
    if let Some(alternatives) = object.remove("anyOf") {
        form.insert("anyOf".to_owned(), alternatives);
    }
    if nullable && let Some(name) = form.remove("type") {
        form.insert("type".to_owned(), json!([name, "null"]));
    }
    if !form.is_empty() {
        object.insert("anyOf".to_owned(), json!([form, true]));
    }
}

/// A doc comment without the line breaks inside its paragraphs.
fn unwrapped(markdown: &str) -> String {
    let paragraphs = markdown.split("\n\n").map(|paragraph| paragraph.replace('\n', " "));
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

/// Markdown without its marks.
fn plain(markdown: &Value) -> Value {
    Value::String(markdown.as_str().unwrap_or_default().replace('`', ""))
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The committed file is what the types say. `UPDATE=1 cargo test` writes it anew.
    #[track_caller]
    fn committed(path: &str, schema: &Value) {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        let text = format!("{}\n", serde_json::to_string_pretty(schema).unwrap());
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, &text).unwrap();
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            found == text,
            "{path} differs from the types: run `UPDATE=1 cargo test -p svc-schema` to write it"
        );
    }

    #[test]
    fn the_schema_of_vercel_json_is_committed() {
        committed("server/config/schema/vercel.schema.json", &vercel_schema());
    }

    #[test]
    fn the_schema_of_the_settings_is_committed() {
        committed("schema/settings.schema.json", &settings_schema());
    }

    #[test]
    fn the_schema_of_the_options_is_committed() {
        committed("server/config/schema/svc-lsp.schema.json", &options_schema());
    }

    /// Every keyword that the schema uses is known to the compiler of shapes, or says nothing about values.
    #[test]
    fn no_keyword_is_unknown() {
        const KNOWN: &[&str] = &[
            "$schema",
            "$id",
            "$ref",
            "allOf",
            "definitions",
            "title",
            "description",
            "markdownDescription",
            "deprecated",
            "deprecationMessage",
            "doNotSuggest",
            "defaultSnippets",
            "default",
            "examples",
            "x-docs",
            "x-since",
            "x-plans",
            "x-private",
            "x-platform",
            "x-platform-limits",
            "x-aliases",
            "x-meaning",
            "x-role",
            "x-key-meaning",
            "x-refused-keys",
            "x-prefix",
            "x-expected-type",
            "type",
            "enum",
            "enumDescriptions",
            "markdownEnumDescriptions",
            "const",
            "not",
            "pattern",
            "patternErrorMessage",
            "minimum",
            "exclusiveMinimum",
            "maximum",
            "minLength",
            "maxLength",
            "minItems",
            "maxItems",
            "minProperties",
            "maxProperties",
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "items",
            "dependencies",
            "anyOf",
            "oneOf",
        ];
        fn walk(schema: &Value, path: &str) {
            let Value::Object(object) = schema else {
                assert!(schema.is_boolean(), "{path}: {schema}");
                return;
            };
            for (keyword, value) in object {
                let here = format!("{path}/{keyword}");
                assert!(KNOWN.contains(&keyword.as_str()), "{here}");
                match keyword.as_str() {
                    "properties" | "patternProperties" | "definitions" | "x-refused-keys" => {
                        value
                            .as_object()
                            .unwrap()
                            .iter()
                            .for_each(|(key, value)| walk(value, &format!("{here}/{key}")));
                    }
                    "anyOf" | "oneOf" | "allOf" => {
                        value.as_array().unwrap().iter().for_each(|branch| walk(branch, &here));
                    }
                    "items" | "additionalProperties" | "propertyNames" => walk(value, &here),
                    "not" => assert!(value.as_object().unwrap().keys().eq(["const"]), "{here}"),
                    _ => {}
                }
            }
            // Draft-07 ignores what is next to `$ref`, so nothing there may decide about values.
            if object.contains_key("$ref") {
                for keyword in [
                    "type",
                    "enum",
                    "pattern",
                    "minimum",
                    "maxLength",
                    "maxItems",
                    "required",
                    "properties",
                    "anyOf",
                ] {
                    assert!(!object.contains_key(keyword), "{path}: `{keyword}` beside `$ref`");
                }
            }
            if let Some(branches) = object.get("allOf") {
                let [only] = branches.as_array().unwrap().as_slice() else { panic!("{path}: {branches}") };
                assert!(
                    only.get("$ref").is_some() && only.as_object().unwrap().len() == 1,
                    "{path}: {branches}"
                );
            }
            assert!(
                object.get("patternProperties").is_none_or(|it| it.as_object().unwrap().len() == 1),
                "{path}"
            );
        }
        walk(&vercel_schema(), "#");
    }

    /// Every key is documented, in sentences, plain and as Markdown; so is each of several values.
    #[test]
    fn every_key_and_value_is_documented() {
        fn walk(schema: &Value, path: &str) {
            match schema {
                Value::Object(object) => {
                    for (key, value) in
                        object.get("properties").and_then(Value::as_object).into_iter().flatten()
                    {
                        let text = |of: &str| value.get(of).and_then(Value::as_str).unwrap_or_default();
                        let description = text("description");
                        assert!(
                            description.ends_with(['.', ')', '%']) && !description.contains('`'),
                            "{path}/{key}: {description:?}"
                        );
                        assert!(!text("markdownDescription").is_empty(), "{path}/{key} has no Markdown");
                    }
                    if let Some(values) = object.get("enum").and_then(Value::as_array)
                        && values.len() > 1
                    {
                        for of in ["enumDescriptions", "markdownEnumDescriptions"] {
                            let texts = object
                                .get(of)
                                .and_then(Value::as_array)
                                .unwrap_or_else(|| panic!("{path}: {of}"));
                            let written =
                                texts.iter().filter(|it| it.as_str().is_some_and(|it| !it.is_empty()));
                            assert_eq!(written.count(), values.len(), "{path}: {of}");
                        }
                    }
                    // Defaults, examples and snippets are values, not schemas. Rejected keys are not documented.
                    let schemas = object.iter().filter(|(key, _)| {
                        !matches!(
                            key.as_str(),
                            "default" | "examples" | "defaultSnippets" | "const" | "enum" | "x-refused-keys"
                        )
                    });
                    schemas.for_each(|(key, value)| walk(value, &format!("{path}/{key}")));
                }
                Value::Array(schemas) => schemas.iter().for_each(|schema| walk(schema, path)),
                _ => {}
            }
        }
        let schema = vercel_schema();
        walk(&schema, "#");
        for (name, definition) in schema.get("definitions").and_then(Value::as_object).unwrap() {
            assert!(definition.get("description").is_some(), "{name}");
        }
    }

    /// What the schema gives as a default or an example is a value that it accepts, told by another implementation.
    #[test]
    fn defaults_and_examples_are_accepted() {
        fn walk(schema: &Value, root: &Value, checked: &mut usize) {
            let Value::Object(object) = schema else {
                schema.as_array().into_iter().flatten().for_each(|schema| walk(schema, root, checked));
                return;
            };
            let examples = object.get("examples").and_then(Value::as_array).into_iter().flatten();
            for value in examples.chain(object.get("default")) {
                let mut alone = object.clone();
                alone.insert("definitions".to_owned(), root.get("definitions").cloned().unwrap_or_default());
                let validator = jsonschema::draft7::new(&Value::Object(alone)).unwrap();
                assert!(validator.is_valid(value), "{value} is no {schema}");
                *checked += 1;
            }
            for (key, value) in object {
                if !matches!(key.as_str(), "default" | "examples" | "defaultSnippets" | "const" | "enum") {
                    walk(value, root, checked);
                }
            }
        }
        let schema = vercel_schema();
        let mut checked = 0;
        walk(&schema, &schema, &mut checked);
        assert!(checked > 200, "{checked}");
    }
}

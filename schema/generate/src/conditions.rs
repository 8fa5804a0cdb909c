//! `has` and `missing`: conditions on a request beside its path.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};

/// A condition on one part of the request.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum Condition {
    /// On the host.
    Host(HostCondition),
    /// On a header, a cookie or a query parameter.
    Keyed(KeyedCondition),
}

/// A condition on the request's host. Preview deployments have other hosts, so a condition on your own domain doesn't match there.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HostCondition {
    /// The part of the request to test.
    #[serde(rename = "type")]
    pub kind: Host,
    /// What the host must be.
    #[schemars(extend("examples" = ["example.com", "(?<tenant>.*)\\.example\\.com"]))]
    pub value: ConditionValue,
}

/// A condition on a header, a cookie or a query parameter.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyedCondition {
    /// The part of the request to test.
    #[serde(rename = "type")]
    pub kind: Keyed,
    /// The name of the header, cookie or query parameter, at most 4,096 characters. Header names are case-insensitive.
    #[schemars(length(max = 4096), extend("examples" = ["x-version"]))]
    #[schemars(extend("x-meaning" = "condition-key"))]
    pub key: String,
    /// What it must be. If not set, any value matches, and the destination can use it as `:` followed by the key.
    pub value: Option<ConditionValue>,
}

/// The host.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Host {
    /// The request's host.
    Host,
}

/// Parts of the request that have names.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Keyed {
    /// A request header.
    Header,
    /// A cookie.
    Cookie,
    /// A parameter of the query string.
    Query,
}

/// What a value must be: a regular expression that matches it, or comparisons.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum ConditionValue {
    /// A regular expression of at most 4,096 characters, which may match anywhere in the value; use `^` and `$` for the whole
    /// value. The destination can use named groups (`(?<name>…)`) as `:name`.
    Pattern(#[schemars(length(max = 4096))] String),
    /// Comparisons, all of which must hold.
    Comparison(Box<Comparison>),
}

/// Comparisons, all of which must hold; at least one.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub struct Comparison {
    /// It equals this string or number.
    #[schemars(extend("examples" = ["pro"]))]
    pub eq: Option<Operand>,
    /// It does not equal this string.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["internal"]))]
    pub neq: Option<String>,
    /// It is one of these strings.
    #[schemars(inner(length(max = 4096)))]
    #[schemars(extend("examples" = [["en", "de"]]))]
    pub inc: Option<Vec<String>>,
    /// It isn't one of these strings.
    #[schemars(inner(length(max = 4096)))]
    #[schemars(extend("examples" = [["bot"]]))]
    pub ninc: Option<Vec<String>>,
    /// It starts with this string.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["Bearer "]))]
    pub pre: Option<String>,
    /// It ends with this string.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = [".example.com"]))]
    pub suf: Option<String>,
    /// This regular expression matches it.
    #[schemars(length(max = 4096))]
    #[schemars(extend("examples" = ["^v[0-9]+$"]))]
    pub re: Option<String>,
    /// It is greater than this number.
    #[schemars(extend("examples" = [0]))]
    pub gt: Option<f64>,
    /// It is greater than or equal to this number.
    #[schemars(extend("examples" = [1]))]
    pub gte: Option<f64>,
    /// It is less than this number.
    #[schemars(extend("examples" = [100]))]
    pub lt: Option<f64>,
    /// It is less than or equal to this number.
    #[schemars(extend("examples" = [99]))]
    pub lte: Option<f64>,
}

/// Comparisons without a regular expression, all of which must hold; at least one.
pub struct PlainComparison(Comparison);

impl JsonSchema for PlainComparison {
    fn schema_name() -> Cow<'static, str> {
        "PlainComparison".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Comparison::json_schema(generator);
        if let Some(properties) = schema.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
            properties.shift_remove("re");
        }
        let description = "Comparisons without a regular expression, all of which must hold; at least one.";
        schema.insert("description".to_owned(), description.into());
        schema
    }
}

/// A string or a number.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Operand {
    /// A string of at most 4,096 characters.
    Text(#[schemars(length(max = 4096))] String),
    /// A number.
    Number(f64),
}

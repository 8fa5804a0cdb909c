//! `functions`: settings of functions by path or glob pattern.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::docs;
use super::duration::MaxDuration;

/// Settings of functions, by path or glob pattern: 1 to 50 patterns of at most 256 characters.
#[derive(JsonSchema)]
#[schemars(transform = super::routes::named_texts, extend("minProperties" = 1, "maxProperties" = 50, "x-key-meaning" = "glob"))]
pub struct Functions(BTreeMap<String, FunctionSettings>);

/// Settings of the functions that a pattern matches.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-docs" = docs::config("#functions"), "examples" = [{ "maxDuration": 30 }]))]
pub struct FunctionSettings {
    /// How many seconds a request may take, 1 to 3,600, or `"max"` for the maximum of the plan.
    #[schemars(extend(
        "x-docs" = docs::page("functions/configuring-functions/duration"),
        "examples" = [30, 300, "max"],
        "x-plans" = { "hobby": "at most 300", "pro": "300 by default, at most 800 (1,800 in the extended beta)",
            "enterprise": "300 by default, at most 800 (1,800 in the extended beta)" }
    ))]
    pub max_duration: Option<MaxDuration>,
    /// Memory in MB, 128 to 10,240. Ignored with Fluid compute, where memory is set in the project's settings.
    #[schemars(
        extend("minimum" = 128, "maximum" = 10_240, "x-docs" = docs::page("functions/configuring-functions/memory"),
            "examples" = [1024, 2048],
            "x-expected-type" = "number",
            "x-plans" = { "hobby": "at most 2,048", "pro": "at most 4,096", "enterprise": "at most 4,096" })
    )]
    pub memory: Option<serde_json::Value>,
    /// The regions where it runs, as Vercel's region codes. They override the project's regions.
    #[schemars(extend("x-docs" = docs::page("functions/configuring-functions/region"), "examples" = [["iad1"]],
        "x-platform-limits" = { "minItems": 1, "maxItems": 1000 }))]
    #[schemars(transform = super::schema::elements_mean("region"))]
    pub regions: Option<Vec<String>>,
    /// The regions that take over if its own region is down, at most 4. Enterprise only.
    #[schemars(extend("x-docs" = docs::config("#functionfailoverregions"), "examples" = [["sfo1"]],
        "x-platform-limits" = { "maxItems": 4 },
        "x-plans" = { "hobby": "not available", "pro": "not available", "enterprise": "up to 4 regions" }))]
    #[schemars(transform = super::schema::elements_mean("region"))]
    pub function_failover_regions: Option<Vec<String>>,
    /// A community runtime, as its npm package with an exact version. Not needed for Vercel's own runtimes.
    ///
    /// `nodejs20.x`, `edge` and `python3.12` are not packages. The Node.js version comes from `engines` in `package.json`.
    #[schemars(length(max = 256), extend("x-docs" = docs::page("functions/runtimes"), "examples" = ["vercel-php@0.7.4"]))]
    pub runtime: Option<String>,
    /// Files to add to it, as one glob pattern relative to the project root, at most 256 characters. Not for Next.js.
    #[schemars(length(max = 256), extend("examples" = ["templates/**", "{locales,templates}/**"]))]
    #[schemars(extend("x-meaning" = "glob"))]
    pub include_files: Option<String>,
    /// Files to exclude from it, as one glob pattern relative to the project root, at most 256 characters. Not for Next.js.
    #[schemars(length(max = 256), extend("examples" = ["**/*.test.ts"]))]
    #[schemars(extend("x-meaning" = "glob"))]
    pub exclude_files: Option<String>,
    /// The processor architecture.
    pub architecture: Option<Architecture>,
    /// Whether `request.signal` is aborted when the client disconnects. Node.js only.
    #[schemars(extend("default" = false, "x-docs" = docs::page("functions/functions-api-reference")))]
    pub supports_cancellation: Option<bool>,
    /// How many requests one instance handles at the same time, 1 to 8,192.
    #[schemars(range(min = 1, max = 8192))]
    #[schemars(extend("examples" = [100]))]
    pub max_concurrency: Option<u32>,
    /// Sends all requests of a client to the same instance. With `strict`, `regions` must list exactly one region.
    #[schemars(extend("examples" = [{ "mode": "strict" }]))]
    pub affinity: Option<Affinity>,
    /// Other triggers: queue messages or a schedule. Experimental.
    #[schemars(extend("x-platform-limits" = { "maxItems": 10 }))]
    pub experimental_triggers: Option<Vec<Trigger>>,
}

/// A processor architecture.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum Architecture {
    /// Intel and AMD, 64 bits.
    #[serde(rename = "x86_64")]
    X86_64,
    /// ARM, 64 bits.
    #[serde(rename = "arm64")]
    Arm64,
}

/// Sends all requests of a client to the same instance.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Affinity {
    /// The affinity mode.
    pub mode: AffinityMode,
}

/// An affinity mode.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum AffinityMode {
    /// Always the same instance.
    Strict,
}

/// Another trigger of a function. Experimental.
#[derive(JsonSchema)]
#[serde(untagged)]
pub enum Trigger {
    /// Messages of a queue topic, for a named consumer.
    QueueV1(Box<QueueV1>),
    /// Messages of a queue topic.
    QueueV2(Box<QueueV2>),
    /// A schedule.
    Schedule(ScheduleTrigger),
}

/// Messages of a queue topic, for a named consumer.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueV1 {
    /// The kind of trigger.
    #[serde(rename = "type")]
    pub kind: QueueV1Type,
    /// The topic.
    #[schemars(length(min = 1), extend("x-platform-limits" = { "maxLength": 256 }))]
    #[schemars(extend("examples" = ["orders"]))]
    pub topic: String,
    /// Its consumer group.
    #[schemars(length(min = 1), extend("x-platform-limits" = { "maxLength": 256 }))]
    #[schemars(extend("examples" = ["mailer"]))]
    pub consumer: String,
    /// The maximum number of deliveries of a message, 1 to 64.
    #[schemars(range(min = 1), extend("x-platform-limits" = { "maximum": 64 }))]
    #[schemars(extend("examples" = [5]))]
    pub max_deliveries: Option<f64>,
    /// Seconds before a failed message is retried, 5 to 86,400.
    #[schemars(extend("exclusiveMinimum" = 0, "x-platform-limits" = { "minimum": 5, "maximum": 86_400 }))]
    #[schemars(extend("examples" = [60]))]
    pub retry_after_seconds: Option<f64>,
    /// Seconds before a message is first delivered, at most 86,400.
    #[schemars(range(min = 0), extend("x-platform-limits" = { "maximum": 86_400 }))]
    #[schemars(extend("examples" = [10]))]
    pub initial_delay_seconds: Option<f64>,
    /// How many messages are processed at the same time, 1 to 100.
    #[schemars(range(min = 1), extend("x-platform-limits" = { "maximum": 100 }))]
    #[schemars(extend("examples" = [10]))]
    pub max_concurrency: Option<f64>,
}

/// Messages of a queue topic.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QueueV2 {
    /// The kind of trigger.
    #[serde(rename = "type")]
    pub kind: QueueV2Type,
    /// The topic.
    #[schemars(length(min = 1), extend("x-platform-limits" = { "maxLength": 256 }))]
    #[schemars(extend("examples" = ["orders"]))]
    pub topic: String,
    /// The maximum number of deliveries of a message, 1 to 1,048,576.
    #[schemars(range(min = 1), extend("x-platform-limits" = { "maximum": 1_048_576 }))]
    #[schemars(extend("examples" = [5]))]
    pub max_deliveries: Option<f64>,
    /// Seconds before a failed message is retried, more than 0, at most 86,400.
    #[schemars(extend("exclusiveMinimum" = 0, "x-platform-limits" = { "maximum": 86_400 }))]
    #[schemars(extend("examples" = [60]))]
    pub retry_after_seconds: Option<f64>,
    /// Seconds before a message is first delivered, at most 86,400.
    #[schemars(range(min = 0), extend("x-platform-limits" = { "maximum": 86_400 }))]
    #[schemars(extend("examples" = [10]))]
    pub initial_delay_seconds: Option<f64>,
    /// How many messages are processed at the same time, 1 to 16,384.
    #[schemars(range(min = 1), extend("x-platform-limits" = { "maximum": 16_384 }))]
    #[schemars(extend("examples" = [10]))]
    pub max_concurrency: Option<f64>,
}

/// A schedule that the code defines.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScheduleTrigger {
    /// The kind of trigger.
    #[serde(rename = "type")]
    pub kind: ScheduleType,
}

/// The kind of trigger.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum QueueV1Type {
    /// Messages of a queue topic, for a named consumer.
    #[serde(rename = "queue/v1beta")]
    QueueV1Beta,
}

/// The kind of trigger.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum QueueV2Type {
    /// Messages of a queue topic.
    #[serde(rename = "queue/v2beta")]
    QueueV2Beta,
}

/// The kind of trigger.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum ScheduleType {
    /// A schedule.
    #[serde(rename = "schedule/v1beta")]
    ScheduleV1Beta,
}

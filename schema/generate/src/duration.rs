//! `maxDuration`: how long a request may take.

use schemars::JsonSchema;

/// Seconds, or all that the plan allows.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum MaxDuration {
    /// Seconds, 1 to 3,600.
    Seconds(#[schemars(range(min = 1, max = 3600))] u32),
    /// All that the plan allows.
    Plan(PlanMaximum),
}

/// All that the plan allows.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum PlanMaximum {
    /// All that the plan allows.
    Max,
}

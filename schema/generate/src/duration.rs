//! `maxDuration`: how long a request may take.

use schemars::JsonSchema;

/// Seconds, or the maximum of the plan.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum MaxDuration {
    /// Seconds, 1 to 3,600.
    Seconds(#[schemars(range(min = 1, max = 3600))] u32),
    /// The maximum of the plan.
    Plan(PlanMaximum),
}

/// The maximum of the plan.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum PlanMaximum {
    /// The maximum of the plan.
    Max,
}

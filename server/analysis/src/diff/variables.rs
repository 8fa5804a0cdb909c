//! The variables that Vercel generates, compared.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::services::{Configured, configured, env, v1, v2};
use crate::snapshot::Snapshot;

/// A variable that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// The service that gets it. Absent if all do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// Its value in the old version; null if it isn't generated.
    pub old: Option<String>,
    /// Its value in the new version; null if it isn't generated.
    pub new: Option<String>,
}

/// The variables that differ, by name.
pub(super) fn changed(old: &Snapshot, new: &Snapshot) -> Vec<Variable> {
    let (old, new) = (generated(old), generated(new));
    let all: BTreeSet<&(String, Option<String>)> = old.keys().chain(new.keys()).collect();
    let differs = |known: &&(String, Option<String>)| old.get(*known) != new.get(*known);
    let variable = |known: &(String, Option<String>)| Variable {
        name: known.0.clone(),
        service: known.1.clone(),
        old: old.get(known).cloned(),
        new: new.get(known).cloned(),
    };
    all.into_iter().filter(differs).map(variable).collect()
}

/// The variables by name and service. Of a binding, the address is known to Vercel alone: its value names the service.
fn generated(snapshot: &Snapshot) -> BTreeMap<(String, Option<String>), String> {
    match configured(snapshot.config()) {
        Configured::V1 => {
            let variables =
                env::injected(&v1::resolution(snapshot).services, snapshot.settings.deployment_host());
            let text = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            variables.into_iter().map(|(name, value)| ((name, None), text(value))).collect()
        }
        Configured::V2 => {
            let mut variables = BTreeMap::new();
            for service in &v2::resolution(snapshot).services {
                for binding in service.written.get("bindings").and_then(Value::as_array).into_iter().flatten()
                {
                    let text = |key: &str| binding.get(key).and_then(Value::as_str);
                    if let (Some(name), Some(target)) = (text("env"), text("service")) {
                        let known = (name.to_owned(), Some(service.name.clone()));
                        variables.insert(known, format!("URL of the service {target}"));
                    }
                }
            }
            variables
        }
        Configured::None | Configured::Both => BTreeMap::new(),
    }
}

//! `daemons`: containers that run all the time.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// Containers that run all the time, by name: at most 100. Names consist of lowercase letters, with `-` and `_` between them.
#[derive(JsonSchema)]
#[schemars(inline, extend(
    "maxProperties" = 100,
    "propertyNames" = { "pattern": "^[a-z]+(?:(?:_|__|-+)[a-z]+)*$", "maxLength": 64,
        "patternErrorMessage": "must consist of lowercase letters, with `-`, `_` or `__` only between letters" }
))]
pub struct Daemons(BTreeMap<String, Daemon>);

/// A container that runs all the time and receives no requests.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["instances"] }, { "required": ["replicas"] }]))]
pub struct Daemon {
    /// Its folder, relative to the project root, at most 512 characters.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["indexer"]))]
    #[schemars(extend("x-meaning" = "folder"))]
    pub root: String,
    /// Its Dockerfile or Containerfile, relative to `root`, at most 512 characters.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["Dockerfile"]))]
    #[schemars(extend("x-meaning" = "file"))]
    pub entrypoint: String,
    /// The command and its arguments, 1 to 128 strings. If not set, the image's default.
    #[schemars(length(min = 1, max = 128), inner(length(min = 1, max = 4096)), extend("examples" = [["node", "indexer.js"]]))]
    pub command: Option<Vec<String>>,
    /// The number of instances by region.
    #[schemars(inner(range(min = 0)), extend("examples" = [{ "iad1": 1 }]))]
    #[schemars(extend("x-key-meaning" = "region"))]
    pub instances: Option<BTreeMap<String, u32>>,
    /// The old name of `instances`. Ignored if both are set.
    #[schemars(inner(range(min = 0)), extend("x-deprecated" = "Use `instances`."))]
    #[schemars(extend("x-key-meaning" = "region"))]
    pub replicas: Option<BTreeMap<String, u32>>,
    /// Its machine resources.
    #[schemars(extend("examples" = [{ "requests": { "memory": "1Gi" } }]))]
    pub resources: Option<Resources>,
    /// Seconds between the stop signal and the forced stop.
    #[schemars(range(min = 0), extend("examples" = [30]))]
    pub termination_grace_period_seconds: Option<u32>,
}

/// Machine resources of a container.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resources {
    /// Its reserved resources.
    pub requests: ResourceRequests,
}

/// Reserved resources of a container.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ResourceRequests {
    /// Its memory.
    pub memory: ContainerMemory,
}

/// Sizes of memory.
#[derive(JsonSchema)]
#[schemars(inline)]
pub enum ContainerMemory {
    /// 1 GiB.
    #[serde(rename = "1Gi")]
    Gi1,
    /// 2 GiB.
    #[serde(rename = "2Gi")]
    Gi2,
    /// 4 GiB.
    #[serde(rename = "4Gi")]
    Gi4,
    /// 8 GiB.
    #[serde(rename = "8Gi")]
    Gi8,
}

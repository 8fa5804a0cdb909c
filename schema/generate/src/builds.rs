//! `builds` and `build`: the earlier way to say how a project is built.

use std::collections::BTreeMap;

use schemars::JsonSchema;

/// One builder and the files that it builds.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Build {
    /// The files to build, as a path or glob pattern, 1 to 4,096 characters. One build for each file that matches.
    #[schemars(length(min = 1, max = 4096), extend("examples" = ["api/*.ts"]))]
    #[schemars(extend("x-meaning" = "glob"))]
    pub src: Option<String>,
    /// The builder's npm package, optionally with a version, 3 to 256 characters.
    #[schemars(length(min = 3, max = 256), extend("examples" = ["@vercel/node", "@vercel/static"]))]
    #[schemars(extend("x-meaning" = "builder"))]
    pub r#use: String,
    /// Options that are passed to the builder.
    pub config: Option<BTreeMap<String, serde_json::Value>>,
}

/// Options of the build.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BuildEnvironment {
    /// Environment variables of the build, visible to anyone who can read the repository.
    #[schemars(inner(length(max = 65536)), extend("maxProperties" = 1000))]
    #[schemars(extend("x-key-meaning" = "env-name"))]
    pub env: Option<BTreeMap<String, String>>,
}

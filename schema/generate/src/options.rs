//! `svc-lsp.jsonc`: what a repository says to svc-lsp itself.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use crate::settings::{Plan, RuleLevel};

/// The options of svc-lsp for the `vercel.json` files in this folder and below.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Options {
    /// The JSON Schema of this file, for editors.
    #[serde(rename = "$schema")]
    pub schema: Option<String>,
    /// Your Vercel plan. Its limits are checked; by default, none are.
    pub plan: Option<Plan>,
    /// Changes the severity of rules, by rule code: `off`, `hint`, `information`, `warning` or `error`.
    #[schemars(extend("x-key-meaning" = "rule"))]
    pub rules: Option<BTreeMap<String, RuleLevel>>,
    /// Findings that are not reported, by file and rule. Paths start at this file's folder.
    #[schemars(extend("x-key-meaning" = "config-file"))]
    pub ignore: Option<BTreeMap<String, IgnoredRules>>,
    /// Requests and who must answer them. `svc-lsp test` tries them.
    pub requests: Option<Vec<Expectation>>,
}

/// Findings that are not reported in a file, by rule code.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("x-key-meaning" = "rule"))]
pub struct IgnoredRules(BTreeMap<String, Vec<Place>>);

/// A place in a `vercel.json`.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Place {
    /// The JSON Pointer of the key or value, such as `/redirects/3`. The finding must be there or inside it.
    #[schemars(extend("x-meaning" = "pointer"))]
    pub at: String,
    /// The entry's `source`. It finds the entry again after others were inserted or removed.
    pub source: Option<String>,
    /// The entry's `src`, where it has no `source`.
    pub src: Option<String>,
    /// The entry's `path`, where it has no `source`.
    pub path: Option<String>,
    /// The entry's `key`, for a header or a condition.
    pub key: Option<String>,
}

/// A request and who must answer it.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields, example = json!({ "request": "/api/users", "service": "api", "received": "/users" }))]
pub struct Expectation {
    /// The path that is requested, with its query.
    pub request: String,
    /// The method. The default is `GET`.
    #[schemars(extend("x-meaning" = "method"))]
    pub method: Option<String>,
    /// The host that is requested.
    pub host: Option<String>,
    /// Headers of the request.
    pub headers: Option<BTreeMap<String, String>>,
    /// The service that must answer.
    pub service: Option<String>,
    /// The path that the service must receive.
    pub received: Option<String>,
    /// The file or function that must answer.
    pub file: Option<String>,
    /// The address that the request must be redirected to.
    pub redirect: Option<String>,
    /// The address on another host that the request must be passed to.
    pub proxy: Option<String>,
    /// The status of the answer.
    #[schemars(range(min = 100, max = 599))]
    pub status: Option<u16>,
}

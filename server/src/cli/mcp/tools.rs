//! The tools: each takes its arguments and answers what a command prints as JSON.

use std::collections::BTreeMap;
use std::sync::Arc;

use rmcp::model::{JsonObject, Tool, ToolAnnotations};
use schemars::generate::SchemaSettings;
use schemars::transform::RecursiveTransform;
use schemars::{JsonSchema, Schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use svc_analysis::inspect::Inspection;
use svc_analysis::request::{Described, Report};

use super::super::check::PlanName;
use super::super::format::Range;
use super::super::init::ModelName;
use super::super::source::Version;
use super::super::{Failure, check, diff, init, inspect, json, migrate, route, rule};
use super::workspace::Workspace;

/// A tool, and what answers it.
pub struct Answering {
    /// What the agent sees of it.
    pub tool: Tool,
    /// What answers it. It takes its time.
    pub answer: Arc<Answer>,
}

type Answer = dyn Fn(&Workspace, JsonObject) -> Result<Value, Failure> + Send + Sync;

/// All tools.
pub fn all() -> Vec<Answering> {
    let tools = [
        tool(
            "check",
            "Check vercel.json",
            "Finds the problems in a vercel.json, or in all of a folder. An error means that Vercel rejects the deployment; \
             a warning means that something doesn't work as written.",
            check_files,
        ),
        tool(
            "inspect",
            "Inspect services",
            "Shows how Vercel reads a project: its services with their frameworks and entrypoints, and the routes and environment \
             variables that Vercel generates. If Vercel rejects the project, it says why.",
            inspect_project,
        ),
        tool(
            "route",
            "Route a request",
            "Shows what answers a request: the rules that apply, in order, the file, service or redirect, and what the \
             application receives.",
            route_request,
        ),
        tool(
            "diff",
            "Compare two versions",
            "Shows what a change to a vercel.json does: the requests that are answered differently, and the variables that \
             change. Use it with `newText` before you write the change.",
            compare_versions,
        ),
        tool(
            "migrate",
            "Migrate to services",
            "Migrates `experimentalServices` to `services`, as Vercel's CLI does, and returns the new file in `text` with \
             notes on what is left to do. The file isn't written.",
            migrate_services,
        ),
        tool(
            "init",
            "Generate a vercel.json",
            "Generates a vercel.json with the services that Vercel detects in a folder, and returns it in `text`. The file \
             isn't written.",
            generate_file,
        ),
        tool(
            "rule",
            "Explain a rule",
            "Explains a rule: why it reports something and how to fix it. Without a code, lists all rules.",
            explain_rule,
        ),
    ];
    tools.into()
}

fn tool<I: DeserializeOwned + JsonSchema + 'static, O: Serialize + JsonSchema + 'static>(
    name: &'static str,
    title: &str,
    description: &'static str,
    answer: fn(&Workspace, I) -> Result<O, Failure>,
) -> Answering {
    let input = schema::<I>(SchemaSettings::draft2020_12());
    let output = schema::<O>(SchemaSettings::draft2020_12().for_serialize());
    let annotations = ToolAnnotations::with_title(title)
        .read_only(true)
        .destructive(false)
        .idempotent(true)
        .open_world(false);
    let tool = Tool::new(name, description, input)
        .with_title(title)
        .with_raw_output_schema(output)
        .with_annotations(annotations);
    let answer = move |workspace: &Workspace, arguments: JsonObject| {
        let arguments = serde_json::from_value(arguments.into()).map_err(|error| {
            Failure::Message(format!("The arguments of `{name}` can't be used: {error}."))
        })?;
        let answer = answer(workspace, arguments)?;
        serde_json::to_value(answer)
            .map_err(|error| Failure::Message(format!("The answer can't be written: {error}.")))
    };
    Answering { tool, answer: Arc::new(answer) }
}

/// The schema of a type, without its own name.
fn schema<T: JsonSchema>(settings: SchemaSettings) -> Arc<JsonObject> {
    // Formats that only Rust has, such as `uint32`, make clients complain.
    let without_formats = RecursiveTransform(|schema: &mut Schema| {
        schema.remove("format");
    });
    let schema = settings.with_transform(without_formats).into_generator().into_root_schema_for::<T>();
    let mut schema = schema.as_object().cloned().unwrap_or_default();
    schema.retain(|key, _| key != "title" && key != "description");
    Arc::new(schema)
}

fn here() -> String {
    ".".to_owned()
}

/// The arguments of `check`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Check {
    /// A vercel.json, or a folder to search for them.
    #[serde(default = "here")]
    path: String,
    /// Check this text in place of the file's content.
    #[serde(default)]
    text: Option<String>,
    /// Also check the limits of this plan.
    #[serde(default)]
    plan: Option<PlanName>,
}

fn check_files(workspace: &Workspace, arguments: Check) -> Result<json::Report, Failure> {
    let Check { path, text, plan } = arguments;
    check::answer(&workspace.path(&path, text.is_some())?, text, plan)
}

/// The arguments of `inspect`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Inspect {
    /// A vercel.json, or its folder.
    #[serde(default = "here")]
    path: String,
    /// Use this text in place of the file's content.
    #[serde(default)]
    text: Option<String>,
    /// The host to use in generated URLs.
    #[serde(default)]
    deployment_host: Option<String>,
}

fn inspect_project(workspace: &Workspace, arguments: Inspect) -> Result<Inspection, Failure> {
    let Inspect { path, text, deployment_host } = arguments;
    inspect::answer(&workspace.path(&path, text.is_some())?, text, deployment_host)
}

/// The arguments of `route`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Route {
    /// The request path and query, such as /api/users?page=2, or a full URL.
    url: String,
    /// A vercel.json, or its folder.
    #[serde(default = "here")]
    path: String,
    /// Use this text in place of the file's content.
    #[serde(default)]
    text: Option<String>,
    /// The method of the request; GET by default.
    #[serde(default)]
    method: Option<String>,
    /// The host of the request.
    #[serde(default)]
    host: Option<String>,
    /// Headers of the request.
    #[serde(default)]
    headers: BTreeMap<String, String>,
    /// Cookies of the request.
    #[serde(default)]
    cookies: BTreeMap<String, String>,
}

fn route_request(workspace: &Workspace, arguments: Route) -> Result<Report<Range>, Failure> {
    let Route { url, path, text, method, host, headers, cookies } = arguments;
    let request = Described { url, method, host, headers, cookies };
    route::answer(&workspace.path(&path, text.is_some())?, text, &request)
}

/// The arguments of `diff`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Diff {
    /// The old vercel.json, or its folder.
    #[serde(default = "here")]
    old: String,
    /// The text of the old version, in place of the file's content.
    #[serde(default)]
    old_text: Option<String>,
    /// The new vercel.json, or its folder.
    #[serde(default = "here")]
    new: String,
    /// The text of the new version, in place of the file's content.
    #[serde(default)]
    new_text: Option<String>,
}

fn compare_versions(workspace: &Workspace, arguments: Diff) -> Result<diff::Report, Failure> {
    let Diff { old, old_text, new, new_text } = arguments;
    let old = workspace.path(&old, old_text.is_some())?;
    let new = workspace.path(&new, new_text.is_some())?;
    diff::answer(Version { path: &old, text: old_text }, Version { path: &new, text: new_text })
}

/// The arguments of `migrate`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Migrate {
    /// A vercel.json, or its folder.
    #[serde(default = "here")]
    path: String,
    /// Migrate this text in place of the file's content.
    #[serde(default)]
    text: Option<String>,
}

fn migrate_services(workspace: &Workspace, arguments: Migrate) -> Result<migrate::Answer, Failure> {
    let Migrate { path, text } = arguments;
    migrate::answer(&workspace.path(&path, text.is_some())?, text)
}

/// The arguments of `init`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Init {
    /// The folder.
    #[serde(default = "here")]
    path: String,
    /// The key that configures the services.
    #[serde(default)]
    model: ModelName,
    /// Replace services that the vercel.json already has.
    #[serde(default)]
    replace: bool,
}

fn generate_file(workspace: &Workspace, arguments: Init) -> Result<init::Answer, Failure> {
    let Init { path, model, replace } = arguments;
    init::answer(&workspace.path(&path, false)?, model, replace)
}

/// The arguments of `rule`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Rule {
    /// The rule's code, or Vercel's error code.
    #[serde(default)]
    code: Option<String>,
}

fn explain_rule(_: &Workspace, arguments: Rule) -> Result<rule::Rules, Failure> {
    let Rule { code } = arguments;
    rule::answer(code.as_deref())
}

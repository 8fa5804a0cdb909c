//! `experimentalServices`: the older format of services.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use super::command::BoundedCommand;
use super::docs;
use super::duration::MaxDuration;

/// The services of the project in the older format, by name.
#[derive(JsonSchema)]
#[schemars(inline, extend("propertyNames" = {
    "pattern": super::SERVICE_NAME_V1, "maxLength": 64, "patternErrorMessage": super::SERVICE_NAME_V1_MESSAGE
}, "x-key-meaning" = "service-v1"))]
pub struct ServicesV1(BTreeMap<String, ServiceV1>);

/// Groups of services, by name.
#[derive(JsonSchema)]
#[schemars(inline, extend("propertyNames" = {
    "pattern": super::SERVICE_NAME_V1, "maxLength": 64, "patternErrorMessage": super::SERVICE_NAME_V1_MESSAGE
}))]
pub struct ServiceGroups(BTreeMap<String, ServiceGroup>);

/// Names of services.
#[derive(JsonSchema)]
#[schemars(inline, transform = super::schema::elements_name_services("group"))]
pub struct ServiceGroup(#[schemars(inner(length(min = 1, max = 256)))] Vec<String>);

/// A service. `type` and, for a job, `trigger` select one of six kinds; each kind has its own keys.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-docs" = docs::page("services/experimental"), "x-refused-keys" = {
    "env": {
        "x-key-meaning": "env-name",
        "additionalProperties": { "properties": { "service": { "x-meaning": "service-v1", "x-role": "variable" } } }
    }
}))]
pub enum ServiceV1 {
    /// Answers requests.
    Web(Box<WebService>),
    /// Runs on a schedule.
    ScheduledJob(Box<ScheduledJob>),
    /// Processes messages of queue topics.
    QueueJob(Box<QueueJob>),
    /// Runs the steps of workflows.
    WorkflowJob(Box<WorkflowJob>),
    /// Processes messages of queue topics.
    Worker(Box<Worker>),
    /// Runs on a schedule.
    Cron(Box<CronService>),
}

/// Keys that every kind of service has.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CommonKeys {
    /// What to run: a file, a folder, a Python `module:attribute`, a Dockerfile or an image, relative to `root`. At most 512
    /// characters.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["api/index.ts", "main.py", "main:app", "Dockerfile"]))]
    #[schemars(extend("x-meaning" = "entrypoint"))]
    pub entrypoint: Option<String>,
    /// Its folder, relative to this file. It must be inside the project. At most 512 characters.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["apps/web"]))]
    #[schemars(extend("x-meaning" = "service-root"))]
    pub root: Option<String>,
    /// Its framework, as a slug such as `nextjs`. If not set, Vercel detects it.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["nextjs", "vite", "fastapi", "express"]))]
    #[schemars(extend("x-meaning" = "framework"))]
    pub framework: Option<String>,
    /// Its runtime: `node`, `python`, `go`, `rust`, `ruby` or `container`. If not set, Vercel chooses it by framework or
    /// entrypoint.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["node", "python", "go", "rust", "ruby", "container"]))]
    #[schemars(extend("x-meaning" = "runtime"))]
    pub runtime: Option<String>,
    /// The builder, as an npm package. It requires `entrypoint` or `framework`. If not set, Vercel chooses it by framework and
    /// runtime.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["@vercel/next", "@vercel/python", "@vercel/static-build"]))]
    #[schemars(extend("x-meaning" = "builder"))]
    pub builder: Option<String>,
    /// Memory of its functions in MB, 128 to 10,240.
    #[schemars(range(min = 128, max = 10_240), extend("examples" = [1024, 2048],
        "x-plans" = { "hobby": "at most 2,048", "pro": "at most 4,096", "enterprise": "at most 4,096" }))]
    pub memory: Option<u32>,
    /// How many seconds a request may take. Vercel documents 1 to 900, its CLI accepts up to 3,600; `"max"` is the plan's maximum.
    #[schemars(extend("examples" = [60, 300, "max"],
        "x-plans" = { "hobby": "at most 300", "pro": "at most 800 (1,800 in the extended beta)", "enterprise": "at most 800 (1,800 in the extended beta)" }))]
    pub max_duration: Option<MaxDuration>,
    /// Files that are added to its functions, as one or more glob patterns.
    #[schemars(extend("examples" = ["templates/**"]))]
    pub include_files: Option<Globs>,
    /// Files that are left out of its functions, as one or more glob patterns.
    #[schemars(extend("examples" = ["**/*.test.ts"]))]
    pub exclude_files: Option<Globs>,
    /// The command that builds it, 1 to 2,048 characters. If not set, the framework's default.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["npm run build"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub build_command: Option<String>,
    /// The command that installs its dependencies, 1 to 2,048 characters. If not set, the default for the lock file.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["npm install"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub install_command: Option<String>,
    /// The command that runs before a deployment goes live, for example for migrations. 1 to 2,048 characters.
    #[schemars(length(min = 1, max = 2048), extend("examples" = ["npm run migrate"]))]
    #[schemars(extend("x-meaning" = "command"))]
    pub pre_deploy_command: Option<String>,
    /// The command of a container (`runtime` is `container`), instead of the image's own: one string, or its words.
    #[schemars(extend("examples" = ["node server.js"]))]
    pub command: Option<BoundedCommand>,
    /// The folder of its manifest. Vercel doesn't use it, but looks for the nearest `package.json`, `pyproject.toml` or
    /// similar file.
    #[schemars(length(min = 1, max = 512), extend("x-private" = true))]
    #[schemars(extend("x-meaning" = "folder"))]
    pub workspace: Option<String>,
}

/// A service that answers requests, at a route prefix, a subdomain, or both. A service without `type` is one.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-docs" = docs::page("services/experimental"),
    "examples" = [{ "root": "web", "framework": "nextjs", "routePrefix": "/" }]))]
pub struct WebService {
    /// The kind of service.
    #[serde(rename = "type")]
    #[schemars(extend("default" = "web"))]
    pub kind: Option<WebType>,
    /// The paths that it answers: this one and all below it. The service with the longest prefix answers. 1 to 512 characters.
    ///
    /// A missing leading slash is added. With a trailing slash, `vercel dev` doesn't match the paths below it. `/_svc` is reserved.
    /// Backends receive the path without the prefix.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["/", "/api"]))]
    #[schemars(extend("x-meaning" = "prefix"))]
    pub route_prefix: Option<String>,
    /// The subdomain that it answers: one label of letters, digits and `-`, at most 63 characters.
    #[schemars(length(min = 1, max = 63), extend("examples" = ["api"]))]
    pub subdomain: Option<String>,
    /// Where it is mounted: a path as in `routePrefix`, or `{ "path": …, "subdomain": … }`. Can't be used with `routePrefix` or
    /// `subdomain`.
    #[schemars(extend("examples" = ["/api", { "path": "/api", "subdomain": "api" }]))]
    pub mount: Option<Mount>,
    #[serde(flatten)]
    #[allow(missing_docs)]
    pub common: CommonKeys,
}

/// A job that runs on a schedule.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-docs" = docs::page("services/experimental"),
    "examples" = [{ "type": "job", "trigger": "schedule", "schedule": "0 5 * * *", "entrypoint": "jobs/daily.py" }]))]
pub struct ScheduledJob {
    /// The kind of service.
    #[serde(rename = "type")]
    pub kind: JobType,
    /// What starts the job.
    pub trigger: ScheduleTrigger,
    /// When it runs: one cron expression, or several.
    #[schemars(extend("examples" = ["0 5 * * *"]))]
    pub schedule: ServiceSchedule,
    #[serde(flatten)]
    #[allow(missing_docs)]
    pub common: CommonKeys,
}

/// A job that processes messages of queue topics.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-docs" = docs::page("services/experimental"),
    "examples" = [{ "type": "job", "trigger": "queue", "topics": ["orders"], "entrypoint": "jobs/orders.py" }]))]
pub struct QueueJob {
    /// The kind of service.
    #[serde(rename = "type")]
    pub kind: JobType,
    /// What starts the job.
    pub trigger: QueueTrigger,
    /// The topics to process, at least one: names, or objects with delays.
    #[schemars(extend("examples" = [["orders"], [{ "topic": "orders", "retryAfterSeconds": 60 }]]))]
    pub topics: JobTopics,
    /// Its consumer group, at most 256 characters.
    #[schemars(length(min = 1, max = 256))]
    #[schemars(extend("examples" = ["mailer"]))]
    pub consumer: Option<String>,
    #[serde(flatten)]
    #[allow(missing_docs)]
    pub common: CommonKeys,
}

/// A job that runs the steps of workflows. It needs `entrypoint`.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, transform = needs_entrypoint, extend("x-docs" = docs::page("services/experimental"),
    "examples" = [{ "type": "job", "trigger": "workflow", "entrypoint": "workflows/index.ts" }]))]
pub struct WorkflowJob {
    /// The kind of service.
    #[serde(rename = "type")]
    pub kind: JobType,
    /// What starts the job.
    pub trigger: WorkflowTrigger,
    #[serde(flatten)]
    #[allow(missing_docs)]
    pub common: CommonKeys,
}

/// A service that processes messages of queue topics.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-docs" = docs::page("services/experimental"),
    "examples" = [{ "type": "worker", "topics": ["orders"], "entrypoint": "worker.py" }]))]
pub struct Worker {
    /// The kind of service.
    #[serde(rename = "type")]
    pub kind: WorkerType,
    /// The names of the topics to process, at least one.
    #[schemars(length(min = 1), inner(length(min = 1, max = 256)), extend("default" = ["default"], "examples" = [["orders"]]))]
    pub topics: Option<Vec<String>>,
    /// Its consumer group, at most 256 characters.
    #[schemars(length(min = 1, max = 256))]
    #[schemars(extend("examples" = ["mailer"]))]
    pub consumer: Option<String>,
    #[serde(flatten)]
    #[allow(missing_docs)]
    pub common: CommonKeys,
}

/// A service that runs on a schedule.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields, extend("x-docs" = docs::page("services/experimental"),
    "examples" = [{ "type": "cron", "schedule": "0 5 * * *", "entrypoint": "jobs/daily.py" }]))]
pub struct CronService {
    /// The kind of service.
    #[serde(rename = "type")]
    pub kind: CronType,
    /// When it runs: one cron expression, or several.
    #[schemars(extend("examples" = ["0 5 * * *"]))]
    pub schedule: ServiceSchedule,
    #[serde(flatten)]
    #[allow(missing_docs)]
    pub common: CommonKeys,
}

/// Where a web service is mounted.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Mount {
    /// A route prefix, 1 to 512 characters.
    Path(#[schemars(length(min = 1, max = 512), extend("x-meaning" = "prefix"))] String),
    /// A route prefix, a subdomain, or both.
    Place(MountPlace),
}

/// A route prefix, a subdomain, or both.
#[derive(JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(extend("anyOf" = [{ "required": ["path"] }, { "required": ["subdomain"] }]))]
pub struct MountPlace {
    /// The route prefix, 1 to 512 characters.
    #[schemars(length(min = 1, max = 512), extend("examples" = ["/api"]))]
    #[schemars(extend("x-meaning" = "prefix"))]
    pub path: Option<String>,
    /// The subdomain, 1 to 63 characters.
    #[schemars(length(min = 1, max = 63), extend("examples" = ["api"]))]
    pub subdomain: Option<String>,
}

/// One cron expression, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum ServiceSchedule {
    /// A cron expression of 9 to 256 characters; `<dynamic>` lets the code define it.
    One(
        #[schemars(length(min = 9, max = 256), extend("x-meaning" = "schedule", "examples" = ["0 5 * * *"]))]
        String,
    ),
    /// Several cron expressions, at least one, each of 9 to 256 characters. `<dynamic>` can't be one of several.
    Many(#[schemars(length(min = 1))] Vec<FixedSchedule>),
}

/// A literal cron expression of 9 to 256 characters.
#[derive(JsonSchema)]
#[schemars(inline, extend("not" = { "const": "<dynamic>" }))]
pub struct FixedSchedule(
    #[schemars(length(min = 9, max = 256), extend("x-meaning" = "schedule", "examples" = ["0 5 * * *"]))]
    String,
);

/// Names of topics, or topics with delays.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum JobTopics {
    /// Names of topics, at least one, each of 1 to 256 characters.
    Names(#[schemars(length(min = 1), inner(length(min = 1, max = 256)))] Vec<String>),
    /// Topics with delays, at least one.
    Topics(#[schemars(length(min = 1))] Vec<JobTopic>),
}

/// A topic with delays.
#[derive(JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct JobTopic {
    /// The topic's name, 1 to 256 characters.
    #[schemars(length(min = 1, max = 256), extend("examples" = ["orders"]))]
    pub topic: String,
    /// Seconds before a failed message is retried, 1 to 86,400.
    #[schemars(range(min = 1, max = 86_400), extend("examples" = [60]))]
    pub retry_after_seconds: Option<u32>,
    /// Seconds before a message is first delivered, at most 86,400.
    #[schemars(range(min = 0, max = 86_400), extend("examples" = [10]))]
    pub initial_delay_seconds: Option<u32>,
}

/// One glob pattern, or several.
#[derive(JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum Globs {
    /// One glob pattern.
    One(#[schemars(length(min = 1), extend("x-meaning" = "glob"))] String),
    /// Several glob patterns.
    Many(#[schemars(inner(length(min = 1)), transform = super::schema::elements_mean("glob"))] Vec<String>),
}

/// A service that answers requests.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum WebType {
    /// Answers requests.
    Web,
}

/// A service that is started by a trigger.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum JobType {
    /// Runs when its `trigger` fires.
    Job,
}

/// A service that processes messages.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum WorkerType {
    /// Processes messages of queue topics.
    Worker,
}

/// A service that runs on a schedule.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum CronType {
    /// Runs on a schedule.
    Cron,
}

/// Schedules.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum ScheduleTrigger {
    /// Schedules.
    Schedule,
}

/// Messages.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum QueueTrigger {
    /// Messages of queue topics.
    Queue,
}

/// Workflows.
#[derive(JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum WorkflowTrigger {
    /// Steps of workflows.
    Workflow,
}

fn needs_entrypoint(schema: &mut schemars::Schema) {
    if let Some(required) = schema.get_mut("required").and_then(serde_json::Value::as_array_mut) {
        required.push("entrypoint".into());
    }
}

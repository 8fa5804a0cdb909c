//! The migration of `experimentalServices` (and of the alias `experimentalServicesV2`) to `services`, as Vercel's CLI plans it.

mod apply;
mod convert;
mod dropped;
mod edits;

use std::collections::HashSet;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use svc_config::ServicesModel;
use svc_syntax::{PathSegment, SyntaxError, SyntaxErrorKind, TextRange, TextSize};

use crate::reads::{DroppedRead, Reads, Site};
use crate::rules::finding::Finding;
use crate::rules::kinds::service::rejections;
use crate::services::{Configured, configured, is_valid_name, v1, v2, why_invalid_name};
use crate::snapshot::Snapshot;
use svc_syntax::edit::slot::path_at;
use svc_syntax::value::{Member, Node, Object, Query};

pub use apply::{Blocked, apply};
pub use edits::edits;

/// What a migration changes, and what it leaves to the user.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// What is added to the file.
    pub patch: Patch,
    /// Top-level keys that are removed.
    pub remove_keys: Vec<String>,
    /// Top-level settings that move into a service.
    pub moved_top_level_keys: Vec<MovedKey>,
    /// Services that are renamed.
    pub renamed_services: Vec<Renamed>,
    /// Changes in behavior that the user should know.
    pub warnings: Vec<Note>,
    /// Services that `services` can't describe.
    pub unmigrated: Vec<Note>,
    /// What blocks the migration. The file isn't changed.
    pub errors: Vec<Note>,
}

/// What a migration puts into the file.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Patch {
    /// The services.
    pub services: Map<String, Value>,
    /// Rewrites, to be appended to those of the file.
    #[schemars(with = "Vec<Map<String, Value>>")]
    pub rewrites: Vec<Value>,
    /// `{ "env": … }`, to be merged with what is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<Build>,
}

/// Build settings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Build {
    /// Variables at build time.
    pub env: Map<String, Value>,
}

/// A setting that moves from the top level into a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct MovedKey {
    /// The setting.
    pub key: String,
    /// The service that gets it.
    pub service: String,
}

/// A service that is renamed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Renamed {
    /// The name in `experimentalServices`.
    pub from: String,
    /// The name in `services`.
    pub to: String,
}

/// Something to know or to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Note {
    /// Vercel's code for it.
    pub code: String,
    /// The service that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What to know or to do.
    pub message: String,
    /// The place in the file that it is about: bytes.
    #[serde(skip)]
    pub range: Option<TextRange>,
}

/// A web service that is being migrated.
struct Web<'a> {
    name: String,
    resolved: &'a v1::ResolvedService,
    written: &'a Object,
    prefix: String,
    /// Bytes of its name.
    place: TextRange,
}

impl Plan {
    fn blocked(errors: Vec<Note>) -> Plan {
        Plan { errors, ..Plan::default() }
    }
}

impl Note {
    pub(crate) fn new(code: &str, message: impl Into<String>, range: Option<TextRange>) -> Note {
        Note { code: code.to_owned(), service: None, message: message.into(), range }
    }

    /// A resolver's error as a note about a place.
    pub(crate) fn from_error(error: &Finding, range: Option<TextRange>) -> Note {
        let code = error.vercel_code.unwrap_or(error.rule.code).to_owned();
        Note { code, service: error.service.clone(), message: error.message.clone(), range }
    }

    pub(crate) fn of(mut self, service: &str) -> Note {
        self.service = Some(service.to_owned());
        self
    }
}

/// Whether an offset is at the key that a migration takes away, or at the brackets of its value.
#[must_use]
pub fn is_at(snapshot: &Snapshot, offset: TextSize) -> bool {
    let path = path_at(snapshot, offset);
    matches!(&*path, [PathSegment::Key(key)] if key == v1::KEY || key == v2::ALIAS)
}

/// Plans the migration of a file. It is blocked where [`Plan::errors`] is not empty.
#[must_use]
pub fn plan(snapshot: &Snapshot) -> Plan {
    let mut plan = plan_of_file(snapshot).clone();
    if plan.errors.is_empty() {
        plan.warnings.extend(dropped::notes(snapshot, &plan));
    }
    plan
}

/// Those of some reads in source code whose variable isn't set there anymore once the file is migrated: the first for each file and
/// variable. None if the file can't be migrated.
#[must_use]
pub fn dropped_reads<'s>(
    snapshot: &Snapshot,
    reads: &Reads<'_>,
    sites: impl Iterator<Item = Site<'s>>,
) -> Vec<DroppedRead<'s>> {
    if configured(snapshot.config()) != Configured::V1 {
        return Vec::new();
    }
    let names: HashSet<&str> = reads.variables().iter().map(|it| it.name.as_str()).collect();
    let mut sites = sites.filter(|site| names.contains(&*site.read.name)).peekable();
    if sites.peek().is_none() || !plan_of_file(snapshot).errors.is_empty() {
        return Vec::new();
    }
    let plan = plan_of_file(snapshot);
    let dropped = dropped::of_sites(snapshot, reads, plan, sites);
    let is_carried_out = || apply::carry_out(snapshot, plan.clone()).is_ok();
    let can_be_migrated = || *snapshot.facts().of::<CanBeMigrated>().get_or_init(is_carried_out);
    if dropped.is_empty() || can_be_migrated() { dropped } else { Vec::new() }
}

/// Whether the plan can be carried out, found once for each version of the file: Vercel accepts what comes out of it.
struct CanBeMigrated;

impl Query for CanBeMigrated {
    type Answer = bool;
}

/// The plan without what follows from source code, made once for each version of the file.
fn plan_of_file(snapshot: &Snapshot) -> &Plan {
    snapshot.facts().of::<PlanOfFile>().get_or_init(|| make_plan(snapshot))
}

/// See [`plan_of_file`].
struct PlanOfFile;

impl Query for PlanOfFile {
    type Answer = Plan;
}

fn make_plan(snapshot: &Snapshot) -> Plan {
    // Comments are errors to Vercel, but they don't block the migration.
    let is_comment = |error: &SyntaxError| {
        matches!(error.kind, SyntaxErrorKind::LineComment | SyntaxErrorKind::BlockComment)
    };
    if let Some(error) = snapshot.parse.errors().iter().find(|error| !is_comment(error)) {
        let message = format!("The file isn't valid JSON: {}", error.message());
        return Plan::blocked(vec![Note::new("INVALID_VERCEL_JSON", message, Some(error.range))]);
    }
    let nothing = Object::default();
    let config = snapshot.config().as_object().unwrap_or(&nothing);
    if let Some(conflict) = conflict(config) {
        return Plan::blocked(vec![conflict]);
    }
    let mut plan = plan_config(snapshot, config);
    if plan.errors.is_empty() {
        let made = json!({ "services": plan.patch.services }).to_string();
        let made = Snapshot::of(&made, snapshot.project.clone());
        plan.errors.extend(rejections(&made, ServicesModel::V2).iter().map(|error| {
            let message = format!("Vercel would reject the migrated services: {}", error.message);
            Note { message, ..Note::from_error(error, None) }
        }));
    }
    if let Some(comment) = snapshot.parse.errors().first().filter(|_| plan.errors.is_empty()) {
        let message = "Vercel rejects a file with comments. Remove the ones that the migration leaves before you deploy.";
        plan.warnings.push(Note::new("INVALID_VERCEL_JSON", message, Some(comment.range)));
    }
    plan
}

/// More than one model in one file: nothing says which is meant.
fn conflict(config: &Object) -> Option<Note> {
    let keys: Vec<_> =
        [v2::KEY, v1::KEY, v2::ALIAS].into_iter().filter_map(|key| config.member(key)).collect();
    let (_, second) = (keys.first()?, keys.get(1)?);
    let named: Vec<String> = keys.iter().map(|member| format!("`{}`", member.key)).collect();
    let message = format!("The file has {}. Keep only the one to migrate.", named.join(" and "));
    Some(Note::new("CONFLICTING_SERVICES_CONFIG", message, Some(second.key_range)))
}

/// An object with at least one key.
fn filled<'a>(config: &'a Object, key: &str) -> Option<&'a Object> {
    config.get(key)?.as_object().filter(|object| !object.members().is_empty())
}

fn plan_config(snapshot: &Snapshot, config: &Object) -> Plan {
    if let Some(services) = filled(config, v2::ALIAS) {
        let mut plan = Plan::default();
        let entries = services.entries().map(|service| (service.key.clone(), service.value.to_value()));
        plan.patch.services = entries.collect();
        plan.remove_keys.push(v2::ALIAS.to_owned());
        return plan;
    }
    let Some(legacy) = filled(config, v1::KEY) else {
        return Plan::blocked(vec![nothing_to_migrate(config)]);
    };
    let resolution = v1::resolution(snapshot);
    if !resolution.errors.is_empty() {
        let errors = rejections(snapshot, ServicesModel::V1);
        let notes = errors.iter().map(|error| Note::from_error(error, Some(error.range)));
        return Plan::blocked(notes.collect());
    }
    plan_legacy(config, legacy, &resolution.services)
}

/// Why a file without any services of an older model can't be migrated.
fn nothing_to_migrate(config: &Object) -> Note {
    let member = [v1::KEY, v2::ALIAS].into_iter().find_map(|key| config.member(key));
    let message = match member {
        None => "The file has no `experimentalServices` to migrate.".to_owned(),
        Some(Member { key, value, .. }) if value.as_object().is_some() => {
            format!("`{key}` is empty, so there is nothing to migrate.")
        }
        Some(Member { key, value, .. }) => format!("`{key}` must be an object, not {}.", value.kind()),
    };
    Note::new("NO_LEGACY_SERVICES", message, member.map(|member| member.value.range))
}

fn plan_legacy(config: &Object, legacy: &Object, resolved: &[Arc<v1::ResolvedService>]) -> Plan {
    let mut plan = Plan { remove_keys: vec![v1::KEY.to_owned()], ..Plan::default() };
    if let Some(groups) = config.member("experimentalServiceGroups") {
        plan.remove_keys.push(groups.key.clone());
        let message = "`experimentalServiceGroups` is removed: `services` has no groups.";
        plan.warnings.push(Note::new("SERVICE_GROUPS_DROPPED", message, Some(groups.key_range)));
    }
    let web = web_services(legacy, resolved, &mut plan);
    if !plan.errors.is_empty() {
        return plan;
    }
    if web.is_empty() {
        let message = "None of the services is a web service, and `services` supports only web services.";
        let place = config.member(v1::KEY).map(|member| member.key_range);
        plan.errors.push(Note::new("NO_WEB_SERVICES", message, place));
        return plan;
    }
    let build_env = config.get("build").and_then(|build| build.get("env"));
    for consumer in &web {
        let service = convert::service(consumer, &web, build_env, &mut plan);
        plan.patch.services.insert(consumer.name.clone(), Value::Object(service));
    }
    rewrites(&web, legacy, &mut plan);
    move_build_settings(config, &web, &mut plan);
    if let Some(rewrites) = config.member("rewrites")
        && rewrites.value.as_array().is_some_and(|rewrites| !rewrites.is_empty())
    {
        let message = "Existing rewrites stay before the new ones and run before a request reaches a service. If a rewrite's destination is a path inside one service, move the rewrite into that service's `rewrites`.";
        plan.warnings.push(Note::new("EXISTING_REWRITES", message, Some(rewrites.key_range)));
    }
    plan
}

/// The web services, under the names that they get.
fn web_services<'a>(
    legacy: &'a Object,
    resolved: &'a [Arc<v1::ResolvedService>],
    plan: &mut Plan,
) -> Vec<Web<'a>> {
    let mut web: Vec<Web<'a>> = Vec::new();
    for member in legacy.entries() {
        let place = Some(member.key_range);
        let legacy_name = member.key.as_str();
        let (Some(resolved), Some(written)) =
            (resolved.iter().find(|it| it.name == *legacy_name), member.value.as_object())
        else {
            let message = format!("`{legacy_name}` has errors. Fix them before the migration.");
            plan.errors.push(Note::new("UNRESOLVED_SERVICE", message, place).of(legacy_name));
            continue;
        };
        if !resolved.is_web() {
            plan.unmigrated.push(unmigrated(resolved, place));
            continue;
        }
        let name = legacy_name.to_lowercase();
        if !is_valid_name(ServicesModel::V2, &name) {
            let message = format!("{} Rename it first.", why_invalid_name(ServicesModel::V2, legacy_name));
            plan.errors.push(Note::new("INVALID_SERVICE_NAME", message, place).of(legacy_name));
            continue;
        }
        if let Some(first) = web.iter().find(|other| other.name == name) {
            let message = format!(
                "`{}` and `{legacy_name}` would both become `{name}`. Rename one first.",
                first.resolved.name
            );
            plan.errors.push(Note::new("DUPLICATE_SERVICE_NAME", message, place).of(legacy_name));
            continue;
        }
        if name != legacy_name {
            plan.renamed_services.push(Renamed { from: legacy_name.to_owned(), to: name.clone() });
        }
        let prefix = normalize(resolved.route_prefix.as_deref().unwrap_or("/"));
        web.push(Web { name, resolved, written, prefix, place: member.key_range });
    }
    web
}

/// With a leading slash and, unless it is the root, without any at its end.
fn normalize(prefix: &str) -> String {
    let prefix = if prefix.starts_with('/') { prefix.to_owned() } else { format!("/{prefix}") };
    if prefix == "/" { prefix } else { prefix.trim_end_matches('/').to_owned() }
}

/// What is to be done by hand for a service that runs in the background.
fn unmigrated(resolved: &v1::ResolvedService, place: Option<TextRange>) -> Note {
    let python = resolved.runtime.as_deref() == Some("python");
    let trigger = resolved.trigger.as_ref().and_then(Value::as_str);
    let advice = match (resolved.is_scheduled() || trigger == Some("schedule"), trigger, python) {
        (true, _, true) => {
            "Schedule the job inside the Python app, or give it a route and add it to the top-level `crons`."
        }
        (true, _, false) => "Give the job a route in a web service and add it to the top-level `crons`.",
        (_, Some("workflow"), true) => {
            "Declare it under `[[tool.vercel.workflows]]` in the service's `pyproject.toml`."
        }
        (_, Some("workflow"), false) => "Move it into a web service with the Workflow SDK.",
        (_, _, true) => "Declare it under `[[tool.vercel.subscribers]]` in the service's `pyproject.toml`.",
        (_, _, false) => "Move it into a web service that subscribes to the topic.",
    };
    let message = format!("`{}` isn't a web service and is not migrated. {advice}", resolved.name);
    Note::new("UNSUPPORTED_SERVICE_TYPE", message, place).of(&resolved.name)
}

/// The top-level rewrites: paths, the longest prefix first; then hosts; then the root.
fn rewrites(web: &[Web<'_>], legacy: &Object, plan: &mut Plan) {
    let public = |service: &Web<'_>| json!({ "source": v2::source_below(&service.prefix), "destination": { "service": service.name } });
    let (root, mut below): (Vec<_>, Vec<_>) = web.iter().partition(|service| service.prefix == "/");
    below.sort_by_key(|service| std::cmp::Reverse(service.prefix.encode_utf16().count()));
    plan.patch.rewrites.extend(below.iter().map(|service| public(service)));
    for service in below {
        let Some(subdomain) = service.resolved.subdomain.as_deref().filter(|it| !it.is_empty()) else {
            continue;
        };
        let rewrite = |source: &str, path: Option<String>| {
            let mut destination = json!({ "service": service.name });
            if let (Some(path), Some(destination)) = (path, destination.as_object_mut()) {
                destination.insert("path".to_owned(), path.into());
            }
            json!({
                "source": source,
                "has": [{ "type": "host", "value": { "pre": format!("{subdomain}.") } }],
                "missing": [
                    { "type": "host", "value": { "suf": ".vercel.app" } },
                    { "type": "host", "value": { "suf": ".vercel.dev" } },
                ],
                "destination": destination,
            })
        };
        if service.resolved.builder.name() == convert::NEXT {
            plan.patch.rewrites.push(rewrite("/", Some(service.prefix.clone())));
            plan.patch.rewrites.push(rewrite("/:path(.*)", Some(format!("{}/:path", service.prefix))));
        } else {
            plan.patch.rewrites.push(rewrite("/(.*)", None));
        }
        let name = &service.resolved.name;
        let message = format!(
            "Requests to `{subdomain}.<your domain>` are sent to `{name}` only on custom domains, as before. Prefixes of other services take precedence."
        );
        let place = legacy.member(name).map(|member| member.key_range);
        plan.warnings.push(Note::new("SUBDOMAIN_ROUTING", message, place).of(name));
    }
    plan.patch.rewrites.extend(root.into_iter().map(public));
}

/// Moves the settings of the whole project into the service at its root.
fn move_build_settings(config: &Object, web: &[Web<'_>], plan: &mut Plan) {
    let root = web.iter().find(|service| service.resolved.workspace == ".");
    for key in v2::BUILD_SETTINGS {
        let Some(member) = config.member(key) else { continue };
        plan.remove_keys.push(key.to_owned());
        let value = &member.value;
        if key == "framework" && (value.is_null() || value.as_str() == Some("services")) {
            continue;
        }
        let Some(root) = root else {
            let message = format!(
                "`{key}` can't be used with `services`, and no service has the project root as its `root`. Move it into a service by hand."
            );
            let code = "TOP_LEVEL_SETTING_WITHOUT_ROOT_SERVICE";
            plan.errors.push(Note::new(code, message, Some(member.key_range)));
            continue;
        };
        let Some(target) = plan.patch.services.get_mut(&root.name).and_then(Value::as_object_mut) else {
            continue;
        };
        if key == "functions" {
            target.insert(key.to_owned(), merged(value, target.get(key)));
        } else if !value.is_null() && target.contains_key(key) {
            let name = &root.resolved.name;
            let message = format!("`{key}` is removed, because `{name}` has its own.");
            plan.warnings
                .push(Note::new("TOP_LEVEL_SETTING_CONFLICT", message, Some(member.key_range)).of(name));
            continue;
        } else if !value.is_null() {
            target.insert(key.to_owned(), value.to_value());
        }
        plan.moved_top_level_keys.push(MovedKey { key: key.to_owned(), service: root.name.clone() });
    }
}

/// The members of both, those of `over` winning.
fn merged(under: &Node, over: Option<&Value>) -> Value {
    let mut members = match under.to_value() {
        Value::Object(members) => members,
        _ => Map::new(),
    };
    if let Some(Value::Object(over)) = over {
        members.extend(over.clone());
    }
    Value::Object(members)
}

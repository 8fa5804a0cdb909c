//! One web service of `experimentalServices` as one of `services`.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::{Build, Note, Plan, Web};
use crate::services::env::url_variable;
use svc_syntax::value::{Json, Node};
use svc_vercel::frameworks;
use svc_vercel::posix_path;
use svc_vercel::runtime::{Runtime, STATIC_BUILDERS};

/// The builder of Next.js.
pub(super) const NEXT: &str = "@vercel/next";

/// Converts a service; changes in behavior become warnings of the plan.
pub(super) fn service(
    consumer: &Web<'_>,
    web: &[Web<'_>],
    build_env: Option<&Node>,
    plan: &mut Plan,
) -> Map<String, Value> {
    let mut conversion = Conversion { consumer, plan, service: Map::new() };
    conversion.service.insert("root".to_owned(), consumer.resolved.workspace.clone().into());
    conversion.framework_and_runtime();
    conversion.commands();
    conversion.function_settings();
    conversion.rewrites();
    conversion.bindings(web, build_env);
    conversion.service
}

struct Conversion<'a, 'p> {
    consumer: &'a Web<'a>,
    plan: &'p mut Plan,
    service: Map<String, Value>,
}

impl Conversion<'_, '_> {
    /// The value of a key, if JavaScript takes it for true.
    fn truthy(&self, key: &str) -> Option<&Node> {
        self.consumer.written.get(key).filter(|node| node.is_truthy() && !node.is_missing())
    }

    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.service.insert(key.to_owned(), value.into());
    }

    /// Warns at `key`; at the service's name where that is not written.
    fn warn(&mut self, code: &str, key: &str, message: &str) {
        let name = &self.consumer.resolved.name;
        let written = self.consumer.written.member(key).map(|member| member.key_range);
        let place = written.unwrap_or(self.consumer.place);
        self.plan.warnings.push(Note::new(code, format!("`{name}`: {message}"), Some(place)).of(name));
    }

    fn is_static(&self) -> bool {
        STATIC_BUILDERS.contains(&self.consumer.resolved.builder.name())
    }

    fn framework_and_runtime(&mut self) {
        if let Some(framework) = self.truthy("framework").map(Node::to_value) {
            self.put("framework", framework);
        }
        if let Some(runtime) = self.truthy("runtime").map(Node::to_value) {
            if runtime.as_str().is_some_and(|name| Runtime::named(name).is_some()) {
                self.put("runtime", runtime);
            } else {
                self.warn(
                    "RUNTIME_DROPPED",
                    "runtime",
                    &format!(
                        "the unknown runtime {runtime} is removed. Vercel detects the runtime from the entrypoint."
                    ),
                );
            }
        }
        let resolved = self.consumer.resolved;
        if let Some(entrypoint) = resolved.entrypoint.as_deref().filter(|it| !it.is_empty()) {
            let handler = resolved.builder.config.get("handlerFunction").and_then(Value::as_str);
            let entrypoint = match (handler, entrypoint.strip_suffix(".py")) {
                (Some(handler), Some(module)) => format!("{}:{handler}", module.replace('/', ".")),
                _ => entrypoint.to_owned(),
            };
            self.put("entrypoint", entrypoint);
        }
    }

    fn commands(&mut self) {
        for key in ["command", "installCommand"] {
            if let Some(value) = self.consumer.written.get(key).map(Node::to_value) {
                self.put(key, value);
            }
        }
        if let Some(command) = self.build_command() {
            self.put("buildCommand", command);
        }
        if self.truthy("preDeployCommand").is_some() {
            let message = "`preDeployCommand` is added to `buildCommand`, so it runs during the build, not right before the deployment.";
            self.warn("PRE_DEPLOY_COMMAND_FOLDED", "preDeployCommand", message);
        }
        if self.truthy("builder").is_some() {
            let message =
                "`builder` is removed. With `services`, Vercel chooses it by framework and runtime.";
            self.warn("BUILDER_DROPPED", "builder", message);
        }
        if self.truthy("workspace").is_some() {
            self.warn("WORKSPACE_REPLACED", "workspace", "`root` replaces `workspace`.");
        }
    }

    /// `buildCommand`, then `preDeployCommand`.
    fn build_command(&self) -> Option<Value> {
        let build = self.consumer.written.get("buildCommand").map(Node::to_value);
        let deploy = self.consumer.written.get("preDeployCommand").map(|node| match &node.json {
            Json::Array(parts) => {
                parts.iter().map(|part| text(&part.to_value())).collect::<Vec<_>>().join(" && ").into()
            }
            _ => node.to_value(),
        });
        let is_truthy = |value: &&Value| {
            !matches!(value, Value::Null | Value::Bool(false)) && *value != "" && **value != json!(0)
        };
        match (build.as_ref().filter(is_truthy), deploy.as_ref().filter(is_truthy)) {
            (Some(build), Some(deploy)) => Some(format!("{} && {}", text(build), text(deploy)).into()),
            (None, Some(deploy)) => Some(deploy.clone()),
            (_, None) => build,
        }
    }

    fn function_settings(&mut self) {
        let settings: Map<String, Value> = ["maxDuration", "includeFiles", "excludeFiles"]
            .into_iter()
            .filter_map(|key| Some((key.to_owned(), self.consumer.written.get(key)?.to_value())))
            .collect();
        if self.consumer.written.has("memory") {
            let message = "`memory` is removed. With Fluid compute, set it in the project's settings.";
            self.warn("MEMORY_DROPPED", "memory", message);
        }
        let Some(first) = settings.keys().next().cloned() else { return };
        let resolved = self.consumer.resolved;
        match resolved.entrypoint.as_deref().filter(|it| !it.is_empty()) {
            Some(entrypoint) if resolved.runtime.as_deref() != Some("container") => {
                let mut functions = Map::new();
                functions.insert(posix_path::normalize(entrypoint), Value::Object(settings));
                self.put("functions", functions);
            }
            _ => {
                let keys: Vec<String> = settings.keys().map(|key| format!("`{key}`")).collect();
                let message = format!(
                    "the service has no entrypoint file for {}. Add the settings to its `functions` by hand.",
                    keys.join(", ")
                );
                self.warn("FUNCTION_CONFIG_DROPPED", &first, &message);
            }
        }
    }

    /// Adds rewrites so that the application still receives the path without the prefix.
    fn rewrites(&mut self) {
        let prefix = self.consumer.prefix.clone();
        let (is_static, is_next) = (self.is_static(), self.consumer.resolved.builder.name() == NEXT);
        let key = if self.consumer.written.has("mount") { "mount" } else { "routePrefix" };
        let mut rewrites = Vec::new();
        if prefix == "/" {
            if is_static {
                rewrites.push(json!({ "source": "/(.*)", "destination": "/index.html" }));
            }
        } else {
            if is_static || !is_next {
                rewrites.push(json!({ "source": format!("{prefix}/:path(.*)?"), "destination": "/:path" }));
            }
            if is_static {
                rewrites.push(json!({ "source": "/:path*", "destination": "/index.html" }));
                let message = format!(
                    "files are no longer moved under `{prefix}`; a rewrite in the service maps them. Keep the framework's base path (such as `base` in Vite) at `{prefix}/`."
                );
                self.warn("STATIC_SUBPATH", key, &message);
            } else if is_next {
                self.warn(
                    "NEXT_SUBPATH",
                    key,
                    &format!("keep `basePath` in the Next.js configuration at `{prefix}`."),
                );
            } else {
                let is_python = self.consumer.resolved.runtime.as_deref() == Some("python");
                let no_longer = if is_python {
                    ", but `root_path` (ASGI) and `SCRIPT_NAME` (WSGI) are no longer set"
                } else {
                    ""
                };
                let message = format!(
                    "a rewrite in the service still removes `{prefix}`{no_longer}. Check redirects and generated URLs, or remove the rewrite and add `{prefix}` to the application's routes."
                );
                self.warn("PREFIX_STRIP", key, &message);
            }
        }
        if !rewrites.is_empty() {
            self.put("rewrites", rewrites);
        }
    }

    /// Turns injected variables into bindings or build variables.
    fn bindings(&mut self, web: &[Web<'_>], build_env: Option<&Node>) {
        let resolved = self.consumer.resolved;
        let client_prefix = resolved
            .framework()
            .and_then(frameworks::find)
            .and_then(|it| it.env_prefix.as_deref())
            .filter(|it| !it.is_empty());
        let mut bound = Bound {
            client_prefix,
            is_static: self.is_static(),
            is_unsupported: matches!(resolved.runtime.as_deref(), Some("go" | "rust")),
            build_env,
            seen: HashSet::new(),
            bindings: Vec::new(),
            implicit: Vec::new(),
            client_side: Vec::new(),
            unsupported: Vec::new(),
        };
        let written = self.consumer.written.get("env").and_then(Node::as_object);
        for reference in written.iter().flat_map(|env| env.entries()) {
            if reference.value.get("type").and_then(Node::as_str) != Some("service-ref") {
                continue;
            }
            let to = reference.value.get("service").and_then(Node::as_str).unwrap_or_default();
            match web.iter().find(|target| target.resolved.name == to) {
                Some(target) => self.bind(&mut bound, target, &reference.key, true),
                None => {
                    let message = format!(
                        "`{}` refers to `{to}`, which isn't a web service, so there is no binding for it.",
                        reference.key
                    );
                    self.warn("SERVICE_REF_DROPPED", "env", &message);
                }
            }
        }
        for target in web {
            let variable = url_variable(&target.resolved.name);
            if target.resolved.name != resolved.name {
                self.bind(&mut bound, target, &variable, false);
            } else if bound.seen.insert(variable.clone()) {
                let message = format!(
                    "its own URL, `{variable}`, is no longer set. If the service uses it, define it in the project's settings or take it from the request."
                );
                self.warn("SELF_SERVICE_URL_DROPPED", "", &message);
            }
            if let Some(prefix) = client_prefix {
                self.bind(&mut bound, target, &format!("{prefix}{variable}"), false);
            }
        }
        self.report_bindings(&bound);
        if !bound.bindings.is_empty() {
            self.put("bindings", bound.bindings);
        }
    }

    fn bind(&mut self, bound: &mut Bound<'_>, target: &Web<'_>, variable: &str, is_written: bool) {
        if !bound.seen.insert(variable.to_owned()) {
            return;
        }
        if bound.client_prefix.is_some_and(|prefix| variable.starts_with(prefix)) {
            if bound.build_env.and_then(Node::as_object).is_some_and(|env| env.has(variable)) {
                return;
            }
            let env = &mut self.plan.patch.build.get_or_insert_with(Build::default).env;
            let path = Value::from(target.prefix.clone());
            if env.get(variable).is_some_and(|other| *other != path) {
                let message = format!(
                    "Several services use `{variable}` for different paths. Before the migration, set it in `build.env` or use two names."
                );
                let name = &self.consumer.resolved.name;
                self.plan.errors.push(Note::new("CONFLICTING_BUILD_ENV", message, None).of(name));
            } else {
                env.insert(variable.to_owned(), path);
            }
        } else if bound.is_static {
            if is_written {
                bound.client_side.push(format!("`{variable}={}`", target.prefix));
            }
        } else if bound.is_unsupported {
            bound.unsupported.push(format!("`{variable}`"));
        } else {
            if !is_written {
                bound.implicit.push(format!("`{variable}`"));
            }
            bound
                .bindings
                .push(json!({ "type": "service", "service": target.name, "format": "url", "env": variable }));
        }
    }

    fn report_bindings(&mut self, bound: &Bound<'_>) {
        if !bound.implicit.is_empty() {
            let message = format!(
                "URLs that were set automatically are now bindings with internal addresses: {}. Remove the bindings that you don't use.",
                bound.implicit.join(", ")
            );
            self.warn("IMPLICIT_URL_TO_BINDING", "", &message);
        }
        if !bound.client_side.is_empty() {
            let message = format!(
                "bindings are available only on the server. Define variables for the browser in the project's settings: {}.",
                bound.client_side.join(", ")
            );
            self.warn("CLIENT_SIDE_SERVICE_URL", "env", &message);
        }
        if !bound.unsupported.is_empty() {
            let slug = self.consumer.resolved.runtime.as_deref().unwrap_or_default();
            let runtime = frameworks::find(slug).map_or(slug, |it| it.in_words());
            let message = format!(
                "the {runtime} runtime doesn't support bindings, so {} will not be set. Build a container, or use the public URLs.",
                bound.unsupported.join(", ")
            );
            self.warn("BINDINGS_UNSUPPORTED_RUNTIME", "", &message);
        }
    }
}

/// What has been bound so far.
struct Bound<'a> {
    client_prefix: Option<&'a str>,
    is_static: bool,
    is_unsupported: bool,
    build_env: Option<&'a Node>,
    seen: HashSet<String>,
    bindings: Vec<Value>,
    implicit: Vec<String>,
    client_side: Vec<String>,
    unsupported: Vec<String>,
}

/// A value as JavaScript puts it into a string.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use crate::migrate::plan;
    use crate::testing::snapshot;

    #[test]
    fn a_runtime_without_bindings_is_named_as_in_the_documentation() {
        let snapshot = snapshot(
            r#"
//- /vercel.json
{ "experimentalServices": {
  "web": { "entrypoint": "web/index.js", "routePrefix": "/" },
  "api": { "entrypoint": "api/main.go", "routePrefix": "/api" }
} }
//- /web/index.js
//- /api/main.go
"#,
        );
        let warnings = plan(&snapshot).warnings;
        let warning = warnings.iter().find(|it| it.code == "BINDINGS_UNSUPPORTED_RUNTIME").unwrap();
        assert!(warning.message.contains("the Go runtime doesn't support bindings"), "{}", warning.message);
    }
}

//! The section `svcLsp` of the client's settings.
//!
//! A value that is not understood is reported and left out; it does not cost the rest.

use serde::de::DeserializeOwned;
use serde_json::Value;
use svc_analysis::rules;
use svc_analysis::settings::{RuleLevel, Settings};

/// The settings' section.
pub const SECTION: &str = "svcLsp";

/// Reads the section; the second value says what in it was not understood.
#[must_use]
pub fn read(section: &Value) -> (Settings, Vec<String>) {
    let mut settings = Settings::default();
    let mut problems = Vec::new();
    match section {
        Value::Null => {}
        Value::Object(members) => {
            for (name, value) in members {
                member(&mut settings, name, value, &mut problems);
            }
        }
        other => problems.push(format!("The settings `{SECTION}` must be an object, not `{other}`.")),
    }
    (settings, problems)
}

/// The section within `initializationOptions` or a `workspace/didChangeConfiguration`: the object itself, or its member.
#[must_use]
pub fn section(options: &Value) -> Option<&Value> {
    match options.get(SECTION) {
        Some(section) => Some(section),
        None => options.as_object().filter(|members| !members.is_empty()).map(|_| options),
    }
}

fn member(settings: &mut Settings, name: &str, value: &Value, problems: &mut Vec<String>) {
    let mut problem = |path: &str, expected: &str| {
        problems.push(format!("The setting `{SECTION}.{path}` must be {expected}, not `{value}`."));
    };
    match name {
        _ if value.is_null() => {}
        "rules" => match value {
            Value::Object(levels) => {
                levels.iter().for_each(|(code, level)| rule(settings, code, level, problems));
            }
            _ => problem(name, "an object of rule codes and levels"),
        },
        "deploymentHost" => match value.as_str() {
            Some(host) => settings.deployment_host = Some(host.to_owned()),
            None => problem(name, "a host name such as `my-app.vercel.app`"),
        },
        // What an editor's settings have if none is chosen.
        "plan" if value.as_str() == Some("") => {}
        "plan" => match parse(value) {
            Some(plan) => settings.plan = Some(plan),
            None => problem(name, "`hobby`, `pro` or `enterprise`"),
        },
        "inlayHints" => match parse(value) {
            Some(hints) => settings.inlay_hints = hints,
            None => problem(name, "an object such as `{ \"enable\": true }`"),
        },
        // The client's own settings and those of newer versions.
        _ => {}
    }
}

fn rule(settings: &mut Settings, code: &str, level: &Value, problems: &mut Vec<String>) {
    if rules::find(code).is_none() {
        problems.push(format!(
            "Unknown rule `{code}` in the setting `{SECTION}.rules`. Run `svc-lsp rule` for a list."
        ));
    }
    match parse::<RuleLevel>(level) {
        Some(level) => {
            settings.rules.insert(code.to_owned(), level);
        }
        None => problems.push(format!(
            "The setting `{SECTION}.rules.{code}` must be `off`, `hint`, `information`, `warning` or `error`, not `{level}`."
        )),
    }
}

fn parse<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use svc_analysis::settings::{InlayHints, Plan};

    use super::*;

    #[test]
    fn reads_every_setting() {
        let (settings, problems) = read(&json!({
            "rules": { "duplicate-key": "off" },
            "deploymentHost": "x.vercel.app",
            "plan": "pro",
            "inlayHints": { "enable": false },
            "server": { "path": "/x" },
        }));
        assert_eq!(problems, Vec::<String>::new());
        assert_eq!(settings.rules.get("duplicate-key"), Some(&RuleLevel::Off));
        assert_eq!(settings.deployment_host(), "x.vercel.app");
        assert_eq!(settings.plan, Some(Plan::Pro));
        assert_eq!(settings.inlay_hints, InlayHints { enable: false });
    }

    #[test]
    fn one_wrong_value_does_not_cost_the_rest() {
        let (settings, problems) = read(&json!({
            "rules": { "duplicate-key": "loud", "no-such-rule": "off" },
            "deploymentHost": 7,
            "plan": "pro",
            "inlayHints": null,
        }));
        assert_eq!(settings.plan, Some(Plan::Pro));
        expect_test::expect![[r#"
            The setting `svcLsp.rules.duplicate-key` must be `off`, `hint`, `information`, `warning` or `error`, not `"loud"`.
            Unknown rule `no-such-rule` in the setting `svcLsp.rules`. Run `svc-lsp rule` for a list.
            The setting `svcLsp.deploymentHost` must be a host name such as `my-app.vercel.app`, not `7`."#]]
        .assert_eq(&problems.join("\n"));
    }

    #[test]
    fn the_section_is_the_object_or_its_member() {
        let plan = json!({ "plan": "pro" });
        assert_eq!(section(&json!({ "svcLsp": { "plan": "pro" }, "other": 1 })), Some(&plan));
        assert_eq!(section(&plan), Some(&plan));
        assert_eq!(section(&json!({})), None);
        assert_eq!(section(&json!(null)), None);
        assert_eq!(read(&json!(7)).1.len(), 1);
    }
}

//! Applies the plan to the text. Everything else stays the same, byte for byte.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Note, Plan, plan};
use crate::check::check;
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;
use svc_config::Severity;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::edit::draft::Draft;
use svc_syntax::edit::pretty::{inline, pretty_at};
use svc_syntax::layout::tidy::tidy_text;

/// A migration that was not carried out: a plan with errors. Its display is a sentence.
#[derive(Debug, Clone, PartialEq)]
pub struct Blocked(pub Box<Plan>);

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.errors.first() {
            Some(error) => f.write_str(&error.message),
            None => f.write_str("The migration is blocked."),
        }
    }
}

impl std::error::Error for Blocked {}

/// The file after its migration, with the plan that was carried out.
///
/// # Errors
///
/// The plan has errors, something in the file can't be added to, or Vercel would reject the file after it.
pub fn apply(snapshot: &Snapshot) -> Result<(String, Plan), Blocked> {
    carry_out(snapshot, plan(snapshot))
}

/// See [`apply`].
pub(super) fn carry_out(snapshot: &Snapshot, mut plan: Plan) -> Result<(String, Plan), Blocked> {
    if plan.errors.is_empty() {
        note_deprecated(snapshot, &mut plan);
        match apply_plan(snapshot, &plan) {
            Ok(text) => {
                let text = tidy_text(snapshot, text);
                plan.errors = rejection_notes(snapshot, &text);
                if plan.errors.is_empty() {
                    return Ok((text, plan));
                }
            }
            Err(key) => {
                let message =
                    format!("`{key}` has a value that Vercel can't read. Fix it before the migration.");
                let place = snapshot.config().as_object().and_then(|config| config.member(key));
                plan.errors.push(Note::new("INVALID_VERCEL_CONFIG", message, place.map(|it| it.key_range)));
            }
        }
    }
    Err(Blocked(Box::new(plan)))
}

/// Adds to the plan of Vercel's CLI a note on what it writes that is deprecated.
fn note_deprecated(snapshot: &Snapshot, plan: &mut Plan) {
    if plan.patch.build.is_some() {
        let message = "`build.env` is deprecated. After the migration, set its variables in the project's settings and remove it.";
        let services = snapshot.config().as_object().and_then(|config| config.member(v1::KEY));
        let place = services.map(|member| member.key_range);
        plan.warnings.push(Note::new("BUILD_ENV_DEPRECATED", message, place));
    }
}

/// Why Vercel would reject the file after the migration; comments are skipped.
fn rejection_notes(snapshot: &Snapshot, text: &str) -> Vec<Note> {
    let after = Snapshot::of(text, Arc::clone(&snapshot.project));
    let errors = check(&after).into_iter().filter(|finding| {
        finding.severity == Severity::Error
            && !finding.is_rejected_later()
            && !after.parse.errors().iter().any(|it| it.range == finding.range)
    });
    let refused = errors.map(|error| {
        let message = format!("Vercel would reject the file after the migration: {}", error.message);
        Note { message, ..Note::from_error(&error, None) }
    });
    refused.collect()
}

/// The text, or the key that can't be added to.
fn apply_plan(snapshot: &Snapshot, plan: &Plan) -> Result<String, &'static str> {
    let mut file = Draft::of(snapshot);
    if plan.remove_keys.iter().any(|key| key == v2::ALIAS) {
        file.edit(|_, root| root.member(v2::ALIAS).map(|member| edit::rename_key(member, v2::KEY)));
        return Ok(file.text.to_string());
    }
    file.edit(|file, root| {
        let member = root.member(v1::KEY)?;
        let services = Value::Object(plan.patch.services.clone());
        Some(TextEdit::new(member.value.range, pretty_at(&services, &file.text, member.range.start())))
    });
    file.edit(|_, root| root.member(v1::KEY).map(|member| edit::rename_key(member, v2::KEY)));
    if !file.append("rewrites", &plan.patch.rewrites) {
        return Err("rewrites");
    }
    if let Some(build) = &plan.patch.build {
        add_build_variables(&mut file, &build.env)?;
    }
    for key in plan.remove_keys.iter().filter(|key| *key != v1::KEY) {
        file.remove(key);
    }
    Ok(file.text.to_string())
}

fn add_build_variables(file: &mut Draft, variables: &Map<String, Value>) -> Result<(), &'static str> {
    let root = file.root();
    let build = root.get("build").filter(|build| !build.is_null());
    let env = build.and_then(|build| build.get("env")).filter(|env| !env.is_null());
    let made = match (build, env) {
        (_, Some(env)) => {
            let members = variables.iter().map(|(name, value)| (name.as_str(), value.to_string()));
            edit::insert_members(&file.text, env, &members.collect::<Vec<_>>())
        }
        (Some(build), None) => {
            edit::insert_member(&file.text, build, "env", &inline(&Value::Object(variables.clone())))
        }
        (None, None) => {
            let build = file.as_member(&json!({ "env": variables }));
            edit::insert_member(&file.text, &root, "build", &build)
        }
    };
    let made = made.ok_or("build")?;
    file.edit(|_, _| Some(made));
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use super::{apply, plan};
    use crate::snapshot::Snapshot;
    use svc_vercel::project::MemoryFs;

    fn check(text: &str, expect: &Expect) {
        let project = MemoryFs::new([
            ("web/package.json", r#"{ "dependencies": { "next": "16" } }"#),
            ("api/package.json", r#"{ "dependencies": { "express": "5" } }"#),
            ("api/index.ts", "import express from 'express'"),
        ]);
        match apply(&Snapshot::of(text, Arc::new(project))) {
            Ok((text, _)) => expect.assert_eq(&text.replace('\r', "␍")),
            Err(blocked) => expect.assert_eq(&blocked.to_string()),
        }
    }

    #[test]
    fn the_rest_of_the_file_stays() {
        check(
            r#"{
    "$schema": "https://openapi.vercel.sh/vercel.json",
    "experimentalServices": {
        "web": { "entrypoint": "web", "routePrefix": "/" },
        "api": { "entrypoint": "api/index.ts", "routePrefix": "/api" }
    },
    "rewrites": [
        { "source":   "/old", "destination": "/new" }
    ],
    "experimentalServiceGroups": { "all": ["web"] },
    "cleanUrls": true
}
"#,
            &expect![[r#"
                {
                    "$schema": "https://openapi.vercel.sh/vercel.json",
                    "services": {
                        "web": {
                            "root": "web",
                            "bindings": [
                                {
                                    "type": "service",
                                    "service": "api",
                                    "format": "url",
                                    "env": "API_URL"
                                }
                            ]
                        },
                        "api": {
                            "root": "api",
                            "entrypoint": "index.ts",
                            "rewrites": [{ "source": "/api/:path(.*)?", "destination": "/:path" }],
                            "bindings": [
                                {
                                    "type": "service",
                                    "service": "web",
                                    "format": "url",
                                    "env": "WEB_URL"
                                }
                            ]
                        }
                    },
                    "rewrites": [
                        { "source":   "/old", "destination": "/new" },
                        {
                            "source": "/api(/.*)?",
                            "destination": { "service": "api" }
                        },
                        {
                            "source": "/(.*)",
                            "destination": { "service": "web" }
                        }
                    ],
                    "cleanUrls": true,
                    "build": {
                        "env": { "NEXT_PUBLIC_WEB_URL": "/", "NEXT_PUBLIC_API_URL": "/api" }
                    }
                }
            "#]],
        );
    }

    #[test]
    fn line_ends_stay() {
        check(
            "{\r\n\t\"experimentalServices\": {\r\n\t\t\"web\": { \"entrypoint\": \"web\", \"routePrefix\": \"/\" }\r\n\t}\r\n}\r\n",
            &expect![[r#"
                {␍
                	"services": {␍
                		"web": { "root": "web" }␍
                	},␍
                	"rewrites": [{ "source": "/(.*)", "destination": { "service": "web" } }],␍
                	"build": {␍
                		"env": { "NEXT_PUBLIC_WEB_URL": "/" }␍
                	}␍
                }␍
            "#]],
        );
    }

    #[test]
    fn comments_stay_where_they_are() {
        check(
            r#"// Deployed by hand.
{
  // The services.
  "experimentalServices": {
    // The shop.
    "web": { "entrypoint": "web", "routePrefix": "/" }
  }, // all of them
  "experimentalServiceGroups": {}, // none
  /* Short addresses. */
  "cleanUrls": true, // without .html
  "build": {
    "env": {
      "A": "1" // for the tests
    }
  },
  "rewrites": [
    // The old shop.
    { "source": "/old", "destination": "/new" } // until May
  ] // in this order
}
"#,
            &expect![[r#"
                // Deployed by hand.
                {
                  // The services.
                  "services": {
                    "web": { "root": "web" }
                  }, // all of them
                  // none
                  /* Short addresses. */
                  "cleanUrls": true, // without .html
                  "build": {
                    "env": {
                      "A": "1", // for the tests
                      "NEXT_PUBLIC_WEB_URL": "/"
                    }
                  },
                  "rewrites": [
                    // The old shop.
                    { "source": "/old", "destination": "/new" }, // until May
                    {
                      "source": "/(.*)",
                      "destination": { "service": "web" }
                    }
                  ] // in this order
                }
            "#]],
        );
    }

    #[test]
    fn the_alias_is_renamed() {
        check(
            r#"{ "experimentalServicesV2": { "web": { "root": "web", "framework": "nextjs" } } }"#,
            &expect![[r#"{ "services": { "web": { "root": "web", "framework": "nextjs" } } }"#]],
        );
    }

    #[test]
    fn a_blocked_migration_says_why() {
        check(
            r#"{ "experimentalServices": { "web": { "entrypoint": "nowhere", "routePrefix": "/" } } }"#,
            &expect![
                "`nowhere` doesn't exist in the project, so Vercel rejects the deployment. Correct the path, or add the file."
            ],
        );
        check(
            r#"{ "experimentalServices": {}, "services": {} }"#,
            &expect!["The file has `services` and `experimentalServices`. Keep only the one to migrate."],
        );
        for (text, message) in [
            ("{}", "The file has no `experimentalServices` to migrate."),
            ("[]", "The file has no `experimentalServices` to migrate."),
            (
                r#"{ "experimentalServices": {} }"#,
                "`experimentalServices` is empty, so there is nothing to migrate.",
            ),
            (r#"{ "experimentalServices": 3 }"#, "`experimentalServices` must be an object, not a number."),
            (
                r#"{ "experimentalServicesV2": [] }"#,
                "`experimentalServicesV2` must be an object, not an array.",
            ),
        ] {
            let plan = plan(&Snapshot::of(text, Arc::new(MemoryFs::default())));
            let errors: Vec<_> = plan.errors.iter().map(|it| (&*it.code, &*it.message)).collect();
            assert_eq!(errors, [("NO_LEGACY_SERVICES", message)], "{text}");
        }
        check(
            "{ oops",
            &expect![[r#"The file isn't valid JSON: A key must be in double quotes. Add `"` around it."#]],
        );
    }
}

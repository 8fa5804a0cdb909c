//! Inlay hints: the detected framework where none is written, the variable that a prefix generates, the number of files that a glob
//! matches, the next run of a schedule.

use svc_config::{ServicesModel, model};
use svc_syntax::{PathSegment, TextRange, TextSize};

use crate::hover::place::glob_count;
use crate::hover::schedule::{date, distance};
use crate::markdown::code;
use svc_analysis::functions::framework;
use svc_analysis::services::env;
use svc_analysis::services::folders::prefix_of;
use svc_analysis::services::names;
use svc_analysis::services::{v1, v2};
use svc_analysis::snapshot::Snapshot;
use svc_config::meaning::{self, Meaning, Meanings};
use svc_config::walk::{At, Scope, Visitor, walk};
use svc_syntax::value::{Member, Node};
use svc_vercel::cron::{self, Moment};
use svc_vercel::frameworks;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::project::walk::{count, is_pattern};

/// Text that an editor shows inline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlayHint {
    /// Where to show it.
    pub offset: TextSize,
    /// The words.
    pub label: String,
    /// More, as Markdown.
    pub tooltip: Option<String>,
    /// Whether the hint is a type rather than a value.
    pub is_type: bool,
}

/// The hints in a range, in the order of the text; none if the settings switch them off. `now`, in seconds since 1970, is what
/// the next runs count from.
#[must_use]
pub fn inlay_hints(snapshot: &Snapshot, range: TextRange, now: i64) -> Vec<InlayHint> {
    if !snapshot.settings.inlay_hints.enable {
        return Vec::new();
    }
    let mut hints = Vec::new();
    frameworks_of_services(snapshot, &mut hints);
    variables_of_prefixes(snapshot, &mut hints);
    let scope = |meaning| Scope { meanings: Some(Meanings::of(&[meaning])), range: Some(range) };
    let zone = model().key_of(Meaning::TimeZone);
    let now = Moment::from_unix_seconds(now);
    walk(snapshot.config(), scope(Meaning::Schedule), &mut Schedules { now, zone, hints: &mut hints });
    walk(
        snapshot.config(),
        scope(Meaning::Glob),
        &mut Globs { snapshot, range, steps: Steps::default(), hints: &mut hints },
    );
    hints.retain(|hint| range.contains_inclusive(hint.offset));
    hints.sort_by_key(|hint| hint.offset);
    hints
}

/// The framework that Vercel detects, behind the name of each service that names none.
fn frameworks_of_services(snapshot: &Snapshot, hints: &mut Vec<InlayHint>) {
    let declared = names::occurrences(snapshot.config());
    for name in declared.iter().filter(|name| name.role == names::Role::Declaration) {
        let (slug, written) = match name.model {
            ServicesModel::V1 => {
                let service =
                    v1::resolution(snapshot).services.iter().find(|service| service.name == name.name);
                (service.and_then(|it| it.framework().map(str::to_owned)), v1::declared(snapshot))
            }
            ServicesModel::V2 => {
                let service = v2::resolution(snapshot).service(&name.name);
                (service.and_then(|it| it.framework.clone()), v2::declared(snapshot).map(|it| &it.value))
            }
        };
        let is_written = written.and_then(|it| it.get(&name.name)?.get("framework")).is_some();
        if let Some(framework) = slug.as_deref().and_then(frameworks::find).filter(|_| !is_written) {
            hints.push(InlayHint {
                offset: name.range.end(),
                label: framework.name.clone(),
                tooltip: Some(format!("Detected framework: `{}`", framework.slug().unwrap_or_default())),
                is_type: true,
            });
        }
    }
    let config = snapshot.config();
    let is_plain = declared.is_empty()
        && config.as_object().is_some()
        && !config.as_object().is_some_and(|it| it.has("framework"));
    if is_plain && let Some(Some(found)) = framework::of(snapshot) {
        let slug = found.slug().unwrap_or_default();
        let tooltip = match snapshot.project.linked() {
            Some(linked) => format!("Framework preset in `{}`: `{slug}`", linked.file),
            None => format!("Detected framework: `{slug}`"),
        };
        hints.push(InlayHint {
            offset: config.inner_start(),
            label: found.name.clone(),
            tooltip: Some(tooltip),
            is_type: true,
        });
    }
}

/// The variable that a v1 service's URL is put in, behind its prefix.
fn variables_of_prefixes(snapshot: &Snapshot, hints: &mut Vec<InlayHint>) {
    let services = &v1::resolution(snapshot).services;
    let all = env::variables(services, snapshot.settings.deployment_host());
    for service in services.iter().filter(|service| service.web_prefix().is_some()) {
        let declared = v1::declared(snapshot).and_then(|it| it.get(&service.name));
        let Some(prefix) = declared.and_then(prefix_of) else { continue };
        let own: Vec<String> = all
            .iter()
            .filter(|variable| variable.service == service.name)
            .map(|variable| format!("- {} = {}", code(&variable.name), code(&variable.value)))
            .collect();
        hints.push(InlayHint {
            offset: prefix.range.end(),
            label: format!("→ {}", env::url_variable(&service.name)),
            tooltip: Some(format!("Generated variables:\n{}", own.join("\n"))),
            is_type: false,
        });
    }
}

/// The number of files behind each glob in a range: counting them is work.
struct Globs<'a> {
    snapshot: &'a Snapshot,
    range: TextRange,
    steps: Steps,
    hints: &'a mut Vec<InlayHint>,
}

impl Visitor for Globs<'_> {
    fn member(&mut self, at: &At<'_>, member: &Member) -> bool {
        if at.key_meaning == Some(Meaning::Glob) {
            self.add(member.key_range, at.path, &member.key);
        }
        true
    }

    fn string(&mut self, at: &At<'_>, range: TextRange, text: &str) {
        if at.meaning() == Some(Meaning::Glob) {
            self.add(range, at.path, text);
        }
    }
}

impl Globs<'_> {
    fn add(&mut self, written: TextRange, path: &[PathSegment], glob: &str) {
        if !is_pattern(glob) || !self.range.contains_inclusive(written.end()) {
            return;
        }
        let base = meaning::base_of(self.snapshot.config(), path);
        let glob = Glob::new(glob, &mut self.steps);
        let count = count(&*self.snapshot.project, base.trim_end_matches('/'), &glob, &mut self.steps);
        if self.steps.are_spent() {
            return;
        }
        self.hints.push(InlayHint {
            offset: written.end(),
            label: glob_count(count.files, count.is_partial),
            tooltip: None,
            is_type: false,
        });
    }
}

/// The next run of each schedule. (Schedules in another time zone than UTC are left out.)
struct Schedules<'a> {
    now: Moment,
    /// The key of a schedule's time zone.
    zone: Option<&'static str>,
    hints: &'a mut Vec<InlayHint>,
}

impl Visitor for Schedules<'_> {
    fn member(&mut self, _at: &At<'_>, member: &Member) -> bool {
        self.is_in_utc(&member.value)
    }

    fn element(&mut self, _at: &At<'_>, element: &Node) -> bool {
        self.is_in_utc(element)
    }

    fn string(&mut self, at: &At<'_>, range: TextRange, text: &str) {
        if at.meaning() != Some(Meaning::Schedule) {
            return;
        }
        let Ok(schedule) = cron::parse(text) else { return };
        let Some(run) = schedule.next_run(self.now) else { return };
        self.hints.push(InlayHint {
            offset: range.end(),
            label: format!("next {} UTC", date(run)),
            tooltip: Some(format!("{}, {}", schedule.describe(), distance(self.now, run))),
            is_type: false,
        });
    }
}

impl Schedules<'_> {
    fn is_in_utc(&self, node: &Node) -> bool {
        let zone = self.zone.and_then(|key| node.get(key)?.as_str());
        zone.is_none_or(|zone| zone == "UTC")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::{Expect, expect};

    use super::*;
    use svc_analysis::Settings;
    use svc_analysis::testing::Fixture;

    const NOW: i64 = 1_795_737_600;

    fn check(source: &str, expect: &Expect) {
        let fixture = Fixture::new(source);
        let mut text = fixture.text.clone();
        let whole = TextRange::up_to(TextSize::of(text.as_str()));
        for hint in inlay_hints(&fixture.snapshot, whole, NOW).into_iter().rev() {
            text.insert_str(usize::from(hint.offset), &format!("‹{}›", hint.label));
        }
        expect.assert_eq(&text);
    }

    #[test]
    fn the_preset_of_the_linked_project_is_the_framework() {
        let hints = |settings: &str| {
            let fixture = Fixture::new(&format!(
                "//- /vercel.json\n{{}}\n//- /package.json\n{{ \"dependencies\": {{ \"next\": \"16\" }} }}\n//- /.vercel/project.json\n{settings}\n"
            ));
            let whole = TextRange::up_to(TextSize::of(fixture.text.as_str()));
            let hints = inlay_hints(&fixture.snapshot, whole, NOW).into_iter();
            hints.map(|hint| (hint.label, hint.tooltip.unwrap_or_default())).collect::<Vec<_>>()
        };
        let hint = |label: &str, tooltip: &str| vec![(label.to_owned(), tooltip.to_owned())];
        assert_eq!(hints(""), hint("Next.js", "Detected framework: `nextjs`"));
        assert_eq!(
            hints(r#"{ "settings": { "framework": "vite" } }"#),
            hint("Vite", "Framework preset in `.vercel/project.json`: `vite`")
        );
        assert_eq!(hints(r#"{ "settings": { "framework": null } }"#), []);
    }

    #[test]
    fn hints_stand_where_they_belong() {
        check(
            r#"
//- /vercel.json
{
  "experimentalServices": {
    "web": { "entrypoint": "web", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "mount": { "path": "/api" } },
    "named": { "framework": "nextjs", "entrypoint": "web", "subdomain": "x" },
    "job": { "type": "cron", "schedule": "0 5 * * *", "entrypoint": "api/main.py" }
  },
  "crons": [{ "path": "/x", "schedule": "0 0 29 2 *" }, { "path": "/x", "schedule": "nonsense" }],
  "schedules": [{ "schedule": "0 0 * * *", "timezone": "Europe/Paris" }]
}
//- /web/package.json
{ "dependencies": { "next": "15" } }
//- /api/requirements.txt
fastapi
//- /api/main.py
"#,
            &expect![[r#"
                {
                  "experimentalServices": {
                    "web"‹Next.js›: { "entrypoint": "web", "routePrefix": "/"‹→ WEB_URL› },
                    "api"‹FastAPI›: { "entrypoint": "api/main.py", "mount": { "path": "/api"‹→ API_URL› } },
                    "named": { "framework": "nextjs", "entrypoint": "web", "subdomain": "x" },
                    "job"‹FastAPI›: { "type": "cron", "schedule": "0 5 * * *"‹next Fri 27 Nov 2026, 05:00 UTC›, "entrypoint": "api/main.py" }
                  },
                  "crons": [{ "path": "/x", "schedule": "0 0 29 2 *"‹next Tue 29 Feb 2028, 00:00 UTC› }, { "path": "/x", "schedule": "nonsense" }],
                  "schedules": [{ "schedule": "0 0 * * *", "timezone": "Europe/Paris" }]
                }
            "#]],
        );
        check(
            "//- /vercel.json\n{ \"services\": { \"web\": { \"root\": \"web\" } } }\n//- /web/package.json\n{ \"dependencies\": { \"next\": \"15\" } }\n",
            &expect![[r#"
            { "services": { "web"‹Next.js›: { "root": "web" } } }
        "#]],
        );
        check(
            "//- /vercel.json\n{ }\n//- /package.json\n{ \"dependencies\": { \"next\": \"15\" } }\n",
            &expect![[r#"
            {‹Next.js› }
        "#]],
        );
    }

    #[test]
    fn globs_tell_how_many_files_they_match() {
        check(
            r#"
//- /vercel.json
{
  "functions": { "api/**/*.ts": { "includeFiles": "docs/**" }, "api/a.ts": {}, "nowhere/*": {} },
  "services": { "web": { "root": "web", "functions": { "*.py": {} } } }
}
//- /api/a.ts
//- /api/b/c.ts
//- /web/main.py
//- /main.py
"#,
            &expect![[r#"
                {
                  "functions": { "api/**/*.ts"‹2 files›: { "includeFiles": "docs/**"‹no file› }, "api/a.ts": {}, "nowhere/*"‹no file›: {} },
                  "services": { "web": { "root": "web", "functions": { "*.py"‹1 file›: {} } } }
                }
            "#]],
        );
    }

    #[test]
    fn settings_and_range_limit_them() {
        let fixture = Fixture::new("{ \"crons\": [{ \"path\": \"/x\", \"schedule\": \"0 0 * * *\" }] }");
        let whole = TextRange::up_to(fixture.snapshot.text.len());
        assert_eq!(inlay_hints(&fixture.snapshot, whole, NOW).len(), 1);
        assert_eq!(inlay_hints(&fixture.snapshot, TextRange::up_to(5.into()), NOW), []);
        let mut snapshot = fixture.snapshot;
        let off = svc_analysis::settings::InlayHints { enable: false };
        snapshot.settings = Arc::new(Settings { inlay_hints: off, ..Settings::default() });
        assert_eq!(inlay_hints(&snapshot, whole, NOW), []);
    }
}

//! Hovers over a small project.

use expect_test::{Expect, expect};

use super::*;
use svc_analysis::testing::Fixture;
use svc_config::model;

const PROJECT: &str = r#"
//- /.env.local
API_URL=https://secret.example
//- /web/package.json
{ "dependencies": { "next": "15" } }
//- /api/requirements.txt
fastapi
//- /api/main.py
from fastapi import FastAPI
app = FastAPI()
"#;

fn markdown(json: &str) -> Option<String> {
    let fixture = Fixture::new(&format!("//- /vercel.json\n{json}{PROJECT}"));
    let hover = hover(&fixture.snapshot, fixture.offset(), 1_795_737_600)?;
    assert!(hover.range.contains_inclusive(fixture.offset()));
    assert!(!hover.markdown.contains("secret"), "a value of an env file is never shown");
    Some(format!("{}\n", hover.markdown))
}

fn check(json: &str, expect: &Expect) {
    expect.assert_eq(&markdown(json).unwrap_or_default());
}

const SERVICES: &str = r#"{ "experimentalServices": {
    "web": { "entrypoint": "web", "routePrefix": "/" },
    "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
} }"#;

fn services(from: &str, to: &str) -> String {
    assert!(SERVICES.contains(from));
    SERVICES.replacen(from, to, 1)
}

#[test]
fn a_service_shows_detection_routing_and_variables() {
    check(
        &services("\"api\":", "\"a$0pi\":"),
        &expect![[r#"
            **`api`** — web service · FastAPI

            | | |
            |:--|:--|
            | Framework | FastAPI (`fastapi`, detected) |
            | Runtime | `python` |
            | Builder | `@vercel/python` from `api/main.py` |
            | Workspace | `api` |
            | Entrypoint | `api/main.py` |

            **Routing** — the first matching prefix wins

            1. **`/api` → `api`** ←
            2. `/` → `web`

            **Generated environment variables**

            | Name | Value | Available in |
            |:--|:--|:--|
            | `API_URL` | ~~`https://your-deploy.vercel.app/api`~~ | every service — **set in `.env.local`, which takes precedence** |
            | `NEXT_PUBLIC_API_URL` | `/api` | client code of `web` |

            The project's own variables with the same name take precedence.
        "#]],
    );
}

#[test]
fn a_prefix_shows_the_table_and_requests() {
    check(
        &services("\"/api\"", "\"/$0api\""),
        &expect![[r#"
            **`routePrefix`** — `api` answers `/api` and all paths below

            1. **`/api` → `api`** ←
            2. `/` → `web`

            | Request | Answers |
            |:--|:--|
            | `GET /api` | `api` (receives `/`) |
            | `GET /api/users` | `api` (receives `/users`) |
            | `GET /api-docs` | `web` |

            ---

            The paths that it answers: this one and all below it. The service with the longest prefix answers. 1 to 512 characters.

            A missing leading slash is added. With a trailing slash, `vercel dev` doesn't match the paths below it. `/_svc` is reserved. Backends receive the path without the prefix.

            Examples: `"/"`, `"/api"`
        "#]],
    );
}

#[test]
fn the_earlier_model_says_so() {
    check(
        &services("experimentalServices", "experimental$0Services"),
        &expect![[r#"
            **`experimentalServices`** — superseded by `services`

            The framework preset (*Project Settings → Build and Deployment → Framework Preset*) must be **Services**. Use `services` in new projects.

            **Routing** — the first matching prefix wins

            1. `/api` → `api`
            2. `/` → `web`

            ---

            The services of the project in the older format, by name. A web service has a route prefix or a subdomain; jobs, workers and cron services run in the background.

            Requests go to the service with the longest matching prefix. Backends receive the path without it. Names consist of letters, digits, `-` and `_`, start with a letter, end with a letter or digit, and have at most 64 characters. The project's framework preset must be *Services*. Use `services` in new projects.

            ```json
            {
              "web": { "root": "web", "framework": "nextjs", "routePrefix": "/" },
              "api": { "entrypoint": "api/main.py", "routePrefix": "/api" }
            }
            ```

            [Documentation](https://vercel.com/docs/services/experimental)
        "#]],
    );
}

#[test]
fn a_framework_shows_what_it_brings() {
    check(
        r#"{ "framework": "next$0js" }"#,
        &expect![[r#"
        **Next.js** — framework `nextjs`

        | | |
        |:--|:--|
        | Runtime | static files and the framework's own functions |
        | Builder | `@vercel/next` |
        | Install | `yarn install`, `pnpm install`, `npm install`, or `bun install` |
        | Build | `next build` |
        | Develop | `next dev --port $PORT` |
        | Output | Next.js default |
        | Client variables | `NEXT_PUBLIC_…` |

        [Website](https://nextjs.org) · [Demo](https://nextjs-template.vercel.app)
    "#]],
    );
}

#[test]
fn fields_and_allowed_values() {
    check(
        r#"{ "experimentalServices": { "a": { "$0memory": 1 } } }"#,
        &expect![[r#"
        **`memory`** — whole number

        Memory of its functions in MB, 128 to 10,240.

        - Hobby: at most 2,048
        - Pro: at most 4,096
        - Enterprise: at most 4,096

        Examples: `1024`, `2048`
    "#]],
    );
    check(
        r#"{ "experimentalServices": { "a": { "type": "job", "trigger": "qu$0eue" } } }"#,
        &expect![[r#"
            **`"queue"`** — Messages of queue topics.

            ---

            **`trigger`** — string

            What starts the job.

            Allowed values:
            - `"schedule"` — Schedules.
            - `"queue"` — Messages of queue topics.
            - `"workflow"` — Steps of workflows.
        "#]],
    );
    check(
        r#"{ "images": { "formats": ["image/$0avif"] } }"#,
        &expect![[r#"
            **`"image/avif"`** — AVIF: the smallest files, slower to encode.

            ---

            **`formats`** — string

            A format of images.

            Allowed values:
            - `"image/avif"` — AVIF: the smallest files, slower to encode.
            - `"image/webp"` — WebP: small files, supported by all current browsers.
            - `"image/jpeg"` — JPEG.
            - `"image/png"` — PNG.
        "#]],
    );
    check(r#"{ "nothing$0": 1 }"#, &expect![[""]]);
    check(
        r#"{ "rewrites": [{ "source": "/", "destination": "/$0x" }] }"#,
        &expect![[r#"
            **`/x`** — no file in the project handles it

            ---

            **`destination`** — string or object

            Where the request goes: a path, a URL on another site, or `{ "service": … }`.

            If it uses none of the parameters of `source`, all of them are added as query parameters.

            ```json
            "/index.html"

            "https://example.com/:path*"

            {
              "service": "api"
            }
            ```

            [Documentation](https://vercel.com/docs/project-configuration/vercel-json#rewrites)
        "#]],
    );
}

#[test]
fn a_v2_service_shows_the_rewrites_and_bindings_that_lead_to_it() {
    let json = r#"{
  "services": {
    "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "API_URL" }] },
    "api": { "root": "api", "entrypoint": "main.py" }
  },
  "rewrites": [
    { "source": "/api(/.*)?", "destination": { "service": "api" } },
    { "source": "/(.*)", "destination": { "service": "w$0eb" } }
  ]
}"#;
    check(
        json,
        &expect![[r#"
            **`web`** — service · Next.js

            | | |
            |:--|:--|
            | Framework | Next.js (`nextjs`, detected) |
            | Builder | `@vercel/next` from `web/package.json` |
            | Root | `web` |

            **Routing** — the first matching rewrite wins, and the service receives the whole path

            1. `/api(/.*)?` → `api`
            2. **`/(.*)` → `web`** ←

            **Bindings**

            | Name | Value | Available in |
            |:--|:--|:--|
            | `API_URL` | URL of `api` | `web` at run time — **set in `.env.local`, which takes precedence in `vercel dev`** |

            They are available in functions at run time, but not in builds, middleware or client code. The project's own variables with the same name take precedence.
        "#]],
    );
    check(
        &json.replace("w$0eb", "web").replace("\"api\": {", "\"$0api\": {"),
        &expect![[r#"
            **`api`** — service · FastAPI

            | | |
            |:--|:--|
            | Framework | FastAPI (`fastapi`, detected) |
            | Runtime | `python` |
            | Builder | `@vercel/python` from `api/main.py` |
            | Root | `api` |
            | Entrypoint | `api/main.py` |

            **Routing** — the first matching rewrite wins, and the service receives the whole path

            1. **`/api(/.*)?` → `api`** ←
            2. `/(.*)` → `web`

            **Bindings**

            | Name | Value | Available in |
            |:--|:--|:--|
            | `API_URL` | URL of `api` | `web` at run time — **set in `.env.local`, which takes precedence in `vercel dev`** |

            They are available in functions at run time, but not in builds, middleware or client code. The project's own variables with the same name take precedence.
        "#]],
    );
    check(
        r#"{ "services": { "a$0": { "root": "nothing" } } }"#,
        &expect![[r#"
            **`a`** — service

            The folder `nothing` doesn't exist in the project, so Vercel rejects the deployment. Correct the path.
        "#]],
    );
}

#[test]
fn a_source_shows_what_it_matches() {
    let source =
        |source: &str| format!(r#"{{ "rewrites": [{{ "source": "$0{source}", "destination": "/" }}] }}"#);
    check(
        &source("/blog/:slug"),
        &expect![[r#"
            **`/blog/:slug`** — path pattern

            `:slug` (`$1`): one segment

            | Path | Matches | Parameters |
            |:--|:--|:--|
            | `/blog/hello` | ✓ | `:slug` = `hello` |
            | `/blog/1` | ✓ | `:slug` = `1` |
            | `/blog/a/b` | ✗ |  |

            - `/blog/hello` → `/`; if no file exists there, the next rules see that path
            - `/blog/1` → `/`; if no file exists there, the next rules see that path

            Compiled: `^/blog(?:/([^/]+?))$` → `/?slug=$1`
        "#]],
    );
    let shows = |source: String, expect: &Expect| expect.assert_eq(&markdown(&source).unwrap_or_default());
    shows(
        source("/api(/.*)?"),
        &expect![[r#"
            **`/api(/.*)?`** — path pattern

            `$1`: `/.*`, optional

            | Path | Matches | Parameters |
            |:--|:--|:--|
            | `/api/hello` | ✓ | `$1` = `/hello` |
            | `/api` | ✓ |  |
            | `/apihello` | ✗ |  |

            - `/api/hello` → `/`; if no file exists there, the next rules see that path
            - `/api` → `/`; if no file exists there, the next rules see that path

            Compiled: `^/api(/.*)?$` → `/`
        "#]],
    );
    shows(
        source("/:lang(en|fr)/:path*"),
        &expect![[r#"
            **`/:lang(en|fr)/:path*`** — path pattern

            `:lang` (`$1`): `en|fr` · `:path` (`$2`): any number of segments

            | Path | Matches | Parameters |
            |:--|:--|:--|
            | `/en/hello` | ✓ | `:lang` = `en`, `:path` = `hello` |
            | `/en/en` | ✓ | `:lang` = `en`, `:path` = `en` |
            | `/hello/hello` | ✗ |  |

            - `/en/hello` → `/`; if no file exists there, the next rules see that path
            - `/en/en` → `/`; if no file exists there, the next rules see that path

            Compiled: `^(?:/(en|fr))(?:/((?:[^/]+?)(?:/(?:[^/]+?))*))?$` → `/?lang=$1&path=$2`
        "#]],
    );
    shows(
        source("/((?!api).*)"),
        &expect![[r#"
            **`/((?!api).*)`** — path pattern

            `$1`: `(?!api).*`

            | Path | Matches | Parameters |
            |:--|:--|:--|
            | `/hello` | ✓ | `$1` = `hello` |
            | `/a/b` | ✓ | `$1` = `a/b` |
            | `/api` | ✗ |  |

            - `/hello` → `/`; if no file exists there, the next rules see that path
            - `/a/b` → `/`; if no file exists there, the next rules see that path

            Compiled: `^(?:/((?!api).*))$` → `/`
        "#]],
    );
    shows(
        source("/caf%C3%A9"),
        &expect![[r#"
            **`/caf%C3%A9`** — path pattern

            | Path | Matches | Parameters |
            |:--|:--|:--|
            | `/caf%C3%A9` | ✓ |  |
            | `/caf%C3%A9/` | ✗ |  |

            - `/caf%C3%A9` → `/`; if no file exists there, the next rules see that path

            Compiled: `^/caf%C3%A9$` → `/`
        "#]],
    );
    shows(
        source("/café"),
        &expect![[r#"
            **`/café`** — path pattern

            Compiled: `^/café$` → `/`
        "#]],
    );
    shows(
        source("api/:x"),
        &expect![[r#"
            **`api/:x`** — path pattern

            `:x` (`$1`): one segment

            Compiled: `^api(?:/([^/]+?))$` → `/?x=$1`
        "#]],
    );
}

#[test]
fn a_schedule_shows_words_and_its_next_runs() {
    check(
        r#"{ "crons": [{ "path": "/x", "schedule": "0 5 $0* * 1-5" }] }"#,
        &expect![[r#"
            **At 05:00 from Monday to Friday** — UTC

            Next runs:
            - Fri 27 Nov 2026, 05:00 — in 5 h
            - Mon 30 Nov 2026, 05:00 — in 3 days
            - Tue 1 Dec 2026, 05:00 — in 4 days
            - Wed 2 Dec 2026, 05:00 — in 5 days
            - Thu 3 Dec 2026, 05:00 — in 6 days

            ---

            When it runs, in UTC: minute, hour, day of month, month, day of week. Use numbers, `*`, lists, ranges and steps, but no names. Set only one of the two days.

            9 to 256 characters. On the Hobby plan, at most once a day.

            - Hobby: at most once a day
            - Pro: at most once a minute
            - Enterprise: at most once a minute

            Examples: `"0 5 * * *"`, `"*/15 * * * *"`, `"0 9 * * 1-5"`
        "#]],
    );
    check(
        r#"{ "schedules": [{ "schedule": "*/15$0 * * * *", "timezone": "Europe/Paris" }] }"#,
        &expect![[r#"
            **Every 15 minutes** — Europe/Paris

            Times are in Europe/Paris.

            ---

            When it runs: minute, hour, day of month, month, day of week. 9 to 256 characters.

            Examples: `"0 5 * * *"`, `"*/15 * * * *"`
        "#]],
    );
}

#[test]
fn paths_and_requests_show_what_they_resolve_to() {
    check(
        r#"{ "services": { "api": { "root": "a$0pi" } } }"#,
        &expect![[r#"
        **`api`** — a folder

        Vercel detects FastAPI (`fastapi`).

        ---

        **`root`** — string

        Its folder, relative to this file; `.` for the project root. Only files below it are deployed with it. At most 512 characters.

        Examples: `"apps/web"`, `"."`

        [Documentation](https://vercel.com/docs/services/config-reference)
    "#]],
    );
    check(
        r#"{ "services": { "api": { "root": "api", "entrypoint": "main:a$0pp" } } }"#,
        &expect![[r#"
            **`api/main.py`** — a file, run by `python`

            The application is `app`.

            ---

            **`entrypoint`** — string

            What to run, relative to `root`: a file, a Python `module:attribute`, or a Dockerfile. At most 512 characters.

            Examples: `"src/index.ts"`, `"main:app"`, `"Dockerfile"`

            [Documentation](https://vercel.com/docs/services/config-reference)
        "#]],
    );
    check(
        r#"{ "services": { "api": { "root": "../$0api" } } }"#,
        &expect![[r#"
            **`root`** — string

            Its folder, relative to this file; `.` for the project root. Only files below it are deployed with it. At most 512 characters.

            Examples: `"apps/web"`, `"."`

            [Documentation](https://vercel.com/docs/services/config-reference)
        "#]],
    );
    check(
        &services("\n} }", "\n}, \"crons\": [{ \"path\": \"/api/d$0\" }] }"),
        &expect![[r#"
            **`/api/d`** — handled by

            - service **`api`**, with the prefix `/api`

            ---

            **`path`** — string

            The path to request with `GET`, with a leading slash, at most 512 characters. Redirects are not followed.

            Example: `"/api/daily"`
        "#]],
    );
    check(
        r#"{ "regions": ["fra$01"] }"#,
        &expect![[r#"
            **`fra1`** — Frankfurt, Germany

            ---

            **`regions`** — string

            The regions where functions run, as Vercel's region codes. One region on Hobby; several need Pro or Enterprise.

            - Hobby: 1 region
            - Pro: several regions
            - Enterprise: several regions

            Default: `["iad1"]`

            ```json
            [
              "fra1"
            ]
            ```

            [Documentation](https://vercel.com/docs/project-configuration/vercel-json#regions)
        "#]],
    );
}

/// Two texts for each key of the model, with the cursor in it and in its value.
fn every_key(shape: svc_config::Shape, before: &str, after: &str, depth: usize, texts: &mut Vec<String>) {
    if depth == 0 {
        return;
    }
    let forms: Vec<_> = if shape.has_alternatives() { shape.alternatives().collect() } else { vec![shape] };
    for form in forms {
        if form.has_alternatives() {
            every_key(form, before, after, depth, texts);
            continue;
        }
        for property in form.properties() {
            // What tells the form apart stands beside the key.
            let beside: String = form
                .properties()
                .filter(|other| other.key != property.key)
                .filter_map(|other| Some(format!("\"{}\": {}, ", other.key, other.shape.constant()?)))
                .collect();
            texts.push(format!("{before}{{ {beside}\"$0{}\": null }}{after}", property.key));
            texts.push(format!("{before}{{ {beside}\"{}\": $0null }}{after}", property.key));
            let (open, close) = (format!("{before}{{ {beside}\"{}\": ", property.key), format!(" }}{after}"));
            every_key(property.shape, &open, &close, depth - 1, texts);
        }
        if let Some(value) = form.additional() {
            every_key(value, &format!("{before}{{ \"a\": "), &format!(" }}{after}"), depth - 1, texts);
        }
        if let Some(element) = form.items() {
            every_key(element, &format!("{before}["), &format!("]{after}"), depth - 1, texts);
        }
    }
}

#[test]
fn every_key_of_the_model_and_its_value_has_a_hover_with_documentation() {
    let mut texts = Vec::new();
    every_key(model().root(), "", "", 9, &mut texts);
    texts.sort();
    texts.dedup();
    assert!(texts.len() > 600, "{}", texts.len());
    let mut without = Vec::new();
    for text in &texts {
        let fixture = Fixture::new(text);
        let hover = hover(&fixture.snapshot, fixture.offset(), 0);
        let paragraphs = hover.map_or(0, |hover| hover.markdown.split("\n\n").count());
        if paragraphs < 2 {
            without.push(text);
        }
    }
    assert!(without.is_empty(), "{} of {}: {without:#?}", without.len(), texts.len());
}

#[test]
fn every_allowed_value_is_explained() {
    fn walk(shape: svc_config::Shape, at: &str, depth: usize, without: &mut Vec<String>) {
        let values = shape.values();
        let listed = values.iter().filter(|value| value.value.is_string() && values.len() > 1);
        without.extend(
            listed.filter(|value| value.docs.is_empty()).map(|value| format!("{at}: {}", value.value)),
        );
        if depth == 0 {
            return;
        }
        shape.alternatives().for_each(|form| walk(form, at, depth - 1, without));
        shape.properties().for_each(|it| walk(it.shape, &format!("{at}/{}", it.key), depth - 1, without));
        let inner = shape.items().into_iter().chain(shape.additional());
        inner.for_each(|form| walk(form, &format!("{at}/*"), depth - 1, without));
    }
    let mut without = Vec::new();
    walk(model().root(), "", 12, &mut without);
    without.sort();
    without.dedup();
    assert!(without.is_empty(), "{without:#?}");
}

#[test]
fn a_glob_shows_what_it_matches() {
    check(
        r#"{ "functions": { "api/*$0.py": { "maxDuration": 10 } } }"#,
        &expect![[r#"
        **`api/*.py`** — matches 1 file

        - `api/main.py`

        ---

        **`api/*.py`** — object

        Settings of the functions that a pattern matches.

        ```json
        {
          "maxDuration": 30
        }
        ```

        [Documentation](https://vercel.com/docs/project-configuration/vercel-json#functions)
    "#]],
    );
    check(
        r#"{ "services": { "api": { "root": "api", "functions": { "main.py": { "includeFiles": "*$0*" } } } } }"#,
        &expect![[r#"
            **`**`** — matches 2 files

            - `api/main.py`
            - `api/requirements.txt`

            ---

            **`includeFiles`** — string

            Files to add to it, as one glob pattern relative to the project root, at most 256 characters. Not for Next.js.

            Examples: `"templates/**"`, `"{locales,templates}/**"`
        "#]],
    );
}

#[test]
fn conditions_say_what_they_look_at() {
    let rule = |condition: &str| {
        format!(r#"{{ "rewrites": [{{ "source": "/", "destination": "/", "has": [{{ {condition} }}] }}] }}"#)
    };
    let shows = |source: &str, expect: &Expect| expect.assert_eq(&markdown(source).unwrap_or_default());
    shows(
        &rule(r#""type": "header", "key": "$0accept-language""#),
        &expect![[r#"
            **`accept-language`** — request header. The languages that the user prefers.

            The rule applies to requests that have it, whatever its value.

            The destination can use `:accept-language`.
        "#]],
    );
    shows(
        &rule(r#""type": "cookie", "key": "$0plan", "value": "pro""#),
        &expect![[r#"
            **`plan`** — cookie of the request

            The rule applies to requests that have it with this `value`.
        "#]],
    );
    shows(
        &rule(r#""type": "host", "value": "$0^(?<tenant>.*)\\.example\\.com$""#),
        &expect![[r#"
            **`^(?<tenant>.*)\.example\.com$`** — regular expression for the requested host

            The rule applies where it matches the whole value.

            Preview deployments have other hosts.

            The destination can use `:tenant` and `:host`.
        "#]],
    );
    shows(
        &rule(r#""type": "query", "key": "page", "value": "$0[0-9]""#).replace("has", "missing"),
        &expect![[r#"
            **`[0-9]`** — regular expression for the query parameter `page`

            The rule doesn't apply where it matches any part of the value; `^` and `$` mark its start and end.
        "#]],
    );
}

#[test]
fn services_and_bindings_say_where_code_reads_them() {
    let v2 = |cursor: &str| {
        let config = r#"{ "services": { "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "API" }] }, "api": { "root": "api", "framework": "express" } } }"#;
        let config = config.replacen(cursor, &cursor.replacen('"', "\"$0", 1), 1);
        let fixture = Fixture::new(&format!(
            r#"
//- /vercel.json
{config}
//- /web/package.json
{{ "dependencies": {{ "next": "16" }} }}
//- /web/a|[x](y).ts
process.env.API
//- /web/b.ts
process.env.API; process.env.API
process.env.API
process.env.API
//- /api/package.json
{{ "dependencies": {{ "express": "4" }} }}
//- /lib/c.ts
const {{ API }} = process.env
"#
        ));
        hover(&fixture.snapshot, fixture.offset(), 0).unwrap().markdown
    };
    let service = v2(r#""api": {"#);
    expect![[r#"


        | Service | Name | Read in |
        |:--|:--|:--|
        | `web` | `API` | `web/a\|[x](y).ts:1`, `web/b.ts:1`, `web/b.ts:2` and 1 more |
        | shared code | `API` | `lib/c.ts:1` |"#]]
    .assert_eq(service.split_once("**Read by code**").unwrap().1);
    let binding = v2(r#""API""#);
    expect!["The code of `web` reads it in `web/a|[x](y).ts:1`, `web/b.ts:1`, `web/b.ts:2` and 1 more. Shared code reads it in `lib/c.ts:1`."]
        .assert_eq(binding.lines().find(|line| line.contains("reads it in")).unwrap());
}

#[test]
fn variables_say_who_gets_them() {
    let shows = |source: &str, expect: &Expect| expect.assert_eq(&markdown(source).unwrap_or_default());
    shows(
        r#"{ "services": { "web": { "root": "web", "bindings": [{ "service": "api", "format": "url", "env": "$0API_URL" }] }, "api": { "root": "api" } } }"#,
        &expect![[r#"
            **`API_URL`** — environment variable with the internal URL of `api`

            `web` has it at run time, but not in its build, middleware or client code. A variable of the project with the same name takes precedence.

            It is set in `.env.local`, which takes precedence in `vercel dev`.

            ---

            **`env`** — string

            The variable's name: letters, digits and `_`, not starting with a digit, at most 256.

            Example: `"API_URL"`
        "#]],
    );
    let ignored = r#"{ "services": {
        "jobs": { "root": "jobs", "entrypoint": "main.go", "bindings": [{ "service": "api", "format": "url", "env": "$0API_URL" }] },
        "api": { "root": "api" } } }
//- /jobs/go.mod
module jobs
//- /jobs/main.go
package main
"#;
    let availability =
        "`jobs` doesn't receive bindings unless it is built from a Dockerfile, so this binding is ignored.";
    assert!(markdown(ignored).unwrap().contains(availability), "{:?}", markdown(ignored));
    shows(
        r#"{ "build": { "env": { "$0TOKEN": "x" } } }"#,
        &expect![[r#"
        **`TOKEN`** — environment variable of the build

        ---

        **`TOKEN`** — string
    "#]],
    );
    shows(
        r#"{ "rewrites": [{ "source": "/", "destination": "https://$HOST/", "env": ["$0HOST"] }] }"#,
        &expect![[r#"
            **`HOST`** — environment variable of the project

            The rule can use it as `$HOST`.

            ---

            **`env`** — string

            Environment variables that the destination uses as `$NAME`: 1 to 64 names of at most 256 characters.

            ```json
            [
              "TENANT_ID"
            ]
            ```
        "#]],
    );
}

#[test]
fn the_type_lists_every_kind() {
    let docs = markdown(r#"{ "experimentalServices": { "a": { "$0type": "cron" } } }"#).unwrap();
    for kind in ["web", "job", "worker", "cron"] {
        assert!(docs.contains(&format!("- `\"{kind}\"` — ")), "{docs}");
    }
}

//! Renames a service or the variable of a binding everywhere: in the file, and where source code reads or sets the variables that change.

use svc_config::ServicesModel;
use svc_syntax::{TextRange, TextSize};

use svc_analysis::reads::{Reads, UrlVariable, url_variables};
use svc_analysis::services::Reading;
use svc_analysis::services::env;
use svc_analysis::services::names::{self, Role};
use svc_analysis::services::{v1, v2};
use svc_analysis::snapshot::Snapshot;
use svc_config::{Shape, model};
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_vercel::frameworks;

use crate::references::bound;
use crate::renamed_code::{self, CodeEdit};

/// The longest name of a variable.
const MAX_VARIABLE: usize = 256;

/// What can be renamed at an offset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renameable {
    /// The name at the offset, without its quotes.
    pub range: TextRange,
    /// The name.
    pub name: String,
}

/// The edits of a rename.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// One for each place.
    pub edits: Vec<TextEdit>,
    /// Which generated variables change with the name, as a sentence: code that reads them must follow.
    pub variables: Option<String>,
    /// The edits of source code that follows.
    pub code: Vec<CodeEdit>,
    /// The service that gets another name, if it is one that does.
    pub service: Option<RenamedService>,
}

/// A service that gets another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedService {
    /// The name so far.
    pub from: String,
    /// The new one.
    pub to: String,
}

/// What can be renamed at an offset, if anything: the name of a declared service, or the variable of a binding.
///
/// # Errors
/// A sentence where [`rename`] refuses any new name.
pub fn prepare(snapshot: &Snapshot, offset: TextSize) -> Result<Option<Renameable>, String> {
    let variables = url_variables(snapshot);
    if let Some(variable) = bound(&variables, offset) {
        let range = snapshot.without_quotes(variable.range);
        return Ok(Some(Renameable { range, name: variable.name.clone() }));
    }
    match ignored_variable(snapshot, offset) {
        Some(message) => Err(message),
        None => Ok(prepare_service(snapshot, offset)),
    }
}

fn prepare_service(snapshot: &Snapshot, offset: TextSize) -> Option<Renameable> {
    let all = names::occurrences_at(snapshot, offset);
    let this = all.iter().find(|occurrence| occurrence.range.contains_inclusive(offset))?;
    let declared = all.iter().any(|occurrence| occurrence.role == Role::Declaration);
    declared.then(|| Renameable { range: snapshot.without_quotes(this.range), name: this.name.clone() })
}

/// Renames the service or the variable of a binding at an offset.
///
/// # Errors
/// A sentence where there is neither at the offset, the name isn't allowed, or it is taken.
pub fn rename(snapshot: &Snapshot, offset: TextSize, new_name: &str) -> Result<Rename, String> {
    if new_name.is_empty() {
        return Err("The new name is empty. Enter a name.".to_owned());
    }
    let variables = url_variables(snapshot);
    if let Some(variable) = bound(&variables, offset) {
        return rename_variable(snapshot, variable, &variables, new_name);
    }
    if let Some(message) = ignored_variable(snapshot, offset) {
        return Err(message);
    }
    let old = prepare_service(snapshot, offset).ok_or("There is no service name to rename here.")?.name;
    let all = names::occurrences_at(snapshot, offset);
    let model = all.first().map_or(ServicesModel::V2, |occurrence| occurrence.model);
    check_name(model, new_name)?;
    let taken = names::occurrences(snapshot.config())
        .iter()
        .any(|it| it.role == Role::Declaration && it.model == model && it.name == new_name && it.name != old);
    if taken {
        return Err(format!("A service named `{new_name}` already exists. Choose another name."));
    }
    let generates_same = |it: &&names::Occurrence| {
        it.role == Role::Declaration
            && it.model == ServicesModel::V1
            && it.name != old
            && env::url_variable(&it.name) == env::url_variable(new_name)
    };
    if model == ServicesModel::V1
        && let Some(other) = names::occurrences(snapshot.config()).iter().find(generates_same)
    {
        return Err(format!(
            "Vercel would generate `{}` for `{new_name}` and for `{}`. Choose another name.",
            env::url_variable(new_name),
            other.name
        ));
    }
    let generated = env::url_variable(new_name);
    if model == ServicesModel::V1 && new_name != old && env::is_of_system(&generated) {
        return Err(format!(
            "Vercel would generate `{generated}` for `{new_name}`, but Vercel, the runtime or the system sets that. Choose another name."
        ));
    }
    let edits =
        all.iter().map(|occurrence| TextEdit::new(occurrence.range, edit::quoted(new_name))).collect();
    let service = Some(RenamedService { from: old.clone(), to: new_name.to_owned() });
    let changes = changed_variables(snapshot, model, &old, new_name);
    if changes.is_empty() {
        return Ok(Rename { edits, variables: None, code: Vec::new(), service });
    }
    let listed: Vec<String> = changes.iter().map(|(from, to)| format!("`{from}` becomes `{to}`")).collect();
    let generated = format!("Generated variables change: {}.", listed.join(", "));
    let reads = Reads::of(snapshot);
    let renamed: Vec<(&UrlVariable, &str)> = reads
        .iter()
        .flat_map(|reads| {
            let of_service = reads.variables().iter().filter(|it| it.target == old);
            of_service
                .filter_map(|it| Some((it, changes.iter().find(|(from, _)| *from == it.name)?.1.as_str())))
        })
        .collect();
    let (code, note) = renamed_code::edits(snapshot, reads.as_ref(), &renamed);
    let note = note.unwrap_or_else(|| "Update the code that uses them.".to_owned());
    Ok(Rename { edits, variables: Some(format!("{generated} {note}")), code, service })
}

/// What to say of the variable at an offset if its binding is ignored.
fn ignored_variable(snapshot: &Snapshot, offset: TextSize) -> Option<String> {
    let services = v2::services(snapshot, Reading::Resolver);
    let is_here = |binding: &v2::Binding<'_>| {
        binding.env.as_ref().is_some_and(|it| it.range.contains_inclusive(offset))
    };
    let (owner, binding) =
        services.iter().find_map(|owner| Some((owner, owner.bindings().find(is_here)?)))?;
    let name = binding.variable()?;
    if env::is_reserved(name) {
        return Some(format!(
            "`{name}` is reserved, so code that reads it gets another value. Edit the name in the file."
        ));
    }
    v2::without_bindings(snapshot, owner)?;
    Some(format!("`{}` never receives `{name}`, so no code reads it. Edit the name in the file.", owner.name))
}

/// Renames the variable of a binding, for the one service that has it.
fn rename_variable(
    snapshot: &Snapshot,
    variable: &UrlVariable,
    all: &[UrlVariable],
    new_name: &str,
) -> Result<Rename, String> {
    if !env::is_valid_name(new_name) || new_name.len() > MAX_VARIABLE {
        return Err(format!(
            "`{new_name}` isn't a valid name of an environment variable. It must consist of letters, digits and `_`, not start with a digit, and have at most {MAX_VARIABLE} characters."
        ));
    }
    if env::is_of_system(new_name) {
        return Err(format!("Vercel, the runtime or the system sets `{new_name}`. Choose another name."));
    }
    if let Some(prefix) = public_prefix(snapshot, variable)
        && new_name.starts_with(prefix)
        && !variable.name.starts_with(prefix)
    {
        return Err(format!(
            "Names that start with `{prefix}` are for browser code, which doesn't have the variables of bindings. Choose another name."
        ));
    }
    let is_taken =
        |it: &UrlVariable| it.name == new_name && it.owner == variable.owner && it.range != variable.range;
    if let Some(owner) = variable.owner.as_deref().filter(|_| all.iter().any(is_taken)) {
        return Err(format!(
            "`{owner}` already has a binding with the name `{new_name}`. Choose another name."
        ));
    }
    let edits = vec![TextEdit::new(variable.range, edit::quoted(new_name))];
    if new_name == variable.name {
        return Ok(Rename { edits, variables: None, code: Vec::new(), service: None });
    }
    let (code, note) = renamed_code::edits(snapshot, Reads::of(snapshot).as_ref(), &[(variable, new_name)]);
    Ok(Rename { edits, variables: note, code, service: None })
}

/// How the names start of the variables that the framework puts into the browser code of the service with a binding.
fn public_prefix(snapshot: &Snapshot, variable: &UrlVariable) -> Option<&'static str> {
    let owner = v2::resolution(snapshot).service(variable.owner.as_deref()?)?;
    let framework = frameworks::find(owner.framework.as_deref()?)?;
    framework.env_prefix.as_deref().filter(|prefix| !prefix.is_empty())
}

/// Whether the model allows a name.
fn check_name(model: ServicesModel, name: &str) -> Result<(), String> {
    let key = match model {
        ServicesModel::V1 => v1::KEY,
        ServicesModel::V2 => v2::KEY,
    };
    let services = self::model().root().property(key);
    let pattern = services.and_then(Shape::key_pattern);
    if let Some(pattern) = pattern.filter(|pattern| !pattern.matches(name)) {
        return Err(format!("`{name}` isn't a valid service name. It {}.", pattern.message));
    }
    let most = services.and_then(Shape::key_length);
    if let Some(most) = most.filter(|most| name.chars().count() as u64 > *most) {
        return Err(format!("`{name}` is too long: a service name has at most {most} characters."));
    }
    Ok(())
}

/// The variables whose names follow the service's name, each with its new name.
fn changed_variables(
    snapshot: &Snapshot,
    model: ServicesModel,
    old: &str,
    new: &str,
) -> Vec<(String, String)> {
    if model == ServicesModel::V2 {
        // The names of bindings are written out; nothing is generated.
        return Vec::new();
    }
    let resolution = v1::resolution(snapshot);
    let service = resolution.services.iter().find(|service| service.name == old);
    let (from, to) = (env::url_variable(old), env::url_variable(new));
    if from == to || service.and_then(|it| it.web_prefix()).is_none() {
        return Vec::new();
    }
    let clients = env::clients(&resolution.services);
    let prefixes = std::iter::once(String::new()).chain(clients.into_iter().map(|(prefix, _)| prefix));
    prefixes.map(|prefix| (format!("{prefix}{from}"), format!("{prefix}{to}"))).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::code_place::CodePlace;
    use svc_analysis::testing::{Fixture, apply};

    const V1: &str = r#"
//- /vercel.json
{
  "experimentalServices": {
    "$0api": { "entrypoint": "api/main.py", "runtime": "python", "routePrefix": "/api" },
    "web": { "framework": "nextjs", "routePrefix": "/" }
  },
  "experimentalServiceGroups": { "all": ["web", "api"] }
}
//- /api/main.py
"#;

    #[test]
    fn a_rename_updates_every_occurrence_and_names_the_variables() {
        let fixture = Fixture::new(V1);
        let rename = rename(&fixture.snapshot, fixture.offset(), "backend").unwrap();
        let renamed = apply(&fixture.text, &rename.edits);
        assert!(renamed.contains(r#""backend": { "entrypoint": "api/main.py""#), "{renamed}");
        assert!(renamed.contains(r#"["web", "backend"]"#), "{renamed}");
        expect!["Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. Update the code that uses them."]
            .assert_eq(&rename.variables.unwrap());
    }

    /// The files of a fixture after a rename, as far as it changes them.
    fn renamed(source: &str, new_name: &str) -> String {
        let fixture = Fixture::new(source);
        let rename = rename(&fixture.snapshot, fixture.offset(), new_name).unwrap();
        let mut shown = vec![rename.variables.unwrap_or_default()];
        for edit in &rename.code {
            let CodePlace { file, start, length } = &edit.place;
            let text = fixture.snapshot.project.read(file).unwrap();
            let line = text.lines().nth(start.line as usize).unwrap();
            let (before, after) = line.split_at(start.bytes as usize);
            shown.push(format!("{file}: {before}{}{}", edit.insert, &after[*length as usize..]));
        }
        shown.join("\n")
    }

    #[test]
    fn code_in_three_languages_follows_a_service() {
        let code = r#"
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
const { NEXT_PUBLIC_API_URL, API_URL: url } = process.env;
// API_URL
//- /api/other.py
import os
a = os.environ["API_URL"]
class Settings(BaseSettings):
    api_url: str
//- /shared/main.go
var a = os.Getenv("API_URL") + os.Getenv("WEB_URL")
"#;
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 4 places in 3 source files. Update `api/other.py:4` by hand.
            api/other.py: a = os.environ["BACKEND_URL"]
            shared/main.go: var a = os.Getenv("BACKEND_URL") + os.Getenv("WEB_URL")
            web/page.tsx: const { NEXT_PUBLIC_API_URL, BACKEND_URL: url } = process.env;
            web/page.tsx: const { NEXT_PUBLIC_BACKEND_URL: NEXT_PUBLIC_API_URL, API_URL: url } = process.env;"#]].assert_eq(&renamed(&format!("{V1}{code}"), "backend"));
        // The user's own variable keeps its name.
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 1 place in 1 source file. `.env` sets `API_URL`, so 4 places in the code keep it.
            web/page.tsx: const { NEXT_PUBLIC_BACKEND_URL: NEXT_PUBLIC_API_URL, API_URL: url } = process.env;"#]].assert_eq(&renamed(&format!("{V1}{code}//- /.env\nAPI_URL=1\n"), "backend"));
        // That of a service's folder is for the framework alone.
        let in_folder = V1.replace(r#""web": {"#, r#""web": { "entrypoint": "web","#);
        let shown =
            renamed(&format!("{in_folder}{code}//- /web/.env.local\nNEXT_PUBLIC_API_URL=1\n"), "backend");
        let note = "`web/.env.local` sets `NEXT_PUBLIC_API_URL`. Rename it there, too.";
        assert!(shown.contains(note) && shown.lines().count() == 5, "{shown}");
    }

    #[test]
    fn code_that_reads_when_it_is_built_follows_what_is_set_then() {
        let code = r#"
//- /web/a.ts
import { API_URL, API_URL as url } from "$env/static/private";
import { API_URL } from "astro:env/server";
process["env"].API_URL ??= "x"; (process.env || {}).API_URL;
if (Deno.env.has("API_URL")) getSecret("API_URL");
//- /api/a.py
import os as o
o.environ.setdefault("API_URL", "x")
//- /jobs/main.go
var a = os.ExpandEnv("$API_URL/x/${API_URL}$B")
//- /jobs/main.rs
const A: &str = env!("API_URL");
"#;
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 10 places in 4 source files. Update `web/a.ts:2` by hand.
            api/a.py: o.environ.setdefault("BACKEND_URL", "x")
            jobs/main.go: var a = os.ExpandEnv("$BACKEND_URL/x/${API_URL}$B")
            jobs/main.go: var a = os.ExpandEnv("$API_URL/x/${BACKEND_URL}$B")
            jobs/main.rs: const A: &str = env!("BACKEND_URL");
            web/a.ts: import { BACKEND_URL as API_URL, API_URL as url } from "$env/static/private";
            web/a.ts: import { API_URL, BACKEND_URL as url } from "$env/static/private";
            web/a.ts: process["env"].BACKEND_URL ??= "x"; (process.env || {}).API_URL;
            web/a.ts: process["env"].API_URL ??= "x"; (process.env || {}).BACKEND_URL;
            web/a.ts: if (Deno.env.has("BACKEND_URL")) getSecret("API_URL");
            web/a.ts: if (Deno.env.has("API_URL")) getSecret("BACKEND_URL");"#]].assert_eq(&renamed(&format!("{V1}{code}"), "backend"));
        let bound = r#"
//- /vercel.json
{ "services": {
  "web": { "root": "web", "framework": "sveltekit-1", "bindings": [{ "service": "api", "format": "url", "env": "API$0_URL" }] },
  "api": { "root": "api", "framework": "express" }
} }
//- /api/package.json
{ "dependencies": { "express": "4" } }
"#;
        expect![[r#"
            The rename also changes 4 places in 1 source file. Update 3 other places by hand, such as `web/a.ts:2`.
            web/a.ts: process["env"].BACKEND ??= "x"; (process.env || {}).API_URL;
            web/a.ts: process["env"].API_URL ??= "x"; (process.env || {}).BACKEND;
            web/a.ts: if (Deno.env.has("BACKEND")) getSecret("API_URL");
            web/a.ts: if (Deno.env.has("API_URL")) getSecret("BACKEND");"#]].assert_eq(&renamed(&format!("{bound}{code}"), "BACKEND"));
    }

    #[test]
    fn assignments_follow_too() {
        let code = r#"
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.test.ts
vi.stubEnv("API_URL", "x"); delete process.env.API_URL
process.env = { ...process.env, API_URL };
//- /api/test_main.py
def test(monkeypatch):
    monkeypatch.setenv("API_URL", "x")
//- /shared/main_test.go
t.Setenv("API_URL", "")
"#;
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 5 places in 3 source files.
            api/test_main.py:     monkeypatch.setenv("BACKEND_URL", "x")
            shared/main_test.go: t.Setenv("BACKEND_URL", "")
            web/page.test.ts: vi.stubEnv("BACKEND_URL", "x"); delete process.env.API_URL
            web/page.test.ts: vi.stubEnv("API_URL", "x"); delete process.env.BACKEND_URL
            web/page.test.ts: process.env = { ...process.env, BACKEND_URL: API_URL };"#]].assert_eq(&renamed(&format!("{V1}{code}"), "backend"));
    }

    #[test]
    fn types_and_whole_environments_follow_too() {
        let code = r#"
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/env.d.ts
declare namespace NodeJS {
  interface ProcessEnv { readonly API_URL: string; OTHER?: string }
}
//- /web/page.test.ts
process.env = Object.assign({}, process.env, { API_URL: "x" });
jest.replaceProperty(process, "env", { ...process.env, API_URL: "x" });
if ("API_URL" in process.env) Reflect.deleteProperty(process.env, "API_URL");
//- /web/env.ts
export const env = schema.parse(process.env);
//- /api/other.py
import os
if "API_URL" in os.environ: os.environ.pop("API_URL")
os.environ.setdefault("API_URL", "x")
"#;
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 8 places in 3 source files. Check `web/env.ts:1`, where the code uses environment variables without naming them.
            api/other.py: if "BACKEND_URL" in os.environ: os.environ.pop("API_URL")
            api/other.py: if "API_URL" in os.environ: os.environ.pop("BACKEND_URL")
            api/other.py: os.environ.setdefault("BACKEND_URL", "x")
            web/env.d.ts:   interface ProcessEnv { readonly BACKEND_URL: string; OTHER?: string }
            web/page.test.ts: process.env = Object.assign({}, process.env, { BACKEND_URL: "x" });
            web/page.test.ts: jest.replaceProperty(process, "env", { ...process.env, BACKEND_URL: "x" });
            web/page.test.ts: if ("BACKEND_URL" in process.env) Reflect.deleteProperty(process.env, "API_URL");
            web/page.test.ts: if ("API_URL" in process.env) Reflect.deleteProperty(process.env, "BACKEND_URL");"#]].assert_eq(&renamed(&format!("{V1}{code}"), "backend"));
    }

    #[test]
    fn what_a_configuration_puts_into_browser_code_keeps_its_name() {
        let project = V1.replace(r#""web": {"#, r#""web": { "entrypoint": "web","#);
        let page = "//- /web/page.tsx\n\"use client\"; fetch(process.env.API_URL)\n";
        let server = "//- /web/lib.ts\nfetch(process.env.API_URL)\n";
        let next = |config: &str| {
            let next_project = format!(
                "{project}//- /web/package.json\n{{ \"dependencies\": {{ \"next\": \"16\" }} }}\n{page}{server}"
            );
            renamed(&format!("{next_project}//- /web/next.config.js\n{config}\n"), "backend")
        };
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 1 place in 1 source file. `web/next.config.js` may put `API_URL` into browser code, so 2 places keep that name, such as `web/lib.ts:1`. Check them and the configuration.
            web/next.config.js: module.exports = { env: { API_URL: process.env.BACKEND_URL } }"#]].assert_eq(&next("module.exports = { env: { API_URL: process.env.API_URL } }"));
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 1 place in 1 source file. `web/next.config.js` may put `API_URL` into browser code, so `web/page.tsx:1` keeps that name. Check both.
            web/lib.ts: fetch(process.env.BACKEND_URL)"#]].assert_eq(&next("module.exports = withEnv({ env: load() })"));
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The rename also changes 2 places in 2 source files.
            web/lib.ts: fetch(process.env.BACKEND_URL)
            web/page.tsx: "use client"; fetch(process.env.BACKEND_URL)"#]].assert_eq(&next("module.exports = { output: 'standalone' }"));
        let vite = project.replace("nextjs", "vite");
        let files = r#"
//- /web/package.json
{ "devDependencies": { "vite": "7" } }
//- /web/vite.config.ts
export default { define: { "process.env.API_URL": JSON.stringify(process.env.API_URL) } }
//- /web/a.ts
fetch(process.env.API_URL); fetch(import.meta.env.API_URL); fetch(import.meta.env.VITE_API_URL)
"#;
        expect![[r#"
            Generated variables change: `API_URL` becomes `BACKEND_URL`, `VITE_API_URL` becomes `VITE_BACKEND_URL`. The rename also changes 2 places in 2 source files. `web/vite.config.ts` may put `API_URL` into browser code, so 2 places keep that name, such as `web/a.ts:1`. Check them and the configuration.
            web/vite.config.ts: export default { define: { "process.env.API_URL": JSON.stringify(process.env.BACKEND_URL) } }
            web/a.ts: fetch(process.env.API_URL); fetch(import.meta.env.API_URL); fetch(import.meta.env.VITE_BACKEND_URL)"#]].assert_eq(&renamed(&format!("{vite}{files}"), "backend"));
    }

    #[test]
    fn a_rename_says_that_it_may_be_incomplete() {
        let fixture = Fixture::new(V1);
        let mut index = fixture.snapshot.reads().unwrap().clone();
        index.is_partial = true;
        let snapshot = fixture.snapshot.clone().with_reads(std::sync::Arc::new(index));
        let rename = rename(&snapshot, fixture.offset(), "backend").unwrap();
        expect!["Generated variables change: `API_URL` becomes `BACKEND_URL`, `NEXT_PUBLIC_API_URL` becomes `NEXT_PUBLIC_BACKEND_URL`. The project is too large to search all of its files. Search the others for `API_URL`, `NEXT_PUBLIC_API_URL`."].assert_eq(&rename.variables.unwrap());
    }

    #[test]
    fn uses_without_names_are_to_be_checked() {
        let unnamed = [
            "web/a.ts\nprocess.env[`${name}_URL`]",
            "web/a.ts\nexport const env = createEnv({ runtimeEnv: process.env })",
            "web/a.ts\nschema.parse({ ...process.env })",
            "web/a.ts\nprocess.env[name] = value",
            "api/a.py\nimport os\nos.environ[name]",
            "api/a.py\nimport os\nos.environ.get(name)",
            "api/a.py\nimport os\nSettings(**os.environ)",
            "shared/a.go\nos.Getenv(name)",
            "shared/a.rs\nstd::env::var(name)",
            "shared/a.rb\nENV[name]",
        ];
        for code in unnamed {
            let shown = renamed(&format!("{V1}//- /{code}\n"), "backend");
            let lines = code.lines().count() - 1;
            let place = format!("Check `{}:{lines}`, where", code.lines().next().unwrap());
            assert!(shown.contains(&place), "{code}\n{shown}");
        }
        for code in [
            "web/a.ts\nimport 'dotenv/config'; spawn(x, { env: process.env })",
            "api/a.py\nimport os\nexec('1'); load_dotenv('x'); run(x, env=os.environ)",
        ] {
            let shown = renamed(&format!("{V1}//- /{code}\n"), "backend");
            assert!(!shown.contains("Check"), "{code}\n{shown}");
        }
    }

    #[test]
    fn code_of_the_service_follows_the_variable_of_its_binding() {
        let v2 = r#"
//- /vercel.json
{ "services": {
  "web": { "root": "web", "framework": "nextjs", "bindings": [{ "service": "api", "format": "url", "env": "AP$0I" }, { "service": "api", "format": "url", "env": "B" }] },
  "api": { "root": "api", "framework": "express", "bindings": [{ "service": "web", "format": "url", "env": "API" }] }
} }
//- /web/package.json
{ "dependencies": { "next": "16" } }
//- /web/page.tsx
process.env.API; const { API } = process.env
//- /api/package.json
{ "dependencies": { "express": "4" } }
//- /api/index.ts
process.env.API
//- /shared/index.ts
process.env.API
"#;
        expect![[r#"
            The rename also changes 2 places in 1 source file. Update `shared/index.ts:1` by hand.
            web/page.tsx: process.env.BACKEND; const { API } = process.env
            web/page.tsx: process.env.API; const { BACKEND: API } = process.env"#]]
        .assert_eq(&renamed(v2, "BACKEND"));
        expect![[r#"
            The rename also changes 2 places in 1 source file. Update `shared/index.ts:1` by hand. `.env.local` already sets `BACKEND`, which takes precedence in `vercel dev`.
            web/page.tsx: process.env.BACKEND; const { API } = process.env
            web/page.tsx: process.env.API; const { BACKEND: API } = process.env"#]].assert_eq(&renamed(&format!("{v2}//- /.env.local\nBACKEND=1\n"), "BACKEND"));
        let fixture = Fixture::new(v2);
        let renameable = prepare(&fixture.snapshot, fixture.offset()).unwrap().unwrap();
        assert_eq!((renameable.name.as_str(), &fixture.text[renameable.range]), ("API", "API"));
        let error = |name: &str| rename(&fixture.snapshot, fixture.offset(), name).unwrap_err();
        expect![[r#"
            `1` isn't a valid name of an environment variable. It must consist of letters, digits and `_`, not start with a digit, and have at most 256 characters.
            `web` already has a binding with the name `B`. Choose another name.
            Vercel, the runtime or the system sets `NODE_ENV`. Choose another name.
            Vercel, the runtime or the system sets `TZ`. Choose another name.
            Names that start with `NEXT_PUBLIC_` are for browser code, which doesn't have the variables of bindings. Choose another name."#]].assert_eq(&[error("1"), error("B"), error("NODE_ENV"), error("TZ"), error("NEXT_PUBLIC_API")].join("\n"));
        let rename = rename(&fixture.snapshot, fixture.offset(), "X").unwrap();
        assert!(apply(&fixture.text, &rename.edits).contains(r#""env": "X" }, {"#));
    }

    #[test]
    fn two_services_do_not_get_the_same_variable() {
        let fixture = Fixture::new(
            r#"{ "experimentalServices": {
                "ap$0i": { "entrypoint": "a.py", "routePrefix": "/a" }, "api-two": { "entrypoint": "b.py", "routePrefix": "/b" }
            } }"#,
        );
        expect!["Vercel would generate `API_TWO_URL` for `api_two` and for `api-two`. Choose another name."]
            .assert_eq(&rename(&fixture.snapshot, fixture.offset(), "api_two").unwrap_err());
        assert!(rename(&fixture.snapshot, fixture.offset(), "api_three").is_ok());
        expect!["Vercel would generate `VERCEL_URL` for `vercel`, but Vercel, the runtime or the system sets that. Choose another name."]
            .assert_eq(&rename(&fixture.snapshot, fixture.offset(), "vercel").unwrap_err());
    }

    #[test]
    fn names_are_checked() {
        let fixture = Fixture::new(V1);
        let error = |name: &str| rename(&fixture.snapshot, fixture.offset(), name).unwrap_err();
        expect![[r#"
            `1x` isn't a valid service name. It must consist of letters, digits, `-` and `_`, start with a letter and end with a letter or digit.
            A service named `web` already exists. Choose another name.
            `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa` is too long: a service name has at most 64 characters."#]].assert_eq(&[error("1x"), error("web"), error(&"a".repeat(65))].join("\n"));
        assert_eq!(error(""), "The new name is empty. Enter a name.");
        let v2 = Fixture::new(r#"{ "services": { "a$0": {} } }"#);
        expect!["`Api2` isn't a valid service name. It must consist of lowercase letters, `-` and `_`, and start and end with a letter."].assert_eq(&rename(&v2.snapshot, v2.offset(), "Api2").unwrap_err());
        let nothing = Fixture::new(r#"{ "na$0me": 1 }"#);
        expect!["There is no service name to rename here."]
            .assert_eq(&rename(&nothing.snapshot, nothing.offset(), "x").unwrap_err());
    }

    #[test]
    fn a_variable_that_is_never_set_has_no_rename() {
        let refused = |env: &str| {
            let fixture = Fixture::new(&format!(
                r#"
//- /vercel.json
{{ "services": {{
  "jobs": {{ "root": "jobs", "entrypoint": "main.go", "bindings": [{{ "service": "api", "format": "url", "env": "{}" }}] }},
  "api": {{ "root": "api", "entrypoint": "main.py", "bindings": [{{ "service": "jobs", "format": "url", "env": "{}" }}] }} }} }}
//- /jobs/go.mod
module jobs
//- /jobs/main.go
package main
//- /api/main.py
import os
app = FastAPI()
path = os.environ["PATH"]
"#,
                if env == "A$0PI" { env } else { "X" },
                if env == "A$0PI" { "Y" } else { env },
            ));
            let (snapshot, offset) = (&fixture.snapshot, fixture.offset());
            let refused = prepare(snapshot, offset).unwrap_err();
            assert_eq!(rename(snapshot, offset, "B").unwrap_err(), refused);
            refused
        };
        expect![[r#"
            `jobs` never receives `API`, so no code reads it. Edit the name in the file.
            `PATH` is reserved, so code that reads it gets another value. Edit the name in the file.
            `TZ` is reserved, so code that reads it gets another value. Edit the name in the file."#]]
        .assert_eq(&["A$0PI", "PA$0TH", "$0TZ"].map(refused).join("\n"));
    }

    #[test]
    fn only_what_is_declared_can_be_renamed() {
        let fixture = Fixture::new(r#"{ "services": { "a": { "bindings": [{ "service": "no$0ne" }] } } }"#);
        assert_eq!(prepare(&fixture.snapshot, fixture.offset()), Ok(None));
        let fixture = Fixture::new(r#"{ "services": { "$0ä": { } } }"#);
        assert_eq!(prepare(&fixture.snapshot, fixture.offset()).unwrap().unwrap().name, "ä");
    }
}

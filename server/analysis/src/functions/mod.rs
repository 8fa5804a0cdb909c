//! `functions`: which files its keys match, and which of them are functions to Vercel.

pub mod entries;
pub mod framework;
pub mod node;
pub mod python;
pub mod schedules;

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};

use crate::services::{Reading, v2};
use crate::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::edit;
use svc_syntax::value::{Member, Node, Object, Query};
use svc_vercel::frameworks::Framework;
use svc_vercel::patterns::glob::{Glob, Steps};
use svc_vercel::posix_path;
use svc_vercel::project::walk::{WalkEnd, is_pattern, matching, walk};
use svc_vercel::project::{Folder, Missing, ProjectFs};
use svc_vercel::python::Module;

/// The main clause of a sentence that says why a path or glob matches no file, where there is a reason.
#[must_use]
pub fn missing_clause(missing: &Missing, glob: &str) -> Option<String> {
    let Missing::DifferentCase(found) = missing else { return missing.clause(glob) };
    // A glob has no name on disk: the folder before it has.
    let (mut asked, mut found) = (glob, found.as_str());
    while is_pattern(asked)
        && let Some(((asked_folder, asked_name), (found_folder, found_name))) =
            asked.rsplit_once('/').zip(found.rsplit_once('/'))
        && asked_name == found_name
    {
        (asked, found) = (asked_folder, found_folder);
    }
    Missing::DifferentCase(found.to_owned()).clause(asked)
}

/// A `functions` object.
#[derive(Debug)]
pub struct Block<'a> {
    /// The object.
    pub object: &'a Object,
    /// What holds it: the file's root object, or the service.
    pub holder: &'a Object,
    /// The folder that its keys are relative to.
    pub root: String,
    /// The service that it belongs to.
    pub service: Option<String>,
}

/// Whether a service has `functions`.
struct HasFunctions;

impl Query for HasFunctions {
    type Answer = bool;
}

/// How many keys a block has at most. Vercel takes 50: a block with many more is one mistake, and its keys are not looked at.
const MAX_KEYS: usize = 10_000;

/// The `functions` of the file and of its services.
#[must_use]
pub fn blocks(snapshot: &Snapshot) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    if let Some(holder) = snapshot.config().as_object()
        && let Some(object) = holder.get("functions").and_then(Node::as_object)
    {
        blocks.push(Block { object, holder, root: ".".to_owned(), service: None });
    }
    for service in v2::services(snapshot, Reading::Diagnostics) {
        let Some(holder) = service.object() else { continue };
        let field = service.known_field::<HasFunctions>("functions");
        let Some(object) = field.and_then(Node::as_object) else { continue };
        let root = posix_path::normalize(service.text("root").unwrap_or("."));
        let root = root.trim_end_matches('/').to_owned();
        blocks.push(Block { object, holder, root, service: Some(service.name.to_string()) });
    }
    blocks.retain(|block| block.object.members().len() <= MAX_KEYS);
    blocks
}

impl<'a> Block<'a> {
    /// Whether Vercel finds the functions of this block in `api` ("zero config"), because nothing else is declared.
    #[must_use]
    pub fn is_zero_config(&self) -> bool {
        let declares = |key: &str| self.holder.get(key).is_some_and(|value| !value.is_null());
        let other = ["services", "experimentalServices", "experimentalServicesV2"].into_iter().any(declares)
            || self.holder.get("builds").and_then(Node::as_array).is_some_and(|builds| !builds.is_empty());
        self.service.is_none() && !other
    }

    /// Its members, in the order in which they are tried.
    pub fn members(&self) -> impl Iterator<Item = &'a Member> + use<'a> {
        self.object.entries()
    }

    /// Whether a glob matches a file below the root: `None` if that is too much work to know.
    pub fn matches_a_file(&self, fs: &dyn ProjectFs, glob: &Glob, steps: &mut Steps) -> Option<bool> {
        match matching(fs, &self.root, glob, steps, |_| ControlFlow::Break(())) {
            WalkEnd::Stopped => Some(true),
            WalkEnd::All => Some(false),
            WalkEnd::Partly => None,
        }
    }

    /// Why a glob matches no file below the root: the one that it would match isn't deployed, or its folders are there in another case.
    #[must_use]
    pub fn missing(&self, fs: &dyn ProjectFs, glob: &str, compiled: &Glob, steps: &mut Steps) -> Missing {
        let mut left_out = None;
        if let Some(all) = fs.including_excluded() {
            let _ = matching(all, &self.root, compiled, steps, |file| {
                left_out = fs.excluded_by(file);
                ControlFlow::Break(())
            });
        }
        if let Some(left_out) = left_out {
            return Missing::Excluded(left_out);
        }
        let folder = Folder::root(fs).folder(&self.root);
        if !is_pattern(glob) {
            return folder.missing(glob);
        }
        let (base, below) = match compiled.base() {
            base if glob.strip_prefix(&base).is_some_and(|rest| rest.starts_with('/')) => {
                glob.split_at(base.len())
            }
            _ => return Missing::NotFound,
        };
        let found = folder.other_case(base).map(|found| format!("{found}{below}"));
        let matches = |found: &String| {
            let glob = Glob::new(found, steps);
            self.matches_a_file(fs, &glob, steps) == Some(true)
        };
        found.filter(matches).map_or(Missing::NotFound, Missing::DifferentCase)
    }

    /// What `find` answers about this block in the project, found again only where `inputs` differ: what else it depends on.
    /// It shares one budget of steps, so that it is remembered as a whole or not at all.
    pub fn remembered<Q, I, A>(&self, snapshot: &Snapshot, inputs: I, find: impl FnOnce(&I) -> A) -> Arc<A>
    where
        Q: Query<Answer = Mutex<Option<(I, Arc<A>)>>>,
        I: PartialEq + Send + 'static,
        A: Send + Sync + 'static,
    {
        let facts = snapshot.in_project().facts(self.object);
        let known = facts.of::<Q>().get_or_init(Mutex::default);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, answer)) = known.as_ref().filter(|(before, _)| *before == inputs) {
            return Arc::clone(answer);
        }
        let answer = Arc::new(find(&inputs));
        *known = Some((inputs, Arc::clone(&answer)));
        answer
    }
}

/// For each function in `api` (and the middleware beside it), the key of `functions` that applies to it: the first that is its
/// path or matches it. Keys that are not among the values are unused. `None` where `steps` don't suffice to know.
#[must_use]
pub fn keys_of_api_files<'a>(
    files: &[String],
    members: &[(&'a Member, Glob)],
    framework: Option<&Framework>,
    claimed: &[String],
    steps: &mut Steps,
) -> Option<BTreeMap<String, &'a str>> {
    let mut used = BTreeMap::new();
    // What gives up may be the key that applies.
    let mut gave_up = false;
    for file in files.iter().filter(|file| is_left_to_vercel(file, framework, claimed)) {
        let key = members
            .iter()
            .find(|(member, glob)| {
                member.key == **file
                    || glob.matches(file, steps).unwrap_or_else(|| {
                        gave_up = true;
                        false
                    })
            })
            .map(|(member, _)| member);
        let builder = builder(file).filter(|builder| is_built(file, builder, framework));
        if let Some(member) = key
            && (builder.is_some() || member.value.get("runtime").is_some_and(Node::is_truthy))
        {
            used.insert(file.to_owned(), member.key.as_str());
        }
    }
    (!gave_up).then_some(used)
}

/// The files in `api`, and the middleware beside it, that are taken for functions unless something else claims them.
#[must_use]
pub fn files_of_project(snapshot: &Snapshot) -> &[String] {
    let fs = &*snapshot.project;
    snapshot.project_facts().of::<Files>().get_or_init(|| {
        let middleware = ["middleware.js", "middleware.ts"].into_iter().filter(|file| fs.is_file(file));
        let mut files: Vec<String> = middleware.map(str::to_owned).collect();
        // A folder of more functions than a walk sees is no folder of functions.
        let _walked = walk(fs, "api", |file| {
            files.push(file.to_owned());
            ControlFlow::Continue(())
        });
        files.retain(|file| may_be_function(fs, file));
        files
    })
}

struct Files;

impl Query for Files {
    type Answer = Vec<String>;
}

/// Whether neither the framework nor something else in the file claims such a file.
fn is_left_to_vercel(file: &str, framework: Option<&Framework>, claimed: &[String]) -> bool {
    let is_middleware_of_next =
        || !file.contains('/') && framework.and_then(Framework::slug) == Some("nextjs");
    !claimed.iter().any(|claimed| claimed == file) && !is_middleware_of_next()
}

/// The functions in `api` that Vercel builds by itself; none where services, `builds` or several frameworks decide what is built.
#[must_use]
pub fn of_project(snapshot: &Snapshot) -> &[String] {
    snapshot.facts().of::<OfProject>().get_or_init(|| match framework::of(snapshot) {
        Some(framework) if framework::builds_whole_project(snapshot) => {
            let claimed = claimed_files(snapshot.config());
            let is_function = |file: &&String| {
                is_left_to_vercel(file, framework, &claimed)
                    && builder(file).is_some_and(|builder| is_built(file, builder, framework))
            };
            files_of_project(snapshot).iter().filter(is_function).cloned().collect()
        }
        _ => Vec::new(),
    })
}

struct OfProject;

impl Query for OfProject {
    type Answer = Vec<String>;
}

/// The functions in `api` that one of Vercel's own builders builds. Those with a community runtime are left out.
pub fn built_by<'a>(snapshot: &'a Snapshot, name: &'a str) -> impl Iterator<Item = &'a String> {
    let built = snapshot.facts().of::<BuiltByVercel>().get_or_init(|| {
        let settings = snapshot.config().get("functions").and_then(Node::as_object);
        let mut steps = Steps::default();
        let members: Vec<&Member> = settings.into_iter().flat_map(Object::entries).take(MAX_KEYS).collect();
        let has_runtime = |member: &&Member| member.value.get("runtime").is_some_and(Node::is_truthy);
        // Keys behind the last one with a runtime decide nothing, and mostly there is none.
        let count = members.iter().rposition(has_runtime).map_or(0, |last| last + 1);
        let keys: Vec<(&Member, Glob)> =
            members.iter().take(count).map(|member| (*member, Glob::new(&member.key, &mut steps))).collect();
        let mut is_of_community = |file: &String| {
            let mut applies = |member: &Member, glob: &Glob| {
                member.key == *file || glob.matches(file, &mut steps) != Some(false)
            };
            let key = keys.iter().find(|(member, glob)| applies(member, glob));
            key.is_some_and(|(member, _)| has_runtime(member))
        };
        of_project(snapshot).iter().filter(|file| !is_of_community(file)).cloned().collect()
    });
    built.iter().filter(move |file| builder(file) == Some(name))
}

struct BuiltByVercel;

impl Query for BuiltByVercel {
    type Answer = Vec<String>;
}

/// Whether a framework leaves a function to its builder. Storybook alone switches the middleware at the root off.
fn is_built(file: &str, builder: &str, framework: Option<&Framework>) -> bool {
    if !file.contains('/') {
        return framework.and_then(Framework::slug) != Some("storybook");
    }
    !framework.is_some_and(|framework| framework.ignore_runtimes.iter().any(|it| it == builder))
}

/// Whether a file in `api` is taken for a function, whatever its extension.
fn may_be_function(fs: &dyn ProjectFs, file: &str) -> bool {
    if ["/.", "/_", "/node_modules/"].into_iter().any(|part| file.contains(part)) || file.ends_with(".d.ts") {
        return false;
    }
    // Vercel looks for an application or a handler in a Python file (`@vercel/fs-detectors`, `isPythonEntrypoint`).
    !file.ends_with(".py")
        || fs.read(file).and_then(|text| Module::read(&text)).is_none_or(|module| module.is_application())
}

/// The extensions of functions.
pub const EXTENSIONS: [&str; 8] = ["js", "mjs", "ts", "tsx", "go", "py", "rb", "rs"];

/// The builder of a function, by its file's extension.
#[must_use]
pub fn builder(file: &str) -> Option<&'static str> {
    let name = posix_path::basename(file);
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension {
        "js" | "mjs" | "ts" | "tsx" => "@vercel/node",
        "go" if !name.ends_with("_test.go") => "@vercel/go",
        "py" => "@vercel/python",
        "rb" => "@vercel/ruby",
        "rs" => "@vercel/rust",
        _ => return None,
    })
}

/// The files that the proxy and the schedules of the file claim for themselves: keys may name them.
#[must_use]
pub fn claimed_files(config: &Node) -> Vec<String> {
    let proxy = config.get("proxy").and_then(|proxy| proxy.get("entrypoint"));
    let schedules = config.get("schedules").and_then(Node::as_array).unwrap_or_default();
    let entrypoints = schedules.iter().filter_map(|schedule| schedule.get("entrypoint"));
    proxy.into_iter().chain(entrypoints).filter_map(Node::as_str).map(str::to_owned).collect()
}

impl Block<'_> {
    /// Removes a key, and `functions` with its last key: an empty object is rejected.
    #[must_use]
    pub fn without(&self, snapshot: &Snapshot, member: &Member) -> TextEdit {
        match self.holder.member("functions") {
            Some(functions) if self.object.members().len() == 1 => {
                edit::remove_member(&snapshot.text, self.holder, functions)
            }
            _ => edit::remove_member(&snapshot.text, self.object, member),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use svc_syntax::value::Memory;
    use svc_syntax::{Edit, Parse, Source, Text, TextRange};
    use svc_vercel::project::MemoryFs;

    /// Each answer is that of `vercel build`, as far as it gets without the runtime's package.
    #[test]
    fn community_runtimes_are_not_built_by_vercel() {
        let built = |functions: &str| {
            let text = format!("{{ \"functions\": {functions} }}");
            let project: Arc<MemoryFs> =
                Arc::new(MemoryFs::new([("api/a.rs", ""), ("api/b.rs", ""), ("api/c.js", "")]));
            let snapshot = Snapshot::of(&text, project);
            built_by(&snapshot, "@vercel/rust").cloned().collect::<Vec<_>>()
        };
        let runtime = "{ \"runtime\": \"vercel-rust@4.0.9\" }";
        assert_eq!(built("{}"), ["api/a.rs", "api/b.rs"]);
        assert_eq!(built(&format!("{{ \"api/*.rs\": {runtime} }}")), [""; 0]);
        assert_eq!(built(&format!("{{ \"api/a.rs\": {runtime} }}")), ["api/b.rs"]);
        let first = format!("{{ \"api/a.rs\": {{ \"memory\": 128 }}, \"api/*.rs\": {runtime} }}");
        assert_eq!(built(&first), ["api/a.rs"]);
    }

    struct Asked;

    impl Query for Asked {
        type Answer = Mutex<Option<(u8, Arc<()>)>>;
    }

    #[test]
    fn keys_are_matched_again_only_where_something_changed() {
        let mut text = Text::new(r#"{ "functions": { "api/{a,b}/*.ts": {} }, "buildCommand": "npm" }"#);
        let mut parse = Parse::new(&text.to_string());
        let (memory, mut project) = (Arc::<Memory>::default(), Arc::<MemoryFs>::default());
        let asked = |text: &Text, parse: &Parse, project: &Arc<MemoryFs>, inputs| {
            let source = Source { text: text.clone(), parse: parse.clone() };
            let project: Arc<dyn ProjectFs> = Arc::<MemoryFs>::clone(project);
            let snapshot = Snapshot::new(source, project, Arc::default()).with_memory(Arc::clone(&memory));
            let mut is_asked = false;
            blocks(&snapshot)[0].remembered::<Asked, _, _>(&snapshot, inputs, |_| is_asked = true);
            is_asked
        };
        let mut edit = |after: &str, insert: &str, parse: &mut Parse| {
            let at = text.to_string().find(after).unwrap() + after.len();
            let range = text.replace(TextRange::empty(u32::try_from(at).unwrap().into()), insert);
            *parse = parse.reparse(&Edit { range, insert: insert.to_owned() }, &text);
            text.clone()
        };
        let first = Text::new(&parse.syntax().to_string());
        assert!(asked(&first, &parse, &project, 0));
        let second = edit("npm", " run build", &mut parse);
        assert!(!asked(&second, &parse, &project, 0), "the keys are the same");
        assert!(asked(&second, &parse, &project, 1), "something else that they depend on is not");
        let third = edit("*.ts", "x", &mut parse);
        assert!(asked(&third, &parse, &project, 1), "a key is another");
        assert!(!asked(&third, &parse, &project, 1));
        project = Arc::default();
        assert!(asked(&third, &parse, &project, 1), "the project is another");
    }
}

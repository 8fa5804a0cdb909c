//! Reads in JavaScript and TypeScript.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::brackets::{Brackets, Ranges};
use crate::collector::{Collector, Context};
use crate::javascript_modules::{self as modules, Name, Taken};
use crate::javascript_scopes as scopes;
use crate::javascript_usage::{is_group, usage};
use crate::javascript_writes::{self as writes, Assignment};
use crate::read::{Origin, ReadKind};
use crate::scan::{Kind, Tokens};
use crate::usage::{Use, is_local_url, uses_others};

/// What Vite itself puts into `import.meta.env`.
const OF_VITE: [&str; 5] = ["MODE", "BASE_URL", "PROD", "DEV", "SSR"];

/// How many tokens the type of a pattern or of a value has at most.
const MAX_TYPE: usize = 200;
/// How many names that a script gives to `process` and to its environment are known.
const MAX_NAMES: usize = 20;
/// The words that everything starts with that is looked for.
const START_WORDS: [&str; 11] = [
    "process",
    "import",
    "Bun",
    "Deno",
    "stubEnv",
    "config",
    "loadEnvConfig",
    "loadEnvFile",
    "require",
    "interface",
    "getSecret",
];
const COMPARED: [&str; 4] = ["===", "!==", "==", "!="];
/// What is only looked at where there are reads.
#[derive(Debug, Default)]
struct Known {
    brackets: OnceCell<Brackets>,
    patterns: OnceCell<HashMap<usize, (usize, usize)>>,
    origin: OnceCell<Origin>,
    own_process: OnceCell<Ranges>,
    uncertain: OnceCell<Ranges>,
    has_dotenv: OnceCell<bool>,
    has_secrets: OnceCell<bool>,
}

impl Known {
    fn brackets(&self, tokens: &Tokens<'_>) -> &Brackets {
        self.brackets.get_or_init(|| Brackets::of(tokens))
    }

    fn usage(&self, tokens: &Tokens<'_>, start: usize, end: usize, is_local: bool) -> Use {
        let brackets = self.brackets(tokens);
        match self.uncertain.get_or_init(|| scopes::uncertain(tokens, brackets)).contain(start) {
            true => Use::Other,
            false => usage(tokens, brackets, start, end, is_local),
        }
    }

    fn patterns(&self, tokens: &Tokens<'_>) -> &HashMap<usize, (usize, usize)> {
        self.patterns.get_or_init(|| patterns(tokens))
    }

    /// Where the script runs.
    fn origin(&self, tokens: &Tokens<'_>) -> Origin {
        *self.origin.get_or_init(|| origin(tokens))
    }

    /// Whether `getSecret` is that of Astro.
    fn has_secrets(&self, tokens: &Tokens<'_>) -> bool {
        *self.has_secrets.get_or_init(|| tokens.mention(modules::OF_ASTRO))
    }

    /// Whether `process` at an index is the script's own.
    fn is_own_process(&self, tokens: &Tokens<'_>, at: usize) -> bool {
        let own = || scopes::shadowed(tokens, self.brackets(tokens), "process", |_| false);
        self.own_process.get_or_init(own).contain(at)
    }
}

/// Finds `process.env.X`, `process.env["X"]`, `const { X } = process.env`, `"X" in process.env`, the same of `import.meta.env` and
/// `Bun.env`, `Deno.env.get("X")`, `import { X } from "$env/static/private"`, and where the code sets them.
pub fn find(tokens: &Tokens<'_>, found: &mut Collector) {
    let known = Known::default();
    let mut taken: Vec<Name> = Vec::new();
    let is_start = |at: &usize| START_WORDS.contains(&tokens.word(*at));
    for at in (0..tokens.len()).filter(is_start) {
        if loads_file(tokens, &known, at) {
            found.load_others(tokens.get(at));
        }
        match tokens.text(at) {
            word @ ("process" | "Bun" | "Deno") => {
                let Some(start) = object_start(tokens, &known, at) else { continue };
                let whole = grouped(tokens, start, at + 1).unwrap_or((start, at + 1));
                match word {
                    "Deno" => deno(tokens, &known, whole, found),
                    "Bun" => {
                        if let Some(after) = member(tokens, whole.1, "env") {
                            environment(tokens, &known, (whole.0, after), false, found);
                        }
                    }
                    _ if start == at && known.is_own_process(tokens, at) => {}
                    _ => process(tokens, &known, whole, &mut taken, found),
                }
            }
            "import" => match imported_environment(tokens, at) {
                Some(whole) => environment(tokens, &known, whole, true, found),
                None => {
                    taken.extend(modules::imported(tokens, at));
                    for (index, kind, origin) in modules::variables(tokens, at) {
                        let context = Context { origin, ..Context::default() };
                        found.add(tokens.get(index), tokens.text(index), kind, context);
                    }
                }
            },
            "getSecret"
                if tokens.is(at + 1, "(")
                    && !tokens.follows(at, &[".", "?.", "function"])
                    && tokens.is_whole_argument(at + 2)
                    && known.has_secrets(tokens) =>
            {
                let context = Context { usage: known.usage(tokens, at, at + 4, false), ..Context::default() };
                found.add(tokens.get(at + 2), tokens.text(at + 2), ReadKind::String, context);
            }
            "require" => {
                if let Some(after) = modules::required(tokens, at) {
                    process(tokens, &known, (at, after), &mut taken, found);
                    taken.extend(required(tokens, &known, at, after));
                }
            }
            "stubEnv"
                if tokens.is(at + 1, "(")
                    && is_method_of(tokens, at, &["vi", "vitest", "jest"])
                    && tokens.is_whole_argument(at + 2) =>
            {
                found.set(tokens, at + 2, ReadKind::String);
            }
            "interface" => {
                for index in writes::declared(tokens, at, || known.brackets(tokens)) {
                    found.set(tokens, index, ReadKind::Type);
                }
            }
            _ => {}
        }
    }
    // Of `process` first: the environment may be taken from one of its names.
    for what in [Taken::Process, Taken::Environment] {
        by_names(tokens, &known, what, &mut taken, found);
    }
    found.settle(tokens, |start, end, is_local| known.usage(tokens, start, end, is_local));
}

/// The name that a script gives to `require("process")` at an index, up to before `after`.
fn required(tokens: &Tokens<'_>, known: &Known, at: usize, after: usize) -> Option<Name> {
    let name = at.checked_sub(2).filter(|name| tokens.is(at - 1, "=") && tokens.is_word(*name))?;
    let is_declared = tokens.follows(name, &["const", "let", "var", "import"]);
    let scope = || known.brackets(tokens).block(tokens, name);
    (is_declared && !writes::is_member(tokens, after)).then(|| Name {
        at: name,
        taken: Taken::Process,
        scope: scope(),
    })
}

/// What a script does with `process`, or with its environment, by the names that it declares for that.
fn by_names(tokens: &Tokens<'_>, known: &Known, what: Taken, taken: &mut Vec<Name>, found: &mut Collector) {
    // `process` is known by its own name.
    let is_other = |it: &&Name| it.taken == Taken::Environment || !tokens.is(it.at, "process");
    let mut names: Vec<(&str, Vec<&Name>)> = Vec::new();
    for it in taken.iter().filter(is_other) {
        let name = tokens.word(it.at);
        let has_room = it.taken == what && names.len() < MAX_NAMES;
        match names.iter_mut().find(|(other, _)| *other == name) {
            Some((_, all)) => all.push(it),
            None if has_room => names.push((name, vec![it])),
            None => {}
        }
    }
    let is_key = |at: usize| tokens.is(at + 1, ":") && tokens.follows(at, &["{", ","]);
    let uses = |(name, taken): (&str, Vec<&Name>)| scopes::uses(tokens, known.brackets(tokens), name, &taken);
    let uses: Vec<(usize, Taken)> = names.into_iter().flat_map(uses).collect();
    for (at, _) in uses.into_iter().filter(|(_, taken)| *taken == what) {
        match what {
            _ if tokens.follows(at, &[".", "?."]) || is_key(at) => {}
            Taken::Process => {
                let whole = grouped(tokens, at, at + 1).unwrap_or((at, at + 1));
                process(tokens, known, whole, taken, found);
            }
            Taken::Environment => environment(tokens, known, (at, at + 1), false, found),
        }
    }
}

/// What a script does with the `process` that is from an index to before `end`. The names that it gives to the environment are added
/// to those `taken`.
fn process(
    tokens: &Tokens<'_>,
    known: &Known,
    (at, end): (usize, usize),
    taken: &mut Vec<Name>,
    found: &mut Collector,
) {
    if let Some(after) = member(tokens, end, "env") {
        return environment(tokens, known, (at, after), false, found);
    }
    let brackets = known.brackets(tokens);
    if let Some(assignment) = writes::replacement(tokens, brackets, at) {
        return set_by(tokens, brackets, at, &assignment, false, found);
    }
    let pattern = at.checked_sub(1).and_then(|equals| known.patterns(tokens).get(&equals));
    let Some(pattern) = pattern.filter(|_| !writes::is_member(tokens, end)) else { return };
    // `const { env: { X } } = process`
    if let Some(inner) = member_pattern(tokens, brackets, *pattern) {
        let origin = known.origin(tokens);
        taken_by(tokens, brackets, inner, &mut |index, kind, usage| {
            let context = Context { origin, usage, ..Context::default() };
            found.add(tokens.get(index), tokens.text(index), kind, context);
        });
    }
    let names = modules::destructured(tokens, brackets, *pattern);
    let start = pattern.0;
    // In parameters and in assignments, it isn't known where the names are.
    let is_in_call = brackets.around(start).is_some_and(|around| tokens.is(around, "("));
    let is_exported = start > 0 && tokens.follows(start - 1, &["export"]);
    if !names.is_empty() && (is_in_call || is_exported) {
        found.set_others(tokens.get(at));
    }
    if !is_in_call {
        taken.extend(names);
    }
}

/// What a script does with the environment that is from an index to before `after`.
fn environment(
    tokens: &Tokens<'_>,
    known: &Known,
    (at, after): (usize, usize),
    is_of_vite: bool,
    found: &mut Collector,
) {
    let origin = if is_of_vite { Origin::ImportMeta } else { known.origin(tokens) };
    let (start, after) = grouped(tokens, at, after).unwrap_or((at, after));
    let property = property(tokens, after);
    let sets_default = property.is_some_and(|(_, end, _)| tokens.is(end, "??=") || tokens.is(end, "||="));
    let mut add = |index: usize, kind, usage| {
        let name = tokens.text(index);
        if !(is_of_vite && OF_VITE.contains(&name)) {
            found.add(tokens.get(index), name, kind, Context { origin, usage, sets_default });
        }
    };
    match property {
        Some((index, end, kind)) if is_written(tokens, start, end) => found.set(tokens, index, kind),
        Some((_, end, _)) if is_type(tokens, start, end) => {}
        Some((index, end, _)) if tokens.is(index, "hasOwnProperty") && tokens.is(end, "(") => {
            if tokens.is_whole_argument(end + 1) {
                add(end + 1, ReadKind::String, Use::Other);
            }
        }
        Some((index, end, kind)) => {
            add(index, kind, known.usage(tokens, start, end, false));
        }
        None if tokens.follows(start, &["="]) => match known.patterns(tokens).get(&(start - 1)) {
            Some(pattern) => taken_by(tokens, known.brackets(tokens), *pattern, &mut add),
            // By another name, anything may be set.
            None if !is_of_vite && !writes::is_member(tokens, after) => {
                found.set_others(tokens.get(at));
            }
            None if uses_others(tokens, known.brackets(tokens), start, after) => {
                found.use_others(tokens.get(at));
            }
            None => {}
        },
        None if tokens.follows(start, &["in"])
            && start >= 2
            && tokens.kind(start - 2) == Some(Kind::String) =>
        {
            add(start - 2, ReadKind::String, Use::Other);
        }
        None => match writes::named_argument(tokens, start, after) {
            Some((index, true)) => found.set(tokens, index, ReadKind::String),
            Some((index, false)) => add(index, ReadKind::String, Use::Other),
            None => {
                let brackets = known.brackets(tokens);
                let assignment = writes::assignment(tokens, brackets, start, after);
                set_by(tokens, brackets, at, &assignment, is_of_vite, found);
                if assignment.objects.is_empty() && uses_others(tokens, brackets, start, after) {
                    found.use_others(tokens.get(at));
                }
            }
        },
    }
}

/// Adds the variables that an assignment sets, by the index of the object that has the environment.
fn set_by(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    at: usize,
    assignment: &Assignment,
    is_of_vite: bool,
    found: &mut Collector,
) {
    if !is_of_vite && assignment.has_others {
        found.set_others(tokens.get(at));
    }
    for object in &assignment.objects {
        if let Some(end) = brackets.closing(*object) {
            names_in(tokens, brackets, (*object, end), &mut |index, kind, _| found.set(tokens, index, kind));
        }
    }
}

/// Whether the expression from `start` to before `end` is a part of a type: `typeof process.env.X`.
fn is_type(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    let Some(operator) = start.checked_sub(1).filter(|at| tokens.is(*at, "typeof")) else { return false };
    let Some(before) = operator.checked_sub(1) else { return false };
    let is_compared = COMPARED.iter().any(|mark| tokens.is(end, mark));
    let is_doubled = tokens.is(before, tokens.text(before)) && tokens.follows(before, &[tokens.text(before)]);
    let is_in_type = ["as", "keyof", "extends", "satisfies", "<", ":"].iter().any(|it| tokens.is(before, it))
        || (tokens.is(before, "|") || tokens.is(before, "&")) && !is_doubled;
    // `type A = typeof …`
    let is_alias = tokens.is(before, "=") && before >= 2 && tokens.is(before - 2, "type");
    !is_compared && (is_in_type || is_alias)
}

/// Where a module runs that reads the environment of the process.
fn origin(tokens: &Tokens<'_>) -> Origin {
    let mut directives = (0..tokens.len()).filter(|at| !tokens.is(*at, ";"));
    let is_client = directives
        .by_ref()
        .map_while(|at| (tokens.kind(at) == Some(Kind::String)).then(|| tokens.text(at)))
        .any(|text| text == "use client");
    if is_client && !(0..tokens.len()).any(|at| asks_where_it_runs(tokens, at)) {
        Origin::BrowserModule
    } else {
        Origin::Process
    }
}

/// Whether the code at an index may tell a server from a browser.
fn asks_where_it_runs(tokens: &Tokens<'_>, at: usize) -> bool {
    const OF_BROWSERS: [&str; 5] = ["window", "document", "navigator", "self", "localStorage"];
    if tokens.kind(at) == Some(Kind::String) {
        // A function with this directive runs on the server.
        let is_of_server = tokens.text(at) == "use server";
        return is_of_server || OF_BROWSERS.contains(&tokens.text(at)) && tokens.is(at + 1, "in");
    }
    if tokens.kind(at) != Some(Kind::Word) {
        return false;
    }
    let word = tokens.text(at);
    if OF_BROWSERS.contains(&word) {
        let is_of_global = tokens.follows(at, &[".", "?."]) && at >= 2 && tokens.is(at - 2, "globalThis");
        return tokens.follows(at, &["typeof"]) || is_of_global || tokens.is(at + 1, "?.");
    }
    let word: String = word.chars().filter(|it| *it != '_').collect::<String>().to_ascii_lowercase();
    ["isserver", "onserver", "isbrowser", "inbrowser", "isclient", "onclient", "ssr", "usedom", "nextruntime"]
        .iter()
        .any(|sign| word.contains(sign))
}

/// Where `(process.env as T)` or `(process.env || {})` starts, and the index after it, if the object that is here is so wrapped.
fn grouped(tokens: &Tokens<'_>, at: usize, after: usize) -> Option<(usize, usize)> {
    // `(<T>process.env)`
    let open = match tokens.follows(at, &[">"]) {
        true => (at.saturating_sub(MAX_TYPE)..at)
            .rev()
            .find(|it| tokens.is(it + 1, "<") && (tokens.is(*it, "(") || tokens.is(*it, "=")))?,
        false => at.checked_sub(1)?,
    };
    // `= <T>process.env`
    if tokens.is(open, "=") && tokens.follows(at, &[">"]) {
        return Some((open + 1, after));
    }
    if !is_group(tokens, open) {
        return None;
    }
    let is_or_empty = |mark| tokens.are(after, &[mark, mark, "{", "}"]);
    let close = match tokens.text(after) {
        "as" | "satisfies" => end_of_type(tokens, after + 1, ")")?,
        _ if is_or_empty("|") || is_or_empty("?") => after + 4,
        _ => after,
    };
    tokens.is(close, ")").then_some((open, close + 1))
}

/// The index of what ends the type that starts at an index, outside of its brackets.
fn end_of_type(tokens: &Tokens<'_>, start: usize, end: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for at in start..start + MAX_TYPE {
        if depth == 0 && tokens.is(at, end) {
            return Some(at);
        }
        if ["{", "[", "("].iter().any(|opening| tokens.is(at, opening)) {
            depth += 1;
        } else if ["}", "]", ")"].iter().any(|closing| tokens.is(at, closing)) {
            depth = depth.checked_sub(1)?;
        } else if tokens.is(at, ";") && depth == 0 {
            return None;
        }
    }
    None
}

/// Whether the token is this global object, and not a property of another.
pub fn is_object(tokens: &Tokens<'_>, at: usize, name: &str) -> bool {
    tokens.is(at, name) && (!tokens.follows(at, &[".", "?."]) || at >= 2 && is_global(tokens, at - 2))
}

/// Whether the token is a name of the object whose properties all global names are.
fn is_global(tokens: &Tokens<'_>, at: usize) -> bool {
    matches!(tokens.word(at), "globalThis" | "global" | "window") && !tokens.follows(at, &[".", "?."])
}

/// Where the global object that is named at an index starts, such as at `globalThis` in `globalThis.process`; `None` if it is a
/// property of another object.
fn object_start(tokens: &Tokens<'_>, known: &Known, at: usize) -> Option<usize> {
    if !tokens.follows(at, &[".", "?."]) {
        return Some(at);
    }
    let before = at.checked_sub(2)?;
    if is_global(tokens, before) {
        return Some(before);
    }
    // `(globalThis as T).process`, `(<T>globalThis).process`
    let open = known.brackets(tokens).opening(before).filter(|_| tokens.is(before, ")"))?;
    let global = [open + 1, before - 1].into_iter().find(|at| is_global(tokens, *at))?;
    grouped(tokens, global, global + 1).filter(|whole| *whole == (open, before + 1)).map(|(start, _)| start)
}

/// Where the `import.meta.env` whose `import` is at an index starts, and the index after it.
fn imported_environment(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize)> {
    let meta = member(tokens, at + 1, "meta")?;
    let (start, meta) = grouped(tokens, at, meta).unwrap_or((at, meta));
    member(tokens, meta, "env").map(|after| (start, after))
}

/// The index after `.name` or `["name"]`, if that is here.
fn member(tokens: &Tokens<'_>, at: usize, name: &str) -> Option<usize> {
    property(tokens, at).filter(|(index, ..)| tokens.text(*index) == name).map(|(_, end, _)| end)
}

/// Whether a name is that of a method of one of these objects.
fn is_method_of(tokens: &Tokens<'_>, at: usize, objects: &[&str]) -> bool {
    tokens.follows(at, &["."]) && tokens.follows(at - 1, objects)
}

/// The property that is taken here: where its name is, where it ends, and how it is named.
fn property(tokens: &Tokens<'_>, at: usize) -> Option<(usize, usize, ReadKind)> {
    let at = if tokens.is(at, "!") { at + 1 } else { at };
    let has_dot = tokens.is(at, ".") || tokens.is(at, "?.");
    if has_dot && tokens.kind(at + 1) == Some(Kind::Word) {
        return Some((at + 1, at + 2, ReadKind::Member));
    }
    let at = if tokens.is(at, "?.") { at + 1 } else { at };
    let is_string = tokens.is(at, "[") && tokens.kind(at + 1) == Some(Kind::String) && tokens.is(at + 2, "]");
    is_string.then_some((at + 1, at + 3, ReadKind::String))
}

/// Whether the property is assigned or deleted.
fn is_written(tokens: &Tokens<'_>, start: usize, end: usize) -> bool {
    tokens.is(end, "=") || tokens.follows(start, &["delete"])
}

/// Whether the code at an index sets variables from files that aren't the usual one, or may not be: `dotenv.config({ path })`,
/// `import "dotenv/config"`.
fn loads_file(tokens: &Tokens<'_>, known: &Known, at: usize) -> bool {
    let has_dotenv = || {
        let mentions = || (0..tokens.len()).any(|at| tokens.text(at).contains("dotenv"));
        *known.has_dotenv.get_or_init(mentions)
    };
    let is_config = tokens.are(at, &["config", "("]) && !tokens.is(at + 2, ")");
    let module = match tokens.word(at) {
        "import" | "require" if tokens.is(at + 1, "(") => tokens.text(at + 2),
        "import" => tokens.text(at + 1),
        _ => "",
    };
    is_config && has_dotenv()
        || tokens.are(at, &["loadEnvConfig", "("])
        || tokens.are(at, &["loadEnvFile", "("])
        || module.contains("dotenv") && module.contains("/config")
}

/// The braces of the pattern that takes the members of `env` in another.
fn member_pattern(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    (start, end): (usize, usize),
) -> Option<(usize, usize)> {
    let mut members = brackets.inside(start).take_while(|at| *at < end);
    let opening = members.find(|at| tokens.are(*at, &["env", ":", "{"]))? + 2;
    Some((opening, brackets.closing(opening)?))
}

/// The patterns that are assigned to, by the index of `=`: where their braces are.
fn patterns(tokens: &Tokens<'_>) -> HashMap<usize, (usize, usize)> {
    let mut open = Vec::new();
    let mut found = HashMap::new();
    for at in 0..tokens.len() {
        if tokens.is(at, "{") || tokens.is(at, "${") {
            open.push(at);
        } else if tokens.is(at, "}")
            && let Some(start) = open.pop()
            && tokens.follows(start, &["const", "let", "var", ",", "("])
        {
            let equals = if tokens.is(at + 1, ":") { end_of_type(tokens, at + 2, "=") } else { Some(at + 1) };
            if let Some(equals) = equals.filter(|equals| tokens.is(*equals, "=")) {
                found.insert(equals, (start, at));
            }
        }
    }
    found
}

/// The names of the properties that a pattern takes.
fn taken_by(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    pattern: (usize, usize),
    add: &mut impl FnMut(usize, ReadKind, Use),
) {
    let is_parameter = is_in_parameter(tokens, brackets, pattern.0);
    names_in(tokens, brackets, pattern, &mut |index, kind, usage| {
        add(index, if is_parameter { ReadKind::Parameter } else { kind }, usage);
    });
}

/// The names of the properties that a pattern takes, or that an object has.
fn names_in(
    tokens: &Tokens<'_>,
    brackets: &Brackets,
    (start, end): (usize, usize),
    add: &mut impl FnMut(usize, ReadKind, Use),
) {
    let is_declared = tokens.follows(start, &["const", "let", "var"]);
    let members = brackets.inside(start).take_while(|at| *at < end);
    for at in members.filter(|at| tokens.follows(*at, &["{", ","])) {
        // `["X"]: x`
        let is_in_brackets = tokens.is(at, "[") && tokens.is(at + 2, "]");
        let (at, after) = if is_in_brackets { (at + 1, at + 3) } else { (at, at + 1) };
        let is_renamed = tokens.is(after, ":");
        let is_short = at + 1 == end || tokens.is(at + 1, ",") || tokens.is(at + 1, "=");
        let local = if is_renamed { after + 1 } else { at };
        let (has_default, is_local) = (tokens.is(local + 1, "="), is_local_url(tokens, local + 2));
        let usage = match is_declared && tokens.is_word(local) && (!has_default || is_local) {
            true => Use::Named { at: local, is_local },
            false => Use::Other,
        };
        let kind = match tokens.kind(at) {
            Some(Kind::Word) if is_renamed && !is_in_brackets => Some(ReadKind::Member),
            Some(Kind::Word) if is_short => Some(ReadKind::Shorthand),
            Some(Kind::String) if is_renamed => Some(ReadKind::String),
            _ => None,
        };
        if let Some(kind) = kind {
            add(at, kind, usage);
        }
    }
}

/// Whether a pattern is a parameter, or in one, and not an assignment such as `({ X } = process.env)`.
fn is_in_parameter(tokens: &Tokens<'_>, brackets: &Brackets, pattern: usize) -> bool {
    let is_nested = tokens.follows(pattern, &[":"]);
    let outer = if is_nested { brackets.around(pattern) } else { Some(pattern) };
    let opening = outer.and_then(|at| brackets.around(at)).filter(|at| tokens.is(*at, "("));
    let Some(opening) = opening else { return false };
    let is_called = opening > 0 && tokens.is_word(opening - 1);
    let behind = brackets.closing(opening).map(|end| end + 1);
    is_called || behind.is_some_and(|at| ["=>", "{", ":"].iter().any(|it| tokens.is(at, it)))
}

/// What a script does with the `Deno` that is from an index to before `end`: `Deno.env.get("X")`, the same with `has`, `set` and `delete`,
/// and `Deno.env.toObject().X`.
fn deno(tokens: &Tokens<'_>, known: &Known, (at, end): (usize, usize), found: &mut Collector) {
    let Some(env) = member(tokens, end, "env") else { return };
    let is_write = |method| tokens.are(env, &[".", method, "("]) && tokens.is_whole_argument(env + 3);
    if is_write("set") || is_write("delete") {
        found.set(tokens, env + 3, ReadKind::String);
    }
    let called = |method| member(tokens, env, method).filter(|after| tokens.is(*after, "("));
    for method in ["get", "has"] {
        if let Some(after) = called(method).filter(|after| tokens.is_whole_argument(after + 1)) {
            let usage = if method == "get" { known.usage(tokens, at, after + 3, false) } else { Use::Other };
            let context = Context { usage, ..Context::default() };
            found.add(tokens.get(after + 1), tokens.text(after + 1), ReadKind::String, context);
        }
    }
    if let Some(after) = called("toObject").filter(|after| tokens.is(after + 1, ")")).map(|at| at + 2) {
        let is_taken = || at > 0 && known.patterns(tokens).contains_key(&(at - 1));
        // What is done to the copy sets nothing.
        match writes::is_member(tokens, after) || is_taken() {
            true => environment(tokens, known, (at, after), false, found),
            false => found.use_others(tokens.get(at)),
        }
    }
}

//! `cargo xtask new-rule`: a rule's file, to be filled, and its registration. The tests fail until it is filled.

use std::fs;
use std::path::Path;

use crate::flags::{NewRule, named};
use crate::run::{Outcome, root};

/// The folder of the rules.
const FOLDER: &str = "server/analysis/src/rules";

/// Who calls the rule.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Runs on the whole file.
    File,
    /// Runs on each service.
    Service,
    /// Runs on each entry of a routing block.
    Entry,
    /// Runs on each schema violation.
    Shape,
}

impl std::str::FromStr for Kind {
    type Err = String;

    fn from_str(word: &str) -> Result<Kind, String> {
        let kinds = [
            ("file", Kind::File),
            ("service", Kind::Service),
            ("entry", Kind::Entry),
            ("shape", Kind::Shape),
        ];
        named(word, &kinds)
    }
}

/// What differs between the kinds in a rule's file.
struct Skeleton {
    imports: &'static str,
    severity: &'static str,
    check: &'static str,
    function: &'static str,
    /// A file in which `function` finds something.
    bad: &'static str,
}

impl Kind {
    fn skeleton(self) -> Skeleton {
        match self {
            Kind::File => Skeleton {
                imports: "use crate::rules::Check;\nuse crate::rules::finding::Finding;\nuse crate::snapshot::Snapshot;\n",
                severity: "severity: Warning",
                check: "Check::File(check)",
                function: r#"fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    let Some(value) = snapshot.config().get("TODO") else { return };
    findings.push(Finding::new(&RULE, value.range, "TODO: What is wrong. What to do."));
}
"#,
                bad: r#"{ "TODO": 1 }"#,
            },
            Kind::Service => Skeleton {
                imports: "use crate::rules::Check;\nuse crate::rules::finding::Finding;\nuse crate::rules::kinds::service::Case;\nuse svc_config::ServicesModel;\n",
                severity: "severity: Warning",
                check: "Check::Service(ServicesModel::V2, check)",
                function: r#"fn check(case: &Case<'_>, findings: &mut Vec<Finding>) {
    let Some(value) = case.service.field("TODO") else { return };
    findings.push(case.finding(&RULE, value.range, "TODO: What is wrong. What to do."));
}
"#,
                bad: r#"{ "services": { "web": { "root": ".", "TODO": 1 } } }"#,
            },
            Kind::Entry => Skeleton {
                imports: "use crate::routes::EntryFacts;\nuse crate::rules::Check;\nuse crate::rules::finding::Finding;\n",
                severity: "severity: Warning",
                check: "Check::Entry(check)",
                function: r#"fn check(facts: &EntryFacts, findings: &mut Vec<Finding>) {
    let Some(value) = facts.entry.node.get("TODO") else { return };
    findings.push(Finding::new(&RULE, value.range, "TODO: What is wrong. What to do."));
}
"#,
                bad: r#"{ "redirects": [{ "source": "/a", "destination": "/b", "TODO": 1 }] }"#,
            },
            Kind::Shape => Skeleton {
                imports: "use crate::rules::Check;\nuse crate::rules::finding::Finding;\nuse crate::rules::kinds::shape::Case;\nuse svc_config::model::validate::MistakeKind;\n",
                severity: "vercel: \"INVALID_VERCEL_CONFIG\",\n        severity: Error",
                check: "Check::Shape(check)",
                function: r#"fn check(case: &Case<'_>) -> Option<Finding> {
    let MistakeKind::UnknownKey(key) = &case.mistake.kind else { return None };
    (key == "TODO").then(|| case.report(&RULE, "TODO: What is wrong. What to do."))
}
"#,
                bad: r#"{ "redirects": [{ "source": "/a", "destination": "/b", "TODO": 1 }] }"#,
            },
        }
    }
}

/// Makes the file and registers it.
pub fn new_rule(options: &NewRule) -> Outcome {
    let code = &options.name;
    let is_word = |word: &str| {
        word.starts_with(|char: char| char.is_ascii_lowercase())
            && word.chars().all(|char| char.is_ascii_lowercase() || char.is_ascii_digit())
    };
    // A single word could be a keyword of Rust, or the name of another module.
    if !code.contains('-') || !code.split('-').all(is_word) {
        return Err(format!(
            "`{code}` can't be a rule's name. Use two or more lowercase words with hyphens: `unused-thing`."
        ));
    }
    let module = code.replace('-', "_");
    let file = root().join(FOLDER).join(format!("{module}.rs"));
    let registry = root().join(FOLDER).join("mod.rs");
    let text = fs::read_to_string(&registry).map_err(|error| cannot("read", &registry, &error))?;
    if file.exists() || text.contains(&format!("mod {module};")) {
        return Err(format!("`{module}` is there already in {FOLDER}."));
    }
    let text = registered(&text, &module)?;
    fs::write(&file, page(code, options.kind.skeleton())).map_err(|error| cannot("write", &file, &error))?;
    fs::write(&registry, text).map_err(|error| cannot("write", &registry, &error))?;
    println!(
        "Made {FOLDER}/{module}.rs and registered it. Next:\n\
         1. Fill in each TODO: the page with its examples, and the check.\n\
         2. UPDATE=1 cargo test -p svc-analysis rules    writes docs/rules/{code}.md and runs the examples.\n\
         3. cargo xtask test --rust-only"
    );
    Ok(())
}

fn cannot(what: &str, path: &Path, error: &std::io::Error) -> String {
    format!("{} can't be {}: {error}", path.display(), if what == "read" { "read" } else { "written" })
}

/// The rule's file.
fn page(code: &str, Skeleton { imports, severity, check, function, bad }: Skeleton) -> String {
    format!(
        "//! TODO: The rule's title.\n\n{imports}\nrule! {{\n    /// # TODO: A short noun phrase that a user would search for\n    ///\n    \
         /// TODO: One sentence on what happens to the user.\n    ///\n    /// TODO: Why, and how to fix it. An error needs proof that Vercel rejects the file.\n    ///\n    \
         /// ```json bad\n    /// {bad}\n    /// ```\n    ///\n    \
         /// ```json good\n    /// {{ \"TODO\": \"the same file without the mistake\" }}\n    /// ```\n    \
         pub static RULE = {{\n        code: \"{code}\",\n        {severity},\n        check: {check},\n    }}\n}}\n\n{function}"
    )
}

/// The registry with the module in it: among the modules, and in the list, in alphabetical order.
fn registered(registry: &str, module: &str) -> Outcome<String> {
    let is_declared =
        |line: &str| line.strip_prefix("pub mod ").map(|it| it.trim_end_matches(';').to_owned());
    let is_listed =
        |line: &str| line.strip_prefix("    ").and_then(|it| it.strip_suffix(',')).map(str::to_owned);
    let listed_from = registry.find("registry! {").ok_or("rules/mod.rs has no `registry!`")?;
    let (modules, list) = registry.split_at(listed_from);
    let modules_from = modules.rfind("\n\npub mod ").ok_or("rules/mod.rs has no list of modules")? + 2;
    let (head, modules) = modules.split_at(modules_from);
    let modules = with_line(modules, &format!("pub mod {module};"), is_declared, module);
    let list = with_line(list, &format!("    {module},"), is_listed, module);
    Ok(format!("{head}{modules}{list}"))
}

/// The text with a line before the first whose name comes behind `name`, else behind the last that has one.
fn with_line(text: &str, line: &str, name_of: impl Fn(&str) -> Option<String>, name: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let behind = lines.iter().position(|it| name_of(it).is_some_and(|it| it.as_str() > name));
    let last = lines.iter().rposition(|it| name_of(it).is_some()).map_or(0, |last| last + 1);
    lines.insert(behind.unwrap_or(last), line);
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_registered_in_order() {
        let registry = "mod rule;\npub mod finding;\n\npub mod a;\npub mod c;\n\nmacro_rules! registry {\n    x,\n}\n\nregistry! {\n    a,\n    c,\n}\n";
        let expected = "mod rule;\npub mod finding;\n\npub mod a;\npub mod b;\npub mod c;\n\nmacro_rules! registry {\n    x,\n}\n\nregistry! {\n    a,\n    b,\n    c,\n}\n";
        assert_eq!(registered(registry, "b").unwrap(), expected);
        let last = registered(registry, "d").unwrap();
        assert!(last.contains("pub mod c;\npub mod d;\n") && last.contains("    c,\n    d,\n}"), "{last}");
    }
}

//! Reads of variables in source code, as findings.

use std::sync::{Arc, LazyLock};

use super::in_order;
use crate::reads::{Reads, Site};
use crate::rules::finding::{Finding, MAX_FINDINGS, SourceFinding};
use crate::rules::{Check, Rule};
use crate::settings::RuleLevel;
use crate::snapshot::Snapshot;
use svc_sources::ReadKind;
use svc_syntax::{TextRange, TextSize};
use svc_vercel::frameworks::Framework;
use svc_vercel::posix_path;

type Ask = fn(&Case<'_>) -> Option<SourceFinding>;

static RULES: LazyLock<Vec<(&Rule, Ask)>> =
    LazyLock::new(|| in_order(|check| if let Check::Read(ask) = check { Some(*ask) } else { None }));

/// A read, with the project that it is in.
#[derive(Debug)]
pub struct Case<'a> {
    /// The `vercel.json` of the project.
    pub snapshot: &'a Snapshot,
    /// What else the project reads.
    pub reads: &'a Reads<'a>,
    /// The read.
    pub site: Site<'a>,
}

/// The findings for the reads of a file, or of all files, by file and position: at most [`MAX_FINDINGS`].
#[must_use]
pub fn findings(snapshot: &Snapshot, reads: &Reads<'_>, file: Option<&Arc<str>>) -> Vec<SourceFinding> {
    let is_off = |rule: &Rule| snapshot.settings.rules.get(rule.code) == Some(&RuleLevel::Off);
    let rules: Vec<_> = RULES.iter().filter(|(rule, _)| !is_off(rule)).collect();
    let sites: Box<dyn Iterator<Item = Site<'_>>> = match file {
        Some(file) => Box::new(reads.of_file(file)),
        None => Box::new(reads.all()),
    };
    let sites = sites.take_while(|_| !snapshot.check_cancelled());
    let runs = |file: &str| reads.services_of(file).iter().all(|service| reads.runs(service, file));
    let sites = sites.filter(|site| !is_of_development(site.file) && runs(site.file));
    let found = sites.flat_map(|site| {
        let case = Case { snapshot, reads, site };
        let found: Vec<SourceFinding> = rules.iter().filter_map(|(_, ask)| ask(&case)).collect();
        found
    });
    found.take(MAX_FINDINGS).collect()
}

/// Whether a file may be of use to developers only: tests, scripts, examples and configurations of tools. What they read is set elsewhere.
#[must_use]
pub fn is_of_development(file: &str) -> bool {
    const FOLDERS: [&str; 24] = [
        "__mocks__",
        "__tests__",
        "bench",
        "benchmarks",
        "bin",
        "cli",
        "cypress",
        "dev",
        "docs",
        "e2e",
        "example",
        "examples",
        "fixtures",
        "load-tests",
        "mocks",
        "playwright",
        "script",
        "scripts",
        "spec",
        "stories",
        "test",
        "testing",
        "tests",
        "tools",
    ];
    let (folders, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.split('.').next().unwrap_or_default();
    folders.split('/').any(|folder| FOLDERS.contains(&folder))
        || [".test.", ".spec.", ".stories.", ".config.", ".setup.", ".e2e."]
            .iter()
            .any(|part| name.contains(part))
        || stem.starts_with("test_")
        || ["_test", "_spec"].iter().any(|end| stem.ends_with(end))
        || ["test-utils", "test_utils", "testutils"]
            .iter()
            .any(|part| file.to_ascii_lowercase().contains(part))
        || matches!(
            stem,
            "codegen" | "conftest" | "Gemfile" | "gulpfile" | "locustfile" | "noxfile" | "Rakefile" | "seed"
        )
}

/// Where a text has a name that isn't a part of a longer one.
pub fn places_of<'t>(name: &'t str, text: &'t str) -> impl Iterator<Item = usize> + use<'t> {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    let places = text.match_indices(name).filter(move |(at, found)| {
        let (before, after) = (text.get(..*at), text.get(at + found.len()..));
        !before.is_some_and(|it| it.ends_with(is_part)) && !after.is_some_and(|it| it.starts_with(is_part))
    });
    places.map(|(at, _)| at)
}

/// A finding about a read. `about` is the place in `vercel.json` that it follows from.
#[must_use]
pub fn finding(site: Site<'_>, rule: &'static Rule, about: TextRange, message: String) -> SourceFinding {
    let Site { file, read } = site;
    let range = TextRange::new(TextSize::new(read.range.start), TextSize::new(read.range.end));
    SourceFinding {
        finding: Finding::new(rule, range, message),
        file: Arc::clone(file),
        start: read.start,
        about,
    }
}

impl Case<'_> {
    /// The framework of all services that the file belongs to.
    #[must_use]
    pub fn framework(&self) -> Option<&'static Framework> {
        let mut all = self.reads.services_of(self.site.file).iter().map(|name| self.reads.framework(name));
        let first = all.next()??;
        all.all(|other| other == Some(first)).then_some(first)
    }

    /// Whether a file in the folder of the service or of the project, chosen by its name, has such a text, or can't be read.
    #[must_use]
    pub fn any_file(&self, is_chosen: impl Fn(&str) -> bool, has: impl Fn(&str) -> bool) -> bool {
        self.find_file("", is_chosen, has).is_some()
    }

    /// The first of these files in a folder of theirs, by its path.
    #[must_use]
    pub fn find_file(
        &self,
        inner: &str,
        is_chosen: impl Fn(&str) -> bool,
        has: impl Fn(&str) -> bool,
    ) -> Option<String> {
        let project = &*self.snapshot.project;
        let project = project.including_excluded().unwrap_or(project);
        let folders = [Some("."), self.reads.folder_of(self.site.file).filter(|folder| *folder != ".")];
        folders.into_iter().flatten().find_map(|folder| {
            let folder = &*posix_path::join(folder, inner);
            let entries = project.list(folder);
            let chosen = entries.iter().filter(|entry| is_chosen(&entry.name));
            let mut files = chosen.map(|entry| posix_path::join(folder, &entry.name));
            files.find(|file| project.read(file).is_none_or(|text| has(&text)))
        })
    }

    /// Whether an environment file of the service or of the project defines the variable, or is an example that does.
    #[must_use]
    pub fn is_in_env_files(&self) -> bool {
        let name = &*self.site.read.name;
        let has_name = |text: &str| places_of(name, text).next().is_some();
        self.reads.env_file(name).is_some()
            || self.any_file(
                |file| file.starts_with(".env") || file.starts_with("env.") || file.ends_with(".env"),
                has_name,
            )
            // What `vercel pull` writes.
            || self.find_file(".vercel", |file| file.starts_with(".env"), has_name).is_some()
    }

    /// Whether the code is certain to fail without the variable: where it uses it in any file, it needs it, and never sets it.
    #[must_use]
    pub fn is_needed(&self) -> bool {
        let Site { file, read } = self.site;
        // What declares its type gives it no value.
        let is_code = |it: &Site<'_>| it.read.kind != ReadKind::Type && !is_of_development(it.file);
        let mut uses = self.reads.uses_beside(file, &read.name).filter(is_code);
        // A framework runs its configuration.
        let may_set =
            |it: Site<'_>| it.read.is_write && (!is_of_development(it.file) || it.file.contains(".config."));
        read.is_needed && uses.all(|it| it.read.is_needed) && !self.reads.uses_beside(file, "").any(may_set)
    }

    /// A finding about the read. `about` is the place in `vercel.json` that it follows from.
    #[must_use]
    pub fn finding(&self, rule: &'static Rule, about: TextRange, message: String) -> SourceFinding {
        let found = finding(self.site, rule, about, message);
        let service = self.reads.services_of(self.site.file).first().map(|name| (*name).to_owned());
        SourceFinding { finding: Finding { service, ..found.finding }, ..found }
    }
}

#[cfg(test)]
mod tests {
    use super::is_of_development;

    #[test]
    fn files_of_developers() {
        for file in [
            "web/vite.config.ts",
            "web/src/a.test.tsx",
            "e2e/login.ts",
            "api/test_main.py",
            "api/main_test.go",
            "api/conftest.py",
            "scripts/seed.ts",
            "web/prisma/seed.ts",
            "web/codegen.ts",
            "web/src/testing/server.ts",
            "web/src/test-utils.tsx",
            "web/load-tests/a.ts",
        ] {
            assert!(is_of_development(file), "{file}");
        }
        for file in ["web/src/testimonials.tsx", "api/main.py", "web/app/config.ts", "api/latest.py"] {
            assert!(!is_of_development(file), "{file}");
        }
    }
}

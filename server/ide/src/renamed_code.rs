//! What a rename changes in source code, and what it leaves to the user.

use std::collections::BTreeSet;

use svc_analysis::reads::{Reads, Site, UrlVariable};
use svc_analysis::rules::kinds::read::Case;
use svc_analysis::rules::server_variable_in_browser::Inlining;
use svc_analysis::services::env;
use svc_analysis::snapshot::Snapshot;

use crate::code_place::CodePlace;

/// The most places that a rename edits.
const MAX_EDITS: usize = 10_000;
/// Of how many folders of services a rename names the `.env` file.
const MAX_FOLDERS: usize = 5;

/// Another name in source code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeEdit {
    /// Where the old one is.
    pub place: CodePlace,
    /// What takes its place.
    pub insert: String,
    /// The old one.
    pub variable: String,
}

/// What is found of the variables that get other names.
#[derive(Default)]
struct Found<'a> {
    edits: Vec<CodeEdit>,
    /// Places that aren't edited.
    left: Vec<Site<'a>>,
    /// How many places keep the name of a variable because of a file that sets it.
    kept: Vec<(usize, &'a str, &'a str)>,
    /// Places that keep the name of a variable because of a configuration that puts it there.
    inlined: Vec<(&'a str, String, Site<'a>)>,
    /// The folders of services with edits, and the variables.
    folders: BTreeSet<(&'a str, &'a str)>,
}

/// The edits of code that reads or sets variables which get other names, and a sentence about them; none where nothing does.
///
/// What an `.env` file sets keeps its name, and so does what a framework's configuration puts into code. Code outside of all services isn't
/// edited for a binding: another service may bind the name.
pub fn edits(
    snapshot: &Snapshot,
    reads: Option<&Reads<'_>>,
    renamed: &[(&UrlVariable, &str)],
) -> (Vec<CodeEdit>, Option<String>) {
    let Some(reads) = reads else { return (Vec::new(), None) };
    let mut found = Found::default();
    for (variable, to) in renamed {
        if let Some(file) = reads.env_file(&variable.name) {
            let count = reads.uses_of_variable(variable).len();
            if count > 0 {
                found.kept.push((count, variable.name.as_str(), file));
            }
            continue;
        }
        let mut inlining = Inlining::default();
        for site in reads.uses_of_variable(variable) {
            if let Some(config) = inlining.of(&Case { snapshot, reads, site }) {
                found.inlined.push((variable.name.as_str(), config, site));
                continue;
            }
            let is_shared = variable.owner.is_some() && reads.services_of(site.file).len() != 1;
            let insert = site.read.renamed(to).filter(|_| !is_shared && found.edits.len() < MAX_EDITS);
            if let Some(insert) = insert {
                let folder = reads.folder_of(site.file).filter(|folder| *folder != ".");
                found.folders.extend(folder.map(|folder| (folder, variable.name.as_str())));
                found.edits.push(CodeEdit {
                    place: CodePlace::of(&site, reads),
                    insert,
                    variable: variable.name.clone(),
                });
            } else {
                found.left.push(site);
            }
        }
    }
    let note = note(snapshot, reads, renamed, &found);
    (found.edits, note)
}

/// Sentences about what else to do, and how much is edited; none where nothing is to be said.
fn note(
    snapshot: &Snapshot,
    reads: &Reads<'_>,
    renamed: &[(&UrlVariable, &str)],
    found: &Found<'_>,
) -> Option<String> {
    let files: BTreeSet<&str> = found.edits.iter().map(|edit| edit.place.file.as_str()).collect();
    let count = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    let mut notes = Vec::new();
    if !found.edits.is_empty() {
        notes.push(format!(
            "The rename also changes {} in {}.",
            count(found.edits.len(), "place"),
            count(files.len(), "source file")
        ));
    }
    for (folder, name) in found.folders.iter().take(MAX_FOLDERS) {
        if let Some(file) = env::names_in_env_files_of(&*snapshot.project, folder).get(*name) {
            notes.push(format!("`{file}` sets `{name}`. Rename it there, too."));
        }
    }
    if let Some(first) = found.left.first() {
        let place = format!("`{}:{}`", first.file, first.read.start.line + 1);
        notes.push(match found.left.len() {
            1 => format!("Update {place} by hand."),
            all => format!("Update {all} other places by hand, such as {place}."),
        });
    }
    if let Some((name, config, first)) = found.inlined.first() {
        let place = format!("`{}:{}`", first.file, first.read.start.line + 1);
        let places = match found.inlined.len() {
            1 => format!("{place} keeps that name. Check both"),
            all => format!("{all} places keep that name, such as {place}. Check them and the configuration"),
        };
        notes.push(format!("`{config}` may put `{name}` into browser code, so {places}."));
    }
    let unnamed: BTreeSet<String> = renamed
        .iter()
        .filter(|(variable, _)| reads.env_file(&variable.name).is_none())
        .flat_map(|(variable, _)| reads.unnamed_beside(variable))
        .map(|site| format!("`{}:{}`", site.file, site.read.start.line + 1))
        .collect();
    if let Some(first) = unnamed.first() {
        notes.push(match unnamed.len() {
            1 => format!("Check {first}, where the code uses environment variables without naming them."),
            all => format!(
                "Check {all} places where the code uses environment variables without naming them, such as {first}."
            ),
        });
    }
    if reads.is_partial() {
        let names: Vec<String> = renamed.iter().map(|(variable, _)| format!("`{}`", variable.name)).collect();
        notes.push(format!(
            "The project is too large to search all of its files. Search the others for {}.",
            names.join(", ")
        ));
    }
    for (places, name, file) in &found.kept {
        notes.push(format!(
            "`{file}` sets `{name}`, so {} in the code {} it.",
            count(*places, "place"),
            if *places == 1 { "keeps" } else { "keep" }
        ));
    }
    for (variable, to) in renamed {
        if let Some(file) = reads.env_file(to) {
            let when = if variable.owner.is_some() { " in `vercel dev`" } else { "" };
            notes.push(format!("`{file}` already sets `{to}`, which takes precedence{when}."));
        }
    }
    (!notes.is_empty()).then(|| notes.join(" "))
}

//! `check --write-ignores`: what is found now is ignored from now on.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use svc_analysis::options;
use svc_analysis::settings::{Ignored, Place};
use svc_vercel::project::MAX_FILE_BYTES;

use super::check::Checked;
use super::{Failure, source};
use crate::display::line;
use crate::on_disk::config_below;
use crate::project::{ProjectFile, folder_of};

/// Adds the findings of files to the options in force for them: to the nearest `svc-lsp.jsonc`, else to a new one at the project's root.
///
/// # Errors
///
/// Options that can't be read, edited or written.
pub fn write(files: &[(&ProjectFile, Checked)], output: &mut impl Write) -> Result<(), Failure> {
    let mut left = 0;
    let mut texts: BTreeMap<PathBuf, (ProjectFile, String, usize)> = BTreeMap::new();
    for (file, checked) in files.iter().filter(|(_, checked)| !checked.findings.is_empty()) {
        let (options, config) = options_for(file)?;
        let failed = |reason: String| {
            Failure::Message(format!("{} can't be edited: {reason}", options.path.display()))
        };
        let root = checked.snapshot.config();
        let found = checked.findings.iter().map(|finding| {
            let place = Place::of(root, &root.path_around(finding.range));
            let can_be_ignored = finding.rule.can_be_ignored() && !place.at.is_empty();
            can_be_ignored.then(|| Ignored { code: finding.rule.code.to_owned(), place })
        });
        let ignored: Vec<Ignored> = found.flatten().collect();
        left += checked.findings.len() - ignored.len();
        if ignored.is_empty() {
            continue;
        }
        let (_, text, count) = match texts.get_mut(&options.path) {
            Some(known) => known,
            None => {
                let text = match options.root.read(&options.path, MAX_FILE_BYTES) {
                    Ok(contents) => String::from_utf8_lossy(&contents.bytes).into_owned(),
                    Err(refusal) if refusal.is_not_found() => String::new(),
                    Err(refusal) => return Err(failed(format!("{refusal}."))),
                };
                texts.entry(options.path.clone()).or_insert((options.clone(), text, 0))
            }
        };
        *text = options::ignore(text, &config, &ignored).map_err(failed)?;
        *count += ignored.len();
    }
    for (options, text, count) in texts.values() {
        source::replace(options, text)?;
        let findings = if *count == 1 { "finding" } else { "findings" };
        writeln!(output, "Ignored {count} {findings} in {}.", line(&options.path.display().to_string()))?;
    }
    if left > 0 {
        let findings = if left == 1 { "1 finding" } else { &*format!("{left} findings") };
        writeln!(output, "{findings} can't be ignored: syntax errors, and what concerns the whole file.")?;
    } else if texts.is_empty() {
        writeln!(output, "Nothing to ignore.")?;
    }
    Ok(())
}

/// The options to write to, and a file as they name it.
fn options_for(file: &ProjectFile) -> Result<(ProjectFile, String), Failure> {
    let options = source::options_of(file).unwrap_or_else(|| source::options_at_root(file));
    let located = |path| {
        let folder = svc_vercel::project::Root::new(folder_of(path));
        folder.map_err(|error| Failure::Message(format!("{} can't be read: {error}.", file.path.display())))
    };
    let (above, folder) = (located(&options.path)?, located(&file.path)?);
    let config = config_below(above.path(), folder.path());
    Ok((options, config.unwrap_or_else(|| file.path.display().to_string())))
}

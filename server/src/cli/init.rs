//! `svc-lsp init`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use svc_config::ServicesModel;

use anstyle::AnsiColor;
use clap::{Args, ValueEnum};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use svc_analysis::generate::{Generated, generate};
use svc_analysis::migrate::Note;
use svc_analysis::services::{Configured, configured};
use svc_analysis::{Settings, Snapshot};
use svc_vercel::infer::InferenceSource;
use svc_vercel::project::open::{self, Kind};

use super::format::{Format, print_json};
use super::style::Style;
use super::table::{Cell, print_table};
use super::{Failure, Outcome, source};
use crate::display;
use crate::on_disk::OnDisk;
use crate::project::ProjectFile;

/// The arguments of `init`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The project folder.
    #[arg(value_name = "DIR", default_value = ".")]
    folder: PathBuf,
    /// The key that configures the services.
    #[arg(long, value_enum, default_value_t)]
    model: ModelName,
    /// Output format.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// Print the configuration without writing it.
    #[arg(long)]
    print: bool,
    /// Add services to an existing vercel.json without services, or replace one that has them.
    #[arg(long)]
    force: bool,
}

/// The key that configures the services.
#[derive(Debug, Clone, Copy, Default, ValueEnum, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ModelName {
    /// For new projects.
    #[default]
    #[value(name = "services", help = "For new projects")]
    Services,
    /// Superseded by `services`.
    #[value(name = "experimentalServices", help = "Superseded by services")]
    ExperimentalServices,
}

/// The answer as JSON.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// The file.
    path: String,
    /// Whether it was written.
    written: bool,
    #[serde(flatten)]
    generated: Generated,
}

/// The `vercel.json` of a folder, and what it may become.
struct Suggestion {
    file: ProjectFile,
    /// Whether it is there already.
    exists: bool,
    generated: Generated,
}

impl Suggestion {
    fn of(folder: &Path, model: ModelName, replaces: bool) -> Result<Suggestion, Failure> {
        if open::stands_at(folder) != Some(Kind::Directory) {
            return Err(Failure::Message(format!("{} isn't a folder.", folder.display())));
        }
        let file = source::of_folder(folder)?;
        let exists = open::is_taken(&file.path);
        let empty = || Snapshot::of("", OnDisk::new(folder, None).tree);
        let mut snapshot =
            if exists { source::read(&file, &Arc::new(Settings::default()))? } else { empty() };
        let is_read = snapshot.parse.errors().is_empty();
        if replaces && is_read && configured(snapshot.config()) != Configured::None {
            snapshot = empty();
        }
        let model = match model {
            ModelName::Services => ServicesModel::V2,
            ModelName::ExperimentalServices => ServicesModel::V1,
        };
        Ok(Suggestion { file, exists, generated: generate(&snapshot, model) })
    }

    fn answer(self, written: bool) -> Answer {
        Answer { path: self.file.path.display().to_string(), written, generated: self.generated }
    }
}

/// What `--print --format json` prints. `replaces` is `--force`.
///
/// # Errors
///
/// As for [`run`].
pub fn answer(folder: &Path, model: ModelName, replaces: bool) -> Result<Answer, Failure> {
    Ok(Suggestion::of(folder, model, replaces)?.answer(false))
}

/// Writes the configuration that Vercel would infer from a project.
///
/// # Errors
///
/// No such folder, a `vercel.json` that stands there already, a file that can't be read or written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    let found = Suggestion::of(&arguments.folder, arguments.model, arguments.force)?;
    let is_kept = found.exists && !arguments.force;
    let text = found.generated.text.as_ref().filter(|_| !arguments.print && !is_kept);
    let written = text.is_some();
    if let Some(text) = text {
        source::replace(&found.file, text)?;
    }
    let path = found.file.path.clone();
    let has_text = found.generated.text.is_some();
    match arguments.format {
        Format::Json => print_json(&found.answer(written), output)?,
        Format::Human => print(&path, &found.generated, written, output)?,
    }
    if !has_text {
        return Ok(Outcome::Found);
    }
    if is_kept && !arguments.print {
        output.flush()?;
        let path = path.display();
        return Err(Failure::Message(format!(
            "{path} already exists and was not changed. Use --force to change it, or --print to only print the configuration."
        )));
    }
    Ok(Outcome::Clean)
}

fn print(path: &Path, generated: &Generated, written: bool, output: &mut impl Write) -> std::io::Result<()> {
    let style = Style::of_stdout();
    if let Some(source) = generated.source.filter(|_| !generated.found.is_empty()) {
        let place = match source {
            InferenceSource::Railway => "in Railway's files",
            InferenceSource::Render => "in render.yaml",
            InferenceSource::Procfile => "in the Procfile",
            InferenceSource::Layout => "in the project's folders",
        };
        writeln!(output, "{}", style.bold(&format!("Services found {place}")))?;
        let rows = generated.found.iter().map(|found| {
            let mount = found.mount_path.as_deref().unwrap_or("no path");
            vec![Cell::strong(found.name.as_str()), Cell::plain(mount), Cell::dim(found.why.as_str())]
        });
        print_table(&rows.collect::<Vec<_>>(), style, output)?;
        writeln!(output)?;
    }
    if let Some(text) = &generated.text {
        writeln!(output, "{}", display::lines(text.trim_end()))?;
    } else {
        writeln!(output, "{}", style.color(AnsiColor::Red, "No configuration was generated."))?;
        notes(&generated.errors, output)?;
    }
    if !generated.warnings.is_empty() {
        writeln!(output, "\n{}", style.bold(display::NEXT_STEPS))?;
        notes(&generated.warnings, output)?;
    }
    if written {
        writeln!(output, "\n{}: written.", display::line(&path.display().to_string()))?;
    }
    Ok(())
}

fn notes(notes: &[Note], output: &mut impl Write) -> std::io::Result<()> {
    notes.iter().try_for_each(|note| writeln!(output, "- {}", display::line(&note.message)))
}

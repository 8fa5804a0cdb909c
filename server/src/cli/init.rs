//! `svc-lsp init`.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use svc_config::ServicesModel;

use anstyle::AnsiColor;
use clap::{Args, ValueEnum};
use serde::Serialize;
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

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
enum ModelName {
    #[default]
    #[value(name = "services", help = "For new projects")]
    Services,
    #[value(name = "experimentalServices", help = "Superseded by services")]
    ExperimentalServices,
}

/// The answer as JSON.
#[derive(Serialize)]
struct Answer<'a> {
    path: String,
    written: bool,
    #[serde(flatten)]
    generated: &'a Generated,
}

/// Writes the configuration that Vercel would infer from a project.
///
/// # Errors
///
/// No such folder, a `vercel.json` that stands there already, a file that can't be read or written.
pub fn run(arguments: &Arguments, output: &mut impl Write) -> Result<Outcome, Failure> {
    if open::stands_at(&arguments.folder) != Some(Kind::Directory) {
        return Err(Failure::Message(format!("{} isn't a folder.", arguments.folder.display())));
    }
    let file = source::of_folder(&arguments.folder)?;
    let path = &file.path;
    let stands = open::is_taken(path);
    let empty = || Snapshot::of("", OnDisk::new(&arguments.folder, None).tree);
    let mut snapshot = if stands { source::read(&file, &Arc::new(Settings::default()))? } else { empty() };
    if arguments.force
        && (!snapshot.parse.errors().is_empty() || configured(snapshot.config()) != Configured::None)
    {
        snapshot = empty();
    }
    let model = match arguments.model {
        ModelName::Services => ServicesModel::V2,
        ModelName::ExperimentalServices => ServicesModel::V1,
    };
    let generated = generate(&snapshot, model);
    let text = generated.text.as_ref().filter(|_| !arguments.print && (!stands || arguments.force));
    if let Some(text) = text {
        source::replace(&file, text)?;
    }
    match arguments.format {
        Format::Json => {
            let path = path.display().to_string();
            let answer = Answer { path, written: text.is_some(), generated: &generated };
            print_json(&answer, output)?;
        }
        Format::Human => print(path, &generated, text.is_some(), output)?,
    }
    if generated.text.is_none() {
        return Ok(Outcome::Found);
    }
    if stands && !arguments.force && !arguments.print {
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

//! Invalid Ruby version.

use crate::functions::entries::{self, Entry};
use crate::rules::Check;
use crate::rules::finding::Finding;
use crate::services::Services;
use crate::snapshot::Snapshot;
use svc_config::ServicesModel;
use svc_vercel::project::Folder;
use svc_vercel::runtime::Runtime;
use svc_vercel::version_range::VersionRange;

rule! {
    /// # Invalid Ruby version
    ///
    /// The build fails because the `Gemfile` asks for a version of Ruby that Vercel doesn't have.
    ///
    /// Vercel reads the first line that starts with `ruby`, in the `Gemfile` next to the function or service, or above it. It has Ruby 3.3 and
    /// 3.2, and discontinued 2.7 and 2.5 (`RUBY_DISCONTINUED_VERSION`). The version must be written out: with `ruby file: ".ruby-version"` the
    /// build fails, too.
    ///
    /// ```files
    /// //- /api/report.rb
    /// //- /Gemfile
    /// source "https://rubygems.org"
    /// ruby "3.4.1"
    /// ```
    /// ```json bad
    /// { "cleanUrls": true }
    /// ```
    ///
    /// ```files
    /// //- /api/report.rb
    /// //- /Gemfile
    /// source "https://rubygems.org"
    /// ruby "~> 3.3.x"
    /// ```
    /// ```json good
    /// { "cleanUrls": true }
    /// ```
    ///
    /// Source: `getRubyPath` in `@vercel/ruby`, Vercel CLI 64.0.2.
    pub static RULE = {
        code: "ruby-invalid-version",
        vercel: "RUBY_INVALID_VERSION",
        severity: Error,
        check: Check::File(check), Check::EachService(ServicesModel::V1, check_services), Check::EachService(ServicesModel::V2, check_services),
    }
}

/// What is wrong with the line of a `Gemfile` that names the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unreadable,
    Missing,
    Discontinued,
}

impl Fault {
    fn vercel_code(self) -> &'static str {
        match self {
            Fault::Unreadable => "BUILD_FAILED",
            Fault::Missing => "RUBY_INVALID_VERSION",
            Fault::Discontinued => "RUBY_DISCONTINUED_VERSION",
        }
    }
}

/// The versions that `@vercel/ruby` knows, in its order.
const VERSIONS: [&str; 4] = ["3.3.x", "3.2.x", "2.7.x", "2.5.x"];
/// How many of them it builds with.
const SUPPORTED: usize = 2;

/// `@vercel/ruby`, `getRubyPath`.
fn fault(gemfile: &str) -> Option<Fault> {
    let line = gemfile.split('\n').find(|line| line.starts_with("ruby"))?;
    // Without the quotes, whatever they are.
    let mut version = line.get(4..)?.trim().chars();
    version.next();
    version.next_back();
    let version = version.as_str();
    let version = match version.split_once("~>") {
        Some((before, after)) => format!("{before}{}", after.trim_start()),
        None => version.to_owned(),
    };
    let Some(wanted) = VersionRange::parse(&version) else { return Some(Fault::Unreadable) };
    let is_wanted = |range: &str| VersionRange::parse(range).is_some_and(|range| range.intersects(&wanted));
    match VERSIONS.iter().position(|range| is_wanted(range)) {
        None => Some(Fault::Missing),
        Some(position) => (position >= SUPPORTED).then_some(Fault::Discontinued),
    }
}

fn check(snapshot: &Snapshot, findings: &mut Vec<Finding>) {
    report(snapshot, entries::of_project(snapshot, Runtime::Ruby), findings);
}

fn check_services(snapshot: &Snapshot, services: &Services<'_>, findings: &mut Vec<Finding>) {
    report(snapshot, entries::of_services(services, Runtime::Ruby), findings);
}

fn report(snapshot: &Snapshot, entries: Vec<Entry>, findings: &mut Vec<Finding>) {
    let root = Folder::root(&*snapshot.project);
    let mut reported = Vec::new();
    for entry in entries {
        let Some(file) = entry.nearest(&root, "Gemfile").filter(|file| !reported.contains(file)) else {
            continue;
        };
        let Some(fault) = root.read(&file).and_then(|text| fault(&text)) else { continue };
        let reason = match fault {
            Fault::Unreadable => format!("Vercel can't read the Ruby version in `{file}`"),
            Fault::Missing => format!("`{file}` asks for a version of Ruby that Vercel doesn't have"),
            Fault::Discontinued => {
                format!("`{file}` asks for a version of Ruby that Vercel has discontinued")
            }
        };
        let message = format!("{reason}, so the build fails. Change it to `ruby \"~> 3.3.x\"`.");
        let finding = Finding::new(&RULE, entry.place, message).vercel_code(fault.vercel_code());
        findings.push(match entry.service {
            Some(service) => finding.service(service),
            None => finding,
        });
        reported.push(file);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each answer is that of `vercel build`.
    #[test]
    fn versions() {
        for (line, expected) in [
            ("", None),
            ("source 'https://rubygems.org'", None),
            ("ruby '3.3.0'", None),
            ("ruby \"~> 3.3.x\"", None),
            ("ruby '>= 2.5'", None),
            ("ruby '3.1.0'", Some(Fault::Missing)),
            ("ruby '3.4.1'", Some(Fault::Missing)),
            ("ruby '1.9.3'", Some(Fault::Missing)),
            ("ruby '>= 3.9'", Some(Fault::Missing)),
            ("ruby '2.7.0'", Some(Fault::Discontinued)),
            ("ruby '< 3'", Some(Fault::Discontinued)),
            ("ruby file: '.ruby-version'", Some(Fault::Unreadable)),
        ] {
            assert_eq!(fault(&format!("{line}\ngem 'rack'\n")), expected, "{line}");
        }
    }
}

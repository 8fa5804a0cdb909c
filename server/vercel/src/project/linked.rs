//! The Vercel project that a folder is linked to, as Vercel's command line saved its settings.

use std::borrow::Cow;

use serde_json::Value;

use super::normalize;

/// The settings of a linked project that decide how its files are read: the same as `vercel build` reads (`readProjectSettings` and
/// `doBuild` in the CLI 64.0.2). `vercel pull` writes them; they are as old as its last run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedProject {
    /// The file that has them, from this folder.
    pub file: String,
    /// The framework preset, which a `framework` in the `vercel.json` overrides.
    pub preset: Preset,
    /// The Root Directory, from this folder, where it is another folder.
    pub root_directory: Option<String>,
    /// The Node.js version, such as `24.x`.
    pub node_version: Option<String>,
    /// The install command, which may be empty.
    pub install_command: Option<String>,
    /// The build command, which may be empty.
    pub build_command: Option<String>,
    /// The output directory, which may be empty.
    pub output_directory: Option<String>,
}

/// A framework preset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preset {
    /// None is saved.
    Unset,
    /// "Other".
    Other,
    /// The framework of this slug, which need not be one that is known.
    Framework(String),
}

impl LinkedProject {
    /// Where the settings are, from the folder that is linked.
    pub const FILE: &'static str = ".vercel/project.json";

    /// Reads the file. `None` if it isn't JSON or has no settings: the command line then asks Vercel for them.
    #[must_use]
    pub fn read(text: &str) -> Option<LinkedProject> {
        let link: Value = serde_json::from_str(text).ok()?;
        let settings = link.get("settings")?.as_object()?;
        let written = |key: &str| settings.get(key).and_then(Value::as_str);
        let text = |key: &str| written(key).filter(|text| !text.is_empty());
        Some(LinkedProject {
            file: LinkedProject::FILE.to_owned(),
            preset: match settings.get("framework") {
                None => Preset::Unset,
                Some(_) => text("framework").map_or(Preset::Other, |slug| Preset::Framework(slug.to_owned())),
            },
            root_directory: text("rootDirectory").and_then(folder).filter(|folder| folder != "."),
            node_version: text("nodeVersion").map(str::to_owned),
            install_command: written("installCommand").map(str::to_owned),
            build_command: written("buildCommand").map(str::to_owned),
            output_directory: written("outputDirectory").map(str::to_owned),
        })
    }
}

/// A Root Directory as the command line joins it to the linked folder: a slash at its start means nothing. `None` if it leads out.
fn folder(written: &str) -> Option<String> {
    normalize(written.replace('\\', "/").trim_start_matches('/')).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(settings: &str) -> Option<(Preset, Option<String>, Option<String>)> {
        let linked =
            LinkedProject::read(&format!(r#"{{ "projectId": "p", "orgId": "o", "settings": {settings} }}"#))?;
        Some((linked.preset, linked.root_directory, linked.node_version))
    }

    #[test]
    fn settings_are_read_as_they_are_saved() {
        let nextjs = Preset::Framework("nextjs".to_owned());
        let text = |text: &str| Some(text.to_owned());
        for (settings, expected) in [
            ("{}", Some((Preset::Unset, None, None))),
            (
                r#"{ "framework": null, "rootDirectory": null, "nodeVersion": "24.x" }"#,
                Some((Preset::Other, None, text("24.x"))),
            ),
            (
                r#"{ "framework": "nextjs", "rootDirectory": "./apps/web/" }"#,
                Some((nextjs, text("apps/web"), None)),
            ),
            (
                r#"{ "framework": 1, "rootDirectory": ".", "nodeVersion": 20 }"#,
                Some((Preset::Other, None, None)),
            ),
            (r#"{ "rootDirectory": "../elsewhere" }"#, Some((Preset::Unset, None, None))),
            ("null", None),
            ("[]", None),
            ("{ // comment\n }", None),
        ] {
            assert_eq!(read(settings), expected, "{settings}");
        }
        assert_eq!(LinkedProject::read("{}"), None);
        assert_eq!(LinkedProject::read(""), None);
    }
}

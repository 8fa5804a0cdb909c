//! The plan, carried out on the text: everything that it does not touch stays as it is, byte for byte.

use serde_json::Value;
use svc_syntax::{Parse, Text};

use super::{Plan, plan};
use crate::edit;
use crate::finding::TextEdit;
use crate::json::{Json, Member, Node, Object};
use crate::services::{v1, v2};
use crate::snapshot::Snapshot;

/// Why a migration was not carried out. Its display is a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Blocked {
    /// The plan has errors.
    Plan(Box<Plan>),
    /// A key that the migration adds to has a value that nothing can be added to.
    Shape(&'static str),
}

impl std::fmt::Display for Blocked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Blocked::Plan(plan) => match plan.errors.first() {
                Some(error) => f.write_str(&error.message),
                None => f.write_str("The migration is blocked."),
            },
            Blocked::Shape(key) => write!(
                f,
                "`{key}` is not what it must be, so that nothing can be added to it. Mend it first."
            ),
        }
    }
}

impl std::error::Error for Blocked {}

/// The file after its migration, with the plan that was carried out.
///
/// # Errors
///
/// The plan has errors, or the file's `rewrites` or `build.env` can't be added to.
pub fn apply(snapshot: &Snapshot) -> Result<(String, Plan), Blocked> {
    let plan = plan(snapshot);
    if !plan.errors.is_empty() {
        return Err(Blocked::Plan(Box::new(plan)));
    }
    let mut file = File { text: snapshot.text.clone(), parse: snapshot.parse.clone() };
    if plan.remove_keys.iter().any(|key| key == v2::ALIAS) {
        file.edit(|file, root| root.member(v2::ALIAS).map(|member| file.rename(member)));
        return Ok((file.text.to_string(), plan));
    }
    file.edit(|file, root| {
        let member = root.member(v1::KEY)?;
        let value = file.pretty(&Value::Object(plan.patch.services.clone()), member);
        Some(TextEdit::new(member.value.range, value))
    });
    file.edit(|file, root| root.member(v1::KEY).map(|member| file.rename(member)));
    file.add_rewrites(&plan.patch.rewrites)?;
    for (name, value) in plan.patch.build.iter().flat_map(|build| &build.env) {
        file.add_build_variable(name, value)?;
    }
    for key in plan.remove_keys.iter().filter(|key| *key != v1::KEY) {
        while file
            .edit(|file, root| root.member(key).map(|member| edit::remove_member(&file.text, root, member)))
        {
        }
    }
    Ok((file.text.to_string(), plan))
}

/// The file between two edits.
struct File {
    text: Text,
    parse: Parse,
}

impl File {
    fn root(&self) -> Node {
        self.parse.document().value().map_or_else(
            || Node { range: Default::default(), json: Json::Missing },
            |value| Node::lower(&value, 0.into()),
        )
    }

    /// Makes one edit; whether there was one to make.
    fn edit(&mut self, edit: impl FnOnce(&File, &Object) -> Option<TextEdit>) -> bool {
        let root = self.root();
        let Some(edit) = root.as_object().and_then(|root| edit(self, root)) else { return false };
        self.text.replace(edit.range, &edit.insert);
        self.parse = Parse::new(&self.text.to_string());
        true
    }

    fn rename(&self, member: &Member) -> TextEdit {
        let _ = self;
        edit::rename_key(member, v2::KEY)
    }

    /// A value over several lines, in the style of the file, behind the key of `member`.
    fn pretty(&self, value: &Value, member: &Member) -> String {
        self.indented(value, &edit::line_indent(&self.text, member.range.start()))
    }

    fn indented(&self, value: &Value, indent: &str) -> String {
        let unit = edit::indent_unit(&self.text);
        let mut bytes = Vec::new();
        let formatter = serde_json::ser::PrettyFormatter::with_indent(unit.as_bytes());
        let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, formatter);
        if serde::Serialize::serialize(value, &mut serializer).is_err() {
            return value.to_string();
        }
        String::from_utf8_lossy(&bytes).replace('\n', &format!("{}{indent}", edit::line_break(&self.text)))
    }

    /// The indentation of the file's top-level members.
    fn member_indent(&self) -> String {
        let root = self.root();
        let first = root.as_object().and_then(|root| root.members.first());
        first.map_or_else(String::new, |member| edit::line_indent(&self.text, member.range.start()))
    }

    fn add_rewrites(&mut self, rewrites: &[Value]) -> Result<(), Blocked> {
        if rewrites.is_empty() {
            return Ok(());
        }
        let indent = self.member_indent();
        let root = self.root();
        let Some(there) = root.get("rewrites") else {
            let value = self.indented(&Value::Array(rewrites.to_vec()), &indent);
            self.edit(|file, _| edit::insert_member(&file.text, &root, "rewrites", &value));
            return Ok(());
        };
        let Some(elements) = there.as_array() else { return Err(Blocked::Shape("rewrites")) };
        if elements.is_empty() {
            let value = self.indented(&Value::Array(rewrites.to_vec()), &indent);
            let range = there.range;
            self.edit(|_, _| Some(TextEdit::new(range, value)));
            return Ok(());
        }
        for rewrite in rewrites {
            let root = self.root();
            let Some(there) = root.get("rewrites") else { return Err(Blocked::Shape("rewrites")) };
            let last = there.as_array().and_then(|elements| elements.last());
            let indent =
                last.map_or_else(String::new, |last| edit::line_indent(&self.text, last.range.start()));
            let value = self.indented(rewrite, &indent);
            self.edit(|file, _| edit::insert_element(&file.text, there, usize::MAX, &value));
        }
        Ok(())
    }

    fn add_build_variable(&mut self, name: &str, value: &Value) -> Result<(), Blocked> {
        let root = self.root();
        let build = root.get("build").filter(|build| !build.is_null());
        let env = build.and_then(|build| build.get("env")).filter(|env| !env.is_null());
        let one = Value::Object(std::iter::once((name.to_owned(), value.clone())).collect());
        let indent = self.member_indent();
        let made = match (build, env) {
            (_, Some(env)) => edit::insert_member(&self.text, env, name, &value.to_string()),
            (Some(build), None) => {
                let indent = format!("{indent}{}", edit::indent_unit(&self.text));
                edit::insert_member(&self.text, build, "env", &self.indented(&one, &indent))
            }
            (None, None) => {
                let build = serde_json::json!({ "env": one });
                edit::insert_member(&self.text, &root, "build", &self.indented(&build, &indent))
            }
        };
        let made = made.ok_or(Blocked::Shape("build"))?;
        self.edit(|_, _| Some(made));
        Ok(())
    }
}

//! The migration as edits of the file, each with what it is for.

use svc_syntax::{Parse, TextRange, TextSize};

use super::{Blocked, Plan, apply};
use crate::services::v2;
use crate::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::edit::{EditGroup, line_edits};
use svc_syntax::value::Node;

/// The edits that carry the migration out, in groups that a user confirms, with the plan.
///
/// # Errors
///
/// As for [`apply`].
pub fn edits(snapshot: &Snapshot) -> Result<(Vec<EditGroup>, Plan), Blocked> {
    let (text, plan) = apply(snapshot)?;
    let after = Parse::new(&text).value().map(Node::lower);
    let mut groups: Vec<EditGroup> = Vec::new();
    let mut grown = 0_i64;
    for edit in line_edits(&snapshot.text, &text) {
        let label = label(snapshot.config(), after.as_ref(), &edit, grown);
        grown += i64::from(u32::from(TextSize::of(edit.insert.as_str())));
        grown -= i64::from(u32::from(edit.range.len()));
        match groups.iter_mut().find(|group| group.label == label) {
            Some(group) => group.edits.push(edit),
            None => groups.push(EditGroup {
                label,
                description: None,
                needs_confirmation: true,
                edits: vec![edit],
            }),
        }
    }
    let notes: Vec<&str> =
        plan.unmigrated.iter().chain(&plan.warnings).map(|note| note.message.as_str()).collect();
    let services = format!("Add `{}`", v2::KEY);
    if let Some(group) = groups.iter_mut().find(|group| group.label.starts_with(&services))
        && !notes.is_empty()
    {
        group.description = Some(notes.join(" "));
    }
    Ok((groups, plan))
}

/// What an edit is for: the top-level members that it writes or, where it writes none, those that it takes out. `grown` is by how
/// much the edits before it make the text longer.
fn label(before: &Node, after: Option<&Node>, edit: &TextEdit, grown: i64) -> String {
    let start = i64::from(u32::from(edit.range.start())) + grown;
    let start = TextSize::new(u32::try_from(start).unwrap_or_default());
    let written = TextRange::at(start, TextSize::of(edit.insert.as_str()));
    let mut keys = keys_in(after, written);
    // A comma that follows a member that was there is not what the edit is for.
    keys.retain(|key| [v2::KEY, "rewrites", "build"].contains(&key.as_str()));
    if keys.is_empty() {
        return format!("Remove {}", list(&keys_in(Some(before), edit.range)));
    }
    format!("Add {}", list(&keys))
}

fn keys_in(root: Option<&Node>, range: TextRange) -> Vec<String> {
    let members = root.and_then(Node::as_object).into_iter().flat_map(|root| &root.members);
    let touched = members.filter(|member| member.range.intersect(range).is_some_and(|it| !it.is_empty()));
    touched.map(|member| member.key.clone()).collect()
}

fn list(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use expect_test::expect;

    use super::*;
    use svc_vercel::project::MemoryFs;

    #[test]
    fn each_edit_says_what_it_is_for() {
        let text = "{\r\n\t\"experimentalServiceGroups\": { \"all\": [\"web\"] },\r\n\t\"cleanUrls\": true,\r\n\t\"experimentalServices\": {\r\n\t\t\"web\": { \"entrypoint\": \"web\", \"routePrefix\": \"/\" }\r\n\t},\r\n\t\"public\": false,\r\n\t\"rewrites\": [\r\n\t\t{ \"source\": \"/a\", \"destination\": \"/b\" }\r\n\t]\r\n}\r\n";
        let project = MemoryFs::new([("web/package.json", r#"{ "dependencies": { "next": "16" } }"#)]);
        let snapshot = Snapshot::of(text, Arc::new(project));
        let (groups, plan) = edits(&snapshot).unwrap();
        let shown: Vec<String> = groups
            .iter()
            .flat_map(|group| group.edits.iter().map(|edit| format!("{}: {edit:?}", group.label)))
            .collect();
        expect![[r#"
            Remove `experimentalServiceGroups`: TextEdit { range: 3..54, insert: "" }
            Add `services`: TextEdit { range: 75..157, insert: "\t\"services\": {\r\n\t\t\"web\": { \"root\": \"web\" }\r\n" }
            Add `rewrites`, `build`: TextEdit { range: 197..244, insert: "\t\t{ \"source\": \"/a\", \"destination\": \"/b\" },\r\n\t\t{\r\n\t\t\t\"source\": \"/(.*)\",\r\n\t\t\t\"destination\": { \"service\": \"web\" }\r\n\t\t}\r\n\t],\r\n\t\"build\": {\r\n\t\t\"env\": { \"NEXT_PUBLIC_WEB_URL\": \"/\" }\r\n\t}\r\n" }"#]].assert_eq(&shown.join("\n"));
        assert_eq!(plan.warnings.len(), 3);
        let described: Vec<&str> = groups.iter().filter_map(|group| group.description.as_deref()).collect();
        assert!(matches!(described.as_slice(), [only] if only.contains(&plan.warnings[0].message)));
        assert!(plan.warnings.iter().all(|note| note.range.is_some()), "each has its place");

        let mut made = snapshot.text.clone();
        let mut edits: Vec<TextEdit> = groups.into_iter().flat_map(|group| group.edits).collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start()));
        for edit in edits {
            made.replace(edit.range, &edit.insert);
        }
        assert_eq!(made.to_string(), apply(&snapshot).unwrap().0);
    }
}

//! The migration as edits of the file.

use super::{Blocked, Plan, apply};
use crate::snapshot::Snapshot;
use svc_syntax::TextEdit;
use svc_syntax::edit::line_edits;

/// The edits that carry the migration out, with the plan.
///
/// # Errors
///
/// As for [`apply`].
pub fn edits(snapshot: &Snapshot) -> Result<(Vec<TextEdit>, Plan), Blocked> {
    let (text, plan) = apply(snapshot)?;
    Ok((line_edits(&snapshot.text, &text), plan))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use svc_vercel::project::MemoryFs;

    #[test]
    fn the_edits_carry_the_migration_out() {
        let text = "{\r\n\t\"experimentalServiceGroups\": { \"all\": [\"web\"] },\r\n\t\"cleanUrls\": true,\r\n\t\"experimentalServices\": {\r\n\t\t\"web\": { \"entrypoint\": \"web\", \"routePrefix\": \"/\" }\r\n\t},\r\n\t\"public\": false,\r\n\t\"rewrites\": [\r\n\t\t{ \"source\": \"/a\", \"destination\": \"/b\" }\r\n\t]\r\n}\r\n";
        let project = MemoryFs::new([("web/package.json", r#"{ "dependencies": { "next": "16" } }"#)]);
        let snapshot = Snapshot::of(text, Arc::new(project));
        let (mut edits, plan) = edits(&snapshot).unwrap();
        assert_eq!(plan.warnings.len(), 4);
        assert!(plan.warnings.iter().all(|note| note.range.is_some()), "each has its place");

        let mut made = snapshot.text.clone();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.range.start()));
        for edit in edits {
            made.replace(edit.range, &edit.insert);
        }
        assert_eq!(made.to_string(), apply(&snapshot).unwrap().0);
    }
}

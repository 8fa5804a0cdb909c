//! Hover: what the value or key at the cursor is, in words.

use crate::config::Shape;
use crate::frameworks;

/// What a framework brings, as Markdown.
#[must_use]
pub fn framework(slug: &str) -> Option<String> {
    let framework = frameworks::find(slug)?;
    Some(framework.name.clone())
}

/// What may stand at a place, as Markdown.
#[must_use]
pub fn shape(shape: Shape) -> String {
    shape.docs().to_owned()
}

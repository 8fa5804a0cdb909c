//! Which of several forms a value is meant to have.
//!
//! The type of JSON decides first. Between objects, the keys decide that name a kind (`type`, `trigger`, `op`): a discriminator is a
//! key to which the forms give different lists of values. What is left goes to the form with the fewest mistakes.

use serde_json::Value;

use super::Shape;
use super::validate;
use svc_syntax::value::{Json, Node, Object};

/// What is decided about a value with several forms.
#[derive(Debug)]
pub(super) enum Decision {
    /// No form has the value's type.
    WrongType,
    /// This form.
    Form(Shape),
    /// The value does not say which kind it is, or names an unknown one. The form is the best guess: of its other mistakes, only those
    /// count that every form would share.
    Undecided {
        /// The best guess.
        guess: Shape,
        /// The key that would decide.
        key: &'static str,
        /// The forms that remain.
        candidates: Vec<Shape>,
    },
}

impl Shape {
    /// The form that the value is meant to have, decided by what is written; itself where there is one form only, where no form has
    /// the value's type, or where nothing is written yet.
    #[must_use]
    pub fn choose(self, node: &Node) -> Shape {
        if !self.has_alternatives() || node.is_missing() {
            return self;
        }
        match decide(self, node) {
            Decision::WrongType => self,
            Decision::Form(form) => form.choose(node),
            Decision::Undecided { guess, .. } => guess.choose(node),
        }
    }

    /// The forms that what is written does not rule out: what completion offers keys and values from. Itself where there is one form.
    #[must_use]
    pub fn candidates(self, node: &Node) -> Vec<Shape> {
        if !self.has_alternatives() {
            return vec![self];
        }
        let mut forms: Vec<Shape> = self.alternatives().filter(|form| admits(*form, &node.json)).collect();
        if let Json::Object(object) = &node.json {
            for key in discriminators(&forms) {
                let matching: Vec<Shape> =
                    forms.iter().copied().filter(|form| names(*form, key, object)).collect();
                if object.has(key) && !matching.is_empty() {
                    forms = matching;
                }
            }
        }
        forms.into_iter().flat_map(|form| form.candidates(node)).collect()
    }
}

/// Decides between the forms of `shape`, which has several.
pub(super) fn decide(shape: Shape, node: &Node) -> Decision {
    let mut forms: Vec<Shape> = shape.alternatives().filter(|form| admits(*form, &node.json)).collect();
    if forms.is_empty() {
        return Decision::WrongType;
    }
    if let Json::Object(object) = &node.json {
        for key in discriminators(&forms) {
            // A key that tells other forms apart says nothing more about the one that is left.
            if forms.len() == 1 {
                break;
            }
            let matching: Vec<Shape> = if forms.iter().any(|form| written(*form, key, object).is_some()) {
                forms.iter().copied().filter(|form| names(*form, key, object)).collect()
            } else {
                forms.iter().copied().filter(|form| !requires(*form, key)).collect()
            };
            if matching.is_empty() {
                let near = nearest(&forms, key, object);
                let guess = best(&near, node);
                return Decision::Undecided { guess, key, candidates: near };
            }
            forms = matching;
        }
    }
    Decision::Form(best(&forms, node))
}

/// The keys to which the forms give different lists of values, in the order of the model.
pub(super) fn discriminators(forms: &[Shape]) -> Vec<&'static str> {
    let mut keys: Vec<&'static str> = Vec::new();
    for form in forms {
        for property in form.properties().filter(|property| !property.shape.data().values.is_empty()) {
            let differs = forms.iter().any(|other| {
                other
                    .property(property.key)
                    .is_some_and(|shape| shape.data().values != property.shape.data().values)
            });
            if differs && !keys.contains(&property.key) {
                keys.push(property.key);
            }
        }
    }
    keys
}

/// Whether a value has a type that the form takes.
pub(super) fn admits(form: Shape, json: &Json) -> bool {
    if form.has_alternatives() {
        return form.alternatives().any(|form| admits(form, json));
    }
    let types = &form.data().types;
    types.is_empty() || types.iter().any(|name| name.admits(json))
}

/// Whether the form has what is written under `key` among its values. A value that is not there yet fits all.
fn names(form: Shape, key: &str, object: &Object) -> bool {
    let (Some(shape), Some(node)) = (form.property(key), written(form, key, object)) else { return false };
    node.is_missing() || shape.data().values.iter().any(|value| is(&value.value, &node.json))
}

/// What is written under a key, or under a misspelling of it.
fn written<'a>(form: Shape, key: &str, object: &'a Object) -> Option<&'a Node> {
    object.get(key).or_else(|| {
        let misspelled = |other: &str| form.property(other).is_none() && form.means(other, key);
        object.members().iter().rev().find(|member| misspelled(&member.key)).map(|member| &member.value)
    })
}

fn requires(form: Shape, key: &str) -> bool {
    form.properties().any(|property| property.key == key && property.required)
}

/// The forms whose value of `key` is nearest to what is written there; all if none is near.
fn nearest(forms: &[Shape], key: &str, object: &Object) -> Vec<Shape> {
    let Some(text) = object.get(key).and_then(Node::as_str) else { return forms.to_vec() };
    let near = |form: &Shape| {
        let values = form.property(key).map(|shape| shape.data().values.as_slice()).unwrap_or_default();
        svc_vercel::spelling::nearest(text, values.iter().filter_map(|value| value.value.as_str())).is_some()
    };
    let close: Vec<Shape> = forms.iter().copied().filter(near).collect();
    if close.is_empty() { forms.to_vec() } else { close }
}

/// The form with the fewest mistakes; of equals, the first.
fn best(forms: &[Shape], node: &Node) -> Shape {
    let mistakes = |form: &Shape| if forms.len() == 1 { 0 } else { validate::count(*form, node) };
    // Never called without forms.
    forms.iter().copied().min_by_key(mistakes).unwrap_or_else(|| super::model().root())
}

/// Whether a value of the schema is what is written.
pub(super) fn is(value: &Value, json: &Json) -> bool {
    match (value, json) {
        (Value::Null, Json::Null) => true,
        (Value::Bool(value), Json::Bool(written)) => value == written,
        (Value::String(value), Json::String(written)) => value == written,
        (Value::Number(value), Json::Number(written)) => value.as_f64() == Some(*written),
        _ => false,
    }
}

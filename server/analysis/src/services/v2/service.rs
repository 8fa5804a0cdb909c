//! What is particular to a service of this model: its bindings.

use svc_syntax::TextRange;

use crate::services::Service;
use svc_syntax::value::{Node, Query};

/// An entry of `bindings`: a variable that holds another service's URL.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The entry.
    pub node: &'a Node,
    /// The other service's name, of whatever type.
    pub service: Option<&'a Node>,
    /// The variable's name, of whatever type.
    pub env: Option<&'a Node>,
}

impl<'a> Binding<'a> {
    /// The other service's name.
    #[must_use]
    pub fn target(&self) -> Option<&'a str> {
        self.service?.as_str()
    }

    /// The variable's name.
    #[must_use]
    pub fn variable(&self) -> Option<&'a str> {
        self.env?.as_str()
    }

    /// Where it names the other service; the entry where it doesn't.
    #[must_use]
    pub fn target_range(&self) -> TextRange {
        self.service.map_or(self.node.range, |service| service.range)
    }
}

/// Whether a service has `bindings`.
pub(super) struct HasBindings;

impl Query for HasBindings {
    type Answer = bool;
}

impl<'a> Service<'a> {
    /// Its bindings, in their order.
    pub fn bindings(&self) -> impl Iterator<Item = Binding<'a>> + use<'a> {
        let field = self.known_field::<HasBindings>("bindings");
        let entries = field.and_then(Node::as_array).unwrap_or_default();
        let field = |node: &'a Node, key| node.get(key).filter(|value| !value.is_missing());
        entries.iter().map(move |node| Binding {
            node,
            service: field(node, "service"),
            env: field(node, "env"),
        })
    }
}

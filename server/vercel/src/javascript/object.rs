//! An object as JavaScript orders it.

/// The names of properties that every JavaScript object has: `in` finds them in any table, as in Vercel's of runtimes.
pub const OBJECT_PROTOTYPE_PROPERTIES: [&str; 12] = [
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
];

/// Keys and values as a JavaScript object lists them: integer-like keys first, ascending, then the others as they came.
#[derive(Debug, Clone, PartialEq)]
pub struct JsObject<T> {
    members: Vec<(String, T)>,
}

impl<T> Default for JsObject<T> {
    fn default() -> Self {
        JsObject { members: Vec::new() }
    }
}

impl<T> JsObject<T> {
    /// Sets a value; the key keeps its place if it is there already.
    pub fn insert(&mut self, key: String, value: T) {
        match self.get_mut(&key) {
            Some(slot) => *slot = value,
            None => self.members.push((key, value)),
        }
    }

    /// The value of this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&T> {
        self.members.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The value of this key.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut T> {
        self.members.iter_mut().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// Every member in JavaScript's order.
    #[must_use]
    pub fn entries(&self) -> Vec<(&str, &T)> {
        let mut entries: Vec<_> = self.members.iter().map(|(key, value)| (key.as_str(), value)).collect();
        entries.sort_by_key(|(key, _)| array_index(key).unwrap_or(u32::MAX));
        entries
    }

    /// Every value in the order in which they came, to be changed in place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.members.iter_mut().map(|(_, value)| value)
    }
}

/// The key as an index, which JavaScript lists before other keys: the canonical form of an integer from 0 to 2^32 - 2.
fn array_index(key: &str) -> Option<u32> {
    let index: u32 = key.parse().ok()?;
    (index != u32::MAX && index.to_string() == key).then_some(index)
}

//! An object as JavaScript orders it.

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
        entries.sort_by_key(|(key, _)| crate::json::array_index(key).unwrap_or(u32::MAX));
        entries
    }

    /// Every value in the order in which they came, to be changed in place.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.members.iter_mut().map(|(_, value)| value)
    }
}

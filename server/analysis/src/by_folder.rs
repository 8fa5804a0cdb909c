//! What is known of single folders and files of the project, found once until the project changes.

use std::any::Any;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use crate::snapshot::Snapshot;
use svc_syntax::value::Query;

/// The size of each cache: while the name of a folder is typed, each prefix is looked up.
const MAX_REMEMBERED: usize = 1_000;

/// A question about a folder or file, whose answer depends on the project's files alone.
pub trait FolderQuery: Any + Send + Sync {
    /// The answer: cheap to clone.
    type Answer: Clone + Send + Sync;

    /// Finds the answer for a folder or file, whose path is from the project root.
    fn find(snapshot: &Snapshot, folder: &str) -> Self::Answer;
}

struct Cache<Q>(PhantomData<Q>);

impl<Q: FolderQuery> Query for Cache<Q> {
    type Answer = Mutex<HashMap<String, Q::Answer>>;
}

/// The answer for a folder or file.
#[must_use]
pub fn of_folder<Q: FolderQuery>(snapshot: &Snapshot, folder: &str) -> Q::Answer {
    let known = snapshot.project_facts().of::<Cache<Q>>().get_or_init(Mutex::default);
    let lock = || known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(answer) = lock().get(folder) {
        return answer.clone();
    }
    let answer = Q::find(snapshot, folder);
    let mut known = lock();
    if known.len() >= MAX_REMEMBERED {
        known.clear();
    }
    known.insert(folder.to_owned(), answer.clone());
    answer
}

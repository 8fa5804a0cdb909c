//! What is remembered of a node by itself.

use std::any::{Any, type_name};
use std::fmt;
use std::marker::PhantomData;
use std::sync::OnceLock;

/// A question about a node, whose answer is remembered as long as the node lives.
pub trait Query: 'static {
    /// The answer. Places in it are relative to the node's start, so that they move with it.
    type Answer: Send + Sync + 'static;
}

/// The answers to the queries about one node, each found once.
#[derive(Default)]
pub struct Facts(OnceLock<Box<Fact<dyn Any + Send + Sync>>>);

/// One answer, and the others behind it.
struct Fact<T: ?Sized> {
    others: Facts,
    answer: T,
}

struct Answer<Q: Query>(OnceLock<Q::Answer>, PhantomData<fn() -> Q>);

impl Facts {
    /// The cell for the answer to a query, empty until it is computed.
    #[must_use]
    pub fn of<Q: Query>(&self) -> &OnceLock<Q::Answer> {
        let mut facts = self;
        loop {
            let fact = facts.0.get_or_init(|| {
                Box::new(Fact { others: Facts::default(), answer: Answer::<Q>(OnceLock::new(), PhantomData) })
            });
            match fact.answer.downcast_ref::<Answer<Q>>() {
                Some(Answer(answer, _)) => return answer,
                None => facts = &fact.others,
            }
        }
    }
}

impl fmt::Debug for Facts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(type_name::<Facts>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Length;
    impl Query for Length {
        type Answer = usize;
    }

    struct Count;
    impl Query for Count {
        type Answer = usize;
    }

    #[test]
    fn each_query_has_its_own_answer() {
        let facts = Facts::default();
        assert_eq!(facts.of::<Length>().get_or_init(|| 1), &1);
        assert_eq!(facts.of::<Count>().get(), None);
        assert_eq!(facts.of::<Count>().get_or_init(|| 2), &2);
        assert_eq!(facts.of::<Length>().get_or_init(|| 3), &1);
    }
}

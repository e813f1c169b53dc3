use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use crate::moment::Moment;

/// Questions that are under way.
pub(crate) struct Flights<K, T: Clone> {
    board: Arc<Board<K, T>>,
    /// How many set off.
    count: AtomicU64,
}

type Board<K, T> = Mutex<HashMap<K, Flight<T>>>;

/// A question that is under way, as long as anybody waits for it: whoever still waits carries it on, and when the last
/// one goes away it is dropped with all it holds, such as a connection.
struct Flight<T: Clone> {
    number: u64,
    moment: Moment,
    answer: WeakShared<BoxFuture<'static, T>>,
}

impl<K, T> Flights<K, T>
where
    K: Clone + Eq + Hash + Send + 'static,
    T: Clone + Send + Sync + 'static,
{
    pub(crate) fn new() -> Self {
        Self {
            board: Arc::new(Mutex::new(HashMap::new())),
            count: AtomicU64::new(0),
        }
    }

    /// The answer of the flight for `key` that is under way, or of a new one if there is none that serves `moment`.
    ///
    /// `landed` looks for an answer that came just before, and `ask` sets off.
    pub(crate) async fn join(
        &self,
        key: K,
        moment: Moment,
        landed: impl FnOnce() -> Option<T>,
        ask: impl FnOnce() -> BoxFuture<'static, T>,
    ) -> T {
        let answer = {
            let mut board = lock(&self.board);
            let under_way = board.get(&key).filter(|flight| flight.moment.serves(&moment));
            if let Some(answer) = under_way.and_then(|flight| flight.answer.upgrade()) {
                answer
            } else if let Some(answer) = landed() {
                return answer;
            } else {
                self.set_off(&mut board, key, moment, ask())
            }
        };
        answer.await
    }

    fn set_off(
        &self,
        board: &mut HashMap<K, Flight<T>>,
        key: K,
        moment: Moment,
        asked: BoxFuture<'static, T>,
    ) -> Shared<BoxFuture<'static, T>> {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let landing = Landing {
            board: Arc::clone(&self.board),
            key: key.clone(),
            number,
        };
        let flight = async move {
            let _landing = landing;
            asked.await
        };
        let answer = flight.boxed().shared();
        if let Some(weak) = answer.downgrade() {
            let flight = Flight {
                number,
                moment,
                answer: weak,
            };
            board.insert(key, flight);
        }
        answer
    }
}

/// Takes a flight off the board when it ends, however it does.
struct Landing<K: Eq + Hash, T: Clone> {
    board: Arc<Board<K, T>>,
    key: K,
    number: u64,
}

impl<K: Eq + Hash, T: Clone> Drop for Landing<K, T> {
    fn drop(&mut self) {
        let mut board = lock(&self.board);
        // A later flight for the same key may have taken its place.
        if board
            .get(&self.key)
            .is_some_and(|flight| flight.number == self.number)
        {
            board.remove(&self.key);
        }
    }
}

fn lock<K, T: Clone>(board: &Board<K, T>) -> MutexGuard<'_, HashMap<K, Flight<T>>> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}

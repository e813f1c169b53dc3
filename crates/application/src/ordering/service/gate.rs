//! One at a time for each item: many who want the same would only lose races against each other.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures_channel::oneshot;
use hexmart_domain::shared::ItemId;

/// How many may wait for one item.
const WAITING: usize = 64;

/// Lets one through for each item, in the order in which they came.
#[derive(Clone, Default)]
pub(super) struct Gate {
    queues: Arc<Mutex<Queues>>,
}

/// Who waits for an item; an item has an entry as long as somebody is through.
type Queues = HashMap<ItemId, VecDeque<oneshot::Sender<Pass>>>;

/// The right to be through; whoever is next gets it when it is dropped.
pub(super) struct Pass {
    gate: Gate,
    item: ItemId,
}

/// Too many are waiting already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Crowded;

impl fmt::Debug for Pass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pass({})", self.item)
    }
}

impl Gate {
    /// Goes through for all of these items. Everybody takes them in one order, so that no two wait for each other.
    pub(super) async fn enter(&self, items: &[ItemId]) -> Result<Vec<Pass>, Crowded> {
        let mut items = items.to_vec();
        items.sort_unstable();
        items.dedup();
        let mut passes = Vec::with_capacity(items.len());
        for item in items {
            passes.push(self.enter_one(item).await?);
        }
        Ok(passes)
    }

    async fn enter_one(&self, item: ItemId) -> Result<Pass, Crowded> {
        let turn = {
            let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
            match queues.entry(item) {
                Entry::Vacant(free) => {
                    free.insert(VecDeque::new());
                    return Ok(self.pass(item));
                }
                Entry::Occupied(taken) => {
                    let queue = taken.into_mut();
                    if queue.len() >= WAITING {
                        queue.retain(|waiting| !waiting.is_canceled());
                    }
                    if queue.len() >= WAITING {
                        return Err(Crowded);
                    }
                    let (sender, turn) = oneshot::channel();
                    queue.push_back(sender);
                    turn
                }
            }
        };
        // A sender goes only with a pass in its hand, or with the gate itself.
        turn.await.or(Err(Crowded))
    }

    fn pass(&self, item: ItemId) -> Pass {
        Pass {
            gate: self.clone(),
            item,
        }
    }

    /// Who is next; when there is nobody, the item is free.
    fn next(&self, item: ItemId) -> Option<oneshot::Sender<Pass>> {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let next = queues.get_mut(&item)?.pop_front();
        if next.is_none() {
            queues.remove(&item);
        }
        next
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        if let Some(next) = self.gate.next(self.item) {
            // A pass that nobody takes any more, now or once it was sent, is dropped in its turn, and goes to the next.
            drop(next.send(self.gate.pass(self.item)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::task::{Context, Poll, Waker};

    use chrono::DateTime;
    use futures_util::FutureExt;

    use super::*;

    fn item(number: u8) -> ItemId {
        ItemId::mint(DateTime::UNIX_EPOCH, [number; 10])
    }

    type Entering = Pin<Box<dyn Future<Output = Result<Vec<Pass>, Crowded>>>>;

    /// Somebody who wants through, and has asked once.
    fn asking(gate: &Gate, items: &[ItemId]) -> Entering {
        let (gate, items) = (gate.clone(), items.to_vec());
        let mut entering: Entering = Box::pin(async move { gate.enter(&items).await });
        assert!(poll(&mut entering).is_none(), "nobody was in the way");
        entering
    }

    fn poll(entering: &mut Entering) -> Option<Vec<Pass>> {
        match entering.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(through) => Some(through.unwrap()),
            Poll::Pending => None,
        }
    }

    fn through(gate: &Gate, items: &[ItemId]) -> Vec<Pass> {
        gate.enter(items).now_or_never().unwrap().unwrap()
    }

    #[test]
    fn one_at_a_time_in_the_order_in_which_they_came() {
        let gate = Gate::default();
        let first = through(&gate, &[item(1)]);
        let mut waiting: Vec<_> = (0..5).map(|_| asking(&gate, &[item(1)])).collect();
        let mut inside = first;
        while !waiting.is_empty() {
            drop(inside);
            inside = poll(waiting.first_mut().unwrap()).unwrap();
            drop(waiting.remove(0));
            assert!(waiting.iter_mut().all(|other| poll(other).is_none()));
        }
        drop(inside);
        assert!(gate.queues.lock().unwrap().is_empty(), "something is left behind");
    }

    #[test]
    fn whoever_leaves_the_queue_or_the_gate_holds_nobody_up() {
        let gate = Gate::default();
        let first = through(&gate, &[item(1)]);
        let left_before = asking(&gate, &[item(1)]);
        let left_at_the_gate = asking(&gate, &[item(1)]);
        let mut last = asking(&gate, &[item(1)]);
        drop(left_before);
        drop(first);
        // The pass lies ready for them, and they never look.
        assert!(poll(&mut last).is_none());
        drop(left_at_the_gate);
        assert!(poll(&mut last).is_some());
        assert!(gate.queues.lock().unwrap().is_empty(), "something is left behind");
    }

    #[test]
    fn items_are_taken_in_one_order_whatever_order_they_are_named_in() {
        let gate = Gate::default();
        let first = through(&gate, &[item(1), item(2)]);
        let mut one = asking(&gate, &[item(2), item(1), item(2)]);
        let mut other = asking(&gate, &[item(1), item(2)]);
        drop(first);
        let passes = poll(&mut one).unwrap();
        assert_eq!(passes.len(), 2);
        assert!(poll(&mut other).is_none());
        drop(passes);
        assert!(poll(&mut other).is_some());
    }

    #[test]
    fn the_queue_ends_somewhere_and_those_who_left_do_not_count() {
        let gate = Gate::default();
        let first = through(&gate, &[item(1)]);
        let mut waiting: Vec<_> = (0..WAITING).map(|_| asking(&gate, &[item(1)])).collect();
        let refused = pin!(gate.enter(&[item(1)])).now_or_never();
        assert_eq!(refused.map(|refused| refused.unwrap_err()), Some(Crowded));
        drop(waiting.pop());
        let mut late = asking(&gate, &[item(1)]);
        // Nobody is in the way of another item.
        drop(through(&gate, &[item(2)]));
        drop(first);
        drop(waiting);
        assert!(poll(&mut late).is_some());
    }

    #[test]
    fn whoever_is_refused_gives_back_what_they_had() {
        let gate = Gate::default();
        let second = through(&gate, &[item(2)]);
        let waiting: Vec<_> = (0..WAITING).map(|_| asking(&gate, &[item(2)])).collect();
        let refused = gate.enter(&[item(1), item(2)]).now_or_never();
        assert_eq!(refused.map(|refused| refused.unwrap_err()), Some(Crowded));
        drop(through(&gate, &[item(1)]));
        drop((waiting, second));
        assert!(gate.queues.lock().unwrap().is_empty(), "something is left behind");
    }
}

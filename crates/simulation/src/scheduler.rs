use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::world::World;

/// Runs tasks on one thread, the next one chosen by the dice: the same seed runs them in the same order.
pub(crate) struct Scheduler {
    world: Arc<World>,
    tasks: Vec<Task>,
}

struct Task {
    future: Pin<Box<dyn Future<Output = ()> + Send>>,
    ready: Arc<Ready>,
    waker: Waker,
}

struct Ready(AtomicBool);

impl Wake for Ready {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Nobody can go on, and nobody waits for the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Deadlock;

impl Scheduler {
    pub(crate) const fn new(world: Arc<World>) -> Self {
        Self {
            world,
            tasks: Vec::new(),
        }
    }

    pub(crate) fn spawn(&mut self, future: impl Future<Output = ()> + Send + 'static) {
        let ready = Arc::new(Ready(AtomicBool::new(true)));
        self.tasks.push(Task {
            future: Box::pin(future),
            waker: Waker::from(Arc::clone(&ready)),
            ready,
        });
    }

    /// Runs until every task is done.
    pub(crate) fn run(&mut self) -> Result<(), Deadlock> {
        while !self.tasks.is_empty() {
            let ready: Vec<usize> = (0..self.tasks.len())
                .filter(|place| self.is_ready(*place))
                .collect();
            match ready.get(self.world.dice.below(ready.len())) {
                Some(place) => self.go_on(*place),
                None if self.world.pass_time() => {}
                None => return Err(Deadlock),
            }
        }
        Ok(())
    }

    fn is_ready(&self, place: usize) -> bool {
        self.tasks
            .get(place)
            .is_some_and(|task| task.ready.0.load(Ordering::Relaxed))
    }

    fn go_on(&mut self, place: usize) {
        let Some(task) = self.tasks.get_mut(place) else {
            return;
        };
        task.ready.0.store(false, Ordering::Relaxed);
        if let Poll::Ready(()) = task.future.as_mut().poll(&mut Context::from_waker(&task.waker)) {
            drop(self.tasks.swap_remove(place));
        }
    }
}

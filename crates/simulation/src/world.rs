use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use chrono::{DateTime, TimeDelta};
use hexmart_application::platform::{Clock, Mint};
use hexmart_domain::shared::Instant;

use crate::dice::Dice;

/// Time, chance and trouble of one run.
pub(crate) struct World {
    pub(crate) dice: Arc<Dice>,
    micros: AtomicI64,
    sleepers: Mutex<Vec<(i64, Waker)>>,
    troubled: AtomicBool,
    slowness: AtomicU64,
}

/// The most seconds that something slow takes.
const SLOW: usize = 90;
/// Friday noon in Seoul.
const BEGINNING: i64 = 1_800_000_000_000_000;

impl World {
    pub(crate) fn new(seed: u64) -> Arc<Self> {
        Arc::new(Self {
            dice: Arc::new(Dice::new(seed)),
            micros: AtomicI64::new(BEGINNING),
            sleepers: Mutex::default(),
            troubled: AtomicBool::new(true),
            slowness: AtomicU64::new(0),
        })
    }

    /// From now on what is done takes its time, so many times in a thousand.
    pub(crate) fn slow_down(&self, per_mille: u64) {
        self.slowness.store(per_mille, Ordering::Relaxed);
    }

    /// Goes on at once, or when it took its time.
    pub(crate) async fn stall(self: &Arc<Self>) {
        let slowness = self.slowness.load(Ordering::Relaxed);
        if slowness > 0 && self.trouble(slowness) {
            let seconds = i64::try_from(self.dice.below(SLOW)).unwrap_or_default();
            self.sleep(TimeDelta::seconds(seconds)).await;
        }
    }

    pub(crate) fn mint(self: &Arc<Self>) -> Mint {
        let clock: Arc<dyn Clock> = self.clone();
        Mint::new(clock, self.dice.clone())
    }

    /// Whether something goes wrong now that goes wrong so many times in a thousand; never once the world is healed.
    pub(crate) fn trouble(&self, per_mille: u64) -> bool {
        self.troubled.load(Ordering::Relaxed) && self.dice.happens(per_mille)
    }

    /// From now on nothing goes wrong any more.
    pub(crate) fn heal(&self) {
        self.troubled.store(false, Ordering::Relaxed);
    }

    /// Lets others go first, a random number of times.
    pub(crate) async fn dawdle(&self) {
        for _ in 0..self.dice.below(4) {
            Yield(false).await;
        }
    }

    /// Waits for the clock.
    pub(crate) fn sleep(self: &Arc<Self>, time: TimeDelta) -> impl Future<Output = ()> + Send + use<> {
        let until = self.micros() + time.num_microseconds().unwrap_or_default();
        let world = Arc::clone(self);
        std::future::poll_fn(move |context| world.poll_until(until, context))
    }

    fn poll_until(&self, until: i64, context: &Context<'_>) -> Poll<()> {
        if self.micros() >= until {
            return Poll::Ready(());
        }
        let mut sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        sleepers.push((until, context.waker().clone()));
        Poll::Pending
    }

    /// Puts the clock forward to when the next sleeper wants to be woken, and wakes all that are due; false when nobody
    /// sleeps.
    pub(crate) fn pass_time(&self) -> bool {
        let mut sleepers = self.sleepers.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(next) = sleepers.iter().map(|(until, _)| *until).min() else {
            return false;
        };
        self.micros.fetch_max(next, Ordering::Relaxed);
        let (due, later) = sleepers.drain(..).partition(|(until, _)| *until <= next);
        *sleepers = later;
        drop(sleepers);
        let due: Vec<(i64, Waker)> = due;
        for (_, waker) in due {
            waker.wake();
        }
        true
    }

    /// Every look at the clock takes a little while, so that no two things happen at the same instant.
    fn micros(&self) -> i64 {
        self.micros.fetch_add(1, Ordering::Relaxed)
    }
}

impl Clock for World {
    fn now(&self) -> Instant {
        DateTime::from_timestamp_micros(self.micros()).unwrap_or_default()
    }
}

struct Yield(bool);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if self.0 {
            return Poll::Ready(());
        }
        self.0 = true;
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

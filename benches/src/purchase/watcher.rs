//! Somebody who only looks around, before something happens and while it does.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use super::Shop;
use crate::cli::Options;
use crate::client::{self, Call};
use crate::load::{self, Outcome, Pressure};
use crate::visitor::Visitor;

/// What they read between two pages.
const PAUSE: Duration = Duration::from_millis(5);
/// Longer than anything that is looked at.
const LONG: Duration = Duration::from_mins(15);

fn look(shop: &Shop, pressure: &Pressure) -> Result<Outcome> {
    let pages = shop.goods.ids.iter();
    let calls: Arc<[Call]> = pages
        .map(|id| client::get(&format!("/commerce/products/{id}/")))
        .collect::<Result<_>>()?;
    load::run(pressure, |_| Visitor::new(&[shop.server.address], &calls, 0, 1))
}

/// What they feel while nothing happens.
pub(crate) fn idle(shop: &Shop, options: &Options) -> Result<Outcome> {
    let pressure = Pressure {
        pause: PAUSE,
        ..options.pressure(1)
    };
    look(shop, &pressure)
}

/// What they feel while something does.
pub(crate) fn during<T: Send>(
    shop: &Shop,
    options: &Options,
    event: impl FnOnce() -> Result<T> + Send,
) -> Result<(T, Outcome)> {
    let is_over = Arc::new(AtomicBool::new(false));
    let pressure = Pressure {
        pause: PAUSE,
        warm_up: Duration::ZERO,
        measured: LONG,
        stop: Arc::clone(&is_over),
        ..options.pressure(1)
    };
    thread::scope(|scope| {
        let looking = scope.spawn(|| look(shop, &pressure));
        let happened = event();
        is_over.store(true, Ordering::Relaxed);
        let Ok(felt) = looking.join() else {
            bail!("who looked around panicked");
        };
        Ok((happened?, felt?))
    })
}

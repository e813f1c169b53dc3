//! A campaign that fails: everybody's points go back, while others shop.

use std::net::SocketAddr;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::Value;

use super::rows::Id;
use super::seed::OVER;
use crate::account::Account;
use crate::cli::Options;
use crate::client::{self, Call};
use crate::load::Outcome;
use crate::purchase::{Shop, watcher};
use crate::rest;

pub(super) const IDLE: &str = "detail, before pledges go back";
pub(super) const DURING: &str = "detail, while pledges go back";
/// How long anybody waits for their points: less than a token lasts.
const PATIENCE: Duration = Duration::from_mins(8);
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// What a deadline did.
pub(super) struct Passed {
    /// From the deadline to the last pledge that went back.
    pub(super) took: Duration,
    /// What who looks around felt, before it and meanwhile.
    pub(super) idle: Outcome,
    pub(super) during: Outcome,
}

/// Lets the final date of a campaign be over, and waits until all of its pledges went back.
pub(super) fn pass(shop: &Shop, options: &Options, staff: &Account, campaign: Id) -> Result<Passed> {
    // What happened before is not to be in the way, nor to be what idle looks like.
    rest::wait(shop.server.pid())?;
    let staff = staff.token(shop.server.address)?;
    let idle = watcher::idle(shop, options)?;
    let failing = Failing {
        address: shop.server.address,
        call: client::get_as(&format!("/commerce/campaigns/{}/", campaign.text()), &staff)?,
        pledges: options.refunds,
    };
    // Nobody waits here for a midnight in Seoul, nor lets a clock go wrong.
    let over = format!(
        "UPDATE campaigns SET closes_at = '{OVER}' WHERE id = {}",
        campaign.literal()
    );
    let begun = Instant::now();
    shop.database.pen()?.write(&over)?;
    // Until then there is nothing that who looks around could feel.
    failing.wait(|shown| shown.get("state").and_then(Value::as_str) == Some("CANCEL"))?;
    let ((), during) = watcher::during(shop, options, || failing.wait(|shown| failing.is_empty(shown)))?;
    let took = begun.elapsed();
    Ok(Passed { took, idle, during })
}

/// The campaign, as staff see it.
struct Failing {
    address: SocketAddr,
    call: Call,
    pledges: u64,
}

impl Failing {
    fn wait(&self, is_so: impl Fn(&Value) -> bool) -> Result<()> {
        let give_up_at = Instant::now() + PATIENCE;
        let mut shown = client::ask(self.address, &self.call)?;
        while !is_so(&shown) {
            ensure!(
                Instant::now() < give_up_at,
                "after {} s the campaign is still {}",
                PATIENCE.as_secs(),
                client::sample(shown.to_string().as_bytes())
            );
            sleep(LOOK_AGAIN);
            shown = client::ask(self.address, &self.call)?;
        }
        Ok(())
    }

    /// Whether everything went back.
    fn is_empty(&self, shown: &Value) -> bool {
        let back = shown.pointer("/refunds/count").and_then(Value::as_u64);
        back == Some(self.pledges)
    }
}

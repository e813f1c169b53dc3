use std::sync::Arc;

use chrono::{Days, NaiveTime, TimeDelta};
use futures_util::future::join;
use hexmart_application::points::{PointChange, Points as _};
use hexmart_application::subscriptions::Subscriptions as _;
use hexmart_domain::shared::{Instant, OrderId, Points, SEOUL, UserId};

use super::bank::Bank;
use super::request::{Deed, Request};
use crate::failure::Failure;
use crate::world::World;

/// So long the shop certainly knows what it answered.
const REMEMBERED: TimeDelta = TimeDelta::days(14);

/// Somebody with a wallet, who does one thing after another, and some at once.
pub(super) struct Person {
    pub(super) bank: Arc<Bank>,
    pub(super) who: UserId,
    /// What was done under a key, what was answered, and when.
    pub(super) done: Vec<(Request, String, Instant)>,
    pub(super) orders: Vec<OrderId>,
    /// How many keys were used.
    pub(super) number: usize,
}

/// Waits until shortly before, or shortly after, midnight in Seoul.
pub(super) async fn wait_for_midnight(world: &Arc<World>) {
    let now = world.mint().now();
    let next = (now.naive_utc() + SEOUL).date() + Days::new(1);
    let midnight = (next.and_time(NaiveTime::MIN) - SEOUL).and_utc();
    let off = i64::try_from(world.dice.below(60_000)).unwrap_or_default() - 50_000;
    world.sleep(midnight - now + TimeDelta::milliseconds(off)).await;
}

impl Person {
    pub(super) const fn new(bank: Arc<Bank>, who: UserId) -> Self {
        Self {
            bank,
            who,
            done: Vec::new(),
            orders: Vec::new(),
            number: 0,
        }
    }

    pub(super) fn below(&self, count: usize) -> usize {
        self.bank.world().dice.below(count)
    }

    pub(super) fn happens(&self, per_mille: u64) -> bool {
        self.bank.world().dice.happens(per_mille)
    }

    /// Lives on until everybody together did so much.
    pub(super) async fn live(mut self, commands: usize) -> Result<(), Failure> {
        self.register().await?;
        while self.bank.told().commands < commands {
            self.wait().await;
            self.act().await?;
        }
        Ok(())
    }

    async fn wait(&self) {
        let world = self.bank.world();
        match self.below(10) {
            0..=1 => {}
            2..=5 => {
                let seconds = i64::try_from(self.below(7_200)).unwrap_or_default();
                world.sleep(TimeDelta::seconds(seconds)).await;
            }
            6..=8 => wait_for_midnight(world).await,
            _ => {
                let hours = i64::try_from(self.below(72)).unwrap_or_default();
                world.sleep(TimeDelta::hours(hours)).await;
            }
        }
    }

    async fn act(&mut self) -> Result<(), Failure> {
        self.number += 1;
        let number = self.number;
        match self.below(100) {
            0..=17 => self.attend().await,
            18..=29 => {
                let deed = Deed::Adjust(self.change()?);
                self.wish(deed).await
            }
            30..=35 => self.wish(Deed::Subscribe).await,
            36..=39 => self.wish(Deed::Resume).await,
            40..=42 => self.unsubscribe().await,
            43..=48 => self.top_up(number).await,
            49..=56 => self.buy(number).await,
            57..=58 => self.pay_late(number).await,
            59..=66 => self.follow_up().await,
            67..=69 => self.review().await,
            70..=72 => match self.goodwill().await? {
                Some(deed) => self.wish(deed).await,
                None => Ok(()),
            },
            73..=76 => {
                let deed = self.idea()?;
                self.wish(deed).await
            }
            77..=80 => self.sponsor(number).await,
            81..=87 => match self.pledging().await? {
                Some(deed) => self.wish(deed).await,
                None => Ok(()),
            },
            88..=90 => self.steward().await,
            91..=94 => self.overspend().await,
            _ => self.repeat().await,
        }
    }

    /// Looks in, perhaps with two browsers, perhaps on both sides of midnight.
    async fn attend(&self) -> Result<(), Failure> {
        let attend = || self.ask(|| self.bank.points.attend(self.who));
        let came = if self.happens(400) {
            self.bank.told().commands += 2;
            let (one, other) = join(attend(), attend()).await;
            vec![one?, other?]
        } else {
            self.bank.told().commands += 1;
            vec![attend().await?]
        };
        for entry in came.into_iter().flatten() {
            if !self.bank.told().attended.insert((self.who, entry.business_date)) {
                return Err(Failure::new(format!("{} attended twice", entry.business_date)));
            }
        }
        Ok(())
    }

    fn change(&self) -> Result<PointChange, Failure> {
        let points = i64::try_from(1 + self.below(12_000)).unwrap_or(1);
        let points = Points::try_from(points).map_err(Failure::setup)?;
        Ok(if self.happens(700) {
            PointChange::Give(points)
        } else {
            PointChange::Take(points)
        })
    }

    async fn unsubscribe(&self) -> Result<(), Failure> {
        self.bank.told().commands += 1;
        let cancel = || self.bank.subscriptions.cancel(self.who);
        self.ask(cancel).await.map(drop)
    }

    /// Asks for something, now and then twice at once.
    async fn wish(&mut self, deed: Deed) -> Result<(), Failure> {
        let request = Request {
            number: self.number,
            deed,
        };
        let answer = if self.happens(250) {
            let (one, other) = join(self.carry_out(&request), self.carry_out(&request)).await;
            match (one?, other?) {
                (Some(one), Some(other)) if one != other => {
                    return Err(Failure::new(format!(
                        "{request:?} was done twice: {one}, {other}"
                    )));
                }
                (one, other) => one.or(other),
            }
        } else {
            self.carry_out(&request).await?
        };
        self.remember(request, answer)
    }

    /// Spends all there is, twice at once.
    async fn overspend(&mut self) -> Result<(), Failure> {
        let wallet = self.bank.shop.storage.wallets.wallet(self.who).await;
        let usable = wallet.map_err(Failure::setup)?.usable(self.bank.today());
        let Ok(all) = Points::try_from(usable) else {
            return Ok(());
        };
        let take = |number| Request {
            number,
            deed: Deed::Adjust(PointChange::Take(all)),
        };
        let second = self.pledging().await?.filter(|_| self.happens(500));
        let one = take(self.number);
        self.number += 1;
        let other = second.map_or_else(
            || take(self.number),
            |deed| Request {
                number: self.number,
                deed,
            },
        );
        let (first, last) = join(self.carry_out(&one), self.carry_out(&other)).await;
        self.remember(one, first?)?;
        self.remember(other, last?)
    }

    /// Sends an old request again: it is answered as it was, and nothing happens.
    async fn repeat(&self) -> Result<(), Failure> {
        let now = self.bank.world().mint().now();
        let remembered = self.done.iter().filter(|(_, _, at)| now - at < REMEMBERED);
        let remembered: Vec<_> = remembered.collect();
        let Some((request, told, _)) = remembered.get(self.below(remembered.len())) else {
            return Ok(());
        };
        let again = self.carry_out(request).await?;
        if again.as_ref() != Some(told) {
            let what = format!("{request:?} was answered {told}, and then {again:?}");
            return Err(Failure::new(what));
        }
        Ok(())
    }

    /// Writes down what was done.
    fn remember(&mut self, request: Request, answer: Option<String>) -> Result<(), Failure> {
        let Some(answer) = answer else {
            return Ok(());
        };
        let (who, mut told) = (self.who, self.bank.told());
        match &request.deed {
            Deed::Adjust(change) => {
                let points = match change {
                    PointChange::Give(points) => points.get(),
                    PointChange::Take(points) => -points.get(),
                };
                told.adjusted.insert(self.note(request.number), (who, points));
            }
            Deed::Subscribe | Deed::Resume => {
                let period = answer.parse().map_err(Failure::setup)?;
                told.periods.insert((who, period));
            }
            Deed::Pledge(campaign, _) => {
                if !told.pledged.insert((who, *campaign)) {
                    return Err(Failure::new(format!("somebody pledged twice to {campaign}")));
                }
            }
            Deed::Open(_) => {
                let campaign = answer.parse().map_err(Failure::setup)?;
                told.campaigns.insert(campaign, who);
            }
            Deed::GiveBack(payment, back) => {
                *told.goodwill.entry(*payment).or_default() += back.amount.amount();
            }
        }
        drop(told);
        let now = self.bank.world().mint().now();
        self.done.push((request, answer, now));
        Ok(())
    }
}

//! Everything counted again: from the entries of wallets, what people were told, and what the provider really has.

use std::collections::{BTreeMap, BTreeSet};

use hexmart_application::funding::CampaignTally;
use hexmart_application::invariants::sweep;
use hexmart_application::points::EntryFilter;
use hexmart_domain::funding::{CampaignState, Pledge, PledgeState, Tender};
use hexmart_domain::points::{EntryKind, LedgerAccount, WalletEntry};
use hexmart_domain::shared::{CampaignId, UserId};
use hexmart_domain::subscription::{Subscription, SubscriptionState};

use super::bank::{Bank, FEE};
use super::chain::replay;
use crate::failure::Failure;

/// More than anybody has of anything here.
const ALL: u64 = 1_000_000;

/// Every entry of every wallet, each wallet's from the first on.
pub(super) struct Entries(pub(super) BTreeMap<UserId, Vec<WalletEntry>>);

impl Entries {
    pub(super) async fn read(bank: &Bank) -> Result<Self, Failure> {
        let wallets = &bank.shop.storage.wallets;
        let mut all = BTreeMap::new();
        for wallet in wallets.wallets(None, ALL).await.map_err(Failure::setup)? {
            let entries = wallets
                .entries(wallet.user, &EntryFilter::default(), None, ALL)
                .await;
            let mut entries = entries.map_err(Failure::setup)?;
            entries.sort_by_key(|entry| entry.version);
            let balance =
                replay(&entries).map_err(|what| Failure::new(format!("{}: {what}", wallet.user)))?;
            if balance != wallet.balance {
                return Err(Failure::new(format!("{} has another balance", wallet.user)));
            }
            all.insert(wallet.user, entries);
        }
        Ok(Self(all))
    }

    /// How many points moved for what: by wallet and reference.
    pub(super) fn of(&self, kind: EntryKind) -> BTreeMap<(UserId, String), i64> {
        let all = self.0.values().flatten().filter(|entry| entry.kind == kind);
        all.map(|entry| ((entry.user, entry.reference.to_string()), entry.amount))
            .collect()
    }

    fn sum(&self) -> i64 {
        self.0.values().flatten().map(|entry| entry.amount).sum()
    }
}

fn check(holds: bool, what: impl FnOnce() -> String) -> Result<(), Failure> {
    if holds { Ok(()) } else { Err(Failure::new(what())) }
}

impl Bank {
    /// What must be true after every commit. Nothing commits while somebody looks, for nothing here has to wait.
    pub(super) async fn look(&self) -> Result<Entries, Failure> {
        let swept = sweep(&self.shop.storage, 10).await.map_err(Failure::setup)?;
        check(swept.breaches.is_empty(), || format!("{:?}", swept.breaches))?;
        let entries = Entries::read(self).await?;
        let booked = self.shop.storage.wallets.trial_balance().await;
        let booked: BTreeMap<_, _> = booked.map_err(Failure::setup)?.into_iter().collect();
        let owed = booked.get(&LedgerAccount::Wallets).copied().unwrap_or(0);
        check(booked.values().sum::<i64>() == 0 && owed == entries.sum(), || {
            format!("the books do not balance: {booked:?}")
        })?;
        self.periods(&entries).await?;
        for tally in self.campaigns().await? {
            self.campaign(&tally, &entries).await?;
        }
        Ok(entries)
    }

    async fn campaigns(&self) -> Result<Vec<CampaignTally>, Failure> {
        let campaigns = self.shop.storage.campaigns.tallies(None, ALL).await;
        campaigns.map_err(Failure::setup)
    }

    /// Each period of a subscription was paid for, once, and none but those; none that was paid for is over before its time.
    async fn periods(&self, entries: &Entries) -> Result<(), Failure> {
        let (fees, today) = (entries.of(EntryKind::SubscriptionFee), self.today());
        for user in entries.0.keys() {
            let subscription = self.shop.storage.subscriptions.of(*user).await;
            let subscription = subscription.map_err(Failure::setup)?;
            let is_cut =
                |known: &Subscription| known.state == SubscriptionState::Lapsed && known.next_payment > today;
            check(!subscription.as_ref().is_some_and(is_cut), || {
                format!("{user} paid for a period that was cut short")
            })?;
            let period = subscription.map_or(0, |known| known.period);
            let due: BTreeMap<_, _> = (1..=period)
                .map(|period| ((*user, period.to_string()), -FEE))
                .collect();
            let paid = fees.iter().filter(|((payer, _), _)| payer == user);
            check(paid.eq(due.iter()), || {
                format!("{user} is in period {period}, and paid {fees:?}")
            })?;
        }
        Ok(())
    }

    /// Every pledge to whatever campaign.
    pub(super) async fn all_pledges(&self) -> Result<Vec<Pledge>, Failure> {
        let mut all = Vec::new();
        for tally in self.campaigns().await? {
            all.extend(self.pledges(tally.campaign.id).await?);
        }
        Ok(all)
    }

    async fn pledges(&self, campaign: CampaignId) -> Result<Vec<Pledge>, Failure> {
        let campaigns = &self.shop.storage.campaigns;
        let pledges = campaigns.pledges_after(campaign, None, ALL).await;
        pledges.map_err(Failure::setup)
    }

    /// A campaign comes to its pledges, each of which was paid once, and came back once if, and only if, the campaign did not
    /// come about.
    async fn campaign(&self, tally: &CampaignTally, entries: &Entries) -> Result<(), Failure> {
        let campaign = &tally.campaign;
        let pledges = self.pledges(campaign.id).await?;
        let (mut sum, mut back) = (0, 0);
        for pledge in &pledges {
            let went_back = pledge.state == PledgeState::Cancel;
            sum += pledge.amount.get();
            back += if went_back { pledge.amount.get() } else { 0 };
            check(!went_back || campaign.state == CampaignState::Cancel, || {
                format!("{} went back without a reason", pledge.id)
            })?;
            paid_once(pledge, went_back, entries)?;
        }
        let told = (campaign.total.get(), campaign.refunds.amount.get());
        check(told == (sum, back), || {
            format!("{} counts {told:?}, and that is {sum} and {back}", campaign.id)
        })?;
        // Nobody edits, so the version says how often something was decided.
        let steps = match campaign.state {
            CampaignState::Funding => 0,
            CampaignState::Success | CampaignState::Cancel => 1,
            CampaignState::Close => 2,
        };
        let decisions = 1 + steps + i64::from(campaign.archived_at.is_some());
        check(campaign.version == decisions, || {
            format!("{} was decided more often than once", campaign.id)
        })?;
        let has_enough = sum >= campaign.terms.target.won().get();
        let called_off = campaign
            .decided_at
            .is_some_and(|at| at < campaign.terms.final_date.closes_at());
        let fits = match campaign.state {
            CampaignState::Funding => true,
            CampaignState::Success | CampaignState::Close => has_enough,
            CampaignState::Cancel => called_off || !has_enough,
        };
        check(fits, || {
            format!("{} was decided wrongly: {campaign:?}", campaign.id)
        })
    }

    /// What must be true once nothing is left to be done.
    pub(super) async fn recount(&self) -> Result<Entries, Failure> {
        let entries = self.look().await?;
        self.promises(&entries)?;
        self.ended().await?;
        self.till(&entries).await?;
        Ok(entries)
    }

    /// People were told what happened, and nothing else did.
    fn promises(&self, entries: &Entries) -> Result<(), Failure> {
        let told = self.told();
        let mut adjusted = BTreeMap::new();
        for entry in entries.0.values().flatten() {
            let note = entry.note.as_ref().map(|note| note.as_str().to_owned());
            if entry.kind == EntryKind::Adjustment {
                adjusted.insert(note.unwrap_or_default(), (entry.user, entry.amount));
            }
        }
        check(adjusted == told.adjusted, || {
            "staff changed wallets otherwise than was said".to_owned()
        })?;
        let attended = entries.of(EntryKind::Attendance);
        for (user, day) in &told.attended {
            let given = attended.get(&(*user, day.to_string()));
            check(given == Some(&100), || {
                format!("{user} attended on {day} for nothing")
            })?;
        }
        let fees = entries.of(EntryKind::SubscriptionFee);
        for (user, period) in &told.periods {
            check(fees.contains_key(&(*user, period.to_string())), || {
                format!("{user} was told of period {period}")
            })?;
        }
        let reviewed: BTreeSet<_> = entries.of(EntryKind::TextReview).into_keys().collect();
        let said = told.reviewed.iter();
        let said: BTreeSet<_> = said.map(|(user, product)| (*user, product.to_string())).collect();
        check(said.is_subset(&reviewed), || {
            "a review was not thanked for".to_owned()
        })
    }

    /// Every campaign whose time is over is decided; all that is to go back did.
    async fn ended(&self) -> Result<(), Failure> {
        let (mut by_points, mut by_provider) = (BTreeSet::new(), BTreeSet::new());
        let now = self.world().mint().now();
        for tally in self.campaigns().await? {
            let campaign = &tally.campaign;
            let pledges = self.pledges(campaign.id).await?;
            for pledge in &pledges {
                let backers = match pledge.tender {
                    Tender::Points(_) => &mut by_points,
                    Tender::Payment(_) => &mut by_provider,
                };
                backers.insert((pledge.backer, campaign.id));
            }
            check(
                campaign.state != CampaignState::Funding || !campaign.is_over(now),
                || format!("{} was never decided", campaign.id),
            )?;
            check(!campaign.owes_refunds(), || {
                format!("{} owes refunds", campaign.id)
            })?;
            let told = self.told();
            let was_told = told.campaigns.contains_key(&campaign.id);
            let called_off = told.called_off.contains(&campaign.id);
            let fulfilled = told.fulfilled.contains(&campaign.id);
            drop(told);
            let fits = was_told
                && (!called_off || campaign.state == CampaignState::Cancel)
                && (!fulfilled || campaign.state == CampaignState::Close);
            check(fits, || format!("{} is not where people were told", campaign.id))?;
        }
        // Of what a provider took, the last that somebody heard may be that nobody knows.
        let was_told = {
            let (told, backers) = (self.told(), &by_points | &by_provider);
            by_points == told.pledged && told.sponsored.is_subset(&backers)
        };
        check(was_told, || {
            "people pledged otherwise than they were told".to_owned()
        })?;
        let today = self.today();
        let wallets = self.shop.storage.wallets.wallets(None, ALL).await;
        for wallet in wallets.map_err(Failure::setup)? {
            check(wallet.usable(today) == wallet.balance, || {
                format!("{} holds what is over", wallet.user)
            })?;
        }
        Ok(())
    }
}

/// Points for a pledge left a wallet once, and came back once if it went back; what a provider took is in the till.
fn paid_once(pledge: &Pledge, went_back: bool, entries: &Entries) -> Result<(), Failure> {
    let amount = match pledge.tender {
        Tender::Points(_) => Some(pledge.amount.get()),
        Tender::Payment(_) => None,
    };
    let of = |kind| {
        let wallet = entries.0.get(&pledge.backer).into_iter().flatten();
        let reference = pledge.id.to_string();
        let moved = wallet.filter(|entry| entry.kind == kind && entry.reference.as_str() == reference);
        moved.map(|entry| entry.amount).collect::<Vec<_>>()
    };
    let (went, came) = (of(EntryKind::Pledge), of(EntryKind::PledgeRefund));
    let taken: Vec<_> = amount.iter().map(|amount| -amount).collect();
    let due: Vec<_> = amount.into_iter().filter(|_| went_back).collect();
    check(went == taken && came == due, || {
        format!("{} took {went:?} and gave back {came:?}", pledge.id)
    })
}

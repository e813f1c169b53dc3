//! Campaigns, pledges, and money that goes back.

mod campaigns;
mod crashes;
mod deadlines;
mod listing;
mod paid;
mod paid_back;
mod paid_once;
mod pledges;
mod till;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use hexmart_application::funding::{
    CampaignsChanged, Funding, FundingPorts, FundingService, NewCampaign, NewTier, PledgeRefusal,
    funding_jobs,
};
use hexmart_application::platform::{Abort, EVENT, Job, Outcome, Restless, Store, StoreError, transact};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_domain::funding::{
    AccountType, Campaign, CampaignContent, CampaignTitle, FinalDate, Pledge, PosterName, Target, TierLimit,
    TierTitle, UnitPrice, in_seoul,
};
use hexmart_domain::identity::Account;
use hexmart_domain::points::{Cause, EntryKind, ExpiryPolicy, Reference};
use hexmart_domain::shared::{CampaignId, Points, UserId};

use crate::given::{done, every_lane};
use crate::world::World;

/// Counts how often lists were said to be old.
#[derive(Default)]
struct Changes(AtomicU64);

impl CampaignsChanged for Changes {
    fn campaigns_changed(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// A shop with somebody who collects.
struct Fund {
    world: World,
    service: Arc<FundingService>,
    changes: Arc<Changes>,
    poster: UserId,
}

fn title(text: &str) -> CampaignTitle {
    CampaignTitle::parse(text).unwrap()
}

fn won(number: i64) -> UnitPrice {
    UnitPrice::try_from(number).unwrap()
}

impl Fund {
    async fn new() -> Self {
        let world = World::new();
        let store = world.ports.store.clone();
        Self::over(world, store).await
    }

    /// The same over another store.
    async fn over(world: World, store: Arc<dyn Store>) -> Self {
        let changes = Arc::new(Changes::default());
        let service = Arc::new(FundingService::new(FundingPorts {
            store,
            campaigns: world.storage.campaigns.clone(),
            changed: changes.clone(),
            bookkeeper: Bookkeeper::new(PointsSettings::default(), world.mint.clone()),
            vault: world.ports.vault.clone(),
            mint: world.mint.clone(),
        }));
        let poster = world.person("poster").await.id;
        let fund = Self {
            world,
            service,
            changes,
            poster,
        };
        fund.register(poster).await;
        fund
    }

    async fn register(&self, user: UserId) {
        let account = AccountType::parse("checking").unwrap();
        self.service.register_pocket(user, account).await.unwrap();
    }

    /// Somebody with a pocket and so many points.
    async fn backer(&self, local: &str, points: i64) -> Account {
        let account = self.world.person(local).await;
        self.register(account.id).await;
        self.give(account.id, points, local).await;
        account
    }

    /// Gives points that last for a year.
    async fn give(&self, user: UserId, points: i64, what: &str) {
        let Ok(points) = Points::try_from(points) else {
            return;
        };
        let (now, what) = (self.world.mint.now(), Reference::parse(what).unwrap());
        let given = transact(&*self.world.storage.store, "give", move |uow| {
            let cause = Cause::new(EntryKind::SignUp, what.clone(), in_seoul(now), now);
            Box::pin(async move {
                let wallet = uow.wallets().newest(user).await?;
                let entry = wallet.credit(points, ExpiryPolicy::default(), cause).unwrap();
                uow.wallets().append(&[entry]).await?;
                Ok::<_, Abort<StoreError>>(())
            })
        });
        given.await.unwrap();
    }

    async fn balance(&self, user: UserId) -> i64 {
        self.world.storage.wallets.wallet(user).await.unwrap().balance
    }

    /// A day so many days from now in Seoul.
    fn day(&self, days: i64) -> FinalDate {
        let day = in_seoul(self.world.mint.now()) + TimeDelta::days(days);
        FinalDate::parse(&day.to_string()).unwrap()
    }

    /// A campaign that needs 10,000 within three days, at 4,000 each, with a reward that is given twice at 5,000.
    fn wanted(&self) -> NewCampaign {
        NewCampaign {
            title: title("감귤 잼"),
            poster_name: PosterName::parse("귤밭지기").unwrap(),
            content: CampaignContent::parse("졸입니다").unwrap(),
            picture: None,
            target: Target::try_from(10_000).unwrap(),
            unit_price: won(4_000),
            final_date: self.day(3),
            tiers: vec![NewTier {
                title: TierTitle::parse("두 병").unwrap(),
                content: None,
                price: won(5_000),
                limit: TierLimit::try_from(2).ok(),
            }],
        }
    }

    async fn open(&self) -> Campaign {
        self.begin(self.wanted()).await
    }

    /// A campaign that needs so much.
    async fn open_for(&self, target: i64) -> Campaign {
        let target = Target::try_from(target).unwrap();
        self.begin(NewCampaign {
            target,
            ..self.wanted()
        })
        .await
    }

    async fn begin(&self, wanted: NewCampaign) -> Campaign {
        done(self.service.open(self.poster, wanted, None).await.unwrap())
    }

    async fn pledge(&self, backer: UserId, campaign: CampaignId) -> Result<Pledge, PledgeRefusal> {
        let pledged = self.service.pledge(backer, campaign, None, None);
        pledged.await.map(done)
    }

    /// As many backers of a campaign, each with 10,000 points before.
    async fn backed(&self, campaign: CampaignId, count: usize) -> Vec<UserId> {
        let mut backers = Vec::new();
        for number in 0..count {
            let backer = self.backer(&format!("backer{number}"), 10_000).await.id;
            self.pledge(backer, campaign).await.unwrap();
            backers.push(backer);
        }
        backers
    }

    /// How often lists were said to be old.
    fn changes(&self) -> u64 {
        self.changes.0.load(Ordering::Relaxed)
    }

    async fn kept(&self, id: CampaignId) -> Campaign {
        self.world.storage.campaigns.campaign(id).await.unwrap().unwrap()
    }

    fn jobs(&self) -> Vec<Arc<dyn Job>> {
        funding_jobs(&self.service, Arc::new(Restless))
    }

    /// Runs every job once; answers how much each did.
    async fn work(&self) -> Vec<u64> {
        let mut done = Vec::new();
        for job in self.jobs() {
            done.push(self.run(&*job).await.unwrap());
        }
        done
    }

    /// What others heard since the last look, each campaign's in its order.
    async fn heard(&self) -> Vec<String> {
        let (mut heard, now) = (Vec::new(), self.world.mint.now());
        let (leases, outbox) = (&self.world.storage.leases, &self.world.storage.outbox);
        let lease = leases.acquire("test", [1; 16], now, Duration::from_mins(1)).await;
        let lease = lease.unwrap().unwrap();
        loop {
            let due = outbox.due(&every_lane(), now, 100).await.unwrap();
            if due.is_empty() {
                leases.release(&lease).await.unwrap();
                return heard;
            }
            for message in due {
                let delivered = Outcome::Delivered { at: now };
                assert!(outbox.settle(&lease, message.id, delivered).await.unwrap());
                if message.topic == EVENT {
                    let event: serde_json::Value = serde_json::from_str(&message.payload).unwrap();
                    let kind = event.get("type").unwrap().as_str().unwrap().to_owned();
                    heard.extend(Some(kind).filter(|kind| kind.starts_with("campaign.")));
                }
            }
        }
    }

    async fn run(&self, job: &dyn Job) -> Result<u64, StoreError> {
        job.run(self.world.mint.now()).await
    }

    /// Nothing is wrong with the shop.
    async fn assert_sound(&self) {
        let swept = hexmart_application::invariants::sweep(&self.world.storage, 100)
            .await
            .unwrap();
        assert_eq!(swept.breaches, []);
    }
}

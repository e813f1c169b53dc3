//! Refunds of a campaign whose server is killed again and again: every pledge comes back once, and none is forgotten.

use std::thread;
use std::time::{Duration, Instant};

use hexmart_application::invariants::sweep;
use hexmart_application::platform::{Abort, Storage, StoreError, transact};
use hexmart_application::points::EntryFilter;
use hexmart_domain::funding::{
    Campaign, CampaignContent, CampaignState, CampaignTerms, CampaignTitle, FinalDate, Pledge, PledgeState,
    PosterName, Target, Tender, UnitPrice,
};
use hexmart_domain::points::{Cause, EntryKind, ExpiryPolicy, Reference, Wallet, WalletEntry};
use hexmart_domain::shared::{CampaignId, Day, Id, Points, UserId};
use tokio::runtime::Runtime;

use crate::outbox::let_the_lease_run_out;
use crate::people::PASSWORD;
use crate::premises::Premises;
use crate::purchases::kills;

/// Pledges that go back in one commit.
const BATCH: usize = 500;
/// Pledges that are made in one commit.
const CROWD: usize = 250;
/// What everybody has, and what they pledge.
const POINTS: i64 = 10_000;
const PRICE: i64 = 4_000;
/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
const JOBS: [&str; 2] = ["decide_campaigns", "refund_pledges"];

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn id<K>(number: usize) -> Id<K> {
    Id::from_uuid(format!("01900000-0000-7000-8000-{number:012x}").parse().unwrap())
}

/// A campaign whose time was over long ago, and that nobody decided.
fn campaign(pledges: usize) -> Campaign {
    let needed = i64::try_from(pledges).unwrap() * PRICE + 1;
    let terms = CampaignTerms {
        title: CampaignTitle::parse("감귤 잼").unwrap(),
        poster_name: PosterName::parse("귤밭지기").unwrap(),
        content: CampaignContent::parse("졸입니다").unwrap(),
        picture: None,
        target: Target::try_from(needed).unwrap(),
        unit_price: UnitPrice::try_from(PRICE).unwrap(),
        final_date: FinalDate::parse("2023-06-03").unwrap(),
        tiers: Vec::new(),
    };
    Campaign::opening(id(0), id(0), terms, "2023-06-01T03:00:00Z".parse().unwrap()).unwrap()
}

/// Somebody's points, of which some never end, and their pledge.
fn backed(campaign: &Campaign, number: usize) -> (Vec<WalletEntry>, Pledge) {
    let (user, on) = (id::<_>(number), day("2023-06-02"));
    let now = on.and_hms_opt(3, 0, 0).unwrap().and_utc();
    let cause = |kind, what| Cause::new(kind, Reference::parse(what).unwrap(), on, now);
    let points = |number| Points::try_from(number).unwrap();
    // Far from over, whenever this is run.
    let lasting = ExpiryPolicy { months: Some(1_200) };
    let present = Wallet::empty(user).credit(points(PRICE - 1), lasting, cause(EntryKind::Adjustment, "1"));
    let (present, ever) = (present.unwrap(), ExpiryPolicy { months: None });
    let rest = points(POINTS - PRICE + 1);
    let rest = present
        .after()
        .credit(rest, ever, cause(EntryKind::Adjustment, "2"));
    let rest = rest.unwrap();
    let pledge: Id<_> = id(number);
    let cause = Cause::new(EntryKind::Pledge, Reference::to(pledge), on, now);
    let taken = rest.after().debit(points(PRICE), cause).unwrap();
    let pledge = Pledge {
        id: pledge,
        campaign: campaign.id,
        backer: user,
        reward: None,
        amount: campaign.terms.unit_price.won(),
        tender: Tender::Points(taken.moved.clone()),
        state: PledgeState::Success,
        pledged_at: now,
        refunded_at: None,
    };
    (vec![present, rest, taken], pledge)
}

/// Has so many people pledge, a crowd in each commit.
async fn pledge(storage: &Storage, pledges: usize) -> CampaignId {
    let campaign = campaign(pledges);
    let opened = campaign.clone();
    let opening = transact(&*storage.store, "open", move |uow| {
        let campaign = opened.clone();
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.campaigns().add(&campaign).await?) })
    });
    opening.await.unwrap();
    let numbers: Vec<_> = (1..=pledges).collect();
    for crowd in numbers.chunks(CROWD) {
        let (campaign, crowd) = (campaign.clone(), crowd.to_vec());
        let pledging = transact(&*storage.store, "pledge", move |uow| {
            let (campaign, crowd) = (campaign.clone(), crowd.clone());
            Box::pin(async move {
                let (mut entries, mut made) = (Vec::new(), Vec::new());
                for number in crowd {
                    let (booked, pledge) = backed(&campaign, number);
                    entries.extend(booked);
                    made.push(pledge);
                }
                uow.wallets().append(&entries).await?;
                for pledge in made {
                    uow.campaigns().pledge(&campaign, &pledge).await?;
                }
                Ok::<_, Abort<StoreError>>(())
            })
        });
        pledging.await.unwrap();
    }
    campaign.id
}

/// Waits until the campaign was decided, and so many pledges went back.
fn wait_for(refunds: usize, id: CampaignId, storage: &Storage, runtime: &Runtime) -> Campaign {
    let begun = Instant::now();
    loop {
        let campaign = runtime.block_on(storage.campaigns.campaign(id)).unwrap().unwrap();
        let is_decided = campaign.state == CampaignState::Cancel;
        if is_decided && campaign.refunds.count >= i64::try_from(refunds).unwrap() {
            return campaign;
        }
        assert!(begun.elapsed() < PATIENCE, "{:?}", campaign.refunds);
        thread::sleep(Duration::from_millis(1));
    }
}

/// The server is killed as soon as the campaign is decided, and then each time that another batch is back.
fn kill_while_refunding(premises: &Premises, kills: usize) {
    let (runtime, pledges) = (Runtime::new().unwrap(), BATCH * (kills + 2));
    // A shop is migrated, and its keys are made, by whoever opens it first.
    premises.employ("staff", "staff@example.com", PASSWORD);
    let storage = runtime.block_on(premises.storage());
    let id = runtime.block_on(pledge(&storage, pledges));
    let mut server = premises.serve(&[]);
    for kill in 0..kills {
        wait_for(BATCH * kill, id, &storage, &runtime);
        let stopped = server.kill();
        assert_eq!(stopped.status.code(), None, "{}", stopped.log);
        runtime.block_on(async {
            let left = storage.campaigns.campaign(id).await.unwrap().unwrap();
            assert!(left.owes_refunds(), "the server was giving back at each kill");
            assert_eq!(sweep(&storage, 9).await.unwrap().breaches, []);
            for job in JOBS {
                let_the_lease_run_out(&storage, job).await;
            }
        });
        server = premises.serve(&[]);
    }
    let campaign = wait_for(pledges, id, &storage, &runtime);
    assert!(!campaign.owes_refunds());
    let stopped = server.terminate();
    assert_eq!(stopped.status.code(), Some(0), "{}", stopped.log);
    // Whoever looks again has nothing to do.
    for job in JOBS {
        premises.run(&["jobs", "run", job]);
    }
    runtime.block_on(recount(&storage, id, pledges));
    let said = premises.run(&["check-invariants"]);
    assert_eq!(said, "0 orders, 1 campaigns, no breach\n");
}

/// Everybody has what they had, as long as they had it, and it came back once.
async fn recount(storage: &Storage, id: CampaignId, pledges: usize) {
    let campaign = storage.campaigns.campaign(id).await.unwrap().unwrap();
    let (count, sum) = (campaign.refunds.count, campaign.refunds.amount.get());
    let expected = i64::try_from(pledges).unwrap();
    assert_eq!((count, sum), (expected, expected * PRICE));
    // It was decided once.
    assert_eq!(campaign.version, 2);
    for number in 1..=pledges {
        let (booked, pledge) = backed(&campaign, number);
        let user: UserId = pledge.backer;
        let wallet = storage.wallets.wallet(user).await.unwrap();
        let before = booked.get(1).unwrap().after();
        assert_eq!((wallet.balance, &wallet.lots), (POINTS, &before.lots), "{number}");
        let back = EntryFilter {
            kind: Some(EntryKind::PledgeRefund),
            ..EntryFilter::default()
        };
        let back = storage.wallets.entries(user, &back, None, 9).await.unwrap();
        let told: Vec<_> = back
            .iter()
            .map(|entry| (entry.amount, entry.reference.clone()))
            .collect();
        assert_eq!(told, [(PRICE, Reference::to(pledge.id))], "{number}");
    }
}

#[test]
fn a_server_killed_while_it_refunds_on_sqlite_gives_every_pledge_back_once() {
    kill_while_refunding(&Premises::sqlite(), kills(4, 40));
}

#[test]
fn a_server_killed_while_it_refunds_on_mysql_gives_every_pledge_back_once() {
    if let Some(premises) = Premises::mysql() {
        kill_while_refunding(&premises, kills(3, 20));
    }
}

use std::sync::Arc;
use std::time::Instant as Watch;

use chrono::TimeDelta;
use hexmart_application::funding::{CampaignsChanged, FundingPorts, FundingService, funding_jobs};
use hexmart_application::platform::{Abort, Clock, Entropy, Mint, Storage, StoreError, transact};
use hexmart_application::points::{Bookkeeper, PointsSettings};
use hexmart_contracts::given;
use hexmart_domain::funding::{Campaign, Pledge, Tender, in_seoul};
use hexmart_domain::points::{Cause, EntryKind, ExpiryPolicy, Reference, Wallet};
use hexmart_domain::shared::{Instant, Points};
use hexmart_persistence_adapter::mysql;
use hexmart_test_mariadb::{Database, server};

struct Now;
impl Clock for Now {
    fn now(&self) -> Instant {
        chrono::Utc::now()
    }
}
struct Dice(std::sync::atomic::AtomicU64);
impl Entropy for Dice {
    fn bytes(&self) -> [u8; 10] {
        let mut bytes = [9; 10];
        bytes[2..].copy_from_slice(
            &self
                .0
                .fetch_add(1, std::sync::atomic::Ordering::Relaxed)
                .to_be_bytes(),
        );
        bytes
    }
    fn secret(&self) -> [u8; 32] {
        [7; 32]
    }
}
struct Nobody;
impl CampaignsChanged for Nobody {
    fn campaigns_changed(&self) {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn measured() {
    let count: usize = std::env::var("PLEDGES")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(1000);
    let Some(server) = server() else { return };
    let database = Database::create(&server).await;
    mysql::migrate(database.url()).await.unwrap();
    let storage: Storage = mysql::open(mysql::Options {
        url: database.url().to_owned(),
        connections: 8,
        vault: crate::vault(),
    })
    .await
    .unwrap();
    let mut campaign = given::campaign();
    campaign.terms.final_date = given::final_date(1);
    let campaign = Arc::new(campaign);
    let first = Arc::clone(&campaign);
    transact(&*storage.store, "add", move |uow| {
        let campaign = Arc::clone(&first);
        Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.campaigns().add(&campaign).await?) })
    })
    .await
    .unwrap();
    let watch = Watch::now();
    for _ in 0..count / 500 {
        let campaign: Arc<Campaign> = Arc::clone(&campaign);
        transact(&*storage.store, "fill", move |uow| {
            let campaign = Arc::clone(&campaign);
            Box::pin(async move {
                let (mut entries, mut pledges) = (Vec::new(), Vec::new());
                for _ in 0..500 {
                    let made = given::pledge(&campaign);
                    let day = in_seoul(given::now());
                    let points = Points::try_from(4_500).unwrap();
                    let cause = Cause::new(EntryKind::SignUp, Reference::to(made.id), day, given::now());
                    let come = Wallet::empty(made.backer)
                        .credit(points, ExpiryPolicy::default(), cause)
                        .unwrap();
                    let cause = Cause::new(EntryKind::Pledge, Reference::to(made.id), day, given::now());
                    let gone = come.after().debit(points, cause).unwrap();
                    pledges.push(Pledge {
                        tender: Tender::Points(gone.moved.clone()),
                        ..made
                    });
                    entries.push(come);
                    entries.push(gone);
                }
                uow.wallets().append(&entries).await?;
                for pledge in &pledges {
                    uow.campaigns().pledge(&campaign, pledge).await?;
                }
                Ok::<_, Abort<StoreError>>(())
            })
        })
        .await
        .unwrap();
    }
    println!("filled in {:?}", watch.elapsed());
    let mint = Mint::new(Arc::new(Now), Arc::new(Dice(0.into())));
    let service = Arc::new(FundingService::new(FundingPorts {
        store: storage.store.clone(),
        campaigns: storage.campaigns.clone(),
        changed: Arc::new(Nobody),
        bookkeeper: Bookkeeper::new(PointsSettings::default(), mint.clone()),
        vault: crate::vault(),
        mint,
    }));
    let now = chrono::Utc::now() + TimeDelta::days(1);
    for job in funding_jobs(&service) {
        let watch = Watch::now();
        let done = job.run(now).await.unwrap();
        println!("{} {done} in {:?}", job.name(), watch.elapsed());
    }
    let kept = storage.campaigns.campaign(campaign.id).await.unwrap().unwrap();
    println!("{:?} {:?} {}", kept.state, kept.refunds, kept.backers);
    let watch = Watch::now();
    let swept = hexmart_application::invariants::sweep(&storage, 9).await.unwrap();
    println!("swept {:?} in {:?}", swept, watch.elapsed());
}

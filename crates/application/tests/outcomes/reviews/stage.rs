use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::catalogue::{AlwaysFresh, Counters};
use hexmart_application::invariants::sweep;
use hexmart_application::inventory::{ChangeStock, Inventory};
use hexmart_application::ordering::{OrderDesk, Ordering};
use hexmart_application::platform::{Job, Store};
use hexmart_application::points::{Bookkeeper, EntryFilter, PointsSettings};
use hexmart_application::reviews::{
    ReviewCard, ReviewPorts, ReviewService, Reviews, WishChange, WishService, WishWatch, Wishes, Wishing,
    wish_jobs,
};
use hexmart_domain::catalogue::Product;
use hexmart_domain::ordering::Order;
use hexmart_domain::points::EntryKind;
use hexmart_domain::reviews::{Evaluations, ReviewSheet, ReviewTally, ReviewText, ReviewTitle, Stars};
use hexmart_domain::shared::{Points, ProductId, StockDelta, UserId};
use hexmart_domain::subscription::{Subscription, SubscriptionTerms};

use crate::catalogue::{Darkroom, Files, staff};
use crate::ordering::Market;
use crate::ordering::market::change;
use crate::world::{OpenVault, Overlapping};

/// A market where people say what they think. Attempts of callers at the same time overlap.
pub(crate) struct Stage {
    pub(crate) market: Market,
    pub(crate) reviews: ReviewService,
    pub(crate) wishes: WishService,
    pub(crate) files: Arc<Files>,
    watch: Arc<WishWatch>,
}

/// So many stars, and a few words.
pub(crate) fn sheet(stars: i64) -> ReviewSheet {
    ReviewSheet {
        stars: Stars::try_from(stars).unwrap(),
        title: ReviewTitle::parse("좋아요").unwrap(),
        text: ReviewText::parse("소리가 맑습니다").unwrap(),
        evaluations: Evaluations::default(),
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        let market = Market::new();
        let (storage, mint) = (&market.world.storage, &market.world.mint);
        let store: Arc<dyn Store> = Arc::new(Overlapping(storage.store.clone()));
        let files = Arc::new(Files::new(market.world.clock.clone()));
        let reviews = ReviewService::new(ReviewPorts {
            store: store.clone(),
            reviews: storage.reviews.clone(),
            imaging: Arc::new(Darkroom),
            objects: files.clone(),
            freshness: Arc::new(AlwaysFresh),
            books: Bookkeeper::new(PointsSettings::default(), mint.clone()),
            vault: Arc::new(OpenVault),
            mint: mint.clone(),
        });
        let wishes = storage.wishes.clone();
        Self {
            wishes: WishService::new(store.clone(), wishes.clone(), Arc::new(AlwaysFresh), mint.clone()),
            watch: Arc::new(WishWatch::new(store, wishes, storage.feed.clone(), mint.clone())),
            reviews,
            files,
            market,
        }
    }

    /// A paid order of one piece.
    pub(crate) async fn paid(&self, buyer: UserId, product: &Product) -> Order {
        let (order, _) = self.market.paid_order(buyer, &[(product.id, 1)]).await;
        order
    }

    /// Somebody who bought a product, and got it.
    pub(crate) async fn owner(&self, local: &str, product: &Product) -> UserId {
        let buyer = self.market.buyer(local).await;
        let order = self.paid(buyer, product).await;
        self.deliver(&order).await;
        buyer
    }

    pub(crate) async fn deliver(&self, order: &Order) {
        let all = change(order.id, &[]);
        self.market.orders.deliver(staff(), all).await.unwrap();
    }

    pub(crate) async fn want_back(&self, buyer: UserId, order: &Order) {
        let all = change(order.id, &[]);
        self.market.orders.request_refund(buyer, all).await.unwrap();
    }

    pub(crate) async fn write(&self, author: UserId, product: &Product, stars: i64) -> ReviewCard {
        let written = self.reviews.write(author, product.id, sheet(stars)).await;
        written.unwrap()
    }

    /// What an account holds, and by which kinds of entries it came by it.
    pub(crate) async fn points(&self, of: UserId) -> (i64, Vec<(EntryKind, i64)>) {
        let wallets = &self.market.world.storage.wallets;
        let wallet = wallets.wallet(of).await.unwrap();
        let entries = wallets
            .entries(of, &EntryFilter::default(), None, 100)
            .await
            .unwrap();
        let kinds = entries.iter().rev().map(|entry| (entry.kind, entry.amount));
        (wallet.balance, kinds.collect())
    }

    /// Makes somebody a subscriber for a month.
    pub(crate) async fn subscribe(&self, user: UserId) {
        let now = self.market.now();
        let terms = SubscriptionTerms {
            fee: Points::try_from(9_900).unwrap(),
            days: 28,
        };
        let today = (now + TimeDelta::hours(9)).date_naive();
        let subscription = Subscription::start(None, user, terms, today, now).unwrap();
        self.market
            .world
            .transact(move |uow| {
                let subscription = subscription.clone();
                Box::pin(async move { Ok(uow.subscriptions().save(&subscription).await?) })
            })
            .await;
    }

    pub(crate) async fn tally(&self, product: ProductId) -> ReviewTally {
        self.reviews.summary(product).await.unwrap().unwrap()
    }

    pub(crate) async fn counters(&self, product: ProductId) -> Counters {
        let catalogue = &self.market.world.storage.catalogue;
        let detail = catalogue.detail(product, None, self.market.now()).await;
        detail.unwrap().unwrap().card.counters
    }

    pub(crate) async fn wish(&self, account: UserId, product: ProductId, what: WishChange) -> Wishing {
        self.wishes.change(account, product, what).await.unwrap()
    }

    /// Adds pieces of a product, or takes them.
    pub(crate) async fn stock(&self, product: ProductId, change: i64) {
        let wanted = ChangeStock {
            product,
            item: None,
            change: StockDelta::try_from(change).unwrap(),
            authority: staff(),
        };
        self.market.inventory.change_stock(wanted).await.unwrap();
    }

    /// Tells people of what they wish for; answers how many were written to.
    pub(crate) async fn look(&self) -> u64 {
        let job: Arc<dyn Job> = wish_jobs(&self.watch).remove(0);
        job.run(self.market.now()).await.unwrap()
    }

    /// What was mailed since the last look: to whom, and what.
    pub(crate) async fn mailed(&self) -> Vec<(String, &'static str)> {
        self.market.world.sketches().await
    }

    /// Nothing is counted otherwise than it is.
    pub(crate) async fn is_sound(&self) {
        let swept = sweep(&self.market.world.storage, 100).await.unwrap();
        let counted = swept
            .breaches
            .iter()
            .filter(|breach| breach.rule.as_str().ends_with("_counted"));
        assert_eq!(counted.count(), 0, "{:?}", swept.breaches);
    }
}

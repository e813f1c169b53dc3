//! What this process changed shows at once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use hexmart_application::catalogue::{CatalogueQueries, Freshness, ListFilter, ListSort, Window};
use hexmart_application::marketplace::Ownership;
use hexmart_domain::catalogue::{CategoryLabel, CategoryName, Lifecycle, Place};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use crate::given::{FIRST, Given, at, given, id};
use crate::shop::Shelf;

#[derive(Debug, Clone)]
enum Step {
    Browse(ListFilter, ListSort, u64),
    Place(ListFilter, ListSort, u64),
    Total(ListFilter),
    Detail { product: u8, viewer: Option<u8> },
    Forest,
    SetPrice { product: u8, price: u32 },
    TakeOff { product: u8 },
    GiveCoupon { user: u8, off: u8 },
    TakeCoupons { user: u8 },
    Plant { number: u8 },
    Wait { millis: u64 },
}

/// Filters that often are the same, and differ in any field.
fn filters() -> impl Strategy<Value = ListFilter> {
    let scope = (
        option::of(0_u8..2),
        option::of(0_u8..2),
        option::of(0_u8..2),
        0..2_usize,
    );
    let terms = (
        option::of(0..2_i64),
        option::of(0..2_i64),
        option::of(any::<bool>()),
    );
    let rest = (
        option::of(any::<bool>()),
        option::of(0..2_i64),
        option::of(0..2_i64),
    );
    (scope, terms, rest).prop_map(|(scope, terms, rest)| ListFilter {
        lifecycles: Lifecycle::ALL.into_iter().take(scope.3 + 1).collect(),
        name: None,
        among: scope.0.map(|number| vec![id(number)]),
        categories: scope.1.map(|number| vec![id(number)]),
        owner: scope.2.map(|number| Ownership::Seller(id(number))),
        price_from: terms.0,
        price_to: terms.1,
        in_stock: terms.2,
        on_sale: rest.0,
        tag: None,
        created_from: rest.1.map(at),
        created_to: rest.2.map(at),
    })
}

/// Few filters, each asked for again and again.
fn few_filters() -> impl Strategy<Value = ListFilter> {
    prop_oneof![3 => Just(ListFilter::default()), 1 => filters()]
}

fn steps() -> impl Strategy<Value = Step> {
    let sorts = || prop_oneof![Just(ListSort::Oldest), Just(ListSort::PriceDown)];
    let viewer = || option::of(0..3_u8);
    prop_oneof![
        6 => (few_filters(), sorts(), 0..2_u64).prop_map(|(filter, sort, skip)| Step::Browse(filter, sort, skip)),
        3 => (few_filters(), sorts(), 0..2_u64).prop_map(|(filter, sort, skip)| Step::Place(filter, sort, skip)),
        3 => few_filters().prop_map(Step::Total),
        9 => (0..4_u8, viewer()).prop_map(|(product, viewer)| Step::Detail { product, viewer }),
        2 => Just(Step::Forest),
        2 => (0..4_u8, 1..100_u32).prop_map(|(product, price)| Step::SetPrice { product, price }),
        1 => (0..4_u8).prop_map(|product| Step::TakeOff { product }),
        1 => (0..3_u8, 1..99_u8).prop_map(|(user, off)| Step::GiveCoupon { user, off }),
        1 => (0..3_u8).prop_map(|user| Step::TakeCoupons { user }),
        1 => any::<u8>().prop_map(|number| Step::Plant { number }),
        1 => (0..2_000_u64).prop_map(|millis| Step::Wait { millis }),
    ]
}

impl Given {
    /// Takes a step, and compares the answer with that of the shop itself, if it is a question.
    async fn take(&self, step: Step) {
        let (shop, cached, now) = (&self.shop, &self.cached, at(0));
        match step {
            Step::Browse(filter, sort, skip) => {
                let window = Window { skip, ..FIRST };
                let expected = shop.browse(&filter, sort, window, now).await.unwrap();
                let answer = cached.browse(&filter, sort, window, now).await.unwrap();
                assert_eq!(answer, expected);
            }
            Step::Place(filter, sort, skip) => {
                let expected = shop.place(&filter, sort, skip, now).await.unwrap();
                assert_eq!(cached.place(&filter, sort, skip, now).await.unwrap(), expected);
            }
            Step::Total(filter) => {
                let expected = shop.total(&filter, now).await.unwrap();
                assert_eq!(cached.total(&filter, now).await.unwrap(), expected);
            }
            Step::Detail { product, viewer } => {
                let (product, viewer) = (id(product), viewer.map(id));
                let expected = shop.detail(product, viewer, now).await.unwrap();
                assert_eq!(cached.detail(product, viewer, now).await.unwrap(), expected);
            }
            Step::Forest => assert_eq!(cached.forest().await.unwrap(), shop.forest().await.unwrap()),
            Step::Wait { millis } => tokio::time::advance(Duration::from_millis(millis)).await,
            change => self.change(change),
        }
    }

    fn change(&self, step: Step) {
        match step {
            Step::SetPrice { product, price } => {
                self.shop.set_price(id(product), price);
                self.changes.product_changed(id(product));
            }
            Step::TakeOff { product } => {
                self.shop
                    .change(|shelf| shelf.prices.retain(|other, _| *other != id(product)));
                self.changes.product_changed(id(product));
            }
            Step::GiveCoupon { user, off } => {
                self.shop.change(|shelf| shelf.coupons.extend([(id(user), off)]));
                self.changes.coupons_changed(id(user));
            }
            Step::TakeCoupons { user } => {
                self.shop
                    .change(|shelf| shelf.coupons.retain(|other, _| *other != id(user)));
                self.changes.coupons_changed(id(user));
            }
            Step::Plant { number } => {
                self.shop.change(|shelf| plant(shelf, number));
                self.changes.catalogue_changed();
            }
            question => unreachable!("{question:?} changes nothing"),
        }
    }
}

fn plant(shelf: &mut Shelf, number: u8) {
    let name = CategoryName {
        ko: CategoryLabel::parse(number.to_string()).unwrap(),
        en: None,
    };
    shelf.forest = shelf
        .forest
        .plant(id(number), name, Place::LastRoot, at(0))
        .unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_answer_is_what_it_would_be_without_a_cache(steps in vec(steps(), 1..150)) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(async {
            let given = given();
            for step in steps {
                given.take(step).await;
            }
        });
    }
}

/// The reader had read before the change, and comes back with its answer after it.
#[tokio::test(start_paused = true)]
async fn an_answer_that_was_overtaken_by_a_change_is_given_to_nobody_later() {
    let Given {
        shop,
        cached,
        changes,
    } = given();
    shop.set_price(id(1), 100);
    shop.hold(true);
    let slow = {
        let cached = Arc::clone(&cached);
        tokio::spawn(async move { cached.detail(id(1), None, at(0)).await })
    };
    tokio::task::yield_now().await;
    assert_eq!(shop.under_way(), 1);

    shop.set_price(id(1), 200);
    changes.product_changed(id(1));
    shop.hold(false);
    let old = slow.await.unwrap().unwrap().unwrap();
    let new = cached.detail(id(1), None, at(0)).await.unwrap().unwrap();
    assert_eq!(old.card.price.money().amount().to_string(), "100");
    assert_eq!(new.card.price.money().amount().to_string(), "200");
}

/// As before, but whoever asks after the change does so while the old question is still under way.
#[tokio::test(start_paused = true)]
async fn whoever_asks_after_a_change_does_not_wait_for_an_answer_from_before() {
    let Given {
        shop,
        cached,
        changes,
    } = given();
    let browse = || {
        let cached = Arc::clone(&cached);
        tokio::spawn(async move {
            let filter = ListFilter::default();
            cached
                .browse(&filter, ListSort::Recent, FIRST, at(0))
                .await
                .unwrap()
        })
    };
    shop.hold(true);
    let before = browse();
    tokio::task::yield_now().await;
    shop.set_price(id(1), 100);
    changes.product_changed(id(1));
    let after = browse();
    tokio::task::yield_now().await;
    shop.hold(false);
    assert_eq!(before.await.unwrap().len(), 0);
    assert_eq!(after.await.unwrap().len(), 1);
    assert_eq!(browse().await.unwrap().len(), 1);
    // The old answer may come last and be kept in place of the new one; nobody is given it, but then one asks again.
    assert!((2..=3).contains(&shop.asked()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_writer_among_many_readers_always_sees_its_own_change() {
    let Given {
        shop,
        cached,
        changes,
    } = given();
    shop.set_price(id(1), 1);
    let done = Arc::new(AtomicBool::new(false));
    let readers: Vec<_> = (0..3)
        .map(|_| {
            let (cached, done) = (Arc::clone(&cached), Arc::clone(&done));
            tokio::spawn(async move {
                while !done.load(Ordering::Relaxed) {
                    cached.detail(id(1), None, at(0)).await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    for price in 2..5_000_u32 {
        shop.set_price(id(1), price);
        changes.product_changed(id(1));
        let seen = cached.detail(id(1), None, at(0)).await.unwrap().unwrap();
        assert_eq!(seen.card.price.money().amount(), price.into());
    }
    done.store(true, Ordering::Relaxed);
    for reader in readers {
        reader.await.unwrap();
    }
}

/// Otherwise the shop would be asked about everything after each order.
#[tokio::test(start_paused = true)]
async fn a_change_of_one_product_leaves_the_page_of_another_and_the_tree_as_they_are() {
    let Given {
        shop,
        cached,
        changes,
    } = given();
    cached.detail(id(1), None, at(0)).await.unwrap();
    cached.forest().await.unwrap();
    changes.product_changed(id(2));
    changes.coupons_changed(id(1));
    cached.detail(id(1), None, at(0)).await.unwrap();
    cached.forest().await.unwrap();
    assert_eq!(shop.asked(), 2);
    changes.catalogue_changed();
    cached.detail(id(1), None, at(0)).await.unwrap();
    cached.forest().await.unwrap();
    assert_eq!(shop.asked(), 4);
}

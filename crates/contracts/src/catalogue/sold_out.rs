//! Whether a product can be had follows its stock, in the commit of the stock event.

use std::slice::from_ref;
use std::sync::Arc;

use hexmart_application::catalogue::{ListFilter, ListSort};
use hexmart_application::platform::{Abort, Storage, StoreError, UnitOfWork, transact};
use hexmart_domain::catalogue::{Lifecycle, Product, ProductState};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{ItemId, ProductId};

use super::{browse, card, detail_of, of_every_state, window};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, create, edit, save_once};

/// The products that can be had, or cannot, whatever their state.
fn in_stock(in_stock: bool) -> ListFilter {
    ListFilter {
        in_stock: Some(in_stock),
        ..of_every_state()
    }
}

/// Asserts that so many pieces of the product can be had: its card, its page, its document and the filters agree.
async fn assert_available(storage: &Storage, product: ProductId, pieces: i64) {
    let card = card(storage, product).await;
    assert_eq!(card.available.get(), pieces);
    assert_eq!(card.state() == ProductState::OnSale, pieces > 0);
    for wanted in [true, false] {
        let found = browse(storage, &in_stock(wanted), window(0, 50)).await;
        assert_eq!(
            found.contains(&product),
            wanted == (pieces > 0),
            "in stock: {wanted}"
        );
    }
    let documents = storage
        .catalogue
        .documents(&[product], given::now())
        .await
        .unwrap();
    assert_eq!(documents[0].in_stock, pieces > 0);
    let (kept, stock) = storage.catalogue.product(product).await.unwrap().unwrap();
    assert_eq!(stock.len(), kept.variants.len());
    assert_eq!(
        stock.iter().map(|stock| stock.available.get()).sum::<i64>(),
        pieces
    );
    assert_eq!(stock.iter().map(|stock| stock.on_hand.get()).sum::<i64>(), pieces);
}

async fn by_ledger(storage: &Storage, item: ItemId, change: i64) {
    let key = StockKey::at_default(item);
    let appended = storage.ledger.append(key, given::adjusting(key, change)).await;
    appended.unwrap();
}

async fn append(uow: &mut dyn UnitOfWork, item: ItemId, change: i64) -> Result<(), StoreError> {
    let key = StockKey::at_default(item);
    let level = uow.stock().level(key).await?;
    let event = level.map_or_else(
        || given::first_event(key, change),
        |level| given::adjusted(key, &level, change),
    );
    uow.stock().append(&[event]).await
}

/// Changes the stock in an attempt, or opens the chain.
async fn by_attempt(storage: &Storage, item: ItemId, change: i64) {
    let appended = attempt(storage, (item, change), |uow, (item, change)| {
        Box::pin(append(uow, item, change))
    });
    appended.await.unwrap();
}

/// A product is sold out with the event that takes the last piece, and to be had with the one that brings the first, by
/// decisions of the ledger as by attempts.
pub async fn a_product_is_sold_out_with_its_last_piece(storage: Storage) {
    let products = [given::product(), given::product()];
    create(&storage, &products[..1], 2).await.unwrap();
    create(&storage, &products[1..], 0).await.unwrap();
    let [id, other] = [products[0].id, products[1].id];
    assert_available(&storage, id, 2).await;
    assert_available(&storage, other, 0).await;
    for (change, left) in [(-1, 1), (-1, 0), (5, 5), (-5, 0), (1, 1), (-1, 0)] {
        by_ledger(&storage, id.into(), change).await;
        assert_available(&storage, id, left).await;
    }
    for (change, left) in [(3, 3), (-2, 1), (-1, 0), (2, 2), (-2, 0)] {
        by_attempt(&storage, id.into(), change).await;
        assert_available(&storage, id, left).await;
    }
    by_ledger(&storage, id.into(), 4).await;
    by_attempt(&storage, id.into(), -4).await;
    assert_available(&storage, id, 0).await;
    assert_available(&storage, other, 0).await;
}

/// Events of one attempt that take the last piece and bring others leave what the last of them left.
pub async fn events_of_one_attempt_count_in_their_order(storage: Storage) {
    for (changes, left) in [
        (vec![-3, 2], 2),
        (vec![-1, -2], 0),
        (vec![-3, 4, -4], 0),
        (vec![-3, 1, -1, 7], 7),
    ] {
        let product = given::product();
        create(&storage, from_ref(&product), 3).await.unwrap();
        let key = StockKey::at_default(product.id);
        for at_once in [true, false] {
            let appended = attempt(&storage, changes.clone(), move |uow, changes| {
                Box::pin(async move {
                    let mut level = uow.stock().level(key).await?.unwrap();
                    let mut events = Vec::new();
                    for change in changes {
                        let event = given::adjusted(key, &level, change);
                        level = level.evolve(&event);
                        events.push(event);
                    }
                    if at_once {
                        return uow.stock().append(&events).await;
                    }
                    for event in &events {
                        uow.stock().append(from_ref(event)).await?;
                    }
                    Ok(())
                })
            });
            appended.await.unwrap();
            assert_available(&storage, product.id, left).await;
            by_attempt(&storage, product.id.into(), 3 - left).await;
        }
    }
}

/// A product can be had as long as one of its variants can.
pub async fn a_product_can_be_had_while_a_variant_can(storage: Storage) {
    let product = given::in_sizes(&["S", "M", "L"]);
    create(&storage, from_ref(&product), 0).await.unwrap();
    let [small, medium, large] = [0, 1, 2].map(|place: usize| product.variants[place].item);
    by_attempt(&storage, medium, 0).await;
    by_attempt(&storage, large, 2).await;
    assert_available(&storage, product.id, 2).await;
    let detail = storage
        .catalogue
        .detail(product.id, None, given::now())
        .await
        .unwrap();
    assert_eq!(detail, Some(detail_of(&product, &[0, 0, 2])));
    for (item, change, left) in [
        (medium, 1, 3),
        (large, -2, 1),
        (small, 4, 5),
        (medium, -1, 4),
        (small, -4, 0),
        (large, 1, 1),
        (large, -1, 0),
        (medium, 6, 6),
    ] {
        by_ledger(&storage, item, change).await;
        assert_available(&storage, product.id, left).await;
    }
    by_attempt(&storage, medium, -6).await;
    assert_available(&storage, product.id, 0).await;
}

/// A variant brings its stock along and takes it away; once gone, its stock makes no difference.
pub async fn a_variant_comes_and_goes_with_its_stock(storage: Storage) {
    let product = given::in_sizes(&["S", "M"]);
    create(&storage, from_ref(&product), 0).await.unwrap();
    let [small, medium] = [0, 1].map(|place: usize| product.variants[place].item);
    by_attempt(&storage, medium, 3).await;
    assert_available(&storage, product.id, 3).await;
    let only = |version, variants: &[usize]| Product {
        version,
        variants: variants
            .iter()
            .map(|place| product.variants[*place].clone())
            .collect(),
        ..product.clone()
    };
    save_once(&storage, &[only(2, &[0])]).await.unwrap();
    assert_available(&storage, product.id, 0).await;
    by_ledger(&storage, medium, -3).await;
    by_ledger(&storage, medium, 5).await;
    assert_available(&storage, product.id, 0).await;
    by_attempt(&storage, small, 1).await;
    by_attempt(&storage, small, -1).await;
    assert_available(&storage, product.id, 0).await;

    // A new one is saved and opened in one attempt.
    let mut larger = only(3, &[0]);
    larger.variants.push(given::variant("L"));
    let item = larger.variants[1].item;
    let saved = attempt(&storage, larger, |uow, larger| {
        Box::pin(async move {
            uow.products().save(from_ref(&larger)).await?;
            append(uow, larger.variants[1].item, 2).await
        })
    });
    saved.await.unwrap();
    assert_available(&storage, product.id, 2).await;
    by_ledger(&storage, item, -2).await;
    assert_available(&storage, product.id, 0).await;
}

/// Stock that comes back revives nothing that somebody took away, and is counted all the same.
pub async fn stock_revives_nothing_that_was_taken_away(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    for lifecycle in [Lifecycle::Private, Lifecycle::Blocked, Lifecycle::Deleted] {
        edit(&storage, product.id, move |product| product.lifecycle = lifecycle).await;
        for (change, left) in [(-1, 0), (1, 1)] {
            by_ledger(&storage, product.id.into(), change).await;
            let card = card(&storage, product.id).await;
            assert_eq!((card.lifecycle, card.available.get()), (lifecycle, left));
            let found = browse(&storage, &in_stock(left > 0), window(0, 9)).await;
            assert_eq!(found, [product.id]);
        }
    }
    edit(&storage, product.id, |product| {
        product.lifecycle = Lifecycle::OnSale;
    })
    .await;
    assert_available(&storage, product.id, 1).await;
}

/// What an attempt does to stock is seen by nobody before it ends, and by nobody at all when it is refused.
pub async fn an_attempt_sells_out_when_it_ends(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    let item = ItemId::from(product.id);
    let underway = Underway::begin(&storage, move |uow| Box::pin(append(uow, item, -1))).await;
    assert_available(&storage, product.id, 1).await;
    underway.finish().await.unwrap();
    assert_available(&storage, product.id, 0).await;

    let refused = transact(&*storage.store, "refused", move |uow| {
        Box::pin(async move {
            append(uow, item, 1).await?;
            Err::<(), _>(Abort::Refused(StoreError::backend("a rule said no")))
        })
    });
    assert!(refused.await.is_err());
    assert_available(&storage, product.id, 0).await;
}

/// While callers take last pieces and bring first ones, what a list says of a product never contradicts itself; and in the
/// end every variant was counted.
pub async fn stock_and_state_never_disagree(storage: Storage) {
    let products: Vec<_> = (0..2).map(|_| given::in_sizes(&["S", "M", "L", "XL"])).collect();
    create(&storage, &products, 0).await.unwrap();
    let items: Arc<[ItemId]> = products
        .iter()
        .flat_map(|product| product.variants.iter().map(|variant| variant.item))
        .collect();
    for (product, item) in products.iter().flat_map(|product| {
        product
            .variants
            .iter()
            .map(move |variant| (product, variant.item))
    }) {
        if item != ItemId::from(product.id) {
            by_attempt(&storage, item, 0).await;
        }
    }
    let writers = tokio::spawn({
        let (storage, items) = (storage.clone(), Arc::clone(&items));
        async move {
            at_once(items.len(), |caller| {
                let (storage, item) = (storage.clone(), items[caller]);
                async move {
                    for turn in 0..20 {
                        let change = if turn % 2 == 0 { 1 } else { -1 };
                        if (turn / 2 + caller) % 2 == 0 {
                            by_ledger(&storage, item, change).await;
                        } else {
                            by_attempt(&storage, item, change).await;
                        }
                    }
                }
            })
            .await
        }
    });
    while !writers.is_finished() {
        for wanted in [true, false] {
            let cards = storage
                .catalogue
                .browse(&in_stock(wanted), ListSort::Oldest, window(0, 9), given::now())
                .await
                .unwrap();
            for card in cards {
                assert_eq!(card.available.get() > 0, wanted);
            }
        }
        tokio::task::yield_now().await;
    }
    writers.await.unwrap();
    for product in &products {
        assert_available(&storage, product.id, 0).await;
        by_ledger(&storage, product.variants[3].item, 1).await;
        assert_available(&storage, product.id, 1).await;
    }
}

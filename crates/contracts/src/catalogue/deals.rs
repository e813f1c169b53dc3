//! Discounts that end.

use chrono::TimeDelta;
use hexmart_application::catalogue::{ListFilter, ListSort};
use hexmart_application::platform::Storage;
use hexmart_domain::pricing::{Discount, DiscountTerms};
use hexmart_domain::shared::{Instant, ProductId};

use super::edits::kept;
use super::reading::fed_by;
use super::{everything, ids_of, window};
use crate::given;
use crate::writes::{attempt, create, discount_product, edit};

/// The products with a discount that ends so many days from now.
async fn reduced(storage: &Storage, days: &[i64]) -> Vec<ProductId> {
    let products: Vec<_> = days.iter().map(|_| given::product()).collect();
    create(storage, &products, 1).await.unwrap();
    for (product, days) in products.iter().zip(days) {
        let discount = Discount {
            terms: DiscountTerms {
                ends_at: given::now() + TimeDelta::days(*days),
                ..given::discount(product.id, None, "20").terms
            },
            ..given::discount(product.id, None, "20")
        };
        discount_product(storage, &discount).await.unwrap();
    }
    ids_of(&products)
}

/// The products with a discount, or without one, as they are at `now`.
async fn on_sale(storage: &Storage, on_sale: bool, now: Instant) -> Vec<ProductId> {
    let filter = ListFilter {
        on_sale: Some(on_sale),
        ..everything()
    };
    let cards = storage
        .catalogue
        .browse(&filter, ListSort::Oldest, window(0, 50), now);
    let cards = cards.await.unwrap();
    assert!(cards.iter().all(|card| card.discount.is_some() == on_sale));
    let total = storage.catalogue.total(&filter, now).await.unwrap();
    assert_eq!(total, u64::try_from(cards.len()).unwrap());
    cards.iter().map(|card| card.id).collect()
}

async fn lapse(storage: &Storage, now: Instant, limit: u64) -> u64 {
    let lapsed = attempt(storage, (), move |uow, ()| {
        Box::pin(async move { uow.products().lapse_deals(now, limit).await })
    });
    lapsed.await.unwrap()
}

/// A discount that is over is none at that instant, for whoever asks for discounts; nobody need have noticed its end.
pub async fn a_discount_that_is_over_is_none_at_once(storage: Storage) {
    let ids = reduced(&storage, &[1, 2]).await;
    let end = given::now() + TimeDelta::days(1);
    for (now, with, without) in [
        (end - given::TICK, &ids[..], &[][..]),
        (end, &ids[1..], &ids[..1]),
        (end + TimeDelta::days(1), &[], &ids),
    ] {
        assert_eq!(on_sale(&storage, true, now).await, with, "{now}");
        assert_eq!(on_sale(&storage, false, now).await, without, "{now}");
        for (product, document) in ids
            .iter()
            .zip(storage.catalogue.documents_after(None, 9, now).await.unwrap())
        {
            let (price, deal) = if with.contains(product) {
                (1_032_000_000, 2_000)
            } else {
                (1_290_000_000, 0)
            };
            assert_eq!((document.sale_price, document.deal), (price, deal));
        }
    }
}

/// Products whose discount is over lapse once, so many at a time, and are fed; nothing else about them changes.
pub async fn a_deal_lapses_once(storage: Storage) {
    let ids = reduced(&storage, &[1, 3, 1, 2, 1]).await;
    let end = given::now() + TimeDelta::days(1);
    assert_eq!(lapse(&storage, end - given::TICK, 9).await, 0);
    let mut fed = fed_by(&storage, async { assert_eq!(lapse(&storage, end, 2).await, 2) }).await;
    assert_eq!(fed.len(), 2);
    fed.extend(fed_by(&storage, async { assert_eq!(lapse(&storage, end, 9).await, 1) }).await);
    fed.sort_unstable();
    assert_eq!(fed, [ids[0], ids[2], ids[4]]);
    assert_eq!(
        fed_by(&storage, async { assert_eq!(lapse(&storage, end, 9).await, 0) }).await,
        []
    );
    for id in &ids {
        let kept = kept(&storage, *id).await.unwrap();
        assert_eq!(kept.version, 2);
        assert!(kept.discount.is_some());
    }
    assert_eq!(lapse(&storage, end + TimeDelta::days(9), 9).await, 2);
}

/// What lapsed lies in every sort and range where it belongs without its discount; until it gets another.
pub async fn what_lapsed_lies_where_it_belongs(storage: Storage) {
    let ids = reduced(&storage, &[1, 2]).await;
    let end = given::now() + TimeDelta::days(1);
    assert_eq!(lapse(&storage, end, 9).await, 1);
    let listed = async |sort, filter: ListFilter| {
        let cards = storage.catalogue.browse(&filter, sort, window(0, 9), end);
        let cards = cards.await.unwrap();
        let listed = cards.iter().map(|card| (card.id, card.mark.key));
        listed.collect::<Vec<_>>()
    };
    let (full, less) = (1_290_000_000, 1_032_000_000);
    assert_eq!(
        listed(ListSort::PriceUp, everything()).await,
        [(ids[1], less), (ids[0], full)]
    );
    assert_eq!(
        listed(ListSort::Discount, everything()).await,
        [(ids[1], 2_000), (ids[0], 0)]
    );
    let dear = ListFilter {
        price_from: Some(full),
        ..everything()
    };
    assert_eq!(listed(ListSort::Oldest, dear).await, [(ids[0], 0)]);

    // The next one begins while `updated_at` is still the present of all promises.
    edit(&storage, ids[0], |product| {
        product.discount = Some(DiscountTerms::from_now(given::percentage("50"), given::now()));
    })
    .await;
    assert_eq!(
        listed(ListSort::Discount, everything()).await,
        [(ids[0], 5_000), (ids[1], 2_000)]
    );
    assert_eq!(lapse(&storage, end + TimeDelta::days(1), 9).await, 1);
    assert_eq!(lapse(&storage, end + TimeDelta::days(30), 9).await, 1);
}

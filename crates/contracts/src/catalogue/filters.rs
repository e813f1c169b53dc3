//! Which products a list shows.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::catalogue::{ListFilter, ListSort};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::{Lifecycle, Product};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::ProductId;

use super::categories::planted;
use super::{browse, containing, everything, ids_of, mark_of, of_every_state, sorted, window};
use crate::given;
use crate::marketplace::approved;
use crate::writes::{create, discount_product};

/// Asserts that exactly these products pass, whatever is asked: pages, places, the total, whatever the sort.
async fn assert_passes(storage: &Storage, filter: &ListFilter, products: &[&Product]) {
    let mut expected: Vec<_> = products.iter().map(|product| product.id).collect();
    expected.sort_unstable();
    assert_eq!(
        browse(storage, filter, window(0, 50)).await,
        expected,
        "{filter:?}"
    );
    let total = storage.catalogue.total(filter, given::now()).await.unwrap();
    assert_eq!(total, u64::try_from(expected.len()).unwrap(), "{filter:?}");
    for sort in ListSort::ALL {
        let mut found = sorted(storage, filter, sort, window(0, 50)).await;
        found.sort_unstable();
        assert_eq!(found, expected, "{filter:?} {sort:?}");
    }
    for (skip, id) in (0..).zip(expected.into_iter().map(Some).chain([None])) {
        let place = storage
            .catalogue
            .place(filter, ListSort::Oldest, skip, given::now())
            .await;
        assert_eq!(place.unwrap().map(|mark| mark.product), id, "{filter:?}");
    }
}

/// Products of this many, after a change of each by its number, with one piece each.
async fn some(storage: &Storage, count: usize, change: impl Fn(usize, &mut Product)) -> Vec<Product> {
    let mut products: Vec<_> = (0..count).map(|_| given::product()).collect();
    for (number, product) in products.iter_mut().enumerate() {
        change(number, product);
    }
    create(storage, &products, 1).await.unwrap();
    products
}

/// A list shows products in the states that it is asked for, and by itself those on sale alone.
pub async fn a_list_can_be_of_some_states(storage: Storage) {
    let products = some(&storage, 5, |number, product| {
        product.lifecycle = Lifecycle::ALL[number];
    })
    .await;
    assert_passes(&storage, &everything(), &[&products[0]]).await;
    let all: Vec<_> = products.iter().collect();
    assert_passes(&storage, &of_every_state(), &all).await;
    for (lifecycle, product) in Lifecycle::ALL.into_iter().zip(&products) {
        let filter = ListFilter {
            lifecycles: vec![lifecycle],
            ..everything()
        };
        assert_passes(&storage, &filter, &[product]).await;
        assert_eq!(super::card(&storage, product.id).await.lifecycle, lifecycle);
    }
    let filter = ListFilter {
        lifecycles: vec![Lifecycle::Blocked, Lifecycle::Private],
        ..everything()
    };
    assert_passes(&storage, &filter, &[&products[2], &products[3]]).await;
}

/// A list shows what hangs on one of the categories that it is asked for.
pub async fn a_list_can_be_of_some_categories(storage: Storage) {
    let categories = planted(&storage, 3).await;
    let on = [Some(0), None, Some(1), Some(0)];
    let products = some(&storage, 4, |number, product| {
        product.category = on[number].map(|category: usize| categories[category]);
    })
    .await;
    let [first, _, other, second] = &products[..] else {
        unreachable!()
    };
    for (wanted, expected) in [
        (vec![categories[0]], vec![first, second]),
        (vec![categories[1]], vec![other]),
        (categories.clone(), vec![first, other, second]),
        (vec![categories[2], given::id()], vec![]),
        (vec![], vec![]),
    ] {
        let filter = ListFilter {
            categories: Some(wanted),
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// A list shows what one seller sells, or what the shop itself does.
pub async fn a_list_can_be_of_one_owner(storage: Storage) {
    let sellers = [
        approved(&storage, "상회 a").await.id,
        approved(&storage, "상회 b").await.id,
    ];
    let of = [Some(0), None, Some(1), Some(0)];
    let products = some(&storage, 4, |number, product| {
        product.seller = of[number].map(|seller: usize| sellers[seller]);
    })
    .await;
    for (owner, expected) in [
        (Ownership::Seller(sellers[0]), vec![&products[0], &products[3]]),
        (Ownership::Seller(sellers[1]), vec![&products[2]]),
        (Ownership::Shop, vec![&products[1]]),
        (Ownership::Seller(given::id()), vec![]),
    ] {
        let filter = ListFilter {
            owner: Some(owner),
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// Both ends of a range of prices belong to it, and a price is what is left after the discount.
pub async fn a_list_can_be_of_a_range_of_prices(storage: Storage) {
    let prices = ["0.01", "9000", "10000", "10000.01", "99999999.99"];
    let products = some(&storage, 5, |number, product| {
        product.price = given::price(prices[number], "KRW");
    })
    .await;
    // 10,000 less 10 % are 9,000 now.
    discount_product(&storage, &given::discount(products[2].id, None, "10"))
        .await
        .unwrap();
    let [cent, nine, ten, more, most] = &products[..] else {
        unreachable!()
    };
    for (from, to, expected) in [
        (Some(100), None, vec![cent, nine, ten, more, most]),
        (Some(101), None, vec![nine, ten, more, most]),
        (Some(90_000_000), Some(90_000_000), vec![nine, ten]),
        (Some(90_000_001), Some(100_000_099), vec![]),
        (Some(90_000_001), Some(100_000_100), vec![more]),
        (None, Some(89_999_999), vec![cent]),
        (Some(999_999_999_900), None, vec![most]),
        (Some(999_999_999_901), None, vec![]),
        (Some(2), Some(1), vec![]),
    ] {
        let filter = ListFilter {
            price_from: from,
            price_to: to,
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// A list shows what can be had, or what cannot.
pub async fn a_list_can_be_of_what_is_in_stock(storage: Storage) {
    let products: Vec<_> = (0..3).map(|_| given::product()).collect();
    create(&storage, &products[..2], 2).await.unwrap();
    create(&storage, &products[2..], 0).await.unwrap();
    let key = StockKey::at_default(products[0].id);
    storage
        .ledger
        .append(key, given::adjusting(key, -2))
        .await
        .unwrap();
    for (in_stock, expected) in [
        (true, vec![&products[1]]),
        (false, vec![&products[0], &products[2]]),
    ] {
        let filter = ListFilter {
            in_stock: Some(in_stock),
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// A list shows what has a discount, or what has none.
pub async fn a_list_can_be_of_what_is_reduced(storage: Storage) {
    let products = some(&storage, 3, |_, _| {}).await;
    discount_product(&storage, &given::discount(products[1].id, None, "0.01"))
        .await
        .unwrap();
    for (on_sale, expected) in [
        (true, vec![&products[1]]),
        (false, vec![&products[0], &products[2]]),
    ] {
        let filter = ListFilter {
            on_sale: Some(on_sale),
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// A list shows what has a tag, whole and to the last letter.
pub async fn a_list_can_be_of_one_tag(storage: Storage) {
    let tags: [&[&str]; 4] = [&["겨울", "new"], &["겨울옷"], &["new", "50%", "겨울"], &[]];
    let products = some(&storage, 4, |number, product| {
        product.tags = tags[number].iter().map(|tag| given::tag(tag)).collect();
    })
    .await;
    let (first, coat, third) = (&products[0], &products[1], &products[2]);
    for (tag, expected) in [
        ("겨울", vec![first, third]),
        ("겨울옷", vec![coat]),
        ("new", vec![first, third]),
        ("50%", vec![third]),
        ("%", vec![]),
        ("ne_", vec![]),
        ("ne", vec![]),
    ] {
        let filter = ListFilter {
            tag: Some(given::tag(tag)),
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// The first instant of a range of creation belongs to it, the last does not.
pub async fn a_list_can_be_of_a_range_of_creation(storage: Storage) {
    let noon = given::now() - TimeDelta::days(400);
    let products = [noon - given::TICK, noon, noon + given::TICK].map(given::born);
    create(&storage, &products, 1).await.unwrap();
    let new = given::product();
    create(&storage, from_ref(&new), 1).await.unwrap();
    let [before, at, behind] = &products;
    for (from, to, expected) in [
        (Some(noon), None, vec![at, behind, &new]),
        (None, Some(noon), vec![before]),
        (Some(noon), Some(noon + given::TICK), vec![at]),
        (Some(noon + given::TICK), Some(given::now()), vec![behind]),
        (Some(noon), Some(noon), vec![]),
        (None, None, vec![before, at, behind, &new]),
    ] {
        let filter = ListFilter {
            created_from: from,
            created_to: to,
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
}

/// A list shows those of some products that pass, each once, and knows none that are not there.
pub async fn a_list_can_be_among_some_products(storage: Storage) {
    let products = some(&storage, 4, |number, product| {
        if number == 2 {
            product.lifecycle = Lifecycle::Private;
        }
    })
    .await;
    let ids = ids_of(&products);
    for (among, expected) in [
        (
            vec![ids[3], given::id(), ids[2], ids[0]],
            vec![&products[0], &products[3]],
        ),
        (vec![ids[1], ids[1]], vec![&products[1]]),
        (vec![], vec![]),
    ] {
        let filter = ListFilter {
            among: Some(among),
            ..everything()
        };
        assert_passes(&storage, &filter, &expected).await;
    }
    let many: Vec<ProductId> = (0..500).map(|_| given::id()).chain([ids[1]]).collect();
    let filter = ListFilter {
        among: Some(many),
        ..everything()
    };
    assert_passes(&storage, &filter, &[&products[1]]).await;
}

/// A product passes a filter of several parts when it passes each of them.
pub async fn the_parts_of_a_filter_narrow_each_other(storage: Storage) {
    let categories = planted(&storage, 2).await;
    let seller = approved(&storage, "상회").await.id;
    let wanted = Product {
        category: Some(categories[0]),
        seller: Some(seller),
        tags: vec![given::tag("겨울")],
        price: given::price("20000", "KRW"),
        ..given::named("모직 코트")
    };
    // Each differs from what is wanted in one thing.
    let like_it = |name: &str| Product {
        tags: wanted.tags.clone(),
        category: wanted.category,
        seller: wanted.seller,
        price: wanted.price,
        ..given::named(name)
    };
    let mut others: Vec<_> = (0..7).map(|_| like_it("모직 코트")).collect();
    others[0] = like_it("모직 바지");
    others[1].category = Some(categories[1]);
    others[2].seller = None;
    others[3].tags = vec![];
    others[4].price = given::price("40000.02", "KRW");
    others[5].lifecycle = Lifecycle::Discontinued;
    create(&storage, from_ref(&wanted), 1).await.unwrap();
    create(&storage, &others[..6], 1).await.unwrap();
    create(&storage, &others[6..], 0).await.unwrap();
    let undiscounted = like_it("모직 코트");
    create(&storage, from_ref(&undiscounted), 1).await.unwrap();
    for product in others.iter().chain([&wanted]) {
        discount_product(&storage, &given::discount(product.id, None, "50"))
            .await
            .unwrap();
    }

    let filter = ListFilter {
        categories: Some(vec![categories[0]]),
        owner: Some(Ownership::Seller(seller)),
        price_from: Some(100_000_000),
        price_to: Some(200_000_000),
        in_stock: Some(true),
        on_sale: Some(true),
        tag: Some(given::tag("겨울")),
        created_from: Some(given::now()),
        created_to: Some(given::now() + given::TICK),
        ..containing("코트")
    };
    assert_passes(&storage, &filter, &[&wanted]).await;
    let behind = hexmart_application::catalogue::Window {
        after: Some(mark_of(&wanted)),
        ..window(0, 9)
    };
    assert_eq!(browse(&storage, &filter, behind).await, []);
}

//! In which order a list shows products.

use hexmart_application::catalogue::{CounterChange, ListFilter, ListSort, Mark, Window};
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::Product;
use hexmart_domain::shared::ProductId;

use super::counting::count;
use super::{containing, everything, sorted, window};
use crate::given;
use crate::writes::{create, discount_product};

/// What a test knows of a product: by what each sort sorts it.
struct Known {
    id: ProductId,
    sale_price: i64,
    deal: i64,
    sales: i64,
    likes: i64,
    stars: i64,
}

impl Known {
    fn mark(&self, sort: ListSort) -> Mark {
        let key = match sort {
            ListSort::Oldest | ListSort::Recent => 0,
            ListSort::PriceUp | ListSort::PriceDown => self.sale_price,
            ListSort::Discount => self.deal,
            ListSort::Sales => self.sales,
            ListSort::Popularity => self.likes,
            ListSort::Stars => self.stars,
        };
        Mark {
            key,
            product: self.id,
        }
    }
}

/// 12 products among which every measure comes several times.
async fn twelve(storage: &Storage) -> Vec<Known> {
    let prices = [30_000, 10_000, 20_000, 10_000];
    let products: Vec<_> = (0..12)
        .map(|number| Product {
            price: given::price(&prices[number % 4].to_string(), "KRW"),
            ..given::named(if number % 2 == 0 { "짝" } else { "홀" })
        })
        .collect();
    create(storage, &products, 1).await.unwrap();
    let mut known = Vec::new();
    for (number, product) in products.iter().enumerate() {
        let price = i64::from(prices[number % 4]) * 10_000;
        let share = [0, 0, 50, 25, 0][number % 5];
        if share > 0 {
            let discount = given::discount(product.id, None, &share.to_string());
            discount_product(storage, &discount).await.unwrap();
        }
        let number = i64::try_from(number).unwrap();
        let counted = CounterChange {
            sales: [7, 0, 7][usize::try_from(number % 3).unwrap()],
            likes: number / 4,
            ratings: number % 2,
            stars: (number % 2) * (1 + number / 5),
        };
        assert!(count(storage, product.id, counted).await);
        known.push(Known {
            id: product.id,
            sale_price: price - price * share / 100,
            deal: share * 100,
            sales: counted.sales,
            likes: counted.likes,
            stars: counted.stars * 100,
        });
    }
    known
}

/// The marks in the order of a sort: among equals the oldest first, or the newest where the most comes first.
fn in_order(known: &[Known], sort: ListSort) -> Vec<Mark> {
    let mut marks: Vec<_> = known.iter().map(|known| known.mark(sort)).collect();
    marks.sort_by_key(|mark| (mark.key, mark.product));
    if !matches!(sort, ListSort::Oldest | ListSort::PriceUp) {
        marks.reverse();
    }
    marks
}

async fn marks(storage: &Storage, filter: &ListFilter, sort: ListSort, window: Window) -> Vec<Mark> {
    let cards = storage.catalogue.browse(filter, sort, window, given::now());
    cards.await.unwrap().iter().map(|card| card.mark).collect()
}

/// Each sort shows all products in its order, and each card says where it stands.
pub async fn every_sort_is_in_order(storage: Storage) {
    let known = twelve(&storage).await;
    for sort in ListSort::ALL {
        let expected = in_order(&known, sort);
        let listed = marks(&storage, &everything(), sort, window(0, 50)).await;
        assert_eq!(listed, expected, "{sort:?}");
    }
}

/// Pages behind marks, of whatever size, go through each sort once, also where many are equal, also with a filter.
pub async fn pages_behind_marks_neither_skip_nor_repeat(storage: Storage) {
    let known = twelve(&storage).await;
    let even: Vec<_> = known.iter().step_by(2).collect();
    for sort in ListSort::ALL {
        let all = in_order(&known, sort);
        let of_even = |mark: &Mark| even.iter().any(|known| known.id == mark.product);
        let filtered: Vec<_> = all.iter().copied().filter(of_even).collect();
        for (filter, expected) in [(everything(), all), (containing("짝"), filtered)] {
            for limit in 1..=5 {
                let mut listed: Vec<Mark> = Vec::new();
                loop {
                    let page = page_behind(&storage, &filter, sort, listed.last(), limit).await;
                    if page.is_empty() {
                        break;
                    }
                    listed.extend(page);
                }
                assert_eq!(listed, expected, "{sort:?} by {limit}");
            }
        }
    }
}

async fn page_behind(
    storage: &Storage,
    filter: &ListFilter,
    sort: ListSort,
    after: Option<&Mark>,
    limit: u64,
) -> Vec<Mark> {
    let window = Window {
        after: after.copied(),
        ..window(0, limit)
    };
    marks(storage, filter, sort, window).await
}

/// Pages by number and places go through each sort once, and a place leads on to what lies behind it.
pub async fn pages_and_places_of_every_sort_agree(storage: Storage) {
    let known = twelve(&storage).await;
    for sort in ListSort::ALL {
        let expected = in_order(&known, sort);
        for page in 0..4 {
            let listed = marks(&storage, &everything(), sort, window(page * 5, 5)).await;
            let place = usize::try_from(page * 5).unwrap().min(12);
            assert_eq!(listed, expected[place..(place + 5).min(12)], "{sort:?}");
        }
        for (skip, expected_mark) in (0..).zip(expected.iter().copied().map(Some).chain([None])) {
            let mark = storage
                .catalogue
                .place(&everything(), sort, skip, given::now())
                .await
                .unwrap();
            assert_eq!(mark, expected_mark, "{sort:?}");
        }
        let behind = Window {
            after: Some(expected[3]),
            ..window(2, 4)
        };
        let listed = marks(&storage, &everything(), sort, behind).await;
        assert_eq!(listed, expected[6..10], "{sort:?}");
    }
}

/// A mark is a place: the list goes on there although no product has this measure, or this id, any more.
pub async fn a_mark_is_a_place_without_its_product(storage: Storage) {
    let older: ProductId = given::id();
    let known = twelve(&storage).await;
    for sort in [ListSort::PriceUp, ListSort::PriceDown, ListSort::Stars] {
        let all = in_order(&known, sort);
        for key in [-1, 0, 150, 100_000_000, 100_000_001, i64::MAX] {
            for product in [older, known[5].id, given::id()] {
                let behind = |mark: &Mark| {
                    if sort.is_ascending() {
                        (mark.key, mark.product) > (key, product)
                    } else {
                        (mark.key, mark.product) < (key, product)
                    }
                };
                let expected: Vec<_> = all.iter().copied().filter(behind).collect();
                let after = Some(Mark { key, product });
                let window = Window {
                    after,
                    ..window(0, 50)
                };
                let listed = marks(&storage, &everything(), sort, window).await;
                assert_eq!(listed, expected, "{sort:?} {after:?}");
            }
        }
    }
}

/// What changes its measure changes its place with the same commit.
pub async fn a_product_moves_with_its_measure(storage: Storage) {
    let products: Vec<_> = (0..3).map(|_| given::product()).collect();
    create(&storage, &products, 1).await.unwrap();
    let [first, second, third] = [products[0].id, products[1].id, products[2].id];
    let listed = async |sort| sorted(&storage, &everything(), sort, window(0, 9)).await;
    assert_eq!(listed(ListSort::PriceUp).await, [first, second, third]);
    assert_eq!(listed(ListSort::PriceDown).await, [third, second, first]);

    let dear = given::price("99999999.99", "KRW");
    crate::writes::edit(&storage, second, move |product| product.price = dear).await;
    assert_eq!(listed(ListSort::PriceUp).await, [first, third, second]);
    discount_product(&storage, &given::discount(third, None, "0.01"))
        .await
        .unwrap();
    assert_eq!(listed(ListSort::PriceUp).await, [third, first, second]);
    assert_eq!(listed(ListSort::Discount).await, [third, second, first]);
    let sold = |sales| CounterChange {
        sales,
        ..CounterChange::default()
    };
    assert!(count(&storage, first, sold(2)).await);
    assert!(count(&storage, second, sold(1)).await);
    assert_eq!(listed(ListSort::Sales).await, [first, second, third]);
    assert!(count(&storage, first, sold(-2)).await);
    assert_eq!(listed(ListSort::Sales).await, [second, third, first]);
}

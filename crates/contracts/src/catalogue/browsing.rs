//! Lists and their pages.

use hexmart_application::catalogue::{ListSort, Mark, Window};
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::Product;
use hexmart_domain::inventory::StockKey;

use super::{browse, card_of, containing, everything, ids_of, mark_of, window};
use crate::given;
use crate::writes::create;

async fn create_all(storage: &Storage, names: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<Product> {
    let products: Vec<_> = names
        .into_iter()
        .map(|name| given::named(name.as_ref()))
        .collect();
    create(storage, &products, 1).await.unwrap();
    products
}

async fn twenty_five(storage: &Storage) -> Vec<Product> {
    create_all(storage, (0..25).map(|number| format!("상품 {number}"))).await
}

/// Whatever the order in which products were stored, the list is in the order of their ids.
pub async fn a_list_is_in_the_order_of_creation(storage: Storage) {
    let mut products: Vec<_> = (0..9)
        .map(|number| given::named(&format!("{}", 9 - number)))
        .collect();
    let in_order = ids_of(&products);
    products.swap(0, 7);
    products.swap(3, 5);
    create(&storage, &products[4..], 1).await.unwrap();
    create(&storage, &products[..4], 1).await.unwrap();
    assert_eq!(browse(&storage, &everything(), window(0, 50)).await, in_order);
}

/// 25 products make pages of 10, 10 and 5; behind the end there is an empty page.
pub async fn a_list_is_read_in_pages(storage: Storage) {
    assert_eq!(browse(&storage, &everything(), window(0, 10)).await, []);
    let ids = ids_of(&twenty_five(&storage).await);
    assert_eq!(browse(&storage, &everything(), window(0, 10)).await, ids[..10]);
    assert_eq!(browse(&storage, &everything(), window(10, 10)).await, ids[10..20]);
    assert_eq!(browse(&storage, &everything(), window(20, 10)).await, ids[20..]);
    assert_eq!(browse(&storage, &everything(), window(30, 10)).await, []);
    assert_eq!(browse(&storage, &everything(), window(0, 0)).await, []);
}

/// A page after a product starts right behind it, also with a filter, also when products came in between.
pub async fn a_page_after_a_product_never_skips_or_repeats(storage: Storage) {
    let products = twenty_five(&storage).await;
    let after = |place: usize, skip, limit| Window {
        after: Some(mark_of(&products[place])),
        skip,
        limit,
    };
    let ids = ids_of(&products);
    assert_eq!(
        browse(&storage, &everything(), after(9, 0, 10)).await,
        ids[10..20]
    );
    assert_eq!(browse(&storage, &everything(), after(9, 2, 3)).await, ids[12..15]);
    assert_eq!(browse(&storage, &everything(), after(24, 0, 10)).await, []);

    // "상품 1", then 10 to 19, then 21.
    let filter = containing("1");
    assert_eq!(browse(&storage, &filter, after(1, 0, 2)).await, ids[10..12]);
    assert_eq!(
        browse(&storage, &filter, after(11, 0, 20)).await[..8],
        ids[12..20]
    );
    assert_eq!(browse(&storage, &filter, after(19, 0, 20)).await, [ids[21]]);

    let later = twenty_five(&storage).await;
    assert_eq!(
        browse(&storage, &everything(), after(24, 0, 1)).await,
        [later[0].id]
    );
}

/// The product of each place, from 0, in the whole list and in a filtered one; none behind the end.
pub async fn a_place_in_a_list_has_its_product(storage: Storage) {
    let ids = ids_of(&twenty_five(&storage).await);
    let at = async |part, skip| {
        let (filter, sort) = (containing(part), ListSort::Oldest);
        let mark = storage.catalogue.place(&filter, sort, skip, given::now()).await;
        mark.unwrap().map(|Mark { key, product }| (key, product))
    };
    assert_eq!(at("", 0).await, Some((0, ids[0])));
    assert_eq!(at("", 24).await, Some((0, ids[24])));
    assert_eq!(at("", 25).await, None);
    assert_eq!(at("2", 0).await, Some((0, ids[2])));
    assert_eq!(at("2", 2).await, Some((0, ids[20])));
    assert_eq!(at("2", 7).await, None);
    assert_eq!(at("없음", 0).await, None);
}

/// Each card shows the level that the newest event left.
pub async fn a_list_shows_the_newest_stock(storage: Storage) {
    let products = create_all(&storage, ["하나", "둘"]).await;
    let key = StockKey::at_default(products[0].id);
    for change in [5, -2, 7] {
        storage
            .ledger
            .append(key, given::adjusting(key, change))
            .await
            .unwrap();
    }

    let expected = [card_of(&products[0], 11), card_of(&products[1], 1)];
    let listed = storage
        .catalogue
        .browse(&everything(), ListSort::Oldest, window(0, 9), given::now())
        .await
        .unwrap();
    assert_eq!(listed, expected);
    let detail = storage
        .catalogue
        .detail(products[0].id, None, given::now())
        .await
        .unwrap();
    assert_eq!(detail.map(|detail| detail.card).as_ref(), Some(&expected[0]));
}

/// The places, in the list of `names`, of those that contain `part`.
async fn places(storage: &Storage, products: &[Product], part: &str) -> Vec<usize> {
    let found = browse(storage, &containing(part), window(0, 50)).await;
    let place = |id| products.iter().position(|product| product.id == id).unwrap();
    found.into_iter().map(place).collect()
}

/// A part of a name is found in any case, in any script.
pub async fn a_filter_disregards_case(storage: Storage) {
    let names = [
        "무선 이어폰 Pro",
        "유선 이어폰",
        "ÄPFEL",
        "Apfel",
        "ΣΊΣΥΦΟΣ",
        "Ｐｒｏ",
    ];
    let products = create_all(&storage, names).await;
    for (part, expected) in [
        ("이어폰", vec![0, 1]),
        ("선 이어", vec![0, 1]),
        ("pRO", vec![0]),
        ("äpf", vec![2]),
        ("APF", vec![3]),
        ("σίσυφ", vec![4]),
        ("ｐＲＯ", vec![5]),
        ("이어폰 Pro 2", vec![]),
        ("어이", vec![]),
    ] {
        assert_eq!(places(&storage, &products, part).await, expected, "{part}");
    }
}

/// No character of a filter is a wildcard, an escape, or equal to another.
pub async fn every_character_of_a_filter_stands_for_itself(storage: Storage) {
    let names = [
        "100% cotton",
        "100 cotton",
        "snake_case",
        "snakescase",
        r"back\slash",
        "backslash",
        "it's",
        "its",
        "😀 smile",
        "😁 grin",
        "cafe",
        "café",
        "a*b?c[d]",
        r"50\% off",
    ];
    let products = create_all(&storage, names).await;
    for (part, expected) in [
        ("%", vec![0, 13]),
        ("100%", vec![0]),
        ("_", vec![2]),
        ("e_c", vec![2]),
        (r"\", vec![4, 13]),
        (r"k\s", vec![4]),
        (r"\%", vec![13]),
        (r"\\", vec![]),
        ("'", vec![6]),
        ("' OR '1'='1", vec![]),
        ("😀", vec![8]),
        ("😁", vec![9]),
        ("😂", vec![]),
        ("cafe", vec![10]),
        ("é", vec![11]),
        ("*", vec![12]),
        ("?c[", vec![12]),
        ("\"", vec![]),
    ] {
        assert_eq!(places(&storage, &products, part).await, expected, "{part}");
    }
}

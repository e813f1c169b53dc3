//! Changes of products, and their history.

use std::slice::from_ref;

use chrono::TimeDelta;
use hexmart_application::catalogue::ProductHistory;
use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::catalogue::{Description, FieldChange, Lifecycle, Product, ProductChange, ProductName};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::ProductId;

use super::categories::planted;
use super::{browse, containing, detail_of, everything, window};
use crate::callers::{Underway, at_once};
use crate::given;
use crate::marketplace::approved;
use crate::writes::{attempt, change, create, edit, once, save_once};

/// The product of an id, on which attempts and queries agree.
pub(super) async fn kept(storage: &Storage, id: ProductId) -> Option<Product> {
    let found = attempt(storage, id, |uow, id| {
        Box::pin(async move { uow.products().find(id).await })
    });
    let found = found.await.unwrap();
    let asked = storage.catalogue.product(id).await.unwrap();
    assert_eq!(asked.map(|(product, _)| product), found);
    found
}

/// Everything that is said about a product reads back, to the last tag, figure and letter.
pub async fn a_product_is_kept_in_full(storage: Storage) {
    let category = planted(&storage, 1).await[0];
    let seller = approved(&storage, "상회").await.id;
    let plain = given::product();
    let own_sku = given::with_sku(&given::product(), "Own.1");
    let full = Product {
        category: Some(category),
        seller: Some(seller),
        discount: Some(DiscountTerms::from_now(given::percentage("33.33"), given::now())),
        lifecycle: Lifecycle::Discontinued,
        ..given::in_full()
    };
    let products = [plain, own_sku, full];
    create(&storage, &products, 3).await.unwrap();
    for product in products {
        assert_eq!(kept(&storage, product.id).await.as_ref(), Some(&product));
        let (_, stock) = storage.catalogue.product(product.id).await.unwrap().unwrap();
        let items: Vec<_> = stock.iter().map(|stock| stock.item).collect();
        let expected: Vec<_> = product.variants.iter().map(|variant| variant.item).collect();
        assert_eq!(items, expected);
    }
    assert_eq!(kept(&storage, given::id()).await, None);
}

/// A change of everything that can be changed is there at once: kept, on the page, in the list, in what is found by name.
pub async fn a_changed_product_is_kept(storage: Storage) {
    let categories = planted(&storage, 2).await;
    let product = Product {
        category: Some(categories[0]),
        ..given::in_full()
    };
    create(&storage, from_ref(&product), 4).await.unwrap();
    let mut changed = Product {
        id: product.id,
        name: ProductName::parse("새 이름").unwrap(),
        description: Description::parse("새 설명").unwrap(),
        price: given::price("0.01", "KRW"),
        discount: Some(DiscountTerms::from_now(given::percentage("50"), given::now())),
        category: Some(categories[1]),
        tags: vec![given::tag("여름")],
        attributes: vec![given::attribute("소재", "마")],
        version: 2,
        updated_at: given::now() + TimeDelta::days(1),
        ..given::in_sizes(&["M", "L", "XL"])
    };
    changed.variants[0].item = product.variants[0].item;
    changed.variants[2].item = product.variants[1].item;
    save_once(&storage, from_ref(&changed)).await.unwrap();

    assert_eq!(kept(&storage, product.id).await.as_ref(), Some(&changed));
    let detail = storage.catalogue.detail(product.id, None, given::now()).await;
    assert_eq!(detail.unwrap(), Some(detail_of(&changed, &[4, 0, 0])));
    assert_eq!(
        browse(&storage, &containing("새 이"), window(0, 9)).await,
        [product.id]
    );
    assert_eq!(browse(&storage, &containing("이어폰"), window(0, 9)).await, []);

    // And back to nothing but the essentials.
    let plain = Product {
        id: product.id,
        version: 3,
        variants: changed.variants[..1].to_vec(),
        ..given::product()
    };
    save_once(&storage, from_ref(&plain)).await.unwrap();
    assert_eq!(kept(&storage, product.id).await, Some(plain));
}

/// A change of what is not the newest version any more is a conflict, and so is one of what is not there; neither writes.
pub async fn a_stale_product_is_a_conflict(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    let other = given::product();
    create(&storage, from_ref(&other), 1).await.unwrap();
    let newest = edit(&storage, product.id, |product| {
        product.tags = vec![given::tag("new")];
    })
    .await;
    let next_of_other = Product {
        version: 2,
        ..other.clone()
    };
    for version in [0, 1, 2, 4] {
        let stale = Product {
            version,
            ..product.clone()
        };
        for batch in [vec![stale.clone()], vec![next_of_other.clone(), stale]] {
            let answer = save_once(&storage, &batch).await;
            assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
        }
    }
    let unknown = Product {
        version: 2,
        ..given::product()
    };
    let answer = save_once(&storage, from_ref(&unknown)).await;
    assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    assert_eq!(kept(&storage, product.id).await, Some(newest));
    assert_eq!(kept(&storage, other.id).await, Some(other));
    assert_eq!(kept(&storage, unknown.id).await, None);
}

/// Several products are saved in one go.
pub async fn products_are_saved_together(storage: Storage) {
    let products: Vec<_> = (0..300).map(|_| given::product()).collect();
    create(&storage, &products, 1).await.unwrap();
    let changed: Vec<_> = (1..)
        .zip(&products)
        .map(|(number, product)| Product {
            price: given::price(&number.to_string(), "KRW"),
            tags: vec![given::tag(&number.to_string())],
            version: 2,
            ..product.clone()
        })
        .collect();
    save_once(&storage, &changed).await.unwrap();
    for product in changed.iter().step_by(37) {
        assert_eq!(kept(&storage, product.id).await.as_ref(), Some(product));
    }
    save_once(&storage, &[]).await.unwrap();
}

/// What is written in one go may be longer than a database takes at once.
pub async fn long_texts_are_written_together(storage: Storage) {
    let described = |product: Product, character: &str| Product {
        description: Description::parse(character.repeat(20_000)).unwrap(),
        ..product
    };
    let products: Vec<_> = (0..240).map(|_| described(given::product(), "😀")).collect();
    create(&storage, &products, 1).await.unwrap();
    let changed: Vec<_> = products
        .iter()
        .map(|product| Product {
            version: 2,
            ..described(product.clone(), "🍎")
        })
        .collect();
    assert_eq!(kept(&storage, products[239].id).await.as_ref(), products.last());
    save_once(&storage, &changed).await.unwrap();
    assert_eq!(kept(&storage, products[239].id).await.as_ref(), changed.last());
}

/// Edits that race all land, one behind the other.
pub async fn edits_that_race_all_land(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    at_once(16, |caller| {
        let storage = storage.clone();
        async move {
            let tag = given::tag(&caller.to_string());
            edit(&storage, product.id, move |product| {
                product.tags.push(tag.clone());
            })
            .await;
        }
    })
    .await;
    let kept = kept(&storage, product.id).await.unwrap();
    assert_eq!(kept.version, 17);
    let mut tags: Vec<_> = kept.tags.iter().map(|tag| tag.as_str().to_owned()).collect();
    tags.sort_by_key(|tag| tag.parse::<i32>().unwrap());
    assert_eq!(tags, (0..16).map(|tag| tag.to_string()).collect::<Vec<_>>());
    let history = storage
        .catalogue
        .history(product.id, None, None, 100)
        .await
        .unwrap();
    assert_eq!(history.changes.len(), 16);
}

/// A rival edits what an attempt under way has edited: both land.
pub async fn an_edit_that_is_overtaken_lands_next(storage: Storage) {
    let product = given::product();
    create(&storage, from_ref(&product), 1).await.unwrap();
    let id = product.id;
    let underway = Underway::begin(&storage, move |uow| {
        Box::pin(async move {
            change(uow, id, |product| product.tags.push(given::tag("a"))).await?;
            Ok(())
        })
    })
    .await;
    let other = storage.clone();
    let rival = async move { edit(&other, id, |product| product.tags.push(given::tag("b"))).await };
    let (own, _) = underway.overtaken(rival).await;
    own.unwrap();
    let kept = kept(&storage, id).await.unwrap();
    assert_eq!((kept.version, kept.tags.len()), (3, 2));
}

/// A history is told newest first, whole or of one field, in pages, and says whether older changes follow.
pub async fn a_history_is_told_newest_first(storage: Storage) {
    let product = given::product();
    let other = given::product();
    create(&storage, &[product.clone(), other.clone()], 1)
        .await
        .unwrap();
    let field = |field, from: &str, to: &str| FieldChange::between(field, from, to).unwrap();
    let by = |version: i64, fields| ProductChange {
        product: product.id,
        version,
        actor: (version % 2 == 0).then(given::id),
        changed_at: given::now() + given::TICK * i32::try_from(version).unwrap(),
        fields,
    };
    let long = "가\"'\\%\n😀".repeat(142);
    let changes = [
        by(
            2,
            vec![field("name", "옛", "새"), field("price", "1 KRW", "2 KRW")],
        ),
        by(3, vec![field("description", &long, "")]),
        by(4, vec![field("price", "2 KRW", "3 KRW")]),
        by(
            5,
            vec![field("tags", "", "겨울; new"), field("price", "3 KRW", "4 KRW")],
        ),
    ];
    note(&storage, &changes[..2]).await;
    note(&storage, &changes[2..]).await;
    note(&storage, &[]).await;

    let of_price = |change: &ProductChange| ProductChange {
        fields: change
            .fields
            .iter()
            .filter(|changed| changed.field == "price")
            .cloned()
            .collect(),
        ..change.clone()
    };
    let [first, second, third, last] = &changes;
    for (field, before, limit, expected, more) in [
        (
            None,
            None,
            9,
            vec![last.clone(), third.clone(), second.clone(), first.clone()],
            false,
        ),
        (
            None,
            None,
            4,
            vec![last.clone(), third.clone(), second.clone(), first.clone()],
            false,
        ),
        (None, None, 2, vec![last.clone(), third.clone()], true),
        (None, Some(4), 2, vec![second.clone(), first.clone()], false),
        (None, Some(4), 1, vec![second.clone()], true),
        (None, Some(2), 9, vec![], false),
        (
            Some("price"),
            None,
            9,
            vec![of_price(last), of_price(third), of_price(first)],
            false,
        ),
        (Some("price"), None, 1, vec![of_price(last)], true),
        (Some("price"), Some(4), 1, vec![of_price(first)], false),
        (Some("description"), None, 9, vec![second.clone()], false),
        (Some("state"), None, 9, vec![], false),
    ] {
        let told = storage.catalogue.history(product.id, field, before, limit).await;
        let expected = ProductHistory {
            changes: expected,
            more,
        };
        assert_eq!(told.unwrap(), expected, "{field:?} {before:?} {limit}");
    }
    let told = storage.catalogue.history(other.id, None, None, 9).await.unwrap();
    assert_eq!(told, ProductHistory::default());
    assert_eq!(browse(&storage, &everything(), window(0, 9)).await.len(), 2);
}

async fn note(storage: &Storage, changes: &[ProductChange]) {
    let noted = once(storage, changes.to_vec(), |uow, changes| {
        Box::pin(async move { uow.products().note(&changes).await })
    });
    noted.await.unwrap();
}

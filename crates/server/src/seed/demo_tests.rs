use std::sync::Arc;

use hexmart_application::catalogue::{Browse, PageAt};
use hexmart_application::platform::Clock;
use hexmart_security_adapter::KeyRing;

use super::*;
use crate::clock::SystemClock;
use crate::wiring::Surroundings;

fn shop() -> Shop {
    let ring = KeyRing::ephemeral(SystemClock.now()).unwrap();
    Shop::new(
        hexmart_memory_adapter::open(),
        &Arc::new(ring),
        Surroundings::of_a_command(),
    )
    .unwrap()
}

async fn listed(shop: &Shop) -> Vec<(String, Decimal, bool)> {
    let all = Browse {
        filter: ListFilter::default(),
        category: None,
        sort: ListSort::Oldest,
        size: Browse::MAX_SIZE,
        at: PageAt::Index(1),
        with_total: false,
    };
    let page = shop.catalogue.browse(all).await.unwrap();
    let shown = page.products.into_iter().map(|listed| {
        let reduction = listed.quote.discount_amount.amount();
        (listed.card.name, reduction, listed.card.picture.is_some())
    });
    shown.collect()
}

#[tokio::test]
async fn an_empty_shop_gets_the_demo_catalogue_once() {
    let shop = shop();
    fill(&shop, true).await.unwrap();
    let first = listed(&shop).await;
    assert_eq!(first.len(), 60);
    assert_eq!(
        first[0],
        ("청송 꿀사과 5kg".to_owned(), Decimal::from(3990), true)
    );
    assert!(first.iter().all(|(_, _, has_picture)| *has_picture));
    assert!(shop.categories.all().await.unwrap().len() > 10);

    fill(&shop, true).await.unwrap();
    assert_eq!(listed(&shop).await, first);
}

#[tokio::test]
async fn a_shop_with_products_is_left_alone() {
    let shop = shop();
    let own = product("우리 상품", "하나뿐입니다.", 1000, 1).unwrap();
    shop.catalogue.create_product(own, SHOP).await.unwrap();
    fill(&shop, true).await.unwrap();
    assert_eq!(listed(&shop).await.len(), 1);
}

//! A product's page is everybody's, a coupon its owner's alone.

use hexmart_application::catalogue::CatalogueQueries;

use crate::given::{Given, at, given, id, percent};

#[tokio::test(start_paused = true)]
async fn nobody_sees_the_coupon_of_another() {
    // Viewer 0 stands for nobody, 3 has none.
    let mut orders = vec![vec![]];
    for _ in 0..4 {
        let longer = |order: &Vec<u8>| {
            let order = order.clone();
            (0..4_u8).map(move |viewer| [order.clone(), vec![viewer]].concat())
        };
        orders = orders.iter().flat_map(longer).collect();
    }
    assert_eq!(orders.len(), 256);
    for order in orders {
        let Given { shop, cached, .. } = given();
        shop.change(|shelf| {
            shelf.prices.insert(id(1), 100);
            shelf.coupons.extend([(id(1), 10), (id(2), 20)]);
        });
        for viewer in &order {
            let expected = (1..=2).contains(viewer).then(|| percent(viewer * 10));
            let signed_in = (*viewer > 0).then(|| id(*viewer));
            let detail = cached.detail(id(1), signed_in, at(0)).await.unwrap().unwrap();
            assert_eq!(detail.coupon, expected, "viewer {viewer} in {order:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn viewers_share_a_product_and_products_share_a_viewer() {
    let Given { shop, cached, .. } = given();
    shop.change(|shelf| {
        shelf.prices.extend([(id(1), 100), (id(2), 200)]);
        shelf.coupons.insert(id(1), 10);
    });
    // The second viewer has no coupon, which is remembered as well.
    cached.detail(id(1), Some(id(1)), at(0)).await.unwrap();
    cached.detail(id(2), Some(id(2)), at(0)).await.unwrap();
    assert_eq!(shop.asked(), 2);
    for product in [id(1), id(2)] {
        for viewer in [None, Some(id(1)), Some(id(2))] {
            let detail = cached.detail(product, viewer, at(0)).await.unwrap().unwrap();
            assert_eq!(
                detail.coupon,
                viewer.filter(|viewer| *viewer == id(1)).map(|_| percent(10))
            );
        }
    }
    assert_eq!(shop.asked(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_product_that_is_not_there_says_nothing_of_coupons() {
    let Given { shop, cached, .. } = given();
    shop.change(|shelf| {
        shelf.prices.insert(id(1), 100);
        shelf.coupons.insert(id(1), 10);
    });
    assert_eq!(cached.detail(id(9), Some(id(1)), at(0)).await.unwrap(), None);
    assert_eq!(cached.detail(id(9), Some(id(2)), at(0)).await.unwrap(), None);
    assert_eq!(shop.asked(), 1);
    let detail = cached.detail(id(1), Some(id(1)), at(0)).await.unwrap().unwrap();
    assert_eq!(detail.coupon, Some(percent(10)));
}

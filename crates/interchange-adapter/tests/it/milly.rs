//! A Milly shop that moves here.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta};
use hexmart_application::interchange::{
    ImportOptions, ImportOrder, ImportRun, Interchange, LegacyDiscount, LegacyInventory, LegacyProduct,
    LegacyShop, Reject,
};
use hexmart_application::marketplace::Authority;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::Instant;
use hexmart_interchange_adapter::MillyProducts;

use crate::given::{Kept, Shop, Unwatched};

/// A Milly shop of these products.
struct Milly(Mutex<Vec<LegacyProduct>>);

#[async_trait]
impl LegacyShop for Milly {
    async fn inventory(&self) -> Result<LegacyInventory, StoreError> {
        let products = u64::try_from(self.0.lock().unwrap().len()).unwrap();
        Ok(LegacyInventory { products, coupons: 2 })
    }

    async fn products(&self, after: Option<String>, limit: u64) -> Result<Vec<LegacyProduct>, StoreError> {
        let products = self.0.lock().unwrap();
        let behind = products
            .iter()
            .filter(|product| Some(&product.id) > after.as_ref());
        Ok(behind.take(usize::try_from(limit).unwrap()).cloned().collect())
    }

    async fn place(&self, before: u64) -> Result<Option<String>, StoreError> {
        let products = self.0.lock().unwrap();
        Ok(products
            .get(usize::try_from(before).unwrap())
            .map(|product| product.id.clone()))
    }
}

fn day(day: i64) -> Instant {
    DateTime::UNIX_EPOCH + TimeDelta::days(day)
}

fn product(number: i64) -> LegacyProduct {
    LegacyProduct {
        id: format!("17000000{number:05}-{number:04}"),
        name: format!("상품 {number}"),
        description: "설명".to_owned(),
        price: "19.99".to_owned(),
        created_at: day(20_000 + number),
        stock: number,
        discount: (number == 2).then(|| LegacyDiscount {
            percentage: "33.33".to_owned(),
            starts_at: day(20_000),
            ends_at: day(40_000),
        }),
    }
}

async fn move_in(milly: &Arc<Milly>, shop: &Shop) -> (ImportRun, Vec<Reject>) {
    let inventory = milly.inventory().await.unwrap();
    let order = ImportOrder {
        file: Arc::new(MillyProducts::of(milly.clone(), inventory, "mysql://milly")),
        authority: Authority::Shop(None),
        seller: None,
        options: ImportOptions::default(),
        batch: 2,
        moves_in: true,
    };
    let mut kept = Kept::default();
    let run = shop
        .importer()
        .import(&order, &mut kept, &mut Unwatched)
        .await
        .unwrap();
    (run, kept.0)
}

#[tokio::test(flavor = "multi_thread")]
async fn products_keep_what_they_had() {
    let milly = Arc::new(Milly(Mutex::new((1..=5).map(product).collect())));
    let shop = Shop::open();
    let (run, rejects) = move_in(&milly, &shop).await;
    assert_eq!(run.counts.created, 5, "{rejects:?}");
    let (second, stock) = shop.product(&product(2).id).await.unwrap();
    assert_eq!((second.created_at, stock), (day(20_002), vec![2]));
    let terms = second.discount.unwrap();
    assert_eq!(terms.percentage.get().to_string(), "33.33");
    assert_eq!((terms.starts_at, terms.ends_at), (day(20_000), day(40_000)));
    // Oldest first, as ids sort by creation.
    let all = shop
        .storage
        .catalogue
        .products_after(None, None, 10)
        .await
        .unwrap();
    let skus: Vec<_> = all
        .iter()
        .map(|(product, _)| product.variants[0].sku.as_str().to_owned())
        .collect();
    assert_eq!(skus, (1..=5).map(|number| product(number).id).collect::<Vec<_>>());
    // Clients know them by their old ids.
    let found = shop.service().product_of_sku(&product(2).id).await.unwrap();
    assert_eq!(found, Some(second.id));
    assert_eq!(shop.service().product_of_sku("없는 것").await.unwrap(), None);
    assert_eq!(shop.service().product_of_sku("17-0").await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_move_brings_what_changed_meanwhile() {
    let milly = Arc::new(Milly(Mutex::new((1..=3).map(product).collect())));
    let shop = Shop::open();
    move_in(&milly, &shop).await;
    let (before, _) = shop.product(&product(1).id).await.unwrap();
    {
        let mut products = milly.0.lock().unwrap();
        products[0].stock = 50;
        products.push(product(4));
    }
    let (run, _) = move_in(&milly, &shop).await;
    assert_eq!(
        (run.counts.created, run.counts.updated, run.counts.unchanged),
        (1, 1, 2)
    );
    let (after, stock) = shop.product(&product(1).id).await.unwrap();
    assert_eq!((after.id, stock), (before.id, vec![50]));
    // The same products get the same ids in another shop.
    let other = Shop::open();
    move_in(&milly, &other).await;
    assert_eq!(other.product(&product(1).id).await.unwrap().0.id, before.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_a_rule_here_is_told() {
    let mut products: Vec<_> = (1..=4).map(product).collect();
    products[0].name = " ".to_owned();
    products[1].discount.as_mut().unwrap().percentage = "120".to_owned();
    products[2].price = "0.00".to_owned();
    let milly = Arc::new(Milly(Mutex::new(products)));
    let (run, rejects) = move_in(&milly, &Shop::open()).await;
    assert_eq!((run.counts.created, run.counts.rejected), (1, 3));
    let told: Vec<_> = rejects
        .iter()
        .map(|reject| (reject.line, reject.field.as_str()))
        .collect();
    assert_eq!(told, [(1, "name"), (2, "discount"), (3, "price")]);
    assert_eq!(rejects[1].raw, product(2).id);
}

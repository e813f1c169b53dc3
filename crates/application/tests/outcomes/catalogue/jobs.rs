//! What the catalogue does by itself; what a crash leaves to be swept stands beside the pictures.

use chrono::TimeDelta;
use hexmart_application::catalogue::{Catalogue, FeedPage, picture_key};
use hexmart_application::media::{MediaType, ObjectKey, ObjectStore, RenditionSize};
use hexmart_domain::catalogue::Picture;
use hexmart_domain::shared::PictureId;

use super::given::{new_product, renamed, staff};
use super::pictures::{added, files_of};
use super::shelves::Shelves;

#[tokio::test]
async fn a_discount_that_ends_is_fed_once_and_is_no_edit() {
    let shelves = Shelves::new();
    let over = shelves.product("a").await.id;
    let later = shelves.product("b").await.id;
    shelves.product("c").await;
    shelves.discount(over, 10, staff()).await.unwrap();
    shelves.turn(TimeDelta::days(1));
    shelves.discount(later, 10, staff()).await.unwrap();
    let before = shelves.sheet(over).await.product;
    let fed = shelves.feed_end().await;
    assert_eq!(shelves.run("lapse_deals").await, 0);
    shelves.turn(TimeDelta::days(29));
    assert_eq!(shelves.run("lapse_deals").await, 1);
    assert_eq!(shelves.run("lapse_deals").await, 0);
    assert_eq!(shelves.fed_since(fed).await, [over]);
    assert_eq!(shelves.sheet(over).await.product, before);
    assert_eq!(shelves.history(over).await.changes.len(), 1);
    // A new one is noticed again when it ends.
    shelves.discount(over, 20, staff()).await.unwrap();
    shelves.turn(TimeDelta::days(30));
    assert_eq!(shelves.run("lapse_deals").await, 2);
}

#[tokio::test]
async fn as_many_discounts_end_as_there_are() {
    let shelves = Shelves::new();
    let products = (0..1_001)
        .map(|number| new_product(&number.to_string(), 1))
        .collect();
    let created = shelves
        .catalogue
        .create_products(products, staff())
        .await
        .unwrap();
    for created in &created {
        shelves.discount(created.product.id, 10, staff()).await.unwrap();
    }
    shelves.turn(TimeDelta::days(31));
    assert_eq!(shelves.run("lapse_deals").await, 1_001);
    assert_eq!(shelves.run("lapse_deals").await, 0);
}

#[tokio::test]
async fn changes_are_forgotten_after_a_week() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let old = shelves.feed_end().await;
    shelves.turn(TimeDelta::days(7));
    assert_eq!(shelves.run("forget_changes").await, 0);
    shelves.edit(product, renamed("b")).await.unwrap();
    assert_eq!(shelves.run("forget_changes").await, 1);
    assert_eq!(shelves.run("forget_changes").await, 0);
    let page: FeedPage = shelves.storage.feed.since(0, 10).await.unwrap();
    assert_eq!(page.forgotten_to, old);
    assert_eq!(page.entries.len(), 1);
    shelves.turn(TimeDelta::days(8));
    assert_eq!(shelves.run("forget_changes").await, 1);
}

#[tokio::test]
async fn a_sweep_looks_at_every_file_and_at_pictures_alone() {
    let shelves = Shelves::new();
    let mut kept = Vec::new();
    for number in 0..15 {
        let product = shelves.product(&number.to_string()).await.id;
        for _ in 0..Picture::MOST {
            kept.push(added(&shelves, product).await);
        }
    }
    // As many again belong to nothing: more than one look at the list.
    let bytes = || b"jpeg".to_vec();
    let kind = MediaType::Jpeg;
    for number in 0..100 {
        let orphan: PictureId = PictureId::mint(shelves.now() + TimeDelta::microseconds(number), [7; 10]);
        for size in RenditionSize::ALL {
            let key = picture_key(orphan, size, false).unwrap();
            shelves.files.put(&key, kind, bytes()).await.unwrap();
        }
    }
    for foreign in ["imports/a", "pictures/readme/large.jpg"] {
        let key = ObjectKey::parse(foreign).unwrap();
        shelves.files.put(&key, kind, bytes()).await.unwrap();
    }
    shelves.turn(TimeDelta::hours(2));
    assert_eq!(shelves.run("sweep_pictures").await, 300);
    let kept: Vec<_> = kept.iter().collect();
    let mut expected = files_of(&kept);
    expected.insert(0, "imports/a".to_owned());
    expected.push("pictures/readme/large.jpg".to_owned());
    assert_eq!(shelves.files.names(), expected);
}

use futures_util::future::join;
use hexmart_application::catalogue::{ListFilter, Merchandising};
use hexmart_application::pricing::SetDiscountError;

use super::given::{edit_of, id, new_product, renamed, seller, staff};
use super::shelves::Shelves;

#[tokio::test]
async fn a_discount_is_an_edit_of_its_product() {
    let shelves = Shelves::new();
    let before = shelves.create(new_product("a", 5), seller(1)).await;
    let fed = shelves.feed_end().await;
    let discount = shelves.discount(before.id, 10, seller(1)).await.unwrap();
    let after = shelves.sheet(before.id).await.product;
    assert_eq!((after.version, after.discount), (2, Some(discount.terms)));
    assert_eq!(after.updated_at, discount.created_at);
    assert_eq!(shelves.fed_since(fed).await, [before.id]);
    let history = shelves.history(before.id).await.changes;
    let [change] = &history[..] else {
        panic!("{history:?}");
    };
    assert_eq!((change.version, change.actor), (2, seller(1).user()));
    let [field] = &change.fields[..] else {
        panic!("{change:?}");
    };
    assert_eq!((field.field, field.from.as_str()), ("discount", ""));
    assert!(field.to.starts_with("10 % from 2026-"), "{}", field.to);

    let next = shelves.discount(before.id, 20, staff()).await.unwrap();
    assert_eq!(next.version, 2);
    assert_eq!(shelves.sheet(before.id).await.product.version, 3);
    // Who edits the name does not take the discount back.
    let edited = shelves.edit(before.id, renamed("b")).await.unwrap();
    assert_eq!(edited.product.discount, Some(next.terms));
    let on_sale = ListFilter {
        on_sale: Some(true),
        ..ListFilter::default()
    };
    assert_eq!(shelves.list(on_sale).await, ["b"]);
}

#[tokio::test]
async fn a_discount_and_an_edit_at_once_both_stay() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let (discount, edited) = join(
        shelves.discount(product, 10, staff()),
        shelves.keeping.edit(edit_of(product, renamed("b")), staff()),
    )
    .await;
    assert!(edited.is_ok());
    let after = shelves.sheet(product).await.product;
    assert_eq!((after.version, after.name.as_str()), (3, "b"));
    assert_eq!(after.discount, Some(discount.unwrap().terms));
}

#[tokio::test]
async fn a_seller_reduces_no_price_of_others() {
    let shelves = Shelves::new();
    let before = shelves.product("a").await;
    for product in [before.id, id(9)] {
        let answer = shelves.discount(product, 10, seller(1)).await;
        assert!(
            matches!(answer, Err(SetDiscountError::UnknownProduct)),
            "{answer:?}"
        );
    }
    assert_eq!(shelves.sheet(before.id).await.product, before);
}

//! What is decided about products: on sale, private, blocked, deleted, and back.

use hexmart_application::catalogue::{
    Catalogue, CreateProductError, EditProductError, ListFilter, Merchandising, NewPicture, PictureError,
    PictureOrder, ShowProductError,
};
use hexmart_application::pricing::SetDiscountError;
use hexmart_domain::catalogue::{EditError, Lifecycle, ProductEdit, ProductState};

use super::given::{edit_of, new_product, renamed, seller, staff};
use super::shelves::Shelves;

fn refused<T: std::fmt::Debug>(answer: Result<T, EditProductError>, why: EditError) {
    let error = answer.unwrap_err();
    assert!(
        matches!(error, EditProductError::Refused(no) if no == why),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_is_deleted_is_seen_by_nobody_and_cannot_be_edited() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    let deleted = shelves.edit(product, ProductEdit::to(Lifecycle::Deleted)).await;
    let deleted = deleted.unwrap().product;
    assert!(shelves.list(ListFilter::default()).await.is_empty());
    let shown = shelves.catalogue.show(product, None).await;
    assert!(
        matches!(shown, Err(ShowProductError::UnknownProduct)),
        "{shown:?}"
    );
    assert!(shelves.catalogue.cards(&[product]).await.unwrap().is_empty());

    let files = shelves.files.names();
    refused(shelves.edit(product, renamed("b")).await, EditError::Deleted);
    refused(
        shelves.edit(product, ProductEdit::to(Lifecycle::OnSale)).await,
        EditError::Deleted,
    );
    refused(shelves.arrange(product, &[("s", 1)]).await, EditError::Deleted);
    let discount = shelves.discount(product, 10, staff()).await;
    assert!(
        matches!(discount, Err(SetDiscountError::UnknownProduct)),
        "{discount:?}"
    );
    let picture = NewPicture {
        product,
        file: vec![1],
        alt: None,
    };
    let added = shelves.keeping.add_picture(picture, staff()).await;
    let is_deleted = |error| {
        let deleted = EditError::Deleted;
        assert!(
            matches!(&error, PictureError::Product(EditProductError::Refused(no)) if *no == deleted),
            "{error:?}"
        );
    };
    is_deleted(added.unwrap_err());
    let order = PictureOrder {
        product,
        expected: None,
        pictures: Vec::new(),
    };
    is_deleted(
        shelves
            .keeping
            .arrange_pictures(order, staff())
            .await
            .unwrap_err(),
    );
    assert_eq!(shelves.files.names(), files);
    assert_eq!(shelves.sheet(product).await.product, deleted);
}

#[tokio::test]
async fn what_is_restored_is_private_first_with_everything_it_had() {
    let shelves = Shelves::new();
    let before = shelves.create(new_product("a", 5), seller(1)).await;
    let set = |lifecycle| edit_of(before.id, ProductEdit::to(lifecycle));
    for lifecycle in [Lifecycle::Deleted, Lifecycle::Private] {
        let edited = shelves.keeping.edit(set(lifecycle), seller(1)).await;
        assert_eq!(edited.unwrap().product.lifecycle, lifecycle);
        assert!(shelves.list(ListFilter::default()).await.is_empty());
    }
    let edited = shelves
        .keeping
        .edit(set(Lifecycle::OnSale), seller(1))
        .await
        .unwrap();
    assert_eq!(shelves.list(ListFilter::default()).await, ["a"]);
    assert_eq!(edited.product.variants, before.variants);
    assert_eq!(edited.stock[0].on_hand.get(), 5);
    let history = shelves.history(before.id).await.changes;
    let states = history.iter().flat_map(|change| &change.fields);
    let states: Vec<_> = states.map(|field| (field.field, &*field.to)).collect();
    assert_eq!(
        states,
        [("state", "on_sale"), ("state", "private"), ("state", "deleted")]
    );
}

#[tokio::test]
async fn only_the_staff_blocks_and_puts_back() {
    let shelves = Shelves::new();
    let product = shelves.create(new_product("a", 5), seller(1)).await.id;
    let set = |lifecycle| edit_of(product, ProductEdit::to(lifecycle));
    let owner = seller(1);
    refused(
        shelves.keeping.edit(set(Lifecycle::Blocked), owner).await,
        EditError::StaffOnly,
    );
    shelves
        .keeping
        .edit(set(Lifecycle::Blocked), staff())
        .await
        .unwrap();
    assert!(shelves.list(ListFilter::default()).await.is_empty());
    for lifecycle in [Lifecycle::OnSale, Lifecycle::Private, Lifecycle::Deleted] {
        refused(
            shelves.keeping.edit(set(lifecycle), owner).await,
            EditError::StaffOnly,
        );
    }
    // The owner may mend what it was blocked for.
    let mended = shelves.keeping.edit(edit_of(product, renamed("b")), owner).await;
    assert_eq!(mended.unwrap().product.lifecycle, Lifecycle::Blocked);
    shelves
        .keeping
        .edit(set(Lifecycle::OnSale), staff())
        .await
        .unwrap();
    assert_eq!(shelves.list(ListFilter::default()).await, ["b"]);
}

#[tokio::test]
async fn what_is_discontinued_is_shown_but_not_listed() {
    let shelves = Shelves::new();
    let product = shelves.product("a").await.id;
    shelves
        .edit(product, ProductEdit::to(Lifecycle::Discontinued))
        .await
        .unwrap();
    assert!(shelves.list(ListFilter::default()).await.is_empty());
    let shown = shelves.catalogue.show(product, None).await.unwrap();
    assert_eq!(shown.detail.card.state(), ProductState::Discontinued);
}

#[tokio::test]
async fn a_seller_creates_nothing_that_is_blocked() {
    let shelves = Shelves::new();
    let mut blocked = new_product("a", 1);
    blocked.particulars.lifecycle = Some(Lifecycle::Blocked);
    let by_seller = shelves.catalogue.create_product(blocked.clone(), seller(1)).await;
    assert!(
        matches!(by_seller, Err(CreateProductError::Refused(EditError::StaffOnly))),
        "{by_seller:?}"
    );
    assert!(shelves.catalogue.create_product(blocked, staff()).await.is_ok());
}

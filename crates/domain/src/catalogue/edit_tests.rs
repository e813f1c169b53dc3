use chrono::{DateTime, TimeDelta};
use uuid::Uuid;

use super::*;
use crate::shared::{Currency, ProductId};

fn product() -> Product {
    let id = ProductId::from_uuid(Uuid::from_u128(1));
    let price = Price::new("1000".parse().unwrap(), Currency::KRW).unwrap();
    let [name, description] = ["사과", "달다"];
    Product::plain(
        id,
        None,
        ProductName::parse(name).unwrap(),
        Description::parse(description).unwrap(),
        price,
        DateTime::UNIX_EPOCH,
    )
}

fn edited(
    product: &Product,
    edit: ProductEdit,
    editor: Editor,
) -> Result<Option<(Product, Vec<FieldChange>)>, EditError> {
    product.edit(edit, editor, DateTime::UNIX_EPOCH + TimeDelta::days(1))
}

#[test]
fn an_edit_says_what_it_changed() {
    let edit = ProductEdit {
        name: Some(ProductName::parse("배").unwrap()),
        description: Some(Description::parse("달다").unwrap()),
        price: Some(Price::new("1500.50".parse().unwrap(), Currency::KRW).unwrap()),
        ..ProductEdit::default()
    };
    let (next, changes) = edited(&product(), edit, Editor::Owner).unwrap().unwrap();
    let told: Vec<_> = changes
        .iter()
        .map(|change| (change.field, &*change.from, &*change.to))
        .collect();
    assert_eq!(
        told,
        [("name", "사과", "배"), ("price", "1000 KRW", "1500.5 KRW")]
    );
    assert_eq!(
        (next.version, next.updated_at - next.created_at),
        (2, TimeDelta::days(1))
    );
}

#[test]
fn an_edit_that_changes_nothing_is_no_edit() {
    let same = ProductEdit {
        name: Some(ProductName::parse("사과").unwrap()),
        ..ProductEdit::default()
    };
    assert_eq!(edited(&product(), same, Editor::Owner), Ok(None));
}

#[test]
fn only_staff_blocks_and_puts_back() {
    let blocked = ProductEdit::to(Lifecycle::Blocked);
    assert_eq!(
        edited(&product(), blocked.clone(), Editor::Owner),
        Err(EditError::StaffOnly)
    );
    let (blocked, _) = edited(&product(), blocked, Editor::Staff).unwrap().unwrap();
    for to in [Lifecycle::OnSale, Lifecycle::Private, Lifecycle::Deleted] {
        assert_eq!(
            edited(&blocked, ProductEdit::to(to), Editor::Owner),
            Err(EditError::StaffOnly)
        );
    }
    assert!(edited(&blocked, ProductEdit::to(Lifecycle::OnSale), Editor::Staff).is_ok());
}

#[test]
fn what_was_deleted_comes_back_in_private() {
    let (deleted, _) = edited(&product(), ProductEdit::to(Lifecycle::Deleted), Editor::Owner)
        .unwrap()
        .unwrap();
    let on_sale = ProductEdit::to(Lifecycle::OnSale);
    assert_eq!(edited(&deleted, on_sale, Editor::Staff), Err(EditError::Deleted));
    let (restored, _) = edited(&deleted, ProductEdit::to(Lifecycle::Private), Editor::Owner)
        .unwrap()
        .unwrap();
    assert_eq!((restored.lifecycle, restored.version), (Lifecycle::Private, 3));
}

#[test]
fn a_product_keeps_its_currency() {
    let dollars = Price::new("1".parse().unwrap(), "USD".parse().unwrap()).unwrap();
    let edit = ProductEdit {
        price: Some(dollars),
        ..ProductEdit::default()
    };
    assert_eq!(edited(&product(), edit, Editor::Staff), Err(EditError::Currency));
}

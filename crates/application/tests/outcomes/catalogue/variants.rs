use futures_util::future::join;
use hexmart_application::catalogue::{
    Catalogue, CreateProductError, EditProduct, EditProductError, ListFilter, Merchandising, ProductSheet,
};
use hexmart_domain::catalogue::{EditError, MatrixError, Price, ProductEdit, ProductState};
use hexmart_domain::shared::{ItemId, ProductId};
use rust_decimal::Decimal;

use super::given::{edit_of, new_product, plan, sku, staff};
use super::shelves::Shelves;

/// The SKUs of a product with what lies there of each, in their order.
fn stock(sheet: &ProductSheet) -> Vec<(&str, i64)> {
    let skus = sheet.product.variants.iter().map(|variant| variant.sku.as_str());
    let stock = sheet.stock.iter().map(|stock| stock.on_hand.get());
    skus.zip(stock).collect()
}

fn items(sheet: &ProductSheet) -> Vec<ItemId> {
    sheet
        .product
        .variants
        .iter()
        .map(|variant| variant.item)
        .collect()
}

/// A product with these variants.
async fn product(shelves: &Shelves, skus: &[(&str, i64)]) -> ProductId {
    let mut new = new_product("셔츠", 0);
    new.particulars.variants = Some(plan(skus));
    shelves.create(new, staff()).await.id
}

fn in_stock<T: std::fmt::Debug>(answer: Result<T, EditProductError>, sku: &str) {
    let error = answer.unwrap_err();
    assert!(
        matches!(&error, EditProductError::VariantInStock { sku: of } if of == sku),
        "{error:?}"
    );
}

#[tokio::test]
async fn of_a_plain_product_the_first_variant_takes_over_the_stock() {
    let shelves = Shelves::new();
    let product = shelves.product("셔츠").await.id;
    let sheet = shelves.arrange(product, &[("s", 99), ("l", 7)]).await.unwrap();
    assert_eq!(stock(&sheet), [("s", 5), ("l", 7)]);
    let [own, other] = items(&sheet)[..] else {
        panic!("{sheet:?}");
    };
    assert_eq!(own, ItemId::from(product));
    // The chain of the first goes on; that of the other begins.
    assert_eq!((shelves.events(own).await, shelves.events(other).await), (1, 1));
    let history = shelves.history(product).await.changes;
    let fields: Vec<_> = history[0].fields.iter().map(|field| field.field).collect();
    assert_eq!(fields, ["sku", "variants"]);
    assert_eq!(history[0].fields[1].to, "크기 = S, L; s (S); l (L)");
}

#[tokio::test]
async fn known_skus_keep_their_ledgers_in_whatever_order() {
    let shelves = Shelves::new();
    let product = product(&shelves, &[("s", 1), ("m", 2), ("l", 3)]).await;
    let before = shelves.sheet(product).await;
    let [s, m, l] = items(&before)[..] else {
        panic!("{before:?}");
    };
    let plan = [("L", 50), ("xl", 4), ("S", 50), ("M", 50)];
    let after = shelves.arrange(product, &plan).await.unwrap();
    // What is stocked under the product's own id comes first.
    assert_eq!(stock(&after), [("S", 1), ("L", 3), ("xl", 4), ("M", 2)]);
    let now = items(&after);
    assert_eq!((now[0], now[1], now[3]), (s, l, m));
    assert!(![s, m, l].contains(&now[2]));
    assert_eq!(shelves.events(l).await, 1);
}

#[tokio::test]
async fn a_variant_that_has_stock_cannot_go() {
    let shelves = Shelves::new();
    let product = product(&shelves, &[("s", 1), ("m", 2)]).await;
    let before = shelves.sheet(product).await;
    in_stock(shelves.arrange(product, &[("s", 0), ("l", 5)]).await, "m");
    assert_eq!(shelves.sheet(product).await, before);
    let m = items(&before)[1];
    shelves.stock(product, m, -2).await;
    let after = shelves.arrange(product, &[("s", 0), ("l", 5)]).await.unwrap();
    assert_eq!(stock(&after), [("s", 1), ("l", 5)]);
    // Who comes back begins anew.
    let again = shelves
        .arrange(product, &[("s", 0), ("l", 0), ("m", 4)])
        .await
        .unwrap();
    assert_eq!(stock(&again), [("s", 1), ("l", 5), ("m", 4)]);
    assert_ne!(items(&again)[2], m);
}

#[tokio::test]
async fn the_first_one_has_no_privilege_to_go_with_stock() {
    let shelves = Shelves::new();
    let product = product(&shelves, &[("s", 1), ("m", 0)]).await;
    // Nothing else may take its pieces but what is new: that is another number for it.
    in_stock(shelves.arrange(product, &[("m", 0)]).await, "s");
    let renamed = shelves.arrange(product, &[("m", 0), ("small", 9)]).await.unwrap();
    assert_eq!(stock(&renamed), [("small", 1), ("m", 0)]);
    assert_eq!(items(&renamed)[0], ItemId::from(product));
    shelves.stock(product, ItemId::from(product), -1).await;
    let alone = shelves.arrange(product, &[("m", 0)]).await.unwrap();
    assert_eq!(stock(&alone), [("m", 0)]);
    assert_eq!(items(&alone), [ItemId::from(product)]);
}

#[tokio::test]
async fn of_two_plans_at_once_one_wins_whole() {
    let shelves = Shelves::new();
    let product = product(&shelves, &[("s", 1)]).await;
    let wanted = |skus: &[(&str, i64)]| EditProduct {
        expected: Some(1),
        variants: Some(plan(skus)),
        ..edit_of(product, ProductEdit::default())
    };
    let (one, other) = join(
        shelves.keeping.edit(wanted(&[("s", 0), ("m", 2)]), staff()),
        shelves.keeping.edit(wanted(&[("s", 0), ("l", 3)]), staff()),
    )
    .await;
    let (won, lost) = match (one, other) {
        (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won, lost),
        both => panic!("{both:?}"),
    };
    assert!(
        matches!(lost, EditProductError::Outdated { version: 2 }),
        "{lost:?}"
    );
    assert_eq!(shelves.sheet(product).await, won);
    assert_eq!(won.product.variants.len(), 2);
    assert!(shelves.storage.stock.faults(10).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_list_shows_all_variants_together() {
    let shelves = Shelves::new();
    let product = product(&shelves, &[("s", 1), ("m", 2), ("l", 0)]).await;
    let items = items(&shelves.sheet(product).await);
    let card = async || shelves.catalogue.cards(&[product]).await.unwrap()[0].card.clone();
    let first = card().await;
    assert_eq!((first.available.get(), first.variants), (3, 3));
    let in_stock = |wanted| ListFilter {
        in_stock: Some(wanted),
        ..ListFilter::default()
    };
    shelves.stock(product, items[0], -1).await;
    assert_eq!(shelves.list(in_stock(true)).await, ["셔츠"]);
    let fed = shelves.feed_end().await;
    shelves.stock(product, items[1], -2).await;
    assert_eq!(shelves.list(in_stock(true)).await, [""; 0]);
    assert_eq!(shelves.list(in_stock(false)).await, ["셔츠"]);
    assert_eq!(card().await.state(), ProductState::SoldOut);
    assert_eq!(shelves.fed_since(fed).await, [product]);
    shelves.stock(product, items[2], 4).await;
    assert_eq!(card().await.available.get(), 4);
}

#[tokio::test]
async fn a_variant_may_cost_something_else() {
    let shelves = Shelves::new();
    let mut new = new_product("셔츠", 0);
    let mut wanted = plan(&[("s", 1), ("xl", 1)]);
    wanted.variants[1].price = Some(super::given::price(12_000));
    new.particulars.variants = Some(wanted);
    let product = shelves.create(new, staff()).await.id;
    shelves.discount(product, 10, staff()).await.unwrap();
    let shown = shelves.catalogue.show(product, None).await.unwrap();
    let prices: Vec<_> = shown
        .variants
        .iter()
        .map(|variant| variant.quote.final_price.amount())
        .collect();
    assert_eq!(prices, [Decimal::from(9_000), Decimal::from(10_800)]);
}

#[tokio::test]
async fn a_product_has_one_currency() {
    let shelves = Shelves::new();
    let mut wanted = plan(&[("s", 1), ("xl", 1)]);
    wanted.variants[1].price = Price::new(Decimal::from(12), "USD".parse().unwrap()).ok();
    let mut new = new_product("셔츠", 0);
    new.particulars.variants = Some(wanted.clone());
    let answer = shelves.catalogue.create_product(new, staff()).await;
    let no = MatrixError::Currency { variant: 1 };
    assert!(
        matches!(&answer, Err(CreateProductError::Matrix(error)) if *error == no),
        "{answer:?}"
    );
    let product = shelves.product("셔츠").await.id;
    let edit = EditProduct {
        variants: Some(wanted),
        ..edit_of(product, ProductEdit::default())
    };
    let answer = shelves.keeping.edit(edit, staff()).await;
    assert!(
        matches!(answer, Err(EditProductError::Refused(EditError::Currency))),
        "{answer:?}"
    );
}

#[tokio::test]
async fn what_does_not_go_together_is_refused() {
    let shelves = Shelves::new();
    let before = shelves.product("셔츠").await;
    let answer = shelves.arrange(before.id, &[("s", 1), ("S", 1)]).await;
    assert!(matches!(answer, Err(EditProductError::Matrix(_))), "{answer:?}");
    let other = shelves.product("바지").await.id;
    let numbered = ProductEdit {
        sku: Some(sku("p-1")),
        ..ProductEdit::default()
    };
    shelves.edit(other, numbered).await.unwrap();
    let answer = shelves.arrange(before.id, &[("s", 1), ("P-1", 1)]).await;
    assert!(matches!(answer, Err(EditProductError::SkuTaken)), "{answer:?}");
    assert_eq!(shelves.sheet(before.id).await.product, before);
}

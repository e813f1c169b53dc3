use super::*;
use chrono::DateTime;
use hexmart_domain::catalogue::{Description, Price, ProductName};
use hexmart_domain::shared::{Currency, PictureId};
use uuid::Uuid;

fn plain() -> Product {
    Product::plain(
        ProductId::from_uuid(Uuid::from_u128(7)),
        None,
        ProductName::parse("Apple").unwrap(),
        Description::parse("Red").unwrap(),
        Price::new(Decimal::TEN, Currency::KRW).unwrap(),
        DateTime::UNIX_EPOCH,
    )
}

fn rich() -> Product {
    let value = |text: &str| OptionValue::parse(text).unwrap();
    let attribute = |name: &str, value| Attribute {
        name: AttributeName::parse(name).unwrap(),
        value,
    };
    let number = "0.12345678901234567890".parse().unwrap();
    let mut product = plain();
    product.tags = vec![Tag::parse("과일").unwrap()];
    product.attributes = vec![
        attribute(
            "산지",
            AttributeValue::Text(AttributeText::parse("\"경북\"").unwrap()),
        ),
        attribute("weight", AttributeValue::Number(number)),
        attribute("organic", AttributeValue::Flag(true)),
    ];
    product.options = vec![OptionGroup {
        name: OptionName::parse("크기").unwrap(),
        values: vec![value("S"), value("L")],
    }];
    product.variants = vec![
        Variant {
            item: ItemId::from(product.id),
            sku: Sku::parse("apple-S").unwrap(),
            values: vec![value("S")],
            price: None,
        },
        Variant {
            item: ItemId::from_uuid(Uuid::from_u128(8)),
            sku: Sku::parse("apple-L").unwrap(),
            values: vec![value("L")],
            price: Some(Price::new("12.34".parse().unwrap(), Currency::KRW).unwrap()),
        },
    ];
    product.pictures = vec![Picture {
        id: PictureId::from_uuid(Uuid::from_u128(9)),
        alt: Some(AltText::parse("An apple").unwrap()),
        width: 640,
        height: 480,
        is_transparent: false,
    }];
    product
}

fn opened(product: &Product) -> Particulars {
    let stored = close(product).unwrap();
    open(product.id, "KRW", stored.as_deref()).unwrap()
}

#[test]
fn a_plain_product_takes_no_room() {
    let product = plain();
    assert_eq!(close(&product).unwrap(), None);
    assert_eq!(opened(&product).variants, product.variants);
}

#[test]
fn what_was_closed_opens_as_it_was() {
    let product = rich();
    let Particulars {
        tags,
        attributes,
        options,
        variants,
        pictures,
    } = opened(&product);
    assert_eq!(
        (&tags, &attributes, &options),
        (&product.tags, &product.attributes, &product.options)
    );
    assert_eq!((&variants, &pictures), (&product.variants, &product.pictures));
    // Two SKUs that differ in case alone are equal; the text is kept nevertheless.
    assert_eq!(variants[0].sku.as_str(), "apple-S");
    let stored = close(&product).unwrap();
    assert_eq!(
        main_picture(stored.as_deref()).unwrap().as_ref(),
        product.pictures.first()
    );
}

#[test]
fn a_sku_of_its_own_is_kept() {
    let mut product = plain();
    product.variants[0].sku = Sku::parse("apple").unwrap();
    assert_eq!(opened(&product).variants, product.variants);
}

#[test]
fn what_nobody_wrote_is_corrupt() {
    for stored in [
        "",
        "7",
        r#"{"colour":"red"}"#,
        r#"{"tags":[""]}"#,
        r#"{"attributes":[{"name":"a","value":{"shape":"round"}}]}"#,
        r#"{"variants":[{"item":"ITEM","sku":"a"}]}"#,
        r#"{"variants":[{"item":"ITEM00000000000000000000000008","sku":"a b"}]}"#,
        r#"{"variants":[{"item":"ITEM00000000000000000000000008","sku":"a","price":-1}]}"#,
    ] {
        let opened = open(plain().id, "KRW", Some(stored));
        assert!(
            matches!(
                opened,
                Err(StoreError::Corrupt {
                    table: "products",
                    ..
                })
            ),
            "{stored}: {opened:?}"
        );
    }
}

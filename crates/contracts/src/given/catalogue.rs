//! Products with all that can be said about them, and what they hang on.

use hexmart_domain::catalogue::{
    AltText, Attribute, AttributeName, AttributeText, AttributeValue, CategoryLabel, CategoryName,
    OptionGroup, OptionName, OptionValue, Picture, Product, Sku, Tag, Variant,
};
use hexmart_domain::shared::{Instant, ItemId};
use rust_decimal::Decimal;

use super::{id, id_at, identified, price, product};

/// A product that came into the catalogue at this instant, by its id, too.
pub fn born(at: Instant) -> Product {
    Product {
        created_at: at,
        updated_at: at,
        ..identified(id_at(at), "오래된 상품")
    }
}

/// The same product with this SKU.
pub fn with_sku(product: &Product, text: &str) -> Product {
    let mut product = product.clone();
    product.variants[0].sku = sku(text);
    product
}

/// A SKU.
pub fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

/// A tag.
pub fn tag(text: &str) -> Tag {
    Tag::parse(text).unwrap()
}

/// What is said about a product, in words.
pub fn attribute(name: &str, text: &str) -> Attribute {
    Attribute {
        name: AttributeName::parse(name).unwrap(),
        value: AttributeValue::Text(AttributeText::parse(text).unwrap()),
    }
}

/// A picture.
pub fn picture(alt: Option<&str>) -> Picture {
    Picture {
        id: id(),
        alt: alt.map(|alt| AltText::parse(alt).unwrap()),
        width: 4_000,
        height: 3_000,
        is_transparent: alt.is_none(),
    }
}

/// The name of a category.
pub fn category_name(ko: &str, en: Option<&str>) -> CategoryName {
    CategoryName {
        ko: CategoryLabel::parse(ko).unwrap(),
        en: en.map(|en| CategoryLabel::parse(en).unwrap()),
    }
}

/// A variant under an item of its own.
pub fn variant(value: &str) -> Variant {
    let item: ItemId = id();
    Variant {
        item,
        sku: Sku::of_id(item),
        values: vec![OptionValue::parse(value).unwrap()],
        price: None,
    }
}

/// A product in these sizes, a variant each, the first under the product's own item.
pub fn in_sizes(sizes: &[&str]) -> Product {
    let product = product();
    let mut variants: Vec<_> = sizes.iter().map(|size| variant(size)).collect();
    variants[0].item = ItemId::from(product.id);
    Product {
        options: vec![options("사이즈", sizes)],
        variants,
        ..product
    }
}

fn options(name: &str, values: &[&str]) -> OptionGroup {
    OptionGroup {
        name: OptionName::parse(name).unwrap(),
        values: values
            .iter()
            .map(|value| OptionValue::parse(*value).unwrap())
            .collect(),
    }
}

/// A product about which everything is said that can be said without a category or a discount.
pub fn in_full() -> Product {
    let mut product = in_sizes(&["S", "엑스라지 'XL' \\ %"]);
    product.variants[1].price = Some(price("139000.5", "KRW"));
    product.variants[1].sku = sku(&format!("aB-1/2_3.{}", product.variants[1].item));
    let number = |text: &str| AttributeValue::Number(text.parse::<Decimal>().unwrap());
    let named = |name: &str, value| Attribute {
        name: AttributeName::parse(name).unwrap(),
        value,
    };
    Product {
        tags: vec![tag("겨울"), tag("new 😀"), tag("50% \"off\"")],
        attributes: vec![
            attribute("소재", "면 100%"),
            named("무게", number("0.1250")),
            named("높이", number("-79228162514264337593543950335")),
            named("방수", AttributeValue::Flag(true)),
        ],
        pictures: vec![picture(Some("앞에서 본 '모습' \\")), picture(None)],
        ..product
    }
}

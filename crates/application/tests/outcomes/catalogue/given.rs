//! Values that tests of the catalogue work with.

use hexmart_application::catalogue::{
    Browse, EditProduct, ListFilter, ListSort, NewProduct, PageAt, VariantPlan,
};
use hexmart_application::marketplace::Authority;
use hexmart_domain::catalogue::{
    CategoryLabel, CategoryName, Description, OptionGroup, OptionName, OptionValue, Price, ProductEdit,
    ProductName, Sku, VariantDraft,
};
use hexmart_domain::shared::{Currency, Id, ProductId, Quantity};
use rust_decimal::Decimal;

use crate::given::start;

/// An id that everybody can name again.
pub(crate) fn id<K>(dice: u8) -> Id<K> {
    Id::mint(start(), [dice; 10])
}

/// Somebody of the shop's staff.
pub(crate) fn staff() -> Authority {
    Authority::Shop(Some(id(1)))
}

/// The seller of a number.
pub(crate) fn seller(number: u8) -> Authority {
    Authority::Seller {
        user: id(100 + number),
        seller: id(200 + number),
    }
}

pub(crate) fn name(text: &str) -> ProductName {
    ProductName::parse(text).unwrap()
}

pub(crate) fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

pub(crate) fn price(won: i64) -> Price {
    Price::new(Decimal::from(won), Currency::KRW).unwrap()
}

pub(crate) fn pieces(count: i64) -> Quantity {
    Quantity::try_from(count).unwrap()
}

/// A product for 10,000 won.
pub(crate) fn new_product(text: &str, stock: i64) -> NewProduct {
    let description = Description::parse("소리").unwrap();
    NewProduct::plain(name(text), description, price(10_000), pieces(stock))
}

/// An edit of nothing but the name.
pub(crate) fn renamed(text: &str) -> ProductEdit {
    ProductEdit {
        name: Some(name(text)),
        ..ProductEdit::default()
    }
}

/// An edit of whatever is there.
pub(crate) fn edit_of(product: ProductId, edit: ProductEdit) -> EditProduct {
    EditProduct {
        product,
        expected: None,
        edit,
        variants: None,
    }
}

/// One option, one value for each SKU; with what each starts with.
pub(crate) fn plan(skus: &[(&str, i64)]) -> VariantPlan {
    let value = |text: &str| OptionValue::parse(text).unwrap();
    let draft = |(text, stock): &(&str, i64)| VariantDraft {
        sku: sku(text),
        values: vec![value(&text.to_ascii_uppercase())],
        price: None,
        stock: pieces(*stock),
    };
    VariantPlan {
        options: vec![OptionGroup {
            name: OptionName::parse("크기").unwrap(),
            values: skus
                .iter()
                .map(|(text, _)| value(&text.to_ascii_uppercase()))
                .collect(),
        }],
        variants: skus.iter().map(draft).collect(),
    }
}

/// What a category is called, in both languages.
pub(crate) fn label(ko: &str, en: &str) -> CategoryName {
    CategoryName {
        ko: CategoryLabel::parse(ko).unwrap(),
        en: Some(CategoryLabel::parse(en).unwrap()),
    }
}

/// The first 100 of what passes a filter, the oldest first, counted.
pub(crate) fn all_of(filter: ListFilter) -> Browse {
    Browse {
        filter,
        category: None,
        sort: ListSort::Oldest,
        size: 100,
        at: PageAt::Index(1),
        with_total: true,
    }
}

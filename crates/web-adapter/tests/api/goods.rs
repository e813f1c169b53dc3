//! Products with everything, pictures, categories and imports that ports answer in these tests.

use hexmart_application::catalogue::{PlacedCategory, ProductHistory, ProductSheet, VariantStock};
use hexmart_application::interchange::{
    ExportPart, FileFormat, ImportCounts, ImportOptions, ImportRun, ImportState, RejectsPart,
};
use hexmart_application::media::{MediaType, StoredObject};
use hexmart_application::platform::Answered;
use hexmart_domain::catalogue::{
    AltText, Attribute, AttributeName, AttributeText, AttributeValue, Category, CategoryLabel, CategoryName,
    FieldChange, OptionGroup, OptionName, OptionValue, Picture, Product, ProductChange, Sku, Tag, Variant,
};
use hexmart_domain::pricing::DiscountTerms;
use hexmart_domain::shared::ItemId;

use crate::fixture::Ports;
use crate::samples::{
    CATEGORY, IMPORT, ITEM, PICTURE, SELLER, USER, discount, now, percentage, price, product, quantity,
    stock_event,
};

fn value(text: &str) -> OptionValue {
    OptionValue::parse(text).unwrap()
}

fn attribute(name: &str, value: AttributeValue) -> Attribute {
    Attribute {
        name: AttributeName::parse(name).unwrap(),
        value,
    }
}

pub(crate) fn picture() -> Picture {
    Picture {
        id: PICTURE.parse().unwrap(),
        alt: Some(AltText::parse("흰 이어폰").unwrap()),
        width: 2_400,
        height: 1_600,
        is_transparent: false,
    }
}

/// A product of a seller with two variants, the second dearer than the first.
pub(crate) fn sheet() -> ProductSheet {
    let plain = product();
    let own = ItemId::from(plain.id);
    let variant = |item, sku: &str, choice: &str, dearer: Option<&str>| Variant {
        item,
        sku: Sku::parse(sku).unwrap(),
        values: vec![value(choice)],
        price: dearer.map(price),
    };
    let stock = |item, on_hand, available| VariantStock {
        item,
        on_hand: quantity(on_hand),
        available: quantity(available),
    };
    let second: ItemId = ITEM.parse().unwrap();
    let product = Product {
        seller: Some(SELLER.parse().unwrap()),
        discount: Some(discount_terms()),
        category: Some(CATEGORY.parse().unwrap()),
        tags: vec![Tag::parse("블루투스").unwrap()],
        attributes: vec![
            attribute("색", AttributeValue::Text(AttributeText::parse("흰색").unwrap())),
            attribute(
                "무게(g)",
                AttributeValue::Number("12345678901234567.50".parse().unwrap()),
            ),
            attribute("방수", AttributeValue::Flag(true)),
        ],
        options: vec![OptionGroup {
            name: OptionName::parse("색상").unwrap(),
            values: vec![value("빨강"), value("파랑")],
        }],
        variants: vec![
            variant(own, "EAR-R", "빨강", None),
            variant(second, "EAR-B", "파랑", Some("11000.5")),
        ],
        pictures: vec![picture()],
        ..plain
    };
    ProductSheet {
        product,
        stock: vec![stock(own, 100, 98), stock(second, 0, 0)],
    }
}

fn discount_terms() -> DiscountTerms {
    let terms = discount("10").terms;
    DiscountTerms {
        percentage: percentage("12.5"),
        ..terms
    }
}

pub(crate) fn placed() -> PlacedCategory {
    PlacedCategory {
        category: Category {
            id: CATEGORY.parse().unwrap(),
            parent: None,
            position: 2,
            name: CategoryName {
                ko: CategoryLabel::parse("음향기기").unwrap(),
                en: Some(CategoryLabel::parse("Audio").unwrap()),
            },
            created_at: now(),
        },
        depth: 0,
    }
}

pub(crate) fn history() -> ProductHistory {
    let price = FieldChange::between("price", "10000 KRW", "9000 KRW").unwrap();
    ProductHistory {
        changes: vec![ProductChange {
            product: product().id,
            version: 3,
            actor: Some(USER.parse().unwrap()),
            changed_at: now(),
            fields: vec![price],
        }],
        more: true,
    }
}

pub(crate) fn import_run() -> ImportRun {
    ImportRun {
        id: IMPORT.parse().unwrap(),
        version: 2,
        fingerprint: [7; 32],
        format: FileFormat::Csv,
        is_uploaded: true,
        options: ImportOptions::default(),
        seller: None,
        actor: Some(USER.parse().unwrap()),
        state: ImportState::Running,
        counts: ImportCounts {
            created: 1,
            updated: 2,
            unchanged: 3,
            rejected: 4,
        },
        bytes_done: 50,
        bytes_total: 100,
        lines_done: 11,
        rejects_bytes: 40,
        created_at: now(),
        updated_at: now(),
    }
}

/// Lets those who keep the catalogue do whatever they ask for.
pub(crate) fn keep(ports: &mut Ports) {
    let merchandising = &mut ports.merchandising;
    merchandising.expect_sheet().returning(|_, _| {
        let mut deleted = sheet();
        deleted.product.lifecycle = hexmart_domain::catalogue::Lifecycle::Deleted;
        Ok(deleted)
    });
    merchandising.expect_edit().returning(|_, _| Ok(sheet()));
    merchandising
        .expect_history()
        .returning(|_, _, _, _, _| Ok(history()));
    merchandising
        .expect_add_picture()
        .returning(|_, _| Ok((sheet(), picture())));
    merchandising
        .expect_arrange_pictures()
        .returning(|_, _| Ok(sheet()));
    let categories = &mut ports.categories;
    categories.expect_all().returning(|| Ok(vec![placed()]));
    categories.expect_create().returning(|_| Ok(placed()));
    categories.expect_rename().returning(|_, _| Ok(placed()));
    categories.expect_relocate().returning(|_, _| Ok(placed()));
    categories.expect_remove().returning(|_, _, _| Ok(12));
    let interchange = &mut ports.interchange;
    interchange.expect_upload().returning(|_, _| Ok(import_run()));
    interchange.expect_run().returning(|_, _| Ok(import_run()));
    interchange.expect_rejects().returning(|_, _, _| {
        Ok(RejectsPart {
            text: "line,field\n".to_owned(),
            next: None,
        })
    });
    interchange.expect_export().returning(|_, _, _| {
        Ok(ExportPart {
            text: "sku,name\n".to_owned(),
            next: None,
        })
    });
    ports.objects.expect_get().returning(|_| {
        Ok(Some(StoredObject {
            media_type: MediaType::Jpeg,
            bytes: b"\xff\xd8\xff".to_vec(),
        }))
    });
    ports
        .inventory
        .expect_change_stock()
        .returning(|_| Ok(stock_event(1, 0, 1)));
    ports
        .inventory
        .expect_change_stock_once()
        .returning(|_, _| Ok(Answered::Done(stock_event(1, 0, 1))));
}

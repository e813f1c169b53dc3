//! Products and questions.

use chrono::DateTime;
use hexmart_application::search::{SearchDocument, SearchFilter, SearchQuery, SearchSort};
use hexmart_domain::shared::{Id, ProductId};
use uuid::Uuid;

pub(crate) fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

pub(crate) fn ids(numbers: &[u128]) -> Vec<ProductId> {
    numbers.iter().map(|number| id(*number)).collect()
}

/// A product with everything that a product can have.
pub(crate) fn earphones() -> SearchDocument {
    SearchDocument {
        product: id(1),
        name: "블루투스 이어폰 Pro".to_owned(),
        description: "소음을 줄입니다.".to_owned(),
        tags: vec!["신상품".to_owned(), "BEST".to_owned()],
        category_path: vec![id(10), id(11)],
        category_names: vec!["디지털".to_owned(), "Audio".to_owned()],
        seller: Some(id(20)),
        sale_price: 590_000_000,
        deal: 1_500,
        in_stock: true,
        created_at: DateTime::from_timestamp(1_790_000_000, 5_000).unwrap(),
        sales: 7,
        likes: 3,
        stars: 450,
    }
}

/// A product of which only the name matters.
pub(crate) fn product(number: u128, name: &str) -> SearchDocument {
    SearchDocument {
        product: id(number),
        name: name.to_owned(),
        description: String::new(),
        tags: Vec::new(),
        category_path: Vec::new(),
        category_names: Vec::new(),
        seller: None,
        deal: 0,
        ..earphones()
    }
}

pub(crate) fn query(text: &str) -> SearchQuery {
    SearchQuery {
        text: text.to_owned(),
        filter: SearchFilter::default(),
        sort: SearchSort::Relevance,
        skip: 0,
        limit: 20,
    }
}

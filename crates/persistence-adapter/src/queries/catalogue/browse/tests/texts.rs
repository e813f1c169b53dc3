use diesel::query_builder::QueryFragment;
use hexmart_application::catalogue::{ListFilter, ListSort};
use hexmart_domain::shared::CategoryId;
use uuid::Uuid;

use super::super::super::Database;
use super::super::super::card::{Available, MainPicture};
use super::super::super::route::Question;
use super::super::super::statement::{Places, Rows};
use super::shop::now;

/// The statement for the first page of so many categories by price, without its parameters, and whether it stays prepared.
fn by_price(categories: u128) -> (String, bool) {
    let id = |number| CategoryId::from_uuid(Uuid::from_u128(number));
    let filter = ListFilter {
        categories: Some((1..=categories).map(id).collect()),
        price_from: Some(1_000),
        ..ListFilter::default()
    };
    let question = Question::new(&filter, ListSort::PriceUp, None, now());
    let statement = Rows {
        columns: listed_columns!(),
        places: Places::new(question.walk(None), question.order, 0, 30),
    };
    let is_kept = QueryFragment::<Database>::is_safe_to_cache_prepared(&statement, &Database::default());
    let text = diesel::debug_query::<Database, _>(&statement).to_string();
    let (text, _) = text.split_once(" -- binds").unwrap();
    (text.to_owned(), is_kept.unwrap())
}

#[test]
fn lists_of_categories_have_few_texts_that_stay_prepared() {
    for (few, more) in [(3, 4), (5, 8), (17, 32)] {
        assert_eq!(by_price(few), by_price(more));
    }
    assert_ne!(by_price(4), by_price(5));
    for categories in 1..=32 {
        assert!(by_price(categories).1, "{categories}");
    }
}

//! What somebody who types a query hopes to see first.
//!
//! `products.tsv` is a small shop, `queries.tsv` says for each query which of its products must come first.

use std::collections::HashMap;

use chrono::DateTime;
use hexmart_application::search::{SearchDocument, SearchFilter, SearchIndex, SearchQuery, SearchSort};
use hexmart_domain::shared::{CategoryId, ProductId};
use hexmart_search_adapter::EmbeddedIndex;
use uuid::Uuid;

/// The lines of a table, without its heading.
fn lines(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().skip(1).map(|line| line.split('\t').collect())
}

fn id(number: usize) -> Uuid {
    Uuid::from_u128(u128::try_from(number).unwrap())
}

struct Categories {
    by_key: HashMap<&'static str, (CategoryId, Vec<&'static str>)>,
}

impl Categories {
    fn read() -> Self {
        let read = |(number, columns): (usize, Vec<&'static str>)| {
            (columns[0], (CategoryId::from_uuid(id(number)), columns))
        };
        Self {
            by_key: lines(include_str!("categories.tsv"))
                .enumerate()
                .map(read)
                .collect(),
        }
    }

    /// The ids and names from the outermost category down to this one.
    fn path(&self, key: &str) -> (Vec<CategoryId>, Vec<String>) {
        let Some((id, columns)) = self.by_key.get(key) else {
            return (Vec::new(), Vec::new());
        };
        let (mut ids, mut names) = self.path(columns[1]);
        ids.push(*id);
        names.extend(columns[2..].iter().map(|name| (*name).to_owned()));
        (ids, names)
    }
}

/// The products of the shop and their keys.
fn shop() -> Vec<(&'static str, SearchDocument)> {
    let categories = Categories::read();
    let read = |(number, columns): (usize, Vec<&'static str>)| {
        let (category_path, category_names) = categories.path(columns[1]);
        assert!(!category_path.is_empty(), "{columns:?}");
        let document = SearchDocument {
            product: ProductId::from_uuid(id(number)),
            name: columns[3].to_owned(),
            description: columns[4].to_owned(),
            tags: columns[5].split(',').map(str::to_owned).collect(),
            category_path,
            category_names,
            seller: None,
            sale_price: 100_000_000,
            deal: 0,
            in_stock: true,
            created_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
            sales: columns[2].parse().unwrap(),
            likes: 0,
            stars: 0,
        };
        (columns[0], document)
    };
    lines(include_str!("products.tsv"))
        .enumerate()
        .map(read)
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_query_finds_what_it_is_about_first() {
    let shop = shop();
    assert!(shop.len() >= 200);
    let keys: HashMap<_, _> = shop
        .iter()
        .map(|(key, document)| (document.product, *key))
        .collect();
    assert_eq!(
        keys.len(),
        shop.iter()
            .map(|(key, _)| key)
            .collect::<std::collections::HashSet<_>>()
            .len()
    );
    let index = EmbeddedIndex::in_memory().unwrap();
    let mut rebuild = index.rebuild().await.unwrap();
    let documents = shop.iter().map(|(_, document)| document.clone()).collect();
    rebuild.add(documents).await.unwrap();
    rebuild.finish(1).await.unwrap();

    let mut wrong = Vec::new();
    let mut asked = 0;
    for columns in lines(include_str!("queries.tsv")) {
        let query = SearchQuery {
            text: columns[0].to_owned(),
            filter: SearchFilter::default(),
            sort: SearchSort::Relevance,
            skip: 0,
            limit: 5,
        };
        let found = index.search(&query).await.unwrap();
        let found: Vec<_> = found.products.iter().map(|product| keys[product]).collect();
        if found.first() != Some(&columns[1]) {
            wrong.push(format!(
                "{}: expected {}, found {found:?}",
                columns[0], columns[1]
            ));
        }
        asked += 1;
    }
    assert!(asked >= 60, "{asked}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

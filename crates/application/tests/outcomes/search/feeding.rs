use std::sync::atomic::Ordering;

use chrono::TimeDelta;
use hexmart_application::catalogue::{Catalogue, Categories, CounterChange};
use hexmart_application::platform::StoreError;
use hexmart_application::search::{IndexError, Indexer, SearchError, SearchIndex};
use hexmart_domain::catalogue::{Lifecycle, Place, ProductEdit};
use hexmart_domain::shared::ItemId;

use super::Desk;
use crate::catalogue::{label, new_product, renamed, staff};

#[tokio::test]
async fn every_kind_of_change_is_learned() {
    let desk = Desk::new();
    let shelves = &desk.shelves;
    let product = shelves.product("a").await.id;
    let other = shelves.product("b").await.id;
    assert_eq!(desk.catch_up().await, 2);
    assert!(desk.is_up_to_date().await);
    assert_eq!(desk.catch_up().await, 0);

    shelves.edit(product, renamed("c")).await.unwrap();
    assert_eq!(desk.catch_up().await, 1);
    assert_eq!(desk.index.documents()[&product].name, "c");
    shelves.discount(product, 10, staff()).await.unwrap();
    assert_eq!(desk.catch_up().await, 1);
    let deal = desk.index.documents()[&product].clone();
    assert_eq!((deal.deal, deal.sale_price), (1_000, 90_000_000));
    shelves.stock(product, ItemId::from(product), -5).await;
    assert_eq!(desk.catch_up().await, 1);
    assert!(!desk.index.documents()[&product].in_stock);
    let sold = CounterChange {
        sales: 3,
        ..CounterChange::default()
    };
    shelves
        .transact(move |uow| Box::pin(async move { Ok(uow.products().count(product, sold).await?) }))
        .await;
    assert_eq!(desk.catch_up().await, 1);
    assert_eq!(desk.index.documents()[&product].sales, 3);
    shelves.turn(TimeDelta::days(30));
    shelves.run("lapse_deals").await;
    assert_eq!(desk.catch_up().await, 1);
    assert_eq!(desk.index.documents()[&product].deal, 0);
    assert!(desk.is_up_to_date().await);
    // Stock that crosses nothing is nothing to learn.
    shelves.stock(other, ItemId::from(other), -1).await;
    assert_eq!(desk.catch_up().await, 0);
}

#[tokio::test]
async fn what_is_not_listed_any_more_is_forgotten() {
    let desk = Desk::new();
    let product = desk.shelves.product("a").await.id;
    let kept = desk.shelves.product("b").await.id;
    desk.catch_up().await;
    for lifecycle in [Lifecycle::Private, Lifecycle::Discontinued, Lifecycle::Deleted] {
        let gone = desk.shelves.edit(product, ProductEdit::to(lifecycle)).await;
        gone.unwrap();
        assert_eq!(desk.catch_up().await, 1);
        assert_eq!(desk.index.documents().into_keys().collect::<Vec<_>>(), [kept]);
        for back in [Lifecycle::Private, Lifecycle::OnSale] {
            desk.shelves.edit(product, ProductEdit::to(back)).await.unwrap();
        }
        desk.catch_up().await;
        assert_eq!(desk.index.documents().len(), 2);
    }
}

#[tokio::test]
async fn the_way_to_a_category_is_learned_in_both_languages() {
    let desk = Desk::new();
    let shelves = &desk.shelves;
    let clothes = shelves.category("옷", None).await;
    let shirts = shelves.category("셔츠", Some(clothes)).await;
    let silk = shelves.category("비단", Some(shirts)).await;
    let product = shelves.product("a").await.id;
    shelves.hang(product, silk).await;
    desk.catch_up().await;
    let known = || desk.index.documents()[&product].clone();
    assert_eq!(known().category_path, [clothes, shirts, silk]);
    let names = [
        "옷",
        "옷 in English",
        "셔츠",
        "셔츠 in English",
        "비단",
        "비단 in English",
    ];
    assert_eq!(known().category_names, names);

    let mut name = label("의류", "Clothes");
    name.en = None;
    shelves.tree.rename(clothes, name).await.unwrap();
    assert_eq!(desk.catch_up().await, 1);
    assert_eq!(known().category_names[..2], ["의류", "셔츠"]);
    shelves.tree.relocate(shirts, Place::FirstRoot).await.unwrap();
    assert_eq!(desk.catch_up().await, 1);
    assert_eq!(known().category_path, [shirts, silk]);
    shelves.tree.remove(silk, Some(clothes), None).await.unwrap();
    desk.catch_up().await;
    assert_eq!(known().category_path, [clothes]);
    assert_eq!(known().category_names, ["의류"]);
    assert!(desk.is_up_to_date().await);
}

#[tokio::test]
async fn behind_a_gap_everything_is_learned_at_once_and_the_gap_when_it_closes() {
    let desk = Desk::new();
    let slow = desk.shelves.product("a").await.id;
    let quick = desk.shelves.product("b").await.id;
    desk.catch_up().await;
    let settled = desk.index.position().await.unwrap();
    desk.shelves.edit(slow, renamed("slow")).await.unwrap();
    desk.feed.open(desk.shelves.feed_end().await);
    desk.shelves.edit(quick, renamed("quick")).await.unwrap();
    assert_eq!(desk.catch_up().await, 1);
    let name = |product| desk.index.documents()[&product].name.clone();
    assert_eq!((name(slow), name(quick)), ("a".to_owned(), "quick".to_owned()));
    assert_eq!(desk.index.position().await.unwrap(), settled);
    // What was learned ahead is not learned again each time.
    let batches = desk.index.batches();
    assert_eq!(desk.catch_up().await, 0);
    assert_eq!(desk.index.batches(), batches);
    desk.feed.commit();
    assert_eq!(desk.catch_up().await, 1);
    assert!(desk.is_up_to_date().await);
    assert_eq!(
        desk.index.position().await.unwrap(),
        Some(desk.shelves.feed_end().await)
    );
}

#[tokio::test]
async fn behind_a_gap_that_held_up_more_than_a_batch_everything_is_learned() {
    let desk = Desk::new();
    desk.catch_up().await;
    desk.shelves.product("a").await;
    desk.catch_up().await;
    desk.shelves.product("b").await;
    let gap = desk.shelves.feed_end().await;
    desk.feed.open(gap);
    let many = (0..2_500)
        .map(|number| new_product(&number.to_string(), 1))
        .collect();
    desk.shelves.turn(TimeDelta::seconds(1));
    desk.shelves
        .catalogue
        .create_products(many, staff())
        .await
        .unwrap();
    desk.catch_up().await;
    assert!(desk.index.documents().len() > 1_000);
    // Nothing comes of it after all.
    desk.feed.roll_back();
    desk.catch_up().await;
    assert_eq!(desk.index.documents().len(), 2_501);
    assert_eq!(
        desk.index.position().await.unwrap(),
        Some(desk.shelves.feed_end().await)
    );
}

#[tokio::test]
async fn an_index_that_lost_what_it_learned_learns_it_again() {
    let desk = Desk::new();
    let slow = desk.shelves.product("a").await.id;
    let quick = desk.shelves.product("b").await.id;
    desk.catch_up().await;
    let before = desk.index.documents();
    let position = desk.index.position().await.unwrap().unwrap();
    desk.shelves.product("c").await;
    desk.catch_up().await;
    desk.shelves.edit(slow, renamed("slow")).await.unwrap();
    desk.feed.open(desk.shelves.feed_end().await);
    desk.shelves.edit(quick, renamed("quick")).await.unwrap();
    desk.catch_up().await;
    desk.index.set_back(before, position);
    desk.feed.commit();
    desk.catch_up().await;
    assert!(desk.is_up_to_date().await);
}

#[tokio::test]
async fn who_may_not_write_the_index_leaves_it_alone() {
    let desk = Desk::new();
    desk.shelves.product("a").await;
    desk.index.is_read_only.store(true, Ordering::Relaxed);
    assert_eq!(desk.catch_up().await, 0);
    assert_eq!(desk.index.position().await.unwrap(), None);
    desk.index.is_read_only.store(false, Ordering::Relaxed);
    assert_eq!(desk.catch_up().await, 1);
    desk.index.is_read_only.store(true, Ordering::Relaxed);
    desk.shelves.product("b").await;
    assert_eq!(desk.catch_up().await, 0);
    assert_eq!(desk.index.documents().len(), 1);
    // The one who wrote it before is gone.
    desk.index.is_read_only.store(false, Ordering::Relaxed);
    assert_eq!(desk.catch_up().await, 1);
    assert!(desk.is_up_to_date().await);
}

#[tokio::test]
async fn a_failure_is_told_and_nothing_is_skipped() {
    use hexmart_application::catalogue::MockCatalogueQueries;
    let desk = Desk::new();
    desk.catch_up().await;
    desk.shelves.product("a").await;
    let mut queries = MockCatalogueQueries::new();
    queries
        .expect_documents()
        .returning(|_, _| Err(StoreError::unavailable("connection refused")));
    let (index, feed, mint) = (desk.index.clone(), desk.feed.clone(), desk.shelves.mint.clone());
    let broken = Indexer::new(index, std::sync::Arc::new(queries), feed, mint);
    let answer = broken.catch_up().await;
    assert!(
        matches!(answer, Err(IndexError::Store(StoreError::Unavailable(_)))),
        "{answer:?}"
    );
    assert_eq!(desk.catch_up().await, 1);
    assert!(desk.is_up_to_date().await);

    let mut index = hexmart_application::search::MockSearchIndex::new();
    let away = || SearchError::Unavailable("is away".to_owned());
    index.expect_position().returning(move || Err(away()));
    let (queries, feed) = (desk.shelves.storage.catalogue.clone(), desk.feed.clone());
    let mint = desk.shelves.mint.clone();
    let answer = Indexer::new(std::sync::Arc::new(index), queries, feed, mint)
        .catch_up()
        .await;
    assert!(matches!(answer, Err(IndexError::Index(_))), "{answer:?}");
}

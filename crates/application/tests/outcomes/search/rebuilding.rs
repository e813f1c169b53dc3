use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use hexmart_application::catalogue::{Catalogue, Categories};
use hexmart_application::search::SearchIndex;
use hexmart_domain::catalogue::{Lifecycle, Place, ProductEdit};
use hexmart_domain::shared::{CategoryId, ProductId};

use super::Desk;
use super::index::Meanwhile;
use crate::catalogue::{Shelves, label, new_product, renamed, staff};

#[tokio::test]
async fn an_index_that_missed_something_is_made_anew() {
    let desk = Desk::new();
    let gone = desk.shelves.product("a").await.id;
    desk.shelves.product("b").await;
    desk.catch_up().await;
    desk.shelves
        .edit(gone, ProductEdit::to(Lifecycle::Deleted))
        .await
        .unwrap();
    desk.shelves.turn(TimeDelta::days(8));
    desk.shelves.run("forget_changes").await;
    desk.shelves.product("c").await;
    assert_eq!(desk.catch_up().await, 2);
    assert_eq!(desk.index.batches(), 0, "nothing was learned bit by bit");
    assert!(desk.is_up_to_date().await);
    assert_eq!(desk.catch_up().await, 0);
}

#[tokio::test]
async fn an_index_is_made_anew_in_batches_that_are_told() {
    let desk = Desk::new();
    for _ in 0..3 {
        desk.shelves.turn(TimeDelta::seconds(1));
        let many = (0..800)
            .map(|number| new_product(&number.to_string(), 1))
            .collect();
        desk.shelves
            .catalogue
            .create_products(many, staff())
            .await
            .unwrap();
    }
    let told = Mutex::new(Vec::new());
    let progress = |done| told.lock().unwrap().push(done);
    let desk_indexer = desk.indexer.clone();
    assert_eq!(desk_indexer.rebuild(&progress).await.unwrap(), 2_400);
    assert_eq!(told.into_inner().unwrap(), [2_000, 2_400]);
    assert!(desk.is_up_to_date().await);
    assert_eq!(
        desk.index.position().await.unwrap(),
        Some(desk.shelves.feed_end().await)
    );
}

#[tokio::test]
async fn an_empty_shop_has_an_index_too() {
    let desk = Desk::new();
    assert_eq!(desk.catch_up().await, 0);
    assert_eq!(desk.index.position().await.unwrap(), Some(0));
}

/// Changes everything that an index knows, in a way that is never the same.
async fn write(shelves: &Shelves, step: usize, products: &[ProductId], categories: &[CategoryId]) {
    let one = |list: &[ProductId]| *list.iter().cycle().nth(step * 7).unwrap();
    shelves
        .edit(one(products), renamed(&format!("renamed {step}")))
        .await
        .unwrap();
    shelves.product(&format!("new {step}")).await;
    let mut rest = products.iter().skip(step * 2);
    let (gone, hung) = (*rest.next().unwrap(), *rest.next().unwrap());
    shelves
        .edit(gone, ProductEdit::to(Lifecycle::Private))
        .await
        .unwrap();
    let mut places = categories.iter().copied().cycle().skip(step);
    let (here, there) = (places.next().unwrap(), places.next().unwrap());
    shelves.hang(hung, here).await;
    let name = format!("name {step}");
    shelves.tree.rename(there, label(&name, &name)).await.unwrap();
    // Below each other in turns; where that would be a cycle it stays.
    let moved = shelves.tree.relocate(here, Place::LastChildOf(there)).await;
    if moved.is_err() {
        shelves.tree.relocate(here, Place::FirstRoot).await.unwrap();
    }
}

#[tokio::test]
async fn what_is_written_while_an_index_is_made_anew_is_learned_afterwards() {
    let desk = Desk::new();
    let shelves = desk.shelves.clone();
    let many = (0..2_100)
        .map(|number| new_product(&number.to_string(), 1))
        .collect();
    let created = shelves.catalogue.create_products(many, staff()).await.unwrap();
    let products: Vec<_> = created.iter().map(|created| created.product.id).collect();
    let mut categories = Vec::new();
    for name in ["a", "b", "c"] {
        categories.push(shelves.category(name, None).await);
    }
    for (product, category) in products.iter().zip(categories.iter().cycle()).take(30) {
        shelves.hang(*product, *category).await;
    }
    let steps = Arc::new(AtomicUsize::new(0));
    let writers: Meanwhile = {
        let (shelves, steps) = (shelves.clone(), steps.clone());
        Arc::new(move || {
            let (shelves, step) = (shelves.clone(), steps.fetch_add(1, Ordering::Relaxed));
            let (products, categories) = (products.clone(), categories.clone());
            Box::pin(async move {
                for round in 0..10 {
                    write(&shelves, step * 10 + round, &products, &categories).await;
                }
            })
        })
    };
    desk.index.meanwhile(writers);
    desk.indexer.rebuild(&|_| {}).await.unwrap();
    assert_eq!(
        steps.load(Ordering::Relaxed),
        4,
        "before, between, and after the batches"
    );
    assert!(!desk.is_up_to_date().await);
    assert!(desk.catch_up().await > 0);
    assert!(desk.is_up_to_date().await);
}

#[tokio::test]
async fn a_gap_that_was_open_when_it_was_made_anew_is_learned_when_it_closes() {
    let desk = Desk::new();
    let product = desk.shelves.product("a").await.id;
    desk.catch_up().await;
    desk.shelves.edit(product, renamed("b")).await.unwrap();
    desk.feed.open(desk.shelves.feed_end().await);
    desk.shelves.product("c").await;
    desk.catch_up().await;
    // Made anew, it starts before the gap again, and nothing that it had learned ahead counts any more.
    let before = desk.index.documents();
    desk.indexer.rebuild(&|_| {}).await.unwrap();
    assert_eq!(desk.catch_up().await, 1);
    desk.index
        .set_back(before, desk.index.position().await.unwrap().unwrap());
    desk.feed.commit();
    assert_eq!(desk.catch_up().await, 1);
    assert!(desk.is_up_to_date().await);
}

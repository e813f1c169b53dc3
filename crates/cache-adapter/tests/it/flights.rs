//! Many who ask the same at once are one to the shop.

use std::sync::Arc;

use hexmart_application::catalogue::{CatalogueQueries, ListFilter, ListSort, ProductDetail};
use hexmart_application::platform::StoreError;
use tokio::task::{JoinHandle, yield_now};

use crate::given::{FIRST, Given, at, given, id};

impl Given {
    fn ask(&self) -> JoinHandle<Result<Option<ProductDetail>, StoreError>> {
        let cached = Arc::clone(&self.cached);
        tokio::spawn(async move { cached.detail(id(1), Some(id(1)), at(0)).await })
    }
}

/// Lets every task run until it waits for the shop; the runtime comes back now and then before it has seen all.
async fn all_wait() {
    for _ in 0..10 {
        yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_who_miss_at_once_ask_once() {
    for _ in 0..200 {
        let given = given();
        given.shop.set_price(id(1), 100);
        let pages: Vec<_> = (0..64).map(|_| given.ask()).collect();
        for page in pages {
            assert!(page.await.unwrap().unwrap().is_some());
        }
        assert_eq!(given.shop.asked(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn lists_are_asked_for_once_as_well() {
    let Given { shop, cached, .. } = given();
    shop.hold(true);
    let lists: Vec<_> = (0..64)
        .map(|_| {
            let cached = Arc::clone(&cached);
            tokio::spawn(async move {
                let filter = ListFilter::default();
                cached
                    .browse(&filter, ListSort::Recent, FIRST, at(0))
                    .await
                    .unwrap()
            })
        })
        .collect();
    shop.hold(false);
    for list in lists {
        list.await.unwrap();
    }
    assert_eq!(shop.asked(), 1);
}

#[tokio::test]
async fn an_error_reaches_all_who_wait_and_nobody_after_them() {
    let given = given();
    given.shop.change(|shelf| shelf.broken = true);
    given.shop.hold(true);
    let pages: Vec<_> = (0..64).map(|_| given.ask()).collect();
    all_wait().await;
    given.shop.change(|shelf| shelf.broken = false);
    given.shop.hold(false);
    for page in pages {
        assert!(matches!(page.await.unwrap(), Err(StoreError::Conflict)));
    }
    assert_eq!(given.shop.asked(), 1);
    assert!(given.ask().await.unwrap().is_ok());
    assert_eq!(given.shop.asked(), 2);
}

#[tokio::test]
async fn whoever_asked_first_may_go_away() {
    let given = given();
    given.shop.hold(true);
    let first = given.ask();
    all_wait().await;
    let others: Vec<_> = (0..63).map(|_| given.ask()).collect();
    all_wait().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    given.shop.hold(false);
    for page in others {
        assert!(page.await.unwrap().is_ok());
    }
    assert_eq!(given.shop.asked(), 1);
}

/// What nobody waits for must not sit on a connection.
#[tokio::test]
async fn when_all_go_away_the_question_is_dropped_and_can_be_put_again() {
    let given = given();
    given.shop.hold(true);
    let pages = [given.ask(), given.ask()];
    all_wait().await;
    assert_eq!(given.shop.under_way(), 1);
    for page in pages {
        page.abort();
        assert!(page.await.unwrap_err().is_cancelled());
    }
    assert_eq!(given.shop.under_way(), 0);
    given.shop.hold(false);
    assert!(given.ask().await.unwrap().is_ok());
    assert_eq!(given.shop.asked(), 2);
}

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::shared::ProductId;

use crate::callers::at_once;
use crate::given;
use crate::writes::{attempt, once};

/// How far others were told moves by whoever is there, and by nobody else: nothing is told twice.
pub async fn news_are_told_by_one(storage: Storage) {
    let position = async || {
        let position = attempt(&storage, (), |uow, ()| {
            Box::pin(async move { uow.news().position().await })
        });
        position.await.unwrap()
    };
    let advance = async |from, to| {
        once(&storage, (from, to), |uow, (from, to)| {
            Box::pin(async move { uow.news().advance(from, to).await })
        })
        .await
    };
    assert_eq!(position().await, None);
    assert!(matches!(advance(Some(0), 5).await, Err(StoreError::Conflict)));
    advance(None, 5).await.unwrap();
    assert!(matches!(advance(None, 6).await, Err(StoreError::Conflict)));
    assert!(matches!(advance(Some(4), 6).await, Err(StoreError::Conflict)));
    advance(Some(5), 5).await.unwrap();
    advance(Some(5), 9).await.unwrap();
    assert_eq!(position().await, Some(9));

    let moved = at_once(8, |_| {
        let storage = storage.clone();
        async move {
            attempt(&storage, (), |uow, ()| {
                Box::pin(async move {
                    if uow.news().position().await? != Some(9) {
                        return Ok(false);
                    }
                    uow.news().advance(Some(9), 20).await?;
                    Ok(true)
                })
            })
            .await
            .unwrap()
        }
    });
    assert_eq!(moved.await.into_iter().filter(|moved| *moved).count(), 1);
    assert_eq!(position().await, Some(20));
}

/// What others believe to be sold out is remembered until they are told otherwise; to say so twice does no harm.
pub async fn what_is_believed_to_be_sold_out_is_remembered(storage: Storage) {
    let mut products: Vec<ProductId> = (0..5).map(|_| given::id()).collect();
    products.sort_unstable();
    let remember = async |sold_out: &[ProductId], available: &[ProductId]| {
        let write = (sold_out.to_vec(), available.to_vec());
        let written = attempt(&storage, write, |uow, (sold_out, available)| {
            Box::pin(async move { uow.news().remember(&sold_out, &available).await })
        });
        written.await.unwrap();
    };
    let believed = async |among: &[ProductId]| {
        let believed = attempt(&storage, among.to_vec(), |uow, among| {
            Box::pin(async move { uow.news().sold_out(&among).await })
        });
        believed.await.unwrap()
    };
    remember(&[], &[]).await;
    assert_eq!(believed(&products).await, []);
    remember(&products[..3], &[]).await;
    remember(&products[1..4], &products[4..]).await;
    let backwards: Vec<_> = products.iter().rev().copied().collect();
    assert_eq!(believed(&backwards).await, products[..4]);
    assert_eq!(believed(&products[3..]).await, products[3..4]);
    assert_eq!(believed(&[]).await, []);
    remember(&[], &products[..2]).await;
    assert_eq!(believed(&products).await, products[2..4]);
}

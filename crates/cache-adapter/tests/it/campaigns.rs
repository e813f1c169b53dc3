//! Lists of campaigns are answered from memory: until this process changes one, and five seconds at most.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hexmart_application::funding::{
    CampaignQueries, CampaignSort, CampaignWindow, CampaignsChanged, MockCampaignQueries,
};
use hexmart_application::platform::StoreError;
use hexmart_cache_adapter::CachedCampaigns;
use tokio::time::advance;

const FIRST: CampaignWindow = CampaignWindow {
    after: None,
    skip: 0,
    limit: 10,
};

/// A cache before a shop without campaigns, and how often that was asked.
fn given() -> (CachedCampaigns, Arc<AtomicU64>) {
    let asked = Arc::new(AtomicU64::default());
    let mut inner = MockCampaignQueries::new();
    let (lists, lengths) = (Arc::clone(&asked), Arc::clone(&asked));
    inner.expect_list().returning(move |_, _| {
        lists.fetch_add(1, Ordering::Relaxed);
        Ok(Vec::new())
    });
    inner
        .expect_listed()
        .returning(move || Ok(lengths.fetch_add(1, Ordering::Relaxed)));
    (CachedCampaigns::new(Arc::new(inner)), asked)
}

#[tokio::test(start_paused = true)]
async fn a_list_is_asked_for_again_after_five_seconds() {
    let (cached, asked) = given();
    let ask = async || cached.list(CampaignSort::Total, FIRST).await.unwrap();
    ask().await;
    advance(Duration::from_millis(4_999)).await;
    ask().await;
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    advance(Duration::from_millis(1)).await;
    ask().await;
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn ones_own_change_shows_at_once() {
    let (cached, asked) = given();
    let ask = async || {
        cached.list(CampaignSort::Created, FIRST).await.unwrap();
        cached.listed().await.unwrap()
    };
    let before = ask().await;
    assert_eq!(ask().await, before);
    assert_eq!(asked.load(Ordering::Relaxed), 2);
    cached.campaigns_changed();
    assert_ne!(ask().await, before);
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

/// No answer is given to another question: not of another order, place, size or number.
#[tokio::test(start_paused = true)]
async fn every_part_of_a_question_counts() {
    let (cached, asked) = given();
    let windows = [
        FIRST,
        CampaignWindow { skip: 10, ..FIRST },
        CampaignWindow { limit: 11, ..FIRST },
    ];
    for _ in 0..2 {
        for sort in CampaignSort::ALL {
            for window in windows {
                cached.list(sort, window).await.unwrap();
            }
        }
    }
    assert_eq!(asked.load(Ordering::Relaxed), 6);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_not_kept() {
    let mut inner = MockCampaignQueries::new();
    let failing = |_, _| Err(StoreError::unavailable("gone"));
    inner.expect_list().times(1).returning(failing);
    inner.expect_list().times(1).returning(|_, _| Ok(Vec::new()));
    let cached = CachedCampaigns::new(Arc::new(inner));
    assert!(cached.list(CampaignSort::Total, FIRST).await.is_err());
    assert!(cached.list(CampaignSort::Total, FIRST).await.is_ok());
}

//! Campaigns that everybody sees, page by page.

use chrono::TimeDelta;
use hexmart_application::funding::{CampaignSort, Funding, NumberedPage, PageError, Steward};
use hexmart_domain::funding::Campaign;
use hexmart_domain::funding::CampaignState::{Close, Funding as Collects, Success};

use super::Fund;

impl Fund {
    async fn numbered(
        &self,
        sort: Option<CampaignSort>,
        size: Option<u64>,
        page: u64,
    ) -> Result<Vec<Campaign>, PageError> {
        let found = self.service.numbered(NumberedPage { sort, size, page }).await?;
        let mut campaigns = Vec::new();
        for card in found.campaigns {
            campaigns.push(self.kept(card.id).await);
        }
        Ok(campaigns)
    }

    async fn succeeded(&self, number: usize) -> Campaign {
        let campaign = self.open().await;
        for backer in 0..3 {
            let backer = self.backer(&format!("backer{number}of{backer}"), 10_000).await.id;
            self.pledge(backer, campaign.id).await.unwrap();
        }
        campaign
    }
}

/// 5 that collect, 3 that are fulfilled, 2 that have their target, 40 that were cancelled, and an older one that collects.
#[tokio::test]
async fn the_first_page_shows_what_collects_and_nothing_that_was_cancelled() {
    let fund = Fund::new().await;
    let by = Steward::User(fund.poster);
    let mut oldest = fund.wanted();
    oldest.final_date = fund.day(30);
    fund.service.open(fund.poster, oldest, None).await.unwrap();
    let mut done = Vec::new();
    for number in 0..5 {
        done.push(fund.succeeded(number).await);
    }
    let end = done.first().unwrap().terms.final_date.closes_at();
    fund.world.clock.0.lock().unwrap().clone_from(&end);
    fund.work().await;
    for campaign in done.iter().take(3) {
        fund.service.fulfil(by, campaign.id, None).await.unwrap();
    }
    for _ in 0..5 {
        *fund.world.clock.0.lock().unwrap() += TimeDelta::seconds(1);
        fund.open().await;
    }
    for _ in 0..40 {
        let id = fund.open().await.id;
        fund.service.cancel(by, id, None, None).await.unwrap();
    }

    let created = Some(CampaignSort::Created);
    let first = fund.numbered(created, Some(10), 0).await.unwrap();
    let states: Vec<_> = first.iter().map(|campaign| campaign.state).collect();
    assert_eq!(
        states,
        [
            Collects, Collects, Collects, Collects, Collects, Collects, Success, Success, Close, Close
        ]
    );
    for same in first.chunk_by(|one, next| one.state == next.state) {
        assert!(same.is_sorted_by(|one, next| one.id > next.id));
    }
    let rest = fund.numbered(created, Some(10), 1).await.unwrap();
    assert_eq!(
        rest.iter().map(|campaign| campaign.state).collect::<Vec<_>>(),
        [Close]
    );
    let beyond = fund.numbered(created, Some(10), 4).await;
    assert!(
        matches!(beyond, Err(PageError::OutOfBound { max_page: 1 })),
        "{beyond:?}"
    );
    let no_size = fund.numbered(created, None, 0).await;
    assert!(matches!(no_size, Err(PageError::NoSize)), "{no_size:?}");
    let empty = fund.numbered(created, Some(0), 0).await;
    assert!(matches!(empty, Err(PageError::NoSize)), "{empty:?}");
    let no_order = fund.numbered(None, Some(10), 0).await;
    assert!(matches!(no_order, Err(PageError::NoOrder)), "{no_order:?}");
    // By what was pledged, all of those that collect are equal, and the newest comes first.
    let total = fund
        .numbered(Some(CampaignSort::Total), Some(10), 0)
        .await
        .unwrap();
    assert_eq!(total, first);
}

#[tokio::test]
async fn an_empty_list_has_one_page() {
    let fund = Fund::new().await;
    let sort = Some(CampaignSort::Total);
    assert_eq!(fund.numbered(sort, Some(10), 0).await.unwrap(), []);
    let beyond = fund.numbered(sort, Some(10), 1).await;
    assert!(
        matches!(beyond, Err(PageError::OutOfBound { max_page: 0 })),
        "{beyond:?}"
    );
    fund.open().await;
    let deep = fund.numbered(sort, Some(u64::MAX), u64::MAX).await;
    assert!(
        matches!(deep, Err(PageError::OutOfBound { max_page: 0 })),
        "{deep:?}"
    );
}

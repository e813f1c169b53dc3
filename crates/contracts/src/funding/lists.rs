//! Lists of campaigns and pledges.

use std::slice::from_ref;

use hexmart_application::funding::{CampaignCard, CampaignMark, CampaignSort, CampaignWindow};
use hexmart_application::platform::Storage;
use hexmart_domain::funding::{Campaign, CampaignState, Pledge};
use hexmart_domain::identity::{Account, Nickname};
use hexmart_domain::shared::CampaignId;

use super::{add, give_back, kept, opened, pledge};
use crate::given;
use crate::writes::once;

/// A campaign in this state that has this much.
async fn standing(storage: &Storage, state: CampaignState, total: i64) -> CampaignId {
    let plain = given::campaign();
    let campaign = Campaign {
        state,
        total: given::whole_won(total),
        ..plain
    };
    add(storage, &campaign).await;
    campaign.id
}

async fn page(storage: &Storage, sort: CampaignSort, window: CampaignWindow) -> Vec<CampaignCard> {
    storage.campaigns.list(sort, window).await.unwrap()
}

async fn all(storage: &Storage, sort: CampaignSort) -> Vec<CampaignId> {
    let window = CampaignWindow {
        after: None,
        skip: 0,
        limit: 99,
    };
    page(storage, sort, window)
        .await
        .iter()
        .map(|card| card.id)
        .collect()
}

/// Campaigns that collect come first, then those that have their target, then those that are fulfilled; and among them who has
/// the most, the newest among equals. Amounts are compared as numbers.
pub async fn campaigns_are_listed_by_their_total(storage: Storage) {
    use CampaignState::{Close, Funding, Success};
    let nine = standing(&storage, Funding, 9_000).await;
    let ten = standing(&storage, Funding, 10_000).await;
    let twin = standing(&storage, Funding, 10_000).await;
    let closed = standing(&storage, Close, 900_000_000_000_000).await;
    let reached = standing(&storage, Success, 700_000).await;
    let nobody = standing(&storage, Funding, 0).await;
    let listed = all(&storage, CampaignSort::Total).await;
    assert_eq!(listed, [twin, ten, nine, nobody, reached, closed]);
    assert_eq!(storage.campaigns.listed().await.unwrap(), 6);
}

/// The newest first, within the same order of states.
pub async fn campaigns_are_listed_by_their_age(storage: Storage) {
    use CampaignState::{Close, Funding, Success};
    let first = standing(&storage, Funding, 9_000).await;
    let closed = standing(&storage, Close, 1).await;
    let reached = standing(&storage, Success, 700_000).await;
    let last = standing(&storage, Funding, 0).await;
    let listed = all(&storage, CampaignSort::Created).await;
    assert_eq!(listed, [last, first, reached, closed]);
}

/// Nobody is shown what was cancelled or put away, nor is it counted; a card shows what the campaign is.
pub async fn what_is_cancelled_or_put_away_is_not_listed(storage: Storage) {
    let shown = opened(&storage).await;
    for hidden in [
        given::campaign().cancelled(None, given::now()).unwrap(),
        Campaign {
            state: CampaignState::Close,
            archived_at: Some(given::now()),
            ..given::campaign()
        },
        given::campaign_in_full(),
    ] {
        add(&storage, &hidden).await;
    }
    for sort in CampaignSort::ALL {
        assert_eq!(all(&storage, sort).await, [shown.id]);
    }
    assert_eq!(storage.campaigns.listed().await.unwrap(), 1);
    let window = CampaignWindow {
        after: None,
        skip: 0,
        limit: 9,
    };
    let cards = page(&storage, CampaignSort::Total, window).await;
    assert_eq!(cards, [CampaignCard::from(shown)]);
}

/// Page after page shows everything once, whether pages are counted or begin behind a place.
pub async fn pages_of_campaigns_neither_skip_nor_repeat(storage: Storage) {
    for number in 0..24 {
        let state = CampaignState::ALL[number % 3];
        standing(&storage, state, [0, 5_000, 10_000][number / 3 % 3]).await;
    }
    for sort in CampaignSort::ALL {
        let everything = all(&storage, sort).await;
        assert_eq!(everything.len(), 24);
        let (mut behind, mut counted) = (Vec::new(), Vec::new());
        let mut after = None;
        for number in 0..5 {
            let by_place = CampaignWindow {
                after,
                skip: 0,
                limit: 5,
            };
            let by_number = CampaignWindow {
                after: None,
                skip: number * 5,
                limit: 5,
            };
            let cards = page(&storage, sort, by_place).await;
            after = cards.last().and_then(CampaignMark::of);
            behind.extend(cards.iter().map(|card| card.id));
            let cards = page(&storage, sort, by_number).await;
            counted.extend(cards.iter().map(|card| card.id));
        }
        assert_eq!(behind, everything);
        assert_eq!(counted, everything);
        let rest = CampaignWindow {
            after,
            skip: 0,
            limit: 5,
        };
        assert_eq!(page(&storage, sort, rest).await, []);
    }
}

/// One's campaigns in whatever state, page by page, and nobody else's.
pub async fn own_campaigns_are_told_newest_first(storage: Storage) {
    let poster = given::id();
    let mut own = Vec::new();
    for state in [0, 1, 2, 3, 0] {
        let campaign = Campaign {
            poster,
            state: CampaignState::ALL[state],
            ..given::campaign()
        };
        add(&storage, &campaign).await;
        opened(&storage).await;
        own.push(CampaignCard::from(campaign));
    }
    own.reverse();
    let of = |before, limit| storage.campaigns.of_poster(poster, before, limit);
    assert_eq!(of(None, 9).await.unwrap(), own);
    assert_eq!(of(None, 2).await.unwrap(), own[..2]);
    assert_eq!(of(Some(own[1].id), 2).await.unwrap(), own[2..4]);
    assert_eq!(of(Some(own[4].id), 2).await.unwrap(), []);
}

async fn account(storage: &Storage) -> Account {
    let plain = given::account(given::email_of_its_own().as_str());
    let account = Account {
        nickname: Nickname::parse(format!("n{}", &plain.id.to_string()[14..])).unwrap(),
        ..plain
    };
    let added = once(storage, account.clone(), |uow, account| {
        Box::pin(async move { uow.accounts().add(&account).await })
    });
    added.await.unwrap();
    account
}

async fn backed(storage: &Storage, id: CampaignId, by: &Account) -> Pledge {
    let campaign = kept(storage, id).await.unwrap();
    let made = Pledge {
        backer: by.id,
        ..given::pledge(&campaign)
    };
    pledge(storage, &campaign, &made).await.unwrap();
    made
}

/// Who backs a campaign, page by page, by what they are called; and nobody whose pledge went back.
pub async fn backers_are_told_newest_first(storage: Storage) {
    let (id, other) = (opened(&storage).await.id, opened(&storage).await.id);
    let mut made = Vec::new();
    let mut accounts = Vec::new();
    for _ in 0..5 {
        let account = account(&storage).await;
        backed(&storage, other, &account).await;
        made.push(backed(&storage, id, &account).await);
        accounts.push(account);
    }
    let of = |before, limit| storage.campaigns.backers(id, before, limit);
    let backers = of(None, 9).await.unwrap();
    let shown: Vec<_> = backers.iter().map(|backer| backer.pledge).collect();
    let newest: Vec<_> = made.iter().rev().map(|pledge| pledge.id).collect();
    assert_eq!(shown, newest);
    assert_eq!(backers[0].nickname, accounts[4].nickname);
    assert_eq!(backers[0].since, made[4].pledged_at);
    assert_eq!(of(Some(newest[1]), 2).await.unwrap(), backers[2..4]);
    let campaign = super::cancelled(&storage, id).await;
    give_back(&storage, &campaign, from_ref(&made[3])).await.unwrap();
    let shown = of(None, 2).await.unwrap();
    assert_eq!(shown, [backers[0].clone(), backers[2].clone()]);
}

/// What somebody pledged, page by page, beside what it was pledged to.
pub async fn own_pledges_are_told_newest_first(storage: Storage) {
    let (by, other) = (account(&storage).await, account(&storage).await);
    let mut made = Vec::new();
    for _ in 0..4 {
        let id = opened(&storage).await.id;
        made.push(backed(&storage, id, &by).await);
        backed(&storage, id, &other).await;
    }
    made.reverse();
    let of = |before, limit| storage.campaigns.pledges_of(by.id, before, limit);
    let entries = of(None, 9).await.unwrap();
    let pledges: Vec<_> = entries.iter().map(|entry| entry.pledge.clone()).collect();
    assert_eq!(pledges, made);
    let campaign = kept(&storage, made[0].campaign).await.unwrap();
    let entry = &entries[0];
    assert_eq!(
        (&entry.title, entry.state, entry.final_date),
        (&campaign.terms.title, campaign.state, campaign.terms.final_date)
    );
    assert_eq!(of(Some(made[0].id), 2).await.unwrap(), entries[1..3]);
}

/// Campaigns that collect and whose time is over, the longest waiting first; to the microsecond.
pub async fn campaigns_that_are_over_are_due(storage: Storage) {
    let mut ids = Vec::new();
    for (days, state) in [(2, 0), (1, 0), (3, 0), (1, 1), (1, 2), (1, 3)] {
        let mut campaign = given::campaign();
        campaign.terms.final_date = given::final_date(days);
        campaign.state = CampaignState::ALL[state];
        add(&storage, &campaign).await;
        ids.push(campaign.id);
    }
    let ended = |at, limit| storage.campaigns.ended(at, limit);
    let end = |days| given::final_date(days).closes_at();
    assert_eq!(ended(end(1) - given::TICK, 9).await.unwrap(), []);
    assert_eq!(ended(end(1), 9).await.unwrap(), [ids[1]]);
    assert_eq!(ended(end(3) - given::TICK, 9).await.unwrap(), [ids[1], ids[0]]);
    assert_eq!(ended(end(3), 9).await.unwrap(), [ids[1], ids[0], ids[2]]);
    assert_eq!(ended(end(3), 1).await.unwrap(), [ids[1]]);
}

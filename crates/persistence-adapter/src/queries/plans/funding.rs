//! Every list of crowdfunding, and whatever looks for what is due, is read by an index.

use diesel::sql_query;
use diesel_async::SimpleAsyncConnection;
use hexmart_application::funding::{CampaignMark, CampaignSort, CampaignWindow};
use hexmart_domain::funding::Won;

use super::super::funding::statements as funding;
use super::super::trial::{self, ANALYZE};
use super::purchase::{May, assert_by, now, numbered};
use super::{Conn, fill, steps};

const CAMPAIGNS: u32 = 2_000;
/// Pledges to each.
const PLEDGES: u32 = 10;

/// Campaigns of which a fifth is hidden, each with pledges of accounts that there are.
async fn campaigns(conn: &mut Conn) {
    let rows = (0..CAMPAIGNS).map(|n| {
        let state = ["FUNDING", "SUCCESS", "CLOSE", "CANCEL", "FUNDING"];
        let standing = [3, 2, 1, 0, 3];
        let place = usize::try_from(n % 5).unwrap();
        let (state, standing) = (state[place], standing[place]);
        let due = u32::from(n % 500 == 3);
        format!(
            "{}, {}, 't', 'p', 'c', 10000, 1, 'KRW', '[]', {}, '{state}', {standing}, 10, {}, 0, 0, {due}, {at}, {at}, 1",
            fill::id(n),
            fill::id(n % 40),
            fill::at(n),
            n % 97,
            at = fill::at(n),
        )
    });
    let columns = "campaigns (id, poster_id, title, poster_name, content, target, unit_price, currency, tiers, closes_at, \
                   state, standing, backers, total, refunded_count, refunded, refunds_due, created_at, updated_at, version)";
    fill::insert(conn, columns, rows).await;
    let pledges = (0..CAMPAIGNS * PLEDGES).map(|n| {
        let state = if n % 3 == 0 { "CANCEL" } else { "SUCCESS" };
        format!(
            "{}, {}, {}, 1, 'KRW', '[]', '{state}', {}",
            fill::id(n),
            fill::id(n / PLEDGES),
            fill::id(n % PLEDGES + n / PLEDGES),
            fill::at(n % CAMPAIGNS)
        )
    });
    let columns = "pledges (id, campaign_id, backer_id, amount, currency, lots, state, pledged_at)";
    fill::insert(conn, columns, pledges).await;
    let accounts = (0..CAMPAIGNS + PLEDGES).map(|n| {
        let at = fill::at(n % CAMPAIGNS);
        format!(
            "{}, 'n', 'USER', 'ACTIVE', 'ko', 1, 1, {at}, {at}, {at}",
            fill::id(n)
        )
    });
    let columns = "accounts (id, nickname, role, state, language, token_version, version, created_at, updated_at, idle_since)";
    fill::insert(conn, columns, accounts).await;
    conn.batch_execute(ANALYZE).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn campaigns_and_pledges_are_listed_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    campaigns(conn).await;
    let mark = CampaignMark {
        standing: 2,
        total: Won::ZERO,
        id: numbered(1_000),
    };
    for (sort, index) in [
        (CampaignSort::Total, "campaigns_by_total"),
        (CampaignSort::Created, "campaigns_by_age"),
    ] {
        for after in [None, Some(mark)] {
            let window = CampaignWindow {
                after,
                skip: 0,
                limit: 10,
            };
            assert_by(
                conn,
                sql_query(funding::listed(sort, window)),
                index,
                May::Nothing,
            )
            .await;
        }
    }
    for before in [None, Some(numbered(500))] {
        let posted = funding::posted(numbered(7), before, 10);
        assert_by(conn, posted, "campaigns_by_poster", May::Nothing).await;
        let pledged = funding::pledged(numbered(7), before.map(|_| numbered(500)), 10);
        assert_by(conn, pledged, "pledges_by_backer", May::Nothing).await;
        let backers = funding::backers(numbered(7), before.map(|_| numbered(75)), 10);
        assert_by(conn, sql_query(backers), "pledges_by_state", May::Nothing).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_of_campaigns_is_found_by_an_index() {
    let Some((mut conn, _guard)) = trial::fresh().await else {
        return;
    };
    let conn = &mut conn;
    campaigns(conn).await;
    assert_by(
        conn,
        funding::ended(now(), 9),
        "campaigns_by_deadline",
        May::Nothing,
    )
    .await;
    assert_by(conn, funding::owing(9), "campaigns_by_refunds", May::Nothing).await;
    let held = funding::held(numbered(7), 500);
    let way = steps(conn, held).await;
    // Of the few pledges of one campaign either of its indexes finds all.
    let by_campaign = |index: &str| {
        matches!(
            index,
            "pledges_by_state" | "backer_id" | "sqlite_autoindex_pledges_2"
        )
    };
    let found = way
        .iter()
        .filter(|step| step.table.is_some())
        .all(|step| !step.reads_everything && step.index.as_deref().is_some_and(by_campaign));
    assert!(found, "{way:?}");
}

//! Lists of campaigns and pledges, and those that something is to be done about.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use diesel_async::RunQueryDsl;
use hexmart_application::funding::{
    Backer, CampaignCard, CampaignMark, CampaignSort, CampaignWindow, PledgeEntry,
};
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{CampaignState, PledgeState};
use hexmart_domain::identity::Nickname;
use hexmart_domain::shared::{CampaignId, Instant, PledgeId, UserId};

use super::dialect::{self, Database};
use super::{Conn, classify, count};
use crate::columns::{At, Key, UtcMicros};
use crate::rows::{CampaignCardRow, PledgeRow, campaign_state, campaign_title, final_date, from_won};
use crate::schema::{campaigns, pledges};

/// A list that everybody sees, from its index alone but for the rows that are shown. Numbers and ids, and nothing in it that
/// anybody typed.
pub(in super::super) fn listed_sql(sort: CampaignSort, window: CampaignWindow) -> String {
    let (index, order) = match sort {
        CampaignSort::Total => ("campaigns_by_total", "standing DESC, total DESC, id DESC"),
        CampaignSort::Created => ("campaigns_by_age", "standing DESC, id DESC"),
    };
    let behind = window.after.map(|mark| behind(sort, &mark)).unwrap_or_default();
    format!(
        "SELECT id, title, poster_name, picture_url, target, unit_price, closes_at, state, backers, total, \
         refunded_count, refunded, archived_at, created_at FROM {} WHERE standing > 0{behind} \
         ORDER BY {order} LIMIT {} OFFSET {}",
        dialect::by_index("campaigns", index),
        count(window.limit),
        count(window.skip),
    )
}

/// Each alternative says all that it is about, for MariaDB to go right to the mark; a comparison of rows it would find by
/// reading everything before. The first condition is the one by which SQLite enters the index.
fn behind(sort: CampaignSort, mark: &CampaignMark) -> String {
    let (standing, total, id) = (mark.standing, from_won(mark.total), Key::from(mark.id).literal());
    let lower = match sort {
        CampaignSort::Total => format!("total < {total} OR (total = {total} AND id < {id})"),
        CampaignSort::Created => format!("id < {id}"),
    };
    format!(
        " AND standing <= {standing} AND (standing < {standing} OR (standing = {standing} AND ({lower})))"
    )
}

/// See [`CampaignQueries::list`](hexmart_application::funding::CampaignQueries::list).
pub(super) async fn list(
    conn: &mut Conn,
    sort: CampaignSort,
    window: CampaignWindow,
) -> Result<Vec<CampaignCard>, StoreError> {
    let statement = diesel::sql_query(listed_sql(sort, window));
    let rows: Vec<CampaignCardRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(CampaignCardRow::card).collect()
}

/// See [`CampaignQueries::listed`](hexmart_application::funding::CampaignQueries::listed).
pub(super) async fn listed(conn: &mut Conn) -> Result<u64, StoreError> {
    let listed: i64 = campaigns::table
        .filter(campaigns::standing.gt(0))
        .count()
        .get_result(conn)
        .await
        .map_err(classify)?;
    Ok(u64::try_from(listed).unwrap_or(0))
}

type Posted = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<campaigns::table, diesel::dsl::AsSelect<CampaignCardRow, Database>>,
    Database,
>;

pub(in super::super) fn posted(poster: UserId, before: Option<CampaignId>, limit: u64) -> Posted {
    let mut statement = campaigns::table
        .select(CampaignCardRow::as_select())
        .into_boxed()
        .filter(campaigns::poster_id.eq(Key::from(poster)));
    if let Some(before) = before {
        statement = statement.filter(campaigns::id.lt(Key::from(before)));
    }
    statement.order(campaigns::id.desc()).limit(count(limit))
}

/// See [`CampaignQueries::of_poster`](hexmart_application::funding::CampaignQueries::of_poster).
pub(super) async fn of_poster(
    conn: &mut Conn,
    poster: UserId,
    before: Option<CampaignId>,
    limit: u64,
) -> Result<Vec<CampaignCard>, StoreError> {
    let statement = posted(poster, before, limit);
    let rows: Vec<CampaignCardRow> = statement.load(conn).await.map_err(classify)?;
    rows.into_iter().map(CampaignCardRow::card).collect()
}

/// Somebody who backs a campaign.
#[derive(QueryableByName)]
struct BackerRow {
    #[diesel(sql_type = Binary)]
    id: Key,
    #[diesel(sql_type = Text)]
    nickname: String,
    #[diesel(sql_type = UtcMicros)]
    pledged_at: At,
}

/// The pledges first, by their index, then the account of each.
pub(in super::super) fn backers_sql(campaign: CampaignId, before: Option<PledgeId>, limit: u64) -> String {
    let before = before.map(|before| format!(" AND pledges.id < {}", Key::from(before).literal()));
    format!(
        "SELECT pledges.id, accounts.nickname, pledges.pledged_at FROM {} {} accounts ON accounts.id = pledges.backer_id \
         WHERE pledges.campaign_id = {} AND pledges.state = '{}'{} ORDER BY pledges.id DESC LIMIT {}",
        dialect::by_index("pledges", "pledges_by_state"),
        dialect::JOIN_IN_ORDER,
        Key::from(campaign).literal(),
        PledgeState::Success.as_str(),
        before.unwrap_or_default(),
        count(limit),
    )
}

/// See [`CampaignQueries::backers`](hexmart_application::funding::CampaignQueries::backers).
pub(super) async fn backers(
    conn: &mut Conn,
    campaign: CampaignId,
    before: Option<PledgeId>,
    limit: u64,
) -> Result<Vec<Backer>, StoreError> {
    let statement = diesel::sql_query(backers_sql(campaign, before, limit));
    let rows: Vec<BackerRow> = statement.load(conn).await.map_err(classify)?;
    let backer = |row: BackerRow| {
        let nickname = Nickname::parse(row.nickname);
        Ok(Backer {
            pledge: row.id.id(),
            nickname: nickname.map_err(|error| StoreError::corrupt("accounts", error.to_string()))?,
            since: row.pledged_at.0,
        })
    };
    rows.into_iter().map(backer).collect()
}

type Pledged = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<
        diesel::dsl::InnerJoinOn<
            pledges::table,
            campaigns::table,
            diesel::dsl::Eq<campaigns::id, pledges::campaign_id>,
        >,
        (
            diesel::dsl::AsSelect<PledgeRow, Database>,
            campaigns::title,
            campaigns::state,
            campaigns::closes_at,
        ),
    >,
    Database,
>;

pub(in super::super) fn pledged(backer: UserId, before: Option<PledgeId>, limit: u64) -> Pledged {
    let mut pledged = pledges::table
        .inner_join(campaigns::table.on(campaigns::id.eq(pledges::campaign_id)))
        .select((
            PledgeRow::as_select(),
            campaigns::title,
            campaigns::state,
            campaigns::closes_at,
        ))
        .into_boxed()
        .filter(pledges::backer_id.eq(Key::from(backer)));
    if let Some(before) = before {
        pledged = pledged.filter(pledges::id.lt(Key::from(before)));
    }
    pledged.order(pledges::id.desc()).limit(count(limit))
}

/// See [`CampaignQueries::pledges_of`](hexmart_application::funding::CampaignQueries::pledges_of).
pub(super) async fn pledges_of(
    conn: &mut Conn,
    backer: UserId,
    before: Option<PledgeId>,
    limit: u64,
) -> Result<Vec<PledgeEntry>, StoreError> {
    let statement = pledged(backer, before, limit);
    let rows: Vec<(PledgeRow, String, String, At)> = statement.load(conn).await.map_err(classify)?;
    let entry = |(row, title, state, closes_at): (PledgeRow, String, String, At)| {
        Ok(PledgeEntry {
            pledge: row.pledge()?,
            title: campaign_title(title)?,
            state: campaign_state(&state)?,
            final_date: final_date(closes_at)?,
        })
    };
    rows.into_iter().map(entry).collect()
}

type Held = diesel::dsl::IntoBoxed<
    'static,
    diesel::dsl::Select<pledges::table, diesel::dsl::AsSelect<PledgeRow, Database>>,
    Database,
>;

/// Pledges that did not go back, the oldest first.
pub(in super::super) fn held(campaign: CampaignId, limit: u64) -> Held {
    pledges::table
        .select(PledgeRow::as_select())
        .into_boxed()
        .filter(pledges::campaign_id.eq(Key::from(campaign)))
        .filter(pledges::state.eq(PledgeState::Success.as_str()))
        .order(pledges::id.asc())
        .limit(count(limit))
}

/// The ids of campaigns.
type Which = campaigns::BoxedQuery<'static, Database, Binary>;

/// Campaigns that collect and whose time is over, the longest waiting first.
pub(in super::super) fn ended(now: Instant, limit: u64) -> Which {
    campaigns::table
        .filter(campaigns::state.eq(CampaignState::Funding.as_str()))
        .filter(campaigns::closes_at.le(At(now)))
        .order(campaigns::closes_at.asc())
        .limit(count(limit))
        .select(campaigns::id)
        .into_boxed()
}

/// Campaigns that have money to give back.
pub(in super::super) fn owing(limit: u64) -> Which {
    campaigns::table
        .filter(campaigns::refunds_due.eq(true))
        .order(campaigns::id.asc())
        .limit(count(limit))
        .select(campaigns::id)
        .into_boxed()
}

pub(super) async fn ids(conn: &mut Conn, which: Which) -> Result<Vec<CampaignId>, StoreError> {
    let found: Vec<Key> = which.load(conn).await.map_err(classify)?;
    Ok(found.into_iter().map(Key::id).collect())
}

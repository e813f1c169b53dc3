//! Crowdfunding: pockets, campaigns and pledges.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::funding::{Campaign, Pledge, PledgeState, Pocket};
use hexmart_domain::shared::{CampaignId, Instant, UserId};

use super::{
    CLOCK, Conn, classify, count, dialect, guarded, insert_campaign, insert_pledge, lost, pricing,
    update_campaign, violated_key,
};
use crate::columns::{At, Key, UtcMicros, to_text};
use crate::rows::{CampaignRow, PledgeRow, PocketRow, TierRow, from_won};
use crate::schema::{campaign_tiers, campaigns, pledges, pockets};

mod audit;
mod desk;
mod lists;
mod repository;

/// See [`PocketRepository::of`](hexmart_application::funding::PocketRepository::of).
async fn pocket(conn: &mut Conn, user: UserId) -> Result<Option<Pocket>, StoreError> {
    let row: Option<PocketRow> = pockets::table
        .find(Key::from(user))
        .select(PocketRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(PocketRow::pocket).transpose()
}

/// See [`PocketRepository::save`](hexmart_application::funding::PocketRepository::save).
async fn save_pocket(conn: &mut Conn, pocket: &Pocket) -> Result<(), StoreError> {
    let row = PocketRow::from(pocket);
    if pocket.version == 1 {
        let added = diesel::insert_into(pockets::table).values(row).execute(conn);
        return added.await.map(drop).map_err(pricing::chain_taken);
    }
    let unchanged = pockets::table
        .filter(pockets::user_id.eq(row.user_id))
        .filter(pockets::version.eq(row.version - 1));
    let written = diesel::update(unchanged).set(row).execute(conn).await;
    guarded(written.map_err(classify)?)
}

/// See [`CampaignRepository::add`](hexmart_application::funding::CampaignRepository::add).
async fn add(conn: &mut Conn, campaign: &Campaign) -> Result<(), StoreError> {
    insert_campaign(conn, CampaignRow::new(campaign)?, TierRow::of(campaign))
        .await
        .map_err(pricing::duplicate(UniqueKey::Id))
}

/// The campaign of an id.
async fn campaign(conn: &mut Conn, id: CampaignId) -> Result<Option<Campaign>, StoreError> {
    let row: Option<CampaignRow> = campaigns::table
        .find(Key::from(id))
        .select(CampaignRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    match row {
        Some(row) if row.has_tiers() => {
            let taken: Vec<(Key, i64)> = campaign_tiers::table
                .filter(campaign_tiers::campaign_id.eq(row.id))
                .select((campaign_tiers::tier_id, campaign_tiers::taken))
                .load(conn)
                .await
                .map_err(classify)?;
            row.campaign(&taken).map(Some)
        }
        Some(row) => row.campaign(&[]).map(Some),
        None => Ok(None),
    }
}

/// See [`CampaignRepository::clock`](hexmart_application::funding::CampaignRepository::clock).
async fn clock(conn: &mut Conn) -> Result<Instant, StoreError> {
    let now: At = diesel::select(sql::<UtcMicros>(CLOCK))
        .get_result(conn)
        .await
        .map_err(classify)?;
    Ok(now.0)
}

/// See [`CampaignRepository::save`](hexmart_application::funding::CampaignRepository::save).
async fn save(conn: &mut Conn, campaign: &Campaign) -> Result<(), StoreError> {
    update_campaign(conn, CampaignRow::new(campaign)?, TierRow::of(campaign))
        .await
        .map_err(lost)
}

/// See [`CampaignRepository::pledge_of`](hexmart_application::funding::CampaignRepository::pledge_of).
async fn pledge_of(
    conn: &mut Conn,
    campaign: CampaignId,
    backer: UserId,
) -> Result<Option<Pledge>, StoreError> {
    let row: Option<PledgeRow> = pledges::table
        .filter(pledges::campaign_id.eq(Key::from(campaign)))
        .filter(pledges::backer_id.eq(Key::from(backer)))
        .select(PledgeRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(PledgeRow::pledge).transpose()
}

/// See [`CampaignRepository::pledge`](hexmart_application::funding::CampaignRepository::pledge).
async fn pledge(conn: &mut Conn, campaign: &Campaign, pledge: &Pledge) -> Result<(), StoreError> {
    insert_pledge(conn, PledgeRow::new(pledge)?, campaign.version)
        .await
        .map_err(|error| match error {
            Error::DatabaseError(DatabaseErrorKind::UniqueViolation, ref information)
                if violated_key(information.message()) == "backer_id" =>
            {
                StoreError::Duplicate(UniqueKey::Pledge)
            }
            other => lost(other),
        })
}

/// See [`CampaignRepository::held`](hexmart_application::funding::CampaignRepository::held).
async fn held(conn: &mut Conn, campaign: CampaignId, limit: u64) -> Result<Vec<Pledge>, StoreError> {
    let rows: Vec<PledgeRow> = lists::held(campaign, limit).load(conn).await.map_err(classify)?;
    rows.into_iter().map(PledgeRow::pledge).collect()
}

/// See [`CampaignRepository::give_back`](hexmart_application::funding::CampaignRepository::give_back).
///
/// Two statements, however many pledges: the ids are written into the text, and nothing in it was typed by anybody.
async fn give_back(conn: &mut Conn, campaign: &Campaign, returned: &[Pledge]) -> Result<(), StoreError> {
    let Some(at) = returned.iter().find_map(|pledge| pledge.refunded_at) else {
        return Ok(());
    };
    let ids: Vec<_> = returned
        .iter()
        .map(|pledge| Key::from(pledge.id).literal())
        .collect();
    let marked = diesel::sql_query(format!(
        "UPDATE pledges SET state = '{}', refunded_at = '{}' WHERE campaign_id = {} AND state = '{}' AND id IN ({})",
        PledgeState::Cancel.as_str(),
        to_text(at),
        Key::from(campaign.id).literal(),
        PledgeState::Success.as_str(),
        ids.join(", "),
    ));
    if marked.execute(conn).await.map_err(classify)? != returned.len() {
        return Err(StoreError::Conflict);
    }
    let more = i64::try_from(returned.len()).map_err(StoreError::backend)?;
    let sum = returned
        .iter()
        .try_fold(0_i64, |sum, pledge| sum.checked_add(from_won(pledge.amount)));
    let sum = sum.ok_or_else(|| StoreError::backend("pledges that cannot be added up"))?;
    let unchanged = campaigns::table
        .filter(campaigns::id.eq(Key::from(campaign.id)))
        .filter(campaigns::version.eq(campaign.version));
    // What is due comes first: what is set before, MariaDB shows with its new value, and SQLite with the old one.
    let counted = diesel::update(unchanged).set((
        campaigns::refunds_due.eq(sql::<Bool>(&format!("refunded_count + {more} < backers"))),
        campaigns::refunded_count.eq(campaigns::refunded_count + more),
        campaigns::refunded.eq(campaigns::refunded + sum),
    ));
    guarded(counted.execute(conn).await.map_err(classify)?)
}

/// What is asked, for whoever asks by which way it is answered.
#[cfg(test)]
pub(super) mod statements {
    pub(in super::super) use super::lists::{
        backers_sql as backers, ended, held, listed_sql as listed, owing, pledged, posted,
    };
}

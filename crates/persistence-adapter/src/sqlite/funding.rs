//! How campaigns and pledges are written: row by row, each with a statement that stays prepared.
//!
//! What is not there as it was read is `NotFound`.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::prepared::update;
use super::purchase::guarded;
use super::{Conn, in_place};
use crate::rows::{CampaignRow, PledgeRow, TierRow};
use crate::schema::{campaign_tiers, campaigns, pledges, tier_slots};

/// Adds a campaign, and the rows in which its rewards are counted.
pub(super) async fn insert_campaign(
    conn: &mut Conn,
    row: CampaignRow,
    tiers: Vec<TierRow>,
) -> QueryResult<()> {
    in_place(conn, move |conn| {
        row.insert_into(campaigns::table).execute(conn)?;
        insert_tiers(conn, tiers)
    })
    .await
}

fn insert_tiers(conn: &mut SqliteConnection, tiers: Vec<TierRow>) -> QueryResult<()> {
    for tier in tiers {
        tier.insert_into(campaign_tiers::table).execute(conn)?;
    }
    Ok(())
}

/// Writes a campaign whose version is one more than the stored one, and which nobody backed meanwhile. Before anybody did, its
/// rewards can be others.
pub(super) async fn update_campaign(
    conn: &mut Conn,
    row: CampaignRow,
    tiers: Vec<TierRow>,
) -> QueryResult<()> {
    in_place(conn, move |conn| {
        let unchanged = campaigns::table
            .filter(campaigns::id.eq(row.id))
            .filter(campaigns::version.eq(row.change.version - 1))
            .filter(campaigns::backers.eq(row.backers));
        let (id, is_new) = (row.id, row.backers == 0);
        let due = campaigns::refunds_due.eq(sql::<Bool>(row.due()));
        guarded(diesel::update(unchanged).set((due, row.change)).execute(conn)?)?;
        if is_new {
            let before = campaign_tiers::table.filter(campaign_tiers::campaign_id.eq(id));
            diesel::delete(before).execute(conn)?;
            insert_tiers(conn, tiers)?;
        }
        Ok(())
    })
    .await
}

/// Adds a pledge to a campaign of this version.
pub(super) async fn insert_pledge(conn: &mut Conn, row: PledgeRow, version: i64) -> QueryResult<()> {
    in_place(conn, move |conn| {
        let (campaign, tier, amount, slot) = (row.campaign_id, row.tier_id, row.amount, row.slot());
        row.insert_into(pledges::table).execute(conn)?;
        if let Some(slot) = slot {
            slot.insert_into(tier_slots::table).execute(conn)?;
        }
        if let Some(tier) = tier {
            let counted = campaign_tiers::taken.eq(campaign_tiers::taken + 1);
            guarded(update(campaign_tiers::table, campaign_tiers::tier_id.eq(tier), counted).execute(conn)?)?;
        }
        let is_unchanged = campaigns::id.eq(campaign).and(campaigns::version.eq(version));
        let counted = (
            campaigns::backers.eq(campaigns::backers + 1),
            campaigns::total.eq(campaigns::total + amount),
        );
        guarded(update(campaigns::table, is_unchanged, counted).execute(conn)?)
    })
    .await
}

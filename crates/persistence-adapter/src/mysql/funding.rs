//! How campaigns and pledges are written: statements that are sent together, at once or when the transaction ends.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::Conn;
use super::purchase::{GUARD, run_guarded};
use super::text::text;
use crate::rows::{CampaignRow, PledgeRow, TierRow};
use crate::schema::{campaign_tiers, campaigns, pledges, tier_slots};

/// Statements that add a campaign, and the rows in which its rewards are counted.
pub(super) fn campaign_inserts(row: CampaignRow, tiers: Vec<TierRow>) -> QueryResult<Vec<String>> {
    let mut statements = vec![text(&diesel::insert_into(campaigns::table).values(row))?];
    if !tiers.is_empty() {
        statements.push(text(&diesel::insert_into(campaign_tiers::table).values(tiers))?);
    }
    Ok(statements)
}

pub(super) async fn insert_campaign(
    conn: &mut Conn,
    row: CampaignRow,
    tiers: Vec<TierRow>,
) -> QueryResult<()> {
    run_guarded(conn, campaign_inserts(row, tiers)).await
}

/// Statements that write a campaign whose version is one more than the stored one, and which nobody backed meanwhile. Before
/// anybody did, its rewards can be others.
pub(super) fn campaign_updates(row: CampaignRow, tiers: Vec<TierRow>) -> QueryResult<Vec<String>> {
    let unchanged = campaigns::table
        .filter(campaigns::id.eq(row.id))
        .filter(campaigns::version.eq(row.change.version - 1))
        .filter(campaigns::backers.eq(row.backers));
    let (id, is_new) = (row.id, row.backers == 0);
    let written =
        diesel::update(unchanged).set((campaigns::refunds_due.eq(sql::<Bool>(row.due())), row.change));
    let mut statements = vec![text(&written)?, GUARD.to_owned()];
    if is_new {
        let before = campaign_tiers::table.filter(campaign_tiers::campaign_id.eq(id));
        statements.push(text(&diesel::delete(before))?);
        if !tiers.is_empty() {
            statements.push(text(&diesel::insert_into(campaign_tiers::table).values(tiers))?);
        }
    }
    Ok(statements)
}

pub(super) async fn update_campaign(
    conn: &mut Conn,
    row: CampaignRow,
    tiers: Vec<TierRow>,
) -> QueryResult<()> {
    run_guarded(conn, campaign_updates(row, tiers)).await
}

/// Statements that add a pledge to a campaign of this version. The campaign comes last: its row is held no longer than it
/// must be.
pub(super) fn pledge_inserts(row: PledgeRow, version: i64) -> QueryResult<Vec<String>> {
    let (campaign, tier, amount, slot) = (row.campaign_id, row.tier_id, row.amount, row.slot());
    let mut statements = vec![text(&diesel::insert_into(pledges::table).values(row))?];
    if let Some(slot) = slot {
        statements.push(text(&diesel::insert_into(tier_slots::table).values(slot))?);
    }
    if let Some(tier) = tier {
        let counted = campaign_tiers::taken.eq(campaign_tiers::taken + 1);
        statements.push(text(
            &diesel::update(campaign_tiers::table.find(tier)).set(counted),
        )?);
        statements.push(GUARD.to_owned());
    }
    let unchanged = campaigns::table
        .filter(campaigns::id.eq(campaign))
        .filter(campaigns::version.eq(version));
    let counted = (
        campaigns::backers.eq(campaigns::backers + 1),
        campaigns::total.eq(campaigns::total + amount),
    );
    statements.push(text(&diesel::update(unchanged).set(counted))?);
    statements.push(GUARD.to_owned());
    Ok(statements)
}

pub(super) async fn insert_pledge(conn: &mut Conn, row: PledgeRow, version: i64) -> QueryResult<()> {
    run_guarded(conn, pledge_inserts(row, version)).await
}

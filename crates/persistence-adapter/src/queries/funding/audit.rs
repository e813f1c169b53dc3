//! What pledges come to when somebody adds them up.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Text};
use diesel_async::RunQueryDsl;
use hexmart_application::funding::{CampaignTally, TierTally};
use hexmart_application::platform::StoreError;
use hexmart_domain::funding::{Pledge, PledgeState, Refunds};
use hexmart_domain::shared::{CampaignId, PledgeId};

use super::{Conn, classify, count};
use crate::columns::Key;
use crate::rows::{CampaignRow, PledgeRow, to_won};
use crate::schema::{campaign_tiers, campaigns, pledges};

/// What pledges of one state come to.
#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = Binary)]
    campaign_id: Key,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = BigInt)]
    pledges: i64,
    #[diesel(sql_type = BigInt)]
    amount: i64,
    #[diesel(sql_type = BigInt)]
    points: i64,
}

/// How many have a reward, or a slot of it.
#[derive(QueryableByName)]
struct Given {
    #[diesel(sql_type = Binary)]
    tier_id: Key,
    #[diesel(sql_type = BigInt)]
    given: i64,
}

/// See [`CampaignQueries::tallies`](hexmart_application::funding::CampaignQueries::tallies).
pub(super) async fn tallies(
    conn: &mut Conn,
    after: Option<CampaignId>,
    limit: u64,
) -> Result<Vec<CampaignTally>, StoreError> {
    let rows: Vec<CampaignRow> = campaigns::table
        .filter(campaigns::id.gt(after.map_or(Key::NONE, Key::from)))
        .order(campaigns::id.asc())
        .limit(count(limit))
        .select(CampaignRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    let ids: Vec<_> = rows.iter().map(|row| row.id.literal()).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let ids = ids.join(", ");
    let sums = sums(conn, &ids).await?;
    let taken: Vec<(Key, i64)> = campaign_tiers::table
        .filter(campaign_tiers::campaign_id.eq_any(rows.iter().map(|row| row.id)))
        .select((campaign_tiers::tier_id, campaign_tiers::taken))
        .load(conn)
        .await
        .map_err(classify)?;
    let chosen = given(
        conn,
        format!(
            "SELECT tier_id, COUNT(*) AS given FROM pledges \
             WHERE campaign_id IN ({ids}) AND tier_id IS NOT NULL GROUP BY tier_id"
        ),
    );
    let chosen = chosen.await?;
    let slots = given(
        conn,
        format!(
            "SELECT tier_slots.tier_id AS tier_id, COUNT(*) AS given FROM campaign_tiers \
             INNER JOIN tier_slots ON tier_slots.tier_id = campaign_tiers.tier_id \
             WHERE campaign_tiers.campaign_id IN ({ids}) GROUP BY tier_slots.tier_id"
        ),
    );
    let slots = slots.await?;
    rows.into_iter()
        .map(|row| tally(row, &sums, &taken, &chosen, &slots))
        .collect()
}

fn tally(
    row: CampaignRow,
    sums: &[Sum],
    taken: &[(Key, i64)],
    chosen: &[Given],
    slots: &[Given],
) -> Result<CampaignTally, StoreError> {
    let id = row.id;
    let sum = |state: PledgeState| {
        let own = sums
            .iter()
            .find(|sum| sum.campaign_id == id && sum.state == state.as_str());
        Ok::<_, StoreError>(Refunds {
            count: own.map_or(0, |sum| sum.pledges),
            amount: to_won(own.map_or(0, |sum| sum.amount))?,
        })
    };
    let of = |given: &[Given], tier: Key| {
        let own = given.iter().find(|given| given.tier_id == tier);
        own.map_or(0, |own| own.given)
    };
    let by_points = sums
        .iter()
        .find(|sum| sum.campaign_id == id && sum.state == PledgeState::Success.as_str());
    let campaign = row.campaign(taken)?;
    let rewards = campaign.terms.tiers.iter().map(|tier| TierTally {
        tier: tier.id,
        pledges: of(chosen, tier.id.into()),
        slots: of(slots, tier.id.into()),
    });
    Ok(CampaignTally {
        held: sum(PledgeState::Success)?,
        held_points: to_won(by_points.map_or(0, |sum| sum.points))?,
        returned: sum(PledgeState::Cancel)?,
        rewards: rewards.collect(),
        campaign,
    })
}

async fn sums(conn: &mut Conn, campaigns: &str) -> Result<Vec<Sum>, StoreError> {
    // A sum is a decimal on MariaDB, unless it is asked for as a number.
    let statement = diesel::sql_query(format!(
        "SELECT campaign_id, state, COUNT(*) AS pledges, CAST(SUM(amount) AS SIGNED) AS amount, \
         CAST(SUM(CASE WHEN payment_id IS NULL THEN amount ELSE 0 END) AS SIGNED) AS points FROM pledges \
         WHERE campaign_id IN ({campaigns}) GROUP BY campaign_id, state"
    ));
    statement.load(conn).await.map_err(classify)
}

async fn given(conn: &mut Conn, statement: String) -> Result<Vec<Given>, StoreError> {
    diesel::sql_query(statement).load(conn).await.map_err(classify)
}

/// See [`CampaignQueries::pledges_after`](hexmart_application::funding::CampaignQueries::pledges_after).
pub(super) async fn pledges_after(
    conn: &mut Conn,
    campaign: CampaignId,
    after: Option<PledgeId>,
    limit: u64,
) -> Result<Vec<Pledge>, StoreError> {
    let rows: Vec<PledgeRow> = pledges::table
        .filter(pledges::campaign_id.eq(Key::from(campaign)))
        .filter(pledges::id.gt(after.map_or(Key::NONE, Key::from)))
        .order(pledges::id.asc())
        .limit(count(limit))
        .select(PledgeRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    rows.into_iter().map(PledgeRow::pledge).collect()
}

use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::settlement::{Settlement, SettlementKind};
use hexmart_domain::shared::{Currency, Day};

use crate::columns::{At, Key, money, scaled};
use crate::schema::settlements;

/// An entry of a seller's account as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = settlements)]
pub(crate) struct SettlementRow {
    id: Key,
    seller_id: Key,
    kind: String,
    order_id: Key,
    line_id: Key,
    gross: i64,
    commission: i64,
    net: i64,
    currency: String,
    points: i64,
    business_date: String,
    settled_at: At,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("settlements", what.to_string())
}

impl From<&Settlement> for SettlementRow {
    fn from(settlement: &Settlement) -> Self {
        Self {
            id: settlement.id.into(),
            seller_id: settlement.seller.into(),
            kind: settlement.kind.as_str().to_owned(),
            order_id: settlement.order.into(),
            line_id: settlement.line.into(),
            gross: scaled(settlement.gross.amount()),
            commission: scaled(settlement.commission.amount()),
            net: scaled(settlement.net.amount()),
            currency: settlement.gross.currency().code().to_owned(),
            points: settlement.points,
            business_date: settlement.business_date.to_string(),
            settled_at: At(settlement.at),
        }
    }
}

impl SettlementRow {
    pub(crate) fn settlement(self) -> Result<Settlement, StoreError> {
        let currency: Currency = self.currency.parse().map_err(wrong)?;
        Ok(Settlement {
            id: self.id.id(),
            seller: self.seller_id.id(),
            kind: SettlementKind::from_word(&self.kind).ok_or_else(|| wrong("kind"))?,
            order: self.order_id.id(),
            line: self.line_id.id(),
            gross: money(self.gross, currency),
            commission: money(self.commission, currency),
            net: money(self.net, currency),
            points: self.points,
            business_date: self.business_date.parse::<Day>().map_err(wrong)?,
            at: self.settled_at.0,
        })
    }
}

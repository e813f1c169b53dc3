use diesel::prelude::*;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Day, Points};
use hexmart_domain::subscription::{Subscription, SubscriptionState};

use crate::columns::{At, Key};
use crate::schema::subscriptions;

/// A subscription as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = subscriptions, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(crate) struct SubscriptionRow {
    pub(crate) user_id: Key,
    state: String,
    period: i64,
    fee: i64,
    started_on: String,
    next_payment: String,
    due_on: Option<String>,
    pub(crate) version: i64,
    updated_at: At,
}

fn wrong(what: impl std::fmt::Display) -> StoreError {
    StoreError::corrupt("subscriptions", what.to_string())
}

impl From<&Subscription> for SubscriptionRow {
    fn from(subscription: &Subscription) -> Self {
        let next_payment = subscription.next_payment.to_string();
        let is_over = subscription.state == SubscriptionState::Lapsed;
        Self {
            user_id: subscription.user.into(),
            state: subscription.state.as_str().to_owned(),
            period: subscription.period,
            fee: subscription.fee.get(),
            started_on: subscription.started_on.to_string(),
            due_on: (!is_over).then(|| next_payment.clone()),
            next_payment,
            version: subscription.version,
            updated_at: At(subscription.updated_at),
        }
    }
}

impl SubscriptionRow {
    pub(crate) fn subscription(self) -> Result<Subscription, StoreError> {
        let day = |text: &str| text.parse::<Day>().map_err(wrong);
        Ok(Subscription {
            user: self.user_id.id(),
            state: SubscriptionState::from_word(&self.state).ok_or_else(|| wrong("state"))?,
            period: self.period,
            fee: Points::try_from(self.fee).map_err(wrong)?,
            started_on: day(&self.started_on)?,
            next_payment: day(&self.next_payment)?,
            version: self.version,
            updated_at: self.updated_at.0,
        })
    }
}

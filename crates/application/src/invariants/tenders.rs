//! Rules about points that were spent and bought, and the books.

use hexmart_domain::payments::{Payment, PaymentPurpose, PaymentState, points_worth};
use hexmart_domain::points::LedgerAccount;

use super::pledges::of_payment;
use super::{Breach, Rule};
use crate::payments::PaymentFilter;
use crate::platform::{Storage, StoreError};

const PAGE: u64 = 200;

/// What all payments together say that the books have to say.
#[derive(Debug, Default)]
struct Tendered {
    /// Points that pay for orders, or are about to.
    sales: i64,
    /// Points that were bought and are not paid back.
    bought: i64,
    /// Of that, paid back by somebody at the provider's desk: their points may have been spent by then.
    uncertain: i64,
}

impl Tendered {
    fn add(&mut self, payment: &Payment) {
        match payment.purpose {
            PaymentPurpose::Order(_) => self.sales += payment.points_left(),
            PaymentPurpose::TopUp if payment.state == PaymentState::Captured => {
                self.bought += points_worth(payment.refundable());
                let unasked = payment.refunds.iter().filter(|refund| refund.is_foreign());
                self.uncertain += unasked.map(|refund| points_worth(refund.amount)).sum::<i64>();
            }
            PaymentPurpose::TopUp | PaymentPurpose::Pledge { .. } => {}
        }
    }

    fn faults(&self, booked: &[(LedgerAccount, i64)]) -> Vec<Breach> {
        let of = |account| -> i64 {
            let booked = booked.iter().filter(|(known, _)| *known == account);
            booked.map(|(_, amount)| amount).sum()
        };
        let breach = |account: LedgerAccount, what: String| {
            Breach::new(Rule::TendersAreBooked, &account.as_str(), what)
        };
        let mut breaches = Vec::new();
        let (sales, cash) = (of(LedgerAccount::Sales), -of(LedgerAccount::Cash));
        if sales != self.sales {
            let what = format!("{sales} points are booked, {} pay for orders", self.sales);
            breaches.push(breach(LedgerAccount::Sales, what));
        }
        if !(self.bought..=self.bought + self.uncertain).contains(&cash) {
            let what = format!("{cash} points are booked, {} were bought", self.bought);
            breaches.push(breach(LedgerAccount::Cash, what));
        }
        breaches
    }
}

/// Looks at all payments.
pub(super) async fn faults(storage: &Storage) -> Result<Vec<Breach>, StoreError> {
    let (mut tendered, mut breaches, mut before) = (Tendered::default(), Vec::new(), None);
    loop {
        let page = storage
            .payments
            .payments(&PaymentFilter::default(), before, PAGE)
            .await?;
        let Some(last) = page.last() else {
            break;
        };
        before = Some(last.id);
        for payment in &page {
            tendered.add(payment);
            breaches.extend(of_payment(storage, payment).await?);
        }
    }
    breaches.extend(tendered.faults(&storage.wallets.trial_balance().await?));
    Ok(breaches)
}

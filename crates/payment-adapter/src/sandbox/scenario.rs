/// What goes wrong with a payment, chosen by how its key begins; any other key is that of a payment with which nothing does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// The money is taken.
    Ok,
    /// It is refused.
    Decline,
    /// The first call gets no answer, and nothing is taken.
    TimeoutBefore,
    /// The first call gets no answer, and the money is taken.
    TimeoutAfter,
    /// The first call does not get through.
    Unavailable,
    /// The first two calls get an answer that says nothing, and nothing is taken; the third takes the money.
    FailuresThenOk,
    /// One unit of the currency is taken, whatever was asked for.
    WrongAmount,
    /// As many dollars are taken as won were asked for.
    WrongCurrency,
    /// The answer is about another payment, and nothing is taken.
    OtherPayment,
    /// The money is waited for, and comes an hour later.
    Late,
    /// The money is taken, and half of it given back at the provider's own desk a moment later.
    PartialCancel,
    /// A refund is accepted, and done when the payment is asked for the next time.
    AsyncCancel,
    /// Refunds are refused.
    RefundDecline,
    /// The first refund gets no answer, and nothing goes back.
    RefundTimeoutBefore,
    /// The first refund gets no answer, and the money goes back.
    RefundTimeoutAfter,
}

impl Scenario {
    /// Every scenario.
    pub const ALL: [Self; 15] = [
        Self::Ok,
        Self::Decline,
        Self::TimeoutBefore,
        Self::TimeoutAfter,
        Self::Unavailable,
        Self::FailuresThenOk,
        Self::WrongAmount,
        Self::WrongCurrency,
        Self::OtherPayment,
        Self::Late,
        Self::PartialCancel,
        Self::AsyncCancel,
        Self::RefundDecline,
        Self::RefundTimeoutBefore,
        Self::RefundTimeoutAfter,
    ];

    /// How keys of the scenario begin. None is the beginning of another.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Ok => "sandbox_ok",
            Self::Decline => "sandbox_decline",
            Self::TimeoutBefore => "sandbox_timeout_before",
            Self::TimeoutAfter => "sandbox_timeout_after",
            Self::Unavailable => "sandbox_unavailable",
            Self::FailuresThenOk => "sandbox_5xx_then_ok",
            Self::WrongAmount => "sandbox_wrong_amount",
            Self::WrongCurrency => "sandbox_wrong_currency",
            Self::OtherPayment => "sandbox_other_payment",
            Self::Late => "sandbox_late",
            Self::PartialCancel => "sandbox_partial_cancel",
            Self::AsyncCancel => "sandbox_async_cancel",
            Self::RefundDecline => "sandbox_refund_decline",
            Self::RefundTimeoutBefore => "sandbox_refund_timeout_before",
            Self::RefundTimeoutAfter => "sandbox_refund_timeout_after",
        }
    }

    /// The scenario of a key.
    pub fn of(key: &str) -> Self {
        let chosen = Self::ALL
            .into_iter()
            .find(|known| key.starts_with(known.prefix()));
        chosen.unwrap_or(Self::Ok)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_scenario() {
        for scenario in Scenario::ALL {
            assert_eq!(Scenario::of(&format!("{}_42", scenario.prefix())), scenario);
            let begins = |other: &Scenario| scenario.prefix().starts_with(other.prefix());
            assert_eq!(Scenario::ALL.iter().filter(|other| begins(other)).count(), 1);
        }
        assert_eq!(Scenario::of("anything"), Scenario::Ok);
    }
}

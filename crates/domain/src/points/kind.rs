use super::LedgerAccount;

/// What an entry of a wallet is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntryKind {
    /// Somebody looked in today.
    Attendance,
    /// A review in words.
    TextReview,
    /// A review with a picture.
    PhotoReview,
    /// A share of what was bought, once it is confirmed.
    Accrual,
    /// An accrual taken back.
    AccrualReversal,
    /// Points that were bought.
    TopUp,
    /// A present for points that were bought.
    TopUpBonus,
    /// Bought points whose price goes back.
    TopUpReversal,
    /// A period of the subscription.
    SubscriptionFee,
    /// An order, or part of it, is paid for.
    Payment,
    /// What was paid comes back.
    Refund,
    /// What a seller earned.
    Settlement,
    /// Earnings taken back, for what was sold came back.
    SettlementReversal,
    /// A welcome.
    SignUp,
    /// An employee gave or took.
    Adjustment,
    /// Points whose time was over.
    Expiry,
    /// A campaign is backed.
    Pledge,
    /// A pledge comes back.
    PledgeRefund,
}

/// Which way points can go with a kind of entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Into the wallet only.
    In,
    /// Out of the wallet only.
    Out,
    /// Either way.
    Either,
}

impl EntryKind {
    /// Every kind.
    pub const ALL: [Self; 18] = [
        Self::Attendance,
        Self::TextReview,
        Self::PhotoReview,
        Self::Accrual,
        Self::AccrualReversal,
        Self::TopUp,
        Self::TopUpBonus,
        Self::TopUpReversal,
        Self::SubscriptionFee,
        Self::Payment,
        Self::Refund,
        Self::Settlement,
        Self::SettlementReversal,
        Self::SignUp,
        Self::Adjustment,
        Self::Expiry,
        Self::Pledge,
        Self::PledgeRefund,
    ];

    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Attendance => "attendance",
            Self::TextReview => "text_review",
            Self::PhotoReview => "photo_review",
            Self::Accrual => "accrual",
            Self::AccrualReversal => "accrual_reversal",
            Self::TopUp => "top_up",
            Self::TopUpBonus => "top_up_bonus",
            Self::TopUpReversal => "top_up_reversal",
            Self::SubscriptionFee => "subscription_fee",
            Self::Payment => "payment",
            Self::Refund => "refund",
            Self::Settlement => "settlement",
            Self::SettlementReversal => "settlement_reversal",
            Self::SignUp => "sign_up",
            Self::Adjustment => "adjustment",
            Self::Expiry => "expiry",
            Self::Pledge => "pledge",
            Self::PledgeRefund => "pledge_refund",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// Which way points go with it.
    pub const fn way(self) -> Way {
        match self {
            Self::Attendance
            | Self::TextReview
            | Self::PhotoReview
            | Self::Accrual
            | Self::TopUp
            | Self::TopUpBonus
            | Self::Refund
            | Self::Settlement
            | Self::SignUp
            | Self::PledgeRefund => Way::In,
            Self::AccrualReversal
            | Self::TopUpReversal
            | Self::SubscriptionFee
            | Self::Payment
            | Self::SettlementReversal
            | Self::Expiry
            | Self::Pledge => Way::Out,
            Self::Adjustment => Way::Either,
        }
    }

    /// Whether points that came this way expire: presents do, what was bought or earned by selling does not. What comes back
    /// lasts as long as it did before, see [`Wallet::give_back`](super::Wallet::give_back).
    pub const fn expires(self) -> bool {
        matches!(
            self,
            Self::Attendance
                | Self::TextReview
                | Self::PhotoReview
                | Self::Accrual
                | Self::TopUpBonus
                | Self::SignUp
                | Self::Adjustment
        )
    }

    /// The account of the shop that the other half of the entry is booked to.
    pub const fn contra(self) -> LedgerAccount {
        match self {
            Self::Attendance
            | Self::TextReview
            | Self::PhotoReview
            | Self::Accrual
            | Self::AccrualReversal
            | Self::TopUpBonus
            | Self::SignUp => LedgerAccount::Marketing,
            Self::TopUp | Self::TopUpReversal => LedgerAccount::Cash,
            Self::SubscriptionFee => LedgerAccount::Subscriptions,
            Self::Payment | Self::Refund => LedgerAccount::Sales,
            Self::Settlement | Self::SettlementReversal => LedgerAccount::Sellers,
            Self::Adjustment => LedgerAccount::Adjustments,
            Self::Expiry => LedgerAccount::Expired,
            Self::Pledge | Self::PledgeRefund => LedgerAccount::Funding,
        }
    }
}

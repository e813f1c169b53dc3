use std::fmt;

/// What must be true.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Each entry of a stock ledger extends exactly one other, without gaps, and its totals follow from it.
    LedgerAddsUp,
    /// What is reserved in a chain is what unpaid orders were promised of it: no promise ended twice, and none was forgotten.
    ReservedIsPromised,
    /// A product counts as available when, and only when, something of it is.
    AvailabilityIsCounted,
    /// What an order costs is the sum of its lines, in whole units of its currency.
    TotalsAddUp,
    /// Every line came to where it stands along the edges that there are, each once.
    LinesMoveAlongEdges,
    /// No cart became two orders.
    OneOrderPerCart,
    /// One payment at most pays for an order.
    OnePaymentPerOrder,
    /// An order is paid when, and only when, a payment of its total was captured.
    PaidIsCaptured,
    /// No more goes back than came, and what was called off or sent back goes back.
    RefundsAddUp,
    /// What reviews and wishes come to of a product is what they are, one by one.
    ReviewsAreCounted,
    /// A review is liked by as many as like it.
    LikesAreCounted,
    /// What is counted of sellers is what their lines and accounts say, and each confirmed line is settled.
    SellersAreCounted,
    /// Points that pay for orders, and those that were bought, are what the books say.
    TendersAreBooked,
    /// A coupon is redeemed when, and only when, an order that was not called off redeems it.
    CouponsAreRedeemedOnce,
    /// What a campaign counts is what its pledges come to, those that went back apart.
    CampaignsAddUp,
    /// Pledges go back when, and only when, their campaign was cancelled.
    CancelledGoesBack,
    /// No campaign succeeds without its target.
    TargetsDecide,
    /// Of a reward no more is given out than there is, and each slot once.
    RewardsAreGivenOnce,
    /// Nobody pledges to a campaign that is over, or to their own.
    PledgesComeInTime,
    /// What a provider took for a pledge is kept as long as the pledge counts, and for nothing else.
    PledgesArePaid,
    /// The points that campaigns hold are those that the books say they do.
    FundingIsBooked,
    /// Whatever came to a wallet went from an account of the shop: all halves in the books together are zero, at every commit.
    BooksBalance,
    /// Each entry of a wallet extends exactly one other, without gaps and never below zero, and what there is is what its lots
    /// and the books say.
    WalletsAddUp,
}

impl Rule {
    /// The word that is printed.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LedgerAddsUp => "ledger_adds_up",
            Self::ReservedIsPromised => "reserved_is_promised",
            Self::AvailabilityIsCounted => "availability_is_counted",
            Self::TotalsAddUp => "totals_add_up",
            Self::LinesMoveAlongEdges => "lines_move_along_edges",
            Self::OneOrderPerCart => "one_order_per_cart",
            Self::OnePaymentPerOrder => "one_payment_per_order",
            Self::PaidIsCaptured => "paid_is_captured",
            Self::RefundsAddUp => "refunds_add_up",
            Self::ReviewsAreCounted => "reviews_are_counted",
            Self::LikesAreCounted => "likes_are_counted",
            Self::SellersAreCounted => "sellers_are_counted",
            Self::TendersAreBooked => "tenders_are_booked",
            Self::CouponsAreRedeemedOnce => "coupons_are_redeemed_once",
            Self::CampaignsAddUp => "campaigns_add_up",
            Self::CancelledGoesBack => "cancelled_goes_back",
            Self::TargetsDecide => "targets_decide",
            Self::RewardsAreGivenOnce => "rewards_are_given_once",
            Self::PledgesComeInTime => "pledges_come_in_time",
            Self::PledgesArePaid => "pledges_are_paid",
            Self::FundingIsBooked => "funding_is_booked",
            Self::BooksBalance => "books_balance",
            Self::WalletsAddUp => "wallets_add_up",
        }
    }
}

/// Something that is not as it must be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// Which rule.
    pub rule: Rule,
    /// Of what: an order, an item at a location, a payment.
    pub subject: String,
    /// What is wrong.
    pub what: String,
}

impl Breach {
    pub(super) fn new(rule: Rule, subject: &dyn fmt::Display, what: impl Into<String>) -> Self {
        Self {
            rule,
            subject: subject.to_string(),
            what: what.into(),
        }
    }
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.rule.as_str(), self.subject, self.what)
    }
}

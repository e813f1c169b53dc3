use uuid::Uuid;

use crate::shared::{CampaignId, OrderId, UserId};

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentPurpose {
    /// An order.
    Order(OrderId),
    /// Points in the buyer's own wallet.
    TopUp,
    /// A pledge to a campaign.
    Pledge(CampaignId),
}

impl PaymentPurpose {
    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::TopUp => "top_up",
            Self::Pledge(_) => "pledge",
        }
    }

    /// What is paid for when `buyer` pays: the order, the campaign, or whose wallet. The attempts of one buyer for one
    /// target are numbered together, and one of them at most is open.
    pub const fn target(self, buyer: UserId) -> Uuid {
        match self {
            Self::Order(order) => order.as_uuid(),
            Self::TopUp => buyer.as_uuid(),
            Self::Pledge(campaign) => campaign.as_uuid(),
        }
    }

    /// The purpose of a word and a target.
    pub fn from_word(word: &str, target: Uuid) -> Option<Self> {
        match word {
            "order" => Some(Self::Order(OrderId::from_uuid(target))),
            "top_up" => Some(Self::TopUp),
            "pledge" => Some(Self::Pledge(CampaignId::from_uuid(target))),
            _ => None,
        }
    }

    /// The order, where one is paid for.
    pub const fn order(self) -> Option<OrderId> {
        match self {
            Self::Order(order) => Some(order),
            Self::TopUp | Self::Pledge(_) => None,
        }
    }

    /// The campaign, where somebody pledges to one.
    pub const fn campaign(self) -> Option<CampaignId> {
        match self {
            Self::Pledge(campaign) => Some(campaign),
            Self::Order(_) | Self::TopUp => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_and_a_target_are_a_purpose() {
        let [order, campaign, buyer] = [2, 3, 4].map(Uuid::from_u128);
        for purpose in [
            PaymentPurpose::Order(OrderId::from_uuid(order)),
            PaymentPurpose::TopUp,
            PaymentPurpose::Pledge(CampaignId::from_uuid(campaign)),
        ] {
            let target = purpose.target(UserId::from_uuid(buyer));
            assert_eq!(PaymentPurpose::from_word(purpose.as_str(), target), Some(purpose));
        }
        assert_eq!(PaymentPurpose::from_word("gift", order), None);
    }
}

use uuid::Uuid;

use crate::shared::{CampaignId, OrderId, TierId, UserId};

/// What is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentPurpose {
    /// An order.
    Order(OrderId),
    /// Points in the buyer's own wallet.
    TopUp,
    /// A pledge to a campaign.
    Pledge {
        /// To which.
        campaign: CampaignId,
        /// For which reward, if the backer chose one.
        tier: Option<TierId>,
    },
}

impl PaymentPurpose {
    /// The word that is stored and answered.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::TopUp => "top_up",
            Self::Pledge { .. } => "pledge",
        }
    }

    /// What is paid for when `buyer` pays: the order, the campaign, or whose wallet. The attempts of one buyer for one
    /// target are numbered together, and one of them at most is open, whatever reward a pledge is for.
    pub const fn target(self, buyer: UserId) -> Uuid {
        match self {
            Self::Order(order) => order.as_uuid(),
            Self::TopUp => buyer.as_uuid(),
            Self::Pledge { campaign, .. } => campaign.as_uuid(),
        }
    }

    /// The purpose of a word, a target, and the reward that a pledge is for.
    pub fn from_word(word: &str, target: Uuid, tier: Option<TierId>) -> Option<Self> {
        match word {
            "order" => Some(Self::Order(OrderId::from_uuid(target))),
            "top_up" => Some(Self::TopUp),
            "pledge" => Some(Self::Pledge {
                campaign: CampaignId::from_uuid(target),
                tier,
            }),
            _ => None,
        }
    }

    /// The order, where one is paid for.
    pub const fn order(self) -> Option<OrderId> {
        match self {
            Self::Order(order) => Some(order),
            Self::TopUp | Self::Pledge { .. } => None,
        }
    }

    /// The campaign, where somebody pledges to one.
    pub const fn campaign(self) -> Option<CampaignId> {
        match self {
            Self::Pledge { campaign, .. } => Some(campaign),
            Self::Order(_) | Self::TopUp => None,
        }
    }

    /// The reward, where somebody pledges for one.
    pub const fn tier(self) -> Option<TierId> {
        match self {
            Self::Pledge { tier, .. } => tier,
            Self::Order(_) | Self::TopUp => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_and_a_target_are_a_purpose() {
        let [order, campaign, buyer, tier] = [2, 3, 4, 5].map(Uuid::from_u128);
        let pledge = |tier| PaymentPurpose::Pledge {
            campaign: CampaignId::from_uuid(campaign),
            tier,
        };
        for purpose in [
            PaymentPurpose::Order(OrderId::from_uuid(order)),
            PaymentPurpose::TopUp,
            pledge(None),
            pledge(Some(TierId::from_uuid(tier))),
        ] {
            let target = purpose.target(UserId::from_uuid(buyer));
            let read = PaymentPurpose::from_word(purpose.as_str(), target, purpose.tier());
            assert_eq!(read, Some(purpose));
        }
        assert_eq!(PaymentPurpose::from_word("gift", order, None), None);
    }
}

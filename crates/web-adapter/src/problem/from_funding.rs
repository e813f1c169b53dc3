//! Which problem each error of crowdfunding is.

use hexmart_application::funding::{
    CampaignChangeError, EditCampaignError, OpenCampaignError, PledgeRefusal, PocketChangeError,
};
use hexmart_domain::funding::{
    EditError, FinalDateError, LifecycleError, PledgeError, PocketError, TermsError, TiersError,
};

use super::{Code, Problem};
use crate::body::{Fault, FieldError, strict_problem};

fn field(name: &str, fault: Fault) -> Problem {
    strict_problem(vec![FieldError::of_body(name, fault)])
}

fn final_date(error: FinalDateError) -> Problem {
    field("final_date", Fault::FinalDate(error))
}

fn tiers(error: TiersError) -> Problem {
    let fault = match error {
        TiersError::TooMany => Fault::TooMany {
            most: hexmart_domain::funding::Tier::MOST,
        },
        TiersError::Limit | TiersError::Repeated => Fault::Repeated,
    };
    field("tiers", fault)
}

impl From<PocketChangeError> for Problem {
    fn from(error: PocketChangeError) -> Self {
        match error {
            PocketChangeError::Refused(PocketError::NotActive) => Self::of(Code::PocketNotFound),
            PocketChangeError::Store(error) => error.into(),
        }
    }
}

impl From<OpenCampaignError> for Problem {
    fn from(error: OpenCampaignError) -> Self {
        match error {
            OpenCampaignError::NoPocket => Self::of(Code::PocketRequired),
            OpenCampaignError::Refused(TermsError::FinalDate(error)) => final_date(error),
            OpenCampaignError::Refused(TermsError::Tiers(error)) => tiers(error),
            OpenCampaignError::Refused(TermsError::Target) => field("target_amount", Fault::NotAboveZero),
            OpenCampaignError::Refused(TermsError::UnitPrice) => field("unit_price", Fault::NotAboveZero),
            OpenCampaignError::KeyReused(error) => error.into(),
            OpenCampaignError::Store(error) => error.into(),
        }
    }
}

impl From<EditCampaignError> for Problem {
    fn from(error: EditCampaignError) -> Self {
        match error {
            EditCampaignError::Unknown => Self::of(Code::CampaignNotFound),
            EditCampaignError::Foreign => Self::of(Code::Forbidden),
            EditCampaignError::Stale => Self::of(Code::Stale),
            EditCampaignError::Refused(EditError::NotFunding) => Self::of(Code::CampaignOver),
            EditCampaignError::Refused(EditError::Settled) => Self::of(Code::TermsSettled),
            EditCampaignError::Refused(EditError::FinalDate(error)) => final_date(error),
            EditCampaignError::Refused(EditError::Tiers(error)) => tiers(error),
            EditCampaignError::Store(error) => error.into(),
        }
    }
}

impl From<CampaignChangeError> for Problem {
    fn from(error: CampaignChangeError) -> Self {
        match error {
            CampaignChangeError::Unknown => Self::of(Code::CampaignNotFound),
            CampaignChangeError::Foreign => Self::of(Code::Forbidden),
            CampaignChangeError::Stale => Self::of(Code::Stale),
            CampaignChangeError::Refused(LifecycleError::NotFunding) => Self::of(Code::CampaignOver),
            CampaignChangeError::Refused(
                LifecycleError::NotSucceeded | LifecycleError::StillFunding | LifecycleError::Archived,
            ) => Self::of(Code::WrongState),
            CampaignChangeError::Store(error) => error.into(),
        }
    }
}

impl From<PledgeRefusal> for Problem {
    fn from(error: PledgeRefusal) -> Self {
        match error {
            PledgeRefusal::Unknown => Self::of(Code::CampaignNotFound),
            PledgeRefusal::Refused(refusal) => refusal.into(),
            PledgeRefusal::Wallet(error) => error.into(),
            PledgeRefusal::KeyReused(error) => error.into(),
            PledgeRefusal::Store(error) => error.into(),
        }
    }
}

impl From<PledgeError> for Problem {
    fn from(error: PledgeError) -> Self {
        Self::of(match error {
            PledgeError::NoPocket => Code::PocketRequired,
            PledgeError::OwnCampaign => Code::OwnCampaign,
            PledgeError::NotFunding => Code::CampaignOver,
            PledgeError::AlreadyPledged => Code::AlreadyPledged,
            PledgeError::UnknownTier => Code::TierNotFound,
            PledgeError::TierTaken => Code::TierTaken,
            PledgeError::TooMuch => Code::AmountTooLarge,
        })
    }
}

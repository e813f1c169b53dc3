//! Crowdfunding over HTTP.

mod body;
mod form;
pub(crate) mod list;
pub(crate) mod mine;
pub(crate) mod pledging;
pub(crate) mod pocket;
pub(crate) mod show;
pub(crate) mod steps;
pub(crate) mod writing;

use hexmart_application::funding::Steward;
use hexmart_domain::identity::{Principal, Role};
use hexmart_domain::shared::CampaignId;

use crate::call::Call;
use crate::problem::{Code, Problem};

/// As whom somebody looks at a campaign, or sees to it.
fn steward(principal: Principal) -> Steward {
    match principal.role {
        Role::Staff | Role::Admin => Steward::Staff(principal.user),
        Role::User | Role::Operator => Steward::User(principal.user),
    }
}

/// The campaign that the path names.
fn campaign_id(call: &Call) -> Result<CampaignId, Problem> {
    call.id("campaign_id", Code::CampaignNotFound)
}

//! Which problem each error of webhooks is.

use hexmart_application::webhooks::{Unsent, WebhookError};

use super::{Code, Problem};
use crate::body::{Fault, FieldError, strict_problem};

impl From<WebhookError> for Problem {
    fn from(error: WebhookError) -> Self {
        match error {
            WebhookError::Unknown => Self::of(Code::WebhookNotFound),
            WebhookError::UnknownDelivery => Self::of(Code::DeliveryNotFound),
            WebhookError::Stale => Self::of(Code::Stale),
            WebhookError::TooMany => Self::of(Code::TooManyWebhooks),
            WebhookError::Address(Unsent(why)) => {
                strict_problem(vec![FieldError::of_body("url", Fault::Unsent(why))])
            }
            WebhookError::Disabled => Self::of(Code::WebhookDisabled),
            WebhookError::UnderWay => Self::of(Code::DeliveryUnderWay),
            WebhookError::Store(error) => error.into(),
        }
    }
}

use hexmart_application::payments::GatewayError;
use hexmart_http_client::header::HeaderValue;
use serde::de::DeserializeOwned;

use super::Toss;
use super::codes::{Meaning, meaning};
use super::wire::Refusal;
use crate::http::{Call, Purpose, Trouble};
use crate::words::code;

/// The header of keys of idempotency.
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What the provider says to a call.
pub(super) enum Said<T> {
    /// An answer.
    Done(T),
    /// Why there is none.
    Refused(Meaning, Refusal),
}

impl Toss {
    /// Makes a call, and reads the answer.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        call: Call,
    ) -> Result<Said<T>, GatewayError> {
        let answer = self
            .http
            .send(purpose, call.authorized(&self.credentials))
            .await?;
        let unread = |trouble: Trouble| purpose.error(trouble);
        if answer.status.is_success() {
            return answer
                .read("no answer of its kind")
                .map(Said::Done)
                .map_err(unread);
        }
        let refusal: Refusal = answer.read("no error of its kind").map_err(unread)?;
        match meaning(answer.status, &refusal.code) {
            Meaning::Misconfigured => Err(GatewayError::Misconfigured {
                what: format!("{} of Toss Payments", code(&refusal.code)),
            }),
            meaning => Ok(Said::Refused(meaning, refusal)),
        }
    }
}

/// A key of idempotency, which the provider keeps for 15 days.
pub(super) fn idempotency(key: &str) -> Result<HeaderValue, GatewayError> {
    HeaderValue::try_from(key).map_err(GatewayError::unavailable)
}

/// An error with its code.
pub(super) fn said(purpose: Purpose, refusal: &Refusal) -> GatewayError {
    purpose.error(Trouble::Said(code(&refusal.code)))
}

use hexmart_application::payments::GatewayError;
use hexmart_http_client::StatusCode;
use hexmart_http_client::header::HeaderValue;
use serde::de::DeserializeOwned;

use super::PortoneV2;
use super::wire::Refusal;
use crate::http::{Call, Purpose, Trouble};
use crate::words::code;

/// What the provider says to a call: an answer, or why there is none.
pub(super) type Said<T> = Result<T, Refusal>;

impl PortoneV2 {
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
            return answer.read("no answer of its kind").map(Ok).map_err(unread);
        }
        let refusal: Refusal = answer.read("no error of its kind").map_err(unread)?;
        if matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Err(GatewayError::Misconfigured {
                what: format!("{} of PortOne", code(&refusal.kind)),
            });
        }
        Ok(Err(refusal))
    }
}

/// A key of idempotency: a text in quotes, of 16 characters at least. The provider keeps it for three hours.
pub(super) fn idempotency(key: &str) -> Result<HeaderValue, GatewayError> {
    HeaderValue::try_from(format!("\"{key:0>16}\"")).map_err(GatewayError::unavailable)
}

/// An error with its code.
pub(super) fn said(purpose: Purpose, refusal: &Refusal) -> GatewayError {
    purpose.error(Trouble::Said(code(&refusal.kind)))
}

use hexmart_application::payments::GatewayError;
use hexmart_http_client::StatusCode;
use serde::de::DeserializeOwned;

use super::PortoneV1;
use super::wire::Envelope;
use crate::http::{Answer, Call, Purpose};

impl PortoneV1 {
    /// Makes a call with the token, and once more with another when this one is not taken any more: whoever does not know
    /// us has not looked at the rest.
    pub(super) async fn call<T: DeserializeOwned>(
        &self,
        purpose: Purpose,
        call: Call,
    ) -> Result<Envelope<T>, GatewayError> {
        // No money moves while a token is fetched.
        let token = self.tokens.get().await?;
        let mut answer = self.http.send(purpose, call.clone().authorized(&token)).await?;
        if answer.status == StatusCode::UNAUTHORIZED {
            self.tokens.forget(&token).await;
            let token = self.tokens.get().await?;
            answer = self.http.send(purpose, call.authorized(&token)).await?;
        }
        read(purpose, &answer)
    }
}

fn read<T: DeserializeOwned>(purpose: Purpose, answer: &Answer) -> Result<Envelope<T>, GatewayError> {
    if matches!(answer.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Err(GatewayError::Misconfigured {
            what: format!("status {} of PortOne V1", answer.status.as_u16()),
        });
    }
    let read: Envelope<T> = answer
        .read("no envelope")
        .map_err(|trouble| purpose.error(trouble))?;
    Ok(Envelope {
        status: answer.status,
        ..read
    })
}

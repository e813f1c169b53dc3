use actix_web::http::StatusCode;
use hexmart_application::identity::Tokens;
use hexmart_domain::shared::SessionId;
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::Answer;
use crate::wire::{self, example, json};

/// A token for the header `Authorization: Bearer …`, and one to get the next pair.
#[derive(Serialize, ToSchema)]
#[schema(as = Tokens)]
pub(crate) struct TokensBody<'a> {
    access_token: &'a str,
    /// Always `Bearer`.
    #[schema(example = "Bearer")]
    token_type: &'static str,
    /// How long the access token lives, in seconds.
    #[schema(example = 600)]
    expires_in: u64,
    /// Good once.
    refresh_token: &'a str,
    /// How long the refresh token is good if it is not used, in seconds.
    #[schema(example = 1_209_600)]
    refresh_expires_in: u64,
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::session_id)]
    session_id: SessionId,
}

impl<'a> From<&'a Tokens> for TokensBody<'a> {
    fn from(tokens: &'a Tokens) -> Self {
        Self {
            access_token: &tokens.access.token,
            token_type: "Bearer",
            expires_in: tokens.access.expires_in.as_secs(),
            refresh_token: &tokens.refresh,
            refresh_expires_in: tokens.refresh_expires_in.as_secs(),
            session_id: tokens.session,
        }
    }
}

/// Hands tokens over.
pub(super) fn answer(tokens: &Tokens) -> Answer {
    json(StatusCode::OK, 768, &TokensBody::from(tokens))
}

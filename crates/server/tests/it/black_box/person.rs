use std::ops::Deref;

use serde_json::{Value, json};

use super::shop::{ME, REFRESH, Shop, TOKENS};
use crate::client::Client;

/// Somebody who has signed in.
#[derive(Debug)]
pub(super) struct Person {
    client: Client,
    tokens: Value,
}

impl Deref for Person {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Person {
    /// Somebody who signs in now, in a session of their own.
    #[track_caller]
    pub(super) fn signed_in(stranger: &Client, email: &str, password: &str) -> Self {
        let claim = json!({"email": email, "password": password});
        Self::with_tokens(stranger, stranger.post_json(TOKENS, &claim).ok())
    }

    /// Whoever the tokens were given to.
    pub(super) fn with_tokens(stranger: &Client, tokens: Value) -> Self {
        let client = stranger.bearing(tokens["access_token"].as_str().unwrap());
        Self { client, tokens }
    }

    /// The same person and session, with the next tokens.
    #[track_caller]
    pub(super) fn refreshed(&self, shop: &Shop) -> Self {
        let token = json!({"refresh_token": self.refresh_token()});
        Self::with_tokens(shop, shop.post_json(REFRESH, &token).ok())
    }

    /// Whether the session goes on, which tokens alone do not tell. Spends the refresh token.
    #[track_caller]
    pub(super) fn has_ended(&self, shop: &Shop) -> bool {
        let answer = shop.post_json(REFRESH, &json!({"refresh_token": self.refresh_token()}));
        if answer.status == 200 {
            return false;
        }
        answer.problem(401, "invalid_refresh_token");
        true
    }

    pub(super) fn tokens(&self) -> &Value {
        &self.tokens
    }

    pub(super) fn refresh_token(&self) -> &str {
        self.tokens["refresh_token"].as_str().unwrap()
    }

    pub(super) fn session(&self) -> &str {
        self.tokens["session_id"].as_str().unwrap()
    }

    /// Their account, unmasked.
    #[track_caller]
    pub(super) fn account(&self) -> Value {
        self.get(&format!("{ME}?view=full")).ok()
    }

    /// The id of their account.
    #[track_caller]
    pub(super) fn id(&self) -> String {
        self.account()["id"].as_str().unwrap().to_owned()
    }
}

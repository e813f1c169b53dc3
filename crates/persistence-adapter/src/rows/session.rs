use diesel::prelude::*;
use hexmart_domain::identity::{RefreshToken, Session};
use hexmart_domain::shared::{SessionId, UserId};

use crate::columns::{At, Key, Print};
use crate::schema::{refresh_tokens, sessions};

/// A session as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
pub(crate) struct SessionRow {
    id: Key,
    account_id: Key,
    client: Option<String>,
    created_at: At,
    refreshed_at: At,
    ended_at: Option<At>,
}

impl SessionRow {
    /// Whether it is this session of this account.
    pub(crate) fn is_of(&self, account: UserId, session: SessionId) -> bool {
        (self.account_id, self.id) == (account.into(), session.into())
    }
}

impl From<&Session> for SessionRow {
    fn from(session: &Session) -> Self {
        Self {
            id: session.id.into(),
            account_id: session.account.into(),
            client: session.client.clone(),
            created_at: At(session.created_at),
            refreshed_at: At(session.refreshed_at),
            ended_at: session.ended_at.map(At),
        }
    }
}

impl From<SessionRow> for Session {
    fn from(row: SessionRow) -> Self {
        Self {
            id: row.id.id(),
            account: row.account_id.id(),
            client: row.client,
            created_at: row.created_at.0,
            refreshed_at: row.refreshed_at.0,
            ended_at: row.ended_at.map(|at| at.0),
        }
    }
}

/// A refresh token as it lies in its row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = refresh_tokens, treat_none_as_default_value = false)]
pub(crate) struct TokenRow {
    session_id: Key,
    generation: i64,
    hash: Print,
    issued_at: At,
}

impl From<&RefreshToken> for TokenRow {
    fn from(token: &RefreshToken) -> Self {
        Self {
            session_id: token.session.into(),
            generation: token.generation,
            hash: Print(token.hash),
            issued_at: At(token.issued_at),
        }
    }
}

impl From<TokenRow> for RefreshToken {
    fn from(row: TokenRow) -> Self {
        Self {
            session: row.session_id.id(),
            generation: row.generation,
            hash: row.hash.0,
            issued_at: row.issued_at.0,
        }
    }
}

use async_trait::async_trait;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::identity::{PresentedToken, SessionRepository, Standing};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{Fingerprint, RefreshToken, Session};
use hexmart_domain::shared::{Instant, SessionId, UserId};

use super::super::among::Among;
use super::pricing::{chain_taken, duplicate};
use super::{Conn, Transaction, classify, guarded, rows};
use crate::columns::{At, Key, Print};
use crate::rows::{SessionRow, TokenRow, role, state};
use crate::schema::{accounts, refresh_tokens, sessions};

#[async_trait]
impl SessionRepository for Transaction<'_> {
    async fn open(&mut self, session: &Session, token: &RefreshToken) -> Result<(), StoreError> {
        diesel::insert_into(sessions::table)
            .values(SessionRow::from(session))
            .execute(self.conn)
            .await
            .map_err(duplicate(UniqueKey::Id))?;
        append(self.conn, token).await
    }

    async fn find_by_token(&mut self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError> {
        Ok(refresh_token(self.conn, hash).await?.map(presented_token))
    }

    /// A session that ended meanwhile is not refreshed: the attempt runs again, and finds it ended.
    async fn rotate(&mut self, next: &RefreshToken) -> Result<(), StoreError> {
        append(self.conn, next).await?;
        let live = sessions::table
            .filter(sessions::id.eq(Key::from(next.session)))
            .filter(sessions::ended_at.is_null());
        let refreshed = diesel::update(live)
            .set(sessions::refreshed_at.eq(At(next.issued_at)))
            .execute(self.conn)
            .await;
        guarded(refreshed.map_err(classify)?)
    }

    async fn is_open(&mut self, account: UserId, id: SessionId) -> Result<bool, StoreError> {
        let open: Option<Key> = sessions::table
            .filter(sessions::id.eq(Key::from(id)))
            .filter(sessions::account_id.eq(Key::from(account)))
            .filter(sessions::ended_at.is_null())
            .select(sessions::id)
            .first(self.conn)
            .await
            .optional()
            .map_err(classify)?;
        Ok(open.is_some())
    }

    async fn end(&mut self, account: UserId, id: SessionId, now: Instant) -> Result<bool, StoreError> {
        let live = sessions::table
            .filter(sessions::id.eq(Key::from(id)))
            .filter(sessions::account_id.eq(Key::from(account)))
            .filter(sessions::ended_at.is_null());
        let ended = diesel::update(live)
            .set(sessions::ended_at.eq(At(now)))
            .execute(self.conn)
            .await;
        Ok(ended.map_err(classify)? == 1)
    }

    async fn end_all(
        &mut self,
        account: UserId,
        except: Option<SessionId>,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let live = sessions::table
            .filter(sessions::account_id.eq(Key::from(account)))
            .filter(sessions::id.ne(except.map_or(Key::NONE, Key::from)))
            .filter(sessions::ended_at.is_null());
        let ended = diesel::update(live)
            .set(sessions::ended_at.eq(At(now)))
            .execute(self.conn)
            .await;
        ended.map(rows).map_err(classify)
    }
}

/// The key decides who is the next of a chain.
async fn append(conn: &mut Conn, token: &RefreshToken) -> Result<(), StoreError> {
    diesel::insert_into(refresh_tokens::table)
        .values(TokenRow::from(token))
        .execute(conn)
        .await
        .map_err(chain_taken)?;
    Ok(())
}

/// A token, its session, and the newest generation of its chain.
pub(super) type PresentedRow = (TokenRow, SessionRow, Option<i64>);

/// See [`CredentialQueries::refresh_token`](hexmart_application::identity::CredentialQueries::refresh_token).
///
/// The newest generation is found by the order of the key, like that of every chain.
pub(super) async fn refresh_token(
    conn: &mut Conn,
    hash: Fingerprint,
) -> Result<Option<PresentedRow>, StoreError> {
    let chain = diesel::alias!(refresh_tokens as chain);
    let newest = chain
        .filter(
            chain
                .field(refresh_tokens::session_id)
                .eq(refresh_tokens::session_id),
        )
        .order(chain.field(refresh_tokens::generation).desc())
        .select(chain.field(refresh_tokens::generation))
        .limit(1)
        .single_value();
    refresh_tokens::table
        .inner_join(sessions::table.on(sessions::id.eq(refresh_tokens::session_id)))
        .filter(refresh_tokens::hash.eq(Print(hash)))
        .select((TokenRow::as_select(), SessionRow::as_select(), newest))
        .first(conn)
        .await
        .optional()
        .map_err(classify)
}

/// The presented token of its row.
pub(super) fn presented_token((token, session, newest): PresentedRow) -> PresentedToken {
    let token = RefreshToken::from(token);
    PresentedToken {
        is_newest: newest == Some(token.generation),
        session: session.into(),
        token,
    }
}

/// Role, state and token version of an account, and a session of it.
pub(in super::super::super) type StandingRow = (String, String, i64, SessionRow);

/// See [`CredentialQueries::standing`](hexmart_application::identity::CredentialQueries::standing).
/// Of several sessions at once, each with its account, in their order.
pub(in super::super::super) async fn standings(
    conn: &mut Conn,
    asked: &[(UserId, SessionId)],
) -> Result<Vec<Option<StandingRow>>, StoreError> {
    let among = Among::new("sessions.id", asked.iter().map(|(_, session)| (*session).into()));
    let rows: Vec<StandingRow> = sessions::table
        .inner_join(accounts::table.on(accounts::id.eq(sessions::account_id)))
        .filter(among)
        .select((
            accounts::role,
            accounts::state,
            accounts::token_version,
            SessionRow::as_select(),
        ))
        .load(conn)
        .await
        .map_err(classify)?;
    let standing = |(account, session): &(UserId, SessionId)| {
        let is_asked = |row: &&StandingRow| row.3.is_of(*account, *session);
        rows.iter().find(is_asked).cloned()
    };
    Ok(asked.iter().map(standing).collect())
}

/// The standing of its row.
pub(super) fn standing_of(row: StandingRow) -> Result<Standing, StoreError> {
    let (role_word, state_word, token_version, session) = row;
    Ok(Standing {
        role: role(&role_word)?,
        state: state(&state_word)?,
        token_version,
        session: session.into(),
    })
}

/// See [`CredentialQueries::sessions`](hexmart_application::identity::CredentialQueries::sessions).
pub(super) async fn live_sessions(conn: &mut Conn, account: UserId) -> Result<Vec<Session>, StoreError> {
    let rows: Vec<SessionRow> = sessions::table
        .filter(sessions::account_id.eq(Key::from(account)))
        .filter(sessions::ended_at.is_null())
        .order(sessions::id.desc())
        .select(SessionRow::as_select())
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(rows.into_iter().map(Session::from).collect())
}

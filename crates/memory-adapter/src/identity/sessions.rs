use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::{PresentedToken, SessionRepository};
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_domain::identity::{Fingerprint, RefreshToken, Session};
use hexmart_domain::shared::{Instant, SessionId, UserId};

use crate::tables::{Changes, Tables};
use crate::unit::MemoryUnit;

#[async_trait]
impl SessionRepository for MemoryUnit<'_> {
    async fn open(&mut self, session: &Session, token: &RefreshToken) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        if !mine.sessions.add(&stored.sessions, &session.id, session.clone()) {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        let own = mine.sessions_of.get(&stored.sessions_of, &session.account);
        let mut own = own.map(Arc::unwrap_or_clone).unwrap_or_default();
        own.push(session.id);
        mine.sessions_of.put(&stored.sessions_of, &session.account, own);
        mine.append_token(&stored, token)
    }

    /// The newest is the one with a free place behind it. That the place is free is remembered, so that of two who hold
    /// the newest token one loses its commit, whatever it makes of it.
    async fn find_by_token(&mut self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError> {
        let (mine, stored) = self.look();
        let Some(place) = mine.token_hashes.get(&stored.token_hashes, hash.as_bytes()) else {
            return Ok(None);
        };
        let (id, generation) = *place;
        let token = mine.refresh_tokens.get(&stored.refresh_tokens, &place);
        let session = mine.sessions.get(&stored.sessions, &id);
        let behind = (id, generation.saturating_add(1));
        let is_newest = !mine.refresh_tokens.has(&stored.refresh_tokens, &behind);
        Ok(token.zip(session).map(|(token, session)| PresentedToken {
            token: *token,
            session: Arc::unwrap_or_clone(session),
            is_newest,
        }))
    }

    /// A session that is gone was forgotten by somebody who was faster.
    async fn rotate(&mut self, next: &RefreshToken) -> Result<(), StoreError> {
        let (mine, stored) = self.look();
        let session = mine.sessions.get(&stored.sessions, &next.session);
        let session = session.ok_or(StoreError::Conflict)?;
        mine.append_token(&stored, next)?;
        let refreshed = Session {
            refreshed_at: next.issued_at,
            ..Arc::unwrap_or_clone(session)
        };
        mine.sessions.put(&stored.sessions, &next.session, refreshed);
        Ok(())
    }

    async fn is_open(&mut self, account: UserId, id: SessionId) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        let session = mine.sessions.get(&stored.sessions, &id);
        Ok(session.is_some_and(|session| session.account == account && session.ended_at.is_none()))
    }

    async fn end(&mut self, account: UserId, id: SessionId, now: Instant) -> Result<bool, StoreError> {
        let (mine, stored) = self.look();
        Ok(mine.end_session(&stored, account, id, now))
    }

    async fn end_all(
        &mut self,
        account: UserId,
        except: Option<SessionId>,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let (mine, stored) = self.look();
        let own = mine.sessions_of.get(&stored.sessions_of, &account);
        let own = own.map(Arc::unwrap_or_clone).unwrap_or_default();
        let others = own.into_iter().filter(|id| Some(*id) != except);
        let ended = others.filter(|id| mine.end_session(&stored, account, *id, now));
        Ok(crate::to_u64(ended.count()))
    }
}

impl Changes {
    /// Chain and generation are the key, as with stock: of two that want to be the newest, one finds its place taken.
    fn append_token(&mut self, stored: &Tables, token: &RefreshToken) -> Result<(), StoreError> {
        let place = (token.session, token.generation);
        if self.refresh_tokens.has(&stored.refresh_tokens, &place) {
            return Err(StoreError::Conflict);
        }
        if !self
            .token_hashes
            .add(&stored.token_hashes, token.hash.as_bytes(), place)
        {
            return Err(StoreError::Duplicate(UniqueKey::Id));
        }
        self.refresh_tokens.put(&stored.refresh_tokens, &place, *token);
        Ok(())
    }

    fn end_session(&mut self, stored: &Tables, account: UserId, id: SessionId, now: Instant) -> bool {
        let session = self.sessions.get(&stored.sessions, &id);
        let live = session.filter(|session| session.account == account && session.ended_at.is_none());
        let Some(session) = live else {
            return false;
        };
        let ended = Session {
            ended_at: Some(now),
            ..Arc::unwrap_or_clone(session)
        };
        self.sessions.put(&stored.sessions, &id, ended);
        true
    }

    /// Removes the sessions of an account with their tokens.
    pub(super) fn remove_sessions(&mut self, stored: &Tables, account: UserId) {
        let own = self.sessions_of.remove(&stored.sessions_of, &account);
        for id in own.iter().flat_map(|own| own.iter()) {
            self.sessions.remove(&stored.sessions, id);
            let chain = (1..).map(|generation| (*id, generation));
            let chain = chain.map_while(|place| self.refresh_tokens.remove(&stored.refresh_tokens, &place));
            for token in chain {
                self.token_hashes
                    .remove(&stored.token_hashes, token.hash.as_bytes());
            }
        }
    }
}

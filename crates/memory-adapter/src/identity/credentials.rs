use std::cmp::Reverse;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::identity::{CredentialQueries, KeyHolder, PresentedToken, Standing};
use hexmart_application::platform::StoreError;
use hexmart_domain::identity::{ApiKey, Fingerprint, Session};
use hexmart_domain::shared::{ApiKeyId, Instant, SessionId, UserId};

use crate::staged::Table;
use crate::store::Memory;
use crate::tables::Tables;
use crate::{to_u64, to_usize};

#[async_trait]
impl CredentialQueries for Memory {
    async fn standing(&self, account: UserId, session: SessionId) -> Result<Option<Standing>, StoreError> {
        let tables = self.shared.read();
        let session = tables.sessions.get(&session);
        let session = session.filter(|session| session.account == account);
        let account = tables.accounts.get(&account);
        Ok(account.zip(session).map(|(account, session)| Standing {
            role: account.role,
            state: account.state,
            token_version: account.token_version,
            session: Session::clone(session),
        }))
    }

    async fn refresh_token(&self, hash: Fingerprint) -> Result<Option<PresentedToken>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.presented(hash))
    }

    async fn sessions(&self, account: UserId) -> Result<Vec<Session>, StoreError> {
        let tables = self.shared.read();
        let own = tables.sessions_of.get(&account);
        let own = own.iter().flat_map(|own| own.iter());
        let sessions = own.filter_map(|id| tables.sessions.get(id));
        let open = sessions.filter(|session| session.ended_at.is_none());
        let mut open: Vec<_> = open.map(|session| Session::clone(session)).collect();
        open.sort_by_key(|session| Reverse((session.created_at, session.id)));
        Ok(open)
    }

    async fn api_key(&self, hash: Fingerprint) -> Result<Option<KeyHolder>, StoreError> {
        let tables = self.shared.read();
        let id = tables.api_key_hashes.get(hash.as_bytes());
        let key = id.and_then(|id| tables.api_keys.get(&**id));
        let owner = key.and_then(|key| tables.accounts.get(&key.owner));
        Ok(key.zip(owner).map(|(key, owner)| KeyHolder {
            key: ApiKey::clone(key),
            role: owner.role,
            state: owner.state,
        }))
    }

    async fn api_keys(&self, owner: UserId) -> Result<Vec<ApiKey>, StoreError> {
        let tables = self.shared.read();
        let own = tables.api_keys_of.get(&owner);
        let own = own.iter().flat_map(|own| own.iter());
        let keys = own.filter_map(|id| tables.api_keys.get(id));
        let kept = keys.filter(|key| key.revoked_at.is_none());
        let mut kept: Vec<_> = kept.map(|key| ApiKey::clone(key)).collect();
        kept.sort_by_key(|key| (key.created_at, key.id));
        Ok(kept)
    }

    async fn api_key_used(&self, id: ApiKeyId, at: Instant) -> Result<(), StoreError> {
        let mut tables = self.shared.write();
        if let Some(key) = tables.api_keys.get_mut(&id) {
            *key = Arc::new(ApiKey {
                last_used_at: Some(at),
                ..ApiKey::clone(key)
            });
        }
        Ok(())
    }

    /// Whoever works with one of these at the same time finds it changed at the commit.
    async fn purge(&self, before: Instant, limit: u64) -> Result<u64, StoreError> {
        let mut tables = self.shared.write();
        let limit = to_usize(limit);
        let sessions = keys_of(&tables.sessions, limit, |session| is_over(session, before));
        for id in &sessions {
            tables.forget_session(*id);
        }
        let codes = keys_of(&tables.codes, limit, |code| code.issued_at < before);
        for place in &codes {
            tables.codes.remove(place);
        }
        let attempts = keys_of(&tables.provider_attempts, limit, |attempt| {
            attempt.began_at < before
        });
        for state in &attempts {
            tables.provider_attempts.remove(state);
        }
        Ok(to_u64(sessions.len() + codes.len() + attempts.len()))
    }
}

/// Whether a session ended or ran out before then.
fn is_over(session: &Session, before: Instant) -> bool {
    session.ended_at.is_some_and(|at| at < before)
        || session.created_at + Session::ABSOLUTE < before
        || session.refreshed_at + Session::IDLE < before
}

fn keys_of<K: Clone, V>(table: &Table<K, V>, limit: usize, wanted: impl Fn(&V) -> bool) -> Vec<K> {
    let rows = table.iter().filter(|(_, row)| wanted(row));
    rows.map(|(key, _)| key.clone()).take(limit).collect()
}

impl Tables {
    fn presented(&self, hash: Fingerprint) -> Option<PresentedToken> {
        let place = self.token_hashes.get(hash.as_bytes())?;
        let (id, generation) = **place;
        let token = self.refresh_tokens.get(&**place)?;
        let session = self.sessions.get(&id)?;
        let behind = (id, generation.saturating_add(1));
        Some(PresentedToken {
            token: **token,
            session: Session::clone(session),
            is_newest: !self.refresh_tokens.contains_key(&behind),
        })
    }

    /// Forgets a session with its tokens.
    fn forget_session(&mut self, id: SessionId) {
        if let Some(session) = self.sessions.remove(&id)
            && let Some(own) = self.sessions_of.get_mut(&session.account)
        {
            Arc::make_mut(own).retain(|own| *own != id);
        }
        let chain = (id, 0)..=(id, i64::MAX);
        let places: Vec<_> = self
            .refresh_tokens
            .range(chain)
            .map(|(place, _)| *place)
            .collect();
        for place in places {
            if let Some(token) = self.refresh_tokens.remove(&place) {
                self.token_hashes.remove(token.hash.as_bytes());
            }
        }
    }
}

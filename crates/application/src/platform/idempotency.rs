//! Requests that are repeated, and must not be carried out again.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::shared::Instant;

use super::{Abort, StoreError, UnitOfWork};

/// What a client calls a request by, and what the request was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestKey {
    /// Whose keys these are, and for what: two people may use the same key. At most 100 characters.
    pub scope: String,
    /// The key: at most 255 characters.
    pub key: String,
    /// A checksum of what was asked for. The same key with another is a mistake of the client.
    pub fingerprint: [u8; 16],
}

/// An answer as it was sent.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The status of HTTP.
    pub status: u16,
    /// The headers that belong to it, name and value.
    pub headers: Vec<(String, String)>,
    /// The body, byte for byte. Kept unreadable at rest.
    pub body: String,
}

impl fmt::Debug for StoredAnswer {
    /// A body is somebody's order.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredAnswer({})", self.status)
    }
}

/// A request that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompletedRequest {
    /// Which.
    pub key: RequestKey,
    /// What was answered.
    pub answer: StoredAnswer,
    /// When.
    pub completed_at: Instant,
    /// Until when it is remembered.
    pub keep_until: Instant,
}

/// Carried-out requests inside a transaction.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait RequestRepository: Send {
    /// The request of a scope and key, if it was carried out.
    async fn find(&mut self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError>;

    /// Remembers a request that is carried out in this transaction. MUST answer [`StoreError::Conflict`] when another was
    /// remembered under the same scope and key: that attempt starts over, and finds the answer.
    async fn complete(&mut self, request: &CompletedRequest) -> Result<(), StoreError>;

    /// Forgets requests that need not be remembered at `now`, at most `limit`; answers how many.
    async fn forget(&mut self, now: Instant, limit: u64) -> Result<u64, StoreError>;
}

/// What is asked about carried-out requests, outside of transactions.
#[cfg_attr(any(test, feature = "testing"), mockall::automock)]
#[async_trait]
pub trait RequestQueries: Send + Sync {
    /// The request of a scope and key, if it was carried out. MUST know everything that was committed before it was asked.
    async fn completed(&self, scope: &str, key: &str) -> Result<Option<CompletedRequest>, StoreError>;
}

/// A request that may be a repetition, and how its answer is written down.
pub struct Once<T> {
    /// What it is called by.
    pub key: RequestKey,
    /// Turns what the use case answers into what the client is sent.
    pub render: Arc<dyn Fn(&T) -> StoredAnswer + Send + Sync>,
}

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        Self {
            key: self.key.clone(),
            render: Arc::clone(&self.render),
        }
    }
}

impl<T> fmt::Debug for Once<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.key.fmt(f)
    }
}

/// What a request that may be a repetition came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answered<T> {
    /// It was carried out now.
    Done(T),
    /// It was carried out before, and this is what was answered.
    Replayed(StoredAnswer),
}

/// The same key was used for something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key was used for another request")]
pub struct KeyReused;

/// How long an answer is remembered: as long as a provider's is.
pub const REMEMBERED: chrono::TimeDelta = chrono::TimeDelta::days(15);

impl<T> Once<T> {
    /// The answer to the same request, if it was carried out before. The first thing an attempt does.
    pub async fn replay<E: From<KeyReused>>(
        once: Option<&Self>,
        uow: &mut dyn UnitOfWork,
    ) -> Result<Option<StoredAnswer>, Abort<E>> {
        let Some(once) = once else {
            return Ok(None);
        };
        let before = uow.requests().find(&once.key.scope, &once.key.key).await?;
        let answer = once.answer_of(before);
        answer.map_err(|reused| Abort::Refused(reused.into()))
    }

    /// The answer to the same request, if it was carried out before this was asked. For what is refused without an attempt.
    pub async fn look_back<E: From<StoreError> + From<KeyReused>>(
        &self,
        requests: &dyn RequestQueries,
    ) -> Result<Option<StoredAnswer>, E> {
        let before = requests.completed(&self.key.scope, &self.key.key).await?;
        Ok(self.answer_of(before)?)
    }

    fn answer_of(&self, before: Option<CompletedRequest>) -> Result<Option<StoredAnswer>, KeyReused> {
        match before {
            None => Ok(None),
            Some(before) if before.key.fingerprint == self.key.fingerprint => Ok(Some(before.answer)),
            Some(_) => Err(KeyReused),
        }
    }

    /// Remembers the answer, in the same transaction as what it tells of. The last thing an attempt does.
    pub async fn remember(
        once: Option<&Self>,
        uow: &mut dyn UnitOfWork,
        answer: &T,
        now: Instant,
    ) -> Result<(), StoreError> {
        let Some(once) = once else {
            return Ok(());
        };
        let request = CompletedRequest {
            key: once.key.clone(),
            answer: (once.render)(answer),
            completed_at: now,
            keep_until: now + REMEMBERED,
        };
        uow.requests().complete(&request).await
    }
}

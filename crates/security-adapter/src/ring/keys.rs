use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hexmart_domain::shared::Instant;

use super::{KeyRingError, KnownKey, Secret};
use crate::random::random;

/// The keys of a ring at one moment.
#[derive(Clone)]
pub(crate) struct Keys {
    pub(crate) tokens: Series<TokenKey>,
    pub(crate) fields: Series<FieldKey>,
    pub(crate) index: Arc<Secret>,
}

impl Keys {
    /// The first keys of a new ring.
    pub(super) fn draw(now: Instant) -> Result<Self, KeyRingError> {
        Ok(Self {
            tokens: Series::of(TokenKey::draw(now)?),
            fields: Series::of(FieldKey::draw(1, now)?),
            index: Arc::new(Secret::draw()?),
        })
    }

    /// A new key for tokens, by its name.
    pub(super) fn add_token_key(&mut self, now: Instant) -> Result<String, KeyRingError> {
        let key = TokenKey::draw(now)?;
        let kid = key.kid.clone();
        self.tokens.push(key);
        Ok(kid)
    }

    /// A new key for fields, by its number: one more than the newest, which is never retired, so none comes twice.
    pub(super) fn add_field_key(&mut self, now: Instant) -> Result<u32, KeyRingError> {
        let newest = self.fields.newest().id;
        let id = newest.checked_add(1).ok_or(KeyRingError::Exhausted)?;
        self.fields.push(FieldKey::draw(id, now)?);
        Ok(id)
    }
}

/// Signs access tokens.
pub(crate) struct TokenKey {
    /// Its name in the header of a token.
    pub(crate) kid: String,
    pub(crate) created_at: Instant,
    pub(crate) secret: Secret,
}

impl TokenKey {
    /// The longest name, in characters.
    const LONGEST_KID: usize = 64;

    /// A key with a random name: the key of another shop never passes for one of ours, nor is tried.
    fn draw(now: Instant) -> Result<Self, getrandom::Error> {
        Ok(Self {
            kid: URL_SAFE_NO_PAD.encode(random::<9>()?),
            created_at: now,
            secret: Secret::draw()?,
        })
    }

    /// Whether a text can be a name: it goes into JSON, headers and command lines as it is.
    pub(super) fn is_kid(text: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=Self::LONGEST_KID).contains(&text.len()) && text.bytes().all(plain)
    }
}

/// Seals fields.
pub(crate) struct FieldKey {
    /// Its number in what it sealed.
    pub(crate) id: u32,
    pub(crate) created_at: Instant,
    pub(crate) secret: Secret,
}

impl FieldKey {
    fn draw(id: u32, now: Instant) -> Result<Self, getrandom::Error> {
        Ok(Self {
            id,
            created_at: now,
            secret: Secret::draw()?,
        })
    }
}

/// What a key is found by.
pub(crate) trait Named {
    type Name: PartialEq + ToOwned + ?Sized;

    fn name(&self) -> &Self::Name;
    fn created_at(&self) -> Instant;
}

impl Named for TokenKey {
    type Name = str;

    fn name(&self) -> &str {
        &self.kid
    }

    fn created_at(&self) -> Instant {
        self.created_at
    }
}

impl Named for FieldKey {
    type Name = u32;

    fn name(&self) -> &u32 {
        &self.id
    }

    fn created_at(&self) -> Instant {
        self.created_at
    }
}

/// The keys of one kind: those that still open what they closed, and the newest, which is used for everything new.
pub(crate) struct Series<K> {
    older: Vec<Arc<K>>,
    newest: Arc<K>,
}

impl<K: Named> Series<K> {
    pub(super) fn of(first: K) -> Self {
        Self {
            older: Vec::new(),
            newest: Arc::new(first),
        }
    }

    /// None without a key.
    pub(super) fn from_oldest(keys: Vec<K>) -> Option<Self> {
        let mut keys: Vec<_> = keys.into_iter().map(Arc::new).collect();
        let newest = keys.pop()?;
        Some(Self { older: keys, newest })
    }

    pub(super) fn push(&mut self, key: K) {
        let former = std::mem::replace(&mut self.newest, Arc::new(key));
        self.older.push(former);
    }

    pub(crate) fn newest(&self) -> &Arc<K> {
        &self.newest
    }

    /// From the oldest to the newest.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<K>> {
        self.older.iter().chain([&self.newest])
    }

    pub(crate) fn find(&self, name: &K::Name) -> Option<Arc<K>> {
        self.iter().find(|key| key.name() == name).cloned()
    }

    /// Takes away an older key.
    pub(super) fn retire(&mut self, name: &K::Name) -> Result<(), KeyRingError> {
        if self.newest.name() == name {
            return Err(KeyRingError::InUse);
        }
        let place = self.older.iter().position(|key| key.name() == name);
        self.older.remove(place.ok_or(KeyRingError::Unknown)?);
        Ok(())
    }

    pub(super) fn known(&self) -> Vec<KnownKey<<K::Name as ToOwned>::Owned>> {
        let known = |key: &Arc<K>| KnownKey {
            name: key.name().to_owned(),
            created_at: key.created_at(),
        };
        self.iter().map(known).collect()
    }
}

// A derived one would ask that a key can be copied.
impl<K> Clone for Series<K> {
    fn clone(&self) -> Self {
        Self {
            older: self.older.clone(),
            newest: Arc::clone(&self.newest),
        }
    }
}

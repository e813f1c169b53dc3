//! The key file: JSON that a person can read, order and cut in an emergency.

use std::sync::Arc;

use hexmart_domain::shared::Instant;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::keys::{FieldKey, Keys, Named, Series, TokenKey};
use super::{KeyKind, KeyRingError, Secret, Weakness};

/// The form below. A release that needs another one gives it another number.
const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: u32,
    index_key: Zeroizing<String>,
    /// From the oldest to the newest, as are the field keys.
    token_keys: Vec<TokenEntry>,
    field_keys: Vec<FieldEntry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TokenEntry {
    kid: String,
    created_at: Instant,
    secret: Zeroizing<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldEntry {
    id: u32,
    created_at: Instant,
    secret: Zeroizing<String>,
}

/// One key in the file.
trait Entry {
    type Key: Named;

    fn secret(&self) -> &str;
    fn into_key(self, secret: Secret) -> Self::Key;
}

impl Entry for TokenEntry {
    type Key = TokenKey;

    fn secret(&self) -> &str {
        &self.secret
    }

    fn into_key(self, secret: Secret) -> TokenKey {
        TokenKey {
            kid: self.kid,
            created_at: self.created_at,
            secret,
        }
    }
}

impl Entry for FieldEntry {
    type Key = FieldKey;

    fn secret(&self) -> &str {
        &self.secret
    }

    fn into_key(self, secret: Secret) -> FieldKey {
        FieldKey {
            id: self.id,
            created_at: self.created_at,
            secret,
        }
    }
}

/// The text of a file.
pub(super) fn print(keys: &Keys) -> Result<Zeroizing<Vec<u8>>, KeyRingError> {
    let token = |key: &Arc<TokenKey>| TokenEntry {
        kid: key.kid.clone(),
        created_at: key.created_at,
        secret: key.secret.encode(),
    };
    let field = |key: &Arc<FieldKey>| FieldEntry {
        id: key.id,
        created_at: key.created_at,
        secret: key.secret.encode(),
    };
    let document = Document {
        format: FORMAT,
        index_key: keys.index.encode(),
        token_keys: keys.tokens.iter().map(token).collect(),
        field_keys: keys.fields.iter().map(field).collect(),
    };
    match serde_json::to_vec_pretty(&document) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) => Err(KeyRingError::File(error.into())),
    }
}

/// Reads a file and trusts nothing in it.
pub(super) fn parse(text: &[u8]) -> Result<Keys, KeyRingError> {
    // What serde would say about a value may quote it; where it stands is enough.
    let malformed = |error: serde_json::Error| KeyRingError::Malformed {
        line: error.line(),
        column: error.column(),
    };
    let document: Document = serde_json::from_slice(text).map_err(malformed)?;
    if document.format != FORMAT {
        return Err(KeyRingError::Format {
            found: document.format,
            known: FORMAT,
        });
    }
    let index = secret(&document.index_key, KeyKind::Index, 1)?;
    let tokens = series(KeyKind::Token, document.token_keys, |earlier, key: &TokenKey| {
        TokenKey::is_kid(&key.kid) && earlier.iter().all(|other| other.kid != key.kid)
    })?;
    let fields = series(KeyKind::Field, document.field_keys, |earlier, key: &FieldKey| {
        earlier.last().is_none_or(|last| last.id < key.id)
    })?;
    let keys = Keys {
        tokens,
        fields,
        index: Arc::new(index),
    };
    refuse_reuse(&keys)?;
    Ok(keys)
}

fn secret(text: &str, kind: KeyKind, place: usize) -> Result<Secret, KeyRingError> {
    Secret::decode(text).map_err(|why| KeyRingError::Weak { kind, place, why })
}

/// Turns the entries of one kind into keys, each of which fits behind the earlier ones.
fn series<E: Entry>(
    kind: KeyKind,
    entries: Vec<E>,
    fits: impl Fn(&[E::Key], &E::Key) -> bool,
) -> Result<Series<E::Key>, KeyRingError> {
    let mut keys = Vec::with_capacity(entries.len());
    for (entry, place) in entries.into_iter().zip(1..) {
        let secret = secret(entry.secret(), kind, place)?;
        let key = entry.into_key(secret);
        if !fits(&keys, &key) {
            return Err(KeyRingError::Misnamed { kind, place });
        }
        keys.push(key);
    }
    Series::from_oldest(keys).ok_or(KeyRingError::Incomplete { kind })
}

/// Two keys with one secret are one key: whoever retires the first has retired nothing.
fn refuse_reuse(keys: &Keys) -> Result<(), KeyRingError> {
    let mut seen = vec![keys.index.as_ref()];
    let tokens = keys.tokens.iter().map(|key| &key.secret).zip(1..);
    let fields = keys.fields.iter().map(|key| &key.secret).zip(1..);
    let tokens = tokens.map(|(secret, place)| (secret, KeyKind::Token, place));
    let fields = fields.map(|(secret, place)| (secret, KeyKind::Field, place));
    for (secret, kind, place) in tokens.chain(fields) {
        if seen.contains(&secret) {
            let why = Weakness::Reused;
            return Err(KeyRingError::Weak { kind, place, why });
        }
        seen.push(secret);
    }
    Ok(())
}

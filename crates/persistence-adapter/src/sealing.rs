//! Documents that lie sealed in a column.

use hexmart_application::platform::{Place, Sealed, StoreError, Vault, VaultError};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Seals a document for its place.
pub(crate) fn seal<T: Serialize>(
    vault: &dyn Vault,
    place: Place,
    document: &T,
) -> Result<Vec<u8>, StoreError> {
    let clear = serde_json::to_vec(document).map_err(StoreError::backend)?;
    vault
        .seal(place, &clear)
        .map(|sealed| sealed.0)
        .map_err(StoreError::backend)
}

/// Opens a document. The error never says what is in it.
pub(crate) fn open<T: DeserializeOwned>(
    vault: &dyn Vault,
    place: Place,
    sealed: Vec<u8>,
) -> Result<T, StoreError> {
    let clear = vault
        .open(place, &Sealed(sealed))
        .map_err(|error| unreadable(place, error))?;
    serde_json::from_slice(&clear)
        .map_err(|_wrong| StoreError::corrupt(place.table, "a sealed document of another form"))
}

/// The same contents under the newest key.
pub(crate) fn anew(vault: &dyn Vault, place: Place, old: &Sealed) -> Result<Vec<u8>, StoreError> {
    let clear = vault.open(place, old).map_err(|error| unreadable(place, error))?;
    vault
        .seal(place, &clear)
        .map(|sealed| sealed.0)
        .map_err(StoreError::backend)
}

fn unreadable(place: Place, error: VaultError) -> StoreError {
    StoreError::corrupt(place.table, error.to_string())
}

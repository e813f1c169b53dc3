use async_trait::async_trait;
use hexmart_application::platform::{Reseal, Resealed, StoreError};

use crate::store::Memory;

#[async_trait]
impl Reseal for Memory {
    /// Nothing is sealed in memory, which is no place of rest; so nothing is ever sealed with an old key.
    async fn reseal(&self, _limit: u64) -> Result<Resealed, StoreError> {
        Ok(Resealed {
            done: 0,
            complete: true,
        })
    }
}

//! Every promise of the storage ports, kept in memory.

use hexmart_contracts::{Fixture, storage_contract};

async fn fresh() -> Option<Fixture> {
    Some(Fixture::new(hexmart_memory_adapter::open(), ()))
}

storage_contract!(fresh);

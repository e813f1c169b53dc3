//! Every promise, kept in memory.

use std::sync::Arc;

use hexmart_throttle_adapter::MemoryThrottle;

use crate::given::Asked;
use crate::list::throttle_contract;

async fn fresh() -> Option<Asked> {
    Some(Arc::new(MemoryThrottle::new()))
}

throttle_contract!(fresh);

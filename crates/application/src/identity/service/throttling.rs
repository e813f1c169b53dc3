use std::time::Duration;

use super::super::Caller;
use super::IdentityService;
use crate::platform::{Patience, Rate};

/// How much of what costs somebody something a caller may do.
#[derive(Debug, Clone)]
pub struct IdentitySettings {
    /// Sign-ups from one network.
    pub sign_ups: Rate,
    /// Sign-ins from one network, right or wrong.
    pub sign_ins: Rate,
    /// Codes to one account for one purpose, and passwords reset from one network.
    pub codes: Rate,
    /// Wrong passwords for one account from one network. The network is part of it, so that nobody can keep an owner out
    /// from elsewhere.
    pub misses: Patience,
    /// Where browsers may be sent back to from an identity provider, letter by letter.
    pub redirect_uris: Vec<String>,
}

impl Default for IdentitySettings {
    fn default() -> Self {
        let per_hour = |burst| Rate {
            burst,
            per: Duration::from_hours(1),
        };
        Self {
            sign_ups: per_hour(60),
            sign_ins: Rate {
                burst: 30,
                per: Duration::from_mins(1),
            },
            codes: per_hour(6),
            misses: Patience {
                free: 5,
                window: Duration::from_mins(15),
                first: Duration::from_secs(2),
                longest: Duration::from_mins(15),
            },
            redirect_uris: Vec::new(),
        }
    }
}

impl IdentityService {
    /// Takes one from a network's bucket; a caller without a network is not counted. How long to wait otherwise.
    pub(super) async fn admit(&self, what: &str, caller: &Caller, rate: Rate) -> Result<(), Duration> {
        match &caller.network {
            Some(network) => self.take(&format!("{what}:{network}"), rate).await,
            None => Ok(()),
        }
    }

    /// Takes one from a bucket. How long to wait otherwise.
    pub(super) async fn take(&self, key: &str, rate: Rate) -> Result<(), Duration> {
        let allowance = self.ports.throttle.take(key, 1, rate, self.now()).await;
        if allowance.granted {
            Ok(())
        } else {
            Err(allowance.retry_after)
        }
    }
}

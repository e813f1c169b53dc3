//! What tests begin with.

use std::sync::Arc;

use hexmart_application::media::ObjectKey;
use hexmart_application::platform::Clock;
use hexmart_domain::shared::Instant;
use hexmart_media_adapter::S3Settings;
use hexmart_test_s3::{ACCESS_KEY, BUCKET, REGION, SECRET_KEY};

/// The time of this machine: a server of S3 refuses requests of another.
struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the server under test has no other time"
    )]
    fn now(&self) -> Instant {
        std::time::SystemTime::now().into()
    }
}

pub(crate) fn clock() -> Arc<dyn Clock> {
    Arc::new(SystemClock)
}

/// The test server's bucket, behind any endpoint.
pub(crate) fn settings(endpoint: &str) -> S3Settings {
    S3Settings {
        endpoint: endpoint.to_owned(),
        region: REGION.to_owned(),
        bucket: BUCKET.to_owned(),
        access_key: ACCESS_KEY.to_owned(),
        secret_key: SECRET_KEY.into(),
        path_style: true,
    }
}

pub(crate) fn key(name: &str) -> ObjectKey {
    ObjectKey::parse(name).unwrap()
}

//! [`S3Objects`]: files in a bucket.

mod answer;
mod found;
mod settings;

pub use settings::{BadSetting, S3Settings};

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use hexmart_application::media::{MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectStore, StoredObject};
use hexmart_application::platform::Clock;
use hexmart_http_client::{Bytes, Client, Limits, Request, Response, StatusCode, header};
use jiff::Timestamp;
use rusty_s3::actions::ListObjectsV2;
use rusty_s3::actions::list_objects_v2::ListObjectsV2Response;
use rusty_s3::{Bucket, Credentials, S3Action};

use answer::{failure, garbled, is_no_such_object, trouble};
use found::Found;

/// How patient we are, and the largest file that is read.
const LIMITS: Limits = Limits {
    connect: Duration::from_secs(1),
    exchange: Duration::from_secs(10),
    longest: 512 * 1024 * 1024,
};
/// How long a signature is good for: as far as our clock may be behind the service's.
const SIGNED_FOR: Duration = Duration::from_mins(15);
/// The most names that a service lists at once.
const PAGE: usize = 1_000;

/// Keeps files in a bucket of S3, or of a service that speaks as S3 does.
///
/// - The bucket may be private: each request carries a signature of its own in its URL, which is never logged.
/// - The key needs the rights to get, put and delete objects, and to list the bucket. Without the last, S3 answers 403
///   to the question for a file that is not there, which is a failure here.
/// - Gives up after 1 s without a connection and 10 s without the end of an answer; does not try again by itself.
/// - The bucket must list in the order of names, as all but S3's own directory buckets do.
pub struct S3Objects {
    bucket: Bucket,
    credentials: Credentials,
    http: Client,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for S3Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S3Objects({})", self.bucket.name())
    }
}

impl S3Objects {
    /// Reads the settings; speaks to nobody yet. `clock` dates the requests; S3 refuses those that are 15 minutes off.
    pub fn new(settings: &S3Settings, clock: Arc<dyn Clock>) -> Result<Self, BadSetting> {
        Ok(Self {
            bucket: settings.bucket()?,
            credentials: settings.credentials()?,
            http: Client::new(LIMITS).or(Err(BadSetting {
                setting: "the system's store of certificates",
                expected: "readable",
            }))?,
            clock,
        })
    }

    async fn send<'a, A: S3Action<'a>>(
        &self,
        action: A,
        kind: MediaType,
        body: Vec<u8>,
    ) -> Result<Response<Bytes>, ObjectError> {
        let now = Timestamp::from_microsecond(self.clock.now().timestamp_micros())
            .map_err(|error| ObjectError::Failed(error.to_string()))?;
        let request = Request::builder()
            .method(A::METHOD.to_str())
            .uri(action.sign_with_time(SIGNED_FOR, &now).as_str())
            .header(header::CONTENT_LENGTH, body.len())
            .header(header::CONTENT_TYPE, kind.as_str())
            .body(Bytes::from(body))
            .map_err(|error| ObjectError::Failed(error.to_string()))?;
        self.http.send(request).await.map_err(|error| trouble(&error))
    }

    /// Sends a request without a body.
    async fn ask<'a>(&self, action: impl S3Action<'a>) -> Result<Response<Bytes>, ObjectError> {
        self.send(action, MediaType::Binary, Vec::new()).await
    }

    async fn page(&self, action: ListObjectsV2<'_>) -> Result<ListObjectsV2Response, ObjectError> {
        let answer = self.ask(action).await?;
        if answer.status() != StatusCode::OK {
            return Err(failure("list", &answer));
        }
        let text = str::from_utf8(answer.body()).map_err(garbled)?;
        ListObjectsV2::parse_response(text).map_err(garbled)
    }
}

#[async_trait]
impl ObjectStore for S3Objects {
    async fn put(&self, key: &ObjectKey, media_type: MediaType, bytes: Vec<u8>) -> Result<(), ObjectError> {
        let action = self.bucket.put_object(Some(&self.credentials), key.as_str());
        let answer = self.send(action, media_type, bytes).await?;
        match answer.status() {
            StatusCode::OK => Ok(()),
            _ => Err(failure("put", &answer)),
        }
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError> {
        let action = self.bucket.get_object(Some(&self.credentials), key.as_str());
        let answer = self.ask(action).await?;
        match answer.status() {
            StatusCode::OK => Ok(Some(StoredObject {
                media_type: MediaType::of_name(key.as_str()),
                bytes: answer.into_body().into(),
            })),
            StatusCode::NOT_FOUND if is_no_such_object(&answer) => Ok(None),
            _ => Err(failure("get", &answer)),
        }
    }

    /// One after the other: not every service can delete many at once, and those that can answer for each of them.
    async fn delete(&self, keys: &[ObjectKey]) -> Result<(), ObjectError> {
        for key in keys {
            let action = self.bucket.delete_object(Some(&self.credentials), key.as_str());
            let answer = self.ask(action).await?;
            match answer.status() {
                StatusCode::NO_CONTENT | StatusCode::OK => {}
                StatusCode::NOT_FOUND if is_no_such_object(&answer) => {}
                _ => return Err(failure("delete", &answer)),
            }
        }
        Ok(())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError> {
        let mut found = Found::behind(prefix, after.clone());
        let mut token: Option<String> = None;
        while found.len() < limit {
            let mut action = self.bucket.list_objects_v2(Some(&self.credentials));
            action.with_prefix(prefix);
            action.with_max_keys(PAGE.min(limit - found.len()));
            if let Some(token) = token {
                action.with_continuation_token(token);
            } else if let Some(after) = &after {
                action.with_start_after(after.as_str());
            }
            let page = self.page(action).await?;
            token = page.next_continuation_token;
            found.take(page.contents, token.is_some())?;
            if token.is_none() {
                break;
            }
        }
        Ok(found.first(limit))
    }
}

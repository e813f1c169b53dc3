//! Files that go out in parts, so that nothing is held in memory but one of them.

use std::error::Error;
use std::future::Future;
use std::io;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use actix_web::web::Bytes;
use futures_util::{StreamExt, stream};

use crate::call::Answer;
use crate::problem::Problem;

/// A file in parts: each says where the next one begins, if there is one. What fails at the first is a problem; later, the
/// connection breaks off, so that half a file is not taken for a whole one.
pub(crate) async fn download<At, P, F, E>(media_type: &'static str, name: &str, start: At, part: P) -> Answer
where
    At: 'static,
    P: Fn(At) -> F + 'static,
    F: Future<Output = Result<(String, Option<At>), E>> + 'static,
    E: Into<Problem> + Error + Send + Sync + 'static,
{
    let (first, next) = part(start).await.map_err(Into::into)?;
    let first = stream::iter([Ok(Bytes::from(first))]);
    let rest = stream::try_unfold((next, part), |(at, part)| async move {
        let Some(at) = at else {
            return Ok(None);
        };
        let (text, next) = part(at).await.map_err(broken_off)?;
        Ok::<_, io::Error>(Some((Bytes::from(text), (next, part))))
    });
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.map_err(|error| Problem::internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type)))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .streaming(first.chain(rest)))
}

/// Ends a file that cannot go on.
fn broken_off(error: impl Error + Send + Sync + 'static) -> io::Error {
    tracing::error!(%error, "a file broke off");
    io::Error::other(error)
}

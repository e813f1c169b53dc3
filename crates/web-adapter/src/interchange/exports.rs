//! Files that go out in parts, so that nothing is held in memory but one of them.

use std::future::Future;

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use actix_web::web::Bytes;
use futures_util::stream;
use hexmart_application::interchange::{ExportPart, FileFormat, InterchangeError, RejectsPart};
use hexmart_domain::shared::ProductId;

use super::imports::import_id;
use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::query::Query;
use crate::wire::example;

/// Export products
///
/// All that the caller keeps, in the order of their ids, as a file that an import understands.
#[utoipa::path(get, path = "/commerce/exports/products/", operation_id = "export_products", tag = "interchange",
    params(("format" = Option<String>, Query, description = "`csv` or `ndjson`; `csv` unless said", example = "csv")),
    responses((status = 200, description = "The file.", content((String = "text/csv"), (String = "application/x-ndjson")))))]
pub(crate) async fn products(call: Call) -> Answer {
    let mut query = Query::of(&call.request)?;
    let read = |word: &str| FileFormat::from_word(word).ok_or(Fault::NotOneOf("csv, ndjson"));
    let format = query.optional("format", read).unwrap_or(FileFormat::Csv);
    query.finish_strict()?;
    let (interchange, authority) = (call.state.services.interchange.clone(), call.authority()?);
    let part = move |after: Option<ProductId>| {
        let interchange = interchange.clone();
        async move {
            let ExportPart { text, next } = interchange.export(format, after, authority).await?;
            Ok((text, next.map(Some)))
        }
    };
    download(format, &format!("products.{}", format.as_str()), None, part).await
}

/// Show the rejected rows of an import
#[utoipa::path(get, path = "/commerce/imports/{import_id}/rejects/", operation_id = "import_rejects", tag = "interchange",
    params(("import_id" = String, Path, description = "Which import", example = example::import_id)),
    responses((status = 200, description = "Each with its line, the field to blame and what is wrong with it.",
        body = String, content_type = "text/csv")))]
pub(crate) async fn rejects(call: Call) -> Answer {
    let (id, authority) = (import_id(&call)?, call.authority()?);
    let interchange = call.state.services.interchange.clone();
    let part = move |from: u64| {
        let interchange = interchange.clone();
        async move {
            let RejectsPart { text, next } = interchange.rejects(id, from, authority).await?;
            Ok((text, next))
        }
    };
    download(FileFormat::Csv, "rejects.csv", 0, part).await
}

/// A file in parts: each says where the next one begins, if there is one. What fails at the first is a problem; later, the
/// connection breaks off, so that half a file is not taken for a whole one.
async fn download<At, P, F>(format: FileFormat, name: &str, start: At, part: P) -> Answer
where
    At: 'static,
    P: Fn(At) -> F + 'static,
    F: Future<Output = Result<(String, Option<At>), InterchangeError>> + 'static,
{
    let (first, next) = part(start).await?;
    let first = stream::iter([Ok(Bytes::from(first))]);
    let rest = stream::try_unfold((next, part), |(at, part)| async move {
        let Some(at) = at else {
            return Ok(None);
        };
        let (text, next) = part(at).await.map_err(broken_off)?;
        Ok::<_, std::io::Error>(Some((Bytes::from(text), (next, part))))
    });
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}\""));
    let disposition = disposition.map_err(|error| Problem::internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, HeaderValue::from_static(format.media_type())))
        .insert_header((CONTENT_DISPOSITION, disposition))
        .streaming(futures_util::StreamExt::chain(first, rest)))
}

/// Ends a file that cannot go on.
fn broken_off(error: InterchangeError) -> std::io::Error {
    tracing::error!(%error, "a file broke off");
    std::io::Error::other(error)
}

//! Products and rejected rows, as files.

use hexmart_application::interchange::{ExportPart, FileFormat, InterchangeError, RejectsPart};
use hexmart_domain::shared::ProductId;

use super::imports::import_id;
use crate::body::Fault;
use crate::call::{Answer, Call};
use crate::download::download;
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
            Ok::<_, InterchangeError>((text, next.map(Some)))
        }
    };
    let name = format!("products.{}", format.as_str());
    download(format.media_type(), &name, None, part).await
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
            Ok::<_, InterchangeError>((text, next))
        }
    };
    download(FileFormat::Csv.media_type(), "rejects.csv", 0, part).await
}

use actix_web::HttpMessage;
use actix_web::http::StatusCode;
use hexmart_application::interchange::{FileFormat, ImportOptions, ImportRun, ImportState, UploadedFile};
use hexmart_domain::shared::{ImportId, Instant};
use serde::Serialize;
use utoipa::ToSchema;

use crate::call::{Answer, Call};
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::wire::{self, example, json, located};

/// How an import stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub(crate) struct ImportBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::import_id)]
    id: ImportId,
    /// `waiting`, `running`, `done` or `failed`.
    #[schema(example = "running")]
    state: &'static str,
    /// Why it failed.
    reason: Option<&'a str>,
    /// `csv` or `ndjson`.
    #[schema(example = "csv")]
    format: &'static str,
    dry_run: bool,
    create_categories: bool,
    /// Products that are new.
    #[schema(example = 120)]
    created: u64,
    /// Products that were changed.
    #[schema(example = 30)]
    updated: u64,
    /// Products that were like that already.
    #[schema(example = 850)]
    unchanged: u64,
    /// Products that were refused.
    #[schema(example = 2)]
    rejected: u64,
    /// Where the refused rows are told.
    #[schema(example = "/commerce/imports/IMP01KAFXN1QM4C8N4R2B3M6YQ0ZP/rejects/")]
    rejects: String,
    /// Bytes of the file that are dealt with.
    #[schema(example = 51_200)]
    bytes_done: u64,
    /// Bytes of the file altogether.
    #[schema(example = 102_400)]
    bytes_total: u64,
    /// Lines of the file that are dealt with.
    #[schema(example = 1_002)]
    lines_done: u64,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    /// When it last came further.
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

impl<'a> From<&'a ImportRun> for ImportBody<'a> {
    fn from(run: &'a ImportRun) -> Self {
        Self {
            id: run.id,
            state: run.state.as_str(),
            reason: match &run.state {
                ImportState::Failed { why } => Some(why),
                ImportState::Waiting | ImportState::Running | ImportState::Done => None,
            },
            format: run.format.as_str(),
            dry_run: run.options.dry_run,
            create_categories: run.options.create_categories,
            created: run.counts.created,
            updated: run.counts.updated,
            unchanged: run.counts.unchanged,
            rejected: run.counts.rejected,
            rejects: format!("{}rejects/", path(run.id)),
            bytes_done: run.bytes_done,
            bytes_total: run.bytes_total,
            lines_done: run.lines_done,
            created_at: run.created_at,
            updated_at: run.updated_at,
        }
    }
}

fn path(id: ImportId) -> String {
    format!("/commerce/imports/{id}/")
}

/// The import that the path names.
pub(super) fn import_id(call: &Call) -> Result<ImportId, Problem> {
    call.id("import_id", Code::ImportNotFound)
}

fn format(call: &Call) -> Result<FileFormat, Problem> {
    match call.request.content_type().to_ascii_lowercase().as_str() {
        "text/csv" => Ok(FileFormat::Csv),
        "application/x-ndjson" => Ok(FileFormat::Ndjson),
        _ => Err(Problem::of(Code::UnsupportedMediaType).detail(Phrase::fixed(
            "send Content-Type: text/csv or application/x-ndjson",
            "Content-Type: text/csv 또는 application/x-ndjson을 보내야 합니다",
        ))),
    }
}

fn options(call: &Call) -> Result<ImportOptions, Problem> {
    let mut query = Query::of(&call.request)?;
    let dry_run = query.flag("dry_run").unwrap_or(false);
    let create_categories = query.flag("create_categories").unwrap_or(false);
    query.finish_strict()?;
    Ok(ImportOptions {
        dry_run,
        create_categories,
    })
}

/// Import products
///
/// The body is the file itself, up to 64 MiB: CSV (UTF-8 or CP949) with a header, or one JSON object per line. It is looked
/// through at once and imported in its turn; products are known by their SKU, and made or changed. The same file while it
/// waits or is imported is the same import.
#[utoipa::path(post, path = "/commerce/imports/", operation_id = "import_products", tag = "interchange",
    params(
        ("dry_run" = Option<bool>, Query, description = "Look at everything, and write nothing; false unless said"),
        ("create_categories" = Option<bool>, Query,
            description = "Plant categories that are named and do not exist; false unless said"),
    ),
    request_body(content((String = "text/csv"), (String = "application/x-ndjson")), description = "The file."),
    responses((status = 202, description = "The import, which waits.", body = ImportBody<'_>,
        headers(("Location" = String, description = "Where its progress is shown")))))]
pub(crate) async fn begin(mut call: Call) -> Answer {
    let (format, options) = (format(&call)?, options(&call)?);
    let file = UploadedFile {
        bytes: call.file(UploadedFile::MAX_BYTES).await?.into(),
        format,
        options,
    };
    let (interchange, authority) = (call.state.services.interchange.clone(), call.authority()?);
    let command = async move { interchange.upload(file, authority).await };
    let run = call.state.detached(command).await?;
    let response = json(StatusCode::ACCEPTED, 640, &ImportBody::from(&run))?;
    located(response, &path(run.id))
}

/// Show an import
#[utoipa::path(get, path = "/commerce/imports/{import_id}/", operation_id = "show_import", tag = "interchange",
    params(("import_id" = String, Path, description = "Which import", example = example::import_id)),
    responses((status = 200, description = "How it stands.", body = ImportBody<'_>)))]
pub(crate) async fn show(call: Call) -> Answer {
    let (id, authority) = (import_id(&call)?, call.authority()?);
    let run = call.state.services.interchange.run(id, authority).await?;
    json(StatusCode::OK, 640, &ImportBody::from(&run))
}

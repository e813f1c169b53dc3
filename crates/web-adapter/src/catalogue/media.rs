use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, ETAG, HeaderValue};
use hexmart_application::media::{MediaType, ObjectKey, StoredObject};

use super::etag::is_known;
use super::parts::PictureFile;
use crate::call::{Answer, Call};
use crate::problem::{Code, Problem};

/// What is under a name never changes: a picture in another shape has another name.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// Show a picture
///
/// Its address is in the answers about its product; what is there never changes.
#[utoipa::path(get, path = "/media/pictures/{picture}/{file}", operation_id = "show_picture", tag = "catalogue",
    params(
        ("picture" = String, Path, description = "Which picture", example = "pic01kafxn1qm4c8n4r2b3m6yq0zp"),
        ("file" = String, Path, description = "In which size", example = "medium.jpg"),
    ),
    responses(
        (status = 200, description = "The file.", content((PictureFile = "image/jpeg"), (PictureFile = "image/png")),
            headers(("ETag" = String, description = "For `If-None-Match`"),
                ("Cache-Control" = String, description = "It may be kept for good"))),
        (status = 304, description = "The caller has it already."),
    ))]
pub(crate) async fn show(call: Call) -> Answer {
    let missing = || Problem::of(Code::NotFound);
    let name = format!("pictures/{}/{}", call.segment("picture"), call.segment("file"));
    let key = ObjectKey::parse(name).or(Err(missing()))?;
    let found = call.state.services.objects.get(&key).await?;
    // Nothing but pictures is shown, whatever comes to lie beside them.
    let object = found.filter(|object| object.media_type != MediaType::Binary);
    let StoredObject { media_type, bytes } = object.ok_or_else(missing)?;
    // A name is as good as what is under it.
    let tag = format!("\"{}-{}\"", call.segment("picture"), call.segment("file"));
    let tag = HeaderValue::try_from(tag).or(Err(missing()))?;
    let mut response = if is_known(&call.request, &tag) {
        HttpResponse::NotModified().finish()
    } else {
        HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, HeaderValue::from_static(media_type.as_str())))
            .insert_header((CONTENT_DISPOSITION, HeaderValue::from_static("inline")))
            .body(bytes)
    };
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert(CACHE_CONTROL, FOREVER);
    Ok(response)
}

use actix_web::HttpMessage;
use actix_web::http::StatusCode;
use hexmart_application::catalogue::{NewPicture, PictureOrder};
use hexmart_application::identity::Change;
use hexmart_application::media::MAX_PICTURE_BYTES;
use hexmart_domain::catalogue::{AltText, Picture};
use hexmart_domain::shared::PictureId;
use serde::Serialize;
use utoipa::ToSchema;

use super::parts::{PictureBody, PictureFile, PictureUrls};
use crate::body::{Fault, Form, id, text};
use crate::call::{Answer, Call};
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::query::Query;
use crate::version;
use crate::wire::{example, json, located};

/// What files of pictures are said to be. What they are is seen when they are read.
const TYPES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// Add a picture
///
/// The body is the file itself, up to 10 MiB and 40 megapixels: a JPEG, PNG or WebP picture. It is turned upright, encoded
/// anew in three sizes without anything its camera wrote into it, and comes behind the other pictures of the product.
#[utoipa::path(post, path = "/commerce/products/{product_id}/pictures/", operation_id = "add_picture", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("alt" = Option<String>, Query, description = "What it shows, for those who do not see it", max_length = 255),
    ),
    request_body(content((PictureFile = "image/jpeg"), (PictureFile = "image/png"), (PictureFile = "image/webp")),
        description = "The file."),
    responses((status = 201, description = "The picture.", body = PictureBody<'_>,
        headers(("Location" = String, description = "Where its large size is"),
            ("ETag" = String, description = "The version of the product, for `If-Match`")))))]
pub(crate) async fn add(mut call: Call) -> Answer {
    demand_picture(&call)?;
    let mut query = Query::of(&call.request)?;
    let alt = query.optional("alt", |text| Ok(AltText::parse(text)?));
    query.finish_strict()?;
    let file = call.file(MAX_PICTURE_BYTES).await?;
    let wanted = NewPicture {
        product: call.product_id()?,
        file: file.into(),
        alt,
    };
    let (merchandising, authority) = (call.state.services.merchandising.clone(), call.authority()?);
    let command = async move { merchandising.add_picture(wanted, authority).await };
    let (sheet, picture) = call.state.detached(command).await?;
    let response = json(StatusCode::CREATED, 512, &PictureBody::of(&picture)?)?;
    let response = version::tagged(response, sheet.product.version)?;
    located(response, &PictureUrls::of(&picture)?.large)
}

/// Refuses what does not even say that it is a picture.
pub(crate) fn demand_picture(call: &Call) -> Result<(), Problem> {
    let is_known = TYPES.contains(&call.request.content_type().to_ascii_lowercase().as_str());
    if is_known {
        return Ok(());
    }
    Err(Problem::of(Code::UnsupportedMediaType).detail(Phrase::fixed(
        "send Content-Type: image/jpeg, image/png or image/webp",
        "Content-Type: image/jpeg, image/png, image/webp 중 하나를 보내야 합니다",
    )))
}

/// The pictures that a product keeps, in their order.
#[derive(ToSchema)]
#[schema(as = PictureOrder)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct PictureOrderBody {
    /// Those that are not named are removed.
    #[schema(max_items = 20)]
    pictures: Vec<KeptPicture>,
}

/// A picture that stays.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct KeptPicture {
    #[schema(example = example::picture_id)]
    id: String,
    /// What it shows; left out or null for nothing.
    #[schema(min_length = 1, max_length = 255, example = "흰 이어폰과 충전 케이스")]
    alt: Option<String>,
}

fn read(body: &[u8]) -> Result<Vec<(PictureId, Option<AltText>)>, Problem> {
    let mut form = Form::of(body)?;
    form.demand("pictures");
    let pictures = form.objects("pictures", Picture::MOST, |entry| {
        let id = entry.required("id", id::<hexmart_domain::shared::Picture>);
        let alt = entry.clearable("alt", |raw| Ok(AltText::parse(text(raw)?)?));
        Some((id?, Change::apply_to(alt, None)))
    });
    let named: Vec<_> = pictures.iter().flatten().map(|(id, _)| *id).collect();
    for (place, id) in named.iter().enumerate() {
        if named.iter().take(place).any(|earlier| earlier == id) {
            form.refuse_inside(&format!("pictures/{place}/id"), Fault::Repeated);
        }
    }
    form.finish_strict(pictures)
}

/// The pictures of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct PictureList<'a> {
    /// The main picture first.
    pictures: Vec<PictureBody<'a>>,
}

/// Arrange a product's pictures
///
/// Orders them, says what they show, and removes those that are not named.
#[utoipa::path(put, path = "/commerce/products/{product_id}/pictures/", operation_id = "arrange_pictures", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = PictureOrderBody,
    responses((status = 200, description = "The pictures as they are now.", body = PictureList<'_>,
        headers(("ETag" = String, description = "The version of the product, for `If-Match`")))))]
pub(crate) async fn arrange(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let pictures = read(&body)?;
    let order = PictureOrder {
        product: call.product_id()?,
        expected: version::expected(&call)?,
        pictures,
    };
    let (merchandising, authority) = (call.state.services.merchandising.clone(), call.authority()?);
    let command = async move { merchandising.arrange_pictures(order, authority).await };
    let product = call.state.detached(command).await?.product;
    let pictures = PictureBody::all(&product.pictures)?;
    version::tagged(
        json(StatusCode::OK, 2048, &PictureList { pictures })?,
        product.version,
    )
}

//! Parts of products as answers show them.

use hexmart_application::catalogue::picture_key;
use hexmart_application::media::{ObjectKeyError, RenditionSize};
use hexmart_domain::catalogue::{Attribute, AttributeValue, OptionGroup, OptionValue, Picture};
use hexmart_domain::shared::PictureId;
use rust_decimal::Decimal;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::problem::Problem;
use crate::wire::{self, example};

/// Something about a product that can be compared.
#[derive(Serialize, ToSchema)]
#[schema(as = Attribute)]
pub(crate) struct AttributeBody<'a> {
    #[schema(example = "무게(g)")]
    name: &'a str,
    value: AttributeValueBody<'a>,
}

/// How it is: text, an exact number, or true or false.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = AttributeValue)]
enum AttributeValueBody<'a> {
    Text(&'a str),
    #[schema(value_type = f64)]
    Number(#[serde(serialize_with = "figures")] Decimal),
    Flag(bool),
}

/// Writes all its digits: more than a double may hold.
fn figures<S: Serializer>(number: &Decimal, serializer: S) -> Result<S::Ok, S::Error> {
    let json = RawValue::from_string(number.normalize().to_string());
    json.map_err(serde::ser::Error::custom)?.serialize(serializer)
}

impl<'a> From<&'a Attribute> for AttributeBody<'a> {
    fn from(attribute: &'a Attribute) -> Self {
        Self {
            name: attribute.name.as_str(),
            value: match &attribute.value {
                AttributeValue::Text(text) => AttributeValueBody::Text(text.as_str()),
                AttributeValue::Number(number) => AttributeValueBody::Number(*number),
                AttributeValue::Flag(flag) => AttributeValueBody::Flag(*flag),
            },
        }
    }
}

/// Something to choose.
#[derive(Serialize, ToSchema)]
#[schema(as = ProductOption)]
pub(crate) struct OptionBody<'a> {
    #[schema(example = "색상")]
    name: &'a str,
    /// The choices, in their order.
    #[schema(example = json!(["빨강", "파랑"]))]
    values: Vec<&'a str>,
}

impl<'a> From<&'a OptionGroup> for OptionBody<'a> {
    fn from(option: &'a OptionGroup) -> Self {
        Self {
            name: option.name.as_str(),
            values: words(&option.values),
        }
    }
}

/// Choices as they are written.
pub(crate) fn words(values: &[OptionValue]) -> Vec<&str> {
    values.iter().map(OptionValue::as_str).collect()
}

/// A picture of a product.
#[derive(Serialize, ToSchema)]
#[schema(as = Picture)]
pub(crate) struct PictureBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::picture_id)]
    id: PictureId,
    /// What it shows, for those who do not see it.
    #[schema(example = "흰 이어폰과 충전 케이스")]
    alt: Option<&'a str>,
    /// Of the file that was sent, upright, in pixels.
    #[schema(example = 2_400)]
    width: u32,
    #[schema(example = 1_600)]
    height: u32,
    urls: PictureUrls,
}

/// Where its sizes are; what is there never changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct PictureUrls {
    /// Fits 1,600 by 1,600 pixels.
    #[schema(example = "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/large.jpg")]
    pub(super) large: String,
    /// Fits 400 by 400.
    #[schema(example = "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/medium.jpg")]
    medium: String,
    /// Fits 120 by 120.
    #[schema(example = "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/thumbnail.jpg")]
    thumbnail: String,
}

impl PictureUrls {
    pub(super) fn of(picture: &Picture) -> Result<Self, Problem> {
        let url = |size| {
            let key = picture_key(picture.id, size, picture.is_transparent);
            let key = key.map_err(|error: ObjectKeyError| Problem::internal(error.to_string()))?;
            Ok::<_, Problem>(format!("/media/{}", key.as_str()))
        };
        Ok(Self {
            large: url(RenditionSize::Large)?,
            medium: url(RenditionSize::Medium)?,
            thumbnail: url(RenditionSize::Thumbnail)?,
        })
    }
}

impl<'a> PictureBody<'a> {
    pub(crate) fn of(picture: &'a Picture) -> Result<Self, Problem> {
        Ok(Self {
            id: picture.id,
            alt: picture
                .alt
                .as_ref()
                .map(hexmart_domain::catalogue::AltText::as_str),
            width: picture.width,
            height: picture.height,
            urls: PictureUrls::of(picture)?,
        })
    }

    pub(crate) fn all(pictures: &'a [Picture]) -> Result<Vec<Self>, Problem> {
        pictures.iter().map(Self::of).collect()
    }
}

/// The bytes of a picture.
#[derive(ToSchema)]
#[schema(value_type = String, format = Binary)]
#[expect(dead_code, reason = "a file is documented here and never read as a value")]
pub(crate) struct PictureFile(Vec<u8>);

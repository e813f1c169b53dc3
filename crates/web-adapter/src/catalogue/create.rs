use actix_web::http::StatusCode;
use hexmart_application::catalogue::{CreatedProduct, NewProduct};
use hexmart_domain::catalogue::{Description, Price, ProductName};
use hexmart_domain::shared::{Currency, Instant, ProductId, Quantity};
use serde::Serialize;
use utoipa::ToSchema;

use crate::body::{Form, number, text, whole};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::{self, Number, example, json, located};

/// A wanted product.
#[derive(ToSchema)]
pub(crate) struct CreateProduct {
    /// What it is called, in one line.
    #[schema(value_type = String, min_length = 1, max_length = 255, example = "무선 이어폰")]
    name: ProductName,
    /// What there is to say about it.
    #[schema(value_type = String, min_length = 1, max_length = 20_000, example = "소음 차단 블루투스 이어폰")]
    description: Description,
    /// What one piece costs; at most two decimals.
    #[schema(value_type = f64, exclusive_minimum = 0, maximum = 99_999_999.99, example = 10_000)]
    price: Price,
    /// Pieces it starts with.
    #[schema(value_type = i64, minimum = 0, maximum = 2_147_483_647, example = 100)]
    stock: Quantity,
}

impl CreateProduct {
    fn read(body: &[u8], currency: Currency) -> Result<Self, Problem> {
        let mut form = Form::of_maybe_empty(body)?;
        let name = form.required("name", |raw| Ok(ProductName::parse(text(raw)?)?));
        let description = form.required("description", |raw| Ok(Description::parse(text(raw)?)?));
        let price = form.required("price", |raw| Ok(Price::new(number(raw)?, currency)?));
        let stock = form.required("stock", |raw| Ok(Quantity::try_from(whole(raw)?)?));
        let read = || {
            Some(Self {
                name: name?,
                description: description?,
                price: price?,
                stock: stock?,
            })
        };
        form.finish_lenient(read())
    }
}

/// A product that has just been created.
#[derive(Serialize, ToSchema)]
#[schema(as = CreatedProduct)]
pub(crate) struct CreatedProductBody<'a> {
    #[serde(serialize_with = "wire::id")]
    #[schema(value_type = String, example = example::product_id)]
    id: ProductId,
    #[schema(example = "무선 이어폰")]
    name: &'a str,
    #[schema(example = "소음 차단 블루투스 이어폰")]
    description: &'a str,
    #[schema(value_type = f64, example = 10_000)]
    price: Number,
    #[schema(example = 100)]
    stock_count: i64,
    /// Always null: a new product has no discount.
    #[schema(value_type = Option<f64>)]
    discount_amount: (),
    /// Always null.
    #[schema(value_type = Option<f64>)]
    final_price: (),
    /// What prices are counted in (ISO 4217).
    #[serde(serialize_with = "wire::currency")]
    #[schema(value_type = String, example = "KRW")]
    currency: Currency,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    created_at: Instant,
    #[serde(serialize_with = "wire::instant")]
    #[schema(value_type = String, format = DateTime, example = example::instant)]
    updated_at: Instant,
}

/// Create a product
///
/// The body is read as JSON whatever its content type; unknown fields are ignored.
#[utoipa::path(post, path = "/commerce/products/", operation_id = "create_product", tag = "catalogue",
    request_body = CreateProduct,
    responses((status = 200, description = "The product.", body = CreatedProductBody<'_>,
        headers(("Location" = String, description = "Where it is shown")))))]
pub(crate) async fn create(mut call: Call) -> Answer {
    let body = call.body().await?;
    let wanted = CreateProduct::read(&body, call.state.settings.currency)?;
    let new = NewProduct {
        name: wanted.name,
        description: wanted.description,
        price: wanted.price,
        stock: wanted.stock,
    };
    let (catalogue, authority) = (call.state.services.catalogue.clone(), call.authority()?);
    let command = async move { catalogue.create_product(new, authority).await };
    answer(&call.state.detached(command).await?)
}

fn answer(created: &CreatedProduct) -> Answer {
    let CreatedProduct { product, stock } = created;
    let money = product.price.money();
    let body = CreatedProductBody {
        id: product.id,
        name: product.name.as_str(),
        description: product.description.as_str(),
        price: money.into(),
        stock_count: stock.get(),
        discount_amount: (),
        final_price: (),
        currency: money.currency(),
        created_at: product.created_at,
        updated_at: product.updated_at,
    };
    let response = json(StatusCode::OK, 512, &body)?;
    located(response, &format!("/commerce/products/{}/", product.id))
}

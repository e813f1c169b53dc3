use actix_web::http::StatusCode;
use hexmart_application::catalogue::{CreatedProduct, NewProduct, Particulars};
use hexmart_domain::catalogue::{Description, Lifecycle, ProductName};
use hexmart_domain::shared::{Currency, Instant, ProductId};
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::{NewVariant, attributes, plan, price as price_of, quantity, sku, state, tags};
use super::parts::{AttributeBody, OptionBody};
use crate::body::{Fault, Form, id, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::{self, Number, example, json, located};

/// The states a product can begin in.
const STATES: [Lifecycle; 3] = [Lifecycle::OnSale, Lifecycle::Discontinued, Lifecycle::Private];

/// A wanted product.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct CreateProduct {
    /// What it is called, in one line.
    #[schema(min_length = 1, max_length = 255, example = "무선 이어폰")]
    name: String,
    /// What there is to say about it.
    #[schema(min_length = 1, max_length = 20_000, example = "소음 차단 블루투스 이어폰")]
    description: String,
    /// What one piece costs; at most two decimals.
    #[schema(exclusive_minimum = 0, maximum = 99_999_999.99, example = 10_000)]
    price: f64,
    /// Pieces it starts with. Required, except beside `variants`: those have their own, and it is ignored.
    #[schema(nullable = false, minimum = 0, maximum = 2_147_483_647, example = 100)]
    stock: Option<i64>,
    /// Under which number it is kept, unique per seller without regard to case; its id when nothing is said. Not beside
    /// `variants`, which have their own.
    #[schema(nullable = false, pattern = "^[A-Za-z0-9._/-]{1,64}$", example = "EAR-01")]
    sku: Option<String>,
    /// The category it hangs on.
    #[schema(nullable = false, example = example::category_id)]
    category: Option<String>,
    /// Words it shares with others.
    #[schema(nullable = false, max_items = 30, example = json!(["블루투스"]))]
    tags: Option<Vec<String>>,
    /// What can be compared, each name once.
    #[schema(nullable = false, max_items = 50, value_type = Option<Vec<AttributeBody<'static>>>)]
    attributes: Option<Vec<()>>,
    /// `on_sale` unless said; or `private`, `discontinued`.
    #[schema(nullable = false, example = "on_sale")]
    state: Option<String>,
    /// What can be chosen. Needs `variants`.
    #[schema(nullable = false, max_items = 5, value_type = Option<Vec<OptionBody<'static>>>)]
    options: Option<Vec<()>>,
    /// What is sold: each chooses one value of every option. Needs `options`.
    #[schema(nullable = false, min_items = 1, max_items = 1000)]
    variants: Option<Vec<NewVariant>>,
}

fn read(body: &[u8], currency: Currency) -> Result<NewProduct, Problem> {
    let mut form = Form::of_maybe_empty(body)?;
    let name = form.required("name", |raw| Ok(ProductName::parse(text(raw)?)?));
    let description = form.required("description", |raw| Ok(Description::parse(text(raw)?)?));
    let price = form.required("price", |raw| price_of(raw, currency));
    let has_variants = form.has("options") || form.has("variants");
    let stock = if has_variants {
        Some(form.optional("stock", quantity).unwrap_or_default())
    } else {
        form.required("stock", quantity)
    };
    if has_variants && form.has("sku") {
        form.refuse("sku", Fault::BesideVariants);
    }
    let particulars = Particulars {
        sku: form.optional("sku", sku),
        category: form.optional("category", id),
        tags: tags(&mut form).unwrap_or_default(),
        attributes: attributes(&mut form).unwrap_or_default(),
        lifecycle: form.optional("state", |raw| {
            state(raw, &STATES, "on_sale, discontinued, private")
        }),
        variants: if has_variants {
            plan(&mut form, currency)
        } else {
            None
        },
    };
    let read = || {
        Some(NewProduct {
            name: name?,
            description: description?,
            price: price?,
            stock: stock?,
            particulars,
        })
    };
    form.finish_lenient(read())
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
/// The body is read as JSON whatever its content type; unknown fields are ignored. A product without `options` is its only
/// variant.
#[utoipa::path(post, path = "/commerce/products/", operation_id = "create_product", tag = "catalogue",
    request_body = CreateProduct,
    responses((status = 200, description = "The product.", body = CreatedProductBody<'_>,
        headers(("Location" = String, description = "Where it is shown")))))]
pub(crate) async fn create(mut call: Call) -> Answer {
    let body = call.body().await?;
    let new = read(&body, call.state.settings.currency)?;
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

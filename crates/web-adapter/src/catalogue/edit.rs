use hexmart_application::catalogue::{EditProduct, EditProductError};
use hexmart_application::identity::Change;
use hexmart_domain::catalogue::{Description, EditError, Lifecycle, ProductEdit, ProductName};
use hexmart_domain::shared::Currency;
use utoipa::ToSchema;

use super::fields::{attributes, price, sku, state, tags};
use super::parts::AttributeBody;
use super::sheet::{self, ProductSheetBody};
use crate::body::{Form, id, text};
use crate::call::{Answer, Call};
use crate::language::Phrase;
use crate::problem::{Code, Problem};
use crate::version;
use crate::wire::{example, no_content};

/// The states that can be decided on; deleting and restoring are operations of their own.
const STATES: [Lifecycle; 4] = [
    Lifecycle::OnSale,
    Lifecycle::Discontinued,
    Lifecycle::Private,
    Lifecycle::Blocked,
];

/// What is to be different; what is left out stays.
#[derive(ToSchema)]
#[schema(as = ProductEdit)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct ProductEditBody {
    #[schema(nullable = false, min_length = 1, max_length = 255, example = "무선 이어폰")]
    name: Option<String>,
    #[schema(
        nullable = false,
        min_length = 1,
        max_length = 20_000,
        example = "소음 차단 블루투스 이어폰"
    )]
    description: Option<String>,
    /// What one piece costs; at most two decimals.
    #[schema(
        nullable = false,
        exclusive_minimum = 0,
        maximum = 99_999_999.99,
        example = 10_000
    )]
    price: Option<f64>,
    /// The SKU of the first variant.
    #[schema(nullable = false, pattern = "^[A-Za-z0-9._/-]{1,64}$", example = "EAR-01")]
    sku: Option<String>,
    /// The category it hangs on; null takes it off the tree.
    #[schema(example = example::category_id)]
    category: Option<String>,
    /// All its tags.
    #[schema(nullable = false, max_items = 30, example = json!(["블루투스"]))]
    tags: Option<Vec<String>>,
    /// All its attributes, each name once.
    #[schema(nullable = false, max_items = 50, value_type = Option<Vec<AttributeBody<'static>>>)]
    attributes: Option<Vec<()>>,
    /// `on_sale`, `discontinued`, `private`, or, for staff alone, `blocked`.
    #[schema(nullable = false, example = "private")]
    state: Option<String>,
}

fn read(body: &[u8], currency: Currency) -> Result<ProductEdit, Problem> {
    let mut form = Form::of(body)?;
    if form.is_empty() {
        return Err(Problem::of(Code::InvalidFields).detail(Phrase::fixed(
            "name something to change",
            "변경할 항목이 없습니다",
        )));
    }
    let edit = ProductEdit {
        name: form.optional("name", |raw| Ok(ProductName::parse(text(raw)?)?)),
        description: form.optional("description", |raw| Ok(Description::parse(text(raw)?)?)),
        price: form.optional("price", |raw| price(raw, currency)),
        sku: form.optional("sku", sku),
        category: match form.clearable("category", id) {
            Change::Keep => None,
            Change::Clear => Some(None),
            Change::Set(category) => Some(Some(category)),
        },
        tags: tags(&mut form),
        attributes: attributes(&mut form),
        matrix: None,
        lifecycle: form.optional("state", |raw| {
            state(raw, &STATES, "on_sale, discontinued, private, blocked")
        }),
    };
    form.finish_strict(Some(edit))
}

/// Edit a product
///
/// What the edit changes stands in the history. A deleted product can only be restored.
#[utoipa::path(patch, path = "/commerce/products/{product_id}/", operation_id = "edit_product", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = ProductEditBody,
    responses((status = 200, description = "The changed sheet.", body = ProductSheetBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn edit(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let edit = read(&body, call.state.settings.currency)?;
    let wanted = EditProduct {
        product: call.product_id()?,
        expected: version::expected(&call)?,
        edit,
        variants: None,
    };
    let (merchandising, authority) = (call.state.services.merchandising.clone(), call.authority()?);
    let command = async move { merchandising.edit(wanted, authority).await };
    sheet::answer(&call.state.detached(command).await?)
}

/// Delete a product
///
/// Nobody sees it any more, and it can be restored. One that is deleted already stays so.
#[utoipa::path(delete, path = "/commerce/products/{product_id}/", operation_id = "delete_product", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that nothing unseen is deleted"),
    ),
    responses((status = 204, description = "It is gone.")))]
pub(crate) async fn delete(call: Call) -> Answer {
    let wanted = EditProduct {
        product: call.product_id()?,
        expected: version::expected(&call)?,
        edit: ProductEdit::to(Lifecycle::Deleted),
        variants: None,
    };
    let (merchandising, authority) = (call.state.services.merchandising.clone(), call.authority()?);
    let command = async move {
        match merchandising.edit(wanted, authority).await {
            Ok(_) | Err(EditProductError::Refused(EditError::Deleted)) => Ok(()),
            Err(error) => Err(error),
        }
    };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// Restore a deleted product
///
/// It comes back private, so that nothing is for sale again before somebody has looked at it.
#[utoipa::path(post, path = "/commerce/products/{product_id}/restore/", operation_id = "restore_product", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    responses((status = 200, description = "The sheet of the private product.", body = ProductSheetBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn restore(call: Call) -> Answer {
    let (product, expected) = (call.product_id()?, version::expected(&call)?);
    let (merchandising, authority) = (call.state.services.merchandising.clone(), call.authority()?);
    let command = async move {
        let found = merchandising.sheet(product, authority).await?.product;
        // An edit to private would take off sale what was never deleted.
        if found.lifecycle != Lifecycle::Deleted {
            return Err(Problem::of(Code::NotDeleted));
        }
        let wanted = EditProduct {
            product,
            expected: expected.or(Some(found.version)),
            edit: ProductEdit::to(Lifecycle::Private),
            variants: None,
        };
        Ok(merchandising.edit(wanted, authority).await?)
    };
    sheet::answer(&call.state.detached(command).await?)
}

use hexmart_application::catalogue::{EditProduct, VariantPlan};
use hexmart_domain::catalogue::ProductEdit;
use hexmart_domain::shared::Currency;
use utoipa::ToSchema;

use super::fields::{NewVariant, plan};
use super::parts::OptionBody;
use super::sheet::{self, ProductSheetBody};
use crate::body::Form;
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::version;
use crate::wire::example;

/// The options and variants that a product is to have, all of them.
#[derive(ToSchema)]
#[schema(as = VariantPlan)]
#[expect(
    dead_code,
    reason = "the fields are documented here and read straight into the command"
)]
pub(crate) struct VariantPlanBody {
    /// What can be chosen; empty for a product with nothing to choose, which has one variant.
    #[schema(max_items = 5, value_type = Vec<OptionBody<'static>>)]
    options: Vec<()>,
    /// What is sold: each chooses one value of every option.
    #[schema(min_items = 1, max_items = 1000)]
    variants: Vec<NewVariant>,
}

fn read(body: &[u8], currency: Currency) -> Result<VariantPlan, Problem> {
    let mut form = Form::of(body)?;
    let plan = plan(&mut form, currency);
    form.finish_strict(plan)
}

/// Replace a product's options and variants
///
/// A variant that exists is told by its SKU and keeps its stock; one that has stock cannot be left out. If none has the SKU
/// of the first variant of today, the first one named takes its place and its stock.
#[utoipa::path(put, path = "/commerce/products/{product_id}/variants/", operation_id = "replace_variants", tag = "catalogue",
    params(
        ("product_id" = String, Path, description = "Which product", example = example::product_id),
        ("If-Match" = Option<String>, Header, description = "The ETag that was seen, so that no other change is undone"),
    ),
    request_body = VariantPlanBody,
    responses((status = 200, description = "The changed sheet.", body = ProductSheetBody<'_>,
        headers(("ETag" = String, description = "Its version, for `If-Match`")))))]
pub(crate) async fn replace(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let plan = read(&body, call.state.settings.currency)?;
    let wanted = EditProduct {
        product: call.product_id()?,
        expected: version::expected(&call)?,
        edit: ProductEdit::default(),
        variants: Some(plan),
    };
    let (merchandising, authority) = (call.state.services.merchandising.clone(), call.authority()?);
    let command = async move { merchandising.edit(wanted, authority).await };
    sheet::answer(&call.state.detached(command).await?)
}

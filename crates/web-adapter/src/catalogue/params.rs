use utoipa::IntoParams;

use crate::wire::example;

/// Parameters of every list of products.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the parameters are documented here and read straight into the filter"
)]
pub(crate) struct ListParams {
    /// Only names that contain this, without regard to case
    #[param(max_length = 255, example = "이어폰")]
    product_name: Option<String>,
    /// Only in this category or below it
    #[param(example = example::category_id)]
    category: Option<String>,
    /// Costs at least this after the discount
    #[param(minimum = 0, maximum = 99_999_999.99, example = 10_000)]
    price_min: Option<f64>,
    /// Costs at most this after the discount
    #[param(minimum = 0, maximum = 99_999_999.99, example = 50_000)]
    price_max: Option<f64>,
    /// Whether a piece can be had
    in_stock: Option<bool>,
    /// Whether a discount runs
    on_sale: Option<bool>,
    /// Has this tag, whatever its case
    #[param(max_length = 50, example = "블루투스")]
    tag: Option<String>,
    /// Came into the catalogue at this instant or later
    #[param(example = "2026-11-01")]
    created_after: Option<String>,
    /// Came into the catalogue before this instant
    #[param(example = "2026-12-01T00:00:00Z")]
    created_before: Option<String>,
    /// Only these: ids with commas between them, at most 100
    #[param(example = example::product_id)]
    ids: Option<String>,
    /// `oldest`, `recent`, `price`, `-price` (the dearest first), `discount`, `sales`, `popularity` or `stars`; `oldest` unless
    /// said. Among equals the list goes on by age
    #[param(example = "-price")]
    sort: Option<String>,
    /// Products per page; 30 unless said
    #[param(minimum = 1, maximum = 200)]
    page_size: Option<u64>,
    /// Number of the page; 1 unless said
    #[param(minimum = 1)]
    page_index: Option<u64>,
    /// `page.next_cursor` of the page before, instead of a number; of the same list, with the same filters and order
    cursor: Option<String>,
    /// Whether `page.total` is to say how many there are on all pages
    with_total: Option<bool>,
}

//! Bringing products in.

use std::sync::Arc;

use hexmart_domain::catalogue::{
    EditError, Lifecycle, MatrixError, Price, Product, Sku, Variant, VariantDraft, arrange,
};
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, StockLevel, decide};
use hexmart_domain::shared::{CategoryId, Instant, ItemId, ProductId, Quantity};

use crate::catalogue::{CreateProductError, CreatedProduct, NewProduct, Particulars, VariantPlan};
use crate::marketplace::Authority;
use crate::platform::{Abort, Mint, Store, StoreError, UnitOfWork, transact};

/// Products that are to be written, with the events that open their ledgers.
#[derive(Debug, Default)]
pub(crate) struct Drafts {
    pub(crate) products: Vec<Product>,
    pub(crate) openings: Vec<StockEvent>,
    created: Vec<CreatedProduct>,
}

/// Makes products of what is wanted, in the order given, each with its own id.
pub(super) fn draft(
    products: Vec<NewProduct>,
    authority: Authority,
    mint: &Mint,
) -> Result<Drafts, CreateProductError> {
    let now = mint.now();
    // Ids of one instant differ by chance alone; sorted, they list the products in the order given.
    let mut ids: Vec<_> = products.iter().map(|_| mint.id(now)).collect();
    ids.sort_unstable();
    let mut drafts = Drafts::default();
    for (id, new) in ids.into_iter().zip(products) {
        add(&mut drafts, id, new, authority, mint, now)?;
    }
    Ok(drafts)
}

/// Adds a product with an id of its own to what is to be written.
pub(crate) fn add(
    drafts: &mut Drafts,
    id: ProductId,
    new: NewProduct,
    authority: Authority,
    mint: &Mint,
    now: Instant,
) -> Result<(), CreateProductError> {
    let NewProduct {
        name,
        description,
        price,
        stock,
        particulars,
    } = new;
    let Particulars {
        sku,
        category,
        tags,
        attributes,
        variants,
        lifecycle,
    } = particulars;
    if lifecycle == Some(Lifecycle::Blocked) && matches!(authority, Authority::Seller { .. }) {
        return Err(EditError::StaffOnly.into());
    }
    let plan = variants.unwrap_or_else(|| VariantPlan {
        options: Vec::new(),
        variants: vec![VariantDraft {
            sku: sku.unwrap_or_else(|| Sku::of_id(id)),
            values: Vec::new(),
            price: None,
            stock,
        }],
    });
    arrange(&plan.options, &plan.variants)?;
    check_currency(price, &plan.variants)?;
    let mut product = Product::plain(id, authority.seller(), name, description, price, now);
    product.category = category;
    product.tags = tags;
    product.attributes = attributes;
    product.options = plan.options;
    product.lifecycle = lifecycle.unwrap_or(Lifecycle::OnSale);
    product.variants = Vec::with_capacity(plan.variants.len());
    let mut pieces = 0;
    for (place, draft) in plan.variants.into_iter().enumerate() {
        let item = if place == 0 {
            ItemId::from(id)
        } else {
            mint.id(now)
        };
        pieces += draft.stock.get();
        drafts
            .openings
            .push(opening(item, draft.stock, authority, mint, now)?);
        product.variants.push(Variant {
            item,
            sku: draft.sku,
            values: draft.values,
            price: draft.price,
        });
    }
    drafts.products.push(product.clone());
    drafts.created.push(CreatedProduct {
        product,
        stock: Quantity::try_from(pieces).unwrap_or(Quantity::MAX),
    });
    Ok(())
}

/// Checks that no variant is priced in another currency than the product.
fn check_currency(price: Price, drafts: &[VariantDraft]) -> Result<(), MatrixError> {
    let differs = |own: Price| own.money().currency() != price.money().currency();
    match drafts.iter().position(|draft| draft.price.is_some_and(differs)) {
        Some(variant) => Err(MatrixError::Currency { variant }),
        None => Ok(()),
    }
}

/// The event that opens the ledger of an item at the default location.
pub(crate) fn opening(
    item: ItemId,
    stock: Quantity,
    authority: Authority,
    mint: &Mint,
    now: Instant,
) -> Result<StockEvent, StoreError> {
    let context = StockContext::plain(mint.id(now), authority.user(), now);
    let command = StockCommand::Open(stock);
    decide(
        StockKey::at_default(item),
        &StockLevel::default(),
        command,
        &context,
    )
    .map_err(StoreError::backend)
}

/// Writes drafts, all or none.
pub(super) async fn write(
    store: &dyn Store,
    mut drafts: Drafts,
) -> Result<Vec<CreatedProduct>, CreateProductError> {
    let created = std::mem::take(&mut drafts.created);
    let drafts = Arc::new(drafts);
    transact(store, "create_product", move |uow| {
        let drafts = Arc::clone(&drafts);
        Box::pin(async move {
            let mut categories: Vec<_> = drafts
                .products
                .iter()
                .filter_map(|product| product.category)
                .collect();
            categories.sort_unstable();
            categories.dedup();
            for category in categories {
                if !exists(uow, category).await? {
                    return Err(Abort::Refused(CreateProductError::UnknownCategory));
                }
            }
            uow.products().add(&drafts.products).await?;
            uow.stock().append(&drafts.openings).await?;
            Ok(())
        })
    })
    .await?;
    Ok(created)
}

/// Whether there is such a category.
pub(super) async fn exists(uow: &mut dyn UnitOfWork, category: CategoryId) -> Result<bool, StoreError> {
    uow.categories().exists(category).await
}

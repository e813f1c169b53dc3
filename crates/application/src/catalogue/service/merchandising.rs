use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::{
    Editor, FieldChange, Picture, Product, ProductChange, Variant, VariantDraft, arrange,
};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{Instant, ItemId, ProductId};

use super::picture_files::PictureFiles;
use super::{browsing, creation, pictures};
use crate::catalogue::{
    Browse, BrowseError, CatalogueQueries, EditProduct, EditProductError, Freshness, Merchandising,
    NewPicture, PictureError, PictureOrder, ProductHistory, ProductPage, ProductSheet, VariantPlan,
};
use crate::marketplace::{Authority, Ownership};
use crate::media::{Imaging, ObjectStore};
use crate::platform::{Abort, Mint, Store, StoreError, UnitOfWork, transact};

/// The use cases of those who keep the catalogue.
pub struct MerchandisingService {
    pub(super) store: Arc<dyn Store>,
    pub(super) queries: Arc<dyn CatalogueQueries>,
    pub(super) files: PictureFiles,
    pub(super) freshness: Arc<dyn Freshness>,
    pub(super) mint: Mint,
}

impl fmt::Debug for MerchandisingService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MerchandisingService")
    }
}

impl MerchandisingService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        queries: Arc<dyn CatalogueQueries>,
        imaging: Arc<dyn Imaging>,
        objects: Arc<dyn ObjectStore>,
        freshness: Arc<dyn Freshness>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            queries,
            files: PictureFiles::new(imaging, objects),
            freshness,
            mint,
        }
    }

    /// The sheet as it is now; to somebody whose product it is not there is none.
    pub(super) async fn sheet_for(
        &self,
        product: ProductId,
        authority: Authority,
    ) -> Result<ProductSheet, EditProductError> {
        let found = self.queries.product(product).await?;
        found
            .filter(|(product, _)| authority.covers(owner_of(product)))
            .map(|(product, stock)| ProductSheet { product, stock })
            .ok_or(EditProductError::UnknownProduct)
    }
}

#[async_trait]
impl Merchandising for MerchandisingService {
    async fn sheet(
        &self,
        product: ProductId,
        authority: Authority,
    ) -> Result<ProductSheet, EditProductError> {
        self.sheet_for(product, authority).await
    }

    async fn assortment(&self, mut browse: Browse, authority: Authority) -> Result<ProductPage, BrowseError> {
        if let Authority::Seller { seller, .. } = authority {
            browse.filter.owner = Some(Ownership::Seller(seller));
        }
        browsing::assortment(&*self.queries, browse, self.mint.now()).await
    }

    async fn edit(&self, edit: EditProduct, authority: Authority) -> Result<ProductSheet, EditProductError> {
        let product = edit.product;
        let now = self.mint.now();
        if let Some(plan) = &edit.variants {
            arrange(&plan.options, &plan.variants)?;
        }
        // New variants have their ids before the first attempt, so that every attempt opens the same ledgers.
        let drafts = edit.variants.iter().flat_map(|plan| &plan.variants);
        let items: Arc<Vec<ItemId>> = Arc::new(drafts.map(|_| self.mint.id(now)).collect());
        let (edit, mint) = (Arc::new(edit), self.mint.clone());
        let edited = transact(&*self.store, "edit_product", move |uow| {
            let (edit, items, mint) = (Arc::clone(&edit), Arc::clone(&items), mint.clone());
            Box::pin(async move { attempt(uow, &edit, &items, authority, &mint, now).await })
        })
        .await;
        self.freshness.product_changed(product);
        edited?;
        self.sheet_for(product, authority).await
    }

    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
        authority: Authority,
    ) -> Result<ProductHistory, EditProductError> {
        self.sheet_for(product, authority).await?;
        Ok(self.queries.history(product, field, before, limit).await?)
    }

    async fn add_picture(
        &self,
        picture: NewPicture,
        authority: Authority,
    ) -> Result<(ProductSheet, Picture), PictureError> {
        pictures::add(self, picture, authority).await
    }

    async fn arrange_pictures(
        &self,
        order: PictureOrder,
        authority: Authority,
    ) -> Result<ProductSheet, PictureError> {
        pictures::arrange(self, order, authority).await
    }
}

pub(super) fn owner_of(product: &Product) -> Ownership {
    product.seller.map_or(Ownership::Shop, Ownership::Seller)
}

pub(crate) fn editor(authority: Authority) -> Editor {
    match authority {
        Authority::Shop(_) => Editor::Staff,
        Authority::Seller { .. } => Editor::Owner,
    }
}

/// The product as the attempt finds it, if the authority covers it and nobody changed it since the editor looked.
pub(super) async fn find(
    uow: &mut dyn UnitOfWork,
    product: ProductId,
    expected: Option<i64>,
    authority: Authority,
) -> Result<Product, Abort<EditProductError>> {
    let found = uow.products().find(product).await?;
    let product = found
        .filter(|product| authority.covers(owner_of(product)))
        .ok_or(Abort::Refused(EditProductError::UnknownProduct))?;
    match expected {
        Some(expected) if expected != product.version => Err(Abort::Refused(EditProductError::Outdated {
            version: product.version,
        })),
        _ => Ok(product),
    }
}

/// Writes a changed product and its history.
pub(crate) async fn save_edited(
    uow: &mut dyn UnitOfWork,
    changed: Option<(Product, Vec<FieldChange>)>,
    authority: Authority,
) -> Result<(), StoreError> {
    let Some((next, fields)) = changed else {
        return Ok(());
    };
    let change = ProductChange {
        product: next.id,
        version: next.version,
        actor: authority.user(),
        changed_at: next.updated_at,
        fields,
    };
    uow.products().save(&[next]).await?;
    uow.products().note(&[change]).await
}

async fn attempt(
    uow: &mut dyn UnitOfWork,
    wanted: &EditProduct,
    items: &[ItemId],
    authority: Authority,
    mint: &Mint,
    now: Instant,
) -> Result<(), Abort<EditProductError>> {
    let product = find(uow, wanted.product, wanted.expected, authority).await?;
    if let Some(Some(category)) = wanted.edit.category
        && product.category != Some(category)
        && !creation::exists(uow, category).await?
    {
        return Err(Abort::Refused(EditProductError::UnknownCategory));
    }
    let mut edit = wanted.edit.clone();
    let mut opened = Vec::new();
    if let Some(plan) = &wanted.variants {
        let (variants, new) = fitted(&product, plan, items);
        keep_stocked(uow, &product, &variants).await?;
        for (item, draft) in new {
            opened.push(creation::opening(item, draft.stock, authority, mint, now)?);
        }
        edit.matrix = Some((plan.options.clone(), variants));
    }
    let changed = product
        .edit(edit, editor(authority), now)
        .map_err(|refusal| Abort::Refused(refusal.into()))?;
    save_edited(uow, changed, authority).await?;
    if !opened.is_empty() {
        uow.stock().append(&opened).await?;
    }
    Ok(())
}

/// The variants of a plan with their items: known SKUs keep theirs, and the product's own item always stays in use. Also
/// which of them are new.
pub(crate) fn fitted<'a>(
    product: &Product,
    plan: &'a VariantPlan,
    items: &[ItemId],
) -> (Vec<Variant>, Vec<(ItemId, &'a VariantDraft)>) {
    let own = ItemId::from(product.id);
    let known: HashMap<_, _> = product
        .variants
        .iter()
        .map(|variant| (variant.sku.key(), variant.item))
        .collect();
    let known_to_us = |draft: &VariantDraft| known.get(&draft.sku.key()).copied();
    let keeps_own = plan.variants.iter().any(|draft| known_to_us(draft) == Some(own));
    // Who is known keeps what is theirs; only when nobody is new the first one must give it up.
    let heir = plan
        .variants
        .iter()
        .position(|draft| known_to_us(draft).is_none());
    let heir = heir.unwrap_or_default();
    let mut new = Vec::new();
    let mut variants: Vec<_> = plan
        .variants
        .iter()
        .zip(items)
        .enumerate()
        .map(|(place, (draft, item))| {
            let takes_over = place == heir && !keeps_own;
            let item = match known_to_us(draft) {
                _ if takes_over => own,
                Some(known) => known,
                None => {
                    new.push((*item, draft));
                    *item
                }
            };
            Variant {
                item,
                sku: draft.sku.clone(),
                values: draft.values.clone(),
                price: draft.price,
            }
        })
        .collect();
    // The product's own item comes first, whatever the order of the plan.
    variants.sort_by_key(|variant| variant.item != own);
    (variants, new)
}

/// Refuses to let a variant go that has stock. One goes, too, when another that was there before takes its item: what lay
/// under one number is never found under another that had its own.
pub(crate) async fn keep_stocked(
    uow: &mut dyn UnitOfWork,
    product: &Product,
    variants: &[Variant],
) -> Result<(), Abort<EditProductError>> {
    let was_another = |next: &Variant| {
        let before = product.variants.iter().find(|before| before.sku == next.sku);
        before.is_some_and(|before| before.item != next.item)
    };
    let stays = |variant: &&Variant| {
        variants
            .iter()
            .any(|next| next.item == variant.item && !was_another(next))
    };
    for leaving in product.variants.iter().filter(|variant| !stays(variant)) {
        let level = uow.stock().level(StockKey::at_default(leaving.item)).await?;
        if level.is_some_and(|level| level.on_hand.get() > 0) {
            let sku = leaving.sku.as_str().to_owned();
            return Err(Abort::Refused(EditProductError::VariantInStock { sku }));
        }
    }
    Ok(())
}

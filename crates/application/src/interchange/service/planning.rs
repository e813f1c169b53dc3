//! What is to become of a batch, from what is stored: reads, and writes nothing.

use std::collections::{BTreeSet, HashSet};

use hexmart_domain::catalogue::{EditError, Product, ProductChange};
use hexmart_domain::inventory::{StockCommand, StockContext, StockEvent, StockKey, StockLevel, decide};
use hexmart_domain::pricing::{Discount, DiscountTerms};
use hexmart_domain::shared::{CategoryId, Instant, ItemId, ProductId, Quantity, SellerId, StockDelta};

use super::checking::Checked;
use super::drafting;
use super::stored::Stored;
use super::tree::Tree;
use crate::catalogue::{Drafts, add_draft, editor, fitted, keep_stocked, opening};
use crate::interchange::{ImportCounts, RecordFault, Reject};
use crate::marketplace::Authority;
use crate::platform::{Abort, Mint, StoreError, UnitOfWork};

/// On whose authority, for whom, and how.
#[derive(Debug, Clone)]
pub(super) struct Terms {
    pub(super) authority: Authority,
    /// Whose products are that do not say.
    pub(super) seller: Option<SellerId>,
    pub(super) create_categories: bool,
    /// Whether new products keep their ids.
    pub(super) moves_in: bool,
    pub(super) mint: Mint,
}

/// What is to be written for a batch.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Set when a record names a category.
    pub(super) tree: Option<Tree>,
    /// The categories that must be there still.
    pub(super) categories: BTreeSet<CategoryId>,
    pub(super) drafts: Drafts,
    pub(super) edited: Vec<Product>,
    pub(super) changes: Vec<ProductChange>,
    pub(super) events: Vec<StockEvent>,
    pub(super) discounts: Vec<Discount>,
    pub(super) rejects: Vec<Reject>,
    pub(super) counts: ImportCounts,
}

/// Plans a batch, of which some records were refused already.
pub(super) async fn plan(
    uow: &mut dyn UnitOfWork,
    batch: &[Result<Checked, Reject>],
    terms: &Terms,
) -> Result<Plan, StoreError> {
    let now = terms.mint.now();
    let mut plan = Plan::default();
    if batch.iter().flatten().any(|record| record.category.is_some()) {
        let forest = uow.categories().forest().await?;
        plan.tree = Some(Tree::new(forest, terms.create_categories));
    }
    let stored = Stored::find(uow, batch, terms).await?;
    // Ids of one instant differ by chance alone; sorted, they list the products in the order of the file.
    let mut ids: Vec<_> = batch.iter().map(|_| terms.mint.id(now)).collect();
    ids.sort_unstable();
    for (record, id) in batch.iter().zip(ids) {
        let record = match record {
            Ok(record) => record,
            Err(reject) => {
                plan.reject(reject.clone());
                continue;
            }
        };
        let planned = match stored.owner_of(record, terms) {
            Err(fault) => Err(Abort::Refused(fault)),
            Ok(seller) => match stored.product_of(record, seller, terms) {
                Err(fault) => Err(Abort::Refused(fault)),
                Ok(None) => plan
                    .create(record, id, seller, terms, now)
                    .map_err(Abort::Refused),
                Ok(Some(product)) => plan.update(uow, record, product, terms, now).await,
            },
        };
        match planned {
            Ok(()) => {}
            Err(Abort::Refused(fault)) => plan.reject(record.rejected(fault)),
            Err(Abort::Store(error)) => return Err(error),
        }
    }
    Ok(plan)
}

impl Plan {
    fn reject(&mut self, reject: Reject) {
        self.rejects.push(reject);
        self.counts.rejected += 1;
    }

    /// The category that the record names; none for nowhere, and when it names none.
    fn category(
        &mut self,
        record: &Checked,
        terms: &Terms,
        now: Instant,
    ) -> Result<Option<CategoryId>, RecordFault> {
        let (Some(wish), Some(tree)) = (&record.category, &mut self.tree) else {
            return Ok(None);
        };
        tree.resolve(wish, &terms.mint, now)
    }

    fn create(
        &mut self,
        record: &Checked,
        id: ProductId,
        seller: Option<SellerId>,
        terms: &Terms,
        now: Instant,
    ) -> Result<(), RecordFault> {
        let category = self.category(record, terms, now)?;
        let new = drafting::new_product(record, category, terms.authority)?;
        let id = record.id.filter(|_| terms.moves_in).unwrap_or(id);
        add_draft(&mut self.drafts, id, new, terms.authority, &terms.mint, now)
            .map_err(|error| RecordFault::new("variants", &error))?;
        // Products of the shop may be those of its sellers.
        if let Some(product) = self.drafts.products.last_mut() {
            product.seller = seller;
            product.created_at = record.created_at.filter(|_| terms.moves_in).unwrap_or(now);
            if let Some(discount) = record.discount {
                product.discount = Some(discount);
                self.discounts
                    .push(first_discount(product.id, discount, terms, now));
            }
        }
        self.categories.extend(category);
        self.counts.created += 1;
        Ok(())
    }

    async fn update(
        &mut self,
        uow: &mut dyn UnitOfWork,
        record: &Checked,
        product: &Product,
        terms: &Terms,
        now: Instant,
    ) -> Result<(), Abort<RecordFault>> {
        let category = self.category(record, terms, now).map_err(Abort::Refused)?;
        let mut edit = drafting::edit(record, product, category).map_err(Abort::Refused)?;
        let mut opened = Vec::new();
        if let Some(plan) = drafting::variant_plan(record, Some(product)).map_err(Abort::Refused)? {
            let items: Vec<ItemId> = plan.variants.iter().map(|_| terms.mint.id(now)).collect();
            let (variants, new) = fitted(product, &plan, &items);
            keep_stocked(uow, product, &variants)
                .await
                .map_err(|error| refused("variants", error))?;
            for (item, draft) in new {
                opened.push(opening(item, draft.stock, terms.authority, &terms.mint, now)?);
            }
            edit.matrix = Some((plan.options, variants));
        }
        let changed = product
            .edit(edit, editor(terms.authority), now)
            .map_err(|error| Abort::Refused(RecordFault::new(blamed(error), &error)))?;
        let as_edited = changed.as_ref().map_or(product, |(next, _)| next);
        let new: HashSet<_> = opened.iter().map(|event| event.key.item).collect();
        let mut events = opened;
        for (item, wanted) in stock_wishes(record, as_edited).map_err(Abort::Refused)? {
            if !new.contains(&item) {
                events.extend(moved(uow, item, wanted, terms, now).await?);
            }
        }
        if changed.is_none() && events.is_empty() {
            self.counts.unchanged += 1;
            return Ok(());
        }
        self.counts.updated += 1;
        self.events.append(&mut events);
        if let Some((next, fields)) = changed {
            self.categories.extend(category);
            self.changes.push(ProductChange {
                product: next.id,
                version: next.version,
                actor: terms.authority.user(),
                changed_at: now,
                fields,
            });
            self.edited.push(next);
        }
        Ok(())
    }
}

/// A discount that another shop set. One that a product has here is left alone: it was set later.
fn first_discount(product: ProductId, terms_of: DiscountTerms, terms: &Terms, now: Instant) -> Discount {
    Discount {
        id: terms.mint.id(now),
        product,
        version: 1,
        terms: terms_of,
        created_at: now,
    }
}

/// The field that is to blame for an edit that is refused as a whole.
const fn blamed(error: EditError) -> &'static str {
    match error {
        EditError::StaffOnly | EditError::Deleted => "state",
        EditError::Currency => "currency",
    }
}

fn refused<E: std::fmt::Display>(field: &str, error: Abort<E>) -> Abort<RecordFault> {
    match error {
        Abort::Store(error) => Abort::Store(error),
        Abort::Refused(error) => Abort::Refused(RecordFault::new(field, &error)),
    }
}

/// The pieces that are to lie of each item.
fn stock_wishes(record: &Checked, product: &Product) -> Result<Vec<(ItemId, Quantity)>, RecordFault> {
    let own = record.stock.map(|stock| (ItemId::from(product.id), stock));
    let mut wishes: Vec<_> = own.into_iter().collect();
    for (place, wish) in record.variants.iter().enumerate() {
        let Some(variant) = product.variants.iter().find(|variant| variant.sku == wish.sku) else {
            let field = format!("variants[{place}].sku");
            return Err(RecordFault::new(
                field,
                "the product has no such variant, and no options are given",
            ));
        };
        wishes.extend(wish.stock.map(|stock| (variant.item, stock)));
    }
    Ok(wishes)
}

/// The event that makes the stock of an item what it should be, if it is not.
async fn moved(
    uow: &mut dyn UnitOfWork,
    item: ItemId,
    wanted: Quantity,
    terms: &Terms,
    now: Instant,
) -> Result<Option<StockEvent>, Abort<RecordFault>> {
    let key = StockKey::at_default(item);
    let level = uow.stock().level(key).await?;
    let (level, command) = match level {
        None => (StockLevel::default(), StockCommand::Open(wanted)),
        Some(level) if level.on_hand == wanted => return Ok(None),
        Some(level) => {
            let change = StockDelta::try_from(wanted.get() - level.on_hand.get());
            let change = change.map_err(|error| Abort::Refused(RecordFault::new("stock", &error)))?;
            (level, StockCommand::Adjust(change))
        }
    };
    let context = StockContext::plain(terms.mint.id(now), terms.authority.user(), now);
    let event = decide(key, &level, command, &context)
        .map_err(|refusal| Abort::Refused(RecordFault::new("stock", &refusal)))?;
    Ok(Some(event))
}

use std::collections::BTreeSet;
use std::ops::Bound;

use async_trait::async_trait;
use hexmart_application::catalogue::{
    CatalogueQueries, ListFilter, ListSort, Mark, ProductCard, ProductDetail, ProductHistory, VariantStock,
    Window,
};
use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::StoreError;
use hexmart_application::search::SearchDocument;
use hexmart_domain::catalogue::{Forest, Lifecycle, Product, ProductChange};
use hexmart_domain::shared::{Instant, PictureId, ProductId, UserId};

use super::ProductRow;
use crate::store::Memory;
use crate::tables::Tables;
use crate::{to_u64, to_usize};

#[async_trait]
impl CatalogueQueries for Memory {
    async fn browse(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        window: Window,
        now: Instant,
    ) -> Result<Vec<ProductCard>, StoreError> {
        let tables = self.shared.read();
        let stretch = tables.stretch(filter, sort, window, now);
        Ok(stretch.map(|(mark, row)| tables.card(row, mark, now)).collect())
    }

    async fn place(
        &self,
        filter: &ListFilter,
        sort: ListSort,
        skip: u64,
        now: Instant,
    ) -> Result<Option<Mark>, StoreError> {
        let tables = self.shared.read();
        let list = tables.list(filter, sort, now);
        Ok(list.get(to_usize(skip)).map(|(mark, _)| *mark))
    }

    async fn total(&self, filter: &ListFilter, now: Instant) -> Result<u64, StoreError> {
        let tables = self.shared.read();
        Ok(to_u64(tables.list(filter, ListSort::Oldest, now).len()))
    }

    async fn detail(
        &self,
        product: ProductId,
        viewer: Option<UserId>,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let tables = self.shared.read();
        let row = tables.products.get(&product);
        let public = row.filter(|row| row.product.lifecycle.is_public());
        Ok(public.map(|row| tables.detail(row, viewer, now)))
    }

    async fn owner(&self, product: ProductId) -> Result<Option<Ownership>, StoreError> {
        let tables = self.shared.read();
        let row = tables.products.get(&product);
        let row = row.filter(|row| row.product.lifecycle != Lifecycle::Deleted);
        Ok(row.map(|row| row.owner()))
    }

    async fn product(&self, id: ProductId) -> Result<Option<(Product, Vec<VariantStock>)>, StoreError> {
        let tables = self.shared.read();
        Ok(tables.products.get(&id).map(|row| tables.sheet(row)))
    }

    async fn history(
        &self,
        product: ProductId,
        field: Option<&'static str>,
        before: Option<i64>,
        limit: u64,
    ) -> Result<ProductHistory, StoreError> {
        let tables = self.shared.read();
        let newer = (product, before.unwrap_or(i64::MAX));
        let changes = tables.changes.range((product, 0)..newer).rev();
        let mut wanted = changes.filter_map(|(_, change)| of_field(change, field));
        let changes = wanted.by_ref().take(to_usize(limit)).collect();
        let more = wanted.next().is_some();
        Ok(ProductHistory { changes, more })
    }

    async fn forest(&self) -> Result<Forest, StoreError> {
        Ok(self.shared.read().forest())
    }

    async fn documents(
        &self,
        products: &[ProductId],
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        let tables = self.shared.read();
        let rows = products.iter().filter_map(|product| tables.products.get(product));
        let listed = rows.filter(|row| row.product.lifecycle.is_listed());
        Ok(listed.map(|row| tables.document(row, now)).collect())
    }

    async fn documents_after(
        &self,
        after: Option<ProductId>,
        limit: u64,
        now: Instant,
    ) -> Result<Vec<SearchDocument>, StoreError> {
        let tables = self.shared.read();
        let rows = tables.rows_after(after);
        let listed = rows.filter(|row| row.product.lifecycle.is_listed());
        let page = listed.take(to_usize(limit));
        Ok(page.map(|row| tables.document(row, now)).collect())
    }

    async fn products_after(
        &self,
        owner: Option<Ownership>,
        after: Option<ProductId>,
        limit: u64,
    ) -> Result<Vec<(Product, Vec<VariantStock>)>, StoreError> {
        let tables = self.shared.read();
        let rows = tables.rows_after(after);
        let kept = rows.filter(|row| row.product.lifecycle != Lifecycle::Deleted);
        let own = kept.filter(|row| owner.is_none_or(|owner| owner == row.owner()));
        Ok(own.take(to_usize(limit)).map(|row| tables.sheet(row)).collect())
    }

    async fn pictures_in_use(&self, pictures: &[PictureId]) -> Result<Vec<PictureId>, StoreError> {
        let tables = self.shared.read();
        let rows = tables.products.values();
        let reviews = tables.reviews.values();
        let of_reviews = reviews.filter_map(|review| Some(review.picture.as_ref()?.id));
        let in_use: BTreeSet<_> = rows
            .flat_map(|row| &row.product.pictures)
            .map(|picture| picture.id)
            .chain(of_reviews)
            .collect();
        let pictures = pictures.iter().copied();
        Ok(pictures.filter(|picture| in_use.contains(picture)).collect())
    }
}

impl Tables {
    /// The products behind one, in the order of their ids.
    fn rows_after(&self, after: Option<ProductId>) -> impl Iterator<Item = &ProductRow> {
        let start = after.map_or(Bound::Unbounded, Bound::Excluded);
        let rows = self.products.range((start, Bound::Unbounded));
        rows.map(|(_, row)| &**row)
    }
}

/// A change as far as it is about a field, if one is named; none when it is not.
fn of_field(change: &ProductChange, field: Option<&'static str>) -> Option<ProductChange> {
    let mut change = change.clone();
    change
        .fields
        .retain(|changed| field.is_none_or(|field| changed.field == field));
    (!change.fields.is_empty()).then_some(change)
}

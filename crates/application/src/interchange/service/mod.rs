//! The use cases of products in bulk.

mod checking;
mod drafting;
mod exporting;
mod importing;
mod planning;
mod stored;
mod tree;
mod worker;
mod writing;

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::Sku;
use hexmart_domain::shared::{ImportId, ProductId};

use super::rejects::{StoredRejects, file_key};
use super::{
    ExportPart, FileFormat, ImportQueries, ImportRun, Interchange, InterchangeError, ProductFormats,
    RejectsPart, UploadedFile,
};
use crate::catalogue::CatalogueQueries;
use crate::marketplace::{Authority, Ownership};
use crate::media::{MediaType, ObjectStore};
use crate::platform::StoreError;
use tree::Names;

pub use importing::{ImportOrder, ImportWatcher, Importer};
pub use worker::{ImportWorker, import_jobs};

#[cfg(any(test, feature = "testing"))]
pub use importing::MockImportWatcher;

/// Products that are exported together.
const EXPORTED: u64 = 500;

/// The use cases of callers from afar.
pub struct InterchangeService {
    importer: Importer,
    imports: Arc<dyn ImportQueries>,
    catalogue: Arc<dyn CatalogueQueries>,
    formats: Arc<dyn ProductFormats>,
    objects: Arc<dyn ObjectStore>,
}

impl fmt::Debug for InterchangeService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InterchangeService")
    }
}

impl InterchangeService {
    /// Joins the ports.
    pub fn new(
        importer: Importer,
        imports: Arc<dyn ImportQueries>,
        catalogue: Arc<dyn CatalogueQueries>,
        formats: Arc<dyn ProductFormats>,
        objects: Arc<dyn ObjectStore>,
    ) -> Self {
        Self {
            importer,
            imports,
            catalogue,
            formats,
            objects,
        }
    }
}

#[async_trait]
impl Interchange for InterchangeService {
    async fn upload(&self, file: UploadedFile, authority: Authority) -> Result<ImportRun, InterchangeError> {
        if file.bytes.len() > UploadedFile::MAX_BYTES {
            return Err(InterchangeError::TooLarge);
        }
        let order = ImportOrder {
            file: self.formats.open(file.format, file.bytes.clone()).await?,
            authority,
            seller: authority.seller(),
            options: file.options,
            batch: worker::BATCH,
            moves_in: false,
        };
        let fingerprint = order.file.survey().fingerprint;
        let unfinished = self.imports.unfinished(fingerprint, order.seller, true).await?;
        if let Some(run) = unfinished.filter(|run| run.options == file.options) {
            return Ok(run);
        }
        // The file first: a run without one could not be done, a file without a run is swept.
        let run = self.importer.new_run(&order, true);
        self.objects
            .put(&file_key(run.id)?, MediaType::Binary, file.bytes)
            .await?;
        Ok(self.importer.begin(run).await?)
    }

    async fn run(&self, id: ImportId, authority: Authority) -> Result<ImportRun, InterchangeError> {
        let run = self.imports.run(id).await?;
        let owner = |run: &ImportRun| run.seller.map_or(Ownership::Shop, Ownership::Seller);
        run.filter(|run| authority.covers(owner(run)))
            .ok_or(InterchangeError::UnknownImport)
    }

    async fn rejects(
        &self,
        id: ImportId,
        from: u64,
        authority: Authority,
    ) -> Result<RejectsPart, InterchangeError> {
        let run = self.run(id, authority).await?;
        let rejects = StoredRejects::of(id, Arc::clone(&self.objects), Arc::clone(&self.formats));
        let part = rejects.part(from, run.rejects_bytes).await?;
        Ok(match part {
            Some((text, next)) => RejectsPart {
                text,
                next: (next < run.rejects_bytes).then_some(next),
            },
            None if from == 0 => RejectsPart {
                text: self.formats.rejects_header(),
                next: None,
            },
            None => RejectsPart {
                text: String::new(),
                next: None,
            },
        })
    }

    async fn product_of_sku(&self, sku: &str) -> Result<Option<ProductId>, StoreError> {
        let Ok(sku) = Sku::parse(sku) else {
            return Ok(None);
        };
        let found = self.importer.products_of(sku.clone()).await?;
        let own = found
            .iter()
            .find(|product| product.principal().is_some_and(|first| first.sku == sku));
        Ok(own.map(|product| product.id))
    }

    async fn export(
        &self,
        format: FileFormat,
        after: Option<ProductId>,
        authority: Authority,
    ) -> Result<ExportPart, InterchangeError> {
        let owner = authority.seller().map(Ownership::Seller);
        let products = self.catalogue.products_after(owner, after, EXPORTED).await?;
        let is_full = u64::try_from(products.len()).is_ok_and(|count| count == EXPORTED);
        let next = products.last().map(|(product, _)| product.id).filter(|_| is_full);
        let mut text = if after.is_none() {
            self.formats.header(format)
        } else {
            String::new()
        };
        let forest = self.catalogue.forest().await?;
        let names = Names::of(&forest);
        let records: Vec<_> = products
            .iter()
            .map(|(product, stock)| exporting::record(product, stock, &forest, &names))
            .collect();
        text.push_str(&self.formats.lines(format, &records));
        Ok(ExportPart { text, next })
    }
}

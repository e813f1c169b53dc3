use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use chrono::DateTime;
use hexmart_application::catalogue::AlwaysFresh;
use hexmart_application::interchange::{
    FileFault, FileFormat, ImportOptions, ImportOrder, ImportRun, ImportWatcher, Importer, InterchangeError,
    InterchangeService, ProductFile, ProductFormats, Reject, RejectLog,
};
use hexmart_application::marketplace::Authority;
use hexmart_application::media::{MediaType, ObjectError, ObjectInfo, ObjectKey, ObjectStore, StoredObject};
use hexmart_application::platform::{Clock, Entropy, Mint, Storage};
use hexmart_domain::catalogue::{Product, Sku};
use hexmart_domain::inventory::StockKey;
use hexmart_domain::shared::{Currency, Instant};
use hexmart_interchange_adapter::Formats;

/// A shop in memory.
pub(crate) struct Shop {
    pub(crate) storage: Storage,
    pub(crate) objects: Arc<dyn ObjectStore>,
    pub(crate) mint: Mint,
}

/// A clock that goes on by a microsecond each time, and dice that count.
struct Ticking(AtomicU64);

impl Clock for Ticking {
    fn now(&self) -> Instant {
        let ticks = i64::try_from(self.0.fetch_add(1, Ordering::SeqCst)).unwrap();
        DateTime::from_timestamp_micros(1_790_000_000_000_000 + ticks).unwrap()
    }
}

impl Entropy for Ticking {
    fn bytes(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&self.0.fetch_add(1, Ordering::SeqCst).to_be_bytes());
        bytes
    }

    fn secret(&self) -> [u8; 32] {
        let mut secret = [0; 32];
        secret[..10].copy_from_slice(&self.bytes());
        secret
    }
}

/// How many shops were opened: no two have an id in common.
static SHOPS: AtomicU64 = AtomicU64::new(0);

impl Shop {
    pub(crate) fn open() -> Self {
        let first = 1 + SHOPS.fetch_add(1, Ordering::SeqCst) * 1_000_000;
        let ticking = Arc::new(Ticking(AtomicU64::new(first)));
        Self {
            storage: hexmart_memory_adapter::open(),
            objects: Arc::new(Shelf::default()),
            mint: Mint::new(ticking.clone(), ticking),
        }
    }

    pub(crate) fn importer(&self) -> Importer {
        Importer::new(
            self.storage.store.clone(),
            self.storage.imports.clone(),
            Arc::new(AlwaysFresh),
            Currency::KRW,
            self.mint.clone(),
        )
    }

    pub(crate) fn service(&self) -> InterchangeService {
        InterchangeService::new(
            self.importer(),
            self.storage.imports.clone(),
            self.storage.catalogue.clone(),
            Arc::new(Formats),
            self.objects.clone(),
        )
    }

    /// Imports a text for the shop; answers the run and what was rejected.
    pub(crate) async fn import(&self, format: FileFormat, text: &str) -> (ImportRun, Vec<Reject>) {
        self.import_with(format, text, ImportOptions::default()).await
    }

    pub(crate) async fn import_with(
        &self,
        format: FileFormat,
        text: &str,
        options: ImportOptions,
    ) -> (ImportRun, Vec<Reject>) {
        let order = order(opened(format, text.as_bytes()).await.unwrap(), options);
        let mut kept = Kept::default();
        let run = self.importer().import(&order, &mut kept, &mut Unwatched).await;
        (run.unwrap(), kept.0)
    }

    /// The product of a SKU, and the pieces that lie there of its variants.
    pub(crate) async fn product(&self, sku: &str) -> Option<(Product, Vec<i64>)> {
        let all = self
            .storage
            .catalogue
            .products_after(None, None, 10_000)
            .await
            .unwrap();
        let sku = Sku::parse(sku).unwrap();
        let found = all
            .into_iter()
            .find(|(product, _)| product.principal().is_some_and(|first| first.sku == sku));
        found.map(|(product, stock)| (product, stock.iter().map(|level| level.on_hand.get()).collect()))
    }

    /// How often the stock of a product's first variant changed.
    pub(crate) async fn stock_events(&self, product: &Product) -> usize {
        let key = StockKey::at_default(product.id);
        self.storage.stock.history(key, 0, 100).await.unwrap().len()
    }
}

pub(crate) async fn opened(format: FileFormat, bytes: &[u8]) -> Result<Arc<dyn ProductFile>, FileFault> {
    Formats.open(format, bytes.to_vec()).await
}

pub(crate) fn order(file: Arc<dyn ProductFile>, options: ImportOptions) -> ImportOrder {
    ImportOrder {
        file,
        authority: Authority::Shop(None),
        seller: None,
        options,
        batch: 2,
        moves_in: false,
    }
}

/// Keeps rejected rows as they are.
#[derive(Default)]
pub(crate) struct Kept(pub(crate) Vec<Reject>);

#[async_trait]
impl RejectLog for Kept {
    async fn rewind(&mut self, bytes: u64) -> Result<(), InterchangeError> {
        self.0.truncate(usize::try_from(bytes).unwrap());
        Ok(())
    }

    async fn append(&mut self, rejects: &[Reject]) -> Result<u64, InterchangeError> {
        self.0.extend_from_slice(rejects);
        Ok(u64::try_from(self.0.len()).unwrap())
    }
}

pub(crate) struct Unwatched;

#[async_trait]
impl ImportWatcher for Unwatched {
    async fn came_to(&mut self, _run: &ImportRun) -> Result<(), InterchangeError> {
        Ok(())
    }
}

/// Stops an import after some batches, as a process that is killed would.
pub(crate) struct StopAfter(pub(crate) usize);

#[async_trait]
impl ImportWatcher for StopAfter {
    async fn came_to(&mut self, _run: &ImportRun) -> Result<(), InterchangeError> {
        self.0 -= 1;
        if self.0 == 0 {
            return Err(InterchangeError::Overtaken);
        }
        Ok(())
    }
}

/// Files in memory.
#[derive(Default)]
struct Shelf(std::sync::Mutex<std::collections::BTreeMap<ObjectKey, StoredObject>>);

#[async_trait]
impl ObjectStore for Shelf {
    async fn put(&self, key: &ObjectKey, media_type: MediaType, bytes: Vec<u8>) -> Result<(), ObjectError> {
        let object = StoredObject { media_type, bytes };
        self.0.lock().unwrap().insert(key.clone(), object);
        Ok(())
    }

    async fn get(&self, key: &ObjectKey) -> Result<Option<StoredObject>, ObjectError> {
        Ok(self.0.lock().unwrap().get(key).cloned())
    }

    async fn delete(&self, keys: &[ObjectKey]) -> Result<(), ObjectError> {
        let mut files = self.0.lock().unwrap();
        for key in keys {
            files.remove(key);
        }
        Ok(())
    }

    async fn list(
        &self,
        prefix: &str,
        after: Option<ObjectKey>,
        limit: usize,
    ) -> Result<Vec<ObjectInfo>, ObjectError> {
        let files = self.0.lock().unwrap();
        let behind = |key: &&ObjectKey| after.as_ref().is_none_or(|after| *key > after);
        let found = files
            .keys()
            .filter(behind)
            .filter(|key| key.as_str().starts_with(prefix));
        Ok(found
            .take(limit)
            .map(|key| ObjectInfo {
                key: key.clone(),
                stored_at: DateTime::from_timestamp_micros(1_790_000_000_000_000).unwrap(),
            })
            .collect())
    }
}

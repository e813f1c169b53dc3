use hexmart_application::catalogue::CreateProductError;
use hexmart_application::marketplace::Authority;

use super::shop::{OpenShop, open_with};
use crate::cli::SeedProductsArgs;
use crate::failure::{Exit, Failure};
use crate::progress::Progress;
use crate::seed::Generator;
use crate::terminal;
use crate::wiring::Shop;

/// Writes made-up products in batches, each one transaction.
pub(super) async fn products(args: SeedProductsArgs) -> Result<(), Failure> {
    let (OpenShop { shop, .. }, database) = open_with(&args.database, &args.keys).await?;
    let count = args.count.get();
    let mut generator = Generator::new(args.seed);
    let mut progress = Progress::new(count);
    let mut written = 0;
    while written < count {
        let batch = args.batch.min(count - written);
        write(&shop, &mut generator, batch).await.map_err(|failure| {
            failure.cure(format!(
                "again: {written} products of {count} are written already"
            ))
        })?;
        written += batch;
        progress.advance(batch);
    }
    progress.finish();
    terminal::say(&format!("wrote {count} products to {database}"))
}

async fn write(shop: &Shop, generator: &mut Generator, batch: u64) -> Result<(), Failure> {
    let size = usize::try_from(batch)
        .map_err(|error| Failure::new(Exit::Usage, "the batch is too large").because(&error))?;
    let products = generator.take(size).collect::<Result<Vec<_>, _>>()?;
    shop.catalogue
        .create_products(products, Authority::Shop(None))
        .await
        .map(drop)
        .map_err(|error| match error {
            CreateProductError::Store(error) => Failure::of_store("cannot write products", &error),
            other => Failure::new(Exit::Failed, "a made-up product breaks a rule").because(&other),
        })
}

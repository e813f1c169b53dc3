use std::sync::Arc;

use hexmart_application::platform::Vault;
use hexmart_security_adapter::KeyVault;

use crate::cli::{DatabaseArgs, KeysArgs, ShopArgs};
use crate::database::Database;
use crate::failure::{Exit, Failure};
use crate::keys::Keys;
use crate::wiring::Shop;

/// A shop that a command works on.
pub(super) struct OpenShop {
    pub(super) shop: Shop,
    pub(super) keys: Keys,
}

/// Opens the shop that the command line names: one that lasts, and is there.
pub(super) async fn open(args: &ShopArgs) -> Result<OpenShop, Failure> {
    let database = Database::parse(&args.database.url)?;
    if database.file().is_some_and(|file| !file.exists()) {
        return Err(
            Failure::new(Exit::Config, format!("there is no shop at {database}"))
                .cure("--database-url with the one that is meant; `hexmart serve` makes a new one"),
        );
    }
    open_with(&args.database, &args.keys)
        .await
        .map(|(open, _database)| open)
}

/// As [`open`], and says where it is.
pub(super) async fn open_with(
    database: &DatabaseArgs,
    keys: &KeysArgs,
) -> Result<(OpenShop, Database), Failure> {
    let database = Database::parse(&database.url)?.must_last()?;
    let keys = Keys::of(&database, keys.keys_file.as_deref())?;
    let vault: Arc<dyn Vault> = Arc::new(KeyVault::new(Arc::clone(&keys.ring)));
    let storage = database.prepare(vault).await?;
    keys.must_open(&storage).await?;
    let shop = Shop::for_a_command(storage, &keys.ring)?;
    Ok((OpenShop { shop, keys }, database))
}

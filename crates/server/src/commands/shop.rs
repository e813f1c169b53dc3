use std::sync::Arc;

use hexmart_application::platform::Vault;
use hexmart_security_adapter::KeyVault;

use crate::cli::{DatabaseArgs, JobRunArgs, KeysArgs, ShopArgs};
use crate::database::Database;
use crate::failure::{Exit, Failure};
use crate::integrations::objects;
use crate::keys::Keys;
use crate::wiring::{Shop, Surroundings, Trade};

/// A shop that a command works on.
pub(super) struct OpenShop {
    pub(super) shop: Shop,
    pub(super) keys: Keys,
}

/// Opens the shop that the command line names: one that lasts, and is there.
pub(super) async fn open(args: &ShopArgs) -> Result<OpenShop, Failure> {
    let database = existing(&args.database)?;
    join(&database, &args.keys, Surroundings::of_a_command()).await
}

/// As [`open`], with the files that the shop keeps, and what its owner decided.
pub(super) async fn open_for_jobs(args: &JobRunArgs) -> Result<OpenShop, Failure> {
    let (args, media, points) = (&args.shop, &args.media, &args.points);
    let database = existing(&args.database)?;
    let around = Surroundings {
        objects: objects(&database, media)?,
        points: points.points(),
        subscription: points.subscription(),
        trade: Trade {
            commission: points.commission(),
            ..Trade::default()
        },
        ..Surroundings::of_a_command()
    };
    join(&database, &args.keys, around).await
}

/// As [`open`], makes the shop when it is not there, and says where it is.
pub(super) async fn open_with(
    database: &DatabaseArgs,
    keys: &KeysArgs,
) -> Result<(OpenShop, Database), Failure> {
    let database = Database::parse(&database.url)?.must_last()?;
    let open = join(&database, keys, Surroundings::of_a_command()).await?;
    Ok((open, database))
}

fn existing(args: &DatabaseArgs) -> Result<Database, Failure> {
    let database = Database::parse(&args.url)?;
    if database.file().is_some_and(|file| !file.exists()) {
        return Err(
            Failure::new(Exit::Config, format!("there is no shop at {database}"))
                .cure("--database-url with the one that is meant; `hexmart serve` makes a new one"),
        );
    }
    database.must_last()
}

async fn join(database: &Database, keys: &KeysArgs, around: Surroundings) -> Result<OpenShop, Failure> {
    let keys = Keys::of(database, keys.keys_file.as_deref())?;
    let vault: Arc<dyn Vault> = Arc::new(KeyVault::new(Arc::clone(&keys.ring)));
    let storage = database.prepare(vault).await?;
    keys.must_open(&storage).await?;
    let shop = Shop::new(storage, &keys.ring, around)?;
    Ok(OpenShop { shop, keys })
}

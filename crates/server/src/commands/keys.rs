use std::sync::Arc;
use std::time::Duration;

use hexmart_application::platform::{AuditAction, AuditEvent, Storage, write_down};
use hexmart_security_adapter::KeyRingError;
use tokio::time::sleep;

use super::shop::{OpenShop, open};
use crate::cli::ShopArgs;
use crate::failure::{Exit, Failure};
use crate::terminal;

/// Texts sealed anew in one transaction.
const BATCH: u64 = 200;
/// How long a running server may go on sealing with the key before: it looks at the file every second.
const NOTICED: Duration = Duration::from_secs(2);

/// Shows which keys there are.
pub(super) async fn list(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { keys, .. } = open(&args).await?;
    for key in keys.ring.token_keys() {
        terminal::say(&format!("token {} since {}", key.name, key.created_at))?;
    }
    for key in keys.ring.field_keys() {
        terminal::say(&format!("field {} since {}", key.name, key.created_at))?;
    }
    Ok(())
}

/// Adds keys, then seals everything with the new one.
pub(super) async fn rotate(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { shop, keys } = open(&args).await?;
    let now = shop.mint.now();
    keys.ring.add_token_key(now).map_err(|error| refused(&error))?;
    let field = keys.ring.add_field_key(now).map_err(|error| refused(&error))?;
    terminal::say("new keys are in use; sealing personal data with them")?;
    sleep(NOTICED).await;
    let sealed = reseal(&shop.storage).await?;
    let event = AuditEvent {
        at: shop.mint.now(),
        actor: None,
        action: AuditAction::KeysRotated,
        subject: format!("field key {field}"),
        note: format!("{sealed} texts"),
    };
    write_down(&*shop.storage.store, event, &shop.vault)
        .await
        .map_err(|error| Failure::of_store("cannot write to the audit log", &error))?;
    terminal::say(&format!("sealed {sealed} texts anew"))
}

/// Removes all keys but the newest, once nothing needs them.
pub(super) async fn retire(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { shop, keys } = open(&args).await?;
    let sealed = reseal(&shop.storage).await?;
    terminal::say(&format!("sealed {sealed} texts anew; nothing needs an older key"))?;
    let tokens = keys.ring.token_keys();
    for key in tokens.iter().rev().skip(1) {
        keys.ring
            .retire_token_key(&key.name)
            .map_err(|error| refused(&error))?;
        terminal::say(&format!("retired token {}", key.name))?;
    }
    let fields = keys.ring.field_keys();
    for key in fields.iter().rev().skip(1) {
        keys.ring
            .retire_field_key(key.name)
            .map_err(|error| refused(&error))?;
        terminal::say(&format!("retired field {}", key.name))?;
    }
    Ok(())
}

async fn reseal(storage: &Storage) -> Result<u64, Failure> {
    let reseal = Arc::clone(&storage.reseal);
    let mut sealed: u64 = 0;
    loop {
        let round = reseal.reseal(BATCH).await;
        let round = round.map_err(|error| Failure::of_store("cannot seal personal data anew", &error))?;
        sealed = sealed.saturating_add(round.done);
        if round.complete {
            return Ok(sealed);
        }
    }
}

fn refused(error: &KeyRingError) -> Failure {
    Failure::new(Exit::Failed, "the keys stay as they are").because(error)
}

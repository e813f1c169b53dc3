use hexmart_domain::identity::Fingerprint;

use super::shop::{OpenShop, open};
use crate::cli::ShopArgs;
use crate::failure::{Exit, Failure};
use crate::terminal;

/// Entries read at once.
const BATCH: u64 = 1_000;

/// Follows the chain from its first entry to its last.
pub(super) async fn verify(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args).await?;
    let (mut position, mut previous) = (0_i64, Fingerprint::from_bytes([0; 32]));
    loop {
        let entries = shop.storage.audit.after(position, BATCH).await;
        let entries = entries.map_err(|error| Failure::of_store("cannot read the audit log", &error))?;
        if entries.is_empty() {
            let noun = if position == 1 { "entry" } else { "entries" };
            return terminal::say(&format!("{position} {noun}, all as they were written"));
        }
        for entry in entries {
            let expected = position.saturating_add(1);
            if !entry.is_sound(expected, previous, &*shop.vault) {
                return Err(Failure::new(
                    Exit::Failed,
                    format!("the audit log was tampered with: entry {expected} is not what was written"),
                )
                .cure("compare it with a backup: everything before that entry is sound"));
            }
            (position, previous) = (entry.position, entry.hash);
        }
    }
}

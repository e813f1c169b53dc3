use super::shop::{OpenShop, open};
use crate::cli::{ReplayArgs, ShopArgs};
use crate::failure::{Exit, Failure};
use crate::terminal;

/// The most dead letters that are shown or replayed at once.
const MOST: u64 = 1_000;

/// Lists the messages that were given up.
pub(super) async fn dead_letters(args: ShopArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args).await?;
    let letters = shop.storage.outbox.dead_letters(MOST).await;
    let letters = letters.map_err(|error| Failure::of_store("cannot read the outbox", &error))?;
    for letter in &letters {
        terminal::say(&format!(
            "{} {} written {} tried {} times: {}",
            letter.id, letter.topic, letter.written_at, letter.tries, letter.why
        ))?;
    }
    if letters.is_empty() {
        terminal::say("no dead letters")?;
    }
    Ok(())
}

/// Makes dead letters due again.
pub(super) async fn replay(args: ReplayArgs) -> Result<(), Failure> {
    let OpenShop { shop, .. } = open(&args.shop).await?;
    let outbox = &shop.storage.outbox;
    let failed = |error| Failure::of_store("cannot change the outbox", &error);
    let ids: Vec<_> = if args.all {
        let letters = outbox.dead_letters(MOST).await.map_err(failed)?;
        letters.into_iter().map(|letter| letter.id).collect()
    } else {
        args.ids
    };
    if ids.is_empty() {
        return terminal::say("no dead letters");
    }
    for id in ids {
        if !outbox.replay(id, shop.mint.now()).await.map_err(failed)? {
            return Err(Failure::new(Exit::Failed, format!("{id} is no dead letter"))
                .cure("hexmart outbox dead-letters lists them"));
        }
        terminal::say(&format!("{id} is due again"))?;
    }
    Ok(())
}

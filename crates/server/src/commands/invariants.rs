use std::process::ExitCode;

use hexmart_application::invariants::{Breach, sweep};

use super::shop::{OpenShop, open};
use crate::cli::CheckInvariantsArgs;
use crate::failure::Failure;
use crate::terminal;

/// Looks for what must never be: names every breach, and answers 1 if there is any.
///
/// A shop that is open may look wrong between two glances, so what a first sweep finds counts only when a second one finds
/// it again.
pub(super) async fn check(args: CheckInvariantsArgs) -> Result<ExitCode, Failure> {
    let OpenShop { shop, .. } = open(&args.shop).await?;
    let failed = |error| Failure::of_store("cannot look at the shop", &error);
    let first = sweep(&shop.storage, args.most).await.map_err(failed)?;
    let breaches: Vec<Breach> = if first.breaches.is_empty() {
        Vec::new()
    } else {
        let second = sweep(&shop.storage, args.most).await.map_err(failed)?;
        let twice = |breach: &Breach| first.breaches.contains(breach);
        second.breaches.into_iter().filter(twice).collect()
    };
    for breach in &breaches {
        terminal::say(&breach.to_string())?;
    }
    if breaches.is_empty() {
        let campaigns = match first.campaigns {
            0 => String::new(),
            some => format!("{some} campaigns, "),
        };
        terminal::say(&format!("{} orders, {campaigns}no breach", first.orders))?;
        return Ok(ExitCode::SUCCESS);
    }
    Ok(ExitCode::FAILURE)
}

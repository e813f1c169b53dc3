use std::sync::Arc;

use hexmart_application::interchange::ImportOptions;
use hexmart_interchange_adapter::MillyProducts;
use hexmart_persistence_adapter::milly::open as open_milly;

use super::import::Import;
use crate::cli::ImportMillyArgs;
use crate::commands::shop::open_with;
use crate::failure::{Exit, Failure};
use crate::terminal;

/// Takes over the products of a Milly shop.
pub(in crate::commands) async fn milly(args: ImportMillyArgs) -> Result<(), Failure> {
    let address = args.milly.replacen("mariadb://", "mysql://", 1);
    if !address.starts_with("mysql://") && !address.starts_with("sqlite://") {
        return Err(Failure::new(Exit::Usage, "--url names no Milly database")
            .cure("mysql://USER:PASSWORD@HOST:PORT/NAME, or sqlite://PATH"));
    }
    let milly = open_milly(&address)
        .await
        .map_err(|error| Failure::new(Exit::Dependency, "Milly's database cannot be read").because(&error))?;
    let inventory = milly
        .inventory()
        .await
        .map_err(|error| Failure::of_store("Milly's database cannot be read", &error))?;
    let shop = open_with(&args.shop.database, &args.shop.keys).await?.0.shop;
    let import = Import {
        file: Arc::new(MillyProducts::of(milly, inventory, &address)),
        options: ImportOptions {
            dry_run: args.dry_run,
            create_categories: false,
        },
        seller: None,
        moves_in: true,
        rejects: args.rejects,
        again: "the same command again: it goes on where it stopped",
    };
    let done = import.run(&shop).await;
    if inventory.coupons > 0 {
        terminal::note(&format!(
            "{} coupons were left behind: they belong to accounts that are not here",
            inventory.coupons
        ));
    }
    done
}

use hexmart_application::catalogue::ListFilter;
use hexmart_application::search::{IndexError, SearchError};

use super::shop::open;
use crate::cli::ReindexArgs;
use crate::database::Database;
use crate::failure::{Exit, Failure};
use crate::integrations::index;
use crate::progress::Progress;
use crate::terminal;

/// Makes the search index anew.
pub(super) async fn reindex(args: ReindexArgs) -> Result<(), Failure> {
    let shop = open(&args.shop).await?.shop;
    let database = Database::parse(&args.shop.database.url)?;
    let index = index(&database, &args.search)?;
    let everything = shop
        .storage
        .catalogue
        .total(&ListFilter::default(), shop.mint.now())
        .await
        .map_err(|error| Failure::of_store("cannot count the products", &error))?;
    let progress = std::sync::Mutex::new((Progress::new(everything), 0));
    let indexer = shop.indexer(index);
    let done = indexer
        .rebuild(&|done| {
            let mut held = progress.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let (bar, told) = &mut *held;
            bar.advance(done - *told);
            *told = done;
        })
        .await
        .map_err(|error| failure(&error))?;
    progress
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
        .0
        .finish();
    terminal::say(&format!("indexed {done} products"))
}

fn failure(error: &IndexError) -> Failure {
    const WHAT: &str = "the index was not made anew, and is as before";
    match error {
        IndexError::Store(error) => Failure::of_store(WHAT, error),
        IndexError::Index(SearchError::NotTheWriter) => Failure::new(Exit::Failed, WHAT)
            .because(error)
            .cure("stop the server that keeps it, or let that server do it"),
        IndexError::Index(SearchError::Unavailable(_)) => Failure::new(Exit::Dependency, WHAT).because(error),
        IndexError::Index(SearchError::Failed(_)) => Failure::new(Exit::Failed, WHAT).because(error),
    }
}

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_application::interchange::{
    Batch, ImportOptions, ImportOrder, ImportRun, ImportWatcher, InterchangeError, ProductFile,
};
use hexmart_application::marketplace::Authority;
use hexmart_domain::shared::SellerId;
use hexmart_interchange_adapter::RejectsFile;

use super::{failure, format_of};
use crate::cli::ImportProductsArgs;
use crate::commands::shop::open_with;
use crate::failure::{Exit, Failure};
use crate::progress::Progress;
use crate::terminal;
use crate::wiring::Shop;

/// Brings products in from a file.
pub(in crate::commands) async fn products(args: ImportProductsArgs) -> Result<(), Failure> {
    let ImportProductsArgs {
        shop,
        file,
        format,
        dry_run,
        seller,
        create_categories,
        rejects,
    } = args;
    let format = format_of(format, &file).ok_or_else(|| {
        Failure::new(
            Exit::Usage,
            format!("{} says not how it is written", file.display()),
        )
        .cure("--format csv or --format ndjson")
    })?;
    let shop = open_with(&shop.database, &shop.keys).await?.0.shop;
    let opened = hexmart_interchange_adapter::open(&file, format).map_err(|fault| {
        Failure::new(
            Exit::Failed,
            format!("nothing was imported from {}", file.display()),
        )
        .because(&fault)
    })?;
    let import = Import {
        file: opened,
        options: ImportOptions {
            dry_run,
            create_categories,
        },
        seller,
        moves_in: false,
        rejects: rejects.unwrap_or_else(|| file.with_extension("rejected.csv")),
        again: "the same command again: it goes on where it stopped",
    };
    import.run(&shop).await
}

/// An import from the command line.
pub(super) struct Import {
    pub(super) file: Arc<dyn ProductFile>,
    pub(super) options: ImportOptions,
    pub(super) seller: Option<SellerId>,
    pub(super) moves_in: bool,
    pub(super) rejects: PathBuf,
    /// What to do when it was interrupted.
    pub(super) again: &'static str,
}

impl Import {
    /// Does it, and says how it went.
    pub(super) async fn run(self, shop: &Shop) -> Result<(), Failure> {
        let mut watch = Watch {
            progress: Progress::new(self.file.survey().records),
            told: 0,
        };
        let mut rejects = RejectsFile::at(self.rejects);
        let order = ImportOrder {
            file: self.file,
            authority: Authority::Shop(None),
            seller: self.seller,
            options: self.options,
            batch: Batch::MOST,
            moves_in: self.moves_in,
        };
        let imported = shop.importer().import(&order, &mut rejects, &mut watch).await;
        watch.progress.finish();
        let run = imported.map_err(|error| failure("the import stopped", &error).cure(self.again))?;
        let counts = run.counts;
        let what = if order.options.dry_run {
            "nothing was written; there would be "
        } else {
            ""
        };
        terminal::say(&format!(
            "{what}{} new products, {} changed, {} as before, {} rejected",
            counts.created, counts.updated, counts.unchanged, counts.rejected
        ))?;
        if counts.rejected == 0 {
            return Ok(());
        }
        let what = format!("{} products of {} were rejected", counts.rejected, counts.total());
        Err(Failure::new(Exit::Failed, what).cure(format!(
            "mend what {} lists, and import it again",
            rejects.path().display()
        )))
    }
}

struct Watch {
    progress: Progress,
    told: u64,
}

#[async_trait]
impl ImportWatcher for Watch {
    async fn came_to(&mut self, run: &ImportRun) -> Result<(), InterchangeError> {
        let done = run.counts.total();
        self.progress.advance(done - self.told);
        self.told = done;
        Ok(())
    }
}

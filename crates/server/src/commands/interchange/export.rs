use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use hexmart_application::interchange::FileFormat;
use hexmart_application::marketplace::Authority;

use super::{failure, format_of};
use crate::cli::ExportProductsArgs;
use crate::commands::shop::open;
use crate::failure::{Exit, Failure};
use crate::terminal;
use crate::wiring::Shop;

/// Gives all products out.
pub(in crate::commands) async fn products(args: ExportProductsArgs) -> Result<(), Failure> {
    let ExportProductsArgs { shop, file, format } = args;
    let told = file.as_deref().and_then(|file| format_of(None, file));
    let format = format.or(told).unwrap_or(FileFormat::Csv);
    let shop = open(&shop).await?.shop;
    let Some(file) = file else {
        return write(&shop, format, &mut io::stdout().lock()).await;
    };
    // Whoever finds the file finds all of it.
    let part = PathBuf::from(format!("{}.part", file.display()));
    let unwritable = |error: io::Error| unwritable(&file, &error);
    let mut writer = BufWriter::new(File::create(&part).map_err(unwritable)?);
    write(&shop, format, &mut writer).await?;
    let inner = writer
        .into_inner()
        .map_err(|error| unwritable(error.into_error()))?;
    inner.sync_all().map_err(unwritable)?;
    fs::rename(&part, &file).map_err(unwritable)?;
    terminal::say(&format!("wrote {}", file.display()))
}

fn unwritable(file: &Path, error: &io::Error) -> Failure {
    Failure::new(Exit::Failed, format!("cannot write {}", file.display())).because(error)
}

async fn write(shop: &Shop, format: FileFormat, writer: &mut impl Write) -> Result<(), Failure> {
    let interchange = shop.interchange();
    let mut after = None;
    loop {
        let part = interchange
            .export(format, after, Authority::Shop(None))
            .await
            .map_err(|error| failure("the products were not all given out", &error))?;
        writer
            .write_all(part.text.as_bytes())
            .map_err(|error| Failure::new(Exit::Failed, "cannot write the products").because(&error))?;
        match part.next {
            Some(next) => after = Some(next),
            None => break,
        }
    }
    writer
        .flush()
        .map_err(|error| Failure::new(Exit::Failed, "cannot write the products").because(&error))
}

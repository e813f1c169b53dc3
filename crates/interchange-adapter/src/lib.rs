//! Files of products: CSV as spreadsheets write it, and NDJSON.
//!
//! A file is looked through once before anything of it is used (see `survey`): its form must be whole from beginning to end,
//! and its fingerprint, encoding and length are known afterwards. Then a thread of its own reads it in batches, so that the
//! next one is read while one is imported. Neither ever holds more of it than a record, or a few batches.

mod csv;
mod encoding;
mod file;
mod formats;
mod legacy;
mod ndjson;
mod reading;
mod rejects;
mod source;
mod survey;

pub use file::open;
pub use formats::Formats;
pub use legacy::MillyProducts;
pub use rejects::RejectsFile;

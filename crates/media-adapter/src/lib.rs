//! The ports [`Imaging`], by [`Developer`], and [`ObjectStore`]: [`LocalObjects`] keeps files in a folder, [`S3Objects`]
//! in a bucket, [`MemoryObjects`] for as long as the process lives.
//!
//! [`demo_picture`] paints the pictures of the demo catalogue.
//!
//! [`Imaging`]: hexmart_application::media::Imaging
//! [`ObjectStore`]: hexmart_application::media::ObjectStore

mod demo;
mod imaging;
mod local;
mod memory;
mod s3;

pub use demo::demo_picture;
pub use imaging::Developer;
pub use local::LocalObjects;
pub use memory::MemoryObjects;
pub use s3::{BadSetting, S3Objects, S3Settings};

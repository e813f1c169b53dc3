//! Where indices live: a folder that processes share, or memory.
//!
//! ```text
//! FOLDER/current    which generation answers, and its form; replaced by renaming
//! FOLDER/writer     locked by the process that writes changes
//! FOLDER/builder    locked by the process that builds a generation
//! FOLDER/7/         a generation
//! ```

mod disk;
mod folder;
mod stamp;

pub(crate) use disk::Disk;
pub(crate) use folder::{Folder, Locked};
pub(crate) use stamp::Stamp;

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read, Result, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

/// Where the bytes of a file come from.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    Path(PathBuf),
    Memory(Arc<[u8]>),
}

/// What is read from the disk at once.
const CHUNK: usize = 256 * 1024;

impl Source {
    /// Begins to read at a place.
    pub(crate) fn read_from(&self, place: u64) -> Result<Box<dyn BufRead + Send>> {
        Ok(match self {
            Self::Path(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(place))?;
                Box::new(BufReader::with_capacity(CHUNK, file))
            }
            Self::Memory(bytes) => {
                let mut cursor = Cursor::new(Arc::clone(bytes));
                cursor.set_position(place);
                Box::new(BufReader::with_capacity(CHUNK, cursor))
            }
        })
    }
}

/// Shows everything that is read to somebody else, too.
pub(crate) struct Overheard<R, F> {
    pub(crate) inner: R,
    pub(crate) listener: F,
}

impl<R: Read, F: FnMut(&[u8])> Read for Overheard<R, F> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(buffer)?;
        (self.listener)(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde_json::json;

use super::{Captured, Sink};

/// A sink that writes each message as a JSON file of `directory`, which is made if it is missing: `ID.json`, an object
/// with the texts `id`, `channel` (`mail` or `sms`), `to`, `subject` (null in a text message) and `text`.
///
/// A file appears whole or not at all, and a message that comes twice replaces its file.
pub fn sink_to_directory(directory: &Path) -> io::Result<Sink> {
    fs::create_dir_all(directory)?;
    let directory = directory.to_path_buf();
    Ok(Arc::new(move |captured| write(&directory, &captured)))
}

fn write(directory: &Path, captured: &Captured) -> io::Result<()> {
    let json = json!({
        "id": captured.id.to_string(),
        "channel": captured.channel.as_str(),
        "to": captured.to,
        "subject": captured.subject,
        "text": captured.text,
    });
    let mut file = tempfile::NamedTempFile::new_in(directory)?;
    file.write_all(json.to_string().as_bytes())?;
    file.persist(directory.join(format!("{}.json", captured.id)))?;
    Ok(())
}

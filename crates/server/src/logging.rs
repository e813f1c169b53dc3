use std::io;

use tracing_subscriber::EnvFilter;

use crate::cli::{LogFormat, Logging};
use crate::failure::{Exit, Failure};
use crate::terminal;

/// Sends logs to standard error, from `usual` on unless the user said otherwise.
pub(crate) fn start(logging: &Logging, usual: &str) -> Result<(), Failure> {
    let wanted = logging.log_level.as_deref().unwrap_or(usual);
    let filter = EnvFilter::try_new(wanted).map_err(|error| {
        Failure::new(Exit::Config, format!("\"{wanted}\" is no level of logs"))
            .because(&error)
            .cure("--log-level info, or info,hexmart_web_adapter=debug")
    })?;
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(terminal::wants_colour());
    match logging.log_format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    Ok(())
}

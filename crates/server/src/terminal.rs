use std::io::{self, IsTerminal, Write};

use crate::failure::{Exit, Failure};

/// Prints an answer and a line break on standard output.
///
/// Not `println!`, which panics when the reader has gone, as in `hexmart openapi | head`.
pub(crate) fn say(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{text}")
        .and_then(|()| stdout.flush())
        .map_err(|error| Failure::new(Exit::Failed, "cannot write to standard output").because(&error))
}

/// Tells the user how things go, on standard error.
pub(crate) fn note(text: &str) {
    // With standard error gone there is nobody left to tell.
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// Whether a person sees standard error.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// Whether that person wants colours (<https://no-color.org>).
pub(crate) fn wants_colour() -> bool {
    is_watched() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

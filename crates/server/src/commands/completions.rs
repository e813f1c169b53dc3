use clap::CommandFactory;
use clap_complete::Shell;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::terminal;

/// Prints a completion script.
pub(super) fn run(shell: Shell) -> Result<(), Failure> {
    // Into memory first: the generator panics on an output that is closed.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "hexmart", &mut script);
    terminal::say(String::from_utf8_lossy(&script).trim_end())
}

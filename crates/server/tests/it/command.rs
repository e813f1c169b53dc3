use std::io::Write;
use std::process::{Command, Output, Stdio};

/// The binary under test, without the settings of whoever runs the tests.
pub(crate) fn hexmart() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hexmart"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HEXMART_") {
            command.env_remove(name);
        }
    }
    command
}

/// What a command that ended had to say.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().expect("ended by a signal"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs a command to its end, with `input` on its standard input.
pub(crate) fn run_with(input: &str, command: &mut Command) -> Ended {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not care for its input may have closed it.
    drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
    child.wait_with_output().unwrap().into()
}

/// Runs `hexmart` with arguments to its end.
pub(crate) fn run(arguments: &[&str]) -> Ended {
    run_with("", hexmart().args(arguments))
}

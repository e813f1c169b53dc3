//! Bringing goods in while people look at others.

use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail, ensure};

use super::goods::File;
use crate::line::Line;
use crate::load::Pressure;
use crate::memory;
use crate::server::Binary;

/// Longer than any import takes that is worth waiting for.
const PATIENCE: Duration = Duration::from_mins(20);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What an import took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Import {
    pub(super) seconds: f64,
    /// The most resident memory of the process that imported.
    pub(super) peak_mb: f64,
}

/// Imports a file with the command that people use.
pub(super) fn import(binary: &Binary, url: &str, file: &File) -> Result<Import> {
    let started = Instant::now();
    let command = Command::new(&binary.path)
        .args(["import", "products", "--create-categories", "--database-url", url])
        .arg("--keys-file")
        .arg(&binary.keys)
        .arg(&file.path)
        .stdin(Stdio::null())
        .stdout(binary.log()?)
        .stderr(binary.log()?)
        .spawn()?;
    let peak_mb = Running(command).finish(binary)?;
    Ok(Import {
        seconds: started.elapsed().as_secs_f64(),
        peak_mb,
    })
}

/// The same while a load goes on, which is measured from the beginning to the end of the import.
pub(super) fn import_during(
    (binary, url, file): (&Binary, &str, &File),
    pressure: Pressure,
    load: impl FnOnce(&Pressure) -> Result<Line> + Send,
) -> Result<(Import, Line)> {
    let pressure = Pressure {
        warm_up: Duration::ZERO,
        measured: PATIENCE,
        ..pressure
    };
    let stop = Arc::clone(&pressure.stop);
    thread::scope(|scope| {
        let load = scope.spawn(move || load(&pressure));
        let imported = import(binary, url, file);
        stop.store(true, Ordering::Relaxed);
        match load.join() {
            Ok(line) => Ok((imported?, line?)),
            Err(_panicked) => bail!("the load panicked"),
        }
    })
}

/// A command; killed when dropped.
struct Running(Child);

impl Running {
    /// Waits for its end, and says how much memory it took at most.
    fn finish(mut self, binary: &Binary) -> Result<f64> {
        let mut peak_mb = 0.0;
        loop {
            // A process that has just ended has none.
            peak_mb = memory::peak_mb(self.0.id()).unwrap_or(peak_mb);
            if let Some(status) = self.0.try_wait()? {
                ensure!(
                    status.success(),
                    "importing ended with {status}; see {}",
                    binary.log.display()
                );
                return Ok(peak_mb);
            }
            thread::sleep(LOOK_AGAIN);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

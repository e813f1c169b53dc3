//! Waits until a process has done what it had to do.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

const PATIENCE: Duration = Duration::from_mins(5);
/// How long somebody must do next to nothing.
const WATCHED: Duration = Duration::from_secs(1);
/// Ticks of the processor in that time that are next to nothing, of a hundred on each core.
const LITTLE: u64 = 10;

/// Waits until a process uses less than a tenth of a core.
pub(crate) fn wait(pid: u32) -> Result<()> {
    let give_up_at = Instant::now() + PATIENCE;
    let mut before = ticks(pid)?;
    loop {
        sleep(WATCHED);
        let after = ticks(pid)?;
        if after - before < LITTLE {
            return Ok(());
        }
        ensure!(
            Instant::now() < give_up_at,
            "the server does not come to rest within {} s",
            PATIENCE.as_secs()
        );
        before = after;
    }
}

/// Ticks of the processor that a process has used, in all of its threads.
fn ticks(pid: u32) -> Result<u64> {
    let path = format!("/proc/{pid}/stat");
    let stat = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    parse(&stat).with_context(|| format!("{path} names no times"))
}

/// User and system time. The name, in brackets, may hold anything.
fn parse(stat: &str) -> Option<u64> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_whitespace().skip(11);
    let user: u64 = times.next()?.parse().ok()?;
    let system: u64 = times.next()?.parse().ok()?;
    Some(user + system)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_stand_behind_any_name() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 1 0 0 0 17 5 0 0 20 0 9 0 100 1 1";
        assert_eq!(parse(stat), Some(22));
        assert_eq!(parse("42 (cut off) S 1"), None);
    }
}

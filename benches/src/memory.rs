//! What the kernel knows of a process' memory.

use std::fs;

use anyhow::{Context, Result};

use crate::tally::real;

/// Resident memory now, in MB.
pub(crate) fn resident_mb(pid: u32) -> Result<f64> {
    field_mb(pid, "VmRSS:")
}

/// Resident memory now that no file backs, in MB: what the process itself holds.
pub(crate) fn own_mb(pid: u32) -> Result<f64> {
    field_mb(pid, "RssAnon:")
}

/// The most resident memory since the process started or since `forget_peak`, in MB.
pub(crate) fn peak_mb(pid: u32) -> Result<f64> {
    field_mb(pid, "VmHWM:")
}

/// Starts the peak anew, so that each line of the report has its own.
pub(crate) fn forget_peak(pid: u32) {
    // Where the kernel does not offer this the peak stays that of the whole life: stricter, never milder.
    fs::write(format!("/proc/{pid}/clear_refs"), "5").ok();
}

fn field_mb(pid: u32, name: &str) -> Result<f64> {
    let path = format!("/proc/{pid}/status");
    let status = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let kib = parse(&status, name).with_context(|| format!("{path} has no {name}"))?;
    Ok(real(kib) * 1_024.0 / 1_000_000.0)
}

fn parse(status: &str, name: &str) -> Option<u64> {
    status
        .lines()
        .find_map(|line| line.strip_prefix(name))?
        .trim()
        .strip_suffix(" kB")?
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_is_found_by_its_name() {
        let status = "Name:\thexmart\nVmHWM:\t   20480 kB\nVmRSS:\t   10240 kB\n";
        assert_eq!(parse(status, "VmRSS:"), Some(10_240));
        assert_eq!(parse(status, "VmSwap:"), None);
    }
}

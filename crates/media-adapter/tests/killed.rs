//! SIGKILL in the middle of a put, ten times: the old file or the new one is there, whole, and nothing else is left.
//!
//! Without a harness: the program starts itself again as the process that is killed.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::env::{args_os, current_exe};
use std::fs;
use std::hint::spin_loop;
use std::io::{BufRead as _, BufReader, Lines};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::time::Instant;

use hexmart_application::media::{MediaType, ObjectKey, ObjectStore as _};
use hexmart_media_adapter::LocalObjects;
use tempfile::tempdir;
use tokio::runtime::Runtime;

/// The argument that makes a writer of the program; a folder follows.
const WRITER: &str = "--write-until-killed";
/// How long a file is, in bytes; each is longer by its own number, so that nobody takes one for another.
const LENGTH: usize = 8 << 20;
const ROUNDS: u32 = 10;

fn main() {
    let mut arguments = args_os().skip_while(|argument| argument != WRITER).skip(1);
    match arguments.next() {
        Some(folder) => write_until_killed(Path::new(&folder)),
        None => a_killed_put_leaves_the_old_file_or_the_new_one(),
    }
}

fn key() -> ObjectKey {
    ObjectKey::parse("pictures/a/large.jpg").unwrap()
}

/// Says when each put begins.
fn write_until_killed(folder: &Path) {
    let (runtime, objects) = (Runtime::new().unwrap(), LocalObjects::open(folder).unwrap());
    for number in (0..=u8::MAX).cycle() {
        let file = vec![number; LENGTH + usize::from(number)];
        println!("{number}");
        runtime
            .block_on(objects.put(&key(), MediaType::Jpeg, file))
            .unwrap();
    }
}

fn a_killed_put_leaves_the_old_file_or_the_new_one() {
    let (folder, runtime) = (tempdir().unwrap(), Runtime::new().unwrap());
    let mut caught = 0;
    for round in 0..ROUNDS {
        let mut writer = Command::new(current_exe().unwrap())
            .arg(WRITER)
            .arg(folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let puts = BufReader::new(writer.stdout.take().unwrap()).lines();
        wait_for_a_moment(round, puts);
        writer.kill().unwrap();
        writer.wait().unwrap();
        caught += unfinished(folder.path()).len();

        let objects = LocalObjects::open(folder.path()).unwrap();
        assert!(unfinished(folder.path()).is_empty(), "round {round}");
        let found = runtime.block_on(objects.get(&key())).unwrap().unwrap();
        let number = *found.bytes.first().unwrap();
        assert_eq!(found.bytes.len(), LENGTH + usize::from(number), "round {round}");
        assert!(found.bytes.iter().all(|byte| *byte == number), "round {round}");
        let all = runtime.block_on(objects.list("", None, 10)).unwrap();
        assert_eq!(all.len(), 1, "round {round}: {all:?}");
    }
    assert!(caught > 0, "no round came in the middle of a put");
    println!("{ROUNDS} rounds, {caught} in the middle of a put: ok");
}

/// Until the third put has come as far as the round is, from its begin to its end, if it takes as long as the second.
fn wait_for_a_moment(round: u32, mut puts: Lines<BufReader<ChildStdout>>) {
    let mut next = || {
        puts.next().unwrap().unwrap();
        Instant::now()
    };
    next();
    let second = next();
    let third = next();
    let far_enough = third + (third - second) / ROUNDS * round;
    while Instant::now() < far_enough {
        spin_loop();
    }
}

/// The files that are being written, or never were finished.
fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join(".staging")).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    paths.filter(|path| !path.ends_with("lock")).collect()
}

//! Keys that change while the shop serves, and a change of keys that is cut short: everything stays readable.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::json;

use crate::client::Client;
use crate::people::{ME, Member, Tokens, join, join_all, refresh, verify_email};
use crate::premises::Premises;
use crate::process::Hexmart;

/// Clients that write during a rotation.
const CLIENTS: usize = 3;
/// Members of the shop, each with an address, before anything is rotated.
const MEMBERS: usize = 24;
/// How often a rotation is killed.
const KILLS: usize = 20;
/// A rotation begins to seal so long after it said that there are new keys.
const BEFORE_SEALING: Duration = Duration::from_secs(2);

/// Somebody, and what the shop must know about them.
struct Resident {
    email: String,
    tokens: Tokens,
    name: String,
    /// The path of an address, and its line.
    address: Option<(String, String)>,
}

impl Resident {
    /// Gives themselves a name.
    fn rename(&mut self, client: &Client, name: String) {
        let change = json!({"real_name": name, "customs_code": "P123456789012"});
        let client = client.bearing(&self.tokens.access);
        client.send_json("PATCH", ME, &change).ok();
        self.name = name;
    }

    /// Puts down an address, the first time, and moves it later on.
    fn move_to(&mut self, client: &Client, line: String) {
        let client = client.bearing(&self.tokens.access);
        let body = json!({"recipient": self.name, "phone": "010-1234-5678", "postal_code": "04524", "address": line});
        let path = match self.address.take() {
            None => {
                let answer = client.post_json(&format!("{ME}addresses/"), &body);
                assert_eq!(answer.status, 201, "{}", answer.text());
                answer.header("location").unwrap().to_owned()
            }
            Some((path, _)) => {
                client.send_json("PUT", &path, &body).ok();
                path
            }
        };
        self.address = Some((path, line));
    }

    /// Gets the next tokens, which the newest key signs.
    fn go_on(&mut self, client: &Client) {
        self.tokens = Tokens::of(&refresh(client, &self.tokens.refresh));
    }

    /// Finds everything as it was written.
    #[track_caller]
    fn look(&self, client: &Client) {
        let client = client.bearing(&self.tokens.access);
        let account = client.get(&format!("{ME}?view=full")).ok();
        assert_eq!(account["email"], self.email.as_str());
        assert_eq!(account["real_name"], self.name.as_str());
        if let Some((path, line)) = &self.address {
            let address = client.get(&format!("{path}?view=full")).ok();
            assert_eq!(address["address"], line.as_str());
            assert_eq!(address["phone"], "01012345678");
        }
    }
}

fn settle(premises: &Premises, server: &Hexmart) -> Vec<Resident> {
    let client = Client::of(server);
    let members = join_all(&client, &premises.mailbox(), MEMBERS, |access, code| {
        assert_eq!(verify_email(&client, access, code).status, 204);
    });
    let settle = |(number, member): (usize, Member)| {
        let mut resident = Resident {
            email: member.email,
            tokens: member.tokens,
            name: String::new(),
            address: None,
        };
        resident.rename(&client, format!("홍길동 {number}"));
        resident.move_to(&client, format!("세종대로 {number}"));
        resident
    };
    members.into_iter().enumerate().map(settle).collect()
}

/// Signs up newcomers, reads and changes what there is, until it is stopped. Every request must succeed.
fn live(
    server: &Hexmart,
    number: usize,
    residents: &mut Vec<Resident>,
    turns: &AtomicUsize,
    stop: &AtomicBool,
) {
    let client = Client::of(server);
    for turn in 0.. {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let email = format!("jiyu{number}-{turn}@example.com");
        let mut newcomer = Resident {
            tokens: join(&client, &email),
            email,
            name: String::new(),
            address: None,
        };
        newcomer.rename(&client, format!("지유 {turn}"));
        newcomer.look(&client);
        for resident in residents.iter_mut() {
            resident.go_on(&client);
            resident.look(&client);
            if resident.address.is_some() {
                resident.move_to(&client, format!("세종대로 {number}-{turn}"));
            }
            resident.look(&client);
        }
        residents.push(newcomer);
        turns.fetch_add(1, Ordering::SeqCst);
    }
}

/// Rotates twice and retires the old keys, under load.
fn rotate_under_load(premises: &Premises) {
    let server = premises.serve(&[]);
    let mut residents = settle(premises, &server);
    let (turns, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    let mut shares: Vec<Vec<_>> = (0..CLIENTS).map(|_| Vec::new()).collect();
    for (number, resident) in residents.drain(..).enumerate() {
        shares[number % CLIENTS].push(resident);
    }
    thread::scope(|scope| {
        for (number, share) in shares.iter_mut().enumerate() {
            let (server, turns, stop) = (&server, &turns, &stop);
            scope.spawn(move || live(server, number, share, turns, stop));
        }
        let commands = [["keys", "rotate"], ["keys", "rotate"], ["keys", "retire"]];
        let said = scope.spawn(move || commands.map(|command| premises.run(&command)));
        // Whatever they said: the load has to end.
        let said = said.join();
        stop.store(true, Ordering::SeqCst);
        let [first, second, retired] = said.unwrap();
        for rotated in [first, second] {
            assert!(!rotated.contains("sealed 0 texts anew"), "{rotated}");
        }
        assert!(retired.contains("sealed 0 texts anew"), "{retired}");
        assert_eq!(retired.matches("retired").count(), 4, "{retired}");
    });
    assert!(turns.into_inner() > CLIENTS, "the load was under way");
    drop(server);
    everything_is_readable_afterwards(premises, shares.into_iter().flatten().collect());
}

/// A server that starts on what is left finds everything, by the one key that is left.
fn everything_is_readable_afterwards(premises: &Premises, residents: Vec<Resident>) {
    assert_eq!(premises.run(&["keys", "list"]).lines().count(), 2);
    let server = premises.serve(&[]);
    let client = Client::of(&server);
    for mut resident in residents {
        resident.go_on(&client);
        resident.look(&client);
    }
    assert_eq!(premises.run(&["outbox", "dead-letters"]), "no dead letters\n");
    premises.run(&["audit", "verify"]);
}

/// Begins a rotation, and kills it at a moment of its life: before it seals, or while.
fn begin_and_kill(premises: &Premises, seals: bool, moment: Duration) {
    let mut command = premises.command(&["keys", "rotate"]);
    let mut rotation = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    if seals {
        let mut line = String::new();
        let mut stdout = BufReader::new(rotation.stdout.take().unwrap());
        stdout.read_line(&mut line).unwrap();
        assert!(line.starts_with("new keys are in use"), "{line}");
        thread::sleep(BEFORE_SEALING);
    }
    thread::sleep(moment);
    rotation.kill().unwrap();
    rotation.wait().unwrap();
}

/// Kills rotations; after each of them the server that runs reads everything.
fn rotations_cut_short(premises: &Premises) {
    let server = premises.serve(&[]);
    let residents = settle(premises, &server);
    let client = Client::of(&server);
    let mut dice = StdRng::seed_from_u64(0x4E17);
    for kill in 0..KILLS {
        let seals = !kill.is_multiple_of(4);
        let longest = if seals { 120 } else { 1_500 };
        let moment = Duration::from_millis(dice.random_range(0..longest));
        begin_and_kill(premises, seals, moment);
        for resident in &residents {
            resident.look(&client);
        }
    }
    premises.run(&["keys", "rotate"]);
    let retired = premises.run(&["keys", "retire"]);
    assert!(retired.contains("sealed 0 texts anew"), "{retired}");
    drop(server);
    everything_is_readable_afterwards(premises, residents);
}

#[test]
fn keys_are_rotated_under_load_on_sqlite() {
    rotate_under_load(&Premises::sqlite());
}

#[test]
fn keys_are_rotated_under_load_on_mysql() {
    let Some(premises) = Premises::mysql() else { return };
    rotate_under_load(&premises);
}

#[test]
fn a_rotation_killed_twenty_times_on_sqlite_leaves_everything_readable() {
    rotations_cut_short(&Premises::sqlite());
}

#[test]
fn a_rotation_killed_twenty_times_on_mysql_leaves_everything_readable() {
    let Some(premises) = Premises::mysql() else { return };
    rotations_cut_short(&premises);
}

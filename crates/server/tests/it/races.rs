//! Several clients who want the same thing at the same moment: one gets it, on every database.

use std::sync::Barrier;
use std::thread;

use serde_json::json;

use crate::client::{Answer, Client};
use crate::people::{ME, PASSWORD, Tokens, join, join_all, refresh, sign_in, sign_up, verify_email};
use crate::premises::Premises;
use crate::process::Hexmart;

/// How often each race is run; `HEXMART_TEST_ROUNDS` asks for more (or fewer).
const ROUNDS: usize = 200;
/// How often two clients sign up; each time costs four password hashes.
const SIGN_UPS: usize = 40;
/// Accounts whose numbers are verified at a time.
const PEOPLE: usize = 25;
/// How often a whole dozen of clients race.
const DOZENS: usize = 20;

fn rounds(usual: usize) -> usize {
    let asked = std::env::var("HEXMART_TEST_ROUNDS").ok();
    asked.map_or(usual, |asked| asked.parse().unwrap())
}

/// Clients with connections of their own.
fn racers(server: &Hexmart, count: usize) -> Vec<Client> {
    (0..count).map(|_| Client::of(server)).collect()
}

/// The answers to a request that all clients send at once; it is told which client it is.
fn race(racers: &[Client], request: impl Fn(usize, &Client) -> Answer + Sync) -> Vec<Answer> {
    let start = Barrier::new(racers.len());
    let run = |number, client| {
        start.wait();
        request(number, client)
    };
    let run = &run;
    thread::scope(|scope| {
        let begin = |(number, client)| scope.spawn(move || run(number, client));
        let runs: Vec<_> = racers.iter().enumerate().map(begin).collect();
        runs.into_iter().map(|run| run.join().unwrap()).collect()
    })
}

/// The one answer with this status; all others must be the problem.
#[track_caller]
fn only_winner(answers: Vec<Answer>, won: u16, lost: (u16, &str)) -> Answer {
    let (mut winners, losers): (Vec<_>, Vec<_>) =
        answers.into_iter().partition(|answer| answer.status == won);
    for loser in losers {
        loser.problem(lost.0, lost.1);
    }
    let winner = winners.pop().expect("nobody won");
    assert_eq!(winners.len(), 0, "somebody else won, too: {}", winner.text());
    winner
}

/// Everybody has the same token: one gets the next pair. Who comes when the first has been answered already used it a
/// second time, and that ends the session: so the winner may have to sign in again.
fn refreshes(premises: &Premises, count: usize, rounds: usize) {
    let server = premises.serve(&[]);
    let racers = racers(&server, count);
    let client = &racers[0];
    let mut tokens = join(client, "hana@example.com");
    for _ in 0..rounds {
        let answers = race(&racers, |_, client| refresh(client, &tokens.refresh));
        tokens = Tokens::of(&only_winner(answers, 200, (401, "invalid_refresh_token")));
        if !tokens.are_live(client) {
            tokens = Tokens::of(&sign_in(client, "hana@example.com", PASSWORD));
        }
    }
}

/// A token that was used, and comes again later, was stolen by one of the two: the session ends for both.
fn reuses(premises: &Premises) {
    let server = premises.serve(&[]);
    let client = Client::of(&server);
    let first = join(&client, "hana@example.com");
    let second = Tokens::of(&refresh(&client, &first.refresh));
    let third = Tokens::of(&refresh(&client, &second.refresh));
    assert!(third.are_live(&client));
    refresh(&client, &first.refresh).problem(401, "invalid_refresh_token");
    assert!(!third.are_live(&client));
    refresh(&client, &third.refresh).problem(401, "invalid_refresh_token");
    let again = Tokens::of(&sign_in(&client, "hana@example.com", PASSWORD));
    assert!(
        again.are_live(&client),
        "other sessions have nothing to do with it"
    );
}

/// Everybody has the same code: one proves the address, or the number, with it.
fn verifications(premises: &Premises, count: usize, rounds: usize) {
    let server = premises.serve(&[]);
    let racers = racers(&server, count);
    let people = join_all(&racers[0], &premises.mailbox(), PEOPLE, |access, code| {
        let answers = race(&racers, |_, client| verify_email(client, access, code));
        only_winner(answers, 204, (400, "invalid_code"));
    });
    let mut number = 0;
    for _ in 0..rounds.saturating_sub(PEOPLE).div_ceil(PEOPLE) {
        let phones: Vec<_> = people
            .iter()
            .map(|person| {
                number += 1;
                let phone = format!("010{number:08}");
                let client = racers[0].bearing(&person.tokens.access);
                let asked = client.post_json(&format!("{ME}phone/"), &json!({ "phone": phone }));
                assert_eq!(asked.status, 202, "{}", asked.text());
                phone
            })
            .collect();
        let codes = premises.mailbox().take_codes(&phones);
        for (person, code) in people.iter().zip(codes) {
            let (path, body) = (format!("{ME}phone/confirm/"), json!({ "code": code }));
            let answers = race(&racers, |_, client| {
                client.bearing(&person.tokens.access).post_json(&path, &body)
            });
            only_winner(answers, 204, (400, "invalid_code"));
        }
    }
}

/// Everybody wants the same address: nobody learns who else does, and there is one account, of one of them.
fn sign_ups(premises: &Premises, count: usize, rounds: usize) {
    let staff = "staff@example.com";
    if premises.outlive_a_process() {
        premises.employ("staff", staff, PASSWORD);
    }
    let server = premises.serve(&["--trusted-proxy", "127.0.0.1/32"]);
    let racers = racers(&server, count);
    for round in 0..rounds {
        let email = format!("hana{round}@example.com");
        let password = |number: usize| format!("four rabbits on moon {number}");
        let answers = race(&racers, |number, client| {
            sign_up(client, &email, &password(number))
        });
        for answer in &answers {
            assert_eq!(answer.status, 201, "{}", answer.text());
            assert_eq!(answer.text(), answers[0].text());
            assert_eq!(answer.header("location"), answers[0].header("location"));
        }
        let admitted = (0..count).filter(|number| {
            // From somewhere else each: wrong passwords from one place are made to wait.
            let client = racers[0].with("X-Forwarded-For", format!("10.0.{number}.1"));
            let answer = sign_in(&client, &email, &password(*number));
            if answer.status != 200 {
                answer.problem(401, "invalid_credentials");
            }
            answer.status == 200
        });
        assert_eq!(admitted.count(), 1, "{email}");
    }
    if premises.outlive_a_process() {
        let tokens = Tokens::of(&sign_in(&racers[0], staff, PASSWORD));
        assert_eq!(accounts(&racers[0].bearing(&tokens.access)), rounds + 1);
    }
}

/// How many accounts there are, as staff see it.
fn accounts(staff: &Client) -> usize {
    let (mut count, mut path) = (0, "/commerce/staff/users/?page_size=200".to_owned());
    loop {
        let page = staff.get(&path).ok();
        count += page["users"].as_array().unwrap().len();
        let Some(cursor) = page["page"]["next_cursor"].as_str() else {
            return count;
        };
        path = format!("/commerce/staff/users/?page_size=200&cursor={cursor}");
    }
}

/// The races on one database.
macro_rules! races {
    ($($database:ident: $premises:expr;)*) => { $(mod $database {
        use super::*;

        #[test]
        fn of_two_who_refresh_one_token_one_goes_on() {
            let Some(premises) = $premises else { return };
            refreshes(&premises, 2, rounds(ROUNDS));
        }

        #[test]
        fn of_a_dozen_who_refresh_one_token_one_goes_on() {
            let Some(premises) = $premises else { return };
            refreshes(&premises, 12, rounds(DOZENS));
        }

        #[test]
        fn a_refresh_token_that_comes_again_ends_its_session() {
            let Some(premises) = $premises else { return };
            reuses(&premises);
        }

        #[test]
        fn of_two_who_have_a_code_one_proves_something() {
            let Some(premises) = $premises else { return };
            verifications(&premises, 2, rounds(ROUNDS));
        }

        #[test]
        fn of_a_dozen_who_have_a_code_one_proves_something() {
            let Some(premises) = $premises else { return };
            verifications(&premises, 12, rounds(DOZENS));
        }

        #[test]
        fn of_two_who_want_an_address_one_has_it() {
            let Some(premises) = $premises else { return };
            sign_ups(&premises, 2, rounds(SIGN_UPS));
        }

        #[test]
        fn of_a_dozen_who_want_an_address_one_has_it() {
            let Some(premises) = $premises else { return };
            sign_ups(&premises, 12, 2);
        }
    })* };
}

races! {
    memory: Some(Premises::memory());
    sqlite: Some(Premises::sqlite());
    mysql: Premises::mysql();
}

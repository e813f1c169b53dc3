use std::time::{Duration, Instant};

use super::*;

fn guessable(text: &str, hints: &[&str]) -> bool {
    let hints: Vec<String> = hints.iter().map(|hint| (*hint).to_owned()).collect();
    GuessablePasswords.is_guessable(&Password::parse(text).unwrap(), &hints)
}

#[test]
fn what_everybody_tries_first_is_refused() {
    for common in [
        "password",
        "password1",
        "password123",
        "Password1!",
        "passw0rd",
        "P@ssw0rd",
        "P@ssw0rd123",
        "mypassword",
        "12345678",
        "123456789",
        "1234567890",
        "87654321",
        "11111111",
        "00000000",
        "88888888",
        "12341234",
        "11223344",
        "qwertyui",
        "qwertyuiop",
        "qwerty123",
        "qwerty123!",
        "asdfghjkl",
        "zxcvbnm1",
        "1q2w3e4r",
        "1q2w3e4r!",
        "q1w2e3r4t5",
        "1qaz2wsx",
        "zaq12wsx",
        "!QAZ2wsx",
        "qwer1234",
        "qwer1234!",
        "asdf1234",
        "asdfasdf",
        "abcd1234",
        "abc12345",
        "1234abcd",
        "abcdefgh",
        "aaaaaaaa",
        "iloveyou",
        "iloveyou1",
        "sunshine",
        "sunshine1",
        "princess",
        "princess1",
        "football",
        "baseball1",
        "superman",
        "superman1",
        "trustno1",
        "letmein1",
        "welcome1",
        "dragon123",
        "monkey123",
        "michael1",
        "jennifer",
        "charlie1",
        "starwars",
        "whatever1",
        "computer1",
        "internet",
        "corvette",
        "mercedes",
        "admin1234",
        "changeme",
        "changeme123",
        "secret123",
        "samsung1",
        "killer123",
        "liverpool",
        "chocolate",
        "butterfly",
        "19901225",
        "2024summer",
        "01012345678",
        "Tr0ub4dour",
    ] {
        assert!(guessable(common, &[]), "{common}");
    }
}

#[test]
fn what_nobody_guesses_passes_whatever_it_is_made_of() {
    for good in [
        "correct horse battery",
        "correct horse battery staple",
        "blue table lamp",
        "wjdgmldxkr",
        "바다로 간 노란 자전거",
        "xK9#mQ2$vL7p",
        "k3j5h2g9f8d1",
        "vhqzmwpyktrd",
        "XQZKVWPJTMHB",
        "739205186437",
        "xK9#mQ2x",
        "{[<|>]}(&^~)",
    ] {
        assert!(!guessable(good, &["ann.lee@example.com", "앤"]), "{good}");
    }
}

#[test]
fn what_is_known_of_the_owner_counts() {
    let hints = ["annabel.quimby@wintermoor.co.kr", "노란자전거여행기록"];
    for own in [
        "annabel.quimby@wintermoor.co.kr",
        "annabel.quimby",
        "annabelquimby",
        "AnnabelQuimby1",
        "quimby1990",
        "wintermoor!",
        "노란자전거여행기록",
        "hexmart1",
    ] {
        assert!(guessable(own, &hints), "{own}");
    }
    assert!(!guessable("annabelquimby", &[]), "another's name");
    assert!(!guessable("노란자전거여행기록", &[]));
}

#[test]
fn a_long_password_is_as_good_as_its_best_piece() {
    for repeated in ["a", "password1", "qwertyuiop", "1234567890"] {
        let text: String = repeated.chars().cycle().take(Password::MAX).collect();
        assert!(guessable(&text, &[]), "{text}");
    }
    let begun = format!("{}{}", "a".repeat(100), "vhqzmwpyktrdvx9k3j5h2g9f");
    assert!(!guessable(&begun, &[]), "a good end");
}

#[test]
fn no_password_takes_long_or_trips_the_screen() {
    // Every look-alike at once is the worst there is. Unoptimised; a release is twenty times as fast.
    for piece in [
        "4@8({[<369|1!$+7%2",
        "4@8({[<369|1!0$5+7%2",
        "4@(6911!7$5+70%2358(",
        "p4$$w0rd@1!",
        "12.12.1990",
        "가나다라마바사",
        "İßŉ👩🏽\u{301}ǰ",
    ] {
        let text: String = piece
            .chars()
            .cycle()
            .take(Password::MAX - 1)
            .chain(['~'])
            .collect();
        let taken = (0..5).map(|_| {
            let begun = Instant::now();
            guessable(&text, &["ann.lee@example.com", "앤"]);
            begun.elapsed()
        });
        let fastest = taken.min().unwrap();
        assert!(fastest < Duration::from_millis(200), "{piece}: {fastest:?}");
    }
}

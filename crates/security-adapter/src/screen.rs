use std::fmt;

use hexmart_application::identity::PasswordScreen;
use hexmart_domain::identity::Password;
use hexmart_domain::shared::fold_case;
use zxcvbn::{Score, zxcvbn};

/// How much of a password is judged at once, in characters. The effort grows with the square.
const PIECE: usize = 24;
/// Guessed by everybody who knows where the account is.
const SHOP: &str = "hexmart";

/// Refuses passwords that fall in a million guesses, by zxcvbn: common and breached ones, names, dates, runs on the
/// keyboard, all of these with a digit more or in leet. That is the most somebody gets to try against a throttled
/// sign-in within years.
pub struct GuessablePasswords;

impl fmt::Debug for GuessablePasswords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuessablePasswords")
    }
}

impl PasswordScreen for GuessablePasswords {
    fn is_guessable(&self, password: &Password, hints: &[String]) -> bool {
        let known = known(hints);
        if known.contains(&fold_case(password.reveal())) {
            return true;
        }
        let characters: Vec<char> = password.reveal().chars().map(plainer).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        // A long one is as good as its best piece.
        unit(&characters)
            .chunks(PIECE)
            .map(String::from_iter)
            .all(|piece| zxcvbn(&piece, &known).score() < Score::Two)
    }
}

/// What a password may not be made of, in lower case: the hints, and the words in them.
fn known(hints: &[String]) -> Vec<String> {
    let words = |hint: &String| {
        let hint = fold_case(hint);
        // The local part of an address is also known as one word: ann.lee is annlee.
        let (local, _) = hint.split_once('@').unwrap_or((&hint, ""));
        let run: String = local
            .chars()
            .filter(|character| character.is_alphanumeric())
            .collect();
        let words = hint.split(|character: char| !character.is_alphanumeric());
        let words: Vec<_> = words.chain([local]).map(str::to_owned).collect();
        [words, vec![run, hint]].concat()
    };
    let mut known: Vec<String> = hints.iter().flat_map(words).collect();
    known.push(SHOP.to_owned());
    known.retain(|word| !word.is_empty());
    known
}

/// The look-alikes of `c` and `l` as one each: zxcvbn tries every combination of them, and a password of nothing but
/// look-alikes would take ten times as long.
fn plainer(character: char) -> char {
    match character {
        '[' | '{' | '<' => '(',
        '|' => '1',
        other => other,
    }
}

/// What a password repeats, at least once; itself when it repeats nothing. Cut into pieces, repetitions would be hidden.
fn unit(characters: &[char]) -> &[char] {
    let repeats = |period: &usize| {
        let shifted = characters.iter().skip(*period);
        shifted.zip(characters).all(|(later, earlier)| later == earlier)
    };
    let period = (1..=characters.len() / 2).find(repeats);
    period
        .and_then(|period| characters.get(..period))
        .unwrap_or(characters)
}

#[cfg(test)]
mod tests;

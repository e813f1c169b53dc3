use std::io::{self, BufRead};

use hexmart_application::identity::{NewAccount, Registration, SignUpError};
use hexmart_domain::identity::{Email, Nickname, Password};
use hexmart_domain::shared::Language;

use super::shop::{OpenShop, open_with};
use crate::cli::UserCreateArgs;
use crate::failure::{Exit, Failure};
use crate::terminal;

/// More than any password has, in bytes.
const LONGEST_LINE: u64 = 4096;

/// Makes an account and prints its id.
pub(super) async fn create(args: UserCreateArgs) -> Result<(), Failure> {
    let password = read_password(io::stdin().lock())?;
    let nickname = args.nickname.map_or_else(|| nickname_of(&args.email), Ok)?;
    let (OpenShop { shop, .. }, _database) = open_with(&args.database, &args.keys).await?;
    let wanted = NewAccount {
        email: args.email,
        nickname,
        password,
        language: Language::Korean,
    };
    let account = shop
        .identity
        .make_account(wanted, args.role)
        .await
        .map_err(|error| refusal(&error))?;
    terminal::say(&account.id.to_string())
}

fn read_password(input: impl BufRead) -> Result<Password, Failure> {
    let usage = |what| Failure::new(Exit::Usage, what);
    let mut line = String::new();
    input
        .take(LONGEST_LINE)
        .read_line(&mut line)
        .map_err(|error| usage("cannot read the password from standard input").because(&error))?;
    let typed = line.trim_end_matches(['\r', '\n']);
    if typed.is_empty() {
        return Err(usage("there is no password on standard input")
            .cure("hexmart user create … --password-stdin <password.txt"));
    }
    Password::parse(typed).map_err(|error| {
        usage("the password is refused").because(&error).cure(format!(
            "{} to {} characters",
            Password::MIN,
            Password::MAX
        ))
    })
}

fn nickname_of(email: &Email) -> Result<Nickname, Failure> {
    let local = email.as_str().split('@').next().unwrap_or_default();
    let short: String = local.chars().take(Nickname::MAX).collect();
    Nickname::parse(short).map_err(|error| {
        Failure::new(Exit::Usage, "the address makes no nickname")
            .because(&error)
            .cure("--nickname NAME")
    })
}

fn refusal(error: &SignUpError) -> Failure {
    const WHAT: &str = "cannot create the account";
    match error {
        SignUpError::EmailTaken => Failure::new(Exit::Failed, WHAT)
            .because(error)
            .cure("another address; the account of this one keeps its password and role"),
        SignUpError::GuessablePassword | SignUpError::TooMany { .. } => {
            Failure::new(Exit::Failed, WHAT).because(error)
        }
        SignUpError::Busy(_) => Failure::new(Exit::Failed, WHAT).because(error).cure("once more"),
        SignUpError::Store(error) => Failure::of_store(WHAT, error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_is_the_first_line_without_its_end() {
        let read = |text: &str| read_password(text.as_bytes()).map(|password| password.reveal().to_owned());
        assert_eq!(read("four rabbits\r\nmore\n").unwrap(), "four rabbits");
        assert_eq!(read(" with blanks ").unwrap(), " with blanks ");
        assert!(read("").unwrap_err().to_string().contains("no password"));
        assert!(read("short\n").unwrap_err().to_string().contains("at least 8"));
        assert!(
            read(&"x".repeat(10_000))
                .unwrap_err()
                .to_string()
                .contains("at most 128")
        );
    }

    #[test]
    fn a_nickname_is_what_stands_before_the_at() {
        let of = |address| nickname_of(&Email::parse(address).unwrap()).unwrap();
        assert_eq!(of("jiyu@example.com").as_str(), "jiyu");
        assert_eq!(of(&format!("{}@example.com", "x".repeat(60))).as_str().len(), 30);
    }
}

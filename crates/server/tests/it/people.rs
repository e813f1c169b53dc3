use serde_json::json;

use crate::client::{Answer, Client};
use crate::mailbox::Mailbox;

pub(crate) const USERS: &str = "/commerce/users/";
pub(crate) const ME: &str = "/commerce/users/me/";
pub(crate) const TOKENS: &str = "/commerce/auth/token/";
pub(crate) const REFRESH: &str = "/commerce/auth/refresh/";
pub(crate) const SESSIONS: &str = "/commerce/users/me/sessions/";

/// What everybody signs in with who is not told otherwise.
pub(crate) const PASSWORD: &str = "four rabbits on the moon";

/// The tokens of a session.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    pub(crate) refresh: String,
    pub(crate) session: String,
}

impl Tokens {
    /// Those in an answer that carries some.
    #[track_caller]
    pub(crate) fn of(answer: &Answer) -> Self {
        let body = answer.ok();
        let text = |name: &str| body[name].as_str().unwrap().to_owned();
        Self {
            access: text("access_token"),
            refresh: text("refresh_token"),
            session: text("session_id"),
        }
    }

    /// Whether the session has not ended, as its owner sees it.
    #[track_caller]
    pub(crate) fn are_live(&self, client: &Client) -> bool {
        let answer = client.bearing(&self.access).get(SESSIONS);
        if answer.status == 401 {
            return false;
        }
        let list = answer.ok();
        let mut sessions = list["sessions"].as_array().unwrap().iter();
        sessions.any(|session| session["id"] == self.session.as_str())
    }
}

/// Asks for an account.
#[track_caller]
pub(crate) fn sign_up(client: &Client, email: &str, password: &str) -> Answer {
    let wanted = json!({"email": email, "password": password, "nickname": "하나", "language": "en"});
    client.post_json(USERS, &wanted)
}

/// Tries to sign in.
#[track_caller]
pub(crate) fn sign_in(client: &Client, email: &str, password: &str) -> Answer {
    client.post_json(TOKENS, &json!({"email": email, "password": password}))
}

/// Tries to get the next tokens.
#[track_caller]
pub(crate) fn refresh(client: &Client, token: &str) -> Answer {
    client.post_json(REFRESH, &json!({"refresh_token": token}))
}

/// Makes an account and signs in to it.
#[track_caller]
pub(crate) fn join(client: &Client, email: &str) -> Tokens {
    let answer = sign_up(client, email, PASSWORD);
    assert_eq!(answer.status, 201, "{}", answer.text());
    Tokens::of(&sign_in(client, email, PASSWORD))
}

/// Somebody whose address is proved.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub(crate) email: String,
    pub(crate) tokens: Tokens,
}

/// Makes so many accounts, whose addresses `verify` proves: it gets an access token and the code that was mailed.
pub(crate) fn join_all(
    client: &Client,
    mailbox: &Mailbox,
    count: usize,
    verify: impl Fn(&str, &str),
) -> Vec<Member> {
    let emails: Vec<_> = (0..count)
        .map(|number| format!("hana{number}@example.com"))
        .collect();
    let tokens: Vec<_> = emails.iter().map(|email| join(client, email)).collect();
    let codes = mailbox.take_codes(&emails);
    let members = emails.into_iter().zip(tokens).zip(codes);
    let member = |((email, tokens), code): ((String, Tokens), String)| {
        verify(&tokens.access, &code);
        // What an access token says of its bearer is as old as the token.
        let tokens = Tokens::of(&refresh(client, &tokens.refresh));
        Member { email, tokens }
    };
    members.map(member).collect()
}

/// Proves the address of the account behind an access token.
pub(crate) fn verify_email(client: &Client, access: &str, code: &str) -> Answer {
    let path = format!("{ME}email-verification/");
    client.bearing(access).post_json(&path, &json!({ "code": code }))
}

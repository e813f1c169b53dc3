use std::ops::Deref;

use serde_json::{Value, json};

use super::hunt::Hunt;
use super::{STAFF, STAFF_PASSWORD};
use crate::client::{Answer, Client};
use crate::people::{ME, REFRESH, SESSIONS, TOKENS, Tokens, USERS};
use crate::premises::Premises;
use crate::process::Hexmart;

pub(super) const EMAIL: &str = "kanarie.first.41872@canary.example";
pub(super) const NEW_EMAIL: &str = "kanarie.second.41872@canary.example";
pub(super) const PASSWORD: &str = "canary password one 41872";
pub(super) const NEW_PASSWORD: &str = "canary password two 41872";
pub(super) const WRONG_PASSWORD: &str = "canary password not 41872";
pub(super) const RESETS: &str = "/commerce/auth/password-resets/";
pub(super) const ADDRESSES: &str = "/commerce/users/me/addresses/";
pub(super) const API_KEYS: &str = "/commerce/users/me/api-keys/";
pub(super) const SELLERS: &str = "/commerce/sellers/";
pub(super) const PROVIDERS: &str = "/commerce/auth/providers/";

/// Somebody whose every word is a canary.
pub(super) struct Visitor<'a> {
    pub(super) hunt: &'a Hunt,
    premises: &'a Premises,
    base_url: String,
    client: Client,
}

impl Deref for Visitor<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl<'a> Visitor<'a> {
    pub(super) fn new(premises: &'a Premises, hunt: &'a Hunt, server: &Hexmart) -> Self {
        for (what, text) in [
            ("e-mail", EMAIL),
            ("e-mail", NEW_EMAIL),
            ("e-mail of staff", STAFF),
            ("password", PASSWORD),
            ("password", NEW_PASSWORD),
            ("password", WRONG_PASSWORD),
            ("password of staff", STAFF_PASSWORD),
            ("part of an e-mail", "kanarie.first"),
            ("part of an e-mail", "kanarie%2Efirst"),
        ] {
            hunt.plant(what, text);
        }
        Self {
            hunt,
            premises,
            base_url: server.base_url().to_owned(),
            client: Client::of(server),
        }
    }

    /// An answer that has no business with any canary.
    #[track_caller]
    pub(super) fn quiet(&self, client: &Client, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let client = client.with("Content-Type", "application/json");
        let body = body.map(Value::to_string);
        let answer = client.send(method, path, body.as_ref().map(String::as_bytes));
        self.watch(method, path, &answer);
        answer
    }

    /// Watches an answer, its headers too.
    pub(super) fn watch(&self, method: &str, path: &str, answer: &Answer) {
        let headers = format!("{answer:?}");
        let place = format!("the answer {} to {method} {path}", answer.status);
        self.hunt.look(
            &place,
            &format!("{}\n{headers}", String::from_utf8_lossy(&answer.body)),
        );
    }

    /// The same, which must go well.
    #[track_caller]
    pub(super) fn well(&self, client: &Client, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let answer = self.quiet(client, method, path, body);
        assert!(
            answer.status < 300,
            "{method} {path}: {} {}",
            answer.status,
            answer.text()
        );
        answer
    }

    /// The tokens in an answer that is meant to carry some.
    #[track_caller]
    pub(super) fn tokens(&self, answer: &Answer) -> Tokens {
        let tokens = Tokens::of(answer);
        self.hunt.plant("access token", &tokens.access);
        self.hunt.plant("refresh token", &tokens.refresh);
        tokens
    }

    /// The newest code that was sent to somebody.
    pub(super) fn code(&self, to: &str) -> String {
        let codes = self.premises.mailbox().take_codes(&[to.to_owned()]);
        self.hunt.plant("code", &codes[0])
    }

    #[track_caller]
    pub(super) fn sign_in(&self, email: &str, password: &str) -> Client {
        let answer = self.post_json(TOKENS, &json!({"email": email, "password": password}));
        self.client.bearing(&self.tokens(&answer).access)
    }

    fn plant_all(&self, body: &Value) {
        for (name, value) in body.as_object().unwrap() {
            if let (Some(text), false) = (value.as_str(), name == "postal_code") {
                self.hunt.plant("a field", text);
            }
        }
    }
}

/// Everything somebody does who makes no mistake.
pub(super) fn happy(visitor: &Visitor<'_>) {
    let hana = join(visitor);
    tell_everything(visitor, &hana);
    use_keys(visitor, &hana);
    sell(visitor, &hana);
    change_credentials(visitor, &hana);
    come_by_a_provider(visitor);
}

fn join(visitor: &Visitor<'_>) -> Client {
    let wanted = json!({"email": EMAIL, "password": PASSWORD, "nickname": "하나"});
    // The answer says the address that was sent.
    assert_eq!(visitor.post_json(USERS, &wanted).status, 201);
    let unverified = visitor.sign_in(EMAIL, PASSWORD);
    let code = json!({"code": visitor.code(EMAIL)});
    visitor.well(
        &unverified,
        "POST",
        &format!("{ME}email-verification/"),
        Some(&code),
    );
    assert_eq!(
        visitor.post_json(USERS, &wanted).status,
        201,
        "somebody tries again"
    );
    visitor.sign_in(EMAIL, PASSWORD)
}

fn tell_everything(visitor: &Visitor<'_>, hana: &Client) {
    let own = json!({"real_name": "카나리아실명", "customs_code": "P418729614187"});
    visitor.plant_all(&own);
    visitor.well(hana, "PATCH", ME, Some(&own));
    let phone = json!({"phone": visitor.hunt.plant("number", "010-4187-2961")});
    visitor.hunt.plant("number", "01041872961");
    visitor.well(hana, "POST", &format!("{ME}phone/"), Some(&phone));
    let code = json!({"code": visitor.code("01041872961")});
    visitor.well(hana, "POST", &format!("{ME}phone/confirm/"), Some(&code));
    let address = json!({
        "recipient": "카나리아수취인", "phone": "01041872962", "postal_code": "04524",
        "address": "카나리아로 41872", "detail_address": "카나리아동 2961호",
    });
    visitor.plant_all(&address);
    let added = visitor.well(hana, "POST", ADDRESSES, Some(&address));
    let path = added.header("location").unwrap();
    visitor.well(hana, "PUT", path, Some(&address));
    for path in [ME, ADDRESSES, path, SESSIONS] {
        visitor.well(hana, "GET", path, None);
    }
    // Meant to carry everything.
    let account = hana.get(&format!("{ME}?view=full")).ok();
    assert_eq!(account["real_name"], "카나리아실명");
    let addresses = hana.get(&format!("{ADDRESSES}?view=full"));
    assert!(addresses.text().contains("카나리아동 2961호"));
}

fn use_keys(visitor: &Visitor<'_>, hana: &Client) {
    let wanted = json!({"name": "scanner", "scopes": ["account:read"], "expires_in_days": 1});
    let made = hana.post_json(API_KEYS, &wanted).created();
    let secret = visitor.hunt.plant("API key", made["secret"].as_str().unwrap());
    visitor.well(&visitor.bearing(&secret), "GET", ME, None);
    let path = format!("{API_KEYS}{}/", made["id"].as_str().unwrap());
    let rotated = hana
        .post_json(&format!("{path}rotation/"), &json!({"overlap_hours": 0}))
        .created();
    visitor.hunt.plant("API key", rotated["secret"].as_str().unwrap());
    assert_eq!(
        visitor.quiet(&visitor.bearing(&secret), "GET", ME, None).status,
        401
    );
    visitor.well(hana, "GET", API_KEYS, None);
}

fn sell(visitor: &Visitor<'_>, hana: &Client) {
    let sheet = json!({
        "owner_name": "카나리아대표", "contact": "01041872963", "bank_name": "카나리아은행",
        "account_number": "418729614187", "account_holder": "카나리아예금주",
    });
    visitor.plant_all(&sheet);
    visitor.hunt.plant("account number", "418-729-614187");
    let mut sheet = sheet;
    sheet["account_number"] = json!("418-729-614187");
    sheet["company_name"] = json!("하나상회");
    sheet["business_number"] = json!("120-81-47521");
    visitor.well(hana, "POST", SELLERS, Some(&sheet));
    visitor.well(hana, "PUT", "/commerce/sellers/me/", Some(&sheet));
    let applied = visitor.well(hana, "GET", "/commerce/sellers/me/", None).ok();
    let seller = applied["id"].as_str().unwrap();
    let staff = visitor.sign_in(STAFF, STAFF_PASSWORD);
    let path = format!("/commerce/staff/sellers/{seller}/");
    visitor.well(&staff, "GET", &path, None);
    let full = staff.get(&format!("{path}?view=full&reason=payout"));
    assert!(
        full.text().contains("카나리아예금주"),
        "meant to carry it: {}",
        full.text()
    );
    visitor.well(&staff, "POST", &format!("{path}approval/"), None);
    visitor.well(visitor, "GET", &format!("{SELLERS}{seller}/"), None);
    look_over_shoulders(visitor, &staff);
}

fn look_over_shoulders(visitor: &Visitor<'_>, staff: &Client) {
    let users = visitor.well(staff, "GET", "/commerce/staff/users/", None).ok();
    for user in users["users"].as_array().unwrap() {
        let path = format!("/commerce/staff/users/{}/", user["id"].as_str().unwrap());
        visitor.well(staff, "GET", &path, None);
        staff.get(&format!("{path}?view=full&reason=audit")).ok();
        visitor.well(
            visitor,
            "GET",
            &format!("{USERS}{}/", user["id"].as_str().unwrap()),
            None,
        );
    }
    visitor.well(staff, "GET", "/commerce/staff/sellers/", None);
    visitor.well(staff, "GET", "/commerce/staff/audit/", None);
}

fn change_credentials(visitor: &Visitor<'_>, hana: &Client) {
    let change = json!({"email": NEW_EMAIL, "password": PASSWORD});
    visitor.well(hana, "POST", &format!("{ME}email/"), Some(&change));
    let code = json!({"code": visitor.code(NEW_EMAIL)});
    visitor.well(hana, "POST", &format!("{ME}email/confirm/"), Some(&code));
    let change = json!({"current_password": PASSWORD, "new_password": NEW_PASSWORD});
    visitor.well(hana, "POST", &format!("{ME}password/"), Some(&change));
    visitor.well(visitor, "POST", RESETS, Some(&json!({"email": NEW_EMAIL})));
    let reset = json!({"email": NEW_EMAIL, "code": visitor.code(NEW_EMAIL), "password": PASSWORD});
    visitor.well(visitor, "POST", &format!("{RESETS}confirm/"), Some(&reset));
    let tokens = visitor.post_json(TOKENS, &json!({"email": NEW_EMAIL, "password": PASSWORD}));
    let tokens = visitor.tokens(&tokens);
    let next = visitor.post_json(REFRESH, &json!({"refresh_token": tokens.refresh}));
    visitor.tokens(&next);
    let again = json!({"refresh_token": tokens.refresh});
    assert_eq!(visitor.quiet(visitor, "POST", REFRESH, Some(&again)).status, 401);
}

/// Somebody whom a provider knows, there and back.
fn come_by_a_provider(visitor: &Visitor<'_>) {
    for (what, text) in [
        ("e-mail of a provider", "seojun.lee"),
        ("e-mail of a provider", "minji.kim"),
        ("id of a provider", "Zk3uV0mQ8yRw5sXc2aTd7fGh1jLp6bNe"),
    ] {
        visitor.hunt.plant(what, text);
    }
    for (provider, persona) in [("kakao", "second"), ("naver", "second"), ("google", "verified")] {
        let comeback = be_away(visitor, provider, persona);
        let path = format!("{PROVIDERS}{provider}/callback/");
        visitor.tokens(&visitor.post_json(&path, &comeback));
        visitor
            .quiet(visitor, "POST", &path, Some(&comeback))
            .problem(400, "invalid_return");
        let broken = be_away(visitor, provider, "breaks");
        assert_eq!(visitor.quiet(visitor, "POST", &path, Some(&broken)).status, 503);
    }
}

/// What a browser brings back from a provider.
fn be_away(visitor: &Visitor<'_>, provider: &str, persona: &str) -> Value {
    let back = format!("{}/demo/sign-in", visitor.base_url);
    let begun = visitor.post_json(&format!("{PROVIDERS}{provider}/"), &json!({"redirect_uri": back}));
    let begun = begun.created();
    let url = begun["authorization_url"].as_str().unwrap();
    let path = url.strip_prefix(&visitor.base_url).unwrap();
    let sent = visitor.get(&format!("{path}&persona={persona}"));
    let (_, query) = sent.header("location").unwrap().split_once('?').unwrap();
    let code = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("code="))
        .unwrap();
    let plant = |what, name: &str| visitor.hunt.plant(what, begun[name].as_str().unwrap());
    json!({
        "code": visitor.hunt.plant("code of a provider", code),
        "state": plant("state of a provider", "state"),
        "binding": plant("binding of a provider", "binding"),
    })
}

/// The account goes, and with it, in time, what it told.
pub(super) fn farewell(visitor: &Visitor<'_>) {
    let hana = visitor.sign_in(NEW_EMAIL, PASSWORD);
    visitor.well(&hana, "POST", "/commerce/auth/sign-out/", None);
    let hana = visitor.sign_in(NEW_EMAIL, PASSWORD);
    visitor.well(&hana, "DELETE", ME, Some(&json!({"password": PASSWORD})));
}

//! Signing in by Kakao, Naver and Google.

use serde_json::{Value, json};

use super::person::Person;
use super::place::Place;
use super::shop::{ME, PASSWORD, PROVIDERS, STAFF_USERS, Shop, TOKENS};
use crate::client::{Answer, Client};

const ALL: [&str; 3] = ["kakao", "naver", "google"];

/// A browser that is away at a provider.
struct Journey {
    provider: &'static str,
    begun: Value,
    /// What it came back with.
    query: Vec<(String, String)>,
}

impl Journey {
    /// Sets out and comes back as a persona.
    #[track_caller]
    fn of(shop: &Shop, caller: &Client, provider: &'static str, persona: &str, link: bool) -> Self {
        let back = format!("{}/demo/sign-in", shop.server().base_url());
        let body = json!({"redirect_uri": back, "link": link});
        let begun = caller
            .post_json(&format!("{PROVIDERS}{provider}/"), &body)
            .created();
        assert_eq!(begun["expires_in"], 600);
        let url = begun["authorization_url"].as_str().unwrap();
        let path = url.strip_prefix(shop.server().base_url()).unwrap();
        let sent = shop.get(&format!("{path}&persona={persona}"));
        assert_eq!(sent.status, 302, "{}", sent.text());
        let (place, query) = sent.header("location").unwrap().split_once('?').unwrap();
        assert_eq!(place, back);
        let pairs = query.split('&').map(|pair| pair.split_once('=').unwrap());
        Self {
            provider,
            query: pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
            begun,
        }
    }

    fn returned(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What the browser tells the shop.
    fn comeback(&self) -> Value {
        assert_eq!(self.returned("state"), self.begun["state"].as_str());
        json!({
            "state": self.begun["state"], "code": self.returned("code").unwrap(), "binding": self.begun["binding"],
            "language": "en",
        })
    }

    fn finish(&self, shop: &Shop) -> Answer {
        self.finish_with(shop, &self.comeback())
    }

    fn finish_with(&self, shop: &Shop, comeback: &Value) -> Answer {
        shop.post_json(&format!("{PROVIDERS}{}/callback/", self.provider), comeback)
    }
}

/// Signs in as a persona; answers how they arrived, too.
#[track_caller]
fn arrive(shop: &Shop, provider: &'static str, persona: &str) -> (String, Person) {
    let mut tokens = Journey::of(shop, shop, provider, persona, false)
        .finish(shop)
        .ok();
    let arrival = tokens.as_object_mut().unwrap().remove("arrival").unwrap();
    (
        arrival.as_str().unwrap().to_owned(),
        Person::with_tokens(shop, tokens),
    )
}

pub(super) fn somebody_new_gets_an_account_and_has_it_ever_after(place: &Place) {
    let shop = place.demo();
    assert_eq!(shop.get(PROVIDERS).ok(), json!({"providers": ALL}));
    for (provider, email) in [
        ("kakao", json!("minji.kim@example.com")),
        ("naver", json!(null)), // which never says whether it proved an address
    ] {
        let (arrival, minji) = arrive(&shop, provider, "verified");
        assert_eq!(arrival, "SIGNED_UP");
        let account = minji.account();
        let seen = json!([
            account["email"],
            account["nickname"],
            account["state"],
            account["providers"]
        ]);
        assert_eq!(seen, json!([email, "김민지", "ACTIVE", [provider]]));
        let (arrival, again) = arrive(&shop, provider, "verified");
        assert_eq!((&*arrival, again.id()), ("SIGNED_IN", minji.id()));
        assert_ne!(again.session(), minji.session());
        assert!(!again.has_ended(&shop));
    }
    let (arrival, seojun) = arrive(&shop, "google", "second");
    assert_eq!(arrival, "SIGNED_UP");
    assert_eq!(seojun.account()["email"], "seojun.lee@example.com");
}

pub(super) fn an_address_that_the_provider_did_not_prove_is_nobodys(place: &Place) {
    let shop = place.demo();
    shop.join("hajun.choi@example.com");
    for provider in ALL {
        for persona in ["no-email", "unverified-email"] {
            let (arrival, person) = arrive(&shop, provider, persona);
            assert_eq!(arrival, "SIGNED_UP", "{provider} {persona}");
            let account = person.account();
            assert_eq!(
                json!([account["email"], account["state"]]),
                json!([null, "ACTIVE"])
            );
        }
    }
}

pub(super) fn whoever_refuses_or_cannot_be_asked_is_not_signed_in(place: &Place) {
    let shop = place.demo();
    for provider in ALL {
        let refused = Journey::of(&shop, &shop, provider, "refuses", false);
        assert_eq!(refused.returned("error"), Some("access_denied"), "{provider}");
        assert_eq!(refused.returned("code"), None);
        let broken = Journey::of(&shop, &shop, provider, "breaks", false).finish(&shop);
        assert_eq!(broken.problem(503, "provider_unavailable")["retryable"], true);
        assert!(broken.header("retry-after").is_some());
        let invented = Journey::of(&shop, &shop, provider, "verified", false);
        let mut comeback = invented.comeback();
        comeback["code"] = json!("invented");
        invented
            .finish_with(&shop, &comeback)
            .problem(401, "provider_refused");
    }
    let mut away = json!({"redirect_uri": "https://evil.example/"});
    shop.post_json(&format!("{PROVIDERS}kakao/"), &away)
        .problem(422, "invalid_fields");
    away["redirect_uri"] = json!(format!("{}/demo/sign-in", shop.server().base_url()));
    shop.post_json(&format!("{PROVIDERS}myspace/"), &away)
        .problem(404, "provider_not_found");
}

pub(super) fn a_return_counts_once_and_in_its_own_browser(place: &Place) {
    let shop = place.demo();
    let journey = Journey::of(&shop, &shop, "kakao", "verified", false);
    journey.finish(&shop).ok();
    journey.finish(&shop).problem(400, "invalid_return");
    for (field, value) in [("binding", "somebody else's"), ("state", "invented")] {
        let journey = Journey::of(&shop, &shop, "kakao", "verified", false);
        let mut comeback = journey.comeback();
        comeback[field] = json!(value);
        journey
            .finish_with(&shop, &comeback)
            .problem(400, "invalid_return");
        if field == "binding" {
            journey.finish(&shop).problem(400, "invalid_return");
        }
    }
    let journey = Journey::of(&shop, &shop, "kakao", "verified", false);
    let elsewhere = shop.post_json(&format!("{PROVIDERS}naver/callback/"), &journey.comeback());
    elsewhere.problem(400, "invalid_return");
}

pub(super) fn an_address_with_an_account_is_linked_by_its_owner_alone(place: &Place) {
    let shop = place.demo();
    let minji = shop.join("minji.kim@example.com");
    let unasked = Journey::of(&shop, &shop, "kakao", "verified", false).finish(&shop);
    unasked.problem(409, "account_exists");
    for provider in ["kakao", "google"] {
        let linked = Journey::of(&shop, &minji, provider, "verified", true).finish(&shop);
        assert_eq!(linked.ok(), json!({"arrival": "LINKED"}));
    }
    assert_eq!(minji.account()["providers"], json!(["kakao", "google"]));
    let (arrival, again) = arrive(&shop, "kakao", "verified");
    assert_eq!((&*arrival, again.id()), ("SIGNED_IN", minji.id()));
    assert!(!minji.has_ended(&shop));
    shop.sign_in("minji.kim@example.com", PASSWORD);

    let duri = shop.join("duri@example.com");
    let taken = Journey::of(&shop, &duri, "kakao", "verified", true).finish(&shop);
    taken.problem(409, "identity_taken");
    let back = format!("{}/demo/sign-in", shop.server().base_url());
    let link = json!({"redirect_uri": back, "link": true});
    let path = format!("{PROVIDERS}kakao/");
    let unproved = shop.sign_up("sena@example.com");
    unproved.post_json(&path, &link).problem(403, "unverified");
    let stranger = shop.post_json(&path, &link);
    stranger.problem(401, "authentication_required");
}

pub(super) fn an_account_without_a_password_gets_none_by_guessing_and_can_leave(place: &Place) {
    let shop = place.demo();
    let (_, minji) = arrive(&shop, "kakao", "verified");
    let claim = json!({"email": "minji.kim@example.com", "password": ""});
    let answer = shop.post_json(TOKENS, &claim);
    assert!([401, 422].contains(&answer.status), "{}", answer.text());
    let claim = json!({"email": "minji.kim@example.com", "password": PASSWORD});
    shop.post_json(TOKENS, &claim).problem(401, "invalid_credentials");
    let set = json!({"new_password": "five rabbits on mars"});
    minji.post_json(&format!("{ME}password/"), &set).done();
    shop.sign_in("minji.kim@example.com", "five rabbits on mars");

    let (_, jiwoo) = arrive(&shop, "kakao", "no-email");
    let id = jiwoo.id();
    jiwoo.delete(ME).done();
    assert!(jiwoo.has_ended(&shop));
    let (arrival, again) = arrive(&shop, "kakao", "no-email");
    assert_eq!(arrival, "SIGNED_UP");
    assert_ne!(again.id(), id);
}

pub(super) fn whoever_staff_erased_comes_back_as_somebody_new(place: &Place) {
    let shop = place.demo();
    let admin = place.employ(&shop, "admin");
    let (_, minji) = arrive(&shop, "kakao", "verified");
    let id = minji.id();
    let path = format!("{STAFF_USERS}{id}/");
    admin
        .send_json("DELETE", &path, &json!({"reason": "asked for it"}))
        .done();
    let (arrival, again) = arrive(&shop, "kakao", "verified");
    assert_eq!(arrival, "SIGNED_UP");
    assert_ne!(again.id(), id);
    assert_eq!(again.account()["email"], "minji.kim@example.com");
}

pub(super) fn lost_keys_are_missed_although_nothing_of_the_first_account_is_sealed(place: &Place) {
    let shop = place.demo();
    arrive(&shop, "kakao", "no-email");
    shop.register("hana@example.com");
    assert!(shop.stop().status.success());
    assert_eq!(place.lose_keys(), [3, 3, 3]);
}

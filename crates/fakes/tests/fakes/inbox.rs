//! What would have been sent.

use chrono::DateTime;
use hexmart_fakes::{Channel, Letter};
use serde_json::json;

use crate::served::Served;

fn letter(id: &str, to: &str, body: &str) -> Letter {
    Letter {
        id: id.to_owned(),
        channel: Channel::Mail,
        to: to.to_owned(),
        subject: Some("인증 코드".to_owned()),
        body: body.to_owned(),
        at: DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
    }
}

#[test]
fn letters_come_newest_first() {
    let served = Served::start();
    let inbox = served.fakes.inbox();
    inbox.push(letter("1", "a@example.com", "first"));
    inbox.push(Letter {
        channel: Channel::Sms,
        subject: None,
        ..letter("2", "+821012345678", "second")
    });
    for path in ["/inbox/", "/inbox"] {
        let answer = served.get(path, &[("accept", "application/json")]);
        assert_eq!(
            answer.json(),
            json!({ "messages": [
                {
                    "id": "2", "channel": "sms", "to": "+821012345678", "subject": null, "body": "second",
                    "at": "2026-11-18T11:06:40Z",
                },
                {
                    "id": "1", "channel": "mail", "to": "a@example.com", "subject": "인증 코드", "body": "first",
                    "at": "2026-11-18T11:06:40Z",
                },
            ]})
        );
    }
}

#[test]
fn the_same_letter_again_takes_its_own_place() {
    let served = Served::start();
    let inbox = served.fakes.inbox();
    inbox.push(letter("1", "a@example.com", "first"));
    inbox.push(letter("2", "a@example.com", "second"));
    inbox.push(letter("1", "a@example.com", "first again"));
    let bodies: Vec<_> = inbox
        .letters(None)
        .into_iter()
        .map(|letter| letter.body)
        .collect();
    assert_eq!(bodies, ["second", "first again"]);
}

#[test]
fn a_filter_shows_what_one_recipient_got() {
    let served = Served::start();
    let inbox = served.fakes.inbox();
    inbox.push(letter("1", "A+b@example.com", "for a"));
    inbox.push(letter("2", "c@example.com", "for c"));
    let found = served.get("/inbox/?to=a%2Bb%40example.com", &[]).json();
    assert_eq!(found["messages"].as_array().unwrap().len(), 1);
    assert_eq!(found["messages"][0]["body"], json!("for a"));
    assert_eq!(
        served.get("/inbox/?to=nobody", &[]).json(),
        json!({ "messages": [] })
    );
}

#[test]
fn an_inbox_forgets_the_oldest() {
    let served = Served::start();
    let inbox = served.fakes.inbox();
    for number in 0..1_001 {
        inbox.push(letter(&number.to_string(), "a@example.com", "text"));
    }
    let letters = inbox.letters(None);
    assert_eq!(letters.len(), 1_000);
    assert_eq!((letters[0].id.as_str(), letters[999].id.as_str()), ("1000", "1"));
}

#[test]
fn a_browser_gets_a_page_without_markup_of_others() {
    let served = Served::start();
    let accept = [("accept", "text/html,application/xhtml+xml;q=0.9")];
    let empty = served.get("/inbox/", &accept);
    assert!(empty.body.contains("아직 아무것도 없습니다. · Nothing yet."));
    served.fakes.inbox().push(letter(
        "1",
        "<b>@example.com",
        "<script>alert('code 123456')</script>",
    ));
    let page = served.get("/inbox/", &accept);
    assert_eq!(page.content_type, "text/html; charset=utf-8");
    assert!(page.body.contains("code 123456"));
    assert!(!page.body.contains("<script") && !page.body.contains("<b>"));
}

#[test]
fn letters_do_not_show_themselves_in_logs() {
    let shown = format!("{:?}", letter("1", "a@example.com", "code 123456"));
    assert_eq!(shown, "Letter(1, Mail)");
}

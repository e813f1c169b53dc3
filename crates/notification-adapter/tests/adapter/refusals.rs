//! What the relay's answers mean.

use std::sync::Arc;

use hexmart_application::platform::{Notifier as _, Recipient};
use hexmart_domain::identity::Email;

use crate::fake_smtp::{FakeSmtp, Reply};
use crate::mail::{notifier, notifier_at};
use crate::{by_mail, code, later, refused};

#[tokio::test]
async fn a_final_no_to_the_message_is_a_refusal() {
    let server = FakeSmtp::start(|step, _| match step {
        "RCPT" => Reply::Say("550 5.1.1 <ann.lee@example.com>: no such user"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(refused(outcome), "SMTP 550 5.1.1");

    let server = FakeSmtp::start(|step, _| match step {
        "MAIL" => Reply::Say("553 sender not allowed"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(refused(outcome), "SMTP 553");

    let server = FakeSmtp::start(|step, _| match step {
        "." => Reply::Say("554 5.7.1 spam for ann.lee@example.com"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(refused(outcome), "SMTP 554 5.7.1");
}

#[tokio::test]
async fn a_passing_no_is_worth_another_try() {
    let server = FakeSmtp::start(|step, _| match step {
        "RCPT" => Reply::Say("451 4.7.1 ann.lee@example.com is greylisted"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "the answer was 451 4.7.1");

    let server = FakeSmtp::start(|step, _| match step {
        "." => Reply::Say("452 disk full"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "the answer was 452");
}

#[tokio::test]
async fn a_relay_that_does_not_let_us_in_says_nothing_about_the_message() {
    let server = FakeSmtp::start(|step, _| match step {
        "AUTH" => Reply::Say("535 5.7.8 wrong password for shop"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "the answer was 535 5.7.8");

    let server = FakeSmtp::start(|step, _| match step {
        "connect" => Reply::Say("554 no service for you"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "the answer was 554");

    let server = FakeSmtp::start(|step, _| match step {
        "MAIL" => Reply::Say("530 5.7.0 sign in first"),
        _ => Reply::Usual,
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "the answer was 530 5.7.0");
}

#[tokio::test]
async fn a_relay_that_says_nothing_is_given_up_after_twenty_seconds() {
    for script in [
        |step: &str, _: &str| {
            if step == "connect" {
                Reply::Hang
            } else {
                Reply::Usual
            }
        },
        |step: &str, _: &str| if step == "RCPT" { Reply::Hang } else { Reply::Usual },
        |step: &str, _: &str| if step == "." { Reply::Hang } else { Reply::Usual },
    ] {
        let server = FakeSmtp::start(script).await;
        let notifier = notifier(&server);
        let started = tokio::time::Instant::now();
        let delivery = tokio::spawn(async move { notifier.deliver(&by_mail(code())).await });
        server.hangs().await;
        tokio::time::pause();
        assert_eq!(later(delivery.await.unwrap()), "no answer in time");
        tokio::time::resume();
        let seconds = started.elapsed().as_secs();
        assert!((19..=21).contains(&seconds), "{seconds}");
    }
}

#[tokio::test]
async fn a_connection_that_was_given_up_is_never_used_again() {
    let server = FakeSmtp::start(|step, recipient| match (step, recipient) {
        (".", "slow@example.com") => Reply::Hang,
        _ => Reply::Usual,
    })
    .await;
    let notifier = Arc::new(notifier(&server));
    notifier.deliver(&by_mail(code())).await.unwrap();
    let mut slow = by_mail(code());
    slow.recipient = Recipient::Mail(Email::parse("slow@example.com").unwrap());
    let delivery = tokio::spawn({
        let notifier = Arc::clone(&notifier);
        async move { notifier.deliver(&slow).await }
    });
    server.hangs().await;
    tokio::time::pause();
    assert_eq!(later(delivery.await.unwrap()), "no answer in time");
    tokio::time::resume();
    notifier.deliver(&by_mail(code())).await.unwrap();
    let connections: Vec<usize> = server.mails().iter().map(|mail| mail.connection).collect();
    assert_eq!(connections, [1, 2]);
}

#[tokio::test]
async fn a_relay_that_is_gone_may_come_back() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}?tls=off", free.local_addr().unwrap());
    drop(free);
    let outcome = notifier_at(&url).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "no connection: connection refused");

    let server = FakeSmtp::start(|step, _| {
        if step == "DATA" {
            Reply::HangUp
        } else {
            Reply::Usual
        }
    });
    let outcome = notifier(&server.await).deliver(&by_mail(code())).await;
    assert_eq!(later(outcome), "the connection broke");
}

#[tokio::test]
async fn without_encryption_nothing_is_said() {
    let server = FakeSmtp::start(|_, _| Reply::Usual).await;
    let url = format!("smtp://shop:s3cret@127.0.0.1:{}", server.port);
    let outcome = notifier_at(&url).deliver(&by_mail(code())).await;
    assert_eq!(
        later(outcome),
        "the server and we have no encryption or way to sign in in common"
    );
    let said = server.commands();
    assert!(
        said.iter()
            .all(|command| command.starts_with("EHLO") || command == "QUIT"),
        "{said:?}"
    );

    let url = format!("smtps://shop:s3cret@127.0.0.1:{}", server.port);
    later(notifier_at(&url).deliver(&by_mail(code())).await);
    assert_eq!(server.mails().len(), 0);
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hexmart_application::platform::{Message, Notification, Notifier as _, Recipient};
use hexmart_domain::identity::Email;
use hexmart_domain::shared::Language;
use hexmart_notification_adapter::{Channel, ShopName, SmtpNotifier, SmtpSettings, Wording};

use crate::fake_smtp::{FakeSmtp, Received, Reply};
use crate::{ADDRESS, by_mail, by_sms, clock, code, refused, shop};

fn settings(url: &str) -> SmtpSettings {
    SmtpSettings {
        url: url.into(),
        from: Email::parse("no-reply@shop.example").unwrap(),
        shop: shop(),
    }
}

pub(crate) fn notifier(server: &FakeSmtp) -> SmtpNotifier {
    let url = format!("smtp://shop:p%40s3cret@127.0.0.1:{}?tls=off", server.port);
    SmtpNotifier::new(&settings(&url), clock()).unwrap()
}

pub(crate) fn notifier_at(url: &str) -> SmtpNotifier {
    SmtpNotifier::new(&settings(url), clock()).unwrap()
}

async fn delivered(notification: &Notification) -> Received {
    let server = FakeSmtp::start(|_, _| Reply::Usual).await;
    notifier(&server).deliver(notification).await.unwrap();
    let mut mails = server.mails();
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

/// The text of a mail, whatever it was encoded as.
fn decoded(mail: &Received) -> String {
    let (head, body) = mail.text.split_once("\r\n\r\n").unwrap();
    if head.contains("Content-Transfer-Encoding: base64") {
        let bytes = STANDARD.decode(body.replace("\r\n", "")).unwrap();
        String::from_utf8(bytes).unwrap()
    } else if head.contains("Content-Transfer-Encoding: quoted-printable") {
        // Of ASCII, which is all that comes this way, nothing else is escaped.
        body.replace("=\r\n", "").replace("=20", " ").replace("=3D", "=")
    } else {
        assert!(head.contains("Content-Transfer-Encoding: 7bit"), "{head}");
        body.to_owned()
    }
}

/// The lines of a mail's head.
fn head(mail: &Received) -> Vec<&str> {
    mail.text
        .split_once("\r\n\r\n")
        .unwrap()
        .0
        .split("\r\n")
        .collect()
}

#[tokio::test]
async fn a_mail_has_everything_that_a_mailbox_looks_at() {
    let mail = delivered(&by_mail(code())).await;
    assert_eq!(mail.sender, "no-reply@shop.example");
    assert_eq!(mail.recipient, ADDRESS);
    for line in [
        "From: Hexmart <no-reply@shop.example>",
        "To: ann.lee@example.com",
        "Subject: [Hexmart] Verify your phone number",
        "Message-ID: <NOTE00000000000000000000000007@shop.example>",
        "Date: Sun, 01 Nov 2026 03:00:00 +0000",
        "Auto-Submitted: auto-generated",
        "Content-Type: text/plain; charset=utf-8",
    ] {
        assert!(head(&mail).contains(&line), "{line} in {}", mail.text);
    }
    let wording = Wording::of(&code(), Language::English, Channel::Mail, &shop());
    assert_eq!(
        decoded(&mail).trim_end(),
        wording.text.replace('\n', "\r\n").trim_end()
    );
}

#[tokio::test]
async fn korean_goes_through_ascii_and_back() {
    let hexmart = ShopName::parse("헥스마트").unwrap();
    let korean = Notification {
        language: Language::Korean,
        ..by_mail(code())
    };
    let server = FakeSmtp::start(|_, _| Reply::Usual).await;
    let settings = SmtpSettings {
        shop: hexmart.clone(),
        ..settings(&format!("smtp://127.0.0.1:{}?tls=off", server.port))
    };
    let notifier = SmtpNotifier::new(&settings, clock()).unwrap();
    notifier.deliver(&korean).await.unwrap();
    let mail = server.mails().remove(0);
    assert!(mail.text.is_ascii(), "{}", mail.text);
    let wording = Wording::of(&code(), Language::Korean, Channel::Mail, &hexmart);
    assert_eq!(
        decoded(&mail).trim_end(),
        wording.text.replace('\n', "\r\n").trim_end()
    );
}

#[tokio::test]
async fn nothing_that_somebody_typed_gets_out_of_the_text() {
    let hostile =
        "x\r\nBcc: eve@example.com\r\n\r\n.\r\nMAIL FROM:<eve@example.com>\r\n<script>alert(1)</script>";
    for message in [
        Message::SellerApproved {
            company: hostile.to_owned(),
        },
        Message::SellerRejected {
            company: hostile.to_owned(),
            reason: hostile.to_owned(),
        },
    ] {
        let mail = delivered(&by_mail(message)).await;
        let head = head(&mail);
        assert!(
            !head.iter().any(|line| line.to_lowercase().starts_with("bcc")),
            "{head:?}"
        );
        assert_eq!(head.iter().filter(|line| line.starts_with("To:")).count(), 1);
        assert_eq!(mail.recipient, ADDRESS);
        assert!(
            head.contains(&"Content-Type: text/plain; charset=utf-8"),
            "{head:?}"
        );
        let text = decoded(&mail);
        let begins = |line: &str| {
            ["Bcc:", ".", "MAIL", "<script>"]
                .iter()
                .any(|bad| line.starts_with(bad))
        };
        assert!(!text.lines().any(begins), "{text}");
    }
}

#[tokio::test]
async fn mails_share_a_connection_and_a_sign_in() {
    let server = FakeSmtp::start(|_, _| Reply::Usual).await;
    let notifier = notifier(&server);
    for _ in 0..3 {
        notifier.deliver(&by_mail(code())).await.unwrap();
    }
    assert_eq!((server.mails().len(), server.connections()), (3, 1));
    let commands = server.commands();
    assert_eq!(commands.first().unwrap(), "EHLO shop.example");
    let credentials = format!("AUTH PLAIN {}", STANDARD.encode("\0shop\0p@s3cret"));
    assert_eq!(
        commands.iter().filter(|command| **command == credentials).count(),
        1
    );
}

#[tokio::test]
async fn a_connection_that_died_between_two_mails_is_replaced() {
    let server = FakeSmtp::start(|step, _| {
        if step == "NOOP" {
            Reply::HangUp
        } else {
            Reply::Usual
        }
    })
    .await;
    let notifier = notifier(&server);
    notifier.deliver(&by_mail(code())).await.unwrap();
    notifier.deliver(&by_mail(code())).await.unwrap();
    let connections: Vec<usize> = server.mails().iter().map(|mail| mail.connection).collect();
    assert_eq!(connections, [1, 2]);
}

#[tokio::test]
async fn a_text_message_is_not_sent_as_a_mail() {
    let server = FakeSmtp::start(|_, _| Reply::Usual).await;
    let outcome = notifier(&server).deliver(&by_sms(code())).await;
    assert_eq!(refused(outcome), "SMTP does not reach this kind of recipient");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn an_address_that_smtp_does_not_know_is_refused() {
    let odd = Notification {
        recipient: Recipient::Mail(Email::parse("ann..lee@example.com").unwrap()),
        ..by_mail(code())
    };
    let server = FakeSmtp::start(|_, _| Reply::Usual).await;
    assert_eq!(
        refused(notifier(&server).deliver(&odd).await),
        "SMTP does not take such an address"
    );
}

#[test]
fn settings_are_never_printed() {
    let good = settings("smtps://shop:s3cret@mail.example");
    let notifier = SmtpNotifier::new(&good, clock()).unwrap();
    let printed = format!("{good:?} {notifier:?}");
    assert!(
        !printed.contains("s3cret") && !printed.contains("no-reply"),
        "{printed}"
    );
    let error = SmtpNotifier::new(&settings("smtp://:s3cret@mail.example"), clock()).unwrap_err();
    assert!(!error.to_string().contains("s3cret"), "{error}");
}

use super::*;

const CODE: &str = "K7M2QX9RTB";
const DATE: &str = "2026-11-20";
const ORDER: &str = "20261120-7F3K9QXM";

/// Every message, with what must be in a mail of it.
fn messages() -> Vec<(Message, &'static [&'static str])> {
    let code = || CODE.to_owned();
    vec![
        (Message::VerifyEmail { code: code() }, &[CODE]),
        (Message::AlreadyRegistered, &[]),
        (Message::ResetPassword { code: code() }, &[CODE]),
        (Message::ChangeEmail { code: code() }, &[CODE]),
        (Message::EmailChanged, &[]),
        (Message::PasswordChanged, &[]),
        (Message::VerifyPhone { code: code() }, &[CODE]),
        (Message::DormancyAhead { on: DATE.to_owned() }, &[DATE]),
        (Message::FellAsleep, &[]),
        (
            Message::Erased {
                until: DATE.to_owned(),
            },
            &[DATE],
        ),
        (
            Message::OrderPlaced {
                number: ORDER.to_owned(),
                total: "12,000 KRW".to_owned(),
            },
            &[ORDER, "12,000 KRW"],
        ),
        (
            Message::OrderDispatched {
                number: ORDER.to_owned(),
                courier: "cjlogistics\nPay here".to_owned(),
                tracking: "1234567890".to_owned(),
            },
            &[ORDER, "cjlogistics Pay here", "1234567890"],
        ),
        (
            Message::OrderRefunded {
                number: ORDER.to_owned(),
                amount: "12,000 KRW".to_owned(),
            },
            &[ORDER, "12,000 KRW"],
        ),
        (
            Message::BackInStock {
                product: "Pear\nPay here".to_owned(),
                price: "9,000 KRW".to_owned(),
            },
            &["Pear Pay here", "9,000 KRW"],
        ),
        (
            Message::PriceDropped {
                product: "Pear\nPay here".to_owned(),
                from: "10,000 KRW".to_owned(),
                to: "9,000 KRW".to_owned(),
            },
            &["Pear Pay here", "10,000 KRW", "9,000 KRW"],
        ),
        (
            Message::SellerApproved {
                company: "Pear & Co.".to_owned(),
            },
            &["Pear & Co."],
        ),
        (
            Message::SellerRejected {
                company: "Pear & Co.".to_owned(),
                reason: "No licence.\nNo bank.".to_owned(),
            },
            &["Pear & Co.", "\n> No licence.\n> No bank.\n"],
        ),
    ]
}

/// The longest that there is: 20 bytes.
fn shop() -> ShopName {
    ShopName::parse("가나다라마바사아자차").unwrap()
}

fn assert_language(text: &str, language: Language) {
    let hangul = text.chars().filter(|c| ('가'..='힣').contains(c)).count();
    // English ones have no Hangul but the shop's name, twice at most.
    match language {
        Language::Korean => assert!(hangul > 20, "{text}"),
        Language::English => assert!(hangul <= 20, "{text}"),
    }
}

fn assert_no_placeholder(text: &str) {
    assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
}

#[test]
fn every_mail_is_complete_in_every_language() {
    for (message, parts) in messages() {
        for language in Language::ALL {
            let wording = Wording::of(&message, language, Channel::Mail, &shop());
            let (subject, text) = (wording.subject.unwrap(), wording.text);
            assert_no_placeholder(&subject);
            assert_no_placeholder(&text);
            assert_language(&text, language);
            assert!(subject.starts_with("[가나다라마바사아자차] ") && !subject.contains(char::is_control));
            assert!(!subject.contains(CODE), "codes show on locked screens: {subject}");
            for part in parts {
                assert!(text.contains(part), "{part} in {text}");
            }
        }
    }
}

#[test]
fn every_text_message_fits_90_bytes() {
    for (message, parts) in messages() {
        for language in Language::ALL {
            let wording = Wording::of(&message, language, Channel::Sms, &shop());
            assert_eq!(wording.subject, None);
            assert_no_placeholder(&wording.text);
            assert_language(&wording.text, language);
            let (bytes, _, lossy) = encoding_rs::EUC_KR.encode(&wording.text);
            assert!(
                !lossy && bytes.len() <= 90,
                "{} bytes: {}",
                bytes.len(),
                wording.text
            );
            assert!(!wording.text.contains(char::is_control), "{}", wording.text);
            for part in parts.iter().filter(|part| [CODE, DATE].contains(part)) {
                assert!(wording.text.contains(part), "{part} in {}", wording.text);
            }
        }
    }
}

#[test]
fn a_code_stands_on_a_line_of_its_own_and_lives_five_minutes() {
    let with_code = messages().into_iter().filter(|(_, parts)| parts.contains(&CODE));
    for (message, _) in with_code {
        for (language, minutes) in [(Language::Korean, "5분"), (Language::English, "5 minutes")] {
            let mail = Wording::of(&message, language, Channel::Mail, &shop()).text;
            assert!(mail.lines().any(|line| line == CODE), "{mail}");
            assert!(mail.contains(minutes), "{mail}");
            let sms = Wording::of(&message, language, Channel::Sms, &shop()).text;
            assert!(sms.contains(minutes), "{sms}");
        }
    }
}

#[test]
fn what_somebody_typed_stays_on_its_lines() {
    let message = Message::SellerRejected {
        company: "Pear\r\nBcc: eve@example.com\u{85}x".to_owned(),
        reason: "a\r\n.\r\nKind regards,\rHexmart\n\n<b>b</b>".to_owned(),
    };
    let text = Wording::of(&message, Language::English, Channel::Mail, &shop()).text;
    assert!(text.contains("The application of Pear  Bcc: eve@example.com x as a seller"));
    assert!(text.contains("\n> a\n> .\n> Kind regards, Hexmart\n> \n> <b>b</b>\n"));
    assert!(!text.contains('\r'));
}

#[test]
fn long_names_and_reasons_stay_out_of_text_messages() {
    let (company, reason) = ("가".repeat(60), "나".repeat(500));
    let rejected = Message::SellerRejected {
        company: company.clone(),
        reason,
    };
    for message in [rejected, Message::SellerApproved { company }] {
        let text = Wording::of(&message, Language::Korean, Channel::Sms, &shop()).text;
        assert!(encoding_rs::EUC_KR.encode(&text).0.len() <= 90, "{text}");
    }
}

#[test]
fn a_wording_is_not_printed() {
    let message = Message::ResetPassword {
        code: CODE.to_owned(),
    };
    let wording = Wording::of(&message, Language::English, Channel::Sms, &shop());
    assert_eq!(format!("{wording:?}"), "Wording(…)");
}

use std::io;
use std::sync::{Arc, Mutex};

use hexmart_application::platform::Notifier as _;
use hexmart_notification_adapter::{Captured, CapturingNotifier, Channel, Sink, sink_to_directory};
use serde_json::{Value, json};

use crate::{ADDRESS, CODE, NUMBER, by_mail, by_sms, code, later, shop};

#[tokio::test]
async fn a_captured_message_says_what_would_have_gone_out() {
    let caught: Arc<Mutex<Vec<Captured>>> = Arc::default();
    let sink: Sink = {
        let caught = Arc::clone(&caught);
        Arc::new(move |captured| {
            caught.lock().unwrap().push(captured);
            Ok(())
        })
    };
    let notifier = CapturingNotifier::new(shop(), sink);
    notifier.deliver(&by_mail(code())).await.unwrap();
    notifier.deliver(&by_sms(code())).await.unwrap();
    let caught = caught.lock().unwrap();
    let [mail, sms] = caught.as_slice() else {
        panic!("{} messages", caught.len());
    };
    assert_eq!((mail.channel, mail.to.as_str()), (Channel::Mail, ADDRESS));
    assert_eq!(
        mail.subject.as_deref(),
        Some("[Hexmart] Verify your phone number")
    );
    assert!(mail.text.lines().any(|line| line == CODE));
    assert_eq!(
        (sms.channel, sms.to.as_str(), &sms.subject),
        (Channel::Sms, NUMBER, &None)
    );
    assert!(sms.text.contains(CODE));
    assert_eq!(
        format!("{sms:?}"),
        "Captured(NOTE00000000000000000000000007, sms)"
    );
}

#[tokio::test]
async fn a_directory_has_one_file_per_message() {
    let parent = tempfile::tempdir().unwrap();
    let directory = parent.path().join("inbox");
    let notifier = CapturingNotifier::new(shop(), sink_to_directory(&directory).unwrap());
    notifier.deliver(&by_mail(code())).await.unwrap();
    notifier.deliver(&by_sms(code())).await.unwrap();
    let files: Vec<_> = std::fs::read_dir(&directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, ["NOTE00000000000000000000000007.json"]);
    let json = std::fs::read(directory.join("NOTE00000000000000000000000007.json")).unwrap();
    assert_eq!(
        serde_json::from_slice::<Value>(&json).unwrap(),
        json!({
            "id": "NOTE00000000000000000000000007",
            "channel": "sms",
            "to": NUMBER,
            "subject": null,
            "text": format!("[Hexmart] Your code is {CODE}, good for 5 minutes. Tell nobody."),
        })
    );
}

#[tokio::test]
async fn a_message_that_could_not_be_kept_comes_again() {
    let full: Sink = Arc::new(|_| {
        Err(io::Error::new(
            io::ErrorKind::StorageFull,
            format!("no room for {NUMBER}"),
        ))
    });
    let outcome = CapturingNotifier::new(shop(), full)
        .deliver(&by_sms(code()))
        .await;
    assert_eq!(
        later(outcome),
        "the captured message could not be kept: no storage space"
    );
}

use std::sync::{Arc, Mutex};

use hexmart_application::platform::Notifier;
use hexmart_notification_adapter::{Captured, CapturingNotifier, Channel, RoutingNotifier};

use crate::{by_mail, by_sms, code, shop};

#[tokio::test]
async fn the_recipient_chooses_the_transport() {
    let mails: Arc<Mutex<Vec<Captured>>> = Arc::default();
    let texts: Arc<Mutex<Vec<Captured>>> = Arc::default();
    let into = |inbox: &Arc<Mutex<Vec<Captured>>>| -> Arc<dyn Notifier> {
        let inbox = Arc::clone(inbox);
        let sink = move |captured| {
            inbox.lock().unwrap().push(captured);
            Ok(())
        };
        Arc::new(CapturingNotifier::new(shop(), Arc::new(sink)))
    };
    let notifier = RoutingNotifier {
        mail: into(&mails),
        sms: into(&texts),
    };
    notifier.deliver(&by_mail(code())).await.unwrap();
    notifier.deliver(&by_sms(code())).await.unwrap();
    notifier.deliver(&by_sms(code())).await.unwrap();
    let channels = |inbox: &Mutex<Vec<Captured>>| -> Vec<Channel> {
        inbox
            .lock()
            .unwrap()
            .iter()
            .map(|captured| captured.channel)
            .collect()
    };
    assert_eq!(channels(&mails), [Channel::Mail]);
    assert_eq!(channels(&texts), [Channel::Sms, Channel::Sms]);
}

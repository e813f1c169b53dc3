use hexmart_application::identity::{Caller, Profiles, Registration};
use hexmart_domain::points::EntryKind;

use super::Bank;
use crate::given;

const WELCOME: (EntryKind, i64) = (EntryKind::SignUp, 29_900);

#[tokio::test]
async fn somebody_is_welcomed_when_their_address_is_proved() {
    let bank = Bank::new();
    let (mina, code) = bank.world.newcomer("mina").await;
    assert_eq!(bank.told(mina.id).await, []);
    let (principal, _) = bank.world.sign_in("mina").await;
    bank.world.identity.verify_email(principal, &code).await.unwrap();
    assert_eq!(bank.told(mina.id).await, [WELCOME]);
    bank.assert_sound().await;
}

#[tokio::test]
async fn a_code_for_a_new_password_proves_an_address_too() {
    let bank = Bank::new();
    let (mina, _) = bank.world.newcomer("mina").await;
    let (email, caller) = (given::email("mina"), Caller::local());
    for times in 1..=2 {
        bank.world.identity.request_reset(&email, &caller).await.unwrap();
        let code = bank.world.code().await;
        let password = given::password(["", "four blue geese", "five blue geese"][times]);
        let reset = bank
            .world
            .identity
            .reset_password(&email, &code, password, &caller);
        reset.await.unwrap();
        bank.world.letters().await;
        bank.world.turn(super::DAY);
    }
    assert_eq!(bank.told(mina.id).await, [WELCOME]);
}

#[tokio::test]
async fn whoever_leaves_and_comes_again_is_no_new_customer() {
    let bank = Bank::new();
    let (first, code) = bank.world.newcomer("mina").await;
    let (principal, _) = bank.world.sign_in("mina").await;
    bank.world.identity.verify_email(principal, &code).await.unwrap();
    let right = Some(given::right());
    bank.world.identity.erase(first.id, right).await.unwrap();
    bank.world.letters().await;
    let (second, code) = bank.world.newcomer("mina").await;
    assert_ne!(first.id, second.id);
    let (principal, _) = bank.world.sign_in("mina").await;
    bank.world.identity.verify_email(principal, &code).await.unwrap();
    assert_eq!(bank.told(first.id).await, [WELCOME]);
    assert_eq!(bank.told(second.id).await, []);
}

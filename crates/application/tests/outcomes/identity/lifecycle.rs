//! What becomes of accounts as time goes by.

use std::sync::Arc;
use std::time::Duration;

use hexmart_application::identity::{
    Caller, Federation, Lifecycle, Profiles, Registration, SignIn, SignInError, lifecycle_jobs,
};
use hexmart_application::platform::{Job, Message};
use hexmart_domain::identity::{AccountState, CodePurpose, Nickname, PersonalData, Provider, Role};
use hexmart_domain::shared::Instant;

use crate::given;
use crate::world::{BACK, World};

const DAY: Duration = Duration::from_hours(24);

/// The job of this name.
pub(super) fn job(world: &World, name: &str) -> Arc<dyn Job> {
    let jobs = lifecycle_jobs(&world.ports);
    jobs.into_iter().find(|job| job.name() == name).unwrap()
}

/// Turns the clock to an instant and runs a job; answers what it dealt with.
async fn run_at(world: &World, name: &str, at: Instant) -> u64 {
    world.turn_to(at);
    job(world, name).run(at).await.unwrap()
}

#[tokio::test]
async fn every_job_has_a_name_of_its_own_and_comes_hourly() {
    let world = World::new();
    let jobs = lifecycle_jobs(&world.ports);
    let names: std::collections::BTreeSet<_> = jobs.iter().map(|job| job.name()).collect();
    assert_eq!(names.len(), 5);
    assert!(jobs.iter().all(|job| job.interval() == Duration::from_hours(1)));
    for job in jobs {
        assert_eq!(job.run(world.now()).await.unwrap(), 0, "{}", job.name());
    }
}

#[tokio::test]
async fn unverified_accounts_go_after_two_days() {
    let purge = "purge_unverified_accounts";
    let world = World::new();
    let (_, code) = world.newcomer("ann").await;
    let active = world.person("active").await;
    let (principal, tokens) = world.sign_in("ann").await;
    let end = world.now() + 2 * DAY;
    assert_eq!(run_at(&world, purge, end).await, 0);
    assert!(world.live("ann").await.is_some());
    assert_eq!(run_at(&world, purge, end + given::TICK).await, 1);
    assert_eq!(world.live("ann").await, None);
    assert_eq!(run_at(&world, purge, end + given::TICK).await, 0);
    assert_eq!(world.account(active.id).await, active);
    // Nothing of it is left, and the address is free.
    assert!(!world.refreshes(&tokens).await);
    assert!(world.identity.verify_email(principal, &code).await.is_err());
    assert!(world.letters().await.is_empty());
    world.newcomer("ann").await;
}

#[tokio::test]
async fn a_backlog_of_many_rounds_is_dealt_with_in_one_run() {
    let world = World::new();
    for number in 0..450 {
        let wanted = given::wanted(&format!("person-{number}"));
        world.identity.sign_up(wanted, &Caller::local()).await.unwrap();
    }
    let later = world.now() + 3 * DAY;
    assert_eq!(run_at(&world, "purge_unverified_accounts", later).await, 450);
    assert!(
        world
            .storage
            .accounts
            .page(None, None, 1)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_mail_comes_a_week_before_an_account_falls_asleep() {
    let (warn, sleep) = ("warn_of_dormancy", "put_accounts_to_sleep");
    let world = World::new();
    world.turn_to("2026-10-01T15:30:00Z".parse().unwrap());
    let account = world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    let away = world.now();

    assert_eq!(run_at(&world, warn, away + 23 * DAY).await, 0);
    let warned = away + 23 * DAY + given::TICK;
    assert_eq!(run_at(&world, warn, warned).await, 1);
    assert_eq!(run_at(&world, warn, warned).await, 0);
    let letters = world.letters().await;
    assert_eq!(letters.len(), 1);
    // A day later by Seoul's calendar.
    let on = "2026-11-01".to_owned();
    assert_eq!(letters[0].message, Message::DormancyAhead { on });

    assert_eq!(run_at(&world, sleep, warned + 7 * DAY).await, 0);
    assert_eq!(world.state(account.id).await, AccountState::Active);
    assert_eq!(run_at(&world, sleep, warned + 7 * DAY + given::TICK).await, 1);
    assert_eq!(run_at(&world, sleep, warned + 7 * DAY + given::TICK).await, 0);
    assert_eq!(
        world.sketches().await,
        [("ann@example.com".to_owned(), "fell_asleep")]
    );
    let asleep = world.account(account.id).await;
    assert_eq!(asleep.state, AccountState::Dormant);
    assert_eq!(asleep.token_version, account.token_version + 1);
    assert!(!world.refreshes(&tokens).await);
    assert_eq!(run_at(&world, warn, warned + 60 * DAY).await, 0);
}

#[tokio::test]
async fn nobody_falls_asleep_without_a_week_of_warning() {
    let (warn, sleep) = ("warn_of_dormancy", "put_accounts_to_sleep");
    let world = World::new();
    let account = world.person("ann").await;
    let start = world.now();
    // The shop was closed for a while.
    assert_eq!(run_at(&world, sleep, start + 90 * DAY).await, 0);
    assert_eq!(run_at(&world, warn, start + 90 * DAY).await, 1);
    assert_eq!(run_at(&world, sleep, start + 97 * DAY).await, 0);
    assert_eq!(world.state(account.id).await, AccountState::Active);
    assert_eq!(run_at(&world, sleep, start + 97 * DAY + given::TICK).await, 1);
}

#[tokio::test]
async fn who_signs_in_starts_anew() {
    let (warn, sleep) = ("warn_of_dormancy", "put_accounts_to_sleep");
    let world = World::new();
    let account = world.person("ann").await;
    let start = world.now();
    assert_eq!(run_at(&world, warn, start + 25 * DAY).await, 1);
    world.sign_in("ann").await;
    assert_eq!(world.account(account.id).await.dormancy_notice_at, None);
    assert_eq!(run_at(&world, sleep, start + 40 * DAY).await, 0);
    assert_eq!(run_at(&world, warn, start + 48 * DAY).await, 0);
    assert_eq!(run_at(&world, warn, start + 48 * DAY + given::TICK).await, 1);
}

#[tokio::test]
async fn employees_and_those_who_are_not_active_are_left_alone() {
    let world = World::new();
    let mut before = Vec::new();
    for role in [Role::Operator, Role::Staff, Role::Admin] {
        before.push(world.employee(role.as_str(), role).await);
    }
    before.push(world.newcomer("new").await.0);
    let dormant = world.person("dormant").await;
    let password = Some(given::right());
    world.identity.sleep(dormant.id, password).await.unwrap();
    before.push(world.account(dormant.id).await);
    world.letters().await;
    let start = world.now();
    for (name, days) in [("warn_of_dormancy", 100), ("put_accounts_to_sleep", 200)] {
        assert_eq!(run_at(&world, name, start + days * DAY).await, 0);
    }
    for account in before {
        assert_eq!(world.account(account.id).await, account);
    }
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn who_signs_in_while_the_job_runs_is_spared() {
    let world = World::new();
    let account = world.person("ann").await;
    let start = world.now();
    run_at(&world, "warn_of_dormancy", start + 25 * DAY).await;
    world.letters().await;
    world.turn_to(start + 40 * DAY);
    let sleep = job(&world, "put_accounts_to_sleep");
    let claim = given::claim("ann", given::PASSWORD);
    let (signed_in, done) = futures_util::future::join(
        world.identity.sign_in(claim, &Caller::local()),
        sleep.run(world.now()),
    )
    .await;
    assert_eq!(done.unwrap(), 0);
    assert!(world.refreshes(&signed_in.unwrap()).await);
    assert_eq!(world.state(account.id).await, AccountState::Active);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn who_signs_in_while_the_job_runs_is_warned_of_nothing() {
    let world = World::new();
    let account = world.person("ann").await;
    world.turn(25 * DAY);
    let warn = job(&world, "warn_of_dormancy");
    let claim = given::claim("ann", given::PASSWORD);
    let (signed_in, done) = futures_util::future::join(
        world.identity.sign_in(claim, &Caller::local()),
        warn.run(world.now()),
    )
    .await;
    assert!(signed_in.is_ok());
    assert_eq!(done.unwrap(), 0);
    assert_eq!(world.account(account.id).await.dormancy_notice_at, None);
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn who_signs_in_as_the_account_falls_asleep_is_not_in() {
    let world = World::new();
    let account = world.person("ann").await;
    let start = world.now();
    run_at(&world, "warn_of_dormancy", start + 25 * DAY).await;
    world.turn_to(start + 40 * DAY);
    let sleep = job(&world, "put_accounts_to_sleep");
    let claim = given::claim("ann", given::PASSWORD);
    let (done, signed_in) = futures_util::future::join(
        sleep.run(world.now()),
        world.identity.sign_in(claim, &Caller::local()),
    )
    .await;
    assert_eq!(done.unwrap(), 1);
    assert!(
        matches!(signed_in, Err(SignInError::InvalidCredentials)),
        "{signed_in:?}"
    );
    assert!(world.identity.sessions(account.id).await.unwrap().is_empty());
}

#[tokio::test]
async fn an_erased_account_loses_what_tells_whose_it_was_after_thirty_days() {
    let anonymise = "anonymise_erased_accounts";
    let world = World::new();
    let (account, _) = super::federation::linked(&world, "ann", "4711").await;
    let address = given::postal_address("집");
    world
        .identity
        .add_address(account.id, address, true)
        .await
        .unwrap();
    let password = Some(given::right());
    world.identity.erase(account.id, password).await.unwrap();
    world.letters().await;
    let end = world.now() + Lifecycle::RESTORABLE;
    assert_eq!(end, world.now() + 30 * DAY);

    let kept = world.account(account.id).await;
    assert_eq!(run_at(&world, anonymise, end).await, 0);
    assert_eq!(world.account(account.id).await, kept);
    assert_eq!(run_at(&world, anonymise, end + given::TICK).await, 1);
    assert_eq!(run_at(&world, anonymise, end + given::TICK).await, 0);
    let gone = world.account(account.id).await;
    assert_eq!(gone.personal, PersonalData::default());
    assert_eq!((gone.password, gone.introduction), (None, None));
    assert_eq!(gone.nickname, Nickname::of_nobody());
    assert_eq!(
        (gone.state, gone.deleted_at),
        (AccountState::Deleted, kept.deleted_at)
    );
    let book = world.identity.address_book(account.id).await.unwrap();
    assert!(book.entries.is_empty());
    assert!(world.letters().await.is_empty());
}

#[tokio::test]
async fn credentials_are_remembered_for_thirty_days_after_their_end() {
    let forget = "forget_old_credentials";
    let world = World::new();
    let account = world.person("ann").await;
    let (_, tokens) = world.sign_in("ann").await;
    world
        .identity
        .request_reset(&given::email("ann"), &Caller::local())
        .await
        .unwrap();
    world.identity.begin(Provider::Kakao, BACK, None).await.unwrap();
    world
        .identity
        .end_session(account.id, tokens.session)
        .await
        .unwrap();
    let end = world.now() + Lifecycle::REMEMBERED;
    assert_eq!(end, world.now() + 30 * DAY);

    assert_eq!(run_at(&world, forget, end).await, 0);
    let standing = async || {
        world
            .storage
            .credentials
            .standing(account.id, tokens.session)
            .await
            .unwrap()
    };
    assert!(standing().await.is_some());
    assert_eq!(run_at(&world, forget, end + given::TICK).await, 3);
    assert_eq!(standing().await, None);
    assert_eq!(world.issued(account.id, CodePurpose::ResetPassword).await, None);
    assert_eq!(run_at(&world, forget, end + given::TICK).await, 0);
}

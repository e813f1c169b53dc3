//! Ports that do whatever they are asked.

use hexmart_application::catalogue::ProductPage;
use hexmart_application::identity::{Arrival, Departure};
use hexmart_application::marketplace::Following;
use hexmart_domain::identity::Provider;
use hexmart_domain::pricing::{Coupon, CouponCode};

use crate::fixture::Ports;
use crate::people::{account, api_key, book, card, made_key, profile, seller, session, tokens};
use crate::samples::{ADDRESS, created, discount, id, now, shown};
use crate::{funded, goods, open_for_purchases, points, receivers, shelf, voices};

/// Ports with an answer to every call.
pub(crate) fn ports() -> Ports {
    let mut ports = Ports::new();
    the_shop(&mut ports);
    goods::keep(&mut ports);
    shelf::open(&mut ports);
    open_for_purchases::open(&mut ports);
    receivers::listen(&mut ports);
    funded::open(&mut ports);
    points::keep(&mut ports);
    voices::speak(&mut ports);
    coming_and_going(&mut ports);
    oneself(&mut ports);
    sellers(&mut ports);
    staff(&mut ports);
    ports
}

fn the_shop(ports: &mut Ports) {
    let empty = |_| {
        Ok(ProductPage {
            products: Vec::new(),
            next: None,
            total: None,
        })
    };
    let (catalogue, pricing) = (&mut ports.catalogue, &mut ports.pricing);
    catalogue.expect_browse().returning(empty);
    catalogue
        .expect_create_product()
        .returning(|new, _| Ok(created(new)));
    catalogue
        .expect_show()
        .returning(|_, _| Ok(shown("1000", None, None)));
    pricing.expect_set_discount().returning(|_| Ok(discount("10")));
    pricing.expect_create_coupon().returning(|new| {
        Ok(Coupon {
            id: id(4),
            owner: new.owner,
            code: new.code.unwrap_or_else(|| CouponCode::generated(id(4))),
            percentage: new.percentage,
            validity: new.validity,
            active: true,
            created_at: now(),
        })
    });
    ports.store.expect_ping().returning(|| Ok(()));
}

fn coming_and_going(ports: &mut Ports) {
    let (registration, sign_in) = (&mut ports.registration, &mut ports.sign_in);
    registration.expect_sign_up().returning(|_, _| Ok(()));
    registration.expect_request_email_code().returning(|_| Ok(()));
    registration.expect_verify_email().returning(|_, _| Ok(()));
    registration.expect_request_reset().returning(|_, _| Ok(()));
    registration
        .expect_reset_password()
        .returning(|_, _, _, _| Ok(()));
    sign_in.expect_sign_in().returning(|_, _| Ok(tokens()));
    sign_in.expect_refresh().returning(|_| Ok(tokens()));
    sign_in.expect_sessions().returning(|_| Ok(vec![session()]));
    sign_in.expect_end_session().returning(|_, _| Ok(true));
    sign_in.expect_end_all_sessions().returning(|_| Ok(()));
    let federation = &mut ports.federation;
    federation.expect_providers().returning(|| vec![Provider::Kakao]);
    federation.expect_begin().returning(|_, _, _| {
        Ok(Departure {
            authorization_url: "https://kakao.example/".to_owned(),
            state: "state".to_owned(),
            binding: "binding".to_owned(),
        })
    });
    let complete = federation.expect_complete();
    complete.returning(|_, _, _| Ok(Arrival::SignedIn(tokens())));
}

fn oneself(ports: &mut Ports) {
    let (profiles, machines) = (&mut ports.profiles, &mut ports.machines);
    profiles.expect_profile().returning(|_| Ok(Some(profile())));
    profiles.expect_change().returning(|_, _| Ok(account()));
    profiles.expect_change_password().returning(|_, _, _| Ok(()));
    profiles.expect_request_email_change().returning(|_, _, _| Ok(()));
    profiles.expect_confirm_email_change().returning(|_, _| Ok(()));
    profiles.expect_request_phone().returning(|_, _| Ok(()));
    profiles.expect_confirm_phone().returning(|_, _| Ok(()));
    profiles.expect_sleep().returning(|_, _| Ok(()));
    profiles.expect_erase().returning(|_, _| Ok(()));
    profiles.expect_address_book().returning(|_| Ok(book()));
    let add = profiles.expect_add_address();
    add.returning(|_, _, _| Ok((ADDRESS.parse().unwrap(), book())));
    profiles
        .expect_replace_address()
        .returning(|_, _, _, _| Ok(book()));
    profiles.expect_remove_address().returning(|_, _| Ok(book()));
    machines.expect_keys().returning(|_| Ok(vec![api_key()]));
    machines.expect_make_key().returning(|_, _| Ok(made_key()));
    machines.expect_rotate_key().returning(|_, _, _| Ok(made_key()));
    machines.expect_revoke_key().returning(|_, _| Ok(()));
}

fn sellers(ports: &mut Ports) {
    let marketplace = &mut ports.marketplace;
    marketplace.expect_apply().returning(|_, _| Ok(seller()));
    marketplace.expect_amend().returning(|_, _| Ok(seller()));
    marketplace.expect_withdraw().returning(|_| Ok(seller()));
    marketplace.expect_own().returning(|_| Ok(Some(seller())));
    marketplace.expect_card().returning(|_, _| Ok(Some(card())));
    marketplace.expect_followed_by().returning(|_| Ok(vec![card()]));
    marketplace.expect_follow().returning(|_, _, is_followed| {
        Ok(Following {
            is_followed,
            followers: 129,
        })
    });
}

fn staff(ports: &mut Ports) {
    let (people, marketplace) = (&mut ports.people, &mut ports.marketplace);
    people.expect_page().returning(|_, _, _| Ok(vec![account()]));
    people.expect_account().returning(|_| Ok(profile()));
    people.expect_account_in_full().returning(|_, _, _| Ok(profile()));
    people.expect_change_role().returning(|_, _, _| Ok(account()));
    people.expect_end_sessions().returning(|_, _| Ok(()));
    people.expect_erase().returning(|_, _, _| Ok(()));
    people.expect_restore().returning(|_, _| Ok(account()));
    marketplace.expect_page().returning(|_, _, _| Ok(vec![seller()]));
    marketplace.expect_seller().returning(|_| Ok(Some(seller())));
    marketplace
        .expect_seller_in_full()
        .returning(|_, _, _| Ok(seller()));
    marketplace.expect_approve().returning(|_, _| Ok(seller()));
    marketplace.expect_reject().returning(|_, _, _| Ok(seller()));
    ports.audit.expect_after().returning(|_, _| Ok(Vec::new()));
}

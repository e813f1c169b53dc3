//! Sellers: how somebody becomes one, what they may do, and who follows them.

use serde_json::{Value, json};

use super::letters::{APPROVED, REJECTED};
use super::person::Person;
use super::place::Place;
use super::shop::{
    AUDIT, PRODUCTS, SELLERS, STAFF_SELLERS, discounts_of, is_id, is_instant, product, stock_of,
};

fn sheet(company: &str) -> Value {
    json!({
        "company_name": company, "business_number": "120-81-47521", "owner_name": "홍길동",
        "contact": "010-1234-5678", "bank_name": "국민은행", "account_number": "110-123-456789",
        "account_holder": "홍길동",
    })
}

fn own() -> String {
    format!("{SELLERS}me/")
}

/// Makes somebody a seller; answers the id.
#[track_caller]
fn approve(staff: &Person, applicant: &Person, company: &str) -> String {
    let seller = applicant.post_json(SELLERS, &sheet(company)).created();
    let id = seller["id"].as_str().unwrap().to_owned();
    let approved = staff.post_nothing(&format!("{STAFF_SELLERS}{id}/approval/")).ok();
    assert_eq!(approved["state"], "APPROVED");
    id
}

pub(super) fn an_application_is_decided_by_staff_and_its_answer_mailed(place: &Place) {
    let shop = place.demo();
    let staff = place.employ(&shop, "staff");
    let hana = shop.join("hana@example.com");
    hana.get(&own()).problem(404, "seller_not_found");
    let answer = hana.post_json(SELLERS, &sheet("하나상회"));
    let applied = answer.created();
    assert_eq!(answer.header("location"), Some(&*own()));
    assert!(
        is_id(&applied["id"], "SELLER") && is_instant(&applied["applied_at"]),
        "{applied}"
    );
    let expected = json!({
        "id": applied["id"], "company_name": "하나상회", "business_number": "1208147521", "owner_name": "홍*동",
        "contact": "010****5678", "bank_name": "국**행", "account_number": "********6789", "account_holder": "홍*동",
        "state": "PENDING", "reason": null, "followers": 0, "version": 1, "applied_at": applied["applied_at"],
        "decided_at": null,
    });
    assert_eq!(applied, expected);
    assert_eq!(
        hana.get(&format!("{}?view=full", own())).ok()["account_number"],
        "110123456789"
    );
    hana.post_json(SELLERS, &sheet("하나상회"))
        .problem(409, "already_applied");

    let id = applied["id"].as_str().unwrap();
    let (card, at_staff) = (format!("{SELLERS}{id}/"), format!("{STAFF_SELLERS}{id}/"));
    shop.get(&card).problem(404, "seller_not_found");
    let pending = staff.get(&format!("{STAFF_SELLERS}?state=PENDING")).ok();
    assert_eq!(pending["sellers"][0]["user_id"], hana.id());
    assert_eq!(pending["sellers"][0]["account_number"], "********6789");
    staff
        .get(&format!("{at_staff}?view=full"))
        .problem(422, "invalid_fields");
    let full = staff.get(&format!("{at_staff}?view=full&reason=settlement")).ok();
    assert_eq!(full["account_number"], "110123456789");

    let rejection = json!({"reason": "사업자등록번호가 확인되지 않습니다."});
    hana.post_nothing(&format!("{at_staff}approval/"))
        .problem(403, "forbidden");
    staff
        .post_json(&format!("{at_staff}rejection/"), &json!({}))
        .problem(422, "invalid_fields");
    let rejected = staff.post_json(&format!("{at_staff}rejection/"), &rejection).ok();
    assert_eq!(
        json!([rejected["state"], rejected["reason"]]),
        json!(["REJECTED", rejection["reason"]])
    );
    assert!(
        shop.mail("hana@example.com", REJECTED, 1)
            .contains("확인되지 않습니다")
    );
    staff
        .post_nothing(&format!("{at_staff}approval/"))
        .problem(409, "not_pending");

    let again = hana.post_json(SELLERS, &sheet("하나네 가게")).created();
    assert_eq!(
        json!([again["id"], again["state"]]),
        json!([applied["id"], "PENDING"])
    );
    staff.post_nothing(&format!("{at_staff}approval/")).ok();
    shop.mail("hana@example.com", APPROVED, 1);
    let shown = shop.get(&card).ok();
    let expected = json!({
        "id": id, "company_name": "하나네 가게", "followers": 0, "is_followed": false, "since": shown["since"],
    });
    assert_eq!(shown, expected);
}

pub(super) fn a_name_belongs_to_one_seller(place: &Place) {
    let shop = place.demo();
    let (hana, duri) = (shop.join("hana@example.com"), shop.join("duri@example.com"));
    hana.post_json(SELLERS, &sheet("Hana Co")).created();
    duri.post_json(SELLERS, &sheet("HANA co"))
        .problem(409, "company_taken");
    duri.post_json(SELLERS, &sheet("Duri Co")).created();
    duri.send_json("PUT", &own(), &sheet("hana CO"))
        .problem(409, "company_taken");
    let amended = hana.send_json("PUT", &own(), &sheet("HANA CO")).ok();
    assert_eq!(
        json!([amended["company_name"], amended["state"]]),
        json!(["HANA CO", "PENDING"])
    );
    duri.delete(&own()).done();
    duri.delete(&own()).problem(409, "application_closed");
    assert_eq!(duri.get(&own()).ok()["state"], "WITHDRAWN");
    let unproved = shop.sign_up("sena@example.com");
    unproved
        .post_json(SELLERS, &sheet("Sena Co"))
        .problem(403, "unverified");
    let bad = json!({"company_name": "x", "business_number": "120-81-47522"});
    hana.send_json("PUT", &own(), &bad).problem(422, "invalid_fields");
}

pub(super) fn a_seller_changes_what_is_theirs_and_nothing_else(place: &Place) {
    let shop = place.guarded();
    let staff = place.employ(&shop, "staff");
    let member = |name: &str| place.employ_as(&shop, &format!("{name}@example.com"), "user");
    let (hana, duri) = (member("hana"), member("duri"));
    let wanted = product(r#""달항아리""#, r#""백자""#, "1000", 5);
    hana.post(PRODUCTS, &wanted).problem(403, "forbidden");
    hana.post_json(SELLERS, &sheet("하나상회")).created();
    hana.post(PRODUCTS, &wanted).problem(403, "forbidden");
    let hanas = hana.get(&own()).ok()["id"].as_str().unwrap().to_owned();
    staff
        .post_nothing(&format!("{STAFF_SELLERS}{hanas}/approval/"))
        .ok();
    approve(&staff, &duri, "두리상회");

    let id_of = |created: Value| created["id"].as_str().unwrap().to_owned();
    let mine = id_of(hana.post(PRODUCTS, &wanted).ok());
    let (shops, duris) = (
        id_of(staff.post(PRODUCTS, &wanted).ok()),
        id_of(duri.post(PRODUCTS, &wanted).ok()),
    );
    let change = r#"{"change": 1}"#;
    assert_eq!(hana.post(&stock_of(&mine), change).ok()["new_stock_count"], 6);
    hana.post(&discounts_of(&mine), r#"{"percentage": 10}"#).ok();
    for foreign in [&shops, &duris] {
        hana.post(&stock_of(foreign), change)
            .problem(404, "product_not_found");
        let discount = hana.post(&discounts_of(foreign), r#"{"percentage": 10}"#);
        discount.problem(404, "product_not_found");
        let seen = shop.listed(foreign);
        assert_eq!(
            json!([seen["stock_count"], seen["discount_amount"]]),
            json!([5, 0])
        );
    }
    // Staff run the shop of sellers, too; operators only its stock.
    assert_eq!(staff.post(&stock_of(&mine), change).ok()["new_stock_count"], 7);
    let operator = place.employ(&shop, "operator");
    assert_eq!(operator.post(&stock_of(&mine), change).ok()["new_stock_count"], 8);
    operator.post(PRODUCTS, &wanted).problem(403, "forbidden");

    // Selling ends with the approval, without a new token.
    hana.delete(&own()).done();
    hana.post(&stock_of(&mine), change).problem(403, "forbidden");
    hana.post(PRODUCTS, &wanted).problem(403, "forbidden");
}

pub(super) fn nobody_decides_on_their_own_application(place: &Place) {
    let shop = place.demo();
    let (admin, staff) = (place.employ(&shop, "admin"), place.employ(&shop, "staff"));
    let applied = staff.post_json(SELLERS, &sheet("내부자 상회")).created();
    let path = format!("{STAFF_SELLERS}{}/", applied["id"].as_str().unwrap());
    staff
        .post_nothing(&format!("{path}approval/"))
        .problem(409, "oneself");
    admin.post_nothing(&format!("{path}approval/")).ok();
    let log = admin.get(AUDIT).ok();
    let last = log["entries"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        json!([last["actor"], last["action"], last["subject"]]),
        json!([admin.id(), "seller.approved", applied["id"]])
    );
}

pub(super) fn followers_are_counted(place: &Place) {
    let shop = place.demo();
    let staff = place.employ(&shop, "staff");
    let [hana, duri, sena] = ["hana", "duri", "sena"].map(|name| shop.join(&format!("{name}@example.com")));
    let id = approve(&staff, &hana, "하나상회");
    let (card, follow) = (format!("{SELLERS}{id}/"), format!("{SELLERS}{id}/follow/"));
    let put = |person: &Person| person.send("PUT", &follow, None);
    let now = |is_followed, followers| json!({"is_followed": is_followed, "followers": followers});
    put(&hana).problem(409, "oneself");
    for (answer, expected) in [
        (put(&duri), now(true, 1)),
        (put(&duri), now(true, 1)),
        (put(&sena), now(true, 2)),
        (sena.delete(&follow), now(false, 1)),
        (sena.delete(&follow), now(false, 1)),
        (put(&sena), now(true, 2)),
    ] {
        assert_eq!(answer.ok(), expected);
    }
    for (viewer, is_followed) in [(&*duri, true), (&*hana, false), (&*shop, false)] {
        let shown = viewer.get(&card).ok();
        assert_eq!(
            json!([shown["followers"], shown["is_followed"]]),
            json!([2, is_followed])
        );
    }
    let follows = |person: &Person| person.get("/commerce/users/me/follows/").ok()["sellers"].clone();
    assert_eq!(follows(&duri), json!([duri.get(&card).ok()]));
    assert_eq!(follows(&hana), json!([]));
    shop.send("PUT", &follow, None)
        .problem(401, "authentication_required");

    hana.delete(&own()).done();
    put(&duri).problem(404, "seller_not_found");
    shop.get(&card).problem(404, "seller_not_found");
}

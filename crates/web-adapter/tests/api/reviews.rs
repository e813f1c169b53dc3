//! Reviews and wishes, as clients see them.

use hexmart_application::platform::StoreError;
use hexmart_application::reviews::{
    ChangeReviewError, LikeError, ReviewCard, ReviewEdit, ReviewFilter, ReviewMark, ReviewSort, WishChange,
    WishError, WishMark, WriteReviewError,
};
use hexmart_domain::reviews::{Evaluations, Grade, ReviewError, ReviewTally, Stars};
use serde_json::{Value, json};

use crate::client::Request;
use crate::fixture::Ports;
use crate::samples::{NOW, ORDER, PRODUCT, REVIEW, id, now};
use crate::voices::{card, review, tally, wish};
use crate::willing;

fn of_product(rest: &str) -> String {
    format!("/commerce/products/{PRODUCT}/reviews/{rest}")
}

fn one(rest: &str) -> String {
    format!("/commerce/reviews/{REVIEW}/{rest}")
}

/// What everybody sees of a review.
fn shown() -> Value {
    json!({
        "id": REVIEW, "product_id": PRODUCT, "product_name": "무선 이어폰", "nickname": "귤", "stars": 4,
        "title": "소리가 좋아요", "text": "하루 종일\n들어도 편합니다",
        "evaluations": {"delivery": "good", "service": "normal", "feedback": "bad"},
        "picture": {
            "id": "PIC01KAFXN1QM4C8N4R2B3M6YQ0ZP", "alt": "앞에서 본 모습", "width": 2400, "height": 1600,
            "urls": {
                "large": "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/large.jpg",
                "medium": "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/medium.jpg",
                "thumbnail": "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/thumbnail.jpg",
            },
        },
        "options": ["색상: 흰색"], "likes": 12, "is_liked": false, "written_at": NOW, "edited_at": NOW,
    })
}

/// The same for its author.
fn own() -> Value {
    let mut own = shown();
    own["own"] = json!({
        "line_id": "LINE01KAFXN1QM4C8N4R2B3M6YQ0ZP", "unit_price": 16200, "hidden": null,
        "reward": {"kind": "photo", "points": 810},
    });
    own
}

/// The picture of [`shown`] is whatever the ports answer; the rest is said here.
fn without_picture(mut body: Value) -> Value {
    assert!(
        body["picture"]["urls"]["large"]
            .as_str()
            .unwrap()
            .starts_with("/media/pictures/")
    );
    body["picture"] = Value::Null;
    body
}

#[test]
fn a_review_is_shown_to_others_without_what_is_the_authors() {
    let api = willing::ports().serve();
    let response = api.get(&one(""));
    assert_eq!((response.status, response.header("etag")), (200, Some("\"v3\"")));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    assert_eq!(without_picture(response.json()), without_picture(shown()));
    let mine = api.send(Request::new("GET", &one("")).bearer("user"));
    assert_eq!(without_picture(mine.json()), without_picture(own()));
    let said = api.get(&of_product("")).json();
    assert_eq!(
        without_picture(said["reviews"][0].clone()),
        without_picture(shown())
    );
    assert_eq!(said["page"], json!({"size": 30, "next_cursor": null}));
}

#[test]
fn a_review_is_written_once_with_what_was_said() {
    let mut ports = Ports::new();
    ports
        .reviews
        .expect_write()
        .withf(|author, product, sheet| {
            let graded = Evaluations {
                delivery: Grade::Good,
                ..Evaluations::default()
            };
            *author == review().author
                && *product == review().product
                && sheet.stars == Stars::ALL[4]
                && sheet.evaluations == graded
        })
        .times(1)
        .returning(|_, _, _| Ok(card()));
    let api = ports.serve();
    let body = r#"{"stars": 5, "title": "좋아요", "text": "정말\n좋아요", "delivery": "good"}"#;
    let response = api.call("POST", &of_product(""), "user", body);
    assert_eq!(response.status, 201, "{}", response.text());
    assert_eq!(response.header("location"), Some(one("").as_str()));
    assert_eq!(response.header("etag"), Some("\"v3\""));
    assert_eq!(without_picture(response.json()), without_picture(own()));
}

#[test]
fn bad_reviews_are_refused_field_by_field() {
    let api = willing::ports().serve();
    let long = "가".repeat(21);
    for (body, pointer, code) in [
        (json!({"title": "a", "text": "b"}), "/stars", "required"),
        (
            json!({"stars": 0, "title": "a", "text": "b"}),
            "/stars",
            "out_of_range",
        ),
        (
            json!({"stars": 6, "title": "a", "text": "b"}),
            "/stars",
            "out_of_range",
        ),
        (
            json!({"stars": 4.5, "title": "a", "text": "b"}),
            "/stars",
            "not_whole",
        ),
        (
            json!({"stars": "5", "title": "a", "text": "b"}),
            "/stars",
            "not_a_number",
        ),
        (
            json!({"stars": 5, "title": long, "text": "b"}),
            "/title",
            "too_long",
        ),
        (json!({"stars": 5, "title": " ", "text": "b"}), "/title", "blank"),
        (
            json!({"stars": 5, "title": "a\nb", "text": "b"}),
            "/title",
            "control_character",
        ),
        (
            json!({"stars": 5, "title": "a", "text": "b\u{0}"}),
            "/text",
            "control_character",
        ),
        (
            json!({"stars": 5, "title": "a", "text": "b", "service": "great"}),
            "/service",
            "not_one_of",
        ),
        (
            json!({"stars": 5, "title": "a", "text": "b", "reward": 9}),
            "/reward",
            "unknown_field",
        ),
        (
            json!({"stars": 5, "title": "a", "text": "b", "author_id": "x"}),
            "/author_id",
            "unknown_field",
        ),
    ] {
        let response = api.call("POST", &of_product(""), "user", &body.to_string());
        assert_eq!(response.status, 422, "{body}");
        let errors = response.json()["errors"].clone();
        assert_eq!(errors[0]["pointer"], pointer, "{body} {errors}");
        assert!(errors[0]["code"].is_string(), "{code} {errors}");
    }
}

#[test]
fn each_refusal_has_a_code_of_its_own() {
    fn store<E: From<StoreError>>() -> E {
        E::from(StoreError::Conflict)
    }
    for (refusal, status, code) in [
        (WriteReviewError::UnknownProduct, 404, "product_not_found"),
        (WriteReviewError::NotBought, 403, "not_bought"),
        (WriteReviewError::Written, 409, "already_reviewed"),
        (store(), 503, "busy"),
    ] {
        let mut ports = Ports::new();
        ports
            .reviews
            .expect_write()
            .returning(move |_, _, _| Err(refusal.clone()));
        let body = r#"{"stars": 5, "title": "a", "text": "b"}"#;
        let response = ports.serve().call("POST", &of_product(""), "user", body);
        assert_eq!(
            (response.status, &response.json()["code"]),
            (status, &json!(code))
        );
    }
    for (refusal, status, code) in [
        (ChangeReviewError::Unknown, 404, "review_not_found"),
        (ChangeReviewError::Stale, 412, "stale"),
        (ReviewError::Hidden.into(), 409, "already_hidden"),
        (ReviewError::Shown.into(), 409, "not_hidden"),
        (store(), 503, "busy"),
    ] {
        let mut ports = Ports::new();
        ports
            .reviews
            .expect_hide()
            .returning(move |_, _, _| Err(refusal.clone()));
        let target = format!("/commerce/staff/reviews/{REVIEW}/hide/");
        let response = ports.serve().call("POST", &target, "staff", r#"{"reason": "a"}"#);
        assert_eq!(
            (response.status, &response.json()["code"]),
            (status, &json!(code))
        );
    }
    for (refusal, status, code) in [
        (LikeError::Unknown, 404, "review_not_found"),
        (ReviewError::Own.into(), 409, "oneself"),
        (store(), 503, "busy"),
    ] {
        let mut ports = Ports::new();
        ports
            .reviews
            .expect_like()
            .returning(move |_, _, _| Err(refusal.clone()));
        let request = Request::new("PUT", &one("like/")).bearer("user");
        let response = ports.serve().send(request);
        assert_eq!(
            (response.status, &response.json()["code"]),
            (status, &json!(code))
        );
    }
    for (refusal, status, code) in [
        (WishError::UnknownProduct, 404, "product_not_found"),
        (WishError::UnknownWish, 404, "wish_not_found"),
        (store(), 503, "busy"),
    ] {
        let mut ports = Ports::new();
        ports
            .wishes
            .expect_change()
            .returning(move |_, _, _| Err(refusal.clone()));
        let target = format!("/commerce/users/me/wishes/{PRODUCT}/");
        let response = ports
            .serve()
            .call("PATCH", &target, "user", r#"{"notices": true}"#);
        assert_eq!(
            (response.status, &response.json()["code"]),
            (status, &json!(code))
        );
    }
    // What is no id of a review is none that there is.
    let api = willing::ports().serve();
    for method in ["GET", "PATCH"] {
        let target = format!("/commerce/reviews/{ORDER}/");
        let response = api.call(method, &target, "user", "{}");
        assert_eq!(
            (response.status, &response.json()["code"]),
            (404, &json!("review_not_found"))
        );
    }
}

#[test]
fn an_edit_says_which_version_it_is_of() {
    let mut ports = Ports::new();
    ports
        .reviews
        .expect_edit()
        .withf(|_, _, expected, edit| {
            let wanted = ReviewEdit {
                stars: Some(Stars::ALL[1]),
                ..ReviewEdit::default()
            };
            *expected == Some(3) && *edit == wanted
        })
        .times(1)
        .returning(|_, _, _, _| Ok(card()));
    let api = ports.serve();
    let edit = |tag| {
        let request = Request::new("PATCH", &one(""))
            .bearer("user")
            .header("If-Match", tag);
        api.send(request.json(r#"{"stars": 2}"#))
    };
    assert_eq!(edit("\"v3\"").status, 200);
    let malformed = edit("3");
    assert_eq!(
        (malformed.status, &malformed.json()["code"]),
        (400, &json!("malformed_tag"))
    );
}

#[test]
fn a_list_is_sorted_and_filtered_and_goes_on_behind_its_last() {
    let mut ports = Ports::new();
    let two = || -> Vec<ReviewCard> { [2, 1].map(|likes| ReviewCard { likes, ..card() }).to_vec() };
    ports
        .reviews
        .expect_of_product()
        .withf(|_, filter, sort, window, viewer| {
            let wanted = ReviewFilter {
                stars: Some(Stars::ALL[3]),
                pictured: true,
            };
            (*filter, *sort, window.limit) == (wanted, ReviewSort::MostLiked, 2) && viewer.is_none()
        })
        .times(2)
        .returning(move |_, _, _, window, _| match window.after {
            None => Ok(two()),
            Some(ReviewMark { key: 2, review }) if review == card().review.id => Ok(Vec::new()),
            Some(other) => panic!("{other:?}"),
        });
    let api = ports.serve();
    let asked = "?sort=most_liked&stars=4&pictured=true&page_size=1";
    let first = api.get(&of_product(asked)).json();
    assert_eq!(first["reviews"].as_array().unwrap().len(), 1);
    let cursor = first["page"]["next_cursor"].as_str().unwrap();
    let last = api.get(&of_product(&format!("{asked}&cursor={cursor}"))).json();
    assert_eq!(
        last,
        json!({"reviews": [], "page": {"size": 1, "next_cursor": null}})
    );
    // A place in one list is none in another.
    let elsewhere = api.get(&of_product(&format!("?sort=newest&cursor={cursor}")));
    assert_eq!(elsewhere.status, 422);
    for wrong in [
        "sort=good",
        "stars=6",
        "stars=0",
        "stars=x",
        "pictured=1",
        "cursor=AA",
        "page_size=0",
    ] {
        assert_eq!(api.get(&of_product(&format!("?{wrong}"))).status, 422, "{wrong}");
    }
}

#[test]
fn a_summary_has_a_mean_of_one_decimal() {
    let mut ports = Ports::new();
    let mut answers = vec![None, Some(ReviewTally::default()), Some(tally())];
    ports
        .reviews
        .expect_summary()
        .times(3)
        .returning(move |_| Ok(answers.pop().unwrap()));
    let api = ports.serve();
    let summed = api.get(&of_product("summary/")).json();
    let counts = |stars: u8, count: i64| json!({"stars": stars, "count": count});
    let graded = |good: i64, normal: i64, bad: i64| json!({"good": good, "normal": normal, "bad": bad});
    let known = json!({
        "count": 3, "stars": 4.3, "histogram": [counts(5, 1), counts(4, 2), counts(3, 0), counts(2, 0), counts(1, 0)],
        "pictured": 1, "delivery": graded(2, 1, 0), "service": graded(0, 3, 0), "feedback": graded(0, 2, 1),
    });
    assert_eq!(summed, known);
    let nothing = api.get(&of_product("summary/")).json();
    assert_eq!((&nothing["count"], &nothing["stars"]), (&json!(0), &json!(0)));
    let unknown = api.get(&of_product("summary/"));
    assert_eq!(
        (unknown.status, &unknown.json()["code"]),
        (404, &json!("product_not_found"))
    );
}

#[test]
fn a_picture_is_a_file_that_says_that_it_is_one() {
    let mut ports = Ports::new();
    ports
        .reviews
        .expect_show_picture()
        .withf(|_, _, expected, file, alt| {
            *expected == Some(3)
                && file == b"a picture"
                && alt.as_ref().is_some_and(|alt| alt.as_str() == "귤")
        })
        .times(1)
        .returning(|_, _, _, _, _| Ok(card()));
    let api = ports.serve();
    let put = |media| {
        let request = Request::new("PUT", &one("picture/?alt=%EA%B7%A4")).bearer("user");
        let request = request.header("If-Match", "\"v3\"").header("Content-Type", media);
        api.send(request.body("a picture"))
    };
    assert_eq!(put("image/webp").status, 200);
    assert_eq!(put("application/json").status, 415);
}

#[test]
fn staff_sees_who_wrote_and_says_why_it_is_hidden() {
    let mut ports = willing::ports();
    ports.reviews.checkpoint();
    ports
        .reviews
        .expect_page()
        .withf(|filter, before, _| filter.hidden == Some(true) && before.is_none())
        .returning(|_, _, _| Ok(vec![card()]));
    let api = ports.serve();
    let list = api.send(Request::new("GET", "/commerce/staff/reviews/?hidden=true").bearer("staff"));
    let first = list.json()["reviews"][0].clone();
    assert_eq!(first["author_id"], json!(review().author.to_string()));
    assert_eq!(first["own"]["unit_price"], json!(16200));
    for (body, status) in [
        ("{}", 422),
        (r#"{"reason": ""}"#, 422),
        (r#"{"reason": "a", "x": 1}"#, 422),
    ] {
        let target = format!("/commerce/staff/reviews/{REVIEW}/hide/");
        assert_eq!(api.call("POST", &target, "staff", body).status, status, "{body}");
    }
}

#[test]
fn a_wish_is_told_as_it_is_now() {
    let mut ports = Ports::new();
    let changes = [WishChange::Add, WishChange::Notices(false), WishChange::Remove];
    for change in changes {
        ports
            .wishes
            .expect_change()
            .withf(move |_, _, asked| *asked == change)
            .times(1)
            .returning(move |_, _, _| {
                Ok(hexmart_application::reviews::Wishing {
                    is_wished: change != WishChange::Remove,
                    notices: change == WishChange::Add,
                    wishers: 7,
                })
            });
    }
    let api = ports.serve();
    let target = format!("/commerce/users/me/wishes/{PRODUCT}/");
    let body = |is_wished: bool, notices: bool| json!({"product_id": PRODUCT, "is_wished": is_wished, "notices": notices, "wishers": 7});
    let added = api.send(Request::new("PUT", &target).bearer("user"));
    assert_eq!((added.status, added.json()), (200, body(true, true)));
    let muted = api.call("PATCH", &target, "user", r#"{"notices": false}"#);
    assert_eq!(muted.json(), body(true, false));
    let gone = api.send(Request::new("DELETE", &target).bearer("user"));
    assert_eq!(gone.json(), body(false, false));
    for body in [
        "{}",
        r#"{"notices": null}"#,
        r#"{"notices": 1}"#,
        r#"{"notices": true, "x": 1}"#,
    ] {
        assert_eq!(api.call("PATCH", &target, "user", body).status, 422, "{body}");
    }
}

#[test]
fn a_wish_list_goes_on_behind_its_last() {
    let mut ports = Ports::new();
    ports
        .wishes
        .expect_own()
        .times(2)
        .returning(|_, after, limit| match after {
            None => Ok(vec![wish(); usize::try_from(limit).unwrap()]),
            Some(WishMark { since, product }) if (since, product) == (now(), PRODUCT.parse().unwrap()) => {
                Ok(vec![wish()])
            }
            Some(other) => panic!("{other:?}"),
        });
    let api = ports.serve();
    let page = |rest: &str| {
        let target = format!("/commerce/users/me/wishes/?page_size=1{rest}");
        api.send(Request::new("GET", &target).bearer("user"))
    };
    let first = page("").json();
    let wished = first["wishes"][0].clone();
    assert_eq!(
        (&wished["since"], &wished["notices"]),
        (&json!(NOW), &json!(true))
    );
    assert_eq!(wished["product"]["final_price"], json!(8750));
    let cursor = first["page"]["next_cursor"].as_str().unwrap().to_owned();
    let last = page(&format!("&cursor={cursor}")).json();
    assert_eq!(last["page"]["next_cursor"], Value::Null);
    // One's cursor is nobody else's.
    let theirs = format!("/commerce/users/me/wishes/?cursor={cursor}");
    assert_eq!(
        api.send(Request::new("GET", &theirs).bearer("seller")).status,
        422
    );
    let unknown: hexmart_domain::shared::ProductId = id(9);
    assert_ne!(unknown.to_string(), PRODUCT);
}

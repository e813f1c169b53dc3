//! `SweetTracker`: couriers and what they know of parcels. The last digit of a number says how far the parcel came; one that
//! ends with 0 is known to nobody.

use actix_web::HttpResponse;
use actix_web::web::{Data, Query, ServiceConfig, get};
use chrono::{FixedOffset, TimeDelta};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::state::State;

/// The key of the interface. No secret, for nobody else is asked.
pub const SWEETTRACKER_KEY: &str = "demo-sweettracker-key";

const COURIERS: [(&str, &str); 6] = [
    ("01", "우체국택배"),
    ("04", "CJ대한통운"),
    ("05", "한진택배"),
    ("06", "로젠택배"),
    ("08", "롯데택배"),
    ("46", "CU 편의점택배"),
];

/// What happens to a parcel, and where.
const STAGES: [(&str, &str); 5] = [
    ("집화처리", "서울강남"),
    ("간선상차", "서울강남"),
    ("간선하차", "대전HUB"),
    ("배송출발", "부산해운대"),
    ("배송완료", "부산해운대"),
];

/// How many hours ago it was sent; each stage is an hour after the one before.
const FIRST: u32 = 10;

#[derive(Deserialize)]
struct Question {
    #[serde(rename = "t_key")]
    key: Option<String>,
    #[serde(rename = "t_code")]
    code: Option<String>,
    #[serde(rename = "t_invoice")]
    invoice: Option<String>,
}

/// Mounts the couriers.
pub(crate) fn mount(app: &mut ServiceConfig) {
    app.route("/sweettracker/companylist", get().to(companies))
        .route("/sweettracker/trackingInfo", get().to(tracking));
}

/// Errors come with status 200.
fn refusal(code: &str, message: &str) -> Value {
    json!({ "status": false, "code": code, "msg": message })
}

fn unknown_key(question: &Question) -> Option<Value> {
    let known = question.key.as_deref() == Some(SWEETTRACKER_KEY);
    (!known).then(|| refusal("101", "유효하지 않은 Key 입니다."))
}

/// `GET /fake/sweettracker/companylist`
async fn companies(question: Query<Question>) -> HttpResponse {
    let all = COURIERS.map(|(code, name)| json!({ "International": "false", "Code": code, "Name": name }));
    let answer = unknown_key(&question).unwrap_or_else(|| json!({ "Company": all }));
    HttpResponse::Ok().json(answer)
}

/// `GET /fake/sweettracker/trackingInfo`
async fn tracking(state: Data<State>, question: Query<Question>) -> HttpResponse {
    let answer = unknown_key(&question).or_else(|| follow(&state, &question));
    HttpResponse::Ok()
        .json(answer.unwrap_or_else(|| refusal("104", "유효하지 않은 운송장번호 이거나 택배사 코드 입니다.")))
}

fn follow(state: &State, question: &Question) -> Option<Value> {
    let (code, number) = (question.code.as_deref()?, question.invoice.as_deref()?);
    let known = COURIERS.iter().any(|(known, _)| *known == code);
    if !known || !(9..=14).contains(&number.len()) || !number.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let stages = number.chars().last()?.to_digit(10).filter(|stages| *stages > 0)?;
    let seoul = FixedOffset::east_opt(9 * 3600)?;
    let details: Vec<_> = STAGES
        .iter()
        .zip(1..=stages)
        .map(|((kind, place), stage)| {
            let at = state.now() - TimeDelta::hours(i64::from(FIRST - stage));
            json!({
                "time": at.timestamp_millis(),
                "timeString": at.with_timezone(&seoul).format("%Y-%m-%d %H:%M:%S").to_string(),
                "where": place,
                "kind": kind,
                "level": stage + 1,
                "telno": "",
                "manName": "",
            })
        })
        .collect();
    Some(json!({
        "result": "Y",
        "invoiceNo": number,
        "complete": stages >= 5,
        "trackingDetails": details,
    }))
}

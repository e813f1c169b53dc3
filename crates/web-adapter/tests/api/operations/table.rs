use serde_json::{Value, json};

use super::{Operation, Refusals, funding, goods, purchase, receivers, reviews};

pub(super) const A: &str = "authentication_required";
pub(super) const I: &str = "invalid_token";
pub(super) const U: &str = "unverified";
pub(super) const F: &str = "forbidden";
pub(super) const S: &str = "insufficient_scope";

pub(super) const PUBLIC: Refusals = [""; 11];
pub(super) const VIEWER: Refusals = ["", I, "", "", "", "", "", "", "", "", ""];
pub(super) const VIEWER_NO_KEYS: Refusals = ["", I, "", "", "", "", "", "", S, S, ""];
pub(super) const ACCOUNT: Refusals = [A, I, "", "", "", "", "", "", "", S, ""];
pub(super) const ACCOUNT_NO_KEYS: Refusals = [A, I, "", "", "", "", "", "", S, S, ""];
pub(super) const ACTIVE: Refusals = [A, I, U, "", "", "", "", "", S, S, U];
pub(super) const TRADER: Refusals = [A, I, U, F, "", F, "", "", "", S, U];
pub(super) const STOCK: Refusals = [A, I, U, F, "", "", "", "", "", S, U];
pub(super) const STAFF: Refusals = [A, I, F, F, F, F, "", "", "", S, U];
pub(super) const STAFF_NO_KEYS: Refusals = [A, I, F, F, F, F, "", "", S, S, U];
const ADMIN: Refusals = [A, I, F, F, F, F, F, "", S, S, F];

/// Every operation there is.
pub(crate) fn operations() -> Vec<Operation> {
    [
        goods::the_shop(),
        goods::the_shelves(),
        goods::the_tree(),
        goods::in_bulk(),
        goods::the_window(),
        purchase::the_cart(),
        purchase::orders(),
        purchase::the_desk(),
        purchase::money(),
        purchase::points(),
        purchase::warehouses(),
        receivers::receivers(),
        reviews::reviews(),
        reviews::wishes(),
        reviews::moderation(),
        funding::campaigns(),
        coming_and_going(),
        oneself(),
        belongings(),
        sellers(),
        staff(),
        platform(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

pub(super) const fn operation(
    method: &'static str,
    pattern: &'static str,
    body: Value,
    status: u16,
    refusals: Refusals,
) -> Operation {
    Operation {
        method,
        pattern,
        body,
        file: None,
        status,
        refusals,
    }
}

pub(super) const NOTHING: Value = Value::Null;

fn coming_and_going() -> Vec<Operation> {
    let account = json!({"email": "a@b.co", "password": "long enough", "nickname": "a", "language": "ko"});
    let claim = json!({"email": "a@b.co", "password": "x"});
    let reset = json!({"email": "a@b.co", "code": "K7WQ2MZX4B", "password": "long enough"});
    let comeback = json!({"state": "s", "code": "c", "binding": "b", "language": "en"});
    let set_out = json!({"redirect_uri": "https://shop.example/", "link": false});
    vec![
        operation("POST", "/commerce/users/", account, 201, PUBLIC),
        operation("POST", "/commerce/auth/token/", claim, 200, PUBLIC),
        operation(
            "POST",
            "/commerce/auth/refresh/",
            json!({"refresh_token": "r"}),
            200,
            PUBLIC,
        ),
        operation("POST", "/commerce/auth/sign-out/", NOTHING, 204, ACCOUNT_NO_KEYS),
        operation(
            "POST",
            "/commerce/auth/sign-out-everywhere/",
            NOTHING,
            204,
            ACCOUNT_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/auth/password-resets/",
            json!({"email": "a@b.co"}),
            202,
            PUBLIC,
        ),
        operation(
            "POST",
            "/commerce/auth/password-resets/confirm/",
            reset,
            204,
            PUBLIC,
        ),
        operation("GET", "/commerce/auth/providers/", NOTHING, 200, PUBLIC),
        operation(
            "POST",
            "/commerce/auth/providers/{provider}/",
            set_out,
            201,
            VIEWER_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/auth/providers/{provider}/callback/",
            comeback,
            200,
            PUBLIC,
        ),
    ]
}

fn oneself() -> Vec<Operation> {
    let change = json!({
        "nickname": "a", "introduction": "b", "real_name": "c", "customs_code": "P123456789012", "language": "en",
    });
    let password = json!({"current_password": "x", "new_password": "long enough"});
    let (code, farewell) = (json!({"code": "K7WQ2MZX4B"}), json!({"password": "x"}));
    let email = json!({"email": "a@b.co", "password": "x"});
    let phone = json!({"phone": "010-1234-5678"});
    let me = "/commerce/users/me/";
    vec![
        operation("GET", me, NOTHING, 200, ACCOUNT),
        operation("PATCH", me, change, 200, ACCOUNT_NO_KEYS),
        operation("DELETE", me, farewell.clone(), 204, ACCOUNT_NO_KEYS),
        operation(
            "POST",
            "/commerce/users/me/dormancy/",
            farewell,
            204,
            ACCOUNT_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/users/me/password/",
            password,
            204,
            ACCOUNT_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/users/me/email-code/",
            NOTHING,
            202,
            ACCOUNT_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/users/me/email-verification/",
            code.clone(),
            204,
            ACCOUNT_NO_KEYS,
        ),
        operation("POST", "/commerce/users/me/email/", email, 202, ACTIVE),
        operation(
            "POST",
            "/commerce/users/me/email/confirm/",
            code.clone(),
            204,
            ACTIVE,
        ),
        operation("POST", "/commerce/users/me/phone/", phone, 202, ACTIVE),
        operation("POST", "/commerce/users/me/phone/confirm/", code, 204, ACTIVE),
    ]
}

fn belongings() -> Vec<Operation> {
    let address = json!({
        "recipient": "a", "phone": "010-1234-5678", "postal_code": "04524", "address": "b", "detail_address": "c",
        "is_default": true,
    });
    let key = json!({"name": "a", "scopes": ["stock:write"], "expires_in_days": 1});
    vec![
        operation(
            "GET",
            "/commerce/users/me/sessions/",
            NOTHING,
            200,
            ACCOUNT_NO_KEYS,
        ),
        operation(
            "DELETE",
            "/commerce/users/me/sessions/{session_id}/",
            NOTHING,
            204,
            ACCOUNT_NO_KEYS,
        ),
        operation("GET", "/commerce/users/me/addresses/", NOTHING, 200, ACTIVE),
        operation(
            "POST",
            "/commerce/users/me/addresses/",
            address.clone(),
            201,
            ACTIVE,
        ),
        operation(
            "GET",
            "/commerce/users/me/addresses/{address_id}/",
            NOTHING,
            200,
            ACTIVE,
        ),
        operation(
            "PUT",
            "/commerce/users/me/addresses/{address_id}/",
            address,
            200,
            ACTIVE,
        ),
        operation(
            "DELETE",
            "/commerce/users/me/addresses/{address_id}/",
            NOTHING,
            204,
            ACTIVE,
        ),
        operation("GET", "/commerce/users/me/api-keys/", NOTHING, 200, ACTIVE),
        operation("POST", "/commerce/users/me/api-keys/", key, 201, ACTIVE),
        operation(
            "DELETE",
            "/commerce/users/me/api-keys/{api_key_id}/",
            NOTHING,
            204,
            ACTIVE,
        ),
        operation(
            "POST",
            "/commerce/users/me/api-keys/{api_key_id}/rotation/",
            json!({"overlap_hours": 0}),
            201,
            ACTIVE,
        ),
        operation("GET", "/commerce/users/me/follows/", NOTHING, 200, ACTIVE),
        operation("GET", "/commerce/users/{user_id}/", NOTHING, 200, PUBLIC),
    ]
}

/// A good application.
pub(crate) fn sheet() -> Value {
    json!({
        "company_name": "하나상회", "business_number": "120-81-47521", "owner_name": "홍길동",
        "contact": "010-1234-5678", "bank_name": "국민은행", "account_number": "110-123-456789",
        "account_holder": "홍길동",
    })
}

fn sellers() -> Vec<Operation> {
    vec![
        operation("POST", "/commerce/sellers/", sheet(), 201, ACTIVE),
        operation("GET", "/commerce/sellers/me/", NOTHING, 200, ACTIVE),
        operation("PUT", "/commerce/sellers/me/", sheet(), 200, ACTIVE),
        operation("DELETE", "/commerce/sellers/me/", NOTHING, 204, ACTIVE),
        operation("GET", "/commerce/sellers/{seller_id}/", NOTHING, 200, VIEWER),
        operation(
            "PUT",
            "/commerce/sellers/{seller_id}/follow/",
            NOTHING,
            200,
            ACTIVE,
        ),
        operation(
            "DELETE",
            "/commerce/sellers/{seller_id}/follow/",
            NOTHING,
            200,
            ACTIVE,
        ),
    ]
}

fn staff() -> Vec<Operation> {
    let (role, reason) = (json!({"role": "operator"}), json!({"reason": "a"}));
    vec![
        operation("GET", "/commerce/staff/users/", NOTHING, 200, STAFF),
        operation("GET", "/commerce/staff/users/{user_id}/", NOTHING, 200, STAFF),
        operation(
            "DELETE",
            "/commerce/staff/users/{user_id}/",
            reason.clone(),
            204,
            ADMIN,
        ),
        operation("PUT", "/commerce/staff/users/{user_id}/role/", role, 200, ADMIN),
        operation(
            "POST",
            "/commerce/staff/users/{user_id}/sign-out/",
            NOTHING,
            204,
            STAFF_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/staff/users/{user_id}/restoration/",
            NOTHING,
            200,
            STAFF_NO_KEYS,
        ),
        operation("GET", "/commerce/staff/sellers/", NOTHING, 200, STAFF),
        operation("GET", "/commerce/staff/sellers/{seller_id}/", NOTHING, 200, STAFF),
        operation(
            "POST",
            "/commerce/staff/sellers/{seller_id}/approval/",
            NOTHING,
            200,
            STAFF_NO_KEYS,
        ),
        operation(
            "POST",
            "/commerce/staff/sellers/{seller_id}/rejection/",
            reason,
            200,
            STAFF_NO_KEYS,
        ),
        operation("GET", "/commerce/staff/audit/", NOTHING, 200, ADMIN),
    ]
}

fn platform() -> Vec<Operation> {
    [
        "/health/live",
        "/health/ready",
        "/metrics",
        "/openapi.json",
        "/docs/",
        "/docs/{file}",
    ]
    .into_iter()
    .map(|pattern| operation("GET", pattern, NOTHING, 200, PUBLIC))
    .collect()
}

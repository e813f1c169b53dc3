//! What people are about to buy.

use hexmart_application::ordering::{AddToCart, CartChangeError};
use hexmart_domain::ordering::{CartError, CartOwner};
use hexmart_domain::shared::ItemId;
use serde_json::{Value, json};

use crate::client::{Request, Response, errors};
use crate::fixture::{Api, Ports};
use crate::open_for_purchases::open;
use crate::purchases::priced_cart;
use crate::samples::{CART, ITEM, LINE, NOW, ORDER, PICTURE, PRODUCT, SELLER, USER, id, quantity};

const LINES: &str = "/commerce/cart/lines/";

fn user() -> CartOwner {
    CartOwner::User(USER.parse().unwrap())
}

fn guest() -> CartOwner {
    CartOwner::Guest([7; 32])
}

/// Ports that know one guest's token.
fn ports() -> Ports {
    let mut ports = Ports::new();
    ports
        .carts
        .expect_guest()
        .withf(|token| token == "token")
        .returning(|_| guest());
    ports
}

fn with_token(method: &str, target: &str) -> Request {
    Request::new(method, target).header("Cart-Token", "token")
}

fn wanted() -> Value {
    json!({"product_id": PRODUCT, "quantity": 2})
}

#[test]
fn a_cart_explains_itself() {
    let mut ports = ports();
    ports
        .carts
        .expect_show()
        .withf(|owner| *owner == user())
        .returning(|_| Ok(priced_cart()));
    let response = ports.serve().call("GET", "/commerce/cart/", "user", "");
    assert_eq!(response.header("etag"), Some("\"v3\""));
    assert_eq!(response.header("cache-control"), Some("no-store"));
    let (short, gone): (ItemId, ItemId) = (id(6), id(7));
    let bare = |item: ItemId, available: i64, obstacle| {
        json!({
            "item_id": item.to_string(), "quantity": 2, "product": null, "unit": null, "amounts": null,
            "available": available, "obstacle": obstacle,
        })
    };
    let expected = json!({
        "id": CART, "version": 3, "updated_at": NOW,
        "lines": [
            {
                "item_id": ITEM, "quantity": 2, "available": 5, "obstacle": null,
                "product": {
                    "id": PRODUCT, "name": "무선 이어폰", "sku": "EAR-1", "options": ["색상: 흰색"], "picture_id": PICTURE,
                    "seller_id": SELLER, "seller_name": "하나상회",
                },
                "unit": {
                    "price": 20000, "discount_amount": 2000, "coupon_discount_amount": 1800, "final_price": 16200,
                },
                "amounts": {"list": 40000, "discount": 4000, "coupon": 3600, "payable": 32400},
            },
            bare(short, 1, "short"),
            bare(gone, 0, "not_for_sale"),
        ],
        "coupon": {"code": "WELCOME10", "discount_percentage": 10, "usable": true},
        "totals": {
            "currency": "KRW", "list": 40000, "discount": 4000, "coupon": 3600, "rounding": 0, "shipping": 0,
            "total": 32400,
        },
    });
    assert_eq!(response.ok(), expected);
}

#[test]
fn whoever_did_not_sign_in_brings_a_token() {
    let mut ports = ports();
    ports
        .carts
        .expect_show()
        .withf(|owner| *owner == guest())
        .returning(|_| Ok(priced_cart()));
    let api = ports.serve();
    assert_eq!(api.send(with_token("GET", "/commerce/cart")).status, 200);
    for (method, target, body) in [
        ("GET", "/commerce/cart/".to_owned(), json!({})),
        ("DELETE", "/commerce/cart/".to_owned(), json!({})),
        ("PATCH", format!("{LINES}{ITEM}/"), json!({"quantity": 1})),
        ("DELETE", format!("{LINES}{ITEM}/"), json!({})),
        ("DELETE", format!("{LINES}?item_ids={ITEM}"), json!({})),
        ("PUT", "/commerce/cart/coupon/".to_owned(), json!({"code": "A"})),
        ("DELETE", "/commerce/cart/coupon/".to_owned(), json!({})),
    ] {
        let request = Request::new(method, &target).json(&body.to_string());
        api.send(request).problem(404, "cart_not_found");
    }
    let merge = Request::new("POST", "/commerce/cart/merge/").bearer("user");
    api.send(merge).problem(404, "cart_not_found");
}

#[test]
fn the_first_thing_opens_a_guests_cart_and_tells_its_token_once() {
    let mut ports = Ports::new();
    ports
        .carts
        .expect_open()
        .times(2)
        .returning(|| Ok((priced_cart(), "told-once".to_owned())));
    ports
        .carts
        .expect_add()
        .withf(|owner, wanted, seen| *owner == user() && wanted.quantity == quantity(2) && seen.is_none())
        .times(1)
        .returning(|_, _, _| Ok(priced_cart()));
    let api = ports.serve();
    let response = api.send(Request::new("POST", LINES).json(&wanted().to_string()));
    assert_eq!(
        (response.status, response.header("cart-token")),
        (201, Some("told-once"))
    );
    let response = api.send(Request::new("POST", "/commerce/carts/"));
    assert_eq!(
        (response.status, response.header("cart-token")),
        (201, Some("told-once"))
    );
    assert_eq!(response.header("location"), Some("/commerce/cart/"));
    assert_eq!(response.header("cache-control"), Some("no-store"));
}

#[test]
fn what_is_wanted_is_what_is_done() {
    let mut ports = ports();
    let carts = &mut ports.carts;
    carts
        .expect_add()
        .withf(|owner, wanted, seen| {
            let expected = AddToCart {
                product: PRODUCT.parse().unwrap(),
                item: Some(ITEM.parse().unwrap()),
                quantity: quantity(3),
            };
            (*owner, *wanted, *seen) == (user(), expected, Some(3))
        })
        .returning(|_, _, _| Ok(priced_cart()));
    carts
        .expect_set()
        .withf(|owner, item, pieces, seen| {
            (*owner, item.to_string(), *pieces, *seen) == (guest(), ITEM.to_owned(), quantity(999), Some(4))
        })
        .returning(|_, _, _, _| Ok(priced_cart()));
    carts
        .expect_apply_coupon()
        .withf(|_, code, _| code.as_ref().is_none_or(|code| code.as_str() == "Welcome"))
        .times(2)
        .returning(|_, _, _| Ok(priced_cart()));
    carts
        .expect_merge()
        .withf(|user, owner| user.to_string() == USER && *owner == guest())
        .returning(|_, _| Ok(priced_cart()));
    carts
        .expect_reorder()
        .withf(|_, order, line| {
            order.to_string() == ORDER && line.is_none_or(|line| line.to_string() == LINE)
        })
        .times(2)
        .returning(|_, _, _| Ok(priced_cart()));
    let api = ports.serve();
    let add = json!({"product_id": PRODUCT, "item_id": ITEM, "quantity": 3}).to_string();
    let add = Request::new("POST", LINES)
        .bearer("user")
        .header("If-Match", "\"v3\"")
        .json(&add);
    let response = api.send(add);
    assert_eq!((response.status, response.header("cart-token")), (200, None));
    let set = with_token("PATCH", &format!("{LINES}{ITEM}/")).header("If-Match", "\"v4\"");
    assert_eq!(api.send(set.json(r#"{"quantity": 999}"#)).status, 200);
    let coupon = "/commerce/cart/coupon/";
    assert_eq!(
        api.call("PUT", coupon, "user", r#"{"code": "Welcome"}"#).status,
        200
    );
    assert_eq!(api.call("DELETE", coupon, "user", "").status, 200);
    let merge = with_token("POST", "/commerce/cart/merge/").bearer("user");
    assert_eq!(api.send(merge).status, 200);
    for body in [
        json!({"order_id": ORDER}),
        json!({"order_id": ORDER, "line_id": LINE}),
    ] {
        let response = api.call("POST", "/commerce/cart/reorder/", "user", &body.to_string());
        assert_eq!(response.status, 200);
    }
}

#[test]
fn only_what_is_named_is_taken_out() {
    let mut ports = Ports::new();
    let counts = [0, 1, 1, 2];
    for count in counts {
        let remove = ports.carts.expect_remove().times(1);
        remove
            .withf(move |owner, items, _| *owner == user() && items.len() == count)
            .returning(|_, _, _| Ok(priced_cart()));
    }
    let api = ports.serve();
    let other: ItemId = id(6);
    for target in [
        "/commerce/cart/".to_owned(),
        format!("{LINES}{ITEM}/"),
        format!("{LINES}?item_ids={ITEM}"),
        format!("{LINES}?item_ids={ITEM},{other}"),
    ] {
        assert_eq!(api.call("DELETE", &target, "user", "").status, 200, "{target}");
    }
    let many = vec![ITEM; 101].join(",");
    for (query, code) in [
        (String::new(), "required"),
        ("?item_ids=".to_owned(), "malformed"),
        (format!("?item_ids={ITEM},"), "malformed"),
        (format!("?item_ids={PRODUCT}"), "malformed"),
        (format!("?item_ids={many}"), "too_many"),
    ] {
        let response = api.call("DELETE", &format!("{LINES}{query}"), "user", "");
        let problem = response.problem(422, "invalid_fields");
        assert_eq!(errors(&problem), [("item_ids".to_owned(), code.to_owned())]);
    }
    let nothing = api.call("DELETE", &format!("{LINES}nothing/"), "user", "");
    nothing.problem(404, "line_not_found");
}

fn refusing(error: CartChangeError) -> Api {
    let mut ports = ports();
    ports
        .carts
        .expect_add()
        .returning(move |_, _, _| Err(error.clone()));
    ports.serve()
}

#[test]
fn every_refusal_has_its_code() {
    for (error, status, code) in [
        (CartChangeError::Unknown, 404, "cart_not_found"),
        (CartChangeError::UnknownProduct, 404, "product_not_found"),
        (CartChangeError::UnknownVariant, 404, "variant_not_found"),
        (CartChangeError::NotForSale, 409, "not_for_sale"),
        (CartChangeError::UnknownOrder, 404, "order_not_found"),
        (CartChangeError::UnknownCoupon, 409, "coupon_unusable"),
        (CartChangeError::Stale, 412, "stale"),
        (CartError::Pieces.into(), 409, "too_many_pieces"),
        (CartError::Full.into(), 409, "cart_full"),
        (CartError::UnknownItem.into(), 404, "line_not_found"),
    ] {
        let api = refusing(error);
        let response = api.send(with_token("POST", LINES).json(&wanted().to_string()));
        response.problem(status, code);
    }
}

fn refused(api: &Api, method: &str, target: &str, body: &Value) -> Vec<(String, String)> {
    let response: Response = api.call(method, target, "user", &body.to_string());
    errors(&response.problem(422, "invalid_fields"))
}

#[test]
fn every_bad_field_is_named_at_once() {
    let api = Ports::new().serve();
    let pair = |place: &str, code: &str| (place.to_owned(), code.to_owned());
    let body = json!({"product_id": ITEM, "item_id": 1, "quantity": 1000, "price": 1});
    assert_eq!(
        refused(&api, "POST", LINES, &body),
        [
            pair("/product_id", "malformed"),
            pair("/item_id", "wrong_type"),
            pair("/quantity", "out_of_range"),
            pair("/price", "unknown_field")
        ]
    );
    for quantity in [
        json!(0),
        json!(-1),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(1e30),
    ] {
        let body = json!({"quantity": quantity});
        let named = refused(&api, "PATCH", &format!("{LINES}{ITEM}/"), &body);
        assert_eq!(
            named.first().map(|(place, _)| place.as_str()),
            Some("/quantity"),
            "{body}"
        );
    }
    let body = json!({"order_id": LINE, "line_id": ORDER});
    assert_eq!(
        refused(&api, "POST", "/commerce/cart/reorder/", &body),
        [pair("/order_id", "malformed"), pair("/line_id", "malformed")]
    );
    let code = json!({"code": "x".repeat(51)});
    assert_eq!(
        refused(&api, "PUT", "/commerce/cart/coupon/", &code),
        [pair("/code", "too_long")]
    );
}

#[test]
fn whoever_insists_on_a_version_says_which() {
    let mut ports = ports();
    open(&mut ports);
    let request = with_token("DELETE", "/commerce/cart/").header("If-Match", "3");
    ports.serve().send(request).problem(400, "malformed_tag");
}

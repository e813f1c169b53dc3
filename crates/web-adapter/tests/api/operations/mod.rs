//! Every operation with a body that is good, and whom it serves. An operation without a row here fails a test.

mod funding;
mod goods;
mod purchase;
mod receivers;
mod reviews;
mod table;

use serde_json::Value;

pub(crate) use table::{operations, sheet};

use crate::client::Request;
use crate::samples::{
    ADDRESS, API_KEY, CAMPAIGN, CATEGORY, DELIVERY, IMPORT, ITEM, LINE, ORDER, PAYMENT, PRODUCT, RACK,
    REVIEW, SELLER, SESSION, SHIPMENT, USER, WAREHOUSE, WEBHOOK,
};

/// Who calls: the token they show, if any.
pub(crate) const CALLERS: [Option<&str>; 11] = [
    None,
    Some("dormant"),
    Some("unverified"),
    Some("user"),
    Some("seller"),
    Some("operator"),
    Some("staff"),
    Some("admin"),
    Some("key"),
    Some("bare-key"),
    Some("unverified-staff"),
];

/// What each of [`CALLERS`] is refused with; nothing where they are served.
pub(crate) type Refusals = [&'static str; 11];

/// One operation.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    pub(crate) method: &'static str,
    /// As it stands in the OpenAPI document.
    pub(crate) pattern: &'static str,
    /// A good body of JSON; null where it has none.
    pub(crate) body: Value,
    /// What kind of file it takes instead, and a good one.
    pub(crate) file: Option<(&'static str, &'static str)>,
    /// What a caller who is served is answered.
    pub(crate) status: u16,
    pub(crate) refusals: Refusals,
}

impl Operation {
    /// An address that exists.
    pub(crate) fn path(&self) -> String {
        [
            ("{product_id}", PRODUCT),
            ("{user_id}", USER),
            ("{seller_id}", SELLER),
            ("{session_id}", SESSION),
            ("{address_id}", ADDRESS),
            ("{api_key_id}", API_KEY),
            ("payments/{provider}", "payments/sandbox"),
            ("{provider}", "kakao"),
            ("{order_id}", ORDER),
            ("{line_id}", LINE),
            ("{shipment_id}", SHIPMENT),
            ("{payment_id}", PAYMENT),
            ("{review_id}", REVIEW),
            ("{campaign_id}", CAMPAIGN),
            ("{warehouse_id}", WAREHOUSE),
            ("{rack_id}", RACK),
            ("{item_id}", ITEM),
            ("{category_id}", CATEGORY),
            ("{import_id}", IMPORT),
            ("{webhook_id}", WEBHOOK),
            ("{delivery_id}", DELIVERY),
            ("{picture}", "pic01kafxn1qm4c8n4r2b3m6yq0zp"),
            ("{file}", "index.css"),
        ]
        .into_iter()
        .fold(self.pattern.to_owned(), |path, (place, id)| {
            path.replace(place, id)
        }) + self.query()
    }

    /// What its query has to say.
    fn query(&self) -> &'static str {
        match (self.method, self.pattern) {
            ("DELETE", "/commerce/cart/lines/") => "?item_ids=ITEM01KAFXN1QM4C8N4R2B3M6YQ0ZS",
            _ => "",
        }
    }

    /// Whether it is one of those that older clients know, which ignore fields that nobody knows.
    pub(crate) fn is_lenient(&self) -> bool {
        let changes_stock = self.method == "POST" && self.pattern.ends_with("/stock/");
        let first = ["/commerce/products/", "/commerce/coupons/"].contains(&self.pattern);
        changes_stock || first || self.pattern.ends_with("/discounts/")
    }

    /// A request with the headers that it needs.
    pub(crate) fn with_headers(&self, request: Request) -> Request {
        let replaces = ["/commerce/warehouses/", "/commerce/racks/", "/commerce/webhooks/"];
        if self.pattern.starts_with("/commerce/cart/") {
            request.header("Cart-Token", "token")
        } else if self.method == "PUT" && replaces.iter().any(|path| self.pattern.starts_with(path)) {
            request.header("If-Match", "\"v1\"")
        } else if self.method == "POST" {
            request.header("Idempotency-Key", "key-1")
        } else {
            request
        }
    }

    /// A request with its body.
    pub(crate) fn with_body(&self, request: Request) -> Request {
        let request = self.with_headers(request);
        match (&self.body, self.file) {
            (_, Some((media, file))) => request.header("Content-Type", media).body(file),
            (Value::Null, None) => request,
            (body, None) => request.json(&body.to_string()),
        }
    }

    /// The first of [`CALLERS`] whom it serves: nobody, where nobody has to sign in.
    pub(crate) fn served(&self) -> Option<&'static str> {
        let mut pairs = CALLERS.into_iter().zip(self.refusals);
        let served = pairs.find(|(_, refusal)| refusal.is_empty());
        served.and_then(|(caller, _)| caller)
    }
}

//! One purchase, from the order to its end, a request at a time. A request without an answer is sent again, as it was.

use std::fmt;

use rand::RngExt;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use crate::client::{Answer, Client};

/// What a buyer has in mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plan {
    /// To think about it until it is too late.
    Leave,
    CallOff,
    Pay,
    PayAndCallOff,
    PayAndReturn,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Place,
    Begin,
    Confirm { payment: String, amount: Value },
    CallOff,
    Prepare,
    AskForRefund,
    Refund,
    Done,
}

/// What the buyer was told last, and may rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    Nothing,
    OutOfStock,
    Placed,
    Paid,
    /// The provider has not said yet.
    Doubtful,
    /// Too late to be paid.
    Expired,
    CalledOff,
    Refunded,
}

impl Told {
    /// The states that the order may be in when everything has come to its end.
    pub(super) const fn ends(self) -> &'static [&'static str] {
        match self {
            Self::Nothing | Self::OutOfStock => &[],
            Self::Placed | Self::Expired | Self::CalledOff => &["cancelled"],
            Self::Paid => &["paid"],
            Self::Doubtful => &["paid", "cancelled"],
            Self::Refunded => &["refunded"],
        }
    }
}

/// What became of a request.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    Answer,
    /// To come again in so many seconds.
    Later(u64),
    Nothing,
}

/// An order as it was acknowledged.
pub(super) struct Acknowledged {
    pub(super) id: String,
    answer: Vec<u8>,
}

impl fmt::Debug for Acknowledged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

#[derive(Debug)]
pub(super) struct Purchase {
    /// What its requests are called by.
    name: String,
    wanted: Value,
    plan: Plan,
    /// How payments are going to end, the first attempt last.
    cards: Vec<&'static str>,
    step: Step,
    /// Whether this step's request was sent before, and may have been carried out.
    is_repeated: bool,
    pub(super) order: Option<Acknowledged>,
    pub(super) told: Told,
}

const CARDS: [&[&str]; 8] = [
    &["sandbox_ok"],
    &["sandbox_ok"],
    &["sandbox_ok"],
    &["sandbox_ok", "sandbox_decline"],
    &["sandbox_async_cancel"],
    &["sandbox_refund_timeout_after"],
    &["sandbox_refund_timeout_before"],
    &["sandbox_timeout_after"],
];

impl Purchase {
    /// Somebody wants one item or two of these.
    pub(super) fn new(name: String, items: &[String], dice: &mut StdRng) -> Self {
        let first = dice.random_range(0..items.len());
        let second = dice.random_range(0..items.len());
        let mut lines = vec![json!({"item_id": items[first], "quantity": dice.random_range(1..=3)})];
        if second != first {
            lines.push(json!({"item_id": items[second], "quantity": 1}));
        }
        let address =
            json!({"recipient": "홍길동", "postal_code": "04524", "address": "서울특별시 중구 세종대로 110"});
        let plan = match dice.random_range(0..20) {
            0..2 => Plan::Leave,
            2..5 => Plan::CallOff,
            5..10 => Plan::Pay,
            10..15 => Plan::PayAndCallOff,
            _ => Plan::PayAndReturn,
        };
        Self {
            name,
            wanted: json!({"lines": lines, "address": address}),
            plan,
            cards: CARDS[dice.random_range(0..CARDS.len())].to_vec(),
            step: Step::Place,
            is_repeated: false,
            order: None,
            told: Told::Nothing,
        }
    }

    pub(super) fn is_done(&self) -> bool {
        self.step == Step::Done
    }

    fn order_path(&self, what: &str) -> String {
        let order = self.order.as_ref().unwrap();
        format!("/commerce/orders/{}/{what}", order.id)
    }

    /// Where this step's request goes, what it says, and whether somebody of the shop sends it.
    fn request(&self) -> (String, Value, bool) {
        let nothing = json!({});
        match &self.step {
            Step::Place => ("/commerce/orders/".to_owned(), self.wanted.clone(), false),
            Step::Begin => (self.order_path("payments/"), nothing, false),
            Step::Confirm { payment, amount } => {
                let card = self.cards.last().copied().unwrap_or("sandbox_ok");
                let body = json!({"payment_key": format!("{card}_{}", self.name), "amount": amount});
                (format!("/commerce/payments/{payment}/confirm/"), body, false)
            }
            Step::CallOff => (self.order_path("cancel/"), nothing, false),
            Step::AskForRefund => (self.order_path("request_refund/"), nothing, false),
            Step::Prepare => (self.order_path("prepare/"), nothing, true),
            Step::Refund => (self.order_path("refund/"), nothing, true),
            Step::Done => panic!("{self:?}"),
        }
    }

    /// What the step's request is called by: never two by the same.
    fn key(&self) -> String {
        let step = match self.step {
            Step::Place => "place".to_owned(),
            // After a refusal another attempt begins, with another card.
            Step::Begin => format!("pay-{}", self.cards.len()),
            Step::CallOff => "call-off".to_owned(),
            Step::Refund => "refund".to_owned(),
            _ => "other".to_owned(),
        };
        format!("{}-{step}", self.name)
    }

    /// Sends the next request, or the last one again.
    pub(super) fn go_on(&mut self, buyer: &Client, staff: &Client) -> Heard {
        let (path, body, by_staff) = self.request();
        let (client, path) = if by_staff {
            (staff, path.replace("/orders/", "/staff/orders/"))
        } else {
            (buyer, path)
        };
        let client = client
            .with("Idempotency-Key", self.key())
            .with("Content-Type", "application/json");
        let sent = client.try_send("POST", &path, Some(body.to_string().as_bytes()));
        let Ok(answer) = sent else {
            self.is_repeated = true;
            return Heard::Nothing;
        };
        if answer.status == 503 {
            self.is_repeated = true;
            return Heard::Later(answer.header("retry-after").unwrap().parse().unwrap());
        }
        self.hear(&answer);
        self.is_repeated = false;
        Heard::Answer
    }

    fn hear(&mut self, answer: &Answer) {
        let body = answer.json();
        let code = body["code"].as_str().unwrap_or_default();
        let was_done = code == "wrong_state" && self.is_repeated;
        match (&self.step, answer.status) {
            (Step::Place, 201) => self.placed(answer, &body),
            (Step::Place, 409) if code == "out_of_stock" => self.end(Told::OutOfStock),
            (Step::Begin, 201) => self.begun(&body["payment"]),
            // The job was faster than the buyer who asked again.
            (Step::Begin, 409) if code == "order_paid" => self.paid(),
            (Step::Begin, 409) if code == "not_payable" => self.end(Told::Expired),
            (Step::Confirm { .. }, 200) => self.paid(),
            (Step::Confirm { .. }, 202) => self.end(Told::Doubtful),
            (Step::Confirm { .. }, 409) if code == "payment_declined" => {
                self.cards.pop();
                self.step = Step::Begin;
            }
            (Step::Confirm { .. }, 409) if ["payment_over", "unfulfillable"].contains(&code) => {
                self.end(Told::Expired);
            }
            (Step::CallOff, 200) => self.end(Told::CalledOff),
            (Step::CallOff, 409) if code == "wrong_state" && self.plan == Plan::CallOff => {
                self.end(Told::Expired);
            }
            (Step::Prepare, status) if status == 200 || was_done => self.step = Step::AskForRefund,
            (Step::AskForRefund, status) if status == 200 || was_done => self.step = Step::Refund,
            (Step::Refund, 200) => self.end(Told::Refunded),
            _ => panic!("{} {} to {self:?}", answer.status, answer.text()),
        }
    }

    fn end(&mut self, told: Told) {
        self.told = told;
        self.step = Step::Done;
    }

    fn placed(&mut self, answer: &Answer, body: &Value) {
        self.order = Some(Acknowledged {
            id: body["id"].as_str().unwrap().to_owned(),
            answer: answer.body.clone(),
        });
        self.told = Told::Placed;
        self.step = match self.plan {
            Plan::Leave => Step::Done,
            Plan::CallOff => Step::CallOff,
            Plan::Pay | Plan::PayAndCallOff | Plan::PayAndReturn => Step::Begin,
        };
    }

    fn begun(&mut self, payment: &Value) {
        if payment["state"] == "confirming" {
            return self.end(Told::Doubtful);
        }
        self.step = Step::Confirm {
            payment: payment["id"].as_str().unwrap().to_owned(),
            amount: payment["amount"].clone(),
        };
    }

    fn paid(&mut self) {
        self.told = Told::Paid;
        self.step = match self.plan {
            Plan::PayAndCallOff => Step::CallOff,
            Plan::PayAndReturn => Step::Prepare,
            Plan::Leave | Plan::CallOff | Plan::Pay => Step::Done,
        };
    }

    /// Places the order once more: it is the same one, byte for byte.
    pub(super) fn must_be_remembered(&self, buyer: &Client) {
        let Some(order) = &self.order else { return };
        let client = buyer.with("Idempotency-Key", format!("{}-place", self.name));
        let again = client.post_json("/commerce/orders/", &self.wanted);
        assert_eq!((again.status, &again.body), (201, &order.answer), "{self:?}");
        assert_eq!(again.header("idempotency-replayed"), Some("true"));
    }
}

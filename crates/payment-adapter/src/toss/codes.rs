//! What the codes of the provider mean. Those that nobody knows yet mean that nobody knows what became of the call.

use hexmart_http_client::StatusCode;

/// What a code means for a call that moves money.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The provider does not know us, or not these words.
    Misconfigured,
    /// It was done before, or its time is over: the payment says which.
    Settled,
    /// The answer is no, and stays no.
    Declined,
    /// Nobody knows.
    Unknown,
}

const MISCONFIGURED: [&str; 6] = [
    "UNAUTHORIZED_KEY",
    "INVALID_API_KEY",
    "INCORRECT_BASIC_AUTH_FORMAT",
    "FORBIDDEN_REQUEST",
    "INVALID_IDEMPOTENCY_KEY",
    "NOT_FOUND_TERMINAL_ID",
];

// A request that makes no sense may be made of what a browser brought: of a key that is somebody else's.
const SETTLED: [&str; 8] = [
    "INVALID_REQUEST",
    "ALREADY_PROCESSED_PAYMENT",
    "ALREADY_CANCELED_PAYMENT",
    "ALREADY_REFUND_PAYMENT",
    "NOT_FOUND_PAYMENT",
    "NOT_FOUND_PAYMENT_SESSION",
    "NOT_CANCELABLE_AMOUNT",
    "NOT_MATCHES_REFUNDABLE_AMOUNT",
];

/// How codes of cards, accounts and limits begin.
const DECLINED: [&str; 12] = [
    "REJECT_",
    "EXCEED_",
    "BELOW_",
    "NOT_CANCELABLE_",
    "NOT_ALLOWED_",
    "NOT_AVAILABLE_",
    "NOT_SUPPORTED_",
    "NOT_REGISTERED_",
    "INVALID_STOPPED_CARD",
    "INVALID_CARD_",
    "INVALID_ACCOUNT_",
    "PAY_PROCESS_",
];

pub(super) fn meaning(status: StatusCode, code: &str) -> Meaning {
    if status == StatusCode::UNAUTHORIZED || MISCONFIGURED.contains(&code) {
        Meaning::Misconfigured
    } else if SETTLED.contains(&code) {
        Meaning::Settled
    } else if DECLINED.iter().any(|begin| code.starts_with(begin)) {
        Meaning::Declined
    } else {
        Meaning::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_what_the_provider_documents() {
        for (status, code, expected) in [
            (401, "UNAUTHORIZED_KEY", Meaning::Misconfigured),
            (400, "INVALID_API_KEY", Meaning::Misconfigured),
            (403, "INCORRECT_BASIC_AUTH_FORMAT", Meaning::Misconfigured),
            (401, "A_CODE_OF_TOMORROW", Meaning::Misconfigured),
            (400, "ALREADY_PROCESSED_PAYMENT", Meaning::Settled),
            (404, "NOT_FOUND_PAYMENT_SESSION", Meaning::Settled),
            (403, "NOT_CANCELABLE_AMOUNT", Meaning::Settled),
            (403, "NOT_CANCELABLE_PAYMENT", Meaning::Declined),
            (403, "REJECT_CARD_COMPANY", Meaning::Declined),
            (403, "EXCEED_MAX_AMOUNT", Meaning::Declined),
            (400, "INVALID_STOPPED_CARD", Meaning::Declined),
            (400, "INVALID_CARD_EXPIRATION", Meaning::Declined),
            (400, "BELOW_MINIMUM_AMOUNT", Meaning::Declined),
            (400, "PROVIDER_ERROR", Meaning::Unknown),
            (409, "IDEMPOTENT_REQUEST_PROCESSING", Meaning::Unknown),
            (403, "FORBIDDEN_CONSECUTIVE_REQUEST", Meaning::Unknown),
            (400, "A_CODE_OF_TOMORROW", Meaning::Unknown),
        ] {
            let status = StatusCode::from_u16(status).unwrap();
            assert_eq!(meaning(status, code), expected, "{code}");
        }
    }
}

//! What the shop is known by. No secrets, for the doubles are nobody's money.

/// The key and the secret of the REST interface of `PortOne` V1.
pub const IAMPORT: (&str, &str) = ("demo-iamport", "demo-iamport-secret");
/// The API secret of `PortOne` V2.
pub const PORTONE: &str = "demo-portone-secret";
/// The shop at `PortOne` V2.
pub const PORTONE_STORE: &str = "store-demo";
/// What `PortOne` V2 signs messages with: the live secret, and the one that it replaces, both of which are taken.
pub const PORTONE_WEBHOOK_SECRETS: [&str; 2] = [
    "whsec_ZGVtby1wb3J0b25lLXdlYmhvb2stc2VjcmV0LW5ldw==",
    "whsec_ZGVtby1wb3J0b25lLXdlYmhvb2stc2VjcmV0LW9sZA==",
];
/// The secret key of Toss Payments, one for trying out.
pub const TOSS_SECRET_KEY: &str = "test_gsk_demo";

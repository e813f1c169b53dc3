//! Which of ours a refund in a provider's list is: its reason ends with our id. Providers forget keys of idempotency, and
//! one has none, but all of them keep the reason.

use hexmart_domain::payments::RefundReason;
use hexmart_domain::shared::RefundId;

/// The longest reason that all providers take, in characters.
const LONGEST: usize = 200;

/// The reason of a refund with its id, the reason cut if it has to be.
pub(crate) fn marked(reason: &RefundReason, id: RefundId) -> String {
    let mark = format!(" [{id}]");
    let room = LONGEST.saturating_sub(mark.len());
    let reason: String = reason.as_str().chars().take(room).collect();
    reason + &mark
}

/// Whether a reason is that of this refund.
pub(crate) fn is_marked(reason: Option<&str>, id: RefundId) -> bool {
    reason.is_some_and(|reason| reason.trim_end().ends_with(&format!("[{id}]")))
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;

    #[test]
    fn a_mark_survives_the_longest_reason() {
        let (id, other) = (
            RefundId::mint(DateTime::UNIX_EPOCH, [1; 10]),
            RefundId::mint(DateTime::UNIX_EPOCH, [2; 10]),
        );
        let reason = RefundReason::parse("반".repeat(200)).unwrap();
        let marked = marked(&reason, id);
        assert_eq!(marked.chars().count(), 200);
        assert!(is_marked(Some(&marked), id));
        assert!(!is_marked(Some(&marked), other));
        assert!(!is_marked(None, id));
    }
}

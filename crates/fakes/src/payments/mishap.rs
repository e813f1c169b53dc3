/// What may go wrong with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// Half an answer, of a call that nobody looked at.
    LostBefore,
    /// Half an answer, of a call that was carried out.
    LostAfter,
    /// Status 500, of a call that nobody looked at.
    BrokenBefore,
    /// Status 500, of a call that was carried out.
    BrokenAfter,
    /// Nothing, of a call that was carried out, for a minute and more.
    Silence,
}

impl Mishap {
    pub(super) const fn is_before(self) -> bool {
        matches!(self, Self::LostBefore | Self::BrokenBefore)
    }
}

/// What a call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A payment that is announced.
    Prepare,
    /// Money that is taken.
    Confirm,
    /// Money that is given back.
    Refund,
    /// A question.
    Look,
}

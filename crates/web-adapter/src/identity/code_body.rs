use utoipa::ToSchema;

use crate::body::{Form, opaque};
use crate::problem::Problem;

/// A code that was sent to somebody.
#[derive(ToSchema)]
pub(super) struct SentCode {
    /// As it stands in the message.
    #[schema(example = "K7WQ2MZX4B")]
    pub(super) code: String,
}

impl SentCode {
    pub(super) fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let code = form.required("code", opaque);
        form.finish_strict(code.map(|code| Self { code }))
    }
}

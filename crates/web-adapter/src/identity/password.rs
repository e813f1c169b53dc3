use hexmart_domain::identity::Password;
use utoipa::ToSchema;

use crate::body::{Form, proof, text};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::no_content;

/// A new password.
#[derive(ToSchema)]
pub(crate) struct NewPassword {
    /// The present one, if there is any.
    #[schema(nullable = false, format = Password, example = "correct horse battery")]
    current_password: Option<String>,
    /// 8 to 128 characters, and nothing that others would guess.
    #[schema(value_type = String, format = Password, min_length = 8, max_length = 128, example = "staple battery horse")]
    new_password: Password,
}

impl NewPassword {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let current_password = form.optional("current_password", proof);
        let new_password = form.required("new_password", |raw| Ok(Password::parse(text(raw)?)?));
        form.finish_strict(new_password.map(|new_password| Self {
            current_password,
            new_password,
        }))
    }
}

/// Change one's password
///
/// Ends all other sessions.
#[utoipa::path(post, path = "/commerce/users/me/password/", operation_id = "change_password", tag = "identity",
    request_body = NewPassword,
    responses((status = 204, description = "The new one counts.")))]
pub(crate) async fn change(mut call: Call) -> Answer {
    let body = call.json_body().await?;
    let NewPassword {
        current_password,
        new_password,
    } = NewPassword::read(&body)?;
    let (profiles, caller) = (call.state.services.profiles.clone(), call.principal()?);
    let command = async move {
        profiles
            .change_password(caller, current_password, new_password)
            .await
    };
    call.state.detached(command).await?;
    Ok(no_content())
}

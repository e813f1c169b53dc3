use utoipa::ToSchema;

use crate::body::{Form, proof};
use crate::call::{Answer, Call};
use crate::problem::Problem;
use crate::wire::no_content;

/// That it is really the owner who goes.
#[derive(ToSchema)]
pub(crate) struct Farewell {
    /// The password of the account, if it has one.
    #[schema(nullable = false, format = Password, example = "correct horse battery")]
    password: Option<String>,
}

impl Farewell {
    fn read(body: &[u8]) -> Result<Self, Problem> {
        let mut form = Form::of(body)?;
        let password = form.optional("password", proof);
        form.finish_strict(Some(Self { password }))
    }
}

/// Put one's account to sleep
///
/// A new password by mail wakes it.
#[utoipa::path(post, path = "/commerce/users/me/dormancy/", operation_id = "put_account_to_sleep", tag = "identity",
    request_body = Option<Farewell>,
    responses((status = 204, description = "The account is dormant, and nobody is signed in to it.")))]
pub(crate) async fn sleep(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let Farewell { password } = Farewell::read(&body)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move { profiles.sleep(account, password).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

/// Erase one's account
///
/// Its addresses are free again, and after a while its personal data is gone. What was bought stays on record.
#[utoipa::path(delete, path = "/commerce/users/me/", operation_id = "erase_account", tag = "identity",
    request_body = Option<Farewell>,
    responses((status = 204, description = "The account is erased.")))]
pub(crate) async fn erase(mut call: Call) -> Answer {
    let body = call.json_body_or_none().await?;
    let Farewell { password } = Farewell::read(&body)?;
    let (profiles, account) = (call.state.services.profiles.clone(), call.account()?);
    let command = async move { profiles.erase(account, password).await };
    call.state.detached(command).await?;
    Ok(no_content())
}

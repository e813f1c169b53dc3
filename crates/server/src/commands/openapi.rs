use crate::failure::Failure;
use crate::terminal;

/// Prints the OpenAPI document.
pub(super) fn run() -> Result<(), Failure> {
    terminal::say(&hexmart_web_adapter::openapi_json())
}

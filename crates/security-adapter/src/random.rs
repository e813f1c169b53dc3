/// Random bytes from the operating system.
#[expect(
    clippy::disallowed_methods,
    reason = "keys and nonces are not for anybody to choose: a nonce used twice opens what it sealed"
)]
pub(crate) fn random<const N: usize>() -> Result<[u8; N], getrandom::Error> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

//! Where the browser goes.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hexmart_application::identity::AuthorizationRequest;
use sha2::{Digest as _, Sha256};
use url::Url;

/// The question of RFC 6749, 4.1.1.
pub(crate) fn question(address: &Url, client_id: &str, request: &AuthorizationRequest) -> Url {
    let mut url = address.clone();
    url.query_pairs_mut()
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        .append_pair("redirect_uri", &request.redirect_uri)
        .append_pair("state", &request.state);
    url
}

/// The same with the hash of the verifier (RFC 7636, 4.3).
pub(crate) fn question_with_pkce(address: &Url, client_id: &str, request: &AuthorizationRequest) -> Url {
    let mut url = question(address, client_id, request);
    url.query_pairs_mut()
        .append_pair("code_challenge", &challenge(&request.code_verifier))
        .append_pair("code_challenge_method", "S256");
    url
}

fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::challenge;

    #[test]
    fn the_challenge_is_the_one_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(
            challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
        );
    }
}

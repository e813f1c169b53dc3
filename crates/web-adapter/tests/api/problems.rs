//! Problems in two languages.

use serde_json::json;

use crate::client::Request;
use crate::fixture::Ports;

#[test]
fn people_read_their_language_and_programs_read_the_same_words() {
    let api = Ports::new().serve();
    let body = r#"{"name": "a", "description": "b", "price": -1, "stock": 1}"#;
    let ask = |language: Option<&str>| {
        let request = Request::new("POST", "/commerce/products/")
            .bearer("staff")
            .body(body);
        api.send(match language {
            Some(language) => request.header("Accept-Language", language),
            None => request,
        })
    };
    for (language, tag, title, message) in [
        (None, "en", "A value is not allowed", "must be more than 0"),
        (
            Some("en-US,en;q=0.9,ko;q=0.8"),
            "en",
            "A value is not allowed",
            "must be more than 0",
        ),
        (
            Some("ko-KR,ko;q=0.9,en;q=0.8"),
            "ko",
            "허용되지 않는 값입니다",
            "0보다 커야 합니다",
        ),
    ] {
        let response = ask(language);
        let problem = response.problem(400, "invalid_parameter");
        assert_eq!(response.header("content-language"), Some(tag));
        assert_eq!(problem["title"], title);
        assert_eq!(problem["msg"], "Invalid parameter");
        let expected = json!([{"pointer": "/price", "code": "out_of_range", "message": message}]);
        assert_eq!(problem["errors"], expected);
        assert!(
            problem["detail"].as_str().unwrap().ends_with(message),
            "{problem}"
        );
    }
}

#[test]
fn a_problem_has_these_members_and_no_more() {
    let response = Ports::new().serve().get("/nowhere");
    let problem = response.problem(404, "not_found");
    let expected = json!({
        "type": "/docs/problems#not_found", "title": "There is nothing at this address", "status": 404,
        "detail": "There is nothing at this address", "instance": response.header("x-request-id"), "code": "not_found",
        "msg": "There is nothing at this address",
    });
    assert_eq!(problem, expected);
}

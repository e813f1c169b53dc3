use crate::client::{Request, errors};
use crate::fixture::Ports;
use crate::samples::{ADDRESS, SELLER, USER};

#[test]
fn parameters_of_queries() {
    let api = Ports::new().serve();
    let (user, seller) = (
        format!("/commerce/staff/users/{USER}/"),
        format!("/commerce/staff/sellers/{SELLER}/"),
    );
    let address = format!("/commerce/users/me/addresses/{ADDRESS}/");
    for (path, query, expected) in [
        (
            "/commerce/users/me/",
            "view=all",
            &[("view", "unknown_value")][..],
        ),
        (
            "/commerce/users/me/addresses/",
            "view=FULL",
            &[("view", "unknown_value")],
        ),
        (&address, "view=", &[("view", "unknown_value")]),
        ("/commerce/sellers/me/", "view=1", &[("view", "unknown_value")]),
        (
            "/commerce/staff/users/",
            "state=active&page_size=201&cursor=x",
            &[
                ("state", "unknown_value"),
                ("page_size", "out_of_range"),
                ("cursor", "malformed"),
            ],
        ),
        (
            "/commerce/staff/sellers/",
            "state=ACTIVE&page_size=0&cursor=",
            &[
                ("state", "unknown_value"),
                ("page_size", "out_of_range"),
                ("cursor", "malformed"),
            ],
        ),
        (&user, "view=full", &[("reason", "required")]),
        (&user, "view=full&reason=%20", &[("reason", "blank")]),
        (
            &user,
            "view=full&reason=a%0Ab",
            &[("reason", "control_character")],
        ),
        (
            &seller,
            "view=x&reason=%00",
            &[("view", "unknown_value"), ("reason", "control_character")],
        ),
        (
            "/commerce/staff/audit/",
            "after=-1&page_size=x",
            &[("after", "out_of_range"), ("page_size", "out_of_range")],
        ),
    ] {
        let caller = if path.starts_with("/commerce/staff/") {
            "admin"
        } else {
            "user"
        };
        let response = api.send(Request::new("GET", &format!("{path}?{query}")).bearer(caller));
        let expected: Vec<_> = expected
            .iter()
            .map(|(name, code)| ((*name).to_owned(), (*code).to_owned()))
            .collect();
        assert_eq!(
            errors(&response.problem(422, "invalid_fields")),
            expected,
            "{path}?{query}"
        );
    }
}

//! Who is asked, and where the browser is sent.

use hexmart_domain::identity::Provider;
use hexmart_fakes::Persona;

use crate::served::{PATHS, Paths, REDIRECT, Served, but, query};

#[test]
fn the_page_lets_people_choose_who_they_are() {
    let served = Served::start();
    for paths in PATHS {
        let question = query(&Paths::question());
        let page = served.get(&format!("{}?{question}", paths.authorize), &[]);
        assert_eq!(page.status, 200);
        assert_eq!(page.content_type, "text/html; charset=utf-8");
        assert!(page.body.contains("누구로 로그인할까요? · Who signs in?"));
        for persona in Persona::ALL {
            let link = format!(
                "{}&amp;persona={}",
                question.replace('&', "&amp;"),
                persona.as_str()
            );
            assert!(page.body.contains(&format!("href=\"?{link}\"")), "{persona:?}");
        }
    }
}

#[test]
fn a_choice_sends_the_browser_back() {
    let served = Served::start();
    for paths in PATHS {
        let question = query(&Paths::question());
        let back = served.get(&format!("{}?{question}&persona=second", paths.authorize), &[]);
        assert_eq!(back.status, 302);
        assert!(back.location.as_ref().unwrap().as_str().starts_with(REDIRECT));
        assert_eq!(back.sent("state").as_deref(), Some("st"));
        assert!(back.sent("code").unwrap().len() >= 43);
    }
}

/// A question that is wrong in one place.
fn wrong(paths: &Paths) -> Vec<(&'static str, Option<&'static str>)> {
    let mut rows = vec![
        ("client_id", None),
        ("client_id", Some("another shop")),
        ("redirect_uri", None),
        ("redirect_uri", Some("")),
        ("redirect_uri", Some("http://localhost:8000/callback")),
        (
            "redirect_uri",
            Some("http://localhost:8000/callback?from=there&more=1"),
        ),
        ("redirect_uri", Some("http://LOCALHOST:8000/callback?from=there")),
        ("redirect_uri", Some("http://localhost:8000/callback?from=there#")),
        (
            "redirect_uri",
            Some("http://localhost:8000/./callback?from=there"),
        ),
        (
            "redirect_uri",
            Some("http://localhost:8000@evil.example.com/callback?from=there"),
        ),
        ("redirect_uri", Some("https://evil.example.com/")),
        ("redirect_uri", Some("javascript:alert(1)")),
        ("response_type", None),
        ("response_type", Some("token")),
        ("persona", Some("nobody")),
    ];
    match paths.provider {
        Provider::Naver => rows.extend([("state", None), ("state", Some(""))]),
        Provider::Google => rows.extend([("scope", None), ("scope", Some("email profile"))]),
        Provider::Kakao => {}
    }
    if paths.provider != Provider::Naver {
        rows.extend([
            (
                "code_challenge",
                Some("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ),
            ("code_challenge_method", Some("S256")),
        ]);
    }
    rows
}

#[test]
fn a_wrong_question_sends_the_browser_nowhere() {
    let served = Served::start();
    for paths in PATHS {
        for (name, value) in wrong(&paths) {
            let mut question = but(&Paths::question(), name, value);
            if name != "persona" {
                question.push(("persona", "verified"));
            }
            let answer = served.get(&format!("{}?{}", paths.authorize, query(&question)), &[]);
            assert_eq!(answer.status, 400, "{name}={value:?}, {:?}", paths.provider);
            assert_eq!(answer.location, None);
            assert_eq!(answer.content_type, "text/html; charset=utf-8");
        }
    }
}

#[test]
fn a_plain_challenge_proves_nothing_and_is_refused() {
    let served = Served::start();
    for method in ["plain", "s256", "S512", ""] {
        let paths = &PATHS[0];
        let mut question = Paths::question();
        question.extend([
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", method),
            ("persona", "verified"),
        ]);
        let answer = served.get(&format!("{}?{}", paths.authorize, query(&question)), &[]);
        assert_eq!(answer.status, 400, "{method}");
    }
}

#[test]
fn a_parameter_that_comes_twice_is_refused() {
    let served = Served::start();
    for paths in PATHS {
        let question = query(&Paths::question());
        let twice = format!(
            "{}?{question}&persona=verified&redirect_uri=https://evil.example.com/",
            paths.authorize
        );
        assert_eq!(served.get(&twice, &[]).status, 400);
    }
}

#[test]
fn nothing_of_a_question_becomes_markup() {
    let served = Served::start();
    for paths in PATHS {
        let question = but(&Paths::question(), "state", Some("\"><script>alert(1)</script>"));
        let encoded = query(&question);
        // As a browser would never send it, but as an attacker may.
        let raw = encoded.replace("%22%3E%3Cscript%3E", "'onmouseover='alert(1)");
        for query in [encoded, raw] {
            let page = served.get(&format!("{}?{query}", paths.authorize), &[]);
            assert_eq!(page.status, 200);
            assert!(!page.body.contains("<script"), "{:?}", paths.provider);
            assert!(!page.body.contains("'onmouseover"), "{:?}", paths.provider);
        }
    }
}

//! Pictures: sending, arranging and showing them.

use hexmart_application::catalogue::{EditProductError, PictureError};
use hexmart_application::media::{MediaType, ObjectError, PictureFault, StoredObject};
use hexmart_domain::catalogue::{AltText, PicturesError};
use serde_json::{Value, json};

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::goods::{picture, sheet};
use crate::samples::{PICTURE, PRODUCT};

const TEN_MEBIBYTES: usize = 10 * 1024 * 1024;

fn path(query: &str) -> String {
    format!("/commerce/products/{PRODUCT}/pictures/{query}")
}

fn send(query: &str, media: &str, file: &[u8]) -> Request {
    let request = Request::new("POST", &path(query)).bearer("seller");
    request.header("Content-Type", media).body(file)
}

fn refusing(error: PictureError) -> Api {
    let mut ports = Ports::new();
    let failing = error.clone();
    let merchandising = &mut ports.merchandising;
    merchandising
        .expect_add_picture()
        .returning(move |_, _| Err(failing.clone()));
    merchandising
        .expect_arrange_pictures()
        .returning(move |_, _| Err(error.clone()));
    ports.serve()
}

#[test]
fn a_picture_is_the_body_itself() {
    for media in ["image/jpeg", "image/png", "IMAGE/WebP; q=1"] {
        let mut ports = Ports::new();
        ports
            .merchandising
            .expect_add_picture()
            .withf(|wanted, _| {
                let alt = wanted.alt.as_ref().map(AltText::as_str);
                (wanted.product.to_string().as_str(), wanted.file.len(), alt)
                    == (PRODUCT, TEN_MEBIBYTES, Some("흰 이어폰"))
            })
            .returning(|_, _| Ok((sheet(), picture())));
        let alt = "?alt=%ED%9D%B0+%EC%9D%B4%EC%96%B4%ED%8F%B0";
        let response = ports.serve().send(send(alt, media, &vec![0xFF; TEN_MEBIBYTES]));
        assert_eq!(response.status, 201, "{}", response.text());
        let large = format!("/media/pictures/{}/large.jpg", PICTURE.to_lowercase());
        assert_eq!(response.json()["urls"]["large"], large);
        assert_eq!(response.header("location"), Some(large.as_str()));
        assert_eq!(response.header("etag"), Some("\"v3\""));
    }
}

#[test]
fn other_files_are_not_even_read() {
    let api = Ports::new().serve();
    for media in [
        "image/gif",
        "image/svg+xml",
        "text/html",
        "application/json",
        "multipart/form-data; boundary=x",
    ] {
        api.send(send("", media, b"x"))
            .problem(415, "unsupported_media_type");
    }
    let nameless = Request::new("POST", &path("")).bearer("staff").body(b"x");
    api.send(nameless).problem(415, "unsupported_media_type");
    for length in [TEN_MEBIBYTES + 1, 10_000_000_000] {
        let request = Request::new("POST", &path("")).bearer("staff");
        let request = request
            .header("Content-Type", "image/png")
            .header("Content-Length", &length.to_string());
        let problem = api.send(request).problem(413, "body_too_large");
        assert!(
            problem["detail"].as_str().unwrap().contains("10 MiB"),
            "{problem}"
        );
    }
}

#[test]
fn a_liar_is_told_why_the_file_is_no_picture() {
    for (fault, status, code, word) in [
        (PictureFault::UnknownType, 422, "invalid_picture", "JPEG"),
        (PictureFault::Damaged, 422, "invalid_picture", "damaged"),
        (
            PictureFault::TooLarge {
                width: 50_000,
                height: 50_000,
            },
            422,
            "invalid_picture",
            "50000 x 50000",
        ),
        (PictureFault::TooHeavy, 413, "body_too_large", "10 MiB"),
    ] {
        let api = refusing(fault.into());
        let problem = api.send(send("", "image/png", b"<svg>")).problem(status, code);
        assert!(problem["detail"].as_str().unwrap().contains(word), "{problem}");
    }
}

#[test]
fn what_else_can_go_wrong_with_a_picture() {
    for (error, status, code) in [
        (PictureFault::Busy.into(), 503, "busy"),
        (PicturesError::TooMany.into(), 409, "too_many_pictures"),
        (EditProductError::UnknownProduct.into(), 404, "product_not_found"),
        (
            ObjectError::Unavailable("secret".to_owned()).into(),
            503,
            "unavailable",
        ),
        (ObjectError::Failed("secret".to_owned()).into(), 500, "internal"),
    ] {
        let response = refusing(error).send(send("", "image/png", b"x"));
        response.problem(status, code);
        assert!(!response.text().contains("secret"));
    }
}

#[test]
fn what_a_picture_shows_is_said_in_one_line() {
    let api = Ports::new().serve();
    let long = format!("?alt={}", "x".repeat(256));
    for (query, code) in [
        ("?alt=", "blank"),
        ("?alt=a%00", "control_character"),
        ("?alt=a%0D%0AX-Admin:+1", "control_character"),
        (&long, "too_long"),
    ] {
        let problem = api
            .send(send(query, "image/png", b"x"))
            .problem(422, "invalid_fields");
        assert_eq!(errors(&problem), [("alt".to_owned(), code.to_owned())], "{query}");
    }
}

fn arrange(body: &Value) -> Request {
    Request::new("PUT", &path(""))
        .bearer("staff")
        .json(&body.to_string())
}

#[test]
fn pictures_are_ordered_described_and_removed() {
    let mut ports = Ports::new();
    ports
        .merchandising
        .expect_arrange_pictures()
        .withf(|order, _| {
            let pictures: Vec<_> = order
                .pictures
                .iter()
                .map(|(id, alt)| (id.to_string(), alt.as_ref().map(|alt| alt.as_str().to_owned())))
                .collect();
            order.expected == Some(3)
                && pictures == [(PICTURE.to_owned(), Some("앞".to_owned())), (other(), None)]
        })
        .returning(|_, _| Ok(sheet()));
    let body = json!({"pictures": [{"id": PICTURE, "alt": "앞"}, {"id": other(), "alt": null}]});
    let response = ports.serve().send(arrange(&body).header("If-Match", "\"v3\""));
    assert_eq!(response.ok()["pictures"][0]["id"], PICTURE);
    assert_eq!(response.header("etag"), Some("\"v3\""));
}

fn other() -> String {
    PICTURE.replace("ZP", "ZQ")
}

#[test]
fn every_bad_part_of_an_order_is_named() {
    let api = Ports::new().serve();
    let one = json!({"id": PICTURE});
    for (body, expected) in [
        (json!({}), vec![("/pictures", "required")]),
        (json!({"pictures": null}), vec![("/pictures", "required")]),
        (json!({"pictures": {}}), vec![("/pictures", "wrong_type")]),
        (
            json!({"pictures": vec![one.clone(); 21]}),
            vec![("/pictures", "too_many")],
        ),
        (
            json!({"pictures": [one, one]}),
            vec![("/pictures/1/id", "repeated")],
        ),
        (
            json!({"pictures": [{"id": PRODUCT, "alt": "a\n"}, {"url": "x"}]}),
            vec![
                ("/pictures/0/id", "malformed"),
                ("/pictures/0/alt", "control_character"),
                ("/pictures/1/id", "required"),
                ("/pictures/1/url", "unknown_field"),
            ],
        ),
    ] {
        let problem = api.send(arrange(&body)).problem(422, "invalid_fields");
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(place, code)| (place.to_owned(), code.to_owned()))
            .collect();
        assert_eq!(errors(&problem), expected, "{body}");
    }
    let body = json!({"pictures": [{"id": PICTURE}]});
    for (error, code) in [
        (PicturesError::Unknown, "unknown_value"),
        (PicturesError::NotAnOrder, "repeated"),
    ] {
        let problem = refusing(error.into())
            .send(arrange(&body))
            .problem(422, "invalid_fields");
        assert_eq!(errors(&problem), [("/pictures".to_owned(), code.to_owned())]);
    }
}

fn showing(media_type: MediaType) -> Api {
    let mut ports = Ports::new();
    ports
        .objects
        .expect_get()
        .withf(|key| key.as_str() == "pictures/pic1/medium.jpg")
        .returning(move |_| {
            Ok(Some(StoredObject {
                media_type,
                bytes: b"file".to_vec(),
            }))
        });
    ports.objects.expect_get().returning(|_| Ok(None));
    ports.serve()
}

#[test]
fn a_picture_is_shown_for_good() {
    let api = showing(MediaType::Jpeg);
    let response = api.get("/media/pictures/pic1/medium.jpg");
    assert_eq!((response.status, response.text()), (200, "file"));
    let tag = response.header("etag").unwrap();
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("content-disposition", "inline"),
        ("x-content-type-options", "nosniff"),
        ("content-length", "4"),
    ] {
        assert_eq!(response.header(name), Some(value));
    }
    let head = api.send(Request::new("HEAD", "/media/pictures/pic1/medium.jpg"));
    assert_eq!((head.status, head.body.len()), (200, 0));
    for (known, status) in [
        (tag, 304),
        (&format!("\"x\", W/{tag}"), 304),
        ("*", 304),
        ("\"x\"", 200),
        ("", 200),
    ] {
        let request = Request::new("GET", "/media/pictures/pic1/medium.jpg").header("If-None-Match", known);
        let response = api.send(request);
        assert_eq!(response.status, status, "{known}");
        assert_eq!(response.header("etag"), Some(tag));
        assert_eq!(response.body.is_empty(), status == 304);
    }
}

#[test]
fn nothing_but_pictures_is_shown() {
    let api = showing(MediaType::Binary);
    for path in [
        "/media/pictures/pic1/medium.jpg",
        "/media/pictures/pic1/none.jpg",
        "/media/pictures/..%2fimports/imp1",
        "/media/pictures/%2e%2e/imports",
        "/media/pictures/../../etc/passwd",
        "/media/pictures/pic1/%00",
        "/media/pictures/PIC1/medium.jpg",
        "/media/pictures/pic1/a%22b.jpg",
        "/media/imports/imp1",
        "/media/imports/imp1/file",
        "/media/",
    ] {
        api.get(path).problem(404, "not_found");
    }
}

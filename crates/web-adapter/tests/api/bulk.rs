//! Products in bulk: imports and exports.

use std::io::Read;

use hexmart_application::interchange::{
    ExportPart, FileFault, FileFormat, ImportOptions, ImportState, InterchangeError, RejectsPart,
};
use hexmart_application::media::ObjectError;
use hexmart_application::platform::StoreError;
use serde_json::{Value, json};

use crate::client::{Request, errors};
use crate::fixture::{Api, Ports};
use crate::goods::import_run;
use crate::samples::{IMPORT, NOW, PRODUCT, SELLER_USER, product};

const IMPORTS: &str = "/commerce/imports/";
const EXPORT: &str = "/commerce/exports/products/";

fn upload(query: &str, media: &str, file: &[u8]) -> Request {
    let request = Request::new("POST", &format!("{IMPORTS}{query}")).bearer("seller");
    request.header("Content-Type", media).body(file)
}

fn get(api: &Api, path: &str) -> crate::client::Response {
    api.send(Request::new("GET", path).bearer("staff"))
}

fn shown() -> Value {
    json!({
        "id": IMPORT, "state": "running", "reason": null, "format": "csv", "dry_run": false, "create_categories": false,
        "created": 1, "updated": 2, "unchanged": 3, "rejected": 4, "rejects": format!("{IMPORTS}{IMPORT}/rejects/"),
        "bytes_done": 50, "bytes_total": 100, "lines_done": 11, "created_at": NOW, "updated_at": NOW,
    })
}

#[test]
fn a_file_is_taken_in_and_can_be_watched() {
    let wishes = ImportOptions {
        dry_run: true,
        create_categories: true,
    };
    for (query, media, format, options) in [
        ("", "text/csv", FileFormat::Csv, ImportOptions::default()),
        (
            "?dry_run=false",
            "text/csv; charset=euc-kr",
            FileFormat::Csv,
            ImportOptions::default(),
        ),
        (
            "?dry_run=true&create_categories=true",
            "application/x-ndjson",
            FileFormat::Ndjson,
            wishes,
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .interchange
            .expect_upload()
            .withf(move |file, authority| {
                (file.bytes.as_slice(), file.format, file.options) == (&b"sku\r\n\xff"[..], format, options)
                    && authority
                        .user()
                        .is_some_and(|user| user.to_string() == SELLER_USER)
            })
            .returning(|_, _| Ok(import_run()));
        let response = ports.serve().send(upload(query, media, b"sku\r\n\xff"));
        assert_eq!((response.status, response.json()), (202, shown()));
        let path = format!("{IMPORTS}{IMPORT}/");
        assert_eq!(response.header("location"), Some(path.as_str()));
    }
}

#[test]
fn an_import_says_how_it_stands() {
    let mut ports = Ports::new();
    ports
        .interchange
        .expect_run()
        .withf(|id, _| id.to_string() == IMPORT)
        .times(1)
        .returning(|_, _| Ok(import_run()));
    ports.interchange.expect_run().returning(|_, _| {
        let mut failed = import_run();
        failed.state = ImportState::Failed {
            why: "the file is gone".to_owned(),
        };
        Ok(failed)
    });
    let (api, path) = (ports.serve(), format!("{IMPORTS}{IMPORT}/"));
    assert_eq!(get(&api, &path).ok(), shown());
    let failed = get(&api, &path).ok();
    assert_eq!(
        (&failed["state"], &failed["reason"]),
        (&json!("failed"), &json!("the file is gone"))
    );
}

#[test]
fn other_files_are_not_even_read() {
    let api = Ports::new().serve();
    for media in [
        "application/json",
        "application/vnd.ms-excel",
        "text/plain",
        "multipart/form-data; boundary=x",
        "",
    ] {
        api.send(upload("", media, b"x"))
            .problem(415, "unsupported_media_type");
    }
    let request = Request::new("POST", IMPORTS).bearer("staff");
    let request = request
        .header("Content-Type", "text/csv")
        .header("Content-Length", "67108865");
    let problem = api.send(request).problem(413, "body_too_large");
    assert!(
        problem["detail"].as_str().unwrap().contains("64 MiB"),
        "{problem}"
    );
    for (query, place) in [
        ("?dry_run=yes", "dry_run"),
        ("?dry_run=", "dry_run"),
        ("?create_categories=1", "create_categories"),
    ] {
        let problem = api
            .send(upload(query, "text/csv", b"x"))
            .problem(422, "invalid_fields");
        assert_eq!(errors(&problem), [(place.to_owned(), "wrong_type".to_owned())]);
    }
}

#[test]
fn a_file_that_cannot_be_read_says_where() {
    for (error, status, code, english, korean) in [
        (FileFault::Empty.into(), 422, "invalid_file", "empty", "빈 파일"),
        (
            FileFault::Encoding { line: 7 }.into(),
            422,
            "invalid_file",
            "line 7",
            "7행",
        ),
        (
            FileFault::UnknownColumns(vec!["skus".to_owned()]).into(),
            422,
            "invalid_file",
            "skus",
            "skus",
        ),
        (
            FileFault::MissingColumns(vec!["sku".to_owned()]).into(),
            422,
            "invalid_file",
            "sku",
            "sku",
        ),
        (
            FileFault::TooLong { line: 9 }.into(),
            422,
            "invalid_file",
            "line 9",
            "9행",
        ),
        (
            FileFault::OpenQuote { line: 3 }.into(),
            422,
            "invalid_file",
            "line 3",
            "3행",
        ),
        (InterchangeError::TooLarge, 413, "body_too_large", "", ""),
        (InterchangeError::Overtaken, 503, "busy", "", ""),
        (
            ObjectError::Failed("secret".to_owned()).into(),
            500,
            "internal",
            "",
            "",
        ),
        (
            StoreError::unavailable("secret").into(),
            503,
            "unavailable",
            "",
            "",
        ),
    ] {
        let mut ports = Ports::new();
        let error: InterchangeError = error;
        let upload_port = ports.interchange.expect_upload();
        upload_port.returning(move |_, _| Err(error.clone()));
        let api = ports.serve();
        for (language, word) in [("en", english), ("ko", korean)] {
            let request = upload("", "text/csv", b"x").header("Accept-Language", language);
            let response = api.send(request);
            let problem = response.problem(status, code);
            assert!(problem["detail"].as_str().unwrap().contains(word), "{problem}");
            assert!(!response.text().contains("secret"));
        }
    }
}

#[test]
fn a_header_of_nonsense_is_not_sent_back_whole() {
    let mut ports = Ports::new();
    let columns = vec!["가".repeat(100_000)];
    let upload_port = ports.interchange.expect_upload();
    upload_port.returning(move |_, _| Err(FileFault::UnknownColumns(columns.clone()).into()));
    let response = ports.serve().send(upload("", "text/csv", b"x"));
    let problem = response.problem(422, "invalid_file");
    assert_eq!(problem["detail"].as_str().unwrap().chars().count(), 500);
}

#[test]
fn imports_of_others_do_not_exist() {
    let mut ports = Ports::new();
    let interchange = &mut ports.interchange;
    interchange
        .expect_run()
        .returning(|_, _| Err(InterchangeError::UnknownImport));
    interchange
        .expect_rejects()
        .returning(|_, _, _| Err(InterchangeError::UnknownImport));
    let api = ports.serve();
    for id in [IMPORT, PRODUCT, "x", "%00"] {
        get(&api, &format!("{IMPORTS}{id}/")).problem(404, "import_not_found");
        get(&api, &format!("{IMPORTS}{id}/rejects/")).problem(404, "import_not_found");
    }
}

/// The body of an answer in chunks (RFC 9112, 7.1).
pub(crate) fn joined(body: &str) -> String {
    let (mut rest, mut whole) = (body, String::new());
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        whole.push_str(&after[..length]);
        rest = after[length..].strip_prefix("\r\n").unwrap();
    }
    whole
}

#[test]
fn an_export_comes_in_parts() {
    for (query, format, media, name) in [
        ("", FileFormat::Csv, "text/csv; charset=utf-8", "products.csv"),
        (
            "?format=csv",
            FileFormat::Csv,
            "text/csv; charset=utf-8",
            "products.csv",
        ),
        (
            "?format=ndjson",
            FileFormat::Ndjson,
            "application/x-ndjson",
            "products.ndjson",
        ),
    ] {
        let mut ports = Ports::new();
        ports
            .interchange
            .expect_export()
            .withf(move |asked, _, _| *asked == format)
            .returning(|_, after, _| {
                let (text, next) = match after {
                    None => ("first\n", Some(product().id)),
                    Some(_) => ("last\n", None),
                };
                Ok(ExportPart {
                    text: text.to_owned(),
                    next,
                })
            });
        let response = get(&ports.serve(), &format!("{EXPORT}{query}"));
        assert_eq!(response.status, 200);
        assert_eq!(joined(response.text()), "first\nlast\n");
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(response.header("content-type"), Some(media));
        assert_eq!(response.header("content-disposition"), Some(disposition.as_str()));
    }
    let problem = get(&Ports::new().serve(), &format!("{EXPORT}?format=xlsx"));
    let problem = problem.problem(422, "invalid_fields");
    assert_eq!(
        errors(&problem),
        [("format".to_owned(), "unknown_value".to_owned())]
    );
}

#[test]
fn rejected_rows_are_a_file_too() {
    let mut ports = Ports::new();
    ports.interchange.expect_rejects().returning(|_, from, _| {
        Ok(RejectsPart {
            text: format!("from {from}\n"),
            next: [0, 10].contains(&from).then_some(from + 10),
        })
    });
    let response = get(&ports.serve(), &format!("{IMPORTS}{IMPORT}/rejects/"));
    assert_eq!(joined(response.text()), "from 0\nfrom 10\nfrom 20\n");
    assert_eq!(response.header("content-type"), Some("text/csv; charset=utf-8"));
}

#[test]
fn half_a_file_is_not_taken_for_a_whole_one() {
    let mut ports = Ports::new();
    ports
        .interchange
        .expect_export()
        .returning(|_, after, _| match after {
            None => Ok(ExportPart {
                text: "first\n".to_owned(),
                next: Some(product().id),
            }),
            Some(_) => Err(StoreError::unavailable("gone").into()),
        });
    let request = Request::new("GET", EXPORT).bearer("staff");
    let api = ports.serve();
    let mut answer = Vec::new();
    // What was sent before the failure may have got through or not; what ends a file has not.
    let _ = request.open(api.address).read_to_end(&mut answer);
    assert!(!answer.ends_with(b"0\r\n\r\n"), "{answer:?}");
    let mut ports = Ports::new();
    ports
        .interchange
        .expect_export()
        .returning(|_, _, _| Err(StoreError::unavailable("gone").into()));
    get(&ports.serve(), EXPORT).problem(503, "unavailable");
}

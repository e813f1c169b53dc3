//! What only a service far away can get wrong.

use std::fs;
use std::sync::{Arc, Mutex};

use hexmart_application::media::{MediaType, ObjectError, ObjectStore as _};
use hexmart_media_adapter::{S3Objects, S3Settings};
use hexmart_test_s3::{ACCESS_KEY, SECRET_KEY, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::given::{clock, key, settings};

fn open(settings: &S3Settings) -> S3Objects {
    S3Objects::new(settings, clock()).unwrap()
}

/// A service that answers the same to everybody; and what it was asked.
async fn parrot(answer: impl Into<String>) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (answer, heard) = (answer.into(), Arc::clone(&asked));
    tokio::spawn(async move {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = Vec::new();
            while !request.windows(4).any(|end| end == b"\r\n\r\n") {
                assert!(socket.read_buf(&mut request).await.unwrap() > 0, "cut off");
            }
            heard.lock().unwrap().push(String::from_utf8(request).unwrap());
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    (endpoint, asked)
}

fn answer(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

fn error(code: &str) -> String {
    format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>no</Message></Error>")
}

fn list(keys: &[&str], token: Option<&str>) -> String {
    let entry = |key: &&str| {
        format!("<Contents><Key>{key}</Key><LastModified>2026-05-04T03:02:01.123Z</LastModified></Contents>")
    };
    let entries: String = keys.iter().map(entry).collect();
    let more = token.map_or_else(
        || "<IsTruncated>false</IsTruncated>".to_owned(),
        |token| {
            format!("<IsTruncated>true</IsTruncated><NextContinuationToken>{token}</NextContinuationToken>")
        },
    );
    let body = format!(
        "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">{more}{entries}</ListBucketResult>"
    );
    answer("200 OK", &body)
}

#[tokio::test]
async fn a_status_says_whether_another_try_is_worth_it() {
    for (status, body, lasting) in [
        ("400 Bad Request", error("InvalidRequest"), true),
        ("403 Forbidden", error("AccessDenied"), true),
        ("404 Not Found", error("NoSuchBucket"), true),
        ("404 Not Found", "<html>nginx</html>".to_owned(), true),
        ("301 Moved Permanently", error("PermanentRedirect"), true),
        ("200 OK", "<html>welcome</html>".to_owned(), true),
        ("408 Request Timeout", error("RequestTimeout"), false),
        ("429 Too Many Requests", String::new(), false),
        ("500 Internal Server Error", error("InternalError"), false),
        ("503 Service Unavailable", error("SlowDown"), false),
    ] {
        let (endpoint, _) = parrot(answer(status, &body)).await;
        let objects = open(&settings(&endpoint));
        let mut answers = vec![objects.list("", None, 10).await.map(drop)];
        if !status.starts_with("200") {
            answers.push(objects.get(&key("a.jpg")).await.map(drop));
            answers.push(objects.put(&key("a.jpg"), MediaType::Jpeg, vec![0]).await);
            answers.push(objects.delete(&[key("a.jpg")]).await);
        }
        for answer in answers {
            match answer {
                Err(ObjectError::Failed(_)) => assert!(lasting, "{status}"),
                Err(ObjectError::Unavailable(_)) => assert!(!lasting, "{status}"),
                Ok(()) => panic!("{status} is no success"),
            }
        }
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told_from_a_bucket_that_is_not() {
    let (endpoint, _) = parrot(answer("404 Not Found", &error("NoSuchKey"))).await;
    assert_eq!(open(&settings(&endpoint)).get(&key("a.jpg")).await, Ok(None));

    let (endpoint, _) = parrot(answer("404 Not Found", &error("NoSuchBucket"))).await;
    let failure = open(&settings(&endpoint)).get(&key("a.jpg")).await.unwrap_err();
    assert_eq!(failure, ObjectError::Failed("get: 404 NoSuchBucket".to_owned()));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (elsewhere, asked) = parrot(answer("200 OK", "")).await;
    let redirect =
        format!("HTTP/1.1 307 Temporary Redirect\r\nlocation: {elsewhere}/\r\ncontent-length: 0\r\n\r\n");
    let (endpoint, _) = parrot(redirect).await;
    let failure = open(&settings(&endpoint)).get(&key("a.jpg")).await;
    assert!(matches!(failure, Err(ObjectError::Failed(_))), "{failure:?}");
    assert!(asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn nobody_there_may_pass() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let failure = open(&settings(&endpoint)).get(&key("a.jpg")).await;
    assert!(matches!(failure, Err(ObjectError::Unavailable(_))), "{failure:?}");
}

#[tokio::test(start_paused = true)]
async fn silence_is_not_waited_for() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let begun = tokio::time::Instant::now();
    let failure = open(&settings(&endpoint)).get(&key("a.jpg")).await;
    assert!(matches!(failure, Err(ObjectError::Unavailable(_))), "{failure:?}");
    assert!(begun.elapsed().as_secs() <= 10, "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_list_that_cannot_be_trusted_fails() {
    for (what, answer) in [
        ("order", list(&["b", "a"], None)),
        ("twice", list(&["a", "a"], None)),
        ("no prefix", list(&["b"], None)),
        ("no end", list(&[], Some("token"))),
        ("no time", list(&["a"], None).replace("2026-05", "2026-99")),
        ("the same page again", list(&["a"], Some("token"))),
    ] {
        let (endpoint, _) = parrot(answer).await;
        let found = open(&settings(&endpoint)).list("a", None, 10).await;
        assert!(matches!(found, Err(ObjectError::Failed(_))), "{what}: {found:?}");
    }
    let (endpoint, _) = parrot(list(&["README", "a/ b", "a/b", "a//b"], None)).await;
    let found = open(&settings(&endpoint)).list("", None, 10).await.unwrap();
    assert_eq!(found.len(), 1, "of others' files nothing is said: {found:?}");
}

#[tokio::test]
async fn a_file_is_served_as_what_it_is() {
    let (endpoint, asked) = parrot(answer("200 OK", "")).await;
    let objects = open(&settings(&endpoint));
    objects
        .put(&key("a.jpg"), MediaType::Jpeg, Vec::new())
        .await
        .unwrap();
    let asked = asked.lock().unwrap().remove(0).to_lowercase();
    assert!(asked.starts_with("put /shop/a.jpg?"), "{asked}");
    assert!(asked.contains("\r\ncontent-type: image/jpeg\r\n"), "{asked}");
    assert!(asked.contains("\r\ncontent-length: 0\r\n"), "{asked}");
}

#[tokio::test]
async fn a_file_lies_in_the_bucket_under_its_name() {
    let server = Server::start();
    let objects = open(&settings(&server.endpoint()));
    objects
        .put(&key("a/b.jpg"), MediaType::Jpeg, b"b".to_vec())
        .await
        .unwrap();
    assert_eq!(fs::read(server.path_of("a/b.jpg")).unwrap(), b"b");
}

#[tokio::test]
async fn a_wrong_key_is_refused_and_no_key_is_told() {
    let server = Server::start();
    let wrong = S3Settings {
        secret_key: "another-secret".into(),
        ..settings(&server.endpoint())
    };
    let objects = open(&wrong);
    let failure = objects.get(&key("a.jpg")).await.unwrap_err();
    assert_eq!(
        failure,
        ObjectError::Failed("get: 403 SignatureDoesNotMatch".to_owned())
    );

    let (endpoint, asked) = parrot("HTTP/1.1 nonsense\r\n\r\n").await;
    let garbled = open(&settings(&endpoint)).get(&key("a.jpg")).await.unwrap_err();
    let right = settings(&endpoint);
    let told = format!("{failure} {failure:?} {garbled} {garbled:?} {objects:?} {right:?}");
    for secret in ["another-secret", SECRET_KEY, "Signature=", "X-Amz"] {
        assert!(!told.contains(secret), "{secret} in {told}");
    }
    // The id of the key is no secret, and goes out in the open; the key does not.
    let asked = asked.lock().unwrap().concat();
    assert!(
        asked.contains(ACCESS_KEY) && !asked.contains(SECRET_KEY),
        "{asked}"
    );
}

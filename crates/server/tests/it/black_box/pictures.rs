//! Pictures of products, from the file that is sent to the one that is shown.

use hexmart_media_adapter::demo_picture;
use serde_json::{Value, json};

use super::place::Place;
use super::shop::{Shop, path_of};
use crate::client::Answer;

fn pictures_of(id: &str) -> String {
    format!("{}pictures/", path_of(id))
}

/// Sends a picture that is said to be of a type.
fn send(shop: &Shop, id: &str, media: &str, file: &[u8]) -> Answer {
    shop.with("Content-Type", media)
        .post(&format!("{}?alt=%EB%A8%B8%EA%B7%B8", pictures_of(id)), file)
}

/// The addresses of a picture's sizes.
fn urls(picture: &Value) -> [String; 3] {
    ["large", "medium", "thumbnail"].map(|size| picture["urls"][size].as_str().unwrap().to_owned())
}

pub(super) fn a_picture_is_shown_in_three_sizes_until_it_is_removed(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let answer = send(&shop, &id, "image/jpeg", &demo_picture(7));
    let picture = answer.created();
    let urls = urls(&picture);
    assert_eq!(answer.header("location"), Some(&*urls[0]));
    assert_eq!(
        json!([picture["alt"], picture["width"], picture["height"]]),
        json!(["머그", 800, 800])
    );
    let mut sizes = Vec::new();
    for url in &urls {
        let shown = shop.get(url);
        assert_eq!(
            (shown.status, shown.header("content-type")),
            (200, Some("image/jpeg"))
        );
        assert!(shown.body.starts_with(&[0xff, 0xd8, 0xff]), "a JPEG file");
        sizes.push(shown.body.len());
        let tag = shown.header("etag").unwrap();
        let again = shop.with("If-None-Match", tag).get(url);
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
    assert!(sizes.is_sorted_by(|one, next| one > next), "{sizes:?}");
    let detail = shop.get(&path_of(&id)).ok();
    assert_eq!(detail["product"]["pictures"], json!([picture]));
    assert_eq!(
        shop.listed(&id)["picture"],
        json!({"alt": "머그", "urls": picture["urls"]})
    );

    let tag = answer.header("etag").unwrap();
    let nothing = json!({"pictures": []});
    shop.with("If-Match", "\"v1\"")
        .send_json("PUT", &pictures_of(&id), &nothing)
        .problem(412, "stale");
    let removed = shop
        .with("If-Match", tag)
        .send_json("PUT", &pictures_of(&id), &nothing);
    assert_eq!(removed.ok(), nothing);
    for url in &urls {
        shop.get(url).problem(404, "not_found");
    }
    assert_eq!(shop.listed(&id)["picture"], Value::Null);
}

pub(super) fn pictures_are_arranged(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let ids: Vec<_> = (1..=3)
        .map(|seed| send(&shop, &id, "image/jpeg", &demo_picture(seed)).created()["id"].clone())
        .collect();
    let order = json!({"pictures": [{"id": ids[2], "alt": "앞"}, {"id": ids[0]}]});
    let arranged = shop.send_json("PUT", &pictures_of(&id), &order).ok();
    let seen: Vec<_> = arranged["pictures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|picture| json!([picture["id"], picture["alt"]]))
        .collect();
    assert_eq!(seen, [json!([ids[2], "앞"]), json!([ids[0], null])]);
    assert_eq!(shop.listed(&id)["picture"]["alt"], "앞");
    for order in [
        json!({"pictures": [{"id": ids[1]}]}),
        json!({"pictures": [{"id": ids[0]}, {"id": ids[0]}]}),
        json!({}),
    ] {
        shop.send_json("PUT", &pictures_of(&id), &order)
            .problem(422, "invalid_fields");
    }
    assert_eq!(
        shop.get(&path_of(&id)).ok()["product"]["pictures"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

pub(super) fn what_is_no_picture_is_refused(place: &Place) {
    let shop = place.demo();
    let id = shop.create("머그", "1000", 1);
    let picture = demo_picture(1);
    let half = &picture[..picture.len() / 2];
    for (file, media) in [
        (&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], "image/png"),
        (b"GIF89a\x01\0\x01\0\0\0\0;", "image/jpeg"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"", "image/webp"),
        (&half[..200], "image/jpeg"),
    ] {
        send(&shop, &id, media, file).problem(422, "invalid_picture");
    }
    for media in ["image/gif", "image/svg+xml", "application/json", "text/html"] {
        send(&shop, &id, media, &picture).problem(415, "unsupported_media_type");
    }
    let heavy = vec![0xff; 10 * 1024 * 1024 + 1];
    send(&shop, &id, "image/jpeg", &heavy).problem(413, "body_too_large");
    send(&shop, super::shop::NOBODYS, "image/jpeg", &picture).problem(404, "product_not_found");
    assert_eq!(shop.listed(&id)["picture"], Value::Null);
    for path in [
        "/media/pictures/x/large.jpg",
        "/media/pictures/..%2f/keys",
        "/media/pictures/%2e%2e/shop.db",
    ] {
        shop.get(path).problem(404, "not_found");
    }
}

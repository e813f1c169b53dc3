//! Every filter and every order of the list of products.

use std::sync::{Arc, Mutex};

use hexmart_application::catalogue::{Browse, ListFilter, ListSort, NameFilter, PageAt, ProductPage};
use hexmart_application::marketplace::Ownership;
use hexmart_domain::catalogue::Tag;
use serde_json::json;

use crate::fixture::{Api, Ports};
use crate::samples::{CATEGORY, PRODUCT, SELLER, id, now};
use crate::shelf::{full_card, page_of};

const PATH: &str = "/commerce/products/";

type Asked = Arc<Mutex<Vec<Browse>>>;

/// A server that notes what it is asked for.
fn noting() -> (Api, Asked) {
    let (asked, mut ports) = (Asked::default(), Ports::new());
    let notes = Arc::clone(&asked);
    ports.catalogue.expect_browse().returning(move |browse| {
        notes.lock().unwrap().push(browse);
        Ok(page_of(Vec::new()))
    });
    (ports.serve(), asked)
}

fn plain() -> Browse {
    Browse {
        filter: ListFilter::default(),
        category: None,
        sort: ListSort::Oldest,
        size: 30,
        at: PageAt::Index(1),
        with_total: false,
    }
}

type Row = (&'static str, fn(&mut ListFilter));

/// Queries, and what each makes of the filter.
const FILTERS: [Row; 24] = [
    ("", |_| {}),
    ("product_name=USB", |filter| {
        filter.name = NameFilter::containing("usb");
    }),
    ("seller=SELLER01KAFXN1QM4C8N4R2B3M6YQ0ZP", |filter| {
        filter.owner = Some(Ownership::Seller(SELLER.parse().unwrap()));
    }),
    ("seller=shop", |filter| filter.owner = Some(Ownership::Shop)),
    ("state=on_sale", |filter| filter.in_stock = Some(true)),
    ("state=sold_out", |filter| filter.in_stock = Some(false)),
    ("state=sold_out&in_stock=false", |filter| {
        filter.in_stock = Some(false);
    }),
    ("price_min=0", |filter| filter.price_from = Some(0)),
    ("price_min=0.00000", |filter| filter.price_from = Some(0)),
    ("price_min=19.99", |filter| filter.price_from = Some(199_900)),
    ("price_min=1e4", |filter| filter.price_from = Some(100_000_000)),
    ("price_max=99999999.99", |filter| {
        filter.price_to = Some(999_999_999_900);
    }),
    ("price_min=1&price_max=1.00", |filter| {
        (filter.price_from, filter.price_to) = (Some(10_000), Some(10_000));
    }),
    ("in_stock=true", |filter| filter.in_stock = Some(true)),
    ("in_stock=false", |filter| filter.in_stock = Some(false)),
    ("on_sale=true", |filter| filter.on_sale = Some(true)),
    ("on_sale=false", |filter| filter.on_sale = Some(false)),
    ("tag=USB-C", |filter| {
        filter.tag = Some(Tag::parse("usb-c").unwrap());
    }),
    ("created_after=2026-11-20T14:36:02.148%2B09:00", |filter| {
        filter.created_from = Some(now());
    }),
    ("created_before=2026-11-20T05:36:02.148Z", |filter| {
        filter.created_to = Some(now());
    }),
    (
        "created_after=2026-11-20T05:36:02.148Z&created_before=2026-11-20T05:36:02.148Z",
        |filter| {
            (filter.created_from, filter.created_to) = (Some(now()), Some(now()));
        },
    ),
    ("ids=PROD01KAFXN1QM4C8N4R2B3M6YQ0ZP", |filter| {
        filter.among = Some(vec![PRODUCT.parse().unwrap()]);
    }),
    ("state=x&state=on_sale&tag=%00&tag=a", |filter| {
        (filter.in_stock, filter.tag) = (Some(true), Some(Tag::parse("a").unwrap()));
    }),
    ("unknown=1&STATE=x&state%20=x", |_| {}),
];

#[test]
fn every_filter_reaches_the_catalogue() {
    let (api, asked) = noting();
    for (query, make) in FILTERS {
        api.get(&format!("{PATH}?{query}")).ok();
        let mut expected = plain();
        make(&mut expected.filter);
        assert_eq!(asked.lock().unwrap().pop().unwrap(), expected, "{query}");
    }
}

#[test]
fn a_hundred_products_can_be_asked_for_by_id() {
    let (api, asked) = noting();
    let ids: Vec<_> = (0..100).map(id::<hexmart_domain::shared::Product>).collect();
    let words: Vec<_> = ids.iter().map(ToString::to_string).collect();
    api.get(&format!("{PATH}?ids={}", words.join(","))).ok();
    assert_eq!(asked.lock().unwrap().pop().unwrap().filter.among, Some(ids));
}

#[test]
fn which_page_it_is_reaches_the_catalogue() {
    let (api, asked) = noting();
    let query = format!("category={CATEGORY}&with_total=true&page_size=7&page_index=3");
    api.get(&format!("{PATH}?{query}")).ok();
    let expected = Browse {
        category: Some(CATEGORY.parse().unwrap()),
        size: 7,
        at: PageAt::Index(3),
        with_total: true,
        ..plain()
    };
    assert_eq!(asked.lock().unwrap().pop().unwrap(), expected);
}

#[test]
fn every_order_reaches_the_catalogue() {
    let (api, asked) = noting();
    let sorts = [
        ("oldest", ListSort::Oldest),
        ("recent", ListSort::Recent),
        ("price", ListSort::PriceUp),
        ("-price", ListSort::PriceDown),
        ("discount", ListSort::Discount),
        ("sales", ListSort::Sales),
        ("popularity", ListSort::Popularity),
        ("stars", ListSort::Stars),
    ];
    assert_eq!(sorts.map(|(_, sort)| sort), ListSort::ALL);
    for (word, sort) in sorts {
        api.get(&format!("{PATH}?sort={word}")).ok();
        let browse = asked.lock().unwrap().pop().unwrap();
        assert_eq!(browse, Browse { sort, ..plain() });
    }
}

#[test]
fn a_summary_says_all_that_a_card_shows() {
    let mut ports = Ports::new();
    ports.catalogue.expect_browse().returning(|_| {
        let page = page_of(vec![full_card()]);
        Ok(ProductPage {
            total: Some(61),
            ..page
        })
    });
    let list = ports.serve().get(&format!("{PATH}?with_total=true")).ok();
    assert_eq!(
        list["products"][0],
        json!({
            "id": PRODUCT, "name": "무선 이어폰", "description": "소음 차단 \"블루투스\"", "price": 10_000, "stock_count": 100,
            "discount_amount": 1_250, "final_price": 8_750,
            "seller_id": SELLER, "category": CATEGORY, "state": "on_sale", "variants": 2,
            "picture": {"alt": "흰 이어폰", "urls": {
                "large": "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/large.jpg",
                "medium": "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/medium.jpg",
                "thumbnail": "/media/pictures/pic01kafxn1qm4c8n4r2b3m6yq0zp/thumbnail.jpg",
            }},
            "counters": {"sales": 1_204, "likes": 310, "ratings": 87, "stars": 4.35},
        })
    );
    assert_eq!(list["page"]["total"], 61);
}

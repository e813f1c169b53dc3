//! Lists for those who keep the catalogue.

use std::sync::{Arc, Mutex};

use hexmart_application::catalogue::{Browse, ListFilter, ListSort, PageAt};
use hexmart_application::marketplace::{Authority, Ownership};
use hexmart_domain::catalogue::Lifecycle;

use crate::client::Request;
use crate::fixture::{Api, Ports};
use crate::samples::{SELLER, SELLER_USER, USER};
use crate::shelf::{full_card, page_of, sold_out};

const OWN: &str = "/commerce/sellers/me/products/";
const STAFF: &str = "/commerce/staff/products/";

type Asked = Arc<Mutex<Vec<(Browse, Authority)>>>;

/// A server that notes what it is asked for, and by whom.
fn noting() -> (Api, Asked) {
    let (asked, mut ports) = (Asked::default(), Ports::new());
    let notes = Arc::clone(&asked);
    let assortment = ports.merchandising.expect_assortment();
    assortment.returning(move |browse, authority| {
        notes.lock().unwrap().push((browse, authority));
        Ok(page_of(vec![full_card(), sold_out()]))
    });
    (ports.serve(), asked)
}

fn with(filter: ListFilter) -> Browse {
    Browse {
        filter,
        category: None,
        sort: ListSort::Oldest,
        size: 30,
        at: PageAt::Index(1),
        with_total: false,
    }
}

#[test]
fn those_who_keep_the_catalogue_see_every_state() {
    let (api, asked) = noting();
    let (seller, staff) = (
        Authority::Seller {
            user: SELLER_USER.parse().unwrap(),
            seller: SELLER.parse().unwrap(),
        },
        Authority::Shop(Some(USER.parse().unwrap())),
    );
    for (path, caller, authority) in [(OWN, "seller", seller), (STAFF, "staff", staff)] {
        let all = [
            Lifecycle::OnSale,
            Lifecycle::Discontinued,
            Lifecycle::Private,
            Lifecycle::Blocked,
        ];
        for (query, lifecycles, in_stock) in [
            ("", &all[..], None),
            ("state=on_sale", &[Lifecycle::OnSale], Some(true)),
            ("state=sold_out", &[Lifecycle::OnSale], Some(false)),
            ("state=discontinued", &[Lifecycle::Discontinued], None),
            ("state=private&in_stock=true", &[Lifecycle::Private], Some(true)),
            ("state=blocked", &[Lifecycle::Blocked], None),
            ("state=deleted", &[Lifecycle::Deleted], None),
        ] {
            let response = api.send(Request::new("GET", &format!("{path}?{query}")).bearer(caller));
            let body = response.ok();
            assert_eq!(body["products"][0]["state"], "on_sale");
            assert_eq!(body["products"][1]["state"], "sold_out");
            assert_eq!(response.header("cache-control"), Some("no-store"));
            let lifecycles = lifecycles.to_vec();
            let filter = ListFilter {
                lifecycles,
                in_stock,
                ..ListFilter::default()
            };
            let expected = (with(filter), authority);
            assert_eq!(asked.lock().unwrap().pop().unwrap(), expected, "{path}?{query}");
        }
    }
    // Whose products a seller sees is not for the query to say.
    api.send(Request::new("GET", &format!("{OWN}?seller=shop")).bearer("seller"))
        .ok();
    assert_eq!(asked.lock().unwrap().pop().unwrap().0.filter.owner, None);
    api.send(Request::new("GET", &format!("{STAFF}?seller=shop")).bearer("staff"))
        .ok();
    assert_eq!(
        asked.lock().unwrap().pop().unwrap().0.filter.owner,
        Some(Ownership::Shop)
    );
}

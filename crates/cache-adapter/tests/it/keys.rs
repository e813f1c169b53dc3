//! Two questions that differ in anything do not share an answer.

use std::collections::HashSet;

use hexmart_application::catalogue::{CatalogueQueries, ListFilter, ListSort, Mark, NameFilter, Window};
use hexmart_application::marketplace::Ownership;
use hexmart_domain::catalogue::{Lifecycle, Tag};

use crate::given::{Given, at, given, id};

fn full_filter() -> ListFilter {
    ListFilter {
        lifecycles: vec![Lifecycle::OnSale],
        name: NameFilter::containing("사과"),
        among: Some(vec![id(1)]),
        categories: Some(vec![id(1)]),
        owner: Some(Ownership::Shop),
        price_from: Some(1),
        price_to: Some(2),
        in_stock: Some(true),
        on_sale: Some(true),
        tag: Some(Tag::parse("red").unwrap()),
        created_from: Some(at(1)),
        created_to: Some(at(2)),
    }
}

/// The full filter, and with each field otherwise. It names every field, so that a new one is missed by the compiler.
fn filters() -> Vec<ListFilter> {
    let ListFilter {
        mut lifecycles,
        name: _,
        among: _,
        categories: _,
        owner: _,
        price_from: _,
        price_to: _,
        in_stock: _,
        on_sale: _,
        tag: _,
        created_from: _,
        created_to: _,
    } = full_filter();
    lifecycles.push(Lifecycle::Private);
    let change = |change: &dyn Fn(&mut ListFilter)| {
        let mut filter = full_filter();
        change(&mut filter);
        filter
    };
    vec![
        full_filter(),
        change(&|filter| filter.lifecycles.clone_from(&lifecycles)),
        change(&|filter| filter.name = NameFilter::containing("사고")),
        change(&|filter| filter.name = None),
        change(&|filter| filter.among = Some(vec![id(2)])),
        change(&|filter| filter.among = None),
        change(&|filter| filter.among = Some(Vec::new())),
        change(&|filter| filter.categories = Some(vec![id(1), id(2)])),
        change(&|filter| filter.categories = None),
        change(&|filter| filter.owner = Some(Ownership::Seller(id(1)))),
        change(&|filter| filter.owner = None),
        change(&|filter| filter.price_from = Some(2)),
        change(&|filter| filter.price_from = None),
        change(&|filter| filter.price_to = Some(1)),
        change(&|filter| filter.price_to = None),
        change(&|filter| (filter.price_from, filter.price_to) = (Some(2), Some(1))),
        change(&|filter| filter.in_stock = Some(false)),
        change(&|filter| filter.in_stock = None),
        change(&|filter| filter.on_sale = Some(false)),
        change(&|filter| filter.on_sale = None),
        change(&|filter| filter.tag = Some(Tag::parse("green").unwrap())),
        change(&|filter| filter.tag = None),
        change(&|filter| filter.created_from = Some(at(2))),
        change(&|filter| filter.created_from = None),
        change(&|filter| filter.created_to = Some(at(1))),
        change(&|filter| filter.created_to = None),
    ]
}

fn windows() -> Vec<Window> {
    let mark = |key, product| Mark { key, product };
    let afters = [
        None,
        Some(mark(0, id(1))),
        Some(mark(1, id(1))),
        Some(mark(0, id(2))),
    ];
    let window = |after, skip, limit| Window { after, skip, limit };
    afters
        .into_iter()
        .flat_map(|after| [(1, 2), (2, 1), (2, 2)].map(|(skip, limit)| window(after, skip, limit)))
        .collect()
}

/// The shop's answer repeats the question, so each must be told apart from all before it.
#[tokio::test(start_paused = true)]
async fn lists_differ_in_any_field_of_the_filter_the_sort_and_the_window() {
    let Given { shop, cached, .. } = given();
    shop.set_price(id(1), 100);
    let (filters, windows) = (filters(), windows());
    let mut answers = HashSet::new();
    for filter in &filters {
        for sort in ListSort::ALL {
            for window in &windows {
                let cards = cached.browse(filter, sort, *window, at(0)).await.unwrap();
                answers.insert(cards[0].description.clone());
            }
        }
    }
    let questions = filters.len() * ListSort::ALL.len() * windows.len();
    assert_eq!((answers.len(), shop.asked()), (questions, questions));
}

#[tokio::test(start_paused = true)]
async fn places_and_totals_differ_in_any_field() {
    let Given { shop, cached, .. } = given();
    shop.set_price(id(1), 100);
    let (mut places, mut totals) = (HashSet::new(), HashSet::new());
    for filter in filters() {
        totals.insert(cached.total(&filter, at(0)).await.unwrap());
        for sort in ListSort::ALL {
            for skip in 0..3 {
                places.insert(cached.place(&filter, sort, skip, at(0)).await.unwrap());
            }
        }
    }
    assert_eq!(totals.len(), filters().len());
    assert_eq!(places.len(), filters().len() * ListSort::ALL.len() * 3);
}

//! Names looked up in an index: whatever the index does and has not learned yet, the answer is that of a full scan.

use std::sync::Arc;

use chrono::TimeDelta;
use hexmart_application::catalogue::{
    AlwaysFresh, Browse, BrowseError, Catalogue, CatalogueService, ListFilter, ListSort, Mark, NameFilter,
    PageAt, ProductPage,
};
use hexmart_application::search::{Indexer, SearchError, SearchIndex};
use hexmart_domain::catalogue::{Lifecycle, ProductEdit};
use hexmart_domain::shared::{ItemId, ProductId};

use super::given::{all_of, new_product, renamed, staff};
use super::shelves::Shelves;
use crate::search::{CardIndex, Manners, indexer};

/// Chance that is the same in every run (xorshift).
struct Luck(u64);

impl Luck {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % end
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn one_of<T: Copy>(&mut self, things: &[T]) -> T {
        let place = self.below(u64::try_from(things.len()).unwrap());
        things
            .iter()
            .copied()
            .nth(usize::try_from(place).unwrap())
            .unwrap()
    }

    /// A text of a few characters; so few that most needles are in some haystacks.
    fn text(&mut self, longest: u64) -> String {
        let characters = ['a', 'A', 'b', '가', '나', 'ς', 'Σ', '%', '_'];
        (0..=self.below(longest))
            .map(|_| self.one_of(&characters))
            .collect()
    }
}

/// A catalogue, the same with an index, and what feeds that.
struct Library {
    shelves: Arc<Shelves>,
    indexed: CatalogueService,
    index: Arc<CardIndex>,
    indexer: Arc<Indexer>,
    products: Vec<ProductId>,
}

fn with_index(shelves: &Shelves, index: Arc<dyn SearchIndex>) -> CatalogueService {
    let (queries, feed) = (shelves.storage.catalogue.clone(), shelves.storage.feed.clone());
    let fresh = Arc::new(AlwaysFresh);
    CatalogueService::new(shelves.store.clone(), queries, feed, fresh, shelves.mint.clone()).with_index(index)
}

impl Library {
    fn new() -> Self {
        let shelves = Arc::new(Shelves::new());
        let index = Arc::new(CardIndex::default());
        Self {
            indexed: with_index(&shelves, index.clone()),
            indexer: Arc::new(indexer(&shelves, shelves.storage.feed.clone(), index.clone())),
            index,
            shelves,
            products: Vec::new(),
        }
    }

    /// Something happens to one of the products, or a new one comes.
    async fn change(&mut self, luck: &mut Luck) {
        if self.products.is_empty() || luck.one_in(3) {
            let product = new_product(&luck.text(5), 1);
            self.products.push(self.shelves.create(product, staff()).await.id);
            return;
        }
        let product = luck.one_of(&self.products);
        match luck.below(4) {
            0 => drop(self.shelves.edit(product, renamed(&luck.text(5))).await),
            // What was deleted refuses most of these.
            1 => drop(
                self.shelves
                    .edit(product, ProductEdit::to(luck.one_of(&Lifecycle::ALL)))
                    .await,
            ),
            2 => drop(self.shelves.discount(product, 10, staff()).await),
            _ => self.shelves.stock(product, ItemId::from(product), 1).await,
        }
    }

    /// A question with a name in it.
    fn question(&self, luck: &mut Luck) -> Browse {
        let some = |luck: &mut Luck| self.products.iter().copied().filter(|_| luck.one_in(2)).collect();
        let filter = ListFilter {
            lifecycles: match luck.below(8) {
                0 => vec![Lifecycle::OnSale, Lifecycle::Private],
                1 => vec![Lifecycle::Discontinued],
                _ => vec![Lifecycle::OnSale],
            },
            name: NameFilter::containing(&luck.text(2)),
            among: luck.one_in(6).then(|| some(luck)),
            on_sale: luck.one_in(4).then(|| luck.one_in(2)),
            in_stock: luck.one_in(6).then(|| luck.one_in(2)),
            ..ListFilter::default()
        };
        let after = |product| PageAt::After(Mark { key: 0, product });
        Browse {
            size: 1 + luck.below(6),
            at: if self.products.is_empty() || luck.one_in(2) {
                PageAt::Index(1 + luck.below(4))
            } else {
                after(luck.one_of(&self.products))
            },
            sort: luck.one_of(&[ListSort::Oldest, ListSort::Oldest, ListSort::Recent]),
            with_total: luck.one_in(2),
            ..all_of(filter)
        }
    }

    async fn full_scan(&self, question: Browse) -> ProductPage {
        self.shelves.catalogue.browse(question).await.unwrap()
    }

    async fn compare(&self, question: Browse) -> bool {
        let answer = self.indexed.browse(question.clone()).await.unwrap();
        let expected = self.full_scan(question.clone()).await;
        assert_eq!(answer, expected, "{question:?}");
        !expected.products.is_empty()
    }
}

#[tokio::test]
async fn an_index_answers_what_a_full_scan_does_whatever_it_is_like() {
    let (mut asked, mut found) = (0, 0);
    for seed in 1..=400 {
        let mut luck = Luck(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        let mut library = Library::new();
        for _ in 0..luck.below(60) {
            library.change(&mut luck).await;
        }
        if !luck.one_in(10) {
            library.indexer.catch_up().await.unwrap();
        }
        for _ in 0..luck.below(12) {
            library.change(&mut luck).await;
        }
        if luck.one_in(3) {
            let (learning, indexer) = (library.index.clone(), library.indexer.clone());
            // It learns while it is asked.
            learning.meanwhile(Arc::new(move || {
                let indexer = indexer.clone();
                Box::pin(async move {
                    indexer.catch_up().await.unwrap();
                })
            }));
        }
        for _ in 0..12 {
            *library.index.manners.lock().unwrap() = Manners {
                chunk: usize::try_from(1 + luck.below(9)).unwrap(),
                noise: u128::from(luck.below(4)),
                answers: match luck.below(4) {
                    0 => usize::try_from(luck.below(4)).unwrap(),
                    _ => usize::MAX,
                },
            };
            asked += 1;
            found += u32::from(library.compare(library.question(&mut luck)).await);
        }
    }
    assert!(
        asked == 4_800 && found > 900,
        "{found} of {asked} found something"
    );
}

#[tokio::test]
async fn pages_through_an_index_are_those_of_the_whole_list() {
    let mut luck = Luck(7);
    let mut library = Library::new();
    for _ in 0..600 {
        library.change(&mut luck).await;
    }
    library.indexer.catch_up().await.unwrap();
    for _ in 0..100 {
        library.change(&mut luck).await;
    }
    let named = ListFilter {
        name: NameFilter::containing("a"),
        ..ListFilter::default()
    };
    let (mut at, mut all) = (PageAt::Index(1), Vec::new());
    loop {
        let question = Browse {
            size: 3,
            at,
            ..all_of(named.clone())
        };
        let page = library.indexed.browse(question).await.unwrap();
        all.extend(page.products.iter().map(|listed| listed.card.id));
        match page.next {
            Some(next) => at = PageAt::After(next),
            None => break,
        }
    }
    let whole = Browse {
        size: 200,
        ..all_of(named)
    };
    let whole: Vec<_> = library.full_scan(whole).await.products;
    assert_eq!(all, whole.iter().map(|listed| listed.card.id).collect::<Vec<_>>());
    assert!(all.len() > 30, "{}", all.len());
}

/// Products named `a`, and a question for them.
async fn many(library: &mut Library, count: u64) -> Browse {
    let products = (0..count).map(|_| new_product("a", 1)).collect();
    library.shelves.turn(TimeDelta::seconds(1));
    library
        .shelves
        .catalogue
        .create_products(products, staff())
        .await
        .unwrap();
    all_of(ListFilter {
        name: NameFilter::containing("a"),
        ..ListFilter::default()
    })
}

#[tokio::test]
async fn what_an_index_has_not_learned_may_be_more_than_can_be_looked_through() {
    for count in [999, 1_000, 1_001] {
        let mut library = Library::new();
        // The index knows of nothing yet but that.
        library.indexer.catch_up().await.unwrap();
        let question = many(&mut library, count).await;
        for (page, is_there) in [(1, true), (10, true), (11, count > 1_000)] {
            let question = Browse {
                at: PageAt::Index(page),
                ..question.clone()
            };
            assert_eq!(
                library.compare(question).await,
                is_there,
                "page {page} of {count}"
            );
        }
    }
}

#[tokio::test]
async fn an_index_whose_gap_was_forgotten_is_not_asked() {
    let mut library = Library::new();
    library.indexer.catch_up().await.unwrap();
    let question = many(&mut library, 5).await;
    library.shelves.turn(TimeDelta::days(8));
    assert_eq!(library.shelves.run("forget_changes").await, 5);
    assert!(library.compare(question).await);
}

#[tokio::test]
async fn an_index_is_asked_for_names_in_order_of_age_alone() {
    use hexmart_application::search::MockSearchIndex;
    let shelves = Shelves::new();
    shelves.product("a").await;
    // Any call fails the test.
    let indexed = with_index(&shelves, Arc::new(MockSearchIndex::new()));
    let named = ListFilter {
        name: NameFilter::containing("a"),
        ..ListFilter::default()
    };
    let cheapest = Browse {
        sort: ListSort::PriceUp,
        ..all_of(named.clone())
    };
    for question in [all_of(ListFilter::default()), cheapest] {
        assert_eq!(indexed.browse(question).await.unwrap().products.len(), 1);
    }
    let mut index = MockSearchIndex::new();
    index
        .expect_named()
        .times(1)
        .returning(|_, _, _| Err(SearchError::Failed("is broken".to_owned())));
    let indexed = with_index(&shelves, Arc::new(index));
    let answer: Result<ProductPage, BrowseError> = indexed.browse(all_of(named)).await;
    assert_eq!(answer.unwrap().products.len(), 1);
}

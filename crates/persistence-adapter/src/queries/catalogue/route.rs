//! Ways to the products of a list: which index is read, and in what order.
//!
//! The databases are told, not asked. Their planners choose by averages, without regard to what is bound: of a list of one
//! category by price, one of three products and one of two hundred thousand are the same to them, and either the walk
//! along the prices or the fetching of a whole category then takes seconds.

use hexmart_application::catalogue::{ListFilter, ListSort, Mark};
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::shared::{CategoryId, Instant};
use uuid::Uuid;

use super::condition::{Condition, Value};
use super::order::{Order, Piece};
use crate::columns::Key;

/// Where rows are read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The products, by an index.
    Index(&'static str),
    /// The products, by their ids.
    Ids,
    /// The products of a tag.
    Tag,
    /// The products, by an index that has their names and nothing else.
    Names,
}

impl Source {
    /// The column that has the id.
    pub(super) const fn id(self) -> &'static str {
        match self {
            Self::Index(_) | Self::Ids => "products.id",
            Self::Tag => "product_tags.product_id",
            Self::Names => "named.id",
        }
    }

    /// Whether its rows are in the order of their ids, within what is one piece of it.
    pub(super) fn is_by_id(self) -> bool {
        let by_others = [
            "products_by_price",
            "products_by_category_price",
            "products_by_deal",
            "products_by_sales",
            "products_by_likes",
            "products_by_stars",
        ];
        match self {
            Self::Index(index) => !by_others.contains(&index),
            Self::Ids | Self::Tag | Self::Names => true,
        }
    }
}

/// Rows of one source, or of one piece of it.
#[derive(Debug, Clone)]
pub(super) struct Stretch {
    pub(super) source: Source,
    pub(super) conditions: Vec<Condition>,
    /// What comes before all of it: only what that leaves to be brought is read.
    pub(super) behind: Vec<Self>,
}

/// A filter that has an index of its own.
#[derive(Debug, Clone)]
pub(super) struct Sieve {
    pub(super) source: Source,
    /// What the index answers by itself.
    pub(super) conditions: Vec<Condition>,
}

/// What is asked of a list.
#[derive(Debug, Clone)]
pub(super) struct Question<'a> {
    pub(super) filter: &'a ListFilter,
    pub(super) order: Order,
    after: Option<Mark>,
    pub(super) now: Instant,
}

/// The most categories that are read one after the other, each in the order of the list.
const ONE_BY_ONE: usize = 32;

/// Has what hangs on each category in the order of the prices.
const CATEGORY_BY_PRICE: Source = Source::Index("products_by_category_price");

impl<'a> Question<'a> {
    pub(super) const fn new(
        filter: &'a ListFilter,
        sort: ListSort,
        after: Option<Mark>,
        now: Instant,
    ) -> Self {
        Self {
            filter,
            order: Order::of(sort),
            after,
            now,
        }
    }

    /// Whether the filter lets nothing pass, whatever there is.
    pub(super) fn lets_nothing_pass(&self) -> bool {
        let is_empty = |some: Option<bool>| some == Some(true);
        self.filter.lifecycles.is_empty()
            || is_empty(self.filter.among.as_ref().map(Vec::is_empty))
            || is_empty(self.filter.categories.as_ref().map(Vec::is_empty))
    }

    /// Whether a walk can be made to end at a mark: whether it goes along one piece of an index that begins with nothing but
    /// what the list is sorted by.
    pub(super) fn can_be_cut(&self) -> bool {
        let source = self.walked();
        let is_of_the_order = source == Source::Index(self.order.index) || source == CATEGORY_BY_PRICE;
        is_of_the_order && self.prefixes(source).len() == 1
    }

    /// Whether a walk has to read products to look at their names.
    pub(super) fn leaves_names_over(&self) -> bool {
        self.filter.name.is_some() && self.walked() == Source::Index(self.order.index)
    }

    /// Every filter that has an index of its own, in the order in which they are preferred.
    pub(super) fn sieves(&self) -> Vec<Sieve> {
        let sieve = |index, condition: Vec<Condition>| Sieve {
            source: Source::Index(index),
            conditions: condition,
        };
        let in_states = |mut more: Vec<Condition>| {
            more.insert(0, self.lifecycles());
            more
        };
        let price = self.price();
        let created = self.created(Source::Index("products_by_lifecycle"));
        [
            self.among().map(|among| Sieve {
                source: Source::Ids,
                conditions: vec![among],
            }),
            self.tag().map(|tag| Sieve {
                source: Source::Tag,
                conditions: vec![tag],
            }),
            self.categories()
                .map(|categories| sieve("products_by_category", vec![categories])),
            self.owner().map(|owner| sieve("products_by_seller", vec![owner])),
            self.deal()
                .map(|deal| sieve("products_by_deal", in_states(vec![deal]))),
            (!price.is_empty()).then(|| sieve("products_by_price", in_states(price))),
            (!created.is_empty()).then(|| sieve("products_by_lifecycle", in_states(created))),
            self.stock()
                .map(|stock| sieve("products_by_stock", in_states(vec![stock]))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// The source that has the products in the order of the list, and to which as few others as possible belong.
    pub(super) fn walked(&self) -> Source {
        let filter = self.filter;
        if filter.among.is_some() {
            return Source::Ids;
        }
        let has_few_categories = filter
            .categories
            .as_ref()
            .is_some_and(|categories| categories.len() <= ONE_BY_ONE);
        if self.order.index == "products_by_price" && has_few_categories {
            return CATEGORY_BY_PRICE;
        }
        if self.order.key.is_some() {
            return Source::Index(self.order.index);
        }
        if filter.tag.is_some() {
            Source::Tag
        } else if has_few_categories {
            Source::Index("products_by_category")
        } else if filter.owner.is_some() {
            Source::Index("products_by_seller")
        } else if filter.name.is_some() {
            Source::Names
        } else if filter.in_stock.is_some() {
            Source::Index("products_by_stock")
        } else {
            Source::Index(self.order.index)
        }
    }

    /// The filters that a walk leaves to be looked at row by row, though they have an index of their own.
    pub(super) fn left_over(&self) -> Vec<Sieve> {
        let walked = self.walked();
        if walked == Source::Ids {
            return Vec::new();
        }
        let is_by_id = self.order.key.is_none();
        let by_category_and_price = [
            Source::Index("products_by_category"),
            Source::Index("products_by_price"),
        ];
        let by_walk = |sieve: &Sieve| {
            sieve.source == walked
                || (walked == CATEGORY_BY_PRICE && by_category_and_price.contains(&sieve.source))
                // The creation is in the id, which ends every index.
                || (is_by_id && sieve.source == Source::Index("products_by_lifecycle"))
                // Names are looked at one by one anyway.
                || (walked == Source::Names && sieve.source == Source::Index("products_by_stock"))
        };
        self.sieves()
            .into_iter()
            .filter(|sieve| !by_walk(sieve))
            .collect()
    }

    /// The list in its order, from the mark behind which it begins up to the mark `until`: each stretch in the order of the
    /// list.
    pub(super) fn walk(&self, until: Option<Mark>) -> Vec<Stretch> {
        let source = self.walked();
        if source == Source::Ids {
            return vec![self.through(source)];
        }
        let mut stretches = Vec::new();
        for prefix in self.prefixes(source) {
            let mut before = Vec::new();
            for piece in self.pieces(source, until) {
                let source = piece_of(source, &piece);
                let rest = self.conditions(source);
                let conditions = prefix.iter().cloned().chain(piece.bounds).chain(rest);
                let stretch = Stretch {
                    source,
                    conditions: conditions.collect(),
                    behind: if piece.is_left_out {
                        std::mem::take(&mut before)
                    } else {
                        Vec::new()
                    },
                };
                if self.order.leaves_out() {
                    before.push(stretch.clone());
                }
                stretches.push(stretch);
            }
        }
        stretches
    }

    /// What the list is made of in its order. Among deals none is looked for that is not in their index.
    fn pieces(&self, source: Source, until: Option<Mark>) -> Vec<Piece> {
        let mut pieces = self.order.between(source.id(), self.after, until);
        if self.filter.on_sale == Some(true) && self.order.index == "products_by_deal" {
            pieces.retain(|piece| !piece.is_left_out);
        }
        pieces
    }

    /// The stretches of [`walk`](Self::walk) without any filter but what its index begins with.
    pub(super) fn bare_walk(&self) -> Vec<Stretch> {
        let source = self.walked();
        let mut stretches = Vec::new();
        for prefix in self.prefixes(source) {
            let pieces = self.order.between(source.id(), self.after, None).into_iter();
            stretches.extend(pieces.map(|piece| Stretch {
                source: piece_of(source, &piece),
                conditions: prefix.iter().cloned().chain(piece.bounds).collect(),
                behind: Vec::new(),
            }));
        }
        stretches
    }

    /// The list out of order: what passes a sieve, looked at row by row.
    pub(super) fn through(&self, source: Source) -> Stretch {
        let mut conditions = self.conditions(source);
        conditions.insert(0, self.lifecycles());
        let sifted = match source {
            Source::Index("products_by_category") => self.categories(),
            _ => None,
        };
        conditions.extend(sifted);
        conditions.extend(self.after.map(|mark| self.order.behind_mark(source.id(), mark)));
        Stretch {
            source,
            conditions,
            behind: Vec::new(),
        }
    }

    /// What the columns of an index before those of the order must be: one piece of the index each.
    fn prefixes(&self, source: Source) -> Vec<Vec<Condition>> {
        let states = self.lifecycles();
        match source {
            Source::Index("products_by_category") => {
                let piece = |category| vec![category_is(category), states.clone()];
                self.category_pieces().map(piece).collect()
            }
            CATEGORY_BY_PRICE => {
                let pieces = self.category_pieces().flat_map(|category| {
                    let of_the_category = category_is(category);
                    let lifecycles = self.filter.lifecycles.iter();
                    lifecycles.map(move |lifecycle| vec![of_the_category.clone(), lifecycle_is(*lifecycle)])
                });
                pieces.collect()
            }
            Source::Index("products_by_seller") | Source::Ids | Source::Tag | Source::Names => {
                vec![vec![states]]
            }
            Source::Index(_) => {
                let lifecycles = self.filter.lifecycles.iter();
                let piece = |lifecycle: &_| vec![lifecycle_is(*lifecycle)];
                lifecycles.map(piece).collect()
            }
        }
    }

    /// The categories, one by one, and up to a power of two one in which nothing is: a few texts then come again and again,
    /// and stay prepared.
    fn category_pieces(&self) -> impl Iterator<Item = Key> {
        let categories = self.filter.categories.as_deref().unwrap_or_default();
        let nowhere = Key::from(CategoryId::from_uuid(Uuid::nil()));
        let keys = categories.iter().map(|category| Key::from(*category));
        let pieces = if categories.is_empty() {
            0
        } else {
            categories.len().next_power_of_two()
        };
        keys.chain(std::iter::repeat(nowhere)).take(pieces)
    }

    /// Every filter but the states, and but the categories where the source has them as its pieces.
    fn conditions(&self, source: Source) -> Vec<Condition> {
        let is_by_category = source == Source::Index("products_by_category") || source == CATEGORY_BY_PRICE;
        let categories = self.categories().filter(|_| !is_by_category);
        let tag = if source == Source::Tag {
            self.tag()
        } else {
            self.tagged()
        };
        let mut conditions: Vec<_> = [
            self.among(),
            tag,
            self.owner(),
            self.name(source),
            self.stock(),
            self.deal(),
            self.running(),
        ]
        .into_iter()
        .flatten()
        .collect();
        conditions.extend(self.price());
        conditions.extend(self.created(source));
        conditions.extend(categories);
        conditions
    }
}

/// Where a piece is read of a list that is read from there.
const fn piece_of(source: Source, piece: &Piece) -> Source {
    if piece.is_left_out {
        Source::Index("products_by_lifecycle")
    } else {
        source
    }
}

fn category_is(category: Key) -> Condition {
    Condition::compare("products.category_id", " = ", Value::Key(category))
}

fn lifecycle_is(lifecycle: Lifecycle) -> Condition {
    Condition::compare(
        "products.lifecycle",
        " = ",
        Value::Text(lifecycle.as_str().to_owned()),
    )
}

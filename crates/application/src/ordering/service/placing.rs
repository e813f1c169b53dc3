//! Placing an order, as seen from outside of the transaction: who may try, and what follows.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering as Memory};

use hexmart_domain::ordering::{Cart, CartError, CartOwner, Order};
use hexmart_domain::shared::{Instant, ItemId, ProductId, Quantity, UserId};

use super::gate::Crowded;
use super::placement::{Placed, Placement};
use super::sold_out::{Belief, Moment};
use super::{OrderService, changing};
use crate::catalogue::Freshness;
use crate::ordering::{Basket, PlaceOrder, PlaceOrderError};
use crate::platform::{Abort, Answered, Once, transact};

/// Why a placement ends, and of which product there was too little.
#[derive(Debug)]
pub(super) struct Refusal {
    pub(super) why: PlaceOrderError,
    pub(super) short: Option<ProductId>,
}

impl<E: Into<PlaceOrderError>> From<E> for Refusal {
    fn from(why: E) -> Self {
        Self {
            why: why.into(),
            short: None,
        }
    }
}

/// What is wanted, each item once, in the order in which they were named first.
pub(super) fn summed(
    wanted: impl IntoIterator<Item = (ItemId, Quantity)>,
) -> Result<Vec<(ItemId, Quantity)>, PlaceOrderError> {
    let mut sums: Vec<(ItemId, i64)> = Vec::new();
    for (item, quantity) in wanted {
        if quantity == Quantity::ZERO {
            return Err(CartError::Pieces.into());
        }
        match sums.iter_mut().find(|(known, _)| *known == item) {
            Some((_, sum)) => *sum = sum.saturating_add(quantity.get()),
            None => sums.push((item, quantity.get())),
        }
        if sums.len() > Cart::MOST_LINES {
            return Err(CartError::Full.into());
        }
    }
    if sums.is_empty() {
        return Err(PlaceOrderError::Empty);
    }
    let pieces = |(item, sum): (ItemId, i64)| match Quantity::try_from(sum) {
        Ok(quantity) if sum <= Cart::MOST_PIECES => Ok((item, quantity)),
        _ => Err(CartError::Pieces.into()),
    };
    sums.into_iter().map(pieces).collect()
}

/// Those lines of a cart that are to be ordered.
pub(super) fn chosen(
    cart: &Cart,
    items: Option<&[ItemId]>,
) -> Result<Vec<(ItemId, Quantity)>, PlaceOrderError> {
    // What was named and is not there was taken out, or ordered, meanwhile.
    if items.is_some_and(|items| items.iter().any(|item| cart.line(*item).is_none())) {
        return Err(PlaceOrderError::Stale);
    }
    let lines = cart
        .lines
        .iter()
        .filter(|line| items.is_none_or(|items| items.contains(&line.item)));
    summed(lines.map(|line| (line.item, line.quantity)))
}

impl OrderService {
    pub(super) async fn place_order(
        &self,
        buyer: UserId,
        wanted: PlaceOrder,
        once: Option<Once<Order>>,
    ) -> Result<Answered<Order>, PlaceOrderError> {
        let now = self.ports.mint.now();
        let lines = match self.lines_of(buyer, &wanted.of).await {
            Ok(lines) => lines,
            // A cart that was ordered is empty; whoever ordered it may ask again what came of it.
            Err(refusal) => return self.refuse(refusal, once.as_ref()).await,
        };
        let doubted = match self.known_shortage(&lines, now) {
            Ok(doubted) => doubted,
            Err(refusal) => return self.refuse(refusal, once.as_ref()).await,
        };
        let address = self.address(buyer, wanted.to).await?;
        let deliver_to = address.ok_or(PlaceOrderError::UnknownAddress)?;
        let ranked = self.ranking.of(&deliver_to, now).await?;
        let forest = self.ports.catalogue.forest().await?;

        let items: Vec<_> = lines.iter().map(|(item, _)| *item).collect();
        let passes = self.gate.enter(&items).await;
        // It took a while to get here, and those who were here before may have left nothing: then nobody need come again,
        // whether they waited or found too many waiting.
        let now = self.ports.mint.now();
        let known = match &passes {
            Ok(_) if !doubted.is_empty() => Ok(doubted),
            _ => self.known_shortage(&lines, now),
        };
        let (passes, doubted) = match (passes, known) {
            (Ok(passes), Ok(doubted)) => (passes, doubted),
            (passes, Err(refusal)) => {
                drop(passes);
                return self.refuse(refusal, once.as_ref()).await;
            }
            (Err(Crowded), Ok(_)) => return Err(PlaceOrderError::Crowded),
        };
        let since = self.ports.sold_out.moment();
        let placement = Placement {
            buyer,
            basket: wanted.of,
            deliver_to,
            note: wanted.note,
            expected_total: wanted.expected_total,
            ranked,
            forest,
            settings: self.settings,
            mint: self.ports.mint.clone(),
            now,
        };
        let placed = self.write(placement, once).await;
        let answer = self.conclude(placed, &doubted, (since, now));
        drop(passes);
        answer
    }

    async fn lines_of(
        &self,
        buyer: UserId,
        basket: &Basket,
    ) -> Result<Vec<(ItemId, Quantity)>, PlaceOrderError> {
        match basket {
            Basket::Lines { items, .. } => summed(items.iter().copied()),
            Basket::Cart { items, .. } => {
                let cart = self.ports.orders.cart(&CartOwner::User(buyer)).await?;
                chosen(&cart.ok_or(PlaceOrderError::Empty)?, items.as_deref())
            }
        }
    }

    /// Refuses what was refused a moment ago. Answers what is in doubt of it, which is for this caller to find out.
    fn known_shortage(
        &self,
        lines: &[(ItemId, Quantity)],
        now: Instant,
    ) -> Result<Vec<ItemId>, PlaceOrderError> {
        let mut doubted = Vec::new();
        for (item, quantity) in lines {
            let requested = quantity.get();
            match self.ports.sold_out.belief(*item, requested, now) {
                Belief::Nothing => {}
                Belief::Doubt => doubted.push(*item),
                Belief::Short(available) => {
                    return Err(PlaceOrderError::OutOfStock {
                        item: *item,
                        available,
                        requested,
                    });
                }
            }
        }
        Ok(doubted)
    }

    /// Refuses what no transaction looked at, unless it is the repetition of a request that was carried out.
    async fn refuse(
        &self,
        refusal: PlaceOrderError,
        once: Option<&Once<Order>>,
    ) -> Result<Answered<Order>, PlaceOrderError> {
        let looks_back = !matches!(refusal, PlaceOrderError::Store(_));
        let Some(once) = once.filter(|_| looks_back) else {
            return Err(refusal);
        };
        let before: Result<_, PlaceOrderError> = once.look_back(&*self.ports.requests).await;
        before?.map(Answered::Replayed).ok_or(refusal)
    }

    /// Looks and writes, in one transaction.
    ///
    /// That a request is a repetition is found out last at first: most are none, and one that is cannot be written. It is
    /// looked for when something stands in the way, before anything is written.
    async fn write(
        &self,
        placement: Placement,
        once: Option<Once<Order>>,
    ) -> Result<(Answered<Order>, Option<Placed>), Refusal> {
        let placement = Arc::new(placement);
        let again = Arc::new(AtomicBool::new(false));
        transact(&*self.ports.store, "place_order", move |uow| {
            let (placement, once) = (Arc::clone(&placement), once.clone());
            let again = again.swap(true, Memory::Relaxed);
            Box::pin(async move {
                if again && let Some(answer) = Once::replay::<Refusal>(once.as_ref(), uow).await? {
                    return Ok((Answered::Replayed(answer), None));
                }
                let draft = match placement.draft(uow).await {
                    Ok(draft) => draft,
                    // Between two looks a twin may have been carried out.
                    Err(Abort::Refused(refusal)) => {
                        let before = Once::replay::<Refusal>(once.as_ref(), uow).await?;
                        let before = before.ok_or(Abort::Refused(refusal))?;
                        return Ok((Answered::Replayed(before), None));
                    }
                    Err(Abort::Store(error)) => return Err(error.into()),
                };
                let placed = placement.write(uow, draft, again).await?;
                Once::remember(once.as_ref(), uow, &placed.order, placement.now).await?;
                Ok((Answered::Done(placed.order.clone()), Some(placed)))
            })
        })
        .await
    }

    /// What follows, once it is decided. What was in doubt before is not any more.
    fn conclude(
        &self,
        placed: Result<(Answered<Order>, Option<Placed>), Refusal>,
        doubted: &[ItemId],
        (since, now): (Moment, Instant),
    ) -> Result<Answered<Order>, PlaceOrderError> {
        let sold_out = &self.ports.sold_out;
        let mut missing = Vec::new();
        let answer = match placed {
            Ok((answer, placed)) => {
                if let Some(Placed { order, gone }) = placed {
                    for product in order
                        .lines
                        .iter()
                        .map(|line| line.product)
                        .collect::<BTreeSet<_>>()
                    {
                        let of_product = order.lines.iter().filter(|line| line.product == product);
                        let gone: Vec<_> = of_product
                            .map(|line| line.item)
                            .filter(|item| gone.contains(item))
                            .collect();
                        sold_out.bought(product, &gone, since, now);
                    }
                    if order.coupon.is_some() {
                        sold_out.coupons_changed(order.buyer);
                    }
                    missing.extend(gone);
                }
                Ok(answer)
            }
            Err(Refusal { why, short }) => {
                if let (PlaceOrderError::OutOfStock { item, available, .. }, Some(product)) = (&why, short) {
                    missing.push(*item);
                    sold_out.remember((*item, product), *available, since, now);
                }
                if let PlaceOrderError::Store(error) = &why {
                    changing::distrust(&self.ports, error);
                }
                Err(why)
            }
        };
        for item in doubted.iter().filter(|item| !missing.contains(item)) {
            sold_out.forget(*item);
        }
        answer
    }
}

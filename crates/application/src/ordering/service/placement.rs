//! Placing an order, as one attempt: everything is looked at, then everything is written.

use std::collections::BTreeSet;

use hexmart_domain::catalogue::{Forest, Lifecycle};
use hexmart_domain::identity::PostalAddress;
use hexmart_domain::inventory::{Allocation, Demand, Holding, StockKey, StockLevel, allocate};
use hexmart_domain::ordering::{
    AppliedCoupon, Cart, CartOwner, DeliveryNote, Hand, LineSnapshot, LineState, LineStep, Order, OrderLine,
    OrderNumber, Party, Pick, TotalsError, price_lines, total,
};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{Instant, ItemId, Money, Quantity, UserId};

use super::carry_out::{carry_out, context, events};
use super::placing::{Refusal, chosen, summed};
use super::ranking::Ranked;
use super::{OrderSettings, telling};
use crate::ordering::{Basket, Offer, PlaceOrderError};
use crate::platform::{Abort, Mint, StoreError, UniqueKey, UnitOfWork};

/// An order that is to be placed.
pub(super) struct Placement {
    pub(super) buyer: UserId,
    pub(super) basket: Basket,
    pub(super) deliver_to: PostalAddress,
    pub(super) note: Option<DeliveryNote>,
    pub(super) expected_total: Option<Money>,
    pub(super) ranked: Ranked,
    pub(super) forest: Forest,
    pub(super) settings: OrderSettings,
    pub(super) mint: Mint,
    pub(super) now: Instant,
}

/// An order that can be placed.
pub(super) struct Draft {
    order: Order,
    /// The cart it comes from, as it was.
    cart: Option<Cart>,
    levels: Vec<(StockKey, StockLevel)>,
    /// Items of which it leaves nothing that can be sold.
    gone: Vec<ItemId>,
}

/// An order that is placed.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) order: Order,
    /// Items of which it left nothing.
    pub(super) gone: Vec<ItemId>,
}

type Attempt<T> = Result<T, Abort<Refusal>>;

fn refused(why: impl Into<PlaceOrderError>) -> Abort<Refusal> {
    Abort::Refused(Refusal::from(why.into()))
}

impl Placement {
    /// Looks at everything, and writes nothing.
    pub(super) async fn draft(&self, uow: &mut dyn UnitOfWork) -> Attempt<Draft> {
        let (cart, wanted) = self.wanted(uow).await?;
        let items: Vec<_> = wanted.iter().map(|(item, _)| *item).collect();
        let offers = uow.orders().offers(&items, self.now).await?;
        let offered = wanted
            .iter()
            .map(|(item, quantity)| offer_of(&offers, *item).map(|offer| (offer, *quantity)))
            .collect::<Result<Vec<_>, _>>()
            .map_err(refused)?;
        let coupon = self.coupon(uow, cart.as_ref()).await?;
        let (holdings, levels): (Vec<_>, Vec<_>) = uow
            .stock()
            .holdings(&items)
            .await?
            .into_iter()
            .map(|(holding, level)| (holding, (holding.key, level)))
            .unzip();
        let demands: Vec<_> = wanted
            .iter()
            .map(|(item, quantity)| Demand {
                item: *item,
                quantity: *quantity,
            })
            .collect();
        let allocations = allocate(&demands, &holdings, &self.ranked.order()).map_err(|shortage| {
            let offer = offers.iter().find(|offer| offer.item == shortage.item);
            Abort::Refused(Refusal {
                why: PlaceOrderError::OutOfStock {
                    item: shortage.item,
                    available: shortage.available,
                    requested: shortage.requested,
                },
                short: offer.map(|offer| offer.product),
            })
        })?;
        let order = self.order(cart.as_ref(), &offered, coupon, &allocations);
        let order = order.map_err(refused)?;
        self.is_as_expected(&order).map_err(refused)?;
        let gone = gone(&demands, &holdings);
        Ok(Draft {
            order,
            cart,
            levels,
            gone,
        })
    }

    async fn wanted(&self, uow: &mut dyn UnitOfWork) -> Attempt<(Option<Cart>, Vec<(ItemId, Quantity)>)> {
        match &self.basket {
            Basket::Lines { items, .. } => Ok((None, summed(items.iter().copied()).map_err(refused)?)),
            Basket::Cart { items, seen } => {
                let cart = uow.carts().of(&CartOwner::User(self.buyer)).await?;
                let cart = cart.ok_or_else(|| refused(PlaceOrderError::Empty))?;
                if seen.is_some_and(|seen| seen != cart.version) {
                    return Err(refused(PlaceOrderError::Stale));
                }
                let wanted = chosen(&cart, items.as_deref()).map_err(refused)?;
                Ok((Some(cart), wanted))
            }
        }
    }

    /// What is to be redeemed. A coupon that cannot be is not passed over: the buyer counts on it.
    async fn coupon(&self, uow: &mut dyn UnitOfWork, cart: Option<&Cart>) -> Attempt<Option<AppliedCoupon>> {
        let held = match (&self.basket, cart.and_then(|cart| cart.coupon)) {
            (
                Basket::Lines {
                    coupon: Some(code), ..
                },
                _,
            ) => uow.coupons().held(self.buyer, code).await?,
            (Basket::Cart { .. }, Some(id)) => uow.coupons().find(id).await?,
            _ => return Ok(None),
        };
        let usable = held.filter(|held| {
            !held.redeemed && held.coupon.owner == self.buyer && held.coupon.usable_at(self.now)
        });
        let coupon = usable
            .ok_or_else(|| refused(PlaceOrderError::CouponUnusable))?
            .coupon;
        Ok(Some(AppliedCoupon {
            id: coupon.id,
            code: coupon.code,
            percentage: coupon.percentage,
        }))
    }

    fn order(
        &self,
        cart: Option<&Cart>,
        offered: &[(&Offer, Quantity)],
        coupon: Option<AppliedCoupon>,
        allocations: &[Allocation],
    ) -> Result<Order, TotalsError> {
        let share = coupon.as_ref().map(|coupon| coupon.percentage);
        let quotes: Vec<_> = offered
            .iter()
            .map(|(offer, quantity)| (Quote::of(offer.price, offer.discount, share), *quantity))
            .collect();
        let amounts = price_lines(&quotes)?;
        let first = amounts.first().ok_or(TotalsError)?;
        let nothing = Money::zero(first.payable.currency());
        let goods = total(amounts.iter(), nothing)?.total;
        let places = offered.iter().zip(&quotes).zip(amounts).enumerate();
        let lines = places.map(|(place, (((offer, quantity), (quote, _)), amounts))| OrderLine {
            id: self.mint.id(self.now),
            product: offer.product,
            item: offer.item,
            seller: offer.seller,
            snapshot: self.snapshot(offer),
            quantity: *quantity,
            quote: *quote,
            amounts,
            state: LineState::PendingPayment,
            asked_from: None,
            picks: self.picks(allocations.iter().filter(|one| one.demand == place)),
            delivered_at: None,
        });
        Ok(Order {
            id: self.mint.id(self.now),
            number: self.number(),
            buyer: self.buyer,
            cart: cart.map(|cart| cart.id),
            deliver_to: self.deliver_to.clone(),
            note: self.note.clone(),
            lines: lines.collect(),
            coupon,
            shipping_fee: self.fee(goods).unwrap_or(nothing),
            shipments: Vec::new(),
            pay_by: self.now + self.settings.pay_within,
            placed_at: self.now,
            paid_at: None,
            paid: None,
            version: 1,
            updated_at: self.now,
        })
    }

    fn snapshot(&self, offer: &Offer) -> LineSnapshot {
        let category = offer.category.and_then(|id| self.forest.get(id));
        LineSnapshot {
            name: offer.name.clone(),
            sku: offer.sku.clone(),
            options: offer.options.clone(),
            category: category.map(|category| (category.id, category.name.ko.as_str().to_owned())),
            picture: offer.picture,
            seller: offer.seller_name.clone(),
        }
    }

    fn picks<'a>(&self, allocations: impl Iterator<Item = &'a Allocation>) -> Vec<Pick> {
        let pick = |one: &Allocation| Pick {
            key: one.key,
            warehouse: one.warehouse,
            distance: self.ranked.distance_of(one.warehouse),
            quantity: one.quantity,
        };
        allocations.map(pick).collect()
    }

    fn number(&self) -> OrderNumber {
        let day = (self.now + self.settings.ahead_of_utc).format("%Y%m%d");
        let secret = self.mint.secret();
        let letters = std::array::from_fn(|place| secret.get(place).copied().unwrap_or_default());
        OrderNumber::mint(&day.to_string(), letters)
    }

    /// What the way to the buyer costs, when it costs something.
    fn fee(&self, goods: Money) -> Option<Money> {
        let terms = self.settings.shipping?;
        let enough = |from: Money| goods.amount() >= from.amount();
        (!terms.free_from.is_some_and(enough)).then_some(terms.fee)
    }

    fn is_as_expected(&self, order: &Order) -> Result<(), PlaceOrderError> {
        let total = order.totals()?.total;
        match self.expected_total {
            Some(expected) if expected != total => Err(PlaceOrderError::PriceChanged { total }),
            _ => Ok(()),
        }
    }

    fn hand(&self, party: Party) -> Hand {
        Hand {
            party,
            actor: (party == Party::Buyer).then_some(self.buyer),
            reason: None,
            now: self.now,
        }
    }

    /// Writes everything. `again` says whether this was tried before.
    pub(super) async fn write(&self, uow: &mut dyn UnitOfWork, draft: Draft, again: bool) -> Attempt<Placed> {
        let Draft {
            order,
            cart,
            levels,
            gone,
        } = draft;
        let by = self.hand(Party::Buyer);
        let change = order.placed(&by);
        let added = uow.orders().add(&change.order, &change.events).await;
        added.map_err(|error| match error {
            // Another number, or another cart: look again.
            StoreError::Duplicate(UniqueKey::OrderNumber) => Abort::Store(StoreError::Conflict),
            StoreError::Duplicate(UniqueKey::CartOrder) if !again => Abort::Store(StoreError::Conflict),
            StoreError::Duplicate(UniqueKey::CartOrder) => refused(PlaceOrderError::Stale),
            other => Abort::Store(other),
        })?;
        let events = events(&change.stock, levels, &context(&change, &by, &self.mint))?;
        uow.stock().append(&events).await?;
        if let Some(coupon) = &change.order.coupon {
            uow.coupons().redeem(coupon.id, change.order.id, self.now).await?;
        }
        if let Some(cart) = &cart {
            self.clear(uow, cart, &change.order).await?;
        }
        let messages = telling::messages(&change, &self.mint, self.now)?;
        uow.outbox().enqueue_all(&messages).await?;
        let order = self.settle(uow, change.order).await?;
        Ok(Placed { order, gone })
    }

    /// The cart is ordered, and over; what is left over lies in another.
    async fn clear(&self, uow: &mut dyn UnitOfWork, cart: &Cart, order: &Order) -> Attempt<()> {
        uow.carts().remove(cart).await?;
        let ordered: BTreeSet<_> = order.lines.iter().map(|line| line.item).collect();
        let mut rest = Cart::empty(self.mint.id(self.now), cart.owner, self.now);
        rest.lines.clone_from(&cart.lines);
        rest.lines.retain(|line| !ordered.contains(&line.item));
        if !rest.lines.is_empty() {
            rest.version = 1;
            uow.carts().save(&rest).await?;
        }
        Ok(())
    }

    /// What costs nothing is paid.
    async fn settle(&self, uow: &mut dyn UnitOfWork, order: Order) -> Attempt<Order> {
        let total = order.totals().map_err(refused)?.total;
        if !total.amount().is_zero() {
            return Ok(order);
        }
        let by = self.hand(Party::System);
        let paid = order.step_all(
            LineState::PendingPayment,
            LineStep::Pay,
            &by,
            self.settings.refunds,
        );
        let Some(paid) = paid.map_err(StoreError::backend)? else {
            return Ok(order);
        };
        carry_out(uow, &paid, &by, &self.mint).await?;
        Ok(paid.order)
    }
}

/// Items of which no more can be had than is taken now.
fn gone(demands: &[Demand], holdings: &[Holding]) -> Vec<ItemId> {
    let available = |item| -> i64 {
        let of_item = holdings.iter().filter(|holding| holding.key.item == item);
        of_item.map(|holding| holding.available.get()).sum()
    };
    let gone = demands
        .iter()
        .filter(|demand| available(demand.item) <= demand.quantity.get());
    gone.map(|demand| demand.item).collect()
}

fn offer_of(offers: &[Offer], item: ItemId) -> Result<&Offer, PlaceOrderError> {
    let offer = offers.iter().find(|offer| offer.item == item);
    offer
        .filter(|offer| offer.lifecycle == Lifecycle::OnSale)
        .ok_or(PlaceOrderError::NotForSale { item })
}

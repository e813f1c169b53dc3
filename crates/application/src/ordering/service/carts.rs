use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::ordering::{Cart, CartLine, CartOwner, Order};
use hexmart_domain::pricing::CouponCode;
use hexmart_domain::shared::{CartId, Instant, ItemId, OrderId, OrderLineId, ProductId, Quantity, UserId};

use super::cart_pricing::{is_usable, price};
use crate::catalogue::CatalogueQueries;
use crate::ordering::{AddToCart, CartChangeError, Carts, OrderQueries, PricedCart};
use crate::platform::{Abort, Mint, Store, StoreError, UnitOfWork, Vault, transact};
use crate::pricing::HeldCoupon;

/// Starts the token of a guest's cart.
const GUEST: &str = "hxg_";

/// The use cases of carts.
pub struct CartService {
    store: Arc<dyn Store>,
    orders: Arc<dyn OrderQueries>,
    catalogue: Arc<dyn CatalogueQueries>,
    vault: Arc<dyn Vault>,
    mint: Mint,
}

impl fmt::Debug for CartService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CartService")
    }
}

type Attempt<T> = Result<T, Abort<CartChangeError>>;

/// Writes a cart that is not what it was.
async fn save(uow: &mut dyn UnitOfWork, before: &Cart, after: Cart, now: Instant) -> Attempt<Cart> {
    if after == *before {
        return Ok(after);
    }
    let after = Cart {
        version: before.version + 1,
        updated_at: now,
        ..after
    };
    uow.carts().save(&after).await?;
    Ok(after)
}

async fn coupon_of(uow: &mut dyn UnitOfWork, cart: &Cart) -> Result<Option<HeldCoupon>, StoreError> {
    match cart.coupon {
        Some(id) => uow.coupons().find(id).await,
        None => Ok(None),
    }
}

/// The cart of an owner. Every user has one, though it may be empty and nowhere written down.
fn or_empty(cart: Option<Cart>, owner: CartOwner, id: CartId, now: Instant) -> Result<Cart, CartChangeError> {
    match (cart, owner) {
        (Some(cart), _) => Ok(cart),
        (None, CartOwner::User(_)) => Ok(Cart::empty(id, owner, now)),
        (None, CartOwner::Guest(_)) => Err(CartChangeError::Unknown),
    }
}

impl CartService {
    /// Joins the ports.
    pub fn new(
        store: Arc<dyn Store>,
        orders: Arc<dyn OrderQueries>,
        catalogue: Arc<dyn CatalogueQueries>,
        vault: Arc<dyn Vault>,
        mint: Mint,
    ) -> Self {
        Self {
            store,
            orders,
            catalogue,
            vault,
            mint,
        }
    }

    /// The cart with the prices of the moment.
    async fn priced(
        &self,
        cart: Cart,
        coupon: Option<HeldCoupon>,
        now: Instant,
    ) -> Result<PricedCart, StoreError> {
        let items: Vec<_> = cart.lines.iter().map(|line| line.item).collect();
        let offers = match items.as_slice() {
            [] => Vec::new(),
            items => self.orders.offers(items, now).await?,
        };
        let coupon = coupon.map(|held| {
            let usable = matches!(cart.owner, CartOwner::User(user) if is_usable(&held, user, now));
            (held, usable)
        });
        Ok(price(cart, &offers, coupon))
    }

    /// Changes a cart by a pure decision.
    async fn change<F>(
        &self,
        name: &'static str,
        owner: CartOwner,
        seen: Option<i64>,
        decide: F,
    ) -> Result<PricedCart, CartChangeError>
    where
        F: Fn(Cart) -> Result<Cart, CartChangeError> + Clone + Send + Sync + 'static,
    {
        let now = self.mint.now();
        let id = self.mint.id(now);
        let (cart, coupon) = transact(&*self.store, name, move |uow| {
            let decide = decide.clone();
            Box::pin(async move {
                let cart = uow.carts().of(&owner).await?;
                let before = or_empty(cart, owner, id, now).map_err(Abort::Refused)?;
                if seen.is_some_and(|seen| seen != before.version) {
                    return Err(Abort::Refused(CartChangeError::Stale));
                }
                let after = decide(before.clone()).map_err(Abort::Refused)?;
                let cart = save(uow, &before, after, now).await?;
                let coupon = coupon_of(uow, &cart).await?;
                Ok((cart, coupon))
            })
        })
        .await?;
        Ok(self.priced(cart, coupon, now).await?)
    }

    /// The item that somebody means.
    async fn item(&self, wanted: AddToCart, now: Instant) -> Result<ItemId, CartChangeError> {
        let named = wanted.item.unwrap_or_else(|| wanted.product.into());
        let offers = self.orders.offers(&[named], now).await?;
        // What has no options is a product by itself; else it has to be seen how many variants there are.
        let offer = offers
            .iter()
            .find(|offer| offer.product == wanted.product)
            .filter(|offer| wanted.item.is_some() || offer.options.is_empty());
        let (item, lifecycle) = match offer {
            Some(offer) => (offer.item, offer.lifecycle),
            None => self.only_variant(wanted.product, wanted.item).await?,
        };
        match lifecycle {
            Lifecycle::OnSale => Ok(item),
            seen if seen.is_public() => Err(CartChangeError::NotForSale),
            _ => Err(CartChangeError::UnknownProduct),
        }
    }

    async fn only_variant(
        &self,
        product: ProductId,
        named: Option<ItemId>,
    ) -> Result<(ItemId, Lifecycle), CartChangeError> {
        let found = self.catalogue.product(product).await?;
        let (product, _) = found.ok_or(CartChangeError::UnknownProduct)?;
        match (named, product.variants.as_slice()) {
            (None, [only]) => Ok((only.item, product.lifecycle)),
            _ if !product.lifecycle.is_public() => Err(CartChangeError::UnknownProduct),
            _ => Err(CartChangeError::UnknownVariant),
        }
    }

    /// Those items of one's order that are still sold.
    async fn still_sold(
        &self,
        user: UserId,
        order: OrderId,
        line: Option<OrderLineId>,
        now: Instant,
    ) -> Result<Vec<CartLine>, CartChangeError> {
        let order = self.orders.order(order).await?;
        let order = order.filter(|order| order.buyer == user);
        let order: Order = order.ok_or(CartChangeError::UnknownOrder)?;
        let lines: Vec<_> = order
            .lines
            .iter()
            .filter(|one| line.is_none_or(|line| one.id == line))
            .collect();
        if lines.is_empty() {
            return Err(CartChangeError::UnknownOrder);
        }
        let items: Vec<_> = lines.iter().map(|line| line.item).collect();
        let offers = self.orders.offers(&items, now).await?;
        let sold = |item: ItemId| {
            let offer = offers.iter().find(|offer| offer.item == item);
            offer.is_some_and(|offer| offer.lifecycle == Lifecycle::OnSale)
        };
        let again = lines.into_iter().filter(|line| sold(line.item));
        Ok(again
            .map(|line| CartLine {
                product: line.product,
                item: line.item,
                quantity: line.quantity,
                added_at: now,
            })
            .collect())
    }
}

#[async_trait]
impl Carts for CartService {
    async fn open(&self) -> Result<(PricedCart, String), StoreError> {
        let now = self.mint.now();
        let token = self.mint.token(GUEST);
        let cart = Cart {
            version: 1,
            ..Cart::empty(self.mint.id(now), self.guest(&token), now)
        };
        let opened = cart.clone();
        transact(&*self.store, "open_cart", move |uow| {
            let cart = opened.clone();
            Box::pin(async move { Ok::<_, Abort<StoreError>>(uow.carts().save(&cart).await?) })
        })
        .await?;
        Ok((price(cart, &[], None), token))
    }

    fn guest(&self, token: &str) -> CartOwner {
        CartOwner::Guest(*self.vault.fingerprint("cart", token.as_bytes()).as_bytes())
    }

    async fn show(&self, owner: CartOwner) -> Result<PricedCart, CartChangeError> {
        let now = self.mint.now();
        let cart = or_empty(self.orders.cart(&owner).await?, owner, self.mint.id(now), now)?;
        if cart.coupon.is_none() {
            return Ok(self.priced(cart, None, now).await?);
        }
        let looked = transact(&*self.store, "look_at_coupon", move |uow| {
            let cart = cart.clone();
            Box::pin(async move {
                let coupon = coupon_of(uow, &cart).await?;
                Ok::<_, Abort<StoreError>>((cart, coupon))
            })
        });
        let (cart, coupon) = looked.await?;
        Ok(self.priced(cart, coupon, now).await?)
    }

    async fn add(
        &self,
        owner: CartOwner,
        wanted: AddToCart,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError> {
        let now = self.mint.now();
        let line = CartLine {
            product: wanted.product,
            item: self.item(wanted, now).await?,
            quantity: wanted.quantity,
            added_at: now,
        };
        self.change("add_to_cart", owner, seen, move |cart| Ok(cart.with(line)?))
            .await
    }

    async fn set(
        &self,
        owner: CartOwner,
        item: ItemId,
        quantity: Quantity,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError> {
        self.change("set_cart_line", owner, seen, move |cart| {
            Ok(cart.set(item, quantity)?)
        })
        .await
    }

    async fn remove(
        &self,
        owner: CartOwner,
        items: Vec<ItemId>,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError> {
        self.change("remove_from_cart", owner, seen, move |mut cart| {
            if items.is_empty() {
                cart.lines.clear();
            }
            Ok(cart.without(&items))
        })
        .await
    }

    async fn apply_coupon(
        &self,
        owner: CartOwner,
        code: Option<CouponCode>,
        seen: Option<i64>,
    ) -> Result<PricedCart, CartChangeError> {
        let now = self.mint.now();
        let id = match (owner, code) {
            (_, None) => None,
            (CartOwner::Guest(_), Some(_)) => return Err(CartChangeError::UnknownCoupon),
            (CartOwner::User(user), Some(code)) => {
                let held = transact(&*self.store, "look_for_coupon", move |uow| {
                    let code = code.clone();
                    Box::pin(
                        async move { Ok::<_, Abort<StoreError>>(uow.coupons().held(user, &code).await?) },
                    )
                })
                .await?;
                let usable = held.filter(|held| is_usable(held, user, now));
                Some(usable.ok_or(CartChangeError::UnknownCoupon)?.coupon.id)
            }
        };
        self.change("apply_coupon", owner, seen, move |cart| {
            Ok(Cart { coupon: id, ..cart })
        })
        .await
    }

    async fn merge(&self, user: UserId, guest: CartOwner) -> Result<PricedCart, CartChangeError> {
        if matches!(guest, CartOwner::User(_)) {
            return Err(CartChangeError::Unknown);
        }
        let now = self.mint.now();
        let (owner, id) = (CartOwner::User(user), self.mint.id(now));
        let (cart, coupon) = transact(&*self.store, "merge_carts", move |uow| {
            Box::pin(async move {
                let theirs = uow.carts().of(&guest).await?;
                let cart = uow.carts().of(&owner).await?;
                let before = or_empty(cart, owner, id, now).map_err(Abort::Refused)?;
                let cart = match theirs {
                    None => before,
                    Some(theirs) => {
                        uow.carts().remove(&theirs).await?;
                        save(uow, &before, before.clone().merge(&theirs), now).await?
                    }
                };
                let coupon = coupon_of(uow, &cart).await?;
                Ok::<_, Abort<CartChangeError>>((cart, coupon))
            })
        })
        .await?;
        Ok(self.priced(cart, coupon, now).await?)
    }

    async fn reorder(
        &self,
        user: UserId,
        order: OrderId,
        line: Option<OrderLineId>,
    ) -> Result<PricedCart, CartChangeError> {
        let now = self.mint.now();
        let again = self.still_sold(user, order, line, now).await?;
        self.change("reorder", CartOwner::User(user), None, move |cart| {
            again.iter().try_fold(cart, |cart, line| {
                // So many as a line can have; that there are more in the cart already is no reason to refuse.
                let there = cart.line(line.item).map_or(0, |known| known.quantity.get());
                let room = (Cart::MOST_PIECES - there).min(line.quantity.get());
                match Quantity::try_from(room) {
                    Ok(quantity) if room > 0 => Ok(cart.with(CartLine { quantity, ..*line })?),
                    _ => Ok(cart),
                }
            })
        })
        .await
    }
}

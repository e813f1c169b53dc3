//! What a cart costs at the moment, and what stands in the way of buying it.

use hexmart_domain::catalogue::Lifecycle;
use hexmart_domain::ordering::{Cart, CartLine, LineAmounts, price_lines, total};
use hexmart_domain::pricing::Quote;
use hexmart_domain::shared::{Instant, Money, Percentage, UserId};

use crate::ordering::{CartCoupon, Obstacle, Offer, PricedCart, PricedLine};
use crate::pricing::HeldCoupon;

/// Whether somebody can redeem a coupon now.
pub(super) fn is_usable(held: &HeldCoupon, by: UserId, now: Instant) -> bool {
    !held.redeemed && held.coupon.owner == by && held.coupon.usable_at(now)
}

/// A cart with offers and coupon of the moment; `usable` says whether the coupon can be redeemed.
pub(super) fn price(cart: Cart, offers: &[Offer], coupon: Option<(HeldCoupon, bool)>) -> PricedCart {
    let coupon = coupon.map(|(held, usable)| CartCoupon {
        code: held.coupon.code,
        percentage: held.coupon.percentage,
        usable,
    });
    let share = coupon
        .as_ref()
        .filter(|coupon| coupon.usable)
        .map(|coupon| coupon.percentage);
    let mut lines: Vec<_> = cart
        .lines
        .iter()
        .map(|line| priced(line, offers, share))
        .collect();
    let totals = add_up(&mut lines);
    PricedCart {
        cart,
        lines,
        coupon,
        totals,
    }
}

fn priced(line: &CartLine, offers: &[Offer], share: Option<Percentage>) -> PricedLine {
    let offer = offers.iter().find(|offer| offer.item == line.item).cloned();
    let quote = offer
        .as_ref()
        .map(|offer| Quote::of(offer.price, offer.discount, share));
    // What cannot be bought with the others is priced by itself, so that it can be seen what it would cost.
    let alone = quote.and_then(|quote| price_lines(&[(quote, line.quantity)]).ok());
    PricedLine {
        item: line.item,
        quantity: line.quantity,
        quote,
        amounts: alone.and_then(|alone| alone.first().copied()),
        obstacle: obstacle(line, offer.as_ref()),
        offer,
    }
}

fn obstacle(line: &CartLine, offer: Option<&Offer>) -> Option<Obstacle> {
    match offer {
        Some(offer) if offer.lifecycle == Lifecycle::OnSale => {
            let available = offer.available;
            (line.quantity.get() > available).then_some(Obstacle::Short { available })
        }
        _ => Some(Obstacle::NotForSale),
    }
}

/// What the lines that can be bought cost together: they share the rounding, as they do in an order.
fn add_up(lines: &mut [PricedLine]) -> Option<hexmart_domain::ordering::OrderTotals> {
    let buyable = |line: &&mut PricedLine| line.obstacle.is_none();
    let quotes: Vec<_> = lines
        .iter()
        .filter(|line| line.obstacle.is_none())
        .filter_map(|line| Some((line.quote?, line.quantity)))
        .collect();
    let amounts: Vec<LineAmounts> = price_lines(&quotes).ok()?;
    let currency = amounts.first()?.payable.currency();
    for (line, amounts) in lines.iter_mut().filter(buyable).zip(&amounts) {
        line.amounts = Some(*amounts);
    }
    total(amounts.iter(), Money::zero(currency)).ok()
}

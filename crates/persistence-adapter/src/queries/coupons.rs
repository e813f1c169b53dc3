use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::{StoreError, UniqueKey};
use hexmart_application::pricing::HeldCoupon;
use hexmart_domain::pricing::{Coupon, CouponCode, Validity};
use hexmart_domain::shared::{CouponId, Instant, OrderId, UserId};

use super::pricing::duplicate;
use super::{Conn, classify, lost, redeem_coupon};
use crate::columns::{At, Key, percentage, scaled};
use crate::schema::{coupon_redemptions, coupons};

/// The one slot that a coupon has.
pub(crate) const THE_SLOT: i64 = 1;

/// See [`CouponRepository::add`](hexmart_application::pricing::CouponRepository::add).
pub(super) async fn add(conn: &mut Conn, coupon: &Coupon) -> Result<(), StoreError> {
    diesel::insert_into(coupons::table)
        .values((
            coupons::id.eq(Key::from(coupon.id)),
            coupons::owner_id.eq(Key::from(coupon.owner)),
            coupons::code.eq(coupon.code.as_str()),
            coupons::code_key.eq(coupon.code.unique_key()),
            coupons::percentage.eq(scaled(coupon.percentage.get())),
            coupons::valid_from.eq(At(coupon.validity.from())),
            coupons::valid_to.eq(At(coupon.validity.to())),
            coupons::active.eq(coupon.active),
            coupons::created_at.eq(At(coupon.created_at)),
        ))
        .execute(conn)
        .await
        .map_err(duplicate(UniqueKey::CouponCode))?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = coupons)]
struct CouponRow {
    id: Key,
    owner_id: Key,
    code: String,
    percentage: i64,
    valid_from: At,
    valid_to: At,
    active: bool,
    created_at: At,
    redeemed: bool,
}

impl CouponRow {
    fn held(self) -> Result<HeldCoupon, StoreError> {
        let wrong = |what: &str| StoreError::corrupt("coupons", what);
        let validity = Validity::new(self.valid_from.0, self.valid_to.0);
        Ok(HeldCoupon {
            coupon: Coupon {
                id: self.id.id(),
                owner: self.owner_id.id(),
                code: CouponCode::parse(&self.code).map_err(|_refused| wrong("code"))?,
                percentage: percentage("coupons", self.percentage)?,
                validity: validity.map_err(|_refused| wrong("validity"))?,
                active: self.active,
                created_at: self.created_at.0,
            },
            redeemed: self.redeemed,
        })
    }
}

/// See [`CouponRepository::held`](hexmart_application::pricing::CouponRepository::held).
pub(super) async fn held(
    conn: &mut Conn,
    owner: UserId,
    code: &CouponCode,
) -> Result<Option<HeldCoupon>, StoreError> {
    let row: Option<CouponRow> = coupons::table
        .filter(coupons::code_key.eq(code.unique_key()))
        .filter(coupons::owner_id.eq(Key::from(owner)))
        .select(CouponRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(CouponRow::held).transpose()
}

/// See [`CouponRepository::find`](hexmart_application::pricing::CouponRepository::find).
pub(super) async fn find(conn: &mut Conn, id: CouponId) -> Result<Option<HeldCoupon>, StoreError> {
    let row: Option<CouponRow> = coupons::table
        .find(Key::from(id))
        .select(CouponRow::as_select())
        .first(conn)
        .await
        .optional()
        .map_err(classify)?;
    row.map(CouponRow::held).transpose()
}

/// See [`CouponRepository::redeem`](hexmart_application::pricing::CouponRepository::redeem).
pub(super) async fn redeem(
    conn: &mut Conn,
    coupon: CouponId,
    order: OrderId,
    now: Instant,
) -> Result<(), StoreError> {
    redeem_coupon(conn, coupon.into(), order.into(), At(now))
        .await
        .map_err(lost)
}

/// See [`CouponRepository::free`](hexmart_application::pricing::CouponRepository::free).
pub(super) async fn free(conn: &mut Conn, coupon: CouponId, order: OrderId) -> Result<bool, StoreError> {
    let coupon = Key::from(coupon);
    let taken = coupon_redemptions::table
        .filter(coupon_redemptions::coupon_id.eq(coupon))
        .filter(coupon_redemptions::slot.eq(THE_SLOT))
        .filter(coupon_redemptions::order_id.eq(Key::from(order)));
    let freed = diesel::delete(taken).execute(conn).await.map_err(classify)?;
    if freed == 0 {
        return Ok(false);
    }
    diesel::update(coupons::table.find(coupon))
        .set(coupons::redeemed.eq(false))
        .execute(conn)
        .await
        .map_err(classify)?;
    Ok(true)
}

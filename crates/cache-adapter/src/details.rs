use std::sync::Arc;

use futures_util::FutureExt as _;
use hexmart_application::catalogue::{CatalogueQueries, ProductDetail};
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::{Instant, Percentage, ProductId, UserId};

use crate::answers::Answers;
use crate::catalogue::Question;
use crate::flights::Flights;
use crate::generations::Generations;
use crate::moment::Moment;

/// Product pages, kept in two parts: the product, which all viewers share, and each viewer's best coupon, which all
/// products share. Who has no coupon is remembered too.
pub(crate) struct Details {
    flights: Flights<Page, Result<Found, StoreError>>,
}

/// Whose page of which product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Page {
    pub(crate) product: ProductId,
    pub(crate) viewer: Option<UserId>,
}

/// When a page was asked for, by the generations of its two parts.
#[derive(Debug, Clone, Copy)]
struct Put {
    product: Moment,
    coupon: Moment,
}

/// The two parts of a page.
#[derive(Clone)]
struct Found {
    /// Without anybody's coupon; none when there is no such product in public.
    product: Arc<Option<ProductDetail>>,
    coupon: Option<Percentage>,
}

impl Details {
    pub(crate) fn new() -> Self {
        Self {
            flights: Flights::new(),
        }
    }

    /// The page, of the parts that are kept; when one is missing, both are asked for together.
    pub(crate) async fn answer(
        &self,
        answers: &Answers<Question>,
        generations: &Generations,
        inner: &Arc<dyn CatalogueQueries>,
        page: Page,
        now: Instant,
    ) -> Result<Option<ProductDetail>, StoreError> {
        let put = Put::new(generations, page, now);
        if let Some(found) = Found::recall(answers, page, &put) {
            return Ok(found.put_together());
        }
        let landed = || Found::recall(answers, page, &put).map(Ok);
        let ask = || {
            let (answers, inner) = (answers.clone(), Arc::clone(inner));
            let flight = async move {
                let detail = inner.detail(page.product, page.viewer, now).await?;
                let found = Found::take_apart(detail);
                found.keep(&answers, page, &put);
                Ok(found)
            };
            flight.boxed()
        };
        let found = self.flights.join(page, put.both(), landed, ask).await?;
        Ok(found.put_together())
    }
}

impl Put {
    fn new(generations: &Generations, page: Page, now: Instant) -> Self {
        let product = Moment::new(generations.of_product(page.product), Some(now));
        let coupon = page.viewer.map_or(0, |viewer| generations.of_coupons(viewer));
        Self {
            product,
            coupon: product.by(coupon),
        }
    }

    /// Both generations only grow, so their sum is as good as before only if both are.
    fn both(&self) -> Moment {
        self.product.plus(&self.coupon)
    }
}

impl Found {
    fn take_apart(mut detail: Option<ProductDetail>) -> Self {
        let coupon = detail.as_mut().and_then(|detail| detail.coupon.take());
        Self {
            product: Arc::new(detail),
            coupon,
        }
    }

    fn put_together(&self) -> Option<ProductDetail> {
        let mut detail = Option::clone(&self.product)?;
        detail.coupon = self.coupon;
        Some(detail)
    }

    fn keep(&self, answers: &Answers<Question>, page: Page, put: &Put) {
        answers.keep(Question::Product(page.product), put.product, &self.product);
        // Of a product that is not there, nobody learned what coupons the viewer has.
        if let (Some(viewer), Some(_)) = (page.viewer, self.product.as_ref()) {
            answers.keep(Question::Coupon(viewer), put.coupon, &Arc::new(self.coupon));
        }
    }

    fn recall(answers: &Answers<Question>, page: Page, put: &Put) -> Option<Self> {
        let product: Arc<Option<ProductDetail>> =
            answers.recall(&Question::Product(page.product), &put.product)?;
        let coupon = match page.viewer {
            Some(viewer) if product.is_some() => *answers.recall(&Question::Coupon(viewer), &put.coupon)?,
            _ => None,
        };
        Some(Self { product, coupon })
    }
}

use hexmart_application::catalogue::{Browse, BrowseError, CreateProductError, PageAt};
use hexmart_application::marketplace::Authority;
use hexmart_application::pricing::{SetDiscount, SetDiscountError};
use hexmart_domain::shared::Percentage;
use rust_decimal::Decimal;

use super::product;
use crate::failure::{Exit, Failure};
use crate::wiring::Shop;

/// One product of the demo.
struct Sample {
    name: &'static str,
    description: &'static str,
    /// In whole won.
    price: i64,
    stock: i64,
    /// In per cent.
    discount: Option<i64>,
}

const SAMPLES: [Sample; 12] = [
    Sample {
        name: "청송 꿀사과 5kg",
        description: "일교차 큰 청송에서 자라 속이 꽉 찬 사과입니다. 수확한 다음 날 보내 드립니다.",
        price: 39_900,
        stock: 120,
        discount: Some(10),
    },
    Sample {
        name: "유기농 사과즙 30포",
        description: "물을 섞지 않고 사과만 눌러 짰습니다. 아침마다 한 포씩 드세요.",
        price: 27_000,
        stock: 200,
        discount: None,
    },
    Sample {
        name: "달항아리 머그",
        description: "손으로 빚은 350ml 백자 머그입니다. 하나하나 모양이 조금씩 다릅니다.",
        price: 24_000,
        stock: 60,
        discount: None,
    },
    Sample {
        name: "방짜 유기 수저 2인 세트",
        description: "두드려 만든 방짜 유기입니다. 쓸수록 은은한 빛이 납니다.",
        price: 68_000,
        stock: 35,
        discount: Some(15),
    },
    Sample {
        name: "호두나무 원목 도마",
        description: "칼자국이 눈에 띄지 않는 호두나무 한 장으로 만들었습니다.",
        price: 45_500,
        stock: 48,
        discount: None,
    },
    Sample {
        name: "린넨 앞치마 모래색",
        description: "빨수록 부드러워지는 리투아니아산 린넨입니다. 주머니가 두 개 있습니다.",
        price: 32_000,
        stock: 75,
        discount: Some(20),
    },
    Sample {
        name: "제주 한라봉 3kg",
        description: "껍질이 얇고 향이 진한 한라봉입니다. 선물 상자에 담아 보내 드립니다.",
        price: 33_900,
        stock: 90,
        discount: None,
    },
    Sample {
        name: "누빔 겨울 이불 퀸",
        description: "가볍고 따뜻한 누빔 이불입니다. 집에서 세탁기로 빨 수 있습니다.",
        price: 129_000,
        stock: 22,
        discount: Some(30),
    },
    Sample {
        name: "한지 스탠드 조명",
        description: "닥종이를 지나온 빛이 눈에 편안합니다. 밝기를 세 단계로 바꿀 수 있습니다.",
        price: 89_000,
        stock: 18,
        discount: None,
    },
    Sample {
        name: "기계식 키보드 한글 각인",
        description: "조용한 저소음 축을 썼습니다. 한글과 영문이 함께 새겨져 있습니다.",
        price: 154_000,
        stock: 40,
        discount: Some(12),
    },
    Sample {
        name: "캠핑용 티타늄 코펠",
        description: "2인용 코펠로 무게는 320g입니다. 그물 주머니를 함께 드립니다.",
        price: 74_900,
        stock: 30,
        discount: None,
    },
    Sample {
        name: "보성 우전 녹차 80g",
        description: "곡우 전에 딴 어린잎만 덖었습니다. 올해 물량이 모두 나갔습니다.",
        price: 58_000,
        stock: 0,
        discount: None,
    },
];

/// Puts the demo products into a shop that has none.
pub(crate) async fn fill(shop: &Shop) -> Result<(), Failure> {
    if !is_empty(shop).await? {
        return Ok(());
    }
    let products = SAMPLES
        .iter()
        .map(|sample| product(sample.name, sample.description, sample.price, sample.stock))
        .collect::<Result<Vec<_>, _>>()?;
    let created = shop
        .catalogue
        .create_products(products, Authority::Shop(None))
        .await
        .map_err(|CreateProductError::Store(error)| {
            Failure::of_store("cannot write the demo products", &error)
        })?;
    for (created, sample) in created.iter().zip(&SAMPLES) {
        if let Some(percentage) = sample.discount {
            let discount = SetDiscount {
                product: created.product.id,
                percentage: percent(percentage)?,
                authority: Authority::Shop(None),
            };
            set(shop, discount).await?;
        }
    }
    tracing::info!(products = created.len(), "put demo products into the empty shop");
    Ok(())
}

async fn is_empty(shop: &Shop) -> Result<bool, Failure> {
    let first = Browse {
        name: None,
        size: 1,
        at: PageAt::Index(1),
    };
    match shop.catalogue.browse(first).await {
        Ok(page) => Ok(page.products.is_empty()),
        Err(BrowseError::TooDeep { .. }) => Ok(false),
        Err(BrowseError::Store(error)) => Err(Failure::of_store("cannot read the catalogue", &error)),
    }
}

fn percent(number: i64) -> Result<Percentage, Failure> {
    Percentage::try_from(Decimal::from(number))
        .map_err(|error| Failure::new(Exit::Failed, "a demo discount breaks a rule").because(&error))
}

async fn set(shop: &Shop, discount: SetDiscount) -> Result<(), Failure> {
    const WHAT: &str = "cannot write the demo discounts";
    match shop.pricing.set_discount(discount).await {
        Ok(_) => Ok(()),
        Err(SetDiscountError::Store(error)) => Err(Failure::of_store(WHAT, &error)),
        Err(error @ SetDiscountError::UnknownProduct) => {
            Err(Failure::new(Exit::Failed, WHAT).because(&error))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use hexmart_application::platform::Clock;
    use hexmart_security_adapter::KeyRing;

    use super::*;
    use crate::clock::SystemClock;

    fn shop() -> Shop {
        let ring = KeyRing::ephemeral(SystemClock.now()).unwrap();
        Shop::for_a_command(hexmart_memory_adapter::open(), &Arc::new(ring)).unwrap()
    }

    async fn listed(shop: &Shop) -> Vec<(String, Decimal)> {
        let all = Browse {
            name: None,
            size: Browse::MAX_SIZE,
            at: PageAt::Index(1),
        };
        let page = shop.catalogue.browse(all).await.unwrap();
        page.products
            .into_iter()
            .map(|listed| (listed.card.name, listed.quote.discount_amount.amount()))
            .collect()
    }

    #[tokio::test]
    async fn an_empty_shop_gets_the_demo_products_once() {
        let shop = shop();
        fill(&shop).await.unwrap();
        let first = listed(&shop).await;
        assert!(
            first
                .iter()
                .map(|(name, _)| name.as_str())
                .eq(SAMPLES.iter().map(|sample| sample.name))
        );
        assert_eq!(first[0], ("청송 꿀사과 5kg".to_owned(), Decimal::from(3990)));
        assert_eq!(first.iter().filter(|(_, off)| !off.is_zero()).count(), 5);

        fill(&shop).await.unwrap();
        assert_eq!(listed(&shop).await, first);
    }

    #[tokio::test]
    async fn a_shop_with_products_is_left_alone() {
        let shop = shop();
        let own = product("우리 상품", "하나뿐입니다.", 1000, 1).unwrap();
        shop.catalogue
            .create_product(own, Authority::Shop(None))
            .await
            .unwrap();
        fill(&shop).await.unwrap();
        assert_eq!(listed(&shop).await.len(), 1);
    }
}

use hexmart_application::catalogue::{ListFilter, Mark, ProductCard, ProductDetail, SellerBadge};
use hexmart_application::search::{Facet, NameCandidates, SearchHits, SearchQuery, Suggestion};
use hexmart_domain::catalogue::{
    Attribute, AttributeValue, Category, Forest, Lifecycle, OptionGroup, Picture, Tag, Variant,
};
use hexmart_domain::shared::{CategoryId, Id, Percentage, Quantity};

/// What something takes of the memory.
pub(crate) trait Weight {
    /// Bytes beyond those of the value itself, roughly.
    fn beyond(&self) -> usize;
}

impl<T: Weight> Weight for Vec<T> {
    fn beyond(&self) -> usize {
        self.capacity() * size_of::<T>() + self.iter().map(Weight::beyond).sum::<usize>()
    }
}

impl<T: Weight> Weight for Option<T> {
    fn beyond(&self) -> usize {
        self.as_ref().map_or(0, Weight::beyond)
    }
}

impl Weight for String {
    fn beyond(&self) -> usize {
        self.capacity()
    }
}

impl Weight for (Variant, Quantity) {
    fn beyond(&self) -> usize {
        let (variant, _) = self;
        let values: usize = variant.values.iter().map(|value| value.as_str().len()).sum();
        variant.sku.as_str().len() + size_of_val(variant.values.as_slice()) + values
    }
}

impl<K> Weight for Id<K> {
    fn beyond(&self) -> usize {
        0
    }
}

impl<T> Weight for Facet<T> {
    fn beyond(&self) -> usize {
        0
    }
}

/// Values that are all there is to them.
macro_rules! nothing_beyond {
    ($($name:ty),*) => {$(
        impl Weight for $name {
            fn beyond(&self) -> usize {
                0
            }
        }
    )*};
}

nothing_beyond!(Lifecycle, Mark, Percentage, u64);

impl Weight for Tag {
    fn beyond(&self) -> usize {
        self.as_str().len()
    }
}

impl Weight for Picture {
    fn beyond(&self) -> usize {
        self.alt.as_ref().map_or(0, |alt| alt.as_str().len())
    }
}

impl Weight for Attribute {
    fn beyond(&self) -> usize {
        let value = match &self.value {
            AttributeValue::Text(text) => text.as_str().len(),
            AttributeValue::Number(_) | AttributeValue::Flag(_) => 0,
        };
        self.name.as_str().len() + value
    }
}

impl Weight for OptionGroup {
    fn beyond(&self) -> usize {
        let values: usize = self.values.iter().map(|value| value.as_str().len()).sum();
        self.name.as_str().len() + size_of_val(self.values.as_slice()) + values
    }
}

impl Weight for SellerBadge {
    fn beyond(&self) -> usize {
        self.company.beyond()
    }
}

impl Weight for ProductCard {
    fn beyond(&self) -> usize {
        self.name.beyond() + self.description.beyond() + self.picture.beyond()
    }
}

impl Weight for ProductDetail {
    fn beyond(&self) -> usize {
        let choices = self.options.beyond() + self.variants.beyond();
        let words = self.tags.beyond() + self.attributes.beyond();
        self.card.beyond() + self.seller.beyond() + choices + words + self.pictures.beyond()
    }
}

impl Weight for Forest {
    fn beyond(&self) -> usize {
        let label = |category: &Category| {
            let english = category.name.en.as_ref().map_or(0, |label| label.as_str().len());
            category.name.ko.as_str().len() + english
        };
        // Its place in two tables, one of which may be half empty, and among its siblings.
        let place = 2 * (size_of::<Category>() + size_of::<CategoryId>()) + 4 * size_of::<CategoryId>();
        let all = self.in_order();
        all.into_iter().map(|(_, category)| place + label(category)).sum()
    }
}

impl Weight for ListFilter {
    fn beyond(&self) -> usize {
        let name = self.name.as_ref().map_or(0, |name| name.folded().len());
        let ids = self.among.beyond() + self.categories.beyond();
        self.lifecycles.beyond() + name + ids + self.tag.beyond()
    }
}

impl Weight for NameCandidates {
    fn beyond(&self) -> usize {
        self.products.beyond()
    }
}

impl Weight for SearchQuery {
    fn beyond(&self) -> usize {
        self.text.beyond() + self.filter.tag.beyond()
    }
}

impl Weight for SearchHits {
    fn beyond(&self) -> usize {
        let facets = &self.facets;
        let counts = facets.categories.beyond() + facets.sellers.beyond() + facets.price_bands.beyond();
        self.products.beyond() + counts
    }
}

impl Weight for Suggestion {
    fn beyond(&self) -> usize {
        self.text.beyond()
    }
}

//! Who sees a product in which state.

use hexmart_application::marketplace::Ownership;
use hexmart_application::platform::Storage;
use hexmart_domain::catalogue::{Lifecycle, Product, ProductState};

use super::edits::kept;
use super::{browse, card, everything, ids_of, window};
use crate::given;
use crate::writes::{create, edit, owner};

/// One product of each state, in their order.
async fn of_each_state(storage: &Storage) -> Vec<Product> {
    let products: Vec<_> = Lifecycle::ALL
        .into_iter()
        .map(|lifecycle| Product {
            lifecycle,
            ..given::product()
        })
        .collect();
    create(storage, &products, 2).await.unwrap();
    products
}

/// Everybody sees in lists what is on sale, and on its own page what was discontinued, too; indexes know what lists show.
pub async fn what_is_not_public_is_not_shown(storage: Storage) {
    let products = of_each_state(&storage).await;
    let ids = ids_of(&products);
    assert_eq!(browse(&storage, &everything(), window(0, 9)).await, ids[..1]);
    for (product, is_public) in products.iter().zip([true, true, false, false, false]) {
        let detail = storage
            .catalogue
            .detail(product.id, None, given::now())
            .await
            .unwrap();
        assert_eq!(detail.is_some(), is_public, "{:?}", product.lifecycle);
    }
    let known = storage.catalogue.documents(&ids, given::now()).await.unwrap();
    let all = storage
        .catalogue
        .documents_after(None, 9, given::now())
        .await
        .unwrap();
    assert_eq!(known, all);
    let known: Vec<_> = known.iter().map(|document| document.product).collect();
    assert_eq!(known, ids[..1]);
}

/// Those who keep the catalogue see every product; one that was deleted has no owner.
pub async fn what_is_hidden_is_kept(storage: Storage) {
    for product in of_each_state(&storage).await {
        assert_eq!(kept(&storage, product.id).await.as_ref(), Some(&product));
        let expected = (product.lifecycle != Lifecycle::Deleted).then_some(Ownership::Shop);
        assert_eq!(owner(&storage, product.id).await, expected);
        assert_eq!(storage.catalogue.owner(product.id).await.unwrap(), expected);
    }
}

/// A product that changes its state is shown, or not, at once; and as it was when it comes back.
pub async fn a_state_can_change_and_change_back(storage: Storage) {
    let product = of_each_state(&storage).await.remove(0);
    let before = card(&storage, product.id).await;
    for lifecycle in Lifecycle::ALL.into_iter().rev() {
        edit(&storage, product.id, move |product| product.lifecycle = lifecycle).await;
        let listed = browse(&storage, &everything(), window(0, 9)).await;
        assert_eq!(listed.contains(&product.id), lifecycle.is_listed());
        let detail = storage
            .catalogue
            .detail(product.id, None, given::now())
            .await
            .unwrap();
        assert_eq!(detail.is_some(), lifecycle.is_public());
        let expected = ProductState::of(lifecycle, true);
        assert_eq!(card(&storage, product.id).await.state(), expected);
    }
    assert_eq!(card(&storage, product.id).await, before);
}

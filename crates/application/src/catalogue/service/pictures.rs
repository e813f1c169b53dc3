//! Pictures of products: files first, then the commit that makes them known.

use std::sync::Arc;

use hexmart_domain::catalogue::{EditError, Lifecycle, Picture, PicturesError, Product};
use hexmart_domain::shared::{PictureId, ProductId};

use super::merchandising::{MerchandisingService, find, save_edited};
use super::picture_files::PictureFailure;
use crate::catalogue::{EditProductError, NewPicture, PictureError, PictureOrder, ProductSheet};
use crate::marketplace::Authority;
use crate::platform::{Abort, transact};

pub(super) async fn add(
    service: &MerchandisingService,
    wanted: NewPicture,
    authority: Authority,
) -> Result<(ProductSheet, Picture), PictureError> {
    let NewPicture { product, file, alt } = wanted;
    let sheet = service.sheet_for(product, authority).await?;
    admit(&sheet.product)?;
    if sheet.product.pictures.len() >= Picture::MOST {
        return Err(PicturesError::TooMany.into());
    }
    let picture = service.files.develop(file, alt, &service.mint).await?;
    let added = picture.clone();
    let written = change(service, product, None, authority, move |product| {
        if product.pictures.len() >= Picture::MOST {
            return Err(PicturesError::TooMany);
        }
        let mut pictures = product.pictures.clone();
        pictures.push(added.clone());
        Ok(pictures)
    })
    .await;
    match written {
        Ok(_) => Ok((service.sheet_for(product, authority).await?, picture)),
        Err(error) => {
            // Nobody knows whether an unresolved commit took place: its files stay until the sweep.
            if is_certain(&error) {
                service.files.discard(&[picture]).await;
            }
            Err(error)
        }
    }
}

pub(super) async fn arrange(
    service: &MerchandisingService,
    order: PictureOrder,
    authority: Authority,
) -> Result<ProductSheet, PictureError> {
    let PictureOrder {
        product,
        expected,
        pictures: wanted,
    } = order;
    let removed = change(service, product, expected, authority, move |product| {
        let named = |picture: &&Picture| wanted.iter().filter(|(id, _)| *id == picture.id).count();
        if product.pictures.iter().any(|picture| named(&picture) > 1) {
            return Err(PicturesError::NotAnOrder);
        }
        let known = |id: &PictureId| product.pictures.iter().find(|picture| picture.id == *id);
        wanted
            .iter()
            .map(|(id, alt)| {
                let picture = known(id).ok_or(PicturesError::Unknown)?.clone();
                Ok(Picture {
                    alt: alt.clone(),
                    ..picture
                })
            })
            .collect()
    })
    .await?;
    service.files.discard(&removed).await;
    Ok(service.sheet_for(product, authority).await?)
}

/// Gives a product other pictures; answers those it does not have any more.
async fn change<C>(
    service: &MerchandisingService,
    product: ProductId,
    expected: Option<i64>,
    authority: Authority,
    choose: C,
) -> Result<Vec<Picture>, PictureError>
where
    C: Fn(&Product) -> Result<Vec<Picture>, PicturesError> + Send + Sync + 'static,
{
    let now = service.mint.now();
    let choose = Arc::new(choose);
    let changed = transact(&*service.store, "change_pictures", move |uow| {
        let choose = Arc::clone(&choose);
        Box::pin(async move {
            let before = find(uow, product, expected, authority)
                .await
                .map_err(|abort| match abort {
                    Abort::Refused(refusal) => Abort::Refused(PictureError::Product(refusal)),
                    Abort::Store(error) => Abort::Store(error),
                })?;
            admit(&before).map_err(|refusal| Abort::Refused(refusal.into()))?;
            let pictures = choose(&before).map_err(|refusal| Abort::Refused(refusal.into()))?;
            let stays = |picture: &&Picture| pictures.iter().any(|next| next.id == picture.id);
            let removed = before
                .pictures
                .iter()
                .filter(|picture| !stays(picture))
                .cloned()
                .collect();
            let next = Product {
                pictures,
                ..before.clone()
            };
            save_edited(uow, next.succeeding(&before, now), authority).await?;
            Ok(removed)
        })
    })
    .await;
    service.freshness.product_changed(product);
    changed
}

/// What was thrown away keeps the pictures it had, as with every other edit.
fn admit(product: &Product) -> Result<(), EditProductError> {
    if product.lifecycle == Lifecycle::Deleted {
        Err(EditError::Deleted.into())
    } else {
        Ok(())
    }
}

fn is_certain(error: &PictureError) -> bool {
    use crate::platform::StoreError;
    !matches!(
        error,
        PictureError::Product(EditProductError::Store(StoreError::Unresolved(_)))
    )
}

impl From<PictureFailure> for PictureError {
    fn from(failure: PictureFailure) -> Self {
        match failure {
            PictureFailure::Fault(fault) => fault.into(),
            PictureFailure::Objects(error) => error.into(),
        }
    }
}

//! Pictures of products: files first, then the commit that makes them known, so that no product ever shows a picture that
//! is not there. What a crash leaves behind is swept by a job.

use std::sync::Arc;

use hexmart_domain::catalogue::{EditError, Lifecycle, Picture, PicturesError, Product};
use hexmart_domain::shared::{PictureId, ProductId};

use super::merchandising::{MerchandisingService, find, save_edited};
use crate::catalogue::{EditProductError, NewPicture, PictureError, PictureOrder, ProductSheet};
use crate::marketplace::Authority;
use crate::media::{DevelopedPicture, MediaType, ObjectKey, ObjectKeyError, RenditionSize};
use crate::platform::{Abort, transact};

/// What the names of all pictures begin with.
pub(super) const PREFIX: &str = "pictures/";

/// Where a size of a picture lies in the object store.
pub fn picture_key(
    picture: PictureId,
    size: RenditionSize,
    is_transparent: bool,
) -> Result<ObjectKey, ObjectKeyError> {
    let kind = if is_transparent {
        MediaType::Png
    } else {
        MediaType::Jpeg
    };
    let id = picture.to_string().to_ascii_lowercase();
    ObjectKey::parse(format!("{PREFIX}{id}/{}.{}", size.as_str(), kind.extension()))
}

/// The picture of an object's name.
pub(super) fn picture_of(key: &ObjectKey) -> Option<PictureId> {
    let (id, _) = key.as_str().strip_prefix(PREFIX)?.split_once('/')?;
    id.to_ascii_uppercase().parse().ok()
}

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
    let developed = service.imaging.develop(file).await?;
    let now = service.mint.now();
    let is_transparent = developed
        .renditions
        .iter()
        .any(|rendition| rendition.media_type == MediaType::Png);
    let picture = Picture {
        id: service.mint.id(now),
        alt,
        width: developed.width,
        height: developed.height,
        is_transparent,
    };
    if let Err(error) = keep(service, &picture, developed).await {
        discard(service, vec![picture.clone()]).await;
        return Err(error);
    }
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
                discard(service, vec![picture]).await;
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
    discard(service, removed).await;
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

async fn keep(
    service: &MerchandisingService,
    picture: &Picture,
    developed: DevelopedPicture,
) -> Result<(), PictureError> {
    for rendition in developed.renditions {
        // One picture has one ending, also where a small size came out without anything transparent.
        let key = key_of(picture, rendition.size)?;
        service
            .objects
            .put(&key, rendition.media_type, rendition.bytes)
            .await?;
    }
    Ok(())
}

fn key_of(picture: &Picture, size: RenditionSize) -> Result<ObjectKey, PictureError> {
    let unfit = |error: ObjectKeyError| crate::media::ObjectError::Failed(error.to_string());
    Ok(picture_key(picture.id, size, picture.is_transparent).map_err(unfit)?)
}

/// Lets go of files; what cannot be deleted now is swept later.
async fn discard(service: &MerchandisingService, pictures: Vec<Picture>) {
    let keys: Vec<_> = pictures
        .iter()
        .flat_map(|picture| RenditionSize::ALL.map(|size| key_of(picture, size)))
        .flatten()
        .collect();
    if keys.is_empty() {
        return;
    }
    if let Err(error) = service.objects.delete(&keys).await {
        tracing::warn!(%error, "files of pictures wait for the sweep");
    }
}

fn is_certain(error: &PictureError) -> bool {
    use crate::platform::StoreError;
    !matches!(
        error,
        PictureError::Product(EditProductError::Store(StoreError::Unresolved(_)))
    )
}

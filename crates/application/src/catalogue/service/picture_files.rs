//! Files of pictures: kept before the commit that makes a picture known, so that nothing ever shows one that is not there.
//! What a crash leaves behind is swept by a job.

use std::fmt;
use std::sync::Arc;

use hexmart_domain::catalogue::{AltText, Picture};
use hexmart_domain::shared::PictureId;

use crate::media::{
    DevelopedPicture, Imaging, MediaType, ObjectError, ObjectKey, ObjectKeyError, ObjectStore, PictureFault,
    RenditionSize,
};
use crate::platform::Mint;

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

/// Makes pictures of files, and keeps them.
#[derive(Clone)]
pub(crate) struct PictureFiles {
    imaging: Arc<dyn Imaging>,
    objects: Arc<dyn ObjectStore>,
}

/// Why a file did not become a picture.
#[derive(Debug)]
pub(crate) enum PictureFailure {
    /// It is none for us.
    Fault(PictureFault),
    /// It could not be kept.
    Objects(ObjectError),
}

impl fmt::Debug for PictureFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PictureFiles")
    }
}

impl PictureFiles {
    pub(crate) fn new(imaging: Arc<dyn Imaging>, objects: Arc<dyn ObjectStore>) -> Self {
        Self { imaging, objects }
    }

    /// Makes a picture of a file and keeps its sizes.
    pub(crate) async fn develop(
        &self,
        file: Vec<u8>,
        alt: Option<AltText>,
        mint: &Mint,
    ) -> Result<Picture, PictureFailure> {
        let developed = self.imaging.develop(file).await;
        let developed = developed.map_err(PictureFailure::Fault)?;
        let is_transparent = developed
            .renditions
            .iter()
            .any(|rendition| rendition.media_type == MediaType::Png);
        let picture = Picture {
            id: mint.id(mint.now()),
            alt,
            width: developed.width,
            height: developed.height,
            is_transparent,
        };
        if let Err(error) = self.keep(&picture, developed).await {
            self.discard(&[picture]).await;
            return Err(PictureFailure::Objects(error));
        }
        Ok(picture)
    }

    async fn keep(&self, picture: &Picture, developed: DevelopedPicture) -> Result<(), ObjectError> {
        for rendition in developed.renditions {
            // One picture has one ending, also where a small size came out without anything transparent.
            let key = key_of(picture, rendition.size)?;
            self.objects
                .put(&key, rendition.media_type, rendition.bytes)
                .await?;
        }
        Ok(())
    }

    /// Lets go of files; what cannot be deleted now is swept later.
    pub(crate) async fn discard(&self, pictures: &[Picture]) {
        let keys: Vec<_> = pictures
            .iter()
            .flat_map(|picture| RenditionSize::ALL.map(|size| key_of(picture, size)))
            .flatten()
            .collect();
        if keys.is_empty() {
            return;
        }
        if let Err(error) = self.objects.delete(&keys).await {
            tracing::warn!(%error, "files of pictures wait for the sweep");
        }
    }
}

fn key_of(picture: &Picture, size: RenditionSize) -> Result<ObjectKey, ObjectError> {
    picture_key(picture.id, size, picture.is_transparent)
        .map_err(|error| ObjectError::Failed(error.to_string()))
}

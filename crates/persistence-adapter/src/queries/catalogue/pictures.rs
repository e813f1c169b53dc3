use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use hexmart_application::platform::StoreError;
use hexmart_domain::shared::PictureId;

use super::{Conn, classify};
use crate::columns::Key;
use crate::schema::{product_pictures, reviews};

/// See [`CatalogueQueries::pictures_in_use`](hexmart_application::catalogue::CatalogueQueries::pictures_in_use).
pub(crate) async fn pictures_in_use(
    conn: &mut Conn,
    pictures: &[PictureId],
) -> Result<Vec<PictureId>, StoreError> {
    let keys: Vec<_> = pictures.iter().map(|id| Key::from(*id)).collect();
    let of_reviews = reviews::table
        .filter(reviews::picture_id.eq_any(keys.clone()))
        .select(reviews::picture_id.assume_not_null());
    let used: Vec<Key> = product_pictures::table
        .filter(product_pictures::id.eq_any(keys))
        .select(product_pictures::id)
        .union(of_reviews)
        .load(conn)
        .await
        .map_err(classify)?;
    Ok(used.into_iter().map(Key::id).collect())
}

use std::path::Path;
use std::sync::Arc;

use hexmart_application::media::ObjectStore;
use hexmart_media_adapter::{LocalObjects, MemoryObjects, S3Objects, S3Settings};

use crate::cli::MediaArgs;
use crate::clock::SystemClock;
use crate::database::Database;
use crate::failure::{Exit, Failure};

/// Where the shop keeps its files: in a bucket, in the folder that is named, or in the one beside the database.
pub(crate) fn objects(database: &Database, args: &MediaArgs) -> Result<Arc<dyn ObjectStore>, Failure> {
    if let Some(bucket) = &args.s3_bucket {
        return in_bucket(bucket, args);
    }
    match (&args.media_dir, database.beside("media")) {
        (Some(folder), _) => in_folder(folder),
        (None, Some(folder)) => in_folder(&folder),
        (None, None) => Ok(Arc::new(MemoryObjects::new(Arc::new(SystemClock)))),
    }
}

fn in_folder(folder: &Path) -> Result<Arc<dyn ObjectStore>, Failure> {
    let objects = LocalObjects::open(folder).map_err(|error| {
        Failure::new(Exit::Config, format!("cannot keep files in {}", folder.display()))
            .because(&error)
            .cure("--media-dir with a folder that can be written to")
    })?;
    Ok(Arc::new(objects))
}

fn in_bucket(bucket: &str, args: &MediaArgs) -> Result<Arc<dyn ObjectStore>, Failure> {
    let missing = |what: &str| Failure::new(Exit::Config, format!("the bucket {bucket} needs {what}"));
    let settings = S3Settings {
        endpoint: args.s3_endpoint.clone(),
        region: args.s3_region.clone(),
        bucket: bucket.to_owned(),
        access_key: args
            .s3_access_key
            .clone()
            .ok_or_else(|| missing("--s3-access-key"))?,
        secret_key: args
            .s3_secret_key
            .clone()
            .ok_or_else(|| missing("--s3-secret-key"))?
            .into(),
        path_style: args.s3_path_style,
    };
    let objects = S3Objects::new(&settings, Arc::new(SystemClock))
        .map_err(|error| Failure::new(Exit::Config, "the bucket cannot be used").because(&error))?;
    Ok(Arc::new(objects))
}

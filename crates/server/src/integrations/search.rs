use std::path::Path;
use std::sync::Arc;

use hexmart_application::search::SearchIndex;
use hexmart_opensearch_adapter::OpenSearchIndex;
use hexmart_search_adapter::EmbeddedIndex;

use crate::cli::SearchArgs;
use crate::database::Database;
use crate::failure::{Exit, Failure};

/// What finds products: an `OpenSearch` cluster, or an index in the folder that is named, or in the one beside the
/// database.
pub(crate) fn index(database: &Database, args: &SearchArgs) -> Result<Arc<dyn SearchIndex>, Failure> {
    if let Some(url) = &args.opensearch_url {
        let account = args.opensearch_user.clone().zip(args.opensearch_password.clone());
        let settings = hexmart_opensearch_adapter::Settings {
            address: url.clone(),
            account: account.map(|(name, password)| (name, password.into())),
            prefix: args.opensearch_prefix.clone(),
        };
        let index = OpenSearchIndex::new(settings).map_err(|error| {
            Failure::new(Exit::Config, "the search cluster cannot be used").because(&error)
        })?;
        return Ok(Arc::new(index));
    }
    match (&args.search_dir, database.beside("search")) {
        (Some(folder), _) => in_folder(folder),
        (None, Some(folder)) => in_folder(&folder),
        (None, None) => EmbeddedIndex::in_memory()
            .map(shared)
            .map_err(|error| unusable(&error)),
    }
}

fn in_folder(folder: &Path) -> Result<Arc<dyn SearchIndex>, Failure> {
    EmbeddedIndex::open(folder)
        .map(shared)
        .map_err(|error| unusable(&error))
}

fn shared(index: EmbeddedIndex) -> Arc<dyn SearchIndex> {
    Arc::new(index)
}

fn unusable(error: &dyn std::error::Error) -> Failure {
    Failure::new(Exit::Config, "cannot keep a search index")
        .because(error)
        .cure("--search-dir with a folder that can be written to")
}

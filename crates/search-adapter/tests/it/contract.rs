//! Every promise.

/// Kept in memory.
mod in_memory {
    use std::sync::Arc;

    use hexmart_application::search::SearchIndex;
    use hexmart_contracts::search_contract;
    use hexmart_search_adapter::EmbeddedIndex;

    fn fresh() -> (Arc<dyn SearchIndex>, ()) {
        (Arc::new(EmbeddedIndex::in_memory().unwrap()), ())
    }

    search_contract!(fresh);
}

/// Kept in a folder.
mod in_a_folder {
    use std::sync::Arc;

    use hexmart_application::search::SearchIndex;
    use hexmart_contracts::search_contract;
    use hexmart_search_adapter::EmbeddedIndex;
    use tempfile::TempDir;

    fn fresh() -> (Arc<dyn SearchIndex>, TempDir) {
        let folder = TempDir::new().unwrap();
        (Arc::new(EmbeddedIndex::open(folder.path()).unwrap()), folder)
    }

    search_contract!(fresh);
}

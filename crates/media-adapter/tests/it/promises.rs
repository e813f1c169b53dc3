//! Every promise of `ObjectStore`.

mod memory {
    use std::any::Any;
    use std::sync::Arc;

    use hexmart_application::media::ObjectStore;
    use hexmart_contracts::objects_contract;
    use hexmart_media_adapter::MemoryObjects;

    use crate::given::clock;

    fn fresh() -> (Arc<dyn ObjectStore>, impl Any) {
        (Arc::new(MemoryObjects::new(clock())), ())
    }

    objects_contract!(fresh);
}

mod local {
    use std::any::Any;
    use std::sync::Arc;

    use hexmart_application::media::ObjectStore;
    use hexmart_contracts::objects_contract;
    use hexmart_media_adapter::LocalObjects;
    use tempfile::tempdir;

    fn fresh() -> (Arc<dyn ObjectStore>, impl Any) {
        let folder = tempdir().unwrap();
        (Arc::new(LocalObjects::open(folder.path()).unwrap()), folder)
    }

    objects_contract!(fresh);
}

mod s3 {
    use std::any::Any;
    use std::sync::Arc;

    use hexmart_application::media::ObjectStore;
    use hexmart_contracts::objects_contract;
    use hexmart_media_adapter::S3Objects;
    use hexmart_test_s3::Server;

    use crate::given::{clock, settings};

    fn fresh() -> (Arc<dyn ObjectStore>, impl Any) {
        let server = Server::start();
        let objects = S3Objects::new(&settings(&server.endpoint()), clock()).unwrap();
        (Arc::new(objects), server)
    }

    objects_contract!(fresh);
}

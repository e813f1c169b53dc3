//! Every promise of `PaymentGateway`.

mod portone_v1 {
    use std::sync::Arc;

    use hexmart_contracts::gateway::Till;
    use hexmart_contracts::gateway_contract;

    use crate::shop::{Kind, Shop};

    fn fresh() -> Arc<dyn Till> {
        Arc::new(Shop::open(Kind::V1))
    }

    gateway_contract!(fresh);
}

mod portone_v2 {
    use std::sync::Arc;

    use hexmart_contracts::gateway::Till;
    use hexmart_contracts::gateway_contract;

    use crate::shop::{Kind, Shop};

    fn fresh() -> Arc<dyn Till> {
        Arc::new(Shop::open(Kind::V2))
    }

    gateway_contract!(fresh);
}

mod portone_v2_by_token {
    use std::sync::Arc;

    use hexmart_contracts::gateway::Till;
    use hexmart_contracts::gateway_contract;

    use crate::shop::{Kind, Shop};

    fn fresh() -> Arc<dyn Till> {
        Arc::new(Shop::open(Kind::V2ByToken))
    }

    gateway_contract!(fresh);
}

mod toss {
    use std::sync::Arc;

    use hexmart_contracts::gateway::Till;
    use hexmart_contracts::gateway_contract;

    use crate::shop::{Kind, Shop};

    fn fresh() -> Arc<dyn Till> {
        Arc::new(Shop::open(Kind::Toss))
    }

    gateway_contract!(fresh);
}

mod sandbox {
    use std::sync::Arc;

    use hexmart_contracts::gateway::Till;
    use hexmart_contracts::gateway_contract;

    use crate::sandbox::SandboxTill;

    fn fresh() -> Arc<dyn Till> {
        Arc::new(SandboxTill::open())
    }

    gateway_contract!(fresh);
}

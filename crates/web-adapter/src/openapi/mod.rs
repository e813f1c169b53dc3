//! The OpenAPI document: what the handlers say about themselves, and what the table of routes says about them.

mod from_routes;

use utoipa::OpenApi;

use crate::problem::ProblemBody;
use crate::{
    catalogue, funding, identity, interchange, inventory, marketplace, ordering, payments, platform, points,
    pricing, reviews, staff, subscription, webhooks,
};
use from_routes::FromRoutes;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hexmart",
        description = "A headless shop: products, stock, discounts, coupons, carts, orders, payments, points, reviews, wish lists, accounts, sellers.\n\nEvery path answers with and \
            without the slash at its end, and every GET also as HEAD. Errors are problems (RFC 9457); \
            `Accept-Language` chooses between Korean and English. Where callers are limited, answers carry \
            `RateLimit-Policy` and `RateLimit`.",
    ),
    paths(
        catalogue::create::create,
        catalogue::list::list,
        catalogue::show::show,
        catalogue::deals::list,
        catalogue::search::search,
        catalogue::search::suggest,
        catalogue::assortment::own,
        catalogue::assortment::staff,
        catalogue::edit::edit,
        catalogue::edit::delete,
        catalogue::edit::restore,
        catalogue::sheet::show,
        catalogue::history::list,
        catalogue::variants::replace,
        catalogue::pictures::add,
        catalogue::pictures::arrange,
        catalogue::media::show,
        catalogue::categories::list::list,
        catalogue::categories::change::create,
        catalogue::categories::change::rename,
        catalogue::categories::change::relocate,
        catalogue::categories::change::remove,
        interchange::imports::begin,
        interchange::imports::show,
        interchange::exports::rejects,
        interchange::exports::products,
        inventory::change,
        inventory::change_variant,
        inventory::warehouses::list,
        inventory::warehouses::add,
        inventory::warehouses::show,
        inventory::warehouses::replace,
        inventory::racks::list,
        inventory::racks::add,
        inventory::racks::replace,
        inventory::items::in_warehouse,
        inventory::items::on_rack,
        inventory::items::of_item,
        inventory::ledger::list,
        inventory::movements::record,
        inventory::movements::transfer,
        ordering::cart::show::show,
        ordering::cart::show::clear,
        ordering::cart::lines::add,
        ordering::cart::lines::set,
        ordering::cart::lines::remove,
        ordering::cart::lines::remove_several,
        ordering::cart::coupon::apply,
        ordering::cart::coupon::clear,
        ordering::cart::moving::merge,
        ordering::cart::moving::reorder,
        ordering::cart::moving::open,
        ordering::place::place,
        ordering::mine::list,
        ordering::mine::show,
        ordering::mine::timeline,
        ordering::mine::track,
        ordering::amend::readdress,
        ordering::amend::resize,
        ordering::steps::cancel,
        ordering::steps::request_refund,
        ordering::steps::withdraw_refund,
        ordering::steps::confirm,
        ordering::desk::lines,
        ordering::desk::prepare,
        ordering::desk::dispatch,
        ordering::desk::deliver,
        ordering::desk::cancel,
        ordering::desk::refund,
        payments::pay::providers,
        payments::pay::start,
        payments::pay::top_up,
        payments::pay::pledge,
        payments::pay::confirm,
        payments::record::of_order,
        payments::record::list,
        payments::record::show,
        payments::webhook::hear,
        funding::list::list,
        funding::writing::open,
        funding::writing::edit,
        funding::show::show,
        funding::show::backers,
        funding::pledging::quote,
        funding::pledging::pledge,
        funding::steps::cancel,
        funding::steps::fulfil,
        funding::steps::archive,
        funding::pocket::show,
        funding::pocket::register,
        funding::pocket::close,
        funding::mine::campaigns,
        funding::mine::pledges,
        points::wallet::show,
        points::wallet::entries,
        points::wallet::statistics,
        points::wallet::attend,
        points::terms::show,
        subscription::show,
        subscription::start,
        subscription::cancel,
        subscription::resume,
        reviews::list::list,
        reviews::write::write,
        reviews::write::edit,
        reviews::summary::show,
        reviews::show::show,
        reviews::picture::put,
        reviews::picture::remove,
        reviews::like::like,
        reviews::like::unlike,
        reviews::mine::list,
        reviews::wishes::list,
        reviews::wishes::add,
        reviews::wishes::edit,
        reviews::wishes::remove,
        pricing::discount::set,
        pricing::coupon::create,
        identity::sign_up::sign_up,
        identity::sign_in::sign_in,
        identity::sign_in::refresh,
        identity::sessions::sign_out,
        identity::sessions::sign_out_everywhere,
        identity::resets::request,
        identity::resets::confirm,
        identity::providers::list,
        identity::providers::begin,
        identity::providers::complete,
        identity::me::show,
        identity::me::change,
        identity::leaving::erase,
        identity::leaving::sleep,
        identity::password::change,
        identity::contact::send_code,
        identity::contact::verify_email,
        identity::contact::request_email,
        identity::contact::confirm_email,
        identity::contact::request_phone,
        identity::contact::confirm_phone,
        identity::sessions::list,
        identity::sessions::end,
        identity::addresses::list,
        identity::addresses::add,
        identity::addresses::show,
        identity::addresses::replace,
        identity::addresses::remove,
        identity::api_keys::list,
        identity::api_keys::make,
        identity::api_keys::revoke,
        identity::api_keys::rotate,
        identity::public_profile::show,
        marketplace::apply::apply,
        marketplace::own::show,
        marketplace::own::amend,
        marketplace::own::withdraw,
        marketplace::earnings::settlements,
        marketplace::earnings::statistics,
        marketplace::card::show,
        marketplace::follow::follow,
        marketplace::follow::unfollow,
        marketplace::follow::list,
        staff::accounts::list,
        staff::accounts::show,
        staff::accounts::erase,
        staff::accounts::change_role,
        staff::accounts::sign_out,
        staff::accounts::restore,
        staff::sellers::list,
        staff::sellers::show,
        staff::sellers::approve,
        staff::sellers::reject,
        staff::orders::lines,
        staff::orders::list,
        staff::orders::show,
        staff::orders::prepare,
        staff::orders::dispatch,
        staff::orders::deliver,
        staff::orders::cancel,
        staff::orders::refund,
        staff::points::show,
        staff::points::adjust,
        staff::points::entries,
        staff::payments::list,
        staff::payments::refund,
        staff::reviews::list,
        staff::reviews::hide,
        staff::reviews::unhide,
        staff::audit::list,
        webhooks::endpoints::list,
        webhooks::endpoints::create,
        webhooks::endpoints::event_types,
        webhooks::endpoints::show,
        webhooks::endpoints::replace,
        webhooks::endpoints::remove,
        webhooks::endpoints::rotate,
        webhooks::deliveries::list,
        webhooks::deliveries::show,
        webhooks::deliveries::replay,
        webhooks::deliveries::test,
        platform::health::live,
        platform::health::readiness,
        platform::metrics::metrics,
        platform::docs::openapi,
        platform::docs::docs,
        platform::docs::docs_file,
    ),
    components(schemas(ProblemBody<'_>)),
    tags(
        (name = "catalogue", description = "Products and categories"),
        (name = "interchange", description = "Products in bulk"),
        (name = "inventory", description = "Stock, and where it lies"),
        (name = "ordering", description = "Carts and orders"),
        (name = "payments", description = "Paying for orders"),
        (name = "funding", description = "Campaigns and pledges"),
        (name = "points", description = "Points and the subscription"),
        (name = "pricing", description = "Discounts and coupons"),
        (name = "reviews", description = "What buyers say of products, and what people wish for"),
        (name = "identity", description = "Accounts"),
        (name = "marketplace", description = "Sellers"),
        (name = "staff", description = "Accounts, sellers, orders, payments and the audit log, for staff"),
        (name = "webhooks", description = "Events, sent to whoever wants to hear of them"),
        (name = "platform", description = "Health, metrics, documentation"),
    ),
    modifiers(&FromRoutes),
)]
struct Document;

/// The OpenAPI 3.1 document of this API, as JSON for people to read.
pub fn openapi_json() -> String {
    // Strings and maps with text keys: this cannot fail.
    Document::openapi().to_pretty_json().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::from_routes::BEARER;
    use super::*;
    use crate::policy::Policy;
    use crate::route::Verb;
    use crate::routes::ROUTES;
    use serde_json::Value;

    fn key(verb: Verb) -> &'static str {
        match verb {
            Verb::Get => "get",
            Verb::Post => "post",
            Verb::Put => "put",
            Verb::Patch => "patch",
            Verb::Delete => "delete",
        }
    }

    fn document() -> Value {
        serde_json::from_str(&openapi_json()).unwrap()
    }

    #[test]
    fn the_document_has_every_route_and_no_other() {
        let served: BTreeSet<_> = ROUTES
            .iter()
            .map(|route| (route.path.to_owned(), key(route.verb).to_owned()))
            .collect();
        assert_eq!(served.len(), ROUTES.len(), "a route stands in the table twice");
        let document = document();
        let documented = document["paths"]
            .as_object()
            .unwrap()
            .iter()
            .flat_map(|(path, item)| {
                let methods = item.as_object().unwrap().keys();
                methods.map(move |method| (path.clone(), method.clone()))
            });
        assert_eq!(documented.collect::<BTreeSet<_>>(), served);
    }

    #[test]
    fn operations_say_who_may_call_and_what_can_go_wrong() {
        let document = document();
        for route in ROUTES {
            let operation = &document["paths"][route.path][key(route.verb)];
            let what = format!("{} {:?}", route.path, route.verb);
            assert!(operation["operationId"].is_string(), "{what}");
            assert_eq!(
                operation["security"].is_null(),
                route.policy == Policy::Public,
                "{what}"
            );
            for code in route.problems {
                let response = &operation["responses"][code.status().as_str()];
                let words = response["description"].as_str().unwrap();
                assert!(words.contains(&format!("`{}`", code.word())), "{what}: {words}");
                let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                assert_eq!(schema, "#/components/schemas/Problem");
            }
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let text = openapi_json();
        let document = document();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name}");
        }
        assert_eq!(document["openapi"], "3.1.0");
        assert_eq!(
            document["components"]["securitySchemes"][BEARER]["scheme"],
            "bearer"
        );
    }
}

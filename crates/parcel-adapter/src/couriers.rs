//! By which code a courier is known.

use serde::Deserialize;

/// Couriers by the names that shops use for them.
const NAMES: [(&str, &str); 7] = [
    ("epost", "01"),
    ("cj", "04"),
    ("cjlogistics", "04"),
    ("hanjin", "05"),
    ("logen", "06"),
    ("lotte", "08"),
    ("cupost", "46"),
];

/// All couriers, as the service lists them.
#[derive(Deserialize)]
pub(crate) struct Couriers {
    #[serde(rename = "Company")]
    companies: Vec<Company>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Company {
    code: String,
    name: String,
}

/// The code of one that needs no look into the list.
pub(crate) fn by_name(courier: &str) -> Option<&'static str> {
    let known = NAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(courier));
    known.map(|(_, code)| *code)
}

impl Couriers {
    /// The code of a courier that is called by its code, or as the service calls it.
    pub(crate) fn code(&self, courier: &str) -> Option<&str> {
        let called =
            |company: &&Company| company.code == courier || company.name.eq_ignore_ascii_case(courier);
        self.companies
            .iter()
            .find(called)
            .map(|company| company.code.as_str())
    }
}

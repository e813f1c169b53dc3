//! The categories that records name.

use std::collections::HashMap;

use hexmart_domain::catalogue::{CategoryLabel, CategoryName, Forest, Place};
use hexmart_domain::shared::{CategoryId, Instant};

use super::checking::{BELOW, CategoryWish};
use crate::interchange::RecordFault;
use crate::platform::Mint;

/// Categories by parent and Korean name; of two with one name the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(HashMap<(Option<CategoryId>, String), CategoryId>);

impl Names {
    pub(super) fn of(forest: &Forest) -> Self {
        let mut names = Self::default();
        for (_, category) in forest.in_order() {
            names.add(category.parent, &category.name.ko, category.id);
        }
        names
    }

    fn add(&mut self, parent: Option<CategoryId>, name: &CategoryLabel, id: CategoryId) {
        self.0.entry((parent, name.as_str().to_owned())).or_insert(id);
    }

    fn child(&self, parent: Option<CategoryId>, name: &CategoryLabel) -> Option<CategoryId> {
        self.0.get(&(parent, name.as_str().to_owned())).copied()
    }
}

/// The tree as it is, and as records want it.
#[derive(Debug, Clone)]
pub(super) struct Tree {
    pub(super) before: Forest,
    pub(super) after: Forest,
    names: Names,
    /// Whether to plant what is missing.
    grows: bool,
}

impl Tree {
    pub(super) fn new(forest: Forest, grows: bool) -> Self {
        Self {
            names: Names::of(&forest),
            after: forest.clone(),
            before: forest,
            grows,
        }
    }

    /// Whether anything was planted.
    pub(super) fn grew(&self) -> bool {
        self.after.version != self.before.version
    }

    /// The category of a wish; none for nowhere.
    pub(super) fn resolve(
        &mut self,
        wish: &CategoryWish,
        mint: &Mint,
        now: Instant,
    ) -> Result<Option<CategoryId>, RecordFault> {
        match wish {
            CategoryWish::Nowhere => Ok(None),
            CategoryWish::Id(id) => match self.after.get(*id) {
                Some(category) => Ok(Some(category.id)),
                None => Err(RecordFault::new("category", "there is no such category")),
            },
            CategoryWish::Path(path) => self.follow(path, mint, now),
        }
    }

    fn follow(
        &mut self,
        path: &[CategoryLabel],
        mint: &Mint,
        now: Instant,
    ) -> Result<Option<CategoryId>, RecordFault> {
        let mut at = None;
        for name in path {
            at = Some(match self.names.child(at, name) {
                Some(known) => known,
                None if self.grows => self.plant(at, name, mint, now)?,
                None => {
                    let reason = format!("there is no category {} on this path", name.as_str());
                    return Err(RecordFault::new("category", &reason));
                }
            });
        }
        Ok(at)
    }

    /// Versions count commits: however many are planted in one, the tree changes once.
    fn plant(
        &mut self,
        parent: Option<CategoryId>,
        label: &CategoryLabel,
        mint: &Mint,
        now: Instant,
    ) -> Result<CategoryId, RecordFault> {
        let id = mint.id(now);
        let place = parent.map_or(Place::LastRoot, Place::LastChildOf);
        let name = CategoryName {
            ko: label.clone(),
            en: None,
        };
        let mut grown = self
            .after
            .plant(id, name, place, now)
            .map_err(|error| RecordFault::new("category", &error))?;
        grown.version = self.before.version + 1;
        self.after = grown;
        self.names.add(parent, label, id);
        Ok(id)
    }
}

/// How a record names a category: by its path, unless that would not lead here again.
pub(super) fn path_text(forest: &Forest, names: &Names, category: CategoryId) -> String {
    let path: Vec<_> = forest
        .path(category)
        .into_iter()
        .map(|above| &above.name.ko)
        .collect();
    let mut at = None;
    for name in &path {
        at = names.child(at, name);
    }
    let plain =
        |name: &&CategoryLabel| !name.as_str().contains(BELOW) && name.as_str().trim() == name.as_str();
    let is_id = |text: &str| text.parse::<CategoryId>().is_ok();
    let text = path
        .iter()
        .map(|name| name.as_str())
        .collect::<Vec<_>>()
        .join(BELOW);
    if at == Some(category) && path.iter().copied().all(|name| plain(&name)) && !is_id(&text) {
        text
    } else {
        category.to_string()
    }
}

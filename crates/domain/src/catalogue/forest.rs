use std::collections::HashMap;

use thiserror::Error;

use super::{Category, CategoryName};
use crate::shared::{CategoryId, Instant};

/// The whole tree of categories; a forest, because it may have many roots.
///
/// A category knows its parent and its place among its siblings, nothing else: a move rewrites the places of two rows of
/// siblings, whatever hangs below them. A shop has thousands of categories at most, so the forest is read whole and
/// paths and subtrees are found here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Forest {
    /// How often it was changed.
    pub version: i64,
    categories: HashMap<CategoryId, Category>,
    children: HashMap<Option<CategoryId>, Vec<CategoryId>>,
}

/// Where a category goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Before all roots.
    FirstRoot,
    /// Behind all roots.
    LastRoot,
    /// Below this one, before all its children.
    FirstChildOf(CategoryId),
    /// Below this one, behind all its children.
    LastChildOf(CategoryId),
    /// Beside this one, just before it.
    LeftOf(CategoryId),
    /// Beside this one, just behind it.
    RightOf(CategoryId),
}

/// Why the forest stays as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ForestError {
    /// There is no such category.
    #[error("there is no such category")]
    Unknown,
    /// The category it is to be placed by does not exist.
    #[error("there is no such target")]
    UnknownTarget,
    /// It would come to lie below or beside itself.
    #[error("a category cannot be placed by itself or by what lies below it")]
    Cycle,
    /// It has categories below it.
    #[error("there are categories below it")]
    HasChildren,
    /// More than [`Forest::MOST`].
    #[error("at most {} categories", Forest::MOST)]
    TooMany,
}

impl Forest {
    /// The most categories a shop has.
    pub const MOST: usize = 20_000;

    /// The forest of stored categories. What hangs on a parent that is not there, or on itself, is left out: see
    /// [`len`](Self::len).
    pub fn of(version: i64, stored: Vec<Category>) -> Self {
        let mut children: HashMap<Option<CategoryId>, Vec<CategoryId>> = HashMap::new();
        let categories: HashMap<_, _> = stored
            .into_iter()
            .map(|category| (category.id, category))
            .collect();
        for category in categories.values() {
            children.entry(category.parent).or_default().push(category.id);
        }
        for siblings in children.values_mut() {
            siblings.sort_by_key(|id| (categories.get(id).map(|category| category.position), *id));
        }
        Self {
            version,
            categories,
            children,
        }
    }

    /// How many categories can be reached from the roots.
    pub fn len(&self) -> usize {
        self.in_order().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.categories.is_empty()
    }

    /// The category of an id.
    pub fn get(&self, id: CategoryId) -> Option<&Category> {
        self.categories.get(&id)
    }

    /// All categories with their depth (0 for roots): each before what lies below it, siblings in their order.
    pub fn in_order(&self) -> Vec<(usize, &Category)> {
        self.below(None)
    }

    /// A category and everything below it, in order; nothing when there is no such category.
    pub fn subtree(&self, id: CategoryId) -> Vec<CategoryId> {
        let Some(root) = self.get(id) else {
            return Vec::new();
        };
        let below = self.below(Some(id)).into_iter().map(|(_, category)| category.id);
        std::iter::once(root.id).chain(below).collect()
    }

    /// The way to a category: the root first, the category itself last.
    pub fn path(&self, id: CategoryId) -> Vec<&Category> {
        let mut path: Vec<_> = self.ancestors(id).collect();
        path.reverse();
        path
    }

    fn ancestors(&self, id: CategoryId) -> impl Iterator<Item = &Category> {
        let parent = |category: &&Category| category.parent.and_then(|parent| self.get(parent));
        // A stored cycle must not run forever.
        std::iter::successors(self.get(id), parent).take(self.categories.len())
    }

    fn below(&self, root: Option<CategoryId>) -> Vec<(usize, &Category)> {
        let mut found = Vec::new();
        let mut waiting: Vec<_> = self.children_of(root).iter().rev().map(|id| (0, *id)).collect();
        while let Some((depth, id)) = waiting.pop() {
            // A stored cycle must not run forever.
            if found.len() == self.categories.len() {
                break;
            }
            found.extend(self.get(id).map(|category| (depth, category)));
            waiting.extend(
                self.children_of(Some(id))
                    .iter()
                    .rev()
                    .map(|child| (depth + 1, *child)),
            );
        }
        found
    }

    fn children_of(&self, parent: Option<CategoryId>) -> &[CategoryId] {
        self.children.get(&parent).map(Vec::as_slice).unwrap_or_default()
    }

    /// The forest with a new category.
    pub fn plant(
        &self,
        id: CategoryId,
        name: CategoryName,
        place: Place,
        now: Instant,
    ) -> Result<Self, ForestError> {
        if self.categories.len() >= Self::MOST {
            return Err(ForestError::TooMany);
        }
        let (parent, at) = self.resolve(place)?;
        let mut next = self.clone();
        let category = Category {
            id,
            parent,
            position: 0,
            name,
            created_at: now,
        };
        next.categories.insert(id, category);
        next.insert(parent, at, id);
        next.version += 1;
        Ok(next)
    }

    /// The forest with another name for a category.
    pub fn rename(&self, id: CategoryId, name: CategoryName) -> Result<Self, ForestError> {
        let mut next = self.clone();
        next.categories.get_mut(&id).ok_or(ForestError::Unknown)?.name = name;
        next.version += 1;
        Ok(next)
    }

    /// The forest with a category, and everything below it, elsewhere.
    pub fn relocate(&self, id: CategoryId, place: Place) -> Result<Self, ForestError> {
        let category = self.get(id).ok_or(ForestError::Unknown)?;
        let (parent, _) = self.resolve(place)?;
        let beside_itself = matches!(place, Place::LeftOf(target) | Place::RightOf(target) if target == id);
        let below_itself = parent.is_some_and(|parent| self.ancestors(parent).any(|above| above.id == id));
        if beside_itself || below_itself {
            return Err(ForestError::Cycle);
        }
        let mut next = self.clone();
        next.take_out(category.parent, id);
        // Its place is found again: it may have moved up by one when the category was taken out.
        let (parent, at) = next.resolve(place)?;
        if let Some(moved) = next.categories.get_mut(&id) {
            moved.parent = parent;
        }
        next.insert(parent, at, id);
        next.version += 1;
        Ok(next)
    }

    /// The forest without a category, which must have none below it.
    pub fn fell(&self, id: CategoryId) -> Result<Self, ForestError> {
        let category = self.get(id).ok_or(ForestError::Unknown)?;
        if !self.children_of(Some(id)).is_empty() {
            return Err(ForestError::HasChildren);
        }
        let mut next = self.clone();
        next.take_out(category.parent, id);
        next.categories.remove(&id);
        next.version += 1;
        Ok(next)
    }

    /// The categories of this forest that are not the same in `before`, in no particular order.
    pub fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Category> {
        self.categories
            .values()
            .filter(|category| before.get(category.id) != Some(*category))
    }

    /// The categories of `before` that are not in this forest.
    pub fn missing_from<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = CategoryId> + 'a {
        before
            .categories
            .keys()
            .filter(|id| self.get(**id).is_none())
            .copied()
    }

    /// Below which category, and before which of its children, a place lies.
    fn resolve(&self, place: Place) -> Result<(Option<CategoryId>, usize), ForestError> {
        let known = |target| self.get(target).ok_or(ForestError::UnknownTarget);
        let beside = |target, offset| {
            let parent = known(target)?.parent;
            let at = self.children_of(parent).iter().position(|id| *id == target);
            Ok((parent, at.unwrap_or_default() + offset))
        };
        match place {
            Place::FirstRoot => Ok((None, 0)),
            Place::LastRoot => Ok((None, self.children_of(None).len())),
            Place::FirstChildOf(parent) => known(parent).map(|parent| (Some(parent.id), 0)),
            Place::LastChildOf(parent) => {
                known(parent).map(|parent| (Some(parent.id), self.children_of(Some(parent.id)).len()))
            }
            Place::LeftOf(target) => beside(target, 0),
            Place::RightOf(target) => beside(target, 1),
        }
    }

    fn insert(&mut self, parent: Option<CategoryId>, at: usize, id: CategoryId) {
        let siblings = self.children.entry(parent).or_default();
        siblings.insert(at.min(siblings.len()), id);
        self.number(parent);
    }

    fn take_out(&mut self, parent: Option<CategoryId>, id: CategoryId) {
        if let Some(siblings) = self.children.get_mut(&parent) {
            siblings.retain(|sibling| *sibling != id);
            if siblings.is_empty() {
                self.children.remove(&parent);
            }
        }
        self.number(parent);
    }

    /// Numbers siblings from 0.
    fn number(&mut self, parent: Option<CategoryId>) {
        let siblings = self.children.get(&parent).map(Vec::as_slice).unwrap_or_default();
        for (position, id) in (0..).zip(siblings) {
            if let Some(category) = self.categories.get_mut(id) {
                category.position = position;
            }
        }
    }
}

#[cfg(test)]
#[path = "forest_tests.rs"]
mod tests;

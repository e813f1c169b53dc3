use chrono::DateTime;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::catalogue::CategoryLabel;

fn id(number: usize) -> CategoryId {
    CategoryId::from_uuid(Uuid::from_u128(u128::try_from(number).unwrap()))
}

fn name(number: usize) -> CategoryName {
    CategoryName {
        ko: CategoryLabel::parse(format!("분류 {number}")).unwrap(),
        en: None,
    }
}

fn plant(forest: &Forest, number: usize, place: Place) -> Forest {
    forest
        .plant(id(number), name(number), place, DateTime::UNIX_EPOCH)
        .unwrap()
}

/// The forest in order, each with its depth: `[(0, 1), (1, 2)]` is 2 below 1.
fn shape(forest: &Forest) -> Vec<(usize, usize)> {
    let number = |category: &Category| usize::try_from(category.id.as_uuid().as_u128()).unwrap();
    forest
        .in_order()
        .into_iter()
        .map(|(depth, category)| (depth, number(category)))
        .collect()
}

fn sample() -> Forest {
    let forest = plant(&Forest::default(), 1, Place::LastRoot);
    let forest = plant(&forest, 2, Place::LastChildOf(id(1)));
    let forest = plant(&forest, 3, Place::LeftOf(id(2)));
    let forest = plant(&forest, 4, Place::RightOf(id(3)));
    let forest = plant(&forest, 5, Place::FirstRoot);
    plant(&forest, 6, Place::FirstChildOf(id(2)))
}

#[test]
fn every_place_is_where_it_says() {
    assert_eq!(shape(&sample()), [(0, 5), (0, 1), (1, 3), (1, 4), (1, 2), (2, 6)]);
}

#[test]
fn a_move_takes_along_what_lies_below() {
    let moved = sample().relocate(id(2), Place::LeftOf(id(1))).unwrap();
    assert_eq!(shape(&moved), [(0, 5), (0, 2), (1, 6), (0, 1), (1, 3), (1, 4)]);
    let moved = moved.relocate(id(5), Place::LastRoot).unwrap();
    assert_eq!(shape(&moved), [(0, 2), (1, 6), (0, 1), (1, 3), (1, 4), (0, 5)]);
    let back = moved.relocate(id(2), Place::RightOf(id(4))).unwrap();
    assert_eq!(shape(&back), [(0, 1), (1, 3), (1, 4), (1, 2), (2, 6), (0, 5)]);
}

#[test]
fn nothing_comes_to_lie_below_or_beside_itself() {
    let forest = sample();
    for place in [
        Place::FirstChildOf(id(1)),
        Place::LastChildOf(id(6)),
        Place::LeftOf(id(6)),
        Place::RightOf(id(2)),
        Place::LeftOf(id(1)),
    ] {
        assert_eq!(
            forest.relocate(id(1), place),
            Err(ForestError::Cycle),
            "{place:?}"
        );
    }
    assert_eq!(forest.relocate(id(9), Place::LastRoot), Err(ForestError::Unknown));
    assert_eq!(
        forest.relocate(id(1), Place::LeftOf(id(9))),
        Err(ForestError::UnknownTarget)
    );
}

#[test]
fn only_leaves_are_felled() {
    let forest = sample();
    assert_eq!(forest.fell(id(2)), Err(ForestError::HasChildren));
    let felled = forest.fell(id(3)).unwrap();
    assert_eq!(shape(&felled), [(0, 5), (0, 1), (1, 4), (1, 2), (2, 6)]);
    assert_eq!(felled.missing_from(&forest).collect::<Vec<_>>(), [id(3)]);
    let moved_up: Vec<_> = felled
        .changed_since(&forest)
        .map(|category| category.position)
        .collect();
    assert_eq!(moved_up.len(), 2);
}

#[test]
fn paths_and_subtrees() {
    let forest = sample();
    let path: Vec<_> = forest
        .path(id(6))
        .into_iter()
        .map(|category| category.id)
        .collect();
    assert_eq!(path, [id(1), id(2), id(6)]);
    assert_eq!(forest.subtree(id(2)), [id(2), id(6)]);
    assert!(forest.subtree(id(9)).is_empty());
}

#[test]
fn a_stored_cycle_runs_nowhere() {
    let category = |number, parent| Category {
        id: id(number),
        parent: Some(id(parent)),
        position: 0,
        name: name(number),
        created_at: DateTime::UNIX_EPOCH,
    };
    let forest = Forest::of(1, vec![category(1, 2), category(2, 1)]);
    assert_eq!((forest.len(), forest.path(id(1)).len()), (0, 2));
}

fn place(kind: usize, target: usize) -> Place {
    let target = id(target);
    match kind {
        0 => Place::FirstRoot,
        1 => Place::LastRoot,
        2 => Place::FirstChildOf(target),
        3 => Place::LastChildOf(target),
        4 => Place::LeftOf(target),
        _ => Place::RightOf(target),
    }
}

/// The same forest kept as plain nested lists, moved by cutting and pasting.
#[derive(Debug, Clone, Default)]
struct Nested(Vec<(usize, Nested)>);

impl Nested {
    fn cut(&mut self, number: usize) -> Option<(usize, Nested)> {
        if let Some(at) = self.0.iter().position(|(this, _)| *this == number) {
            return Some(self.0.remove(at));
        }
        self.0.iter_mut().find_map(|(_, below)| below.cut(number))
    }

    fn paste(&mut self, twig: (usize, Nested), kind: usize, target: usize) -> Option<()> {
        match kind {
            0 => self.0.insert(0, twig),
            1 => self.0.push(twig),
            2 | 3 => self.find(target)?.paste(twig, kind - 2, 0)?,
            _ => {
                let (siblings, at) = self.beside(target)?;
                siblings.insert(at + kind - 4, twig);
            }
        }
        Some(())
    }

    fn find(&mut self, number: usize) -> Option<&mut Nested> {
        for (this, below) in &mut self.0 {
            if *this == number {
                return Some(below);
            }
            if let Some(found) = below.find(number) {
                return Some(found);
            }
        }
        None
    }

    fn beside(&mut self, number: usize) -> Option<(&mut Vec<(usize, Nested)>, usize)> {
        if let Some(at) = self.0.iter().position(|(this, _)| *this == number) {
            return Some((&mut self.0, at));
        }
        self.0.iter_mut().find_map(|(_, below)| below.beside(number))
    }

    fn shape(&self, depth: usize, into: &mut Vec<(usize, usize)>) {
        for (number, below) in &self.0 {
            into.push((depth, *number));
            below.shape(depth + 1, into);
        }
    }
}

proptest! {
    #[test]
    fn any_moves_keep_the_tree_a_tree_and_the_order_exact(moves in prop::collection::vec((0_usize..8, 0_usize..6, 0_usize..8), 1..60)) {
        let mut forest = Forest::default();
        let mut model = Nested::default();
        for number in 0..8 {
            forest = plant(&forest, number, Place::LastRoot);
            model.0.push((number, Nested::default()));
        }
        for (number, kind, target) in moves {
            let Ok(next) = forest.relocate(id(number), place(kind, target)) else {
                // Refused: it would have come to lie by itself.
                prop_assert!(kind >= 2 && forest.subtree(id(number)).contains(&id(target)));
                continue;
            };
            let changed: Vec<_> = next.changed_since(&forest).cloned().collect();
            let twig = model.cut(number).unwrap();
            model.paste(twig, kind, target).unwrap();
            let mut expected = Vec::new();
            model.shape(0, &mut expected);
            prop_assert_eq!(shape(&next), expected);
            prop_assert_eq!(next.len(), 8);
            // What is stored after the move reads as the forest that was answered.
            let mut stored: HashMap<_, _> = forest.in_order().into_iter().map(|(_, c)| (c.id, c.clone())).collect();
            stored.extend(changed.into_iter().map(|category| (category.id, category)));
            prop_assert_eq!(Forest::of(next.version, stored.into_values().collect()), next.clone());
            forest = next;
        }
    }
}

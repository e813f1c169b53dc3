//! The tree of categories.

use hexmart_application::platform::{Storage, StoreError};
use hexmart_domain::catalogue::{Forest, ForestError, Place};
use hexmart_domain::shared::CategoryId;

use crate::callers::{Underway, at_once};
use crate::given;
use crate::writes::{attempt, once};

/// A change of a forest, or why not.
type Growth<'g> = dyn Fn(&Forest) -> Result<Forest, ForestError> + 'g;

/// The forest, on which attempts and queries agree.
pub(super) async fn forest(storage: &Storage) -> Forest {
    let found = attempt(storage, (), |uow, ()| {
        Box::pin(async move { uow.categories().forest().await })
    });
    let found = found.await.unwrap();
    assert_eq!(storage.catalogue.forest().await.unwrap(), found);
    found
}

/// Writes a forest in place of another, in one try.
pub(super) async fn save(storage: &Storage, before: &Forest, after: &Forest) -> Result<(), StoreError> {
    once(
        storage,
        (before.clone(), after.clone()),
        |uow, (before, after)| Box::pin(async move { uow.categories().save(&before, &after).await }),
    )
    .await
}

/// Changes the forest, again after each lost race; a rule may say no.
async fn grow<G>(storage: &Storage, grow: G) -> Result<(), ForestError>
where
    G: Fn(&Forest) -> Result<Forest, ForestError> + Clone + Send + Sync + 'static,
{
    let grown = attempt(storage, grow, |uow, grow| {
        Box::pin(async move {
            let before = uow.categories().forest().await?;
            match grow(&before) {
                Ok(after) => uow.categories().save(&before, &after).await.map(Ok),
                Err(refusal) => Ok(Err(refusal)),
            }
        })
    });
    grown.await.unwrap()
}

async fn plant(storage: &Storage, id: CategoryId, place: Place) -> Result<(), ForestError> {
    let name = given::category_name("식품", Some("Food"));
    grow(storage, move |forest| {
        forest.plant(id, name.clone(), place, given::now())
    })
    .await
}

/// So many roots that were planted.
pub(crate) async fn planted(storage: &Storage, count: usize) -> Vec<CategoryId> {
    let ids: Vec<_> = (0..count).map(|_| given::id()).collect();
    for id in &ids {
        plant(storage, *id, Place::LastRoot).await.unwrap();
    }
    ids
}

/// A forest reads back to the last name and place, after every kind of change.
pub async fn a_forest_is_kept_as_it_was_planted(storage: Storage) {
    assert_eq!(forest(&storage).await, Forest::default());
    let [food, fruit, nuts, tools] = [0; 4].map(|_| given::id());
    let name = |ko: &str, en| given::category_name(ko, en);
    let longest = "가".repeat(100);
    let at = given::now() + given::TICK;
    let mut current = Forest::default();
    let changes: [&Growth<'_>; 9] = [
        &|forest| {
            forest.plant(
                food,
                name("식품 'a' \\ % 😀", None),
                Place::LastRoot,
                given::now(),
            )
        },
        &|forest| forest.plant(fruit, name("과일", Some("Fruit")), Place::LastChildOf(food), at),
        &|forest| {
            forest.plant(
                nuts,
                name(&longest, Some(&longest)),
                Place::FirstChildOf(food),
                at,
            )
        },
        &|forest| forest.plant(tools, name("공구", Some("Tools")), Place::FirstRoot, at),
        &|forest| forest.rename(fruit, name("열매", None)),
        &|forest| forest.relocate(fruit, Place::LeftOf(nuts)),
        &|forest| forest.relocate(food, Place::FirstChildOf(tools)),
        &|forest| forest.fell(nuts),
        &|forest| forest.relocate(fruit, Place::LastRoot),
    ];
    for change in changes {
        let next = change(&current).unwrap();
        save(&storage, &current, &next).await.unwrap();
        current = next;
        assert_eq!(forest(&storage).await, current);
    }
    let order: Vec<_> = current
        .in_order()
        .iter()
        .map(|(depth, category)| (*depth, category.id))
        .collect();
    assert_eq!(order, [(0, tools), (1, food), (0, fruit)]);
}

/// A change of a forest that is not the newest is a conflict, and writes nothing.
pub async fn a_stale_forest_is_a_conflict(storage: Storage) {
    let root = planted(&storage, 1).await[0];
    let first = forest(&storage).await;
    let renamed = first.rename(root, given::category_name("새 이름", None)).unwrap();
    save(&storage, &first, &renamed).await.unwrap();
    let felled = first.fell(root).unwrap();
    let grown = Forest::default()
        .plant(
            given::id(),
            given::category_name("하나", None),
            Place::LastRoot,
            given::now(),
        )
        .unwrap();
    for (before, after) in [
        (&first, &felled),
        (&first, &renamed),
        (&Forest::default(), &grown),
    ] {
        let answer = save(&storage, before, after).await;
        assert!(matches!(answer, Err(StoreError::Conflict)), "{answer:?}");
    }
    assert_eq!(forest(&storage).await, renamed);
}

/// Two moves that are harmless alone would make a cycle together: one lands, the other is refused when it runs again.
pub async fn of_two_moves_that_make_a_cycle_one_lands(storage: Storage) {
    for _ in 0..5 {
        let ids = planted(&storage, 2).await;
        let answers = at_once(2, |caller| {
            let (storage, moved, onto) = (storage.clone(), ids[caller], ids[1 - caller]);
            async move {
                grow(&storage, move |forest| {
                    forest.relocate(moved, Place::LastChildOf(onto))
                })
                .await
            }
        })
        .await;
        assert!(answers.contains(&Ok(())), "{answers:?}");
        assert!(answers.contains(&Err(ForestError::Cycle)), "{answers:?}");
        let forest = forest(&storage).await;
        let depths: Vec<_> = ids.iter().map(|id| forest.path(*id).len()).collect();
        assert!(depths == [1, 2] || depths == [2, 1], "{depths:?}");
    }
}

/// A rival moves a category while a move of its target is under way: no cycle comes of it.
pub async fn moves_that_overlap_make_no_cycle(storage: Storage) {
    let ids = planted(&storage, 2).await;
    let [one, other] = [ids[0], ids[1]];
    let underway = Underway::begin(&storage, move |uow| {
        Box::pin(async move {
            let before = uow.categories().forest().await?;
            match before.relocate(one, Place::FirstChildOf(other)) {
                Ok(after) => uow.categories().save(&before, &after).await.map(Ok),
                Err(refusal) => Ok(Err(refusal)),
            }
        })
    })
    .await;
    let rival = {
        let storage = storage.clone();
        async move {
            grow(&storage, move |forest| {
                forest.relocate(other, Place::FirstChildOf(one))
            })
            .await
        }
    };
    let (own, rival) = underway.overtaken(rival).await;
    let mut answers = [own.unwrap(), rival];
    answers.sort_by_key(Result::is_err);
    assert_eq!(answers, [Ok(()), Err(ForestError::Cycle)]);
    assert_eq!(forest(&storage).await.len(), 2);
}

/// Changes of the forest that race all land, and siblings keep places without gaps.
pub async fn changes_of_the_forest_that_race_all_land(storage: Storage) {
    let root = planted(&storage, 1).await[0];
    let ids: Vec<CategoryId> = (0..16).map(|_| given::id()).collect();
    at_once(ids.len(), |caller| {
        let (storage, id) = (storage.clone(), ids[caller]);
        let place = [
            Place::FirstChildOf(root),
            Place::LastChildOf(root),
            Place::LastRoot,
        ][caller % 3];
        async move { plant(&storage, id, place).await.unwrap() }
    })
    .await;
    let forest = forest(&storage).await;
    assert_eq!((forest.len(), forest.version), (17, 17));
    for parent in [None, Some(root)] {
        let siblings = forest
            .in_order()
            .into_iter()
            .filter(|(_, category)| category.parent == parent);
        let places: Vec<_> = siblings.map(|(_, category)| category.position).collect();
        assert_eq!(
            places,
            (0..i64::try_from(places.len()).unwrap()).collect::<Vec<_>>()
        );
    }
}

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::TimeDelta;
use hexmart_application::marketplace::Authority;
use hexmart_domain::points::EntryKind;
use hexmart_domain::shared::UserId;

use super::bank::Bank;
use super::person::{Person, wait_for_midnight};
use crate::failure::Failure;
use crate::run::on_one_thread;
use crate::scheduler::Scheduler;
use crate::world::World;

/// How large a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// People with wallets.
    pub people: usize,
    /// What they do, all together.
    pub commands: usize,
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What people tried.
    pub commands: usize,
    /// Entries of wallets, by their kind.
    pub entries: BTreeMap<&'static str, usize>,
    /// Campaigns that were opened.
    pub campaigns: usize,
    /// Pledges that a provider was paid for.
    pub sponsored: usize,
}

impl Outcome {
    /// Both together.
    pub fn add(&mut self, other: Self) {
        self.commands += other.commands;
        self.campaigns += other.campaigns;
        self.sponsored += other.sponsored;
        for (kind, count) in other.entries {
            *self.entries.entry(kind).or_default() += count;
        }
    }

    /// Kinds of entries that people can come across here, and did not.
    pub fn idle(&self) -> Vec<&'static str> {
        // Nobody is welcomed, shows pictures or gets presents for what they buy.
        let beyond = [EntryKind::SignUp, EntryKind::PhotoReview, EntryKind::TopUpBonus];
        let kinds = EntryKind::ALL.into_iter().filter(|kind| !beyond.contains(kind));
        let idle = kinds.filter(|kind| self.entries.get(kind.as_str()).is_none_or(|count| *count == 0));
        idle.map(EntryKind::as_str).collect()
    }
}

/// Things that are done between two looks at everything.
const LOOK: usize = 250;
/// How often something takes its time, in thousandths.
const SLOWNESS: u64 = 20;

/// Lets people with wallets do what they like over a store and a provider that lie, looks at everything again and again, heals
/// the world, waits until nothing is left to be done, and counts everything anew. The same seed is the same run.
pub fn run(seed: u64, size: Size) -> Result<Outcome, Failure> {
    live(seed, size).map_err(|failure| failure.of_seed(seed))
}

fn live(seed: u64, size: Size) -> Result<Outcome, Failure> {
    let world = World::new(seed);
    let bank = Bank::open(&world)?;
    let opening = Arc::clone(&bank);
    let people = on_one_thread(&world, async move { open(&opening, size.people).await })??;
    world.slow_down(SLOWNESS);
    let living = Living {
        bank: Arc::clone(&bank),
        left: Arc::new(Mutex::new(people.len())),
        failures: Arc::default(),
        commands: size.commands,
    };
    let mut scheduler = Scheduler::new(Arc::clone(&world));
    for who in people {
        let (living, person) = (living.clone(), Person::new(Arc::clone(&bank), who));
        scheduler.spawn(async move {
            let lived = person.live(living.commands).await;
            living.end(lived);
        });
    }
    scheduler.spawn(look(living.clone()));
    // Two processes that both believe they have the lease.
    for _ in 0..2 {
        scheduler.spawn(keep_house(living.clone()));
    }
    scheduler
        .run()
        .map_err(|_deadlock| Failure::new("nobody can go on"))?;
    living.first_failure()?;
    on_one_thread(&world, async move { outcome(&bank).await })?
}

/// Fills the shelves, of the shop and of somebody who sells, and makes accounts.
async fn open(bank: &Bank, people: usize) -> Result<Vec<UserId>, Failure> {
    let mut users = Vec::new();
    for number in 0..people {
        users.push(bank.join(number).await?);
    }
    let mut items = bank.shop.stock_up(&[40, 60], Authority::Shop(None)).await?;
    if let Some(user) = users.first().copied() {
        let seller = bank.admit(user).await?;
        let authority = Authority::Seller { user, seller };
        items.extend(bank.shop.stock_up(&[50], authority).await?);
    }
    *bank.items.lock().unwrap_or_else(PoisonError::into_inner) = items;
    Ok(users)
}

/// People under way.
#[derive(Clone)]
struct Living {
    bank: Arc<Bank>,
    left: Arc<Mutex<usize>>,
    failures: Arc<Mutex<Vec<Failure>>>,
    commands: usize,
}

impl Living {
    fn end(&self, lived: Result<(), Failure>) {
        self.blame(lived);
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    }

    fn blame(&self, done: Result<(), Failure>) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(failure) = done {
            // Nobody has to go on.
            self.bank.told().commands = usize::MAX / 2;
            failures.push(failure);
        }
    }

    fn anybody(&self) -> bool {
        *self.left.lock().unwrap_or_else(PoisonError::into_inner) > 0
    }

    fn first_failure(&self) -> Result<(), Failure> {
        let failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        failures.first().cloned().map_or(Ok(()), Err)
    }
}

/// Looks at everything now and then, while attempts are under way.
async fn look(living: Living) {
    let mut next = LOOK;
    while living.anybody() {
        if living.bank.told().commands >= next {
            next += LOOK;
            let looked = living.bank.look().await;
            living.blame(looked.map(drop));
        }
        living.bank.world().sleep(TimeDelta::minutes(30)).await;
    }
}

/// Runs the jobs while anybody lives, then without trouble until two hours brought nothing to do any more.
async fn keep_house(living: Living) {
    let (bank, world) = (&living.bank, living.bank.world());
    while living.anybody() {
        if world.dice.happens(250) {
            wait_for_midnight(world).await;
        } else {
            let minutes = i64::try_from(20 + world.dice.below(280)).unwrap_or(60);
            world.sleep(TimeDelta::minutes(minutes)).await;
        }
        bank.housekeeping().await;
    }
    world.heal();
    let mut quiet = 0;
    for _ in 0..200 {
        world.sleep(TimeDelta::minutes(20)).await;
        let (done, failed) = bank.housekeeping().await;
        if let Some(error) = failed {
            living.blame(Err(Failure::new(format!("a job cannot do its work: {error:?}"))));
            return;
        }
        quiet = if done == 0 { quiet + 1 } else { 0 };
        if quiet > 6 {
            return;
        }
    }
}

async fn outcome(bank: &Bank) -> Result<Outcome, Failure> {
    let entries = bank.recount().await?;
    let mut kinds = BTreeMap::new();
    for kind in EntryKind::ALL {
        let count = entries
            .0
            .values()
            .flatten()
            .filter(|entry| entry.kind == kind)
            .count();
        kinds.insert(kind.as_str(), count);
    }
    let told = bank.told();
    Ok(Outcome {
        commands: told.commands,
        entries: kinds,
        campaigns: told.campaigns.len(),
        sponsored: told.sponsored.len(),
    })
}

//! Wallets through long lives.

use proptest::prelude::*;

use super::tests::{cause, day, points, wallet};
use super::*;
use crate::shared::{Day, Instant};

/// What is tried on a wallet.
#[derive(Debug, Clone)]
enum Wish {
    Gain(EntryKind, i64),
    Spend(i64),
    /// A part of an earlier payment comes back.
    Return(prop::sample::Index, i64),
    Expire,
    /// Days pass.
    Wait(u64),
}

fn wishes() -> impl Strategy<Value = Wish> {
    let gains = prop::sample::select(vec![
        EntryKind::TopUp,
        EntryKind::Attendance,
        EntryKind::Adjustment,
    ]);
    prop_oneof![
        (gains, 1_i64..5_000).prop_map(|(kind, number)| Wish::Gain(kind, number)),
        (1_i64..8_000).prop_map(Wish::Spend),
        (any::<prop::sample::Index>(), 1_i64..3_000).prop_map(|(which, number)| Wish::Return(which, number)),
        Just(Wish::Expire),
        (0_u64..90).prop_map(Wish::Wait),
    ]
}

/// A wallet under way: every entry, and what came back of each payment.
struct Life {
    on: Day,
    entries: Vec<WalletEntry>,
    back: Vec<(WalletEntry, i64)>,
}

impl Life {
    fn wallet(&self) -> Wallet {
        self.entries.last().map_or_else(wallet, WalletEntry::after)
    }

    fn wish(&mut self, wish: &Wish) {
        let (wallet, on, number) = (self.wallet(), self.on, self.entries.len().to_string());
        match wish {
            Wish::Gain(kind, gained) => {
                let cause = cause(*kind, &number, on);
                let entry = wallet.credit(points(*gained), ExpiryPolicy::default(), cause);
                self.entries.push(entry.unwrap());
            }
            Wish::Spend(spent) => {
                match wallet.debit(points(*spent), cause(EntryKind::Payment, &number, on)) {
                    Ok(entry) => {
                        self.back.push((entry.clone(), 0));
                        self.entries.push(entry);
                    }
                    Err(error) => assert_eq!(
                        error,
                        WalletError::Short {
                            usable: wallet.usable(on)
                        }
                    ),
                }
            }
            Wish::Return(_, _) if self.back.is_empty() => {}
            Wish::Return(which, wanted) => {
                let place = which.index(self.back.len());
                let (paid, back) = self.back.get_mut(place).unwrap();
                let cause = cause(EntryKind::Refund, &number, on);
                match wallet.give_back(points(*wanted), &paid.moved, *back, cause) {
                    Ok(entry) => {
                        *back += wanted;
                        self.entries.push(entry);
                    }
                    Err(error) => {
                        assert_eq!(error, WalletError::MoreThanTaken);
                        assert!(*back + wanted > -paid.amount);
                    }
                }
            }
            Wish::Expire => self.entries.extend(wallet.expire(on, Instant::UNIX_EPOCH)),
            Wish::Wait(days) => self.on = on.checked_add_days(chrono::Days::new(*days)).unwrap(),
        }
    }
}

proptest! {
    /// I24, I25, I27: whatever happens, the chain adds up, nothing is below zero, lots are the balance, what ends first goes
    /// first, and both halves of the books are equal.
    #[test]
    fn a_wallet_adds_up(wishes in prop::collection::vec(wishes(), 1..80)) {
        let mut life = Life { on: day("2026-11-20"), entries: Vec::new(), back: Vec::new() };
        for wish in &wishes {
            life.wish(wish);
        }
        let (mut balance, mut version) = (0, 0);
        for entry in &life.entries {
            (balance, version) = (balance + entry.amount, version + 1);
            prop_assert_eq!((entry.balance_after, entry.version), (balance, version));
            prop_assert!(balance >= 0);
            prop_assert_eq!(entry.lots.total(), balance);
            prop_assert_eq!(entry.moved.total(), entry.amount.abs());
            prop_assert_eq!(Lots::new(entry.lots.as_slice().to_vec()), Ok(entry.lots.clone()));
            prop_assert_eq!(entry.postings().iter().map(|posting| posting.amount).sum::<i64>(), 0);
            if entry.kind == EntryKind::Payment {
                // Whatever was left of an earlier lot that could be used would have gone before a later one.
                let last = entry.moved.as_slice().last().unwrap().until;
                let earlier = entry.lots.as_slice().iter().take_while(|lot| lot.until != last);
                let passed_over = earlier.filter(|lot| lot.until.is_none_or(|until| until >= entry.business_date));
                let sooner = passed_over.filter(|lot| last.is_none_or(|last| lot.until.is_some_and(|until| until < last)));
                prop_assert_eq!(sooner.count(), 0);
            }
        }
        let expired = life.wallet().expire(life.on, Instant::UNIX_EPOCH);
        let left = expired.last().map_or_else(|| life.wallet(), WalletEntry::after);
        prop_assert_eq!(left.balance, life.wallet().usable(life.on));
    }
}

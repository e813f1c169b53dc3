use hexmart_domain::identity::Fingerprint;
use hexmart_domain::points::{
    Cause, EntryKind, EntryNote, ExpiryPolicy, Lots, Rates, Reference, Wallet, WalletEntry, WalletError,
};
use hexmart_domain::shared::{Day, Instant, Points, SEOUL, UserId, day_of};
use serde_json::json;

use crate::platform::{Abort, Mint, OutboxMessage, StoreError, UniqueKey, UnitOfWork, announce};

/// What the shop's owner decides about points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PointsSettings {
    /// What is given for what.
    pub rates: Rates,
    /// How long presents last.
    pub expiry: ExpiryPolicy,
    /// By how much the shop's time zone is ahead of UTC. Summer time is not regarded: Asia/Seoul has none.
    pub ahead_of_utc: chrono::TimeDelta,
}

impl Default for PointsSettings {
    fn default() -> Self {
        Self {
            rates: Rates::default(),
            expiry: ExpiryPolicy::default(),
            ahead_of_utc: SEOUL,
        }
    }
}

/// What moves points, and in whose wallet.
#[derive(Debug, Clone)]
pub struct Booking {
    /// Whose wallet.
    pub user: UserId,
    /// What it is about.
    pub kind: EntryKind,
    /// What it belongs to; once per wallet and kind.
    pub reference: Reference,
    /// Why, when an employee said so.
    pub note: Option<EntryNote>,
    /// Which employee.
    pub actor: Option<UserId>,
    /// When.
    pub now: Instant,
}

impl Booking {
    /// A booking that nobody had to decide.
    pub const fn new(user: UserId, kind: EntryKind, reference: Reference, now: Instant) -> Self {
        Self {
            user,
            kind,
            reference,
            note: None,
            actor: None,
            now,
        }
    }
}

/// Points that come back whole, and in whose wallet.
#[derive(Debug, Clone)]
pub struct Return {
    /// How many.
    pub points: Points,
    /// What the entry moved that took them.
    pub taken: Lots,
    /// Whose, and why.
    pub booking: Booking,
}

/// Moves points inside the transactions of whoever gives or takes them: reads the wallet, decides, appends, and tells.
///
/// To be asked before an order, a campaign or stock is read, for that is the order in which attempts wait for one another.
#[derive(Debug, Clone)]
pub struct Bookkeeper {
    settings: PointsSettings,
    mint: Mint,
}

impl Bookkeeper {
    /// Joins the settings, and the dice for what is told.
    pub const fn new(settings: PointsSettings, mint: Mint) -> Self {
        Self { settings, mint }
    }

    /// What the owner decided.
    pub const fn settings(&self) -> &PointsSettings {
        &self.settings
    }

    /// The day that it is in the shop.
    pub fn day(&self, now: Instant) -> Day {
        day_of(now, self.settings.ahead_of_utc)
    }

    /// Puts points into a wallet.
    pub async fn credit(
        &self,
        uow: &mut dyn UnitOfWork,
        points: Points,
        booking: Booking,
    ) -> Result<WalletEntry, Abort<WalletError>> {
        let wallet = uow.wallets().newest(booking.user).await?;
        let entry = wallet.credit(points, self.settings.expiry, self.cause(booking));
        self.append(uow, entry.map_err(Abort::Refused)?).await
    }

    /// Takes points out of a wallet, what ends first first.
    pub async fn debit(
        &self,
        uow: &mut dyn UnitOfWork,
        points: Points,
        booking: Booking,
    ) -> Result<WalletEntry, Abort<WalletError>> {
        let wallet = uow.wallets().newest(booking.user).await?;
        let entry = wallet.debit(points, self.cause(booking));
        self.append(uow, entry.map_err(Abort::Refused)?).await
    }

    /// Gives points back that an entry took, which moved `taken`. `already` of them came back before.
    pub async fn give_back(
        &self,
        uow: &mut dyn UnitOfWork,
        points: Points,
        taken: &Lots,
        already: i64,
        booking: Booking,
    ) -> Result<WalletEntry, Abort<WalletError>> {
        let wallet = uow.wallets().newest(booking.user).await?;
        let entry = wallet.give_back(points, taken, already, self.cause(booking));
        self.append(uow, entry.map_err(Abort::Refused)?).await
    }

    /// Gives points back into several wallets at once, each as [`give_back`](Self::give_back) does, in few round trips however
    /// many they are; no wallet twice. Answers what became of each: a wallet that takes no more leaves the others alone.
    pub async fn give_back_all(
        &self,
        uow: &mut dyn UnitOfWork,
        returns: Vec<Return>,
    ) -> Result<Vec<Result<WalletEntry, WalletError>>, StoreError> {
        let users: Vec<_> = returns.iter().map(|back| back.booking.user).collect();
        let wallets = uow.wallets().newest_of(&users).await?;
        let entry = |(wallet, back): (Wallet, Return)| {
            wallet.give_back(back.points, &back.taken, 0, self.cause(back.booking))
        };
        let answers: Vec<_> = wallets.into_iter().zip(returns).map(entry).collect();
        let entries: Vec<_> = answers
            .iter()
            .filter_map(|answer| answer.as_ref().ok().cloned())
            .collect();
        self.write(uow, &entries).await?;
        Ok(answers)
    }

    /// Welcomes somebody whose account has become active, if the shop gives anything for that and nobody with any of these
    /// fingerprints was welcomed before: whoever leaves and comes again is no new customer.
    pub async fn welcome(
        &self,
        uow: &mut dyn UnitOfWork,
        user: UserId,
        fingerprints: &[Fingerprint],
        now: Instant,
    ) -> Result<Option<WalletEntry>, StoreError> {
        let Some(present) = self.settings.rates.sign_up else {
            return Ok(None);
        };
        if fingerprints.is_empty() || !uow.wallets().welcome(fingerprints, now).await? {
            return Ok(None);
        }
        let booking = Booking::new(user, EntryKind::SignUp, Reference::to(user), now);
        match self.credit(uow, present, booking).await {
            Ok(entry) => Ok(Some(entry)),
            Err(Abort::Store(error)) => Err(error),
            Err(Abort::Refused(refusal)) => Err(StoreError::backend(refusal)),
        }
    }

    /// Takes out what is over, in one entry for each lot.
    pub(super) async fn expire(
        &self,
        uow: &mut dyn UnitOfWork,
        user: UserId,
        now: Instant,
    ) -> Result<u64, StoreError> {
        let today = self.day(now);
        let wallet = uow.wallets().newest(user).await?;
        let mut entries = wallet.expire(today, now);
        for entry in &mut entries {
            let known = uow.wallets().entry(user, entry.kind, &entry.reference).await?;
            // Points that were on their way at midnight came back when others that lasted as long were gone.
            if known.is_some() {
                let later = format!("{}/{}", entry.reference, entry.version);
                entry.reference = Reference::parse(later).map_err(StoreError::backend)?;
            }
        }
        self.write(uow, &entries).await?;
        uow.wallets().lapsed(user, today).await?;
        Ok(u64::try_from(entries.len()).unwrap_or(u64::MAX))
    }

    async fn append(
        &self,
        uow: &mut dyn UnitOfWork,
        entry: WalletEntry,
    ) -> Result<WalletEntry, Abort<WalletError>> {
        self.write(uow, std::slice::from_ref(&entry)).await?;
        Ok(entry)
    }

    /// Appends entries, and lets others hear of them.
    ///
    /// When somebody booked the same meanwhile, the attempt is to run again, where it finds what they did: whoever books looks
    /// first, but a rival may come between that look and the one at the wallet.
    async fn write(&self, uow: &mut dyn UnitOfWork, entries: &[WalletEntry]) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let appended = uow.wallets().append(entries).await;
        appended.map_err(|error| match error {
            StoreError::Duplicate(UniqueKey::WalletReference) => StoreError::Conflict,
            other => other,
        })?;
        let told = entries.iter().map(|entry| self.news(entry));
        let told: Vec<_> = told.collect::<Result<_, _>>()?;
        uow.outbox().enqueue_all(&told).await
    }

    fn cause(&self, booking: Booking) -> Cause {
        Cause {
            kind: booking.kind,
            reference: booking.reference,
            on: self.day(booking.now),
            at: booking.now,
            note: booking.note,
            actor: booking.actor,
        }
    }

    /// What others hear of an entry.
    fn news(&self, entry: &WalletEntry) -> Result<OutboxMessage, StoreError> {
        let data = json!({
            "user_id": entry.user.to_string(),
            "version": entry.version,
            "kind": entry.kind.as_str(),
            "points": entry.amount,
            "balance": entry.balance_after,
            "reference": entry.reference.as_str(),
        });
        let aggregate = entry.user.as_uuid().into_bytes();
        announce(
            self.mint.id(entry.at),
            aggregate,
            "points.changed",
            data,
            entry.at,
        )
    }
}

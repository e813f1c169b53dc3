//! Ports for servers that a test kills and starts again.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "for tests alone: what cannot go on has failed"
)]

use std::net::TcpListener;
use std::ops::Range;

/// Where ports are looked for: below those that the system gives to whoever connects.
const PORTS: Range<u16> = 20_000..32_000;
const HERE: &str = "127.0.0.1";

/// A port that is nobody else's for as long as this lives, also while nothing listens on it: before a server starts, and
/// between its death and its return. That it was free a moment ago would not do, since tests look at the same moment.
#[derive(Debug)]
pub struct Port {
    number: u16,
    /// Of each two ports one is to be used, and who listens on the other one has both.
    _neighbour: TcpListener,
}

impl Port {
    /// Takes one. Panics when all are taken.
    pub fn reserve() -> Self {
        PORTS.step_by(2).find_map(Self::take).unwrap()
    }

    fn take(number: u16) -> Option<Self> {
        let neighbour = TcpListener::bind((HERE, number + 1)).ok()?;
        TcpListener::bind((HERE, number)).ok()?;
        Some(Self {
            number,
            _neighbour: neighbour,
        })
    }

    /// What a server is to listen on, on 127.0.0.1.
    pub const fn number(&self) -> u16 {
        self.number
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::thread;

    use super::Port;

    #[test]
    fn who_looks_at_the_same_moment_gets_another_one() {
        let reserved: Vec<_> = thread::scope(|scope| {
            let looking: Vec<_> = (0..64).map(|_| scope.spawn(Port::reserve)).collect();
            looking
                .into_iter()
                .map(|looking| looking.join().unwrap())
                .collect()
        });
        let numbers: BTreeSet<_> = reserved.iter().map(Port::number).collect();
        assert_eq!(numbers.len(), reserved.len());
    }
}

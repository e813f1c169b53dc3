use hexmart_application::platform::Entropy;

/// Chance that nobody can guess: a generator per thread, seeded and reseeded by the operating system.
#[derive(Debug)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn bytes(&self) -> [u8; 10] {
        rand::random()
    }

    fn secret(&self) -> [u8; 32] {
        rand::random()
    }
}

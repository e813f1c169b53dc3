//! A provider without money, for demos, tests and simulations.

//! What a sample cannot show: many requests, all random. `npm run verify:emulator` runs more of them than `cargo test` does.

// A fuzzer goes by the clock of the machine it runs on.
#![allow(clippy::disallowed_methods)]

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod mutations;
#[cfg(test)]
mod random;
#[cfg(test)]
mod requests;

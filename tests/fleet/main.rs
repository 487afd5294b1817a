//! Client and emulator against each other, on a virtual clock: every request signed, every reply from the emulator.

#![allow(clippy::unwrap_used, clippy::panic)]

mod check;
mod departures;
mod doubts;
mod drivers;
mod endings;
mod faults;
mod figures;
mod formats;
mod kill;
mod losses;
mod manual;
mod network;
mod outcomes;
mod reading;
mod scale;
mod schedules;
mod script;
mod verdicts;
mod waves;
mod world;

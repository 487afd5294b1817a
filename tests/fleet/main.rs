//! Client and emulator against each other, on a virtual clock: every request signed, every reply from the emulator.

#![allow(clippy::unwrap_used, clippy::panic)]

mod batches;
mod check;
mod drivers;
mod endings;
mod faults;
mod figures;
mod formats;
mod halting;
mod in_doubt;
mod kill;
mod losses;
mod manual;
mod network;
mod no_answer;
mod observations;
mod outcomes;
mod replies;
mod scale;
mod schedules;
mod script;
mod sending;
mod sent_twice;
mod verdicts;
mod waves;
mod world;

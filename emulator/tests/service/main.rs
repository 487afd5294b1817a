//! The emulator as its callers meet it: bytes in, bytes out, on a clock that the tests drive.

#[cfg(test)]
mod actions;
#[cfg(test)]
mod assume;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod common;
#[cfg(test)]
mod described;
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod latest;
#[cfg(test)]
mod lifecycle;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod magic;
#[cfg(test)]
mod passwords;
#[cfg(test)]
mod places;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod sts;
#[cfg(test)]
mod stubs;
#[cfg(test)]
mod transitions;
#[cfg(test)]
mod v1;

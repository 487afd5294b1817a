//! The emulator as its callers meet it: bytes in, bytes out, on a clock that the tests drive.

#[cfg(test)]
mod actions;
#[cfg(test)]
mod auth;
#[cfg(test)]
mod common;
#[cfg(test)]
mod envelope;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod replay;

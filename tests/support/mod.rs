//! What several tests read.

#![allow(dead_code, reason = "each test binary takes its part")]

pub(crate) mod hash;
pub(crate) mod hex;
pub(crate) mod vectors;

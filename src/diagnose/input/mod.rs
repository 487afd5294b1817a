//! What arrived, how it is read from a text, and what is known besides.

mod authorization;
mod known;
mod message;
mod percent;
mod request;

pub use known::{Known, Meant};
pub use message::read_message;
pub use request::Received;

pub(super) use authorization::Authorization;
pub(super) use percent::percent_decoded;
pub(super) use request::{product, whole_number};

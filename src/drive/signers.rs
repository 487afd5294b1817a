//! The signers of the operations, by number.

use crate::Error;
use crate::sign::{Signer, SignerTable};
use std::cell::RefCell;

thread_local! {
    static SIGNERS: RefCell<SignerTable<Signer>> = const { RefCell::new(SignerTable::EMPTY) };
}

/// Keeps a signer and returns its number.
pub(crate) fn add_signer(signer: Signer) -> u32 {
    SIGNERS.with_borrow_mut(|signers| signers.add(Box::new(signer)))
}

/// Wipes a signer.
pub(crate) fn remove_signer(number: u32) {
    SIGNERS.with_borrow_mut(|signers| signers.remove(number));
}

pub(crate) fn count_signers() -> u32 {
    SIGNERS.with_borrow(|signers| signers.count() as u32)
}

/// Calls `work` with a signer. It is taken out meanwhile, so that a trap would cost it alone.
pub(super) fn with_signer<T>(number: f64, work: impl FnOnce(&mut Signer) -> Result<T, Error>) -> Result<T, Error> {
    // A cast takes what is negative or no number for 0, which is somebody's.
    let number = if number >= 0.0 { number as u32 } else { u32::MAX };
    let mut signer = SIGNERS.with_borrow_mut(|signers| signers.take(number))?;
    let done = work(&mut signer);
    SIGNERS.with_borrow_mut(|signers| signers.put_back(number, signer));
    done
}

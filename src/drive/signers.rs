//! The signers of the operations, by number.

use crate::Error;
use crate::error::client;
use crate::sign::Signer;
use std::cell::RefCell;

thread_local! {
    // Boxed, because moving a signer leaves a copy of its key's states behind.
    static SIGNERS: RefCell<Vec<Option<Box<Signer>>>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a signer and returns its number.
pub(crate) fn add_signer(signer: Signer) -> u32 {
    SIGNERS.with_borrow_mut(|signers| {
        let free = signers.iter().position(Option::is_none).unwrap_or_else(|| {
            signers.push(None);
            signers.len() - 1
        });
        if let Some(place) = signers.get_mut(free) {
            *place = Some(Box::new(signer));
        }
        free as u32
    })
}

/// Wipes a signer.
pub(crate) fn remove_signer(number: u32) {
    SIGNERS.with_borrow_mut(|signers| {
        if let Some(place) = signers.get_mut(number as usize) {
            *place = None;
        }
    });
}

pub(crate) fn count_signers() -> u32 {
    SIGNERS.with_borrow(|signers| signers.iter().flatten().count() as u32)
}

/// Calls `work` with a signer. It is taken out meanwhile, so that a trap would cost it alone.
pub(super) fn with_signer<T>(number: f64, work: impl FnOnce(&mut Signer) -> Result<T, Error>) -> Result<T, Error> {
    let place = |signers: &mut Vec<Option<Box<Signer>>>, signer: Option<Box<Signer>>| {
        signers.get_mut(number as usize).filter(|_| number >= 0.0).and_then(|place| std::mem::replace(place, signer))
    };
    let Some(mut signer) = SIGNERS.with_borrow_mut(|signers| place(signers, None)) else {
        return Err(Error::new(client::FREED, "the signer was freed; make a new one"));
    };
    let done = work(&mut signer);
    SIGNERS.with_borrow_mut(|signers| place(signers, Some(signer)));
    done
}

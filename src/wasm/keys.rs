//! The keys of the driver, which signs in Rust.

use super::shared_buffer::wipe_stack;
use super::{fields, thrown};
use crate::Error;
use crate::error::client;
use crate::sign::{Credentials, Signer};
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use zeroize::Zeroize as _;

/// The driver signs below a pile of futures.
const DEPTH: usize = 32 * 1024;

thread_local! {
    // Boxed, because a signer that is moved leaves a copy of its key's states behind.
    static KEYS: RefCell<Vec<Option<Box<Signer>>>> = const { RefCell::new(Vec::new()) };
}

/// Takes the packed `secretId`, `secretKey` and `token`, and answers the number of their signer.
#[wasm_bindgen]
pub fn key_new(mut packed: String) -> Result<u32, JsValue> {
    let made = credentials(&packed).and_then(Signer::new);
    packed.zeroize();
    let signer = made.map_err(|error| thrown(&error))?;
    Ok(KEYS.with_borrow_mut(|keys| {
        let free = keys.iter().position(Option::is_none).unwrap_or_else(|| {
            keys.push(None);
            keys.len() - 1
        });
        if let Some(place) = keys.get_mut(free) {
            *place = Some(Box::new(signer));
        }
        free as u32
    }))
}

/// Wipes a signer.
#[wasm_bindgen]
pub fn key_free(number: u32) {
    KEYS.with_borrow_mut(|keys| {
        if let Some(place) = keys.get_mut(number as usize) {
            *place = None;
        }
    });
    wipe_stack::<DEPTH>();
}

/// How many signers there are; for tests.
#[wasm_bindgen]
pub fn key_count() -> u32 {
    KEYS.with_borrow(|keys| keys.iter().flatten().count() as u32)
}

/// Works with a signer by its number. It is taken out meanwhile, so that a trap would cost it alone.
pub(crate) fn with_signer<T>(number: f64, work: impl FnOnce(&mut Signer) -> Result<T, Error>) -> Result<T, Error> {
    let place = |keys: &mut Vec<Option<Box<Signer>>>, signer: Option<Box<Signer>>| {
        keys.get_mut(number as usize).filter(|_| number >= 0.0).and_then(|place| std::mem::replace(place, signer))
    };
    let Some(mut signer) = KEYS.with_borrow_mut(|keys| place(keys, None)) else {
        return Err(Error::new(client::FREED, "the signer was freed; make a new one"));
    };
    let done = work(&mut signer);
    KEYS.with_borrow_mut(|keys| place(keys, Some(signer)));
    done
}

fn credentials(packed: &str) -> Result<Credentials, Error> {
    let [id, key, token] = fields::unpack(packed)?;
    let credentials = Credentials::new(id.unwrap_or(""), key.unwrap_or(""));
    Ok(match token {
        Some(token) => credentials.with_token(token),
        None => credentials,
    })
}

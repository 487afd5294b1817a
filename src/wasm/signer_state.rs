//! What the module keeps between calls of the signer: the buffers, the keys, and the newest requests.

use super::shared_buffer::{Failed, Input, Output};
use crate::sign::tc3::PreparedRequest;
use crate::sign::{HexDigest, KeyCache};
use sha2::{Digest as _, Sha256};
use std::cell::RefCell;

const SIGNERS: usize = 1024;
const REQUESTS: usize = 128;

/// A validated request of a signer's.
///
/// Numbers stand for what is true or false: with a `bool` an empty table of these would not be all zeros, and would take its
/// full size in the module.
pub(crate) struct CachedRequest {
    pub(crate) signer: u32,
    /// Of a GET without the query and what follows it.
    pub(crate) prepared: PreparedRequest,
    /// Where it does not depend on the payload.
    pub(crate) payload_hash: HexDigest,
    /// 1: `payload_hash` holds, 0: the payload is hashed.
    pub(crate) is_hashed: u8,
}

/// The part of a payload that has been hashed so far.
#[derive(Default)]
pub(crate) struct Payload {
    pub(crate) hash: Option<Sha256>,
    pub(crate) length: usize,
}

/// The keys and requests, by number.
pub(crate) struct Tables {
    signers: [Option<KeyCache>; SIGNERS],
    requests: [Option<CachedRequest>; REQUESTS],
    next_request: usize,
    pub(crate) payload: Payload,
}

/// Everything the signer keeps.
pub(crate) struct State {
    pub(crate) input: Input,
    pub(crate) output: Output,
    pub(crate) tables: Tables,
}

thread_local! {
    static STATE: RefCell<State> = const {
        RefCell::new(State {
            input: Input::EMPTY,
            output: Output::EMPTY,
            tables: Tables {
                signers: [const { None }; SIGNERS],
                requests: [const { None }; REQUESTS],
                next_request: 0,
                payload: Payload { hash: None, length: 0 },
            },
        })
    };
}

/// Borrows the state. JavaScript is never called meanwhile, so nobody else can hold it.
pub(crate) fn with_state<T>(work: impl FnOnce(&mut State) -> T) -> T {
    STATE.with_borrow_mut(work)
}

/// The result of a call as one number: what `work` returns, or, negated, the length of an error's text in the output.
pub(crate) fn call_result(work: impl FnOnce(&mut Input, &mut Output, &mut Tables) -> Result<usize, Failed>) -> i32 {
    with_state(|State { input, output, tables }| {
        output.clear();
        match work(input, output, tables) {
            Ok(number) => number as i32,
            Err(Failed) => -(output.length() as i32),
        }
    })
}

impl Tables {
    /// Stores keys and returns their number; `None` when the table is full.
    pub(crate) fn insert_keys(&mut self, keys: KeyCache) -> Option<usize> {
        let free = self.signers.iter().position(Option::is_none)?;
        *self.signers.get_mut(free)? = Some(keys);
        Some(free)
    }

    /// Stores a request in place of the oldest and returns its number.
    pub(crate) fn insert_request(&mut self, request: CachedRequest) -> usize {
        let number = self.next_request;
        self.next_request = (number + 1) % REQUESTS;
        if let Some(entry) = self.requests.get_mut(number) {
            *entry = Some(request);
        }
        number
    }

    /// The keys of a signer.
    pub(crate) fn keys(&mut self, signer: u32) -> Option<&mut KeyCache> {
        self.signers.get_mut(signer as usize)?.as_mut()
    }

    /// A request of a signer's.
    pub(crate) fn request(&self, signer: u32, number: u32) -> Option<&CachedRequest> {
        self.requests.get(number as usize)?.as_ref().filter(|request| request.signer == signer)
    }

    /// Wipes the keys of a signer, those that its requests have included.
    pub(crate) fn remove_keys(&mut self, signer: u32) {
        if let Some(entry) = self.signers.get_mut(signer as usize) {
            *entry = None;
        }
        for entry in &mut self.requests {
            if entry.as_ref().is_some_and(|request| request.signer == signer) {
                *entry = None;
            }
        }
    }
}

impl Payload {
    /// Hashes the first part of a payload, or one more.
    pub(crate) fn update(&mut self, part: &[u8], is_first: bool) {
        if is_first {
            *self = Payload::default();
        }
        self.hash.get_or_insert_default().update(part);
        self.length += part.len();
    }
}

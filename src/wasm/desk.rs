//! Where JavaScript lays down what it gives, and picks up what it gets: two buffers, and the signers and requests between.
//!
//! Numbers cross the boundary and nothing else: a text crossing it the usual way costs an allocation, a copy and a call each
//! way, together more than the hash of a small request. Nothing here allocates, so the module for signing alone carries
//! no allocator, and what was a secret lies in one place, which is wiped.

use crate::sign::{CanonicalPrefix, Keys, SigningError, Sink, fill};
use sha2::{Digest as _, Sha256};
use std::cell::RefCell;
use zeroize::Zeroize as _;

/// What a caller can lay down at a time.
pub(crate) const INPUT: usize = 64 * 1024;
/// A request repeats no text of what was laid down more than three times, and adds a few hundred bytes.
const OUTPUT: usize = 3 * INPUT + 1024;
const SIGNERS: usize = 1024;
const REQUESTS: usize = 64;

/// What is kept of a checked request.
pub(crate) struct CachedRequest {
    pub(crate) prefix: CanonicalPrefix,
    /// 1 or 0: with a `bool` an empty table of these would not be all zeros, and would weigh what it measures.
    pub(crate) unsigned_payload: u8,
}

/// The desk.
pub(crate) struct Desk {
    input: [u8; INPUT],
    pub(crate) output: Output,
    signers: [Option<Keys>; SIGNERS],
    requests: [Option<CachedRequest>; REQUESTS],
    next_request: usize,
    /// What has been laid down of a payload so far, and how much.
    pub(crate) payload: Option<Sha256>,
    pub(crate) payload_length: usize,
}

thread_local! {
    static DESK: RefCell<Desk> = const {
        RefCell::new(Desk {
            input: [0; INPUT],
            output: Output { bytes: [0; OUTPUT], length: 0 },
            signers: [const { None }; SIGNERS],
            requests: [const { None }; REQUESTS],
            next_request: 0,
            payload: None,
            payload_length: 0,
        })
    };
}

/// Works at the desk. JavaScript is never called from here, so nobody else can be at it.
pub(crate) fn at<T>(work: impl FnOnce(&mut Desk) -> T) -> T {
    DESK.with_borrow_mut(work)
}

/// Works at the desk, and answers with a number that is not negative; or with a negative one: the length, negated, of an
/// error's text in the output.
pub(crate) fn answer(work: impl FnOnce(&mut [u8; INPUT], &mut Room<'_>) -> Result<usize, Failure>) -> i32 {
    at(|desk| {
        let Desk { input, output, signers, requests, next_request, payload, payload_length } = desk;
        output.length = 0;
        let mut room = Room { output, signers, requests, next_request, payload, payload_length };
        match work(input, &mut room) {
            Ok(number) => number as i32,
            Err(Failure) => -(output.length as i32),
        }
    })
}

/// An error whose text is in the output.
pub(crate) struct Failure;

/// Everything on the desk but the input, which is borrowed by what was read from it.
pub(crate) struct Room<'a> {
    pub(crate) output: &'a mut Output,
    signers: &'a mut [Option<Keys>; SIGNERS],
    requests: &'a mut [Option<CachedRequest>; REQUESTS],
    next_request: &'a mut usize,
    pub(crate) payload: &'a mut Option<Sha256>,
    pub(crate) payload_length: &'a mut usize,
}

impl Room<'_> {
    /// Writes why it cannot be done.
    pub(crate) fn refuse(&mut self, error: &SigningError<'_>) -> Failure {
        self.output.length = 0;
        self.output.put(error.problem.code.as_bytes());
        self.output.put(b"\n");
        error.put(self.output);
        Failure
    }

    /// Keeps the keys, and gives the number they are kept under.
    pub(crate) fn keep_keys(&mut self, keys: Keys) -> Option<usize> {
        let free = self.signers.iter().position(Option::is_none)?;
        *self.signers.get_mut(free)? = Some(keys);
        Some(free)
    }

    /// Keeps a request in place of the oldest, and gives the number it is kept under.
    pub(crate) fn keep_request(&mut self, request: CachedRequest) -> usize {
        let place = *self.next_request;
        *self.next_request = (place + 1) % REQUESTS;
        if let Some(entry) = self.requests.get_mut(place) {
            *entry = Some(request);
        }
        place
    }

    /// The keys of a signer and a request.
    pub(crate) fn find(&mut self, signer: u32, request: u32) -> Option<(&mut Keys, &CachedRequest)> {
        let keys = self.signers.get_mut(signer as usize)?.as_mut()?;
        Some((keys, self.requests.get(request as usize)?.as_ref()?))
    }
}

impl Desk {
    /// Where the input lies in the module's memory.
    pub(crate) fn input_address(&self) -> usize {
        self.input.as_ptr() as usize
    }

    /// Where the output lies in the module's memory.
    pub(crate) fn output_address(&self) -> usize {
        self.output.bytes.as_ptr() as usize
    }

    /// Takes a part of a payload from the input; the first, or one more.
    pub(crate) fn feed(&mut self, length: usize, begin: bool) {
        if begin {
            self.payload = None;
            self.payload_length = 0;
        }
        let part = self.input.get(..length).unwrap_or_default();
        self.payload.get_or_insert_default().update(part);
        self.payload_length += part.len();
    }

    /// The keys of a signer.
    #[cfg(feature = "wasm-client")]
    pub(crate) fn keys(&self, number: u32) -> Option<&Keys> {
        self.signers.get(number as usize)?.as_ref()
    }

    /// Wipes a signer.
    pub(crate) fn drop_keys(&mut self, number: u32) {
        if let Some(place) = self.signers.get_mut(number as usize) {
            *place = None;
        }
    }
}

/// The texts a caller laid down: lines, each `=` and the text, or nothing for a field that is absent. The lines end here.
pub(crate) struct Lines<'a> {
    rest: &'a [u8],
}

impl<'a> Lines<'a> {
    pub(crate) fn of(input: &'a [u8; INPUT], length: u32) -> Self {
        Lines { rest: input.get(..length as usize).unwrap_or_default() }
    }

    /// The next text; the outer `None` means that there are no more lines.
    #[inline(never)]
    pub(crate) fn next(&mut self) -> Option<Option<&'a [u8]>> {
        let end = self.rest.iter().position(|byte| *byte == b'\n')?;
        let (line, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest.get(1..).unwrap_or_default();
        Some(line.strip_prefix(b"="))
    }

    /// All that follows, line feeds and all.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next text, or nothing.
    #[inline(never)]
    pub(crate) fn text(&mut self) -> Option<&'a [u8]> {
        self.next().flatten()
    }

    /// The next text, empty for nothing.
    pub(crate) fn needed(&mut self) -> &'a [u8] {
        self.text().unwrap_or_default()
    }
}

/// Wipes what a caller laid down.
pub(crate) fn wipe(input: &mut [u8; INPUT], length: u32) {
    input.get_mut(..length as usize).unwrap_or_default().zeroize();
}

/// What a caller picks up.
pub(crate) struct Output {
    bytes: [u8; OUTPUT],
    length: usize,
}

impl Output {
    pub(crate) const fn length(&self) -> usize {
        self.length
    }

    /// What was put out from a place on.
    pub(crate) fn since(&self, at: usize) -> &[u8] {
        self.bytes.get(at..self.length).unwrap_or_default()
    }
}

impl Sink for Output {
    fn put(&mut self, bytes: &[u8]) {
        self.length += fill(self.bytes.get_mut(self.length..).unwrap_or_default(), bytes);
    }
}

/// No work at the desk goes deeper into the stack, in bytes.
pub(crate) const DEPTH: usize = 16 * 1024;

/// Writes over what earlier work has left on the stack, so many bytes deep: hashing and moving leave copies there that no owner wipes. To be
/// called when a signer ends, and before anything new is kept: the unused part of a hash's block is whatever lay there.
#[inline(never)]
pub(crate) fn scrub<const DEPTH: usize>() {
    let mut stack = [0_u8; DEPTH];
    std::hint::black_box(&mut stack);
}

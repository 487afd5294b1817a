//! A bell, a gate, and the first of two futures.
//!
//! Nobody registers a waker: all futures of an operation are polled when one of these changes.

use super::operation::stir;
use std::cell::Cell;
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// Whichever is ready first; the other is dropped.
pub(super) enum Either<A, B> {
    First(A),
    Second(B),
}

/// Runs both until one is ready.
pub(super) async fn first<A: Future, B: Future>(a: A, b: B) -> Either<A::Output, B::Output> {
    let (mut a, mut b) = (pin!(a), pin!(b));
    poll_fn(move |context| {
        if let Poll::Ready(value) = a.as_mut().poll(context) {
            return Poll::Ready(Either::First(value));
        }
        b.as_mut().poll(context).map(Either::Second)
    })
    .await
}

/// Wakes the one who waits for it; rung before anyone waits, it is remembered.
#[derive(Default)]
pub(super) struct Bell {
    rung: Cell<bool>,
}

impl Bell {
    /// Rung from outside the operation's own futures, the operation has to be run.
    pub(super) fn ring(&self) {
        self.rung.set(true);
        stir();
    }

    pub(super) async fn heard(&self) {
        poll_fn(|_| if self.rung.take() { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

/// Opens once, for everybody who waits at it.
#[derive(Default)]
pub(super) struct Gate {
    open: Cell<bool>,
}

impl Gate {
    /// As [`Bell::ring`].
    pub(super) fn open(&self) {
        self.open.set(true);
        stir();
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.get()
    }

    pub(super) async fn passed(&self) {
        poll_fn(|_| if self.open.get() { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

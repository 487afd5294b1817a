//! A notification, a flag, and the first of two futures.
//!
//! Nobody registers a waker: all futures of an operation are polled when one of these changes.

use super::operation::wake;
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

/// Wakes the one that waits for it; a notification that comes before is remembered.
#[derive(Default)]
pub(super) struct Notify {
    notified: Cell<bool>,
}

impl Notify {
    /// Called from outside the operation's own futures, the operation has to be run afterwards.
    pub(super) fn notify(&self) {
        self.notified.set(true);
        wake();
    }

    pub(super) async fn notified(&self) {
        poll_fn(|_| if self.notified.take() { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

/// Set once, for everything that waits for it.
#[derive(Default)]
pub(super) struct CancelFlag {
    set: Cell<bool>,
}

impl CancelFlag {
    /// As [`Notify::notify`].
    pub(super) fn set(&self) {
        self.set.set(true);
        wake();
    }

    pub(super) fn is_set(&self) -> bool {
        self.set.get()
    }

    pub(super) async fn cancelled(&self) {
        poll_fn(|_| if self.set.get() { Poll::Ready(()) } else { Poll::Pending }).await;
    }
}

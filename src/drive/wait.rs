//! Timers, a bell, and the first of two futures.

use gloo_timers::future::TimeoutFuture;
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::{Poll, Waker};

/// The longest timer an engine takes, in milliseconds; a longer one would fire at once.
const LONGEST_TIMER_MS: u64 = 2_147_483_647;

/// Sleeps for `ms`, or for as long as a timer can.
pub(super) fn sleep(ms: u64) -> TimeoutFuture {
    TimeoutFuture::new(ms.min(LONGEST_TIMER_MS) as u32)
}

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
    waker: RefCell<Option<Waker>>,
}

impl Bell {
    pub(super) fn ring(&self) {
        self.rung.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    pub(super) async fn heard(&self) {
        poll_fn(|context| {
            if self.rung.take() {
                return Poll::Ready(());
            }
            self.waker.replace(Some(context.waker().clone()));
            Poll::Pending
        })
        .await;
    }
}

/// Opens once, for everybody who waits at it.
#[derive(Default)]
pub(super) struct Gate {
    open: Cell<bool>,
    wakers: RefCell<Vec<Waker>>,
}

impl Gate {
    pub(super) fn open(&self) {
        self.open.set(true);
        for waker in self.wakers.take() {
            waker.wake();
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.open.get()
    }

    pub(super) async fn passed(&self) {
        poll_fn(|context| {
            if self.open.get() {
                return Poll::Ready(());
            }
            let mut wakers = self.wakers.borrow_mut();
            if !wakers.iter().any(|waker| waker.will_wake(context.waker())) {
                wakers.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }
}

//! The futures of one operation, and what makes them go on.
//!
//! There is no queue that operations share. In workerd the context of a request can end at any await: its timers never
//! fire and its promises never settle. Were the wakers of one operation in the queue of all, or in closures that only a
//! settled promise drops, each one cut off would leave something behind, or hold up the others. Here a promise or a timer
//! knows an operation by a number alone, and [`Operation::abandon`] leaves nothing of it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};
use wasm_bindgen::prelude::*;

/// The longest timer an engine takes, in milliseconds; a longer one would fire at once.
const LONGEST_TIMER_MS: u64 = 2_147_483_647;

type Work = Pin<Box<dyn Future<Output = ()>>>;

thread_local! {
    /// The operation whose futures are being polled.
    static CURRENT: RefCell<Option<Rc<Operation>>> = const { RefCell::new(None) };
    static WAITS: RefCell<Waits> = const { RefCell::new(Waits { next: 0, open: BTreeMap::new() }) };
    static CALLBACKS: Callbacks = Callbacks::new();
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, ms: u32, number: f64) -> JsValue;
    #[wasm_bindgen(js_name = clearTimeout)]
    fn clear_timeout(timer: &JsValue);
    /// js-sys takes closures alone, and keeps them until the promise settles.
    type Thenable;
    #[wasm_bindgen(method)]
    fn then(this: &Thenable, done: &js_sys::Function, failed: &js_sys::Function) -> JsValue;
}

/// One operation. All its futures are polled whenever something it waits for has come: there are a handful.
#[derive(Default)]
pub(crate) struct Operation {
    works: RefCell<Vec<Work>>,
    /// Something has changed since the futures were last polled.
    woken: Cell<bool>,
    running: Cell<bool>,
    /// Its result is reported: the rest of it is dropped at the end of the turn.
    over: Cell<bool>,
    /// Its context is gone, so that its timers are too.
    abandoned: Cell<bool>,
}

impl Operation {
    /// Adds a future.
    pub(super) fn spawn(&self, work: impl Future<Output = ()> + 'static) {
        if !self.abandoned.get() {
            self.works.borrow_mut().push(Box::pin(work));
            self.woken.set(true);
        }
    }

    /// The promise of a future's result. When it settles, the operation is over.
    pub(crate) fn promise(
        self: &Rc<Self>,
        work: impl Future<Output = Result<JsValue, JsValue>> + 'static,
    ) -> js_sys::Promise {
        let mut work = Some(work);
        let operation = Rc::downgrade(self);
        let promise = js_sys::Promise::new(&mut |resolve, reject| {
            let (Some(work), operation) = (work.take(), operation.clone()) else { return };
            self.spawn(async move {
                let (settle, value) = match work.await {
                    Ok(value) => (resolve, value),
                    Err(error) => (reject, error),
                };
                // What a promise's own functions answer says nothing.
                let _ = settle.call1(&JsValue::UNDEFINED, &value);
                if let Some(operation) = operation.upgrade() {
                    operation.over.set(true);
                }
            });
        });
        self.run();
        promise
    }

    /// Polls all futures until nothing more changes.
    pub(super) fn run(self: &Rc<Self>) {
        self.woken.set(true);
        if self.running.replace(true) {
            return;
        }
        while self.woken.replace(false) {
            let mut works = self.works.take();
            let before = CURRENT.replace(Some(self.clone()));
            works.retain_mut(|work| work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
            CURRENT.replace(before);
            works.append(&mut self.works.borrow_mut());
            self.works.replace(works);
        }
        self.running.set(false);
        if self.over.get() {
            drop(self.works.take());
        }
    }

    /// Drops all its futures, and touches nothing that belongs to their context.
    pub(crate) fn abandon(&self) {
        self.abandoned.set(true);
        drop(self.works.take());
    }
}

/// Something that an operation waits for was changed by the operation itself: all its futures are polled once more.
pub(super) fn wake() {
    CURRENT.with_borrow(|current| {
        if let Some(operation) = current {
            operation.woken.set(true);
        }
    });
}

/// Sleeps for `ms`, or for as long as a timer can. The time counts from now.
pub(super) fn sleep(ms: u64) -> impl Future<Output = ()> {
    let ms = ms.min(LONGEST_TIMER_MS) as u32;
    let mut wait = Wait::new();
    wait.timer = Some(CALLBACKS.with(|callbacks| set_timeout(&callbacks.fired, ms, wait.number as f64)));
    async move {
        let _ = wait.await;
    }
}

/// What a promise settles with.
pub(super) fn settled(promise: &js_sys::Promise) -> impl Future<Output = Result<JsValue, JsValue>> {
    let wait = Wait::new();
    let number = JsValue::from_f64(wait.number as f64);
    CALLBACKS.with(|callbacks| {
        let bound =
            |told: &js_sys::Function| -> js_sys::Function { told.bind1(&JsValue::UNDEFINED, &number).unchecked_into() };
        promise.unchecked_ref::<Thenable>().then(&bound(&callbacks.done), &bound(&callbacks.failed));
    });
    wait
}

/// What timers and promises call, made once for all of them.
struct Callbacks {
    fired: js_sys::Function,
    done: js_sys::Function,
    failed: js_sys::Function,
}

impl Callbacks {
    fn new() -> Self {
        let timer = Closure::<dyn Fn(f64)>::new(|number: f64| complete(number, Ok(JsValue::UNDEFINED)));
        let promise = |outcome: fn(JsValue) -> Result<JsValue, JsValue>| {
            Closure::<dyn Fn(f64, JsValue)>::new(move |number: f64, value| complete(number, outcome(value)))
        };
        Callbacks {
            fired: timer.into_js_value().unchecked_into(),
            done: promise(Ok).into_js_value().unchecked_into(),
            failed: promise(Err).into_js_value().unchecked_into(),
        }
    }
}

/// A timer fired or a promise settled. One that nobody waits for any more is ignored.
fn complete(number: f64, outcome: Result<JsValue, JsValue>) {
    let operation = WAITS.with_borrow_mut(|waits| {
        let open = waits.open.get_mut(&(number as u64))?;
        open.outcome = Some(outcome);
        open.operation.upgrade()
    });
    if let Some(operation) = operation {
        operation.run();
    }
}

struct Waits {
    next: u64,
    open: BTreeMap<u64, Open>,
}

struct Open {
    operation: Weak<Operation>,
    outcome: Option<Result<JsValue, JsValue>>,
}

/// One timer or promise that is waited for.
struct Wait {
    number: u64,
    timer: Option<JsValue>,
}

impl Wait {
    fn new() -> Self {
        let operation = CURRENT.with_borrow(|current| current.as_ref().map(Rc::downgrade)).unwrap_or_default();
        let number = WAITS.with_borrow_mut(|waits| {
            waits.next += 1;
            waits.open.insert(waits.next, Open { operation, outcome: None });
            waits.next
        });
        Wait { number, timer: None }
    }
}

impl Future for Wait {
    type Output = Result<JsValue, JsValue>;

    fn poll(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Self::Output> {
        let outcome = WAITS.with_borrow_mut(|waits| waits.open.get_mut(&self.number)?.outcome.take());
        outcome.map_or(Poll::Pending, Poll::Ready)
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        let open = WAITS.with_borrow_mut(|waits| waits.open.remove(&self.number));
        let abandoned =
            open.and_then(|open| open.operation.upgrade()).is_some_and(|operation| operation.abandoned.get());
        if let Some(timer) = self.timer.take().filter(|_| !abandoned) {
            clear_timeout(&timer);
        }
    }
}

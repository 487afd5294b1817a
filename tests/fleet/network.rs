//! What is in transit between the client and the service, by the moment at which it arrives.

use std::collections::BTreeMap;
use tencentcloud_edge_emulator::Request;

/// What arrives.
#[derive(Clone)]
pub(crate) enum Event {
    /// A request reaches the service.
    Arrives(Request),
    /// The client learns what came of it.
    Returns(Received),
}

/// What the client receives.
#[derive(Clone)]
pub(crate) enum Received {
    Reply { status: u16, body: String, retry_after: Option<u64> },
    Lost(&'static str),
}

/// A network that delays, by a seed.
#[derive(Clone)]
pub(crate) struct Network {
    random: u64,
    /// The longest delay, in milliseconds; the shortest is 1.
    pub(crate) longest: u64,
    made: u64,
    in_flight: BTreeMap<(u64, u64), (u32, Event)>,
}

impl Network {
    pub(crate) fn new(seed: u64) -> Self {
        Network { random: seed, longest: 150, made: 0, in_flight: BTreeMap::new() }
    }

    /// A number from 1 to `most`, of an xorshift generator.
    pub(crate) fn draw(&mut self, most: u64) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        mixed ^= mixed << 13;
        mixed ^= mixed >> 7;
        mixed ^= mixed << 17;
        (mixed >> 11) % most + 1
    }

    /// Sends something at `at`, for the exchange of this ticket.
    pub(crate) fn put(&mut self, at: u64, ticket: u32, event: Event) {
        let arrival = at + self.draw(self.longest);
        self.made += 1;
        self.in_flight.insert((arrival, self.made), (ticket, event));
    }

    /// The next arrival, if it is at `until` at the latest.
    pub(crate) fn take(&mut self, until: u64) -> Option<(u64, u32, Event)> {
        let first = self.in_flight.first_entry().filter(|entry| entry.key().0 <= until)?;
        let ((at, _), (ticket, event)) = first.remove_entry();
        Some((at, ticket, event))
    }

    /// The client is gone: nothing returns to it. What it sent still arrives, unless `left` is false.
    pub(crate) fn hang_up(&mut self, left: bool) {
        self.in_flight.retain(|_, (ticket, event)| {
            *ticket = 0;
            left && matches!(event, Event::Arrives(_))
        });
    }
}

//! A client, a network and an emulator, and the clock they share.

use crate::in_doubt::InDoubt;
use crate::network::{Event, Network, Received};
use serde_json::{Map, Value, json};
use tencentcloud_edge::Credentials;
use tencentcloud_edge::ids::InstanceIds;
use tencentcloud_edge::job::{Job, JobOptions, NOT_SENT, Send, Step};
use tencentcloud_edge::model::{InstanceState, SERVICE, VERSION};
use tencentcloud_edge::sign::{ApiRequest, SignOptions, sign};
use tencentcloud_edge::wire::read_text;
use tencentcloud_edge_emulator::{
    DEMO_SECRET_ID, DEMO_SECRET_KEY, Delivery, Emulator, FaultRule, Options, Request, Response, Snapshot,
};

/// 2026-01-01T00:00:00Z.
pub(crate) const START: u64 = 1_767_225_600_000;
pub(crate) const REGION: &str = "ap-guangzhou";
/// More steps than any job here takes; a job that spins fails instead of hanging the tests.
const MOST_STEPS: usize = 100_000;

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) network: Network,
    pub(crate) now: u64,
    pub(crate) credentials: Credentials,
    /// The driver reports to the job what it sends.
    pub(crate) reports_sends: bool,
    pub(crate) in_doubt: InDoubt,
}

/// The ids of the first instances of every world.
pub(crate) fn ids(count: usize) -> Vec<String> {
    (0..count).map(|nth| format!("ins-{nth:08}")).collect()
}

/// Batches of a hundred, however many ids the service takes: the tests count them.
pub(crate) fn options() -> JobOptions {
    JobOptions { batch_limit: Some(100), ..JobOptions::new(REGION, START) }
}

/// A start job for the first `count` instances.
pub(crate) fn job(count: usize, options: JobOptions) -> Job {
    job_of("StartInstances", &ids(count), options)
}

pub(crate) fn job_of(action: &str, ids: &[String], options: JobOptions) -> Job {
    Job::new(action, InstanceIds::parse(ids).unwrap(), options).unwrap()
}

impl World {
    /// A world of so many stopped instances.
    pub(crate) fn new(count: usize) -> Self {
        let given = |id: &String| Map::from_iter([("InstanceId".to_owned(), json!(id))]);
        let stopped = |mut fields: Map<String, Value>| {
            fields.insert("InstanceState".to_owned(), json!("STOPPED"));
            fields
        };
        let given = ids(count).iter().map(given).map(stopped).collect();
        let options = Options { given: Some(given), ..Options::default() };
        World {
            emulator: Emulator::new(options).unwrap(),
            network: Network::new(1),
            now: START,
            credentials: Credentials::new(DEMO_SECRET_ID, DEMO_SECRET_KEY),
            reports_sends: false,
            in_doubt: InDoubt::default(),
        }
    }

    /// The same world with another network.
    pub(crate) fn seed(mut self, seed: u64) -> Self {
        self.network = Network::new(seed);
        self
    }

    /// The same world with a fault in it.
    pub(crate) fn fault(mut self, rule: &Value) -> Self {
        self.emulator.inject(FaultRule::from_json(&rule.to_string()).unwrap());
        self
    }

    /// The same world with one instance in another state.
    pub(crate) fn put(mut self, nth: usize, state: InstanceState) -> Self {
        self.emulator.set(self.now, &ids(nth + 1)[nth], state).unwrap();
        self
    }

    pub(crate) fn snapshot(&mut self) -> Snapshot {
        self.emulator.snapshot(self.now)
    }

    /// Steps a job to its end; how many steps that took.
    pub(crate) fn run(&mut self, job: &mut Job) -> usize {
        self.run_while(job, |_, _| true)
    }

    /// Steps a job while `go` says so. It is asked before each step.
    pub(crate) fn run_while(&mut self, job: &mut Job, mut go: impl FnMut(&mut World, &Job) -> bool) -> usize {
        for steps in 0..MOST_STEPS {
            if !go(self, job) || !self.step(job) {
                return steps;
            }
        }
        panic!("{MOST_STEPS} steps were not enough: {:?}", job.progress());
    }

    /// One step: asks the job, and does what it says. `false`: it was done.
    pub(crate) fn step(&mut self, job: &mut Job) -> bool {
        self.step_saving(job, |_| ())
    }

    /// As [`World::step`]; `save` is called before an acting request is sent.
    pub(crate) fn step_saving(&mut self, job: &mut Job, save: impl FnOnce(&mut Job)) -> bool {
        match job.next(self.now) {
            Step::Done => return false,
            Step::Send(send) => {
                if send.acting {
                    save(job);
                }
                assert!(!self.reports_sends || job.sent(send.ticket, self.now), "it may be sent");
                self.send(&send);
            }
            Step::Wait { until, .. } => {
                assert!(until > self.now, "a wait that ends at once");
                self.pass(until, Some(job));
            }
        }
        true
    }

    /// Sends a request.
    fn send(&mut self, send: &Send) {
        if send.acting {
            self.in_doubt.sent(send, self.now);
        }
        let request = ApiRequest {
            service: SERVICE,
            version: VERSION,
            action: send.action,
            region: Some(REGION),
            payload: send.payload.as_bytes(),
            ..ApiRequest::default()
        };
        let options = SignOptions::at(self.now / 1_000);
        let signed = sign(&request, &self.credentials, &options).unwrap();
        let host = signed.url.strip_prefix("https://").unwrap().trim_end_matches('/').to_owned();
        let mut headers = signed.headers;
        headers.push(("host".to_owned(), host));
        let body = send.payload.clone().into_bytes();
        let request = Request { method: signed.method.name().to_owned(), target: "/".to_owned(), headers, body };
        self.network.put(self.now, send.ticket, Event::Arrives(request));
    }

    /// Lets time pass until the job hears something, or until `until`.
    pub(crate) fn pass(&mut self, until: u64, mut job: Option<&mut Job>) {
        while let Some((at, ticket, event)) = self.network.take(until) {
            self.now = self.now.max(at);
            match event {
                Event::Arrives(request) => self.arrive(ticket, &request),
                Event::Returns(received) => {
                    if let Some(job) = job.as_deref_mut() {
                        return self.deliver(job, ticket, received);
                    }
                }
            }
        }
        self.now = self.now.max(until);
    }

    fn arrive(&mut self, ticket: u32, request: &Request) {
        let response = self.emulator.handle(self.now, request);
        let leaves = self.now + response.delay_ms;
        let received = match response.delivery {
            Delivery::Whole => reply(&response),
            Delivery::Refused | Delivery::NoName | Delivery::BadCertificate => Received::Lost(NOT_SENT),
            Delivery::Lost | Delivery::Cut | Delivery::Drip => Received::Lost("the connection broke"),
            Delivery::Never => return,
        };
        self.network.put(leaves, ticket, Event::Returns(received));
    }

    fn deliver(&mut self, job: &mut Job, ticket: u32, received: Received) {
        self.in_doubt.received(ticket, self.now, &received);
        match received {
            Received::Lost(reason) => job.lost(ticket, self.now, reason),
            Received::Reply { status, body, retry_after } => {
                job.answered(ticket, self.now, &read_text(status, &body), retry_after);
            }
        }
    }
}

fn reply(response: &Response) -> Received {
    let seconds = response.header("retry-after").and_then(|text| text.parse::<u64>().ok());
    Received::Reply {
        status: response.status,
        body: String::from_utf8_lossy(&response.body).into_owned(),
        retry_after: seconds.map(|seconds| seconds * 1_000),
    }
}

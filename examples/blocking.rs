//! Signs and sends with a blocking HTTP client. Without arguments it lists instances; with ids it starts them.
//!
//! ```sh
//! export TENCENTCLOUD_SECRET_ID=… TENCENTCLOUD_SECRET_KEY=… TENCENTCLOUD_REGION=ap-guangzhou
//! cargo run --example blocking
//! cargo run --example blocking -- ins-00000001 ins-00000002
//! ```
//!
//! TENCENTCLOUD_ENDPOINT sends it elsewhere, for example to the emulator: `http://127.0.0.1:4500`.

// The library takes the time as an argument and never waits; a program reads the clock and does.
#![allow(clippy::disallowed_methods)]

use std::env;
use std::io::ErrorKind;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tencentcloud_edge::ids::InstanceIds;
use tencentcloud_edge::job::{Job, JobOptions, NOT_SENT, Outcome, Step};
use tencentcloud_edge::model::{SERVICE, VERSION};
use tencentcloud_edge::sign::{ApiRequest, SignOptions, Signer};
use tencentcloud_edge::wire::{Reply, read_text};
use tencentcloud_edge::{Credentials, Error};

fn main() -> ExitCode {
    match run(env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{}: {}", error.code, error.message);
            ExitCode::FAILURE
        }
    }
}

/// Whether everything succeeded.
fn run(ids: Vec<String>) -> Result<bool, Error> {
    let mut cloud = Cloud::from_env()?;
    if ids.is_empty() { cloud.list() } else { cloud.start(InstanceIds::parse(ids)?) }
}

/// One region of one account.
struct Cloud {
    signer: Signer,
    region: String,
    endpoint: Option<String>,
    agent: ureq::Agent,
}

impl Cloud {
    fn from_env() -> Result<Self, Error> {
        let credentials = Credentials::new(required("TENCENTCLOUD_SECRET_ID")?, required("TENCENTCLOUD_SECRET_KEY")?);
        let config = ureq::Agent::config_builder()
            // An error of the service is a reply like any other, and a redirect would be signed for another host.
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_connect(Some(Duration::from_secs(5)))
            .timeout_global(Some(Duration::from_secs(10)));
        Ok(Cloud {
            signer: Signer::new(credentials)?,
            region: required("TENCENTCLOUD_REGION")?,
            endpoint: env::var("TENCENTCLOUD_ENDPOINT").ok(),
            agent: config.build().into(),
        })
    }

    fn list(&mut self) -> Result<bool, Error> {
        let reply = self.send("DescribeInstances", r#"{"Limit":100}"#)?;
        match reply.map_err(|reason| Error::new("Client.NetworkError", reason))? {
            Reply::Accepted { page, .. } => {
                for instance in page.into_iter().flat_map(|page| page.instances) {
                    println!("{} {}", instance.id, instance.state.map_or("unknown", |state| state.name()));
                }
                Ok(true)
            }
            Reply::Refused(error) | Reply::Unclear(error, _) => Err(error),
        }
    }

    fn start(&mut self, ids: InstanceIds) -> Result<bool, Error> {
        let options = JobOptions { seed: now_ms(), ..JobOptions::new(&self.region, now_ms()) };
        let mut job = Job::new("StartInstances", ids, options)?;
        loop {
            match job.next(now_ms()) {
                Step::Send(send) => match self.send(send.action, &send.payload)? {
                    Ok(reply) => job.answered(send.ticket, now_ms(), &reply, None),
                    Err(reason) => job.lost(send.ticket, now_ms(), &reason),
                },
                Step::Wait { until, .. } => thread::sleep(Duration::from_millis(until.saturating_sub(now_ms()))),
                Step::Done => break,
            }
        }
        let result = job.result();
        for instance in &result.instances {
            let fault = instance.fault.as_ref().map_or_else(String::new, |fault| format!(" {}", fault.code));
            println!("{} {}{fault}", instance.id, instance.outcome.map_or("unfinished", Outcome::name));
        }
        Ok(result.ok)
    }

    /// The reply, or why there is none. `Err` outside is what cannot be signed.
    fn send(&mut self, action: &str, payload: &str) -> Result<Result<Reply, String>, Error> {
        let request = ApiRequest {
            service: SERVICE,
            version: VERSION,
            action,
            region: Some(&self.region),
            payload: payload.as_bytes(),
            endpoint: self.endpoint.as_deref(),
            ..ApiRequest::default()
        };
        let signed = self.signer.sign(&request, &SignOptions::at(now_ms() / 1_000))?;
        let post = self.agent.post(&signed.url);
        let post = signed.headers.iter().fold(post, |post, (name, value)| post.header(name, value));
        Ok(match post.send(payload) {
            Ok(mut response) => {
                let status = response.status().as_u16();
                response.body_mut().read_to_string().map(|body| read_text(status, &body)).map_err(|e| e.to_string())
            }
            Err(error) if never_left(&error) => Err(format!("{NOT_SENT}: {error}")),
            Err(error) => Err(error.to_string()),
        })
    }
}

/// Whether a failure came before anything was sent. Of any other, the service may have acted.
fn never_left(error: &ureq::Error) -> bool {
    match error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => true,
        ureq::Error::Io(error) => error.kind() == ErrorKind::ConnectionRefused,
        _ => false,
    }
}

fn required(name: &str) -> Result<String, Error> {
    let value = env::var(name).ok().filter(|value| !value.is_empty());
    value.ok_or_else(|| Error::argument(name, "must be set in the environment"))
}

fn now_ms() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_millis() as u64)
}

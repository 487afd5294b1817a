//! Mistakes with the two headers that are always signed: the content type and the host.

use super::hypothesis::{Facts, Hypothesis};
use crate::diagnose::causes::*;
use crate::diagnose::input::Meant;

/// Content types that libraries send or sign by themselves.
const CONTENT_TYPES: [&str; 10] = [
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-8",
    "application/x-www-form-urlencoded;charset=UTF-8",
    "text/plain;charset=UTF-8",
    "application/octet-stream",
    "",
];
/// Ports that are tried where the one that was signed is not known.
const PORTS: [&str; 12] = ["443", "80", "8080", "8443", "3000", "3128", "5000", "8000", "8787", "8888", "9000", "9787"];

pub(super) fn hypotheses<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let mut found = content_types(facts);
    found.extend(hosts(facts));
    found
}

fn content_types<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let sent = facts.header("content-type");
    let media = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let mut types: Vec<(String, bool)> = Vec::new();
    types.extend(facts.known.meant.content_type.map(|given| (given.to_owned(), true)));
    if facts.known.meant.action.is_some() {
        types.push((Meant::default_content_type(&facts.base.method).to_owned(), true));
    }
    types.push((media(sent), false));
    types.extend(["; charset=utf-8", ";charset=utf-8"].map(|end| ([&media(sent), end].concat(), false)));
    types.extend(CONTENT_TYPES.map(|given| (given.to_owned(), false)));
    let same = |one: &str| one.eq_ignore_ascii_case(sent);
    let other = types.into_iter().filter(|(signed, _)| !same(signed)).map(|(signed, meant)| {
        let cause = if media(&signed) == media(sent) { &CONTENT_TYPE_CHARSET } else { &CONTENT_TYPE_OTHER };
        let value = signed.clone();
        let it = Hypothesis::new(cause, move |attempt| attempt.set("content-type", &value)).between(signed, sent);
        if meant { it.of_meant() } else { it }
    });
    other.collect()
}

fn hosts<'a>(facts: &Facts<'a>) -> Vec<Hypothesis<'a>> {
    let sent = facts.header("host");
    let (name, port) = split_port(sent);
    let service = facts.service();
    let scope = facts.authorization.service.as_str();
    let region = facts.known.meant.region.unwrap_or_else(|| facts.header("x-tc-region"));
    let default = Meant::default_host(service);
    let mut hosts: Vec<(&'static Cause, String)> = vec![
        (&HOST_OTHER, default.clone()),
        (&HOST_OTHER, [service, ".", region, ".tencentcloudapi.com"].concat()),
        (&HOST_OTHER, [service, ".internal.tencentcloudapi.com"].concat()),
        (&HOST_OTHER, [service, ".intl.tencentcloudapi.com"].concat()),
        (&HOST_OTHER, [service, ".ap-guangzhou.tencentcloudapi.com"].concat()),
        (&HOST_OTHER, scope.to_owned()),
        (&HOST_OTHER, "tencentcloudapi.com".to_owned()),
        (&HOST_OTHER, "localhost".to_owned()),
        (&HOST_OTHER, "127.0.0.1".to_owned()),
        (&HOST_OTHER, String::new()),
    ];
    hosts.extend(facts.received.values("x-forwarded-host").map(|host| (&HOST_OTHER, host.to_owned())));
    hosts.push((&HOST_PORT, name.to_owned()));
    hosts.extend(PORTS.map(|port| (&HOST_PORT, [name, ":", port].concat())));
    hosts.extend(PORTS.map(|port| (&HOST_OTHER, [&default, ":", port].concat())));
    hosts.extend(["127.0.0.1:", "localhost:"].map(|other| (&HOST_OTHER, [other, port].concat())));
    for scheme in ["https://", "http://"] {
        hosts.extend(["", "/"].map(|path| (&HOST_URL, [scheme, sent, path].concat())));
    }
    hosts.push((&HOST_URL, [sent, "/"].concat()));
    // Where no host was meant, it is the service's own.
    let own = facts.known.meant.service.map(Meant::default_host);
    let meant = facts.known.meant.host.clone().or(own).into_iter().map(|host| {
        let same_name = split_port(&host).0 == name;
        (if same_name { &HOST_PORT } else { &HOST_OTHER }, host, true)
    });
    let all = meant.chain(hosts.into_iter().map(|(cause, host)| (cause, host, false)));
    let other = all.filter(|(_, host, _)| !host.eq_ignore_ascii_case(sent)).map(|(cause, host, meant)| {
        let value = host.clone();
        let guessed = !meant && !split_port(&host).1.is_empty() && cause != &HOST_URL;
        let it = Hypothesis::new(cause, move |attempt| attempt.set("host", &value)).between(host, sent);
        if meant { it.of_meant() } else { it.rare_if(guessed || cause == &HOST_URL) }
    });
    other.collect()
}

/// The name and the port, which is empty where there is none.
fn split_port(host: &str) -> (&str, &str) {
    match host.rsplit_once(':') {
        // The last colon of a bare `[::1]` is not a port's.
        Some((name, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (name, port),
        _ => (host, ""),
    }
}

//! A request of TC3-HMAC-SHA256.

use super::attempt::{Attempt, SentForm, SentSignature};
use super::base::{base, bodies, completed};
use super::causes::*;
use super::hypotheses::{Facts, Hypothesis, all};
use super::input::{Authorization, Known, Received};
use super::report::{Certainty, Finding, Report, Verdict};
use super::search::Search;
use super::{clock, forms, parts};

/// Headers that proxies and HTTP libraries add or change.
const CHANGED_ON_THE_WAY: [&str; 12] = [
    "accept",
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "cookie",
    "forwarded",
    "user-agent",
    "via",
    "x-forwarded-for",
    "x-real-ip",
];
/// Around the time of receipt, in seconds: where a timestamp is looked for that is not known.
const WINDOW: u64 = 120;
const DAY: u64 = 86_400;

/// What a search came to.
struct Outcome {
    base: Attempt,
    /// The attempt that gives the signature, and its mistakes.
    found: Option<(Attempt, Vec<Finding>)>,
    second: Option<u64>,
    tried: u32,
}

/// Diagnoses it.
pub(super) fn diagnose<'a>(received: &Received<'a>, authorization: &Authorization, known: &Known<'a>) -> Report {
    let whole = received.method.is_some();
    let request = completed(received, authorization, known);
    let mut outcome = search(&request, authorization, known);
    let sent = outcome.second.map(|second| second.to_string());
    let sent = request.header("x-tc-timestamp").or(sent.as_deref());
    let second = sent.and_then(clock::second_of);
    let mut causes = forms::look(&request, authorization, (known, whole));
    if whole {
        causes.extend(clock::timestamp(request.header("x-tc-timestamp")));
    }
    causes.extend(clock::date(&authorization.date, second));
    causes.extend(clock::skew(second, known.received_at, known.max_skew));
    let searched = known.secret_key.is_some();
    let readable = SentSignature::read(&authorization.signature).form != SentForm::Unreadable;
    let found = outcome.found.take();
    let matches = match &found {
        Some((_, mistakes)) => Some(mistakes.is_empty()),
        None if searched && can_be_judged(&request, known, whole) => Some(false),
        None => None,
    };
    if matches == Some(true) {
        // It is the key, whatever it looks like.
        causes.retain(|finding| finding.cause != &KEY_GIVEN_STRAY);
    }
    if found.is_none() && searched {
        causes.extend(possible(&request, authorization));
    }
    let parts = match &found {
        Some((attempt, mistakes)) => parts::compared(&outcome.base, attempt, mistakes.is_empty()),
        None => parts::against_meant(&outcome.base, known, matches == Some(false)),
    };
    let mistakes = found.map(|(_, mistakes)| mistakes);
    let verdict = verdict(mistakes.as_deref(), &causes, matches, readable);
    Report {
        verdict,
        signature_matches: matches,
        algorithm: crate::sign::tc3::ALGORITHM,
        causes: merged(mistakes.unwrap_or_default(), causes),
        parts,
        canonical_request: Some(outcome.base.canonical_request()),
        string_to_sign: Some(outcome.base.string_to_sign()),
        found_timestamp: outcome.second,
        tried: outcome.tried,
    }
}

/// Whether everything that is signed is known, so that a signature that does not come out is wrong.
fn can_be_judged(request: &Received<'_>, known: &Known<'_>, whole: bool) -> bool {
    let meant = known.meant.payload.is_some() || request.method.as_deref() == Some("GET");
    if whole { request.body.is_some() || meant } else { meant && request.header("x-tc-timestamp").is_some() }
}

fn verdict(mistakes: Option<&[Finding]>, seen: &[Finding], matches: Option<bool>, readable: bool) -> Verdict {
    let stops = |finding: &Finding| finding.cause.group() == "Authorization" || STOPPING.contains(&finding.cause);
    match (mistakes, matches) {
        (Some([]), _) if seen.is_empty() => Verdict::Valid,
        (Some(_), _) => Verdict::Explained,
        // Without these nothing can be compared, so they are the cause.
        (None, _) if seen.iter().any(stops) || (!readable && !seen.is_empty()) => Verdict::Explained,
        (None, Some(_)) => Verdict::Unexplained,
        (None, None) if seen.iter().any(|finding| finding.certainty == Certainty::Seen) => Verdict::Explained,
        (None, None) => Verdict::Undecided,
    }
}

/// What keeps a signature from being checked at all.
static STOPPING: [&Cause; 8] = [
    &TIMESTAMP_MISSING,
    &TIMESTAMP_FORM,
    &HEADERS_NOT_SENT,
    &TOKEN_MISSING,
    &ID_OTHER,
    &PAYLOAD_INCOMPLETE,
    &SIGNATURE_FORM,
    &ALGORITHM_V1,
];

/// Those that are proved first; what is proved and seen is named once.
fn merged(proved: Vec<Finding>, seen: Vec<Finding>) -> Vec<Finding> {
    let mut all = proved;
    for finding in seen {
        let trimmed = finding.cause == &KEY_GIVEN_STRAY && all.iter().any(|it| it.cause == &KEY_TRIMMED);
        if !trimmed && !all.iter().any(|it| it.cause == finding.cause) {
            all.push(finding);
        }
    }
    all
}

/// What would explain the signature, and cannot be checked.
fn possible(request: &Received<'_>, authorization: &Authorization) -> Option<Finding> {
    let mut names = authorization.names().filter(|name| {
        let name = name.to_ascii_lowercase();
        CHANGED_ON_THE_WAY.contains(&name.as_str()) && request.header(&name).is_some()
    });
    let name = names.next()?;
    let certainty = Certainty::Possible;
    Some(Finding { cause: &HEADERS_PROXY, certainty, signed: String::new(), received: name.to_owned() })
}

fn search<'a>(request: &Received<'a>, authorization: &Authorization, known: &Known<'a>) -> Outcome {
    let secret = known.secret_key.unwrap_or_default();
    let sent = SentSignature::read(&authorization.signature);
    let mut search = Search::new(&sent);
    let variants: Vec<Received<'a>> =
        bodies(request, known).into_iter().map(|body| Received { body: Some(body), ..request.clone() }).collect();
    let bases: Vec<Attempt> = variants.iter().map(|variant| base(variant, authorization, secret)).collect();
    let first = || base(request, authorization, secret);
    let mut outcome =
        Outcome { base: bases.first().cloned().unwrap_or_else(first), found: None, second: None, tried: 0 };
    if known.secret_key.is_none() || sent.form == SentForm::Unreadable {
        return outcome;
    }
    let untimed = request.header("x-tc-timestamp").is_none();
    for attempt in &bases {
        let second = if untimed { search.second(attempt, seconds(&authorization.date, known, DAY)) } else { None };
        if second.is_some() || (!untimed && search.holds(attempt)) {
            let attempt = timed(attempt, second);
            outcome = Outcome { base: attempt.clone(), found: Some((attempt, Vec::new())), second, tried: 0 };
            break;
        }
    }
    for (variant, base) in variants.iter().zip(&bases) {
        if outcome.found.is_some() {
            break;
        }
        let mistakes = all(&Facts { received: variant, authorization, known, base });
        outcome = if untimed {
            untimed_mistakes(&mut search, base, &mistakes, (authorization, known))
        } else {
            let hit = search.fewest(base, &mistakes, known.pairs);
            let found =
                hit.map(|hit| (hit.attempt, hit.mistakes.iter().filter_map(|at| proved(mistakes.get(*at)?)).collect()));
            Outcome { base: base.clone(), found, second: None, tried: 0 }
        };
    }
    outcome.tried = search.tried;
    outcome
}

fn proved(mistake: &Hypothesis<'_>) -> Option<Finding> {
    let Hypothesis { cause, signed, received, .. } = mistake;
    Some(Finding { cause, certainty: Certainty::Proved, signed: signed.clone(), received: received.clone() })
}

/// One mistake, at any second close to the time of receipt.
fn untimed_mistakes(
    search: &mut Search<'_>,
    base: &Attempt,
    mistakes: &[Hypothesis<'_>],
    (authorization, known): (&Authorization, &Known<'_>),
) -> Outcome {
    for mistake in mistakes {
        let mut attempt = base.clone();
        mistake.apply(&mut attempt);
        if let Some(second) = search.second(&attempt, seconds(&authorization.date, known, WINDOW)) {
            let found = Some((timed(&attempt, Some(second)), proved(mistake).into_iter().collect()));
            return Outcome { base: timed(base, Some(second)), found, second: Some(second), tried: 0 };
        }
    }
    Outcome { base: base.clone(), found: None, second: None, tried: 0 }
}

fn timed(attempt: &Attempt, second: Option<u64>) -> Attempt {
    let mut attempt = attempt.clone();
    if let Some(second) = second {
        attempt.timestamp = second.to_string();
        attempt.set("x-tc-timestamp", &second.to_string());
    }
    attempt
}

/// The seconds in which it may have been signed: close to the time of receipt, or of the whole day of the scope.
fn seconds(date: &str, known: &Known<'_>, reach: u64) -> impl Iterator<Item = u64> {
    let day = start_of(date);
    let near = known.received_at.map_or(0..0, |at| at.saturating_sub(WINDOW)..at + WINDOW);
    let rest = if reach == DAY { day.map_or(0..0, |start| start..start + DAY) } else { 0..0 };
    near.rev().chain(rest)
}

/// The first second of a date.
fn start_of(date: &str) -> Option<u64> {
    let mut parts = date.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1970..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    // Years are counted from March, so that a leap day ends one.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day - 1;
    days.checked_sub(719_468).map(|days| days * DAY)
}

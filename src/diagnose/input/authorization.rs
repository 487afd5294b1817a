//! The Authorization header, read as far as it can be: what is wrong with it is found elsewhere.

/// The parts of an Authorization header of TC3.
#[derive(Clone, Debug, Default)]
pub(in crate::diagnose) struct Authorization {
    pub(in crate::diagnose) secret_id: String,
    pub(in crate::diagnose) date: String,
    pub(in crate::diagnose) service: String,
    /// What should be `tc3_request`.
    pub(in crate::diagnose) terminator: String,
    /// As it stands there.
    pub(in crate::diagnose) signed_headers: String,
    pub(in crate::diagnose) signature: String,
    /// What is wrong with its form.
    pub(in crate::diagnose) problem: Option<&'static str>,
}

const SCHEME: &str = "TC3-HMAC-SHA256";

impl Authorization {
    /// The scheme that a header's value begins with.
    pub(in crate::diagnose) fn scheme(value: &str) -> &str {
        value.split([' ', '\t', ',']).next().unwrap_or_default()
    }

    /// Reads a header of TC3; `None` for one of another scheme.
    pub(in crate::diagnose) fn read(value: &str) -> Option<Self> {
        let value = value.trim();
        let head = value.get(..SCHEME.len())?;
        if !head.eq_ignore_ascii_case(SCHEME) {
            return None;
        }
        let rest = value.get(SCHEME.len()..).unwrap_or_default();
        let mut read = Authorization::default();
        let credential = field(rest, "Credential");
        let (signed, signature) = (field(rest, "SignedHeaders"), field(rest, "Signature"));
        read.problem = form_problem(head, rest, credential, signed, signature);
        // From the right: a service holds no slash, whatever a signer made of it.
        let mut scope = credential.unwrap_or_default().rsplitn(4, '/');
        let mut next = || scope.next().unwrap_or_default().to_owned();
        (read.terminator, read.service, read.date, read.secret_id) = (next(), next(), next(), next());
        if read.secret_id.is_empty() && read.problem.is_none() {
            read.problem = Some("Credential has fewer than four parts");
        }
        signed.unwrap_or_default().clone_into(&mut read.signed_headers);
        signature.unwrap_or_default().clone_into(&mut read.signature);
        Some(read)
    }

    /// The names of the signed headers as they stand there.
    pub(in crate::diagnose) fn names(&self) -> impl Iterator<Item = &str> {
        self.signed_headers.split(';').map(str::trim).filter(|name| !name.is_empty())
    }

    /// The date, the service and the terminator.
    pub(in crate::diagnose) fn scope(&self) -> String {
        [self.date.as_str(), &self.service, &self.terminator].join("/")
    }
}

/// The value of a field up to the next comma, space or the end; `Signature` is not a part of `X-Signature`.
fn field<'a>(rest: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = rest.split([',', ' ', '\t', '\r', '\n']);
    parts.find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

fn form_problem(
    head: &str,
    rest: &str,
    credential: Option<&str>,
    signed: Option<&str>,
    signature: Option<&str>,
) -> Option<&'static str> {
    let places = ["Credential=", "SignedHeaders=", "Signature="].map(|name| rest.find(name));
    [
        (head != SCHEME, "TC3-HMAC-SHA256 is not in capitals"),
        (!rest.starts_with(' '), "no space follows TC3-HMAC-SHA256"),
        (credential.is_none(), "Credential is missing"),
        (signed.is_none(), "SignedHeaders is missing"),
        (signature.is_none(), "Signature is missing"),
        (!places.is_sorted(), "its fields are not in the order Credential, SignedHeaders, Signature"),
        (rest.matches(',').count() < 2, "no comma stands between its fields"),
        (rest.matches(',').count() > 2, "it has more than three fields"),
        (rest.contains(['\r', '\n']), "a line break stands in it"),
    ]
    .into_iter()
    .find_map(|(wrong, problem)| wrong.then_some(problem))
}

#[cfg(test)]
mod tests {
    use super::Authorization;

    const GOOD: &str =
        "TC3-HMAC-SHA256 Credential=AKID/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, Signature=ab";

    #[test]
    fn a_header_is_read_from_the_right() {
        let read = Authorization::read(GOOD).unwrap();
        assert_eq!((read.secret_id.as_str(), read.scope().as_str()), ("AKID", "2019-02-25/cvm/tc3_request"));
        assert_eq!((read.names().count(), read.signature.as_str(), read.problem), (2, "ab", None));
        assert!(Authorization::read("AWS4-HMAC-SHA256 Credential=x").is_none());
        assert!(Authorization::read("TC3").is_none());
    }

    #[test]
    fn what_is_wrong_with_the_form_is_told() {
        for (from, to, problem) in [
            ("TC3-", "tc3-", "capitals"),
            ("SHA256 ", "SHA256", "no space"),
            ("Credential=", "Credentials=", "Credential is missing"),
            ("SignedHeaders=", "Signed=", "SignedHeaders is missing"),
            ("Signature=", "Sig=", "Signature is missing"),
            (", ", " ", "no comma"),
            ("Signature=ab", "Signature=ab, X=1", "more than three"),
            ("AKID/", "", "fewer than four"),
        ] {
            let read = Authorization::read(&GOOD.replace(from, to)).unwrap();
            assert!(read.problem.is_some_and(|it| it.contains(problem)), "{to}: {:?}", read.problem);
        }
    }
}

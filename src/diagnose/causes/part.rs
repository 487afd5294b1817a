//! The parts that a signature is made of.

/// A part of a signed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The method.
    Method,
    /// The second line of the canonical request.
    CanonicalUri,
    /// The third.
    CanonicalQuery,
    /// The lines of the signed headers.
    CanonicalHeaders,
    /// The list of their names.
    SignedHeaders,
    /// The hash of the body.
    PayloadHash,
    /// The canonical request as a whole.
    CanonicalRequest,
    /// The timestamp.
    Timestamp,
    /// The date of the scope.
    Date,
    /// The scope.
    CredentialScope,
    /// The string to sign.
    StringToSign,
    /// What the secret key becomes before it signs.
    SigningKey,
    /// The signature itself.
    Signature,
    /// The header or parameter that carries the signature.
    Authorization,
    /// The id of the key.
    SecretId,
    /// The session token.
    Token,
    /// The action.
    Action,
}

impl Part {
    /// The name in reports: `canonicalUri`.
    pub const fn name(self) -> &'static str {
        match self {
            Part::Method => "method",
            Part::CanonicalUri => "canonicalUri",
            Part::CanonicalQuery => "canonicalQuery",
            Part::CanonicalHeaders => "canonicalHeaders",
            Part::SignedHeaders => "signedHeaders",
            Part::PayloadHash => "payloadHash",
            Part::CanonicalRequest => "canonicalRequest",
            Part::Timestamp => "timestamp",
            Part::Date => "date",
            Part::CredentialScope => "credentialScope",
            Part::StringToSign => "stringToSign",
            Part::SigningKey => "signingKey",
            Part::Signature => "signature",
            Part::Authorization => "authorization",
            Part::SecretId => "secretId",
            Part::Token => "token",
            Part::Action => "action",
        }
    }
}

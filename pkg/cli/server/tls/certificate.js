import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { bits, boolean, implicit, integer, octets, oid, sequence, set, tagged, time, utf8 } from "./der.js";

const DAY_MS = 86_400_000;
/** What browsers and platforms take at most of a server's certificate. */
const VALID_DAYS = 397;
const ECDSA_SHA256 = sequence(oid("1.2.840.10045.4.3.2"));

/**
 * @typedef {{publicKey: import("node:crypto").KeyObject, privateKey: import("node:crypto").KeyObject}} Pair
 * @typedef {{name: Buffer, pair: Pair}} Party
 */

/**
 * A certificate for this machine's loopback names, and that of the authority that signed it. The authority's key is
 * forgotten at once, so that whoever trusts it trusts nothing but this one server.
 * @param {string} host a further name or address to be valid for
 * @returns {{key: string, certificate: string, authority: string}} PEM
 */
export function certify(host) {
  const authority = party("tencentcloud-edge emulator authority");
  const server = party("localhost");
  const names = [...new Set(["localhost", "cvm.localhost", "127.0.0.1", "::1", host])];
  return {
    key: String(server.pair.privateKey.export({ type: "pkcs8", format: "pem" })),
    certificate: pem(certificate(server, authority, serverExtensions(names, server, authority))),
    authority: pem(certificate(authority, authority, authorityExtensions(authority))),
  };
}

/** @param {string} commonName @returns {Party} */
const party = (commonName) => ({
  name: sequence(set(sequence(oid("2.5.4.3"), utf8(commonName)))),
  pair: generateKeyPairSync("ec", { namedCurve: "P-256" }),
});

/**
 * RFC 5280, 4.1.
 * @param {Party} subject
 * @param {Party} issuer
 * @param {Buffer[]} extensions
 */
function certificate(subject, issuer, extensions) {
  const now = Date.now();
  const body = sequence(
    tagged(0, integer([2])),
    integer(randomBytes(16)),
    ECDSA_SHA256,
    issuer.name,
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + VALID_DAYS * DAY_MS))),
    subject.name,
    spki(subject),
    tagged(3, sequence(...extensions)),
  );
  return sequence(body, ECDSA_SHA256, bits(sign("sha256", body, issuer.pair.privateKey)));
}

/** @param {Party} issuer */
const authorityExtensions = (issuer) => [
  extension("2.5.29.19", sequence(boolean(true), integer([0])), true),
  // keyCertSign
  extension("2.5.29.15", bits(Buffer.from([0b0000_0100]), 2), true),
  extension("2.5.29.14", octets(keyId(issuer))),
];

/**
 * @param {string[]} names
 * @param {Party} subject
 * @param {Party} issuer
 */
const serverExtensions = (names, subject, issuer) => [
  extension("2.5.29.19", sequence(), true),
  // digitalSignature
  extension("2.5.29.15", bits(Buffer.from([0b1000_0000]), 7), true),
  // serverAuth
  extension("2.5.29.37", sequence(oid("1.3.6.1.5.5.7.3.1"))),
  extension("2.5.29.17", sequence(...names.map(alternativeName))),
  extension("2.5.29.14", octets(keyId(subject))),
  extension("2.5.29.35", sequence(implicit(0, keyId(issuer)))),
];

/**
 * @param {string} id
 * @param {Buffer} value
 * @param {boolean} [critical]
 */
const extension = (id, value, critical = false) =>
  sequence(oid(id), critical ? boolean(true) : [], octets(value));

/** @param {string} name */
function alternativeName(name) {
  const family = isIP(name);
  if (family === 0) return implicit(2, Buffer.from(name));
  return implicit(7, family === 4 ? name.split(".").map(Number) : ipv6(name));
}

/** @param {string} address */
function ipv6(address) {
  const [left = "", right = ""] = address.split("::");
  const words = (/** @type {string} */ part) => part.split(":").filter((word) => word !== "");
  const [head, tail] = [words(left), words(right)];
  const gap = new Array(8 - head.length - tail.length).fill("0");
  return [...head, ...gap, ...tail].flatMap((word) => {
    const value = Number.parseInt(word, 16);
    return [value >> 8, value & 255];
  });
}

/** @param {Party} of */
const spki = ({ pair }) => pair.publicKey.export({ type: "spki", format: "der" });

/** @param {Party} of */
const keyId = (of) => createHash("sha1").update(spki(of)).digest();

/** @param {Buffer} bytes */
function pem(bytes) {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
